"""What geometry says of joints a camera cannot see."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.practitioner.body import pose
from benchmarks.practitioner.figure import sculpt
from benchmarks.practitioner.postures import diamond
from benchmarks.practitioner.scene import Camera, view_of
from benchmarks.practitioner.truth import landmarks
from benchmarks.synthetic.chair import chair, with_chair
from benchmarks.synthetic.hidden import hidden, silhouette
from vision.landmarks.skeleton import Landmark

SIZE_PX = (320, 180)
SKELETON = pose(diamond())
JOINTS_M = landmarks(SKELETON)
FIGURE = sculpt(SKELETON)


def hidden_at(azimuth_deg: float) -> np.ndarray:
    """Give the hidden landmarks of diamond from one side."""
    return hidden(JOINTS_M, FIGURE, view_of(Camera(azimuth_deg=azimuth_deg), SIZE_PX))


@pytest.mark.parametrize(
    ("azimuth_deg", "near", "far"), [(0, "RIGHT", "LEFT"), (180, "LEFT", "RIGHT")]
)
def test_from_the_side_the_near_leg_hides_the_far_one(
    azimuth_deg: float, near: str, far: str
) -> None:
    """Both are folded alike in diamond."""
    behind = hidden_at(azimuth_deg)
    for joint in ("KNEE", "ANKLE", "HIP"):
        assert behind[Landmark[f"{far}_{joint}"]]
        assert not behind[Landmark[f"{near}_{joint}"]]
    assert not behind[Landmark[f"{near}_SHOULDER"]]


def test_from_the_front_both_knees_are_seen_and_the_heels_are_not() -> None:
    """The knees are ahead, the heels under the seat."""
    behind = hidden_at(90.0)
    assert not behind[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.NOSE]].any()
    assert behind[[Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]].all()


def test_a_chair_hides_what_is_behind_it_and_nothing_before_it() -> None:
    """A slat across the line of sight to the near knee."""
    view = view_of(Camera(azimuth_deg=0.0), SIZE_PX)
    knee = JOINTS_M[Landmark.RIGHT_KNEE]
    # The seat, 0.44 m high, crosses the line from the camera (0.8 m high) to the knee here.
    share = (0.44 - knee[1]) / (view.eye[1] - knee[1])
    place = knee + share * (view.eye - knee)
    for z_m, blocked in ((float(place[2]), True), (-0.8, False)):
        stands = chair(float(place[0]) + 0.21 / 5, z_m, 0.0, back=False)
        furnished = with_chair(FIGURE, stands)
        assert hidden(JOINTS_M, furnished, view)[Landmark.RIGHT_KNEE] == blocked


def test_the_silhouette_covers_the_body_and_nothing_else() -> None:
    """Joints on it, corners of the picture off it."""
    view = view_of(Camera(azimuth_deg=30.0), SIZE_PX)
    mask = silhouette(FIGURE, view)
    assert mask.shape == SIZE_PX[::-1]
    for joint in (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE):
        x, y = np.floor(view.project(JOINTS_M)[joint]).astype(int)
        assert mask[y, x] == 1
    assert not mask[[0, 0, -1, -1], [0, -1, 0, -1]].any()
    assert 0.02 < mask.mean() < 0.25
