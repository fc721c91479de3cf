"""MediaPipe's landmarker on pictures of every shape."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vision.landmarks.engines.mediapipe import model_size_px

Image = NDArray[np.uint8]
Answers = tuple[dict[str, list[int] | None], str]

SIZES_PX = [
    (64, 64),
    (65, 97),
    (97, 65),
    (66, 64),
    (67, 66),
    (320, 240),
    (641, 480),
    (898, 506),
    (1080, 1920),
    (1921, 1081),
    (3000, 500),
    (64, 2000),
    (1, 1),
    (2, 3),
    (1, 2500),
    (2500, 1),
]
EVERY_SIZE = Path(__file__).with_name("every_size.py")


@pytest.fixture(scope="module")
def answers(model: Path) -> Answers:
    """Show the same body in every size; give the masks' shapes by size, and stderr."""
    sizes = [f"{width}x{height}" for width, height in SIZES_PX]
    ended = subprocess.run(  # noqa: S603  our own script
        [sys.executable, str(EVERY_SIZE), str(model), *sizes],
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(map(json.loads, ended.stdout.splitlines())), ended.stderr


class TestModelSize:
    """What size a picture is shown to the model at."""

    @given(st.integers(1, 8000), st.integers(1, 8000), st.integers(4, 2000))
    def test_the_width_is_always_a_multiple_of_4(self, width: int, height: int, most: int) -> None:
        """Any other width would abort the process, beyond what Python can catch."""
        model_width, model_height = model_size_px((width, height), most)
        assert model_width % 4 == 0
        assert model_width >= 4
        assert model_height >= 1

    @given(st.integers(64, 8000), st.integers(64, 8000))
    def test_pictures_shrink_in_proportion(self, width: int, height: int) -> None:
        """Angles are measured on it: it must not be squeezed by more than a rounding."""
        model_width, model_height = model_size_px((width, height), 960)
        assert model_width <= width
        assert abs(model_height - height * model_width / width) <= 0.5
        assert max(model_width, model_height) <= max(960, 4 * height / width)

    @pytest.mark.parametrize(
        ("size_px", "expected_px"),
        [
            ((960, 540), (960, 540)),
            ((1920, 1080), (960, 540)),
            ((898, 506), (896, 505)),
            ((1080, 1920), (540, 960)),
            ((640, 483), (640, 483)),
        ],
    )
    def test_usual_pictures(self, size_px: tuple[int, int], expected_px: tuple[int, int]) -> None:
        """Pictures that fit are not touched."""
        assert model_size_px(size_px, 960) == expected_px


@pytest.mark.model
class TestEverySize:
    """In another process, for an abort there cannot be caught."""

    @pytest.mark.parametrize("size_px", SIZES_PX)
    def test_no_size_aborts(
        self,
        answers: Answers,
        size_px: tuple[int, int],
    ) -> None:
        """The mask comes at the model's size, whatever the picture's."""
        shapes, stderr = answers
        width, height = size_px
        assert f"{width}x{height}" in shapes, stderr
        shape = shapes[f"{width}x{height}"]
        if min(size_px) >= 64 and max(size_px) / min(size_px) < 2:
            assert shape is not None, "a whole person in the picture should be found"
        if shape is not None:
            assert tuple(shape) == model_size_px(size_px, 960)[::-1]

    def test_the_terminal_stays_clean(self, answers: Answers) -> None:
        """Nothing of the libraries' logs reaches the user."""
        assert answers[1] == ""
