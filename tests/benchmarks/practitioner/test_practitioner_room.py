"""The room can turn with the camera, and stays the demo's where nobody asks."""

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.figure import sculpt
from benchmarks.practitioner.raymarch import draw
from benchmarks.practitioner.scene import WALL_M, Camera, Room, backdrop, view_of

SIZE = (212, 120)


def test_the_usual_room_is_the_demo_s() -> None:
    """Saying nothing of the room and asking for the default give the same picture."""
    camera = Camera(azimuth_deg=30.0)
    np.testing.assert_array_equal(
        backdrop(camera, SIZE).colour, backdrop(camera, SIZE, Room()).colour
    )


@pytest.mark.parametrize("azimuth_deg", [0.0, 70.0, 180.0, -120.0])
def test_a_wall_that_turns_with_the_camera_is_always_behind_the_person(azimuth_deg: float) -> None:
    """What is seen at the top of the picture is the wall, as far away as it is meant to be."""
    camera = Camera(azimuth_deg=azimuth_deg)
    top = backdrop(camera, SIZE, Room(wall_azimuth_deg=azimuth_deg)).points[0]
    away = np.array([np.sin(np.radians(azimuth_deg)), 0.0, np.cos(np.radians(azimuth_deg))])
    np.testing.assert_allclose(top @ away, -WALL_M, atol=1e-9)


def test_light_from_behind_leaves_the_near_side_dark() -> None:
    """The figure is darker than with the light behind the camera."""
    camera, figure = Camera(azimuth_deg=0.0), sculpt(pose(postures.diamond()))
    lit, backlit = (
        draw(figure, backdrop(camera, SIZE, Room(light=(0.0, 0.5, z))), view_of(camera, SIZE))
        for z in (1.0, -1.0)
    )
    changed = np.abs(lit - backlit).max(axis=-1) > 20.0
    assert changed.any()
    trunk = np.s_[45:60, 95:105]
    assert backlit[trunk].mean() < lit[trunk].mean()
