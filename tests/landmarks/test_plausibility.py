"""People in the routine are believed, bodies found upside down are not."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import Posture
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.landmarks.plausibility import plausible, plausible_bodies
from vision.landmarks.skeleton import HIPS, KNEES, SHOULDERS
from vision.landmarks.types import Landmarks

ALL_SEEN = np.ones(33)
POSTURES = {
    "diamond": postures.diamond(),
    "toes tucked": postures.diamond_toes(),
    "kneeling up": postures.kneeling_up(),
    "hero": postures.hero(),
    "reclining": postures.reclining_hero(),
    "leg in front": postures.head_to_knee("right", fold=0.0),
    "half folded": postures.head_to_knee("right", fold=0.5),
    "folded": postures.head_to_knee("left", fold=1.0),
    "rounded": postures.head_to_knee("right", fold=0.6, bulge_m=0.1),
    "lying": postures.lying(),
    "on the side": postures.lying_on_side(),
    "rising": postures.side_sit(),
    "seated": postures.seated(),
}


def body(posture: Posture) -> NDArray[np.float64]:
    """Give the (33, 3) landmarks as the landmarker would: y down, the hips at the origin."""
    points: NDArray[np.float64] = true_landmarks(pose(posture)) * [1, -1, -1]
    return points - points[list(HIPS)].mean(axis=0)


@pytest.mark.parametrize("name", POSTURES)
def test_every_posture_of_the_routine_is_believed(name: str) -> None:
    """A gate that refuses the routine itself would be worse than none."""
    assert plausible_bodies(body(POSTURES[name]), ALL_SEEN)


@pytest.mark.parametrize("name", ["diamond", "kneeling up", "leg in front", "seated"])
def test_a_body_upside_down_is_not_believed(name: str) -> None:
    """The model finds such bodies when the head is outside the picture, and calls them seen."""
    assert not plausible_bodies(body(POSTURES[name]) * [1, -1, 1], ALL_SEEN)


def test_a_head_at_the_hips_is_not_believed() -> None:
    """Upright or not, the head is past the shoulders."""
    xyz_m = body(POSTURES["diamond"])
    xyz_m[:11] = xyz_m[list(HIPS)].mean(axis=0)
    assert not plausible_bodies(xyz_m, ALL_SEEN)


def test_two_limbs_out_of_proportion_are_not_believed_when_seen() -> None:
    """One thigh five times its shank is a limb gone astray, two are another body."""
    xyz_m, visibility = body(POSTURES["diamond"]), ALL_SEEN.copy()
    for side in (0, 1):
        assert plausible_bodies(xyz_m, visibility)
        xyz_m[KNEES[side]] += 4 * (xyz_m[KNEES[side]] - xyz_m[HIPS[side]])
    assert not plausible_bodies(xyz_m, visibility)
    visibility[list(KNEES)] = 0.1
    assert plausible_bodies(xyz_m, visibility)


def test_nobody_is_not_believed() -> None:
    """Rows of NaN are no person."""
    assert not plausible_bodies(np.full((33, 3), np.nan), np.full(33, np.nan))


def test_a_body_without_extent_does_not_disturb() -> None:
    """All points in one place neither divide by zero nor warn."""
    plausible_bodies(np.zeros((33, 3)), ALL_SEEN)


def test_many_bodies_at_once_are_judged_as_one_by_one() -> None:
    """Live practice and review agree."""
    bodies = np.array([body(each) for each in POSTURES.values()])
    bodies[::2] *= [1, -1, 1]
    visibility = np.ones(bodies.shape[:2])
    one_by_one = [bool(plausible_bodies(*pair)) for pair in zip(bodies, visibility, strict=True)]
    assert plausible_bodies(bodies, visibility).tolist() == one_by_one


def test_landmarks_are_judged_by_their_depth_points() -> None:
    """Unseen pixels do not matter: the model guesses the whole body in metres."""
    seen = Landmarks(
        t_s=0.0,
        xy_px=np.full((33, 2), np.nan),
        xyz_m=body(POSTURES["hero"]),
        visibility=ALL_SEEN,
        silhouette=None,
        size_px=(640, 480),
    )
    assert plausible(seen)
    inverted = dataclasses.replace(seen, xyz_m=seen.xyz_m * [1, -1, 1])
    assert not plausible(inverted)
    assert seen.xyz_m[list(SHOULDERS), 1].max() < 0
