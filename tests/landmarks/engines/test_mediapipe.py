"""The landmarker on pictures of every shape, of a body whose joints are known."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.render import project, render
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.errors import LandmarkerError
from vision.frames.source import Frame
from vision.landmarks.engines.mediapipe import BlazePose, model_size_px
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import SEEN_VISIBILITY, Landmarks

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
NEAR = [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE]


@pytest.fixture
def blazepose(model: Path) -> Iterator[BlazePose]:
    """Start a landmarker."""
    with BlazePose(model) as started:
        yield started


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


def kneeling(size_px: tuple[int, int] = (640, 480)) -> Image:
    """Render a person sitting on the heels, side-on."""
    return render(postures.diamond(), size=size_px)


def seen(blazepose: BlazePose, image: Image, t_s: float = 0.0) -> Landmarks:
    """Detect somebody who is there."""
    landmarks = blazepose.detect(Frame(image, t_s, 0))
    assert landmarks is not None
    return landmarks


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


class TestRefusals:
    """A landmarker that cannot work says so in one line."""

    def test_a_missing_model(self, tmp_path: Path) -> None:
        """The path is in the message."""
        with pytest.raises(LandmarkerError, match=r"none\.task: No such file"):
            BlazePose(tmp_path / "none.task")

    @pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04" + bytes(100)])
    def test_a_file_that_is_no_model(self, tmp_path: Path, content: bytes) -> None:
        """Whatever is in it."""
        path = tmp_path / "bad.task"
        path.write_bytes(content)
        with pytest.raises(LandmarkerError, match=r"bad\.task is not a pose landmarker") as caught:
            BlazePose(path)
        assert "\n" not in str(caught.value)

    @pytest.mark.model
    def test_a_closed_landmarker(self, model: Path) -> None:
        """Closing twice is fine, using it afterwards is not."""
        with BlazePose(model) as blazepose:
            blazepose.close()
        blazepose.close()
        with pytest.raises(LandmarkerError, match="closed"):
            blazepose.detect(Frame(np.zeros((64, 64, 3), np.uint8), 0.0, 0))
        with pytest.raises(LandmarkerError, match="closed"):
            blazepose.forget()


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


@pytest.mark.model
class TestLandmarks:
    """What is handed on."""

    @pytest.mark.parametrize("size_px", [(640, 480), (898, 506), (1280, 720), (482, 640)])
    def test_points_are_in_pixels_of_the_picture(
        self, model: Path, size_px: tuple[int, int]
    ) -> None:
        """Scaling for the model does not show in the result."""
        with BlazePose(model, tracking=False) as blazepose:
            landmarks = seen(blazepose, kneeling(size_px))
        truth_px = project(true_landmarks(pose(postures.diamond())), size=size_px)
        errors_px = np.linalg.norm(landmarks.xy_px - truth_px, axis=1)[NEAR]
        assert landmarks.size_px == size_px
        assert errors_px.max() < 0.03 * size_px[0]

    @pytest.mark.parametrize("part", [np.s_[:, :], np.s_[:, 220:], np.s_[:350], np.s_[:, :380]])
    def test_unseen_is_nan_and_only_that(self, model: Path, part: tuple[slice, ...]) -> None:
        """A leg behind the other, or outside the picture, has no place in it."""
        with BlazePose(model, tracking=False) as blazepose:
            landmarks = seen(blazepose, np.ascontiguousarray(kneeling()[part]))
        unseen = np.isnan(landmarks.xy_px).any(axis=1)
        assert (unseen == np.isnan(landmarks.xy_px).all(axis=1)).all()
        assert unseen[landmarks.visibility < SEEN_VISIBILITY].all()
        assert 0 < unseen.sum() < len(Landmark)
        inside = landmarks.xy_px[~unseen]
        assert ((inside >= 0) & (inside <= landmarks.size_px)).all()
        assert np.isfinite(landmarks.xyz_m).all()

    def test_the_silhouette_lies_on_the_body(self, blazepose: BlazePose) -> None:
        """It is the person's own, not the room's, and outlives the landmarker's result."""
        first = seen(blazepose, kneeling())
        assert first.silhouette is not None
        copy = first.silhouette.copy()
        seen(blazepose, render(postures.lying(), size=(640, 480)), 1.0)
        np.testing.assert_array_equal(first.silhouette, copy)
        assert first.silhouette.dtype == np.uint8
        assert 0.03 < (first.silhouette > 0).mean() < 0.3
        column, row = first.xy_px[Landmark.RIGHT_HIP].astype(int)
        assert first.silhouette[row, column]

    def test_no_silhouette_unless_asked_for(self, model: Path) -> None:
        """It costs a few milliseconds."""
        with BlazePose(model, silhouette=False) as blazepose:
            assert seen(blazepose, kneeling()).silhouette is None

    def test_an_empty_room_holds_nobody(self, blazepose: BlazePose) -> None:
        """None, not a body of NaN."""
        assert blazepose.detect(Frame(np.full((480, 640, 3), 200, np.uint8), 0.0, 0)) is None

    def test_the_picture_is_left_as_it_is(self, blazepose: BlazePose) -> None:
        """Others draw on it afterwards."""
        image = kneeling()
        before = image.copy()
        seen(blazepose, image)
        np.testing.assert_array_equal(image, before)

    def test_time_is_the_pictures_own(self, blazepose: BlazePose) -> None:
        """Pictures less than a millisecond apart, or a source that steps back, are no error."""
        image = kneeling()
        for t_s in (0.0, 0.0001, 0.0002, 5.0, 4.9, 5.1):
            assert seen(blazepose, image, t_s).t_s == t_s

    def test_a_forgotten_body_is_searched_for_as_if_never_seen(self, model: Path) -> None:
        """What was followed wrongly cannot pull at what is found next.

        The library's filters on visibility and metres run on: a few centimetres, for a moment.
        """
        with BlazePose(model) as blazepose, BlazePose(model) as fresh:
            for i in range(5):
                seen(blazepose, render(postures.lying(), size=(640, 480)), i / 30)
            blazepose.forget()
            again, anew = (seen(each, kneeling(), 1.0) for each in (blazepose, fresh))
        np.testing.assert_allclose(again.xyz_m, anew.xyz_m, atol=0.03)
        off_px = np.abs(again.xy_px - anew.xy_px)
        assert np.isfinite(off_px[NEAR[:2]]).all()
        assert np.nanmax(off_px) < 0.5

    def test_a_replay_gives_the_same(self, model: Path) -> None:
        """Same pictures, same times, same numbers."""
        images = [render(postures.diamond(tilt), size=(320, 240)) for tilt in (0.0, 10.0, 20.0)]

        def replay() -> list[Landmarks]:
            with BlazePose(model) as blazepose:
                return [seen(blazepose, im, i / 30) for i, im in enumerate(images)]

        for once, again in zip(replay(), replay(), strict=True):
            np.testing.assert_array_equal(once.xy_px, again.xy_px)
            np.testing.assert_array_equal(once.xyz_m, again.xyz_m)

    def test_other_threads_run_meanwhile(self, blazepose: BlazePose) -> None:
        """The interpreter lock is free while the model runs, so decoding goes on."""
        image, done, counts = kneeling(), threading.Event(), [0]

        def count() -> None:
            while not done.is_set():
                counts.append(counts[-1] + 1)
                done.wait(0.001)

        thread = threading.Thread(target=count)
        thread.start()
        before = [(seen(blazepose, image, i / 30), len(counts))[1] for i in range(10)]
        done.set()
        thread.join()
        assert all(later > earlier for earlier, later in pairwise(before))
