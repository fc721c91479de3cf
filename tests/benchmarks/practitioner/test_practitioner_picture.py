"""The picture shows the figure where the projection says it is."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.__main__ import main
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.render import project, render
from benchmarks.practitioner.scene import Camera, backdrop
from benchmarks.practitioner.truth import landmarks

SIZE = (212, 120)
NOSE, LEFT_HIP, RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE = 0, 23, 24, 26, 28


def drawn(camera: Camera, name: str) -> np.ndarray:
    """Give the (height, width) pixels at which the picture differs from the empty room."""
    image = render(postures.NAMED[name](), camera, SIZE)
    return np.abs(image - backdrop(camera, SIZE).colour).max(axis=-1) > 40.0


@pytest.mark.benchmark
@pytest.mark.parametrize("name", ["diamond", "head_to_knee_right", "reclining_hero", "lying"])
@pytest.mark.parametrize("camera", [Camera(), Camera(azimuth_deg=30.0, roll_deg=5.0)])
def test_the_figure_is_drawn_where_its_landmarks_project(name: str, camera: Camera) -> None:
    """The near side's joints lie on the figure."""
    figure = drawn(camera, name)
    pixels = project(landmarks(pose(postures.NAMED[name]())), camera, SIZE)
    for index in (NOSE, RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE):
        x, y = np.floor(pixels[index]).astype(int)
        assert figure[y - 2 : y + 3, x - 2 : x + 3].any()


def test_the_room_is_empty_where_nobody_is() -> None:
    """Far from the body the picture is the room."""
    figure = drawn(Camera(), "diamond")
    assert not figure[:, :20].any()
    assert 0.03 < figure.mean() < 0.3


def test_a_picture_is_the_same_twice() -> None:
    """The grain is seeded: the same posture and seed give the same bytes."""
    posture = postures.hero()
    once, again = render(posture, size=SIZE, seed=4), render(posture, size=SIZE, seed=4)
    np.testing.assert_array_equal(once, again)
    assert (once != render(posture, size=SIZE, seed=5)).any()


def test_the_camera_turns_around_the_person() -> None:
    """From the side the person looks to the right of the picture; from behind, hips are apart."""
    points = landmarks(pose(postures.diamond()))
    side, front = (project(points, Camera(azimuth_deg=angle), SIZE) for angle in (0.0, 90.0))
    assert side[NOSE, 0] > side[LEFT_HIP, 0]
    assert abs(side[LEFT_HIP, 0] - side[RIGHT_HIP, 0]) < 2.0
    assert front[LEFT_HIP, 0] > front[RIGHT_HIP, 0] + 5.0


def test_a_rolled_camera_turns_the_picture() -> None:
    """Rolled a quarter turn clockwise, what was up points to one side."""
    points = landmarks(pose(postures.diamond()))
    level, rolled = (project(points, Camera(roll_deg=angle), SIZE) for angle in (0.0, 90.0))
    middle = 0.5 * np.array(SIZE)
    np.testing.assert_allclose(
        np.linalg.norm(level - middle, axis=1), np.linalg.norm(rolled - middle, axis=1)
    )


def test_other_bodies_can_be_drawn() -> None:
    """A smaller body fills less of the picture."""
    small = Proportions().scaled(0.7)
    large_image, small_image = (
        render(postures.lying(), size=SIZE, proportions=each) for each in (Proportions(), small)
    )
    room = backdrop(Camera(), SIZE).colour
    large, little = (
        (np.abs(image - room).max(axis=-1) > 40.0).sum() for image in (large_image, small_image)
    )
    assert little < 0.75 * large


def test_the_command_renders_one_posture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--pose` writes a PNG and says where."""
    path = tmp_path / "hero.png"
    main(["--pose", "hero", "--out", str(path), "--width", "212", "--height", "120"])
    assert path.read_bytes().startswith(b"\x89PNG")
    assert str(path) in capsys.readouterr().out
