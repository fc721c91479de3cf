"""The posed body keeps its lengths and gives the angles that were asked for."""

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import Proportions, Skeleton, pose
from benchmarks.practitioner.posture import SIDES, Leg, Posture, from_vector, to_vector
from benchmarks.practitioner.truth import landmarks, measure

FOLDED = Leg(thigh_deg=-20.0, knee_deg=20.0)


def length_m(start: np.ndarray, end: np.ndarray) -> float:
    """Measure the way between two points."""
    return float(np.linalg.norm(end - start))


def assert_lengths_kept(skeleton: Skeleton, size: Proportions) -> None:
    """Every bone of every limb has the length its proportions give."""
    for side in SIDES:
        limbs = skeleton.limbs(side)
        assert length_m(limbs.hip, limbs.knee) == pytest.approx(size.thigh_m)
        assert length_m(limbs.knee, limbs.ankle) == pytest.approx(size.shank_m)
        assert length_m(limbs.shoulder, limbs.elbow) == pytest.approx(size.upper_arm_m)
        assert length_m(limbs.elbow, limbs.wrist) == pytest.approx(size.forearm_m)
    assert length_m(skeleton.left.hip, skeleton.right.hip) == pytest.approx(size.hip_width_m)


@pytest.mark.parametrize("name", sorted(postures.NAMED))
def test_lengths_are_kept(name: str) -> None:
    """No posture stretches a bone."""
    assert_lengths_kept(pose(postures.NAMED[name]()), Proportions())


@pytest.mark.parametrize("factor", [0.8, 1.15])
def test_lengths_are_kept_in_other_sizes(factor: float) -> None:
    """A child and a giant keep their lengths too."""
    size = Proportions().scaled(factor)
    assert_lengths_kept(pose(postures.diamond(), size), size)


@pytest.mark.parametrize("name", sorted(postures.NAMED))
def test_every_posture_rests_on_the_floor(name: str) -> None:
    """Something touches the floor and nothing goes through it."""
    lowest_m = landmarks(pose(postures.NAMED[name]()))[:, 1].min()
    assert -0.005 < lowest_m < 0.15


@pytest.mark.parametrize("knee_deg", [20.0, 75.0, 120.0, 178.0])
@pytest.mark.parametrize("twist_deg", [0.0, 40.0])
def test_the_knee_bends_as_asked(knee_deg: float, twist_deg: float) -> None:
    """The inner angle at the knee is the one asked for, whatever way the leg is turned."""
    leg = Leg(thigh_deg=12.0, knee_deg=knee_deg, out_deg=15.0, twist_deg=twist_deg)
    measured = measure(pose(Posture(leg, FOLDED)))
    assert measured.left_knee_deg == pytest.approx(knee_deg)
    assert measured.right_knee_deg == pytest.approx(FOLDED.knee_deg)


@pytest.mark.parametrize("tilt_deg", [-90.0, -30.0, 0.0, 45.0, 88.0])
@pytest.mark.parametrize("bulge_m", [0.0, 0.05])
def test_the_trunk_tilts_as_asked(tilt_deg: float, bulge_m: float) -> None:
    """The tilt is that of the line from hips to shoulders, round back or not."""
    posture = Posture(FOLDED, FOLDED, tilt_deg=tilt_deg, bulge_m=bulge_m)
    assert measure(pose(posture)).trunk_tilt_deg == pytest.approx(tilt_deg)


@pytest.mark.parametrize("bulge_m", [0.0, 0.03, 0.06, 0.12])
def test_the_back_bulges_as_asked(bulge_m: float) -> None:
    """The bow is the bulge over the line from hips to shoulders; the spine is not stretched."""
    skeleton = pose(Posture(FOLDED, FOLDED, tilt_deg=50.0, bulge_m=bulge_m))
    chord_m = length_m(skeleton.spine[0], skeleton.spine[-1])
    assert measure(skeleton).back_bow == pytest.approx(bulge_m / chord_m, abs=1e-6)
    along_m = np.linalg.norm(np.diff(skeleton.spine, axis=0), axis=1).sum()
    assert along_m == pytest.approx(Proportions().spine_m, rel=0.01)


@pytest.mark.parametrize("front", ["left", "right"])
def test_the_front_leg_is_straight_in_head_to_knee(front: str) -> None:
    """One knee is straight, the other one folded."""
    measured = measure(pose(postures.NAMED[f"head_to_knee_{front}"]()))
    knees = {"left": measured.left_knee_deg, "right": measured.right_knee_deg}
    assert knees.pop(front) > 172.0
    assert knees.popitem()[1] < 30.0


def test_a_posture_survives_being_laid_in_a_row() -> None:
    """Numbers out, numbers in: the same posture."""
    posture = postures.lying_on_side()
    assert from_vector(to_vector(posture)) == posture


def test_landmarks_come_left_before_right() -> None:
    """In BlazePose's order the left shoulder is 11 and the right one 12; right is towards +z."""
    points = landmarks(pose(postures.diamond()))
    assert points.shape == (33, 3)
    for left in range(11, 33, 2):
        assert points[left, 2] < points[left + 1, 2]


def test_rounding_the_back_lowers_the_head_but_not_the_hips() -> None:
    """A rounded back of the same tilt brings the head down and forward."""
    straight = pose(Posture(FOLDED, FOLDED, tilt_deg=50.0))
    rounded = pose(Posture(FOLDED, FOLDED, tilt_deg=50.0, bulge_m=0.06))
    assert rounded.head[1] < straight.head[1] - 0.03
    np.testing.assert_allclose(rounded.left.hip, straight.left.hip)
