"""The demo's movement is natural, in the picture, and wrong only where it says so."""

import itertools

import numpy as np
import pytest

from benchmarks.practitioner import demo
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.render import SIZE, project
from benchmarks.practitioner.truth import landmarks, measure

TIMES_S = np.array(demo.frame_times_s())
HURRIED_STEP = 5
REACTION_S = 1.5
SHAKEN = ("relax_v1", "relax_v2")


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    """Give the (frames, 33, 3) landmarks of the whole demo."""
    return np.array([landmarks(pose(demo.timeline().posture_at(t_s))) for t_s in TIMES_S])


@pytest.fixture(scope="module")
def bow() -> np.ndarray:
    """Give the (frames,) true bow of the back."""
    return np.array([each.back_bow for each in demo.truths(TIMES_S.tolist())])


@pytest.fixture(scope="module")
def tilt_rate_deg_s() -> np.ndarray:
    """Give the (frames,) speed at which the trunk tilts."""
    tilt_deg = [each.trunk_tilt_deg for each in demo.truths(TIMES_S.tolist())]
    return np.abs(np.gradient(np.array(tilt_deg), TIMES_S))


def during(start_s: float, end_s: float, margin_s: float = 0.0) -> np.ndarray:
    """Tell which frames lie in a span of time."""
    return (start_s - margin_s <= TIMES_S) & (end_s + margin_s >= TIMES_S)


def mistake(criterion: str) -> demo.Mistake:
    """Give the one planted mistake against a criterion."""
    (found,) = [each for each in demo.mistakes() if each.criterion == criterion]
    return found


def test_nothing_goes_through_the_floor(points: np.ndarray) -> None:
    """No landmark is ever more than 2 cm below the floor."""
    assert points[..., 1].min() > -0.02


def test_a_lying_body_does_not_float() -> None:
    """While the trunk lies, the hips are no higher than a body on its side needs."""
    for t_s in TIMES_S:
        skeleton = pose(demo.timeline().posture_at(float(t_s)))
        if measure(skeleton).trunk_tilt_deg < -80.0:
            assert skeleton.spine[0, 1] < 0.24


def test_the_whole_body_stays_in_the_picture(points: np.ndarray) -> None:
    """Every landmark keeps 20 pixels from the picture's edge in every frame."""
    pixels = project(points).reshape(-1, 2)
    assert (pixels > 20.0).all()
    assert (pixels < np.array(SIZE) - 20.0).all()


def test_no_joint_jumps(points: np.ndarray) -> None:
    """Joints move at human speed; only the hurried fold is quick."""
    speed_m_s = np.linalg.norm(np.diff(points, axis=0), axis=-1).max(axis=1) * demo.FPS
    hurried = mistake("fold_slowly")
    calm = ~during(hurried.start_s, hurried.end_s, 0.4)[1:]
    assert speed_m_s[calm].max() < 1.8
    assert speed_m_s.max() < 4.0


def test_the_back_is_rounded_only_where_planted(bow: np.ndarray) -> None:
    """The bow reaches 0.10-0.14 for over four seconds in step 3 and stays below 0.02 elsewhere."""
    planted = mistake("back_straight")
    assert planted.row == 3
    assert 0.10 < bow.max() < 0.14
    assert (bow > 0.10).sum() / demo.FPS > 4.0
    assert bow[~during(planted.start_s, planted.end_s, 1.5)].max() < 0.02


def test_the_trunk_hurries_only_where_planted(tilt_rate_deg_s: np.ndarray) -> None:
    """The trunk tilts above 100 deg/s in step 5 and below 25 deg/s elsewhere."""
    planted = mistake("fold_slowly")
    assert planted.row == HURRIED_STEP
    assert planted.end_s - planted.start_s < 0.8
    assert tilt_rate_deg_s.max() > 100.0
    assert tilt_rate_deg_s[~during(planted.start_s, planted.end_s, 0.3)].max() < 25.0


def test_the_steps_follow_the_routine() -> None:
    """All twelve rows are played, in order, without overlap."""
    played = demo.played_steps()
    assert sorted({each.scene.row for each in played}) == list(range(1, 13))
    for before, after in itertools.pairwise(played):
        assert before.out_s <= after.start_s < after.in_pose_s <= after.settled_s < after.out_s


@pytest.mark.benchmark
def test_a_session_can_complete_every_hold() -> None:
    """Each pose is held, but for a rounded back and the time to call and mend it, long enough."""
    for each in demo.played_steps():
        mistaken_s = sum(
            REACTION_S + mistake.end_s - mistake.start_s
            for mistake in demo.mistakes()
            if mistake.row == each.scene.row and mistake.criterion == "back_straight"
        )
        assert each.out_s - each.in_pose_s - mistaken_s >= each.scene.hold_s + 1.0


def test_held_poses_are_still() -> None:
    """While a pose is held, the knees and the trunk barely move, unless the legs are shaken."""
    for each in demo.played_steps():
        held = np.arange(each.settled_s, each.out_s, 0.5).tolist()
        measured = demo.truths(held)
        tilts = [truth.trunk_tilt_deg for truth in measured]
        assert np.ptp(tilts) < 2.0
        if each.scene.pose_name not in SHAKEN:
            assert np.ptp([truth.right_knee_deg for truth in measured]) < 1.0


def test_the_front_leg_stays_straight_in_head_to_knee() -> None:
    """From the moment the pose is taken until it is left, the front knee is above 172 degrees."""
    for each in demo.played_steps():
        if each.scene.side is None:
            continue
        for truth in demo.truths(np.arange(each.in_pose_s, each.out_s, 0.2).tolist()):
            knee_deg = truth.left_knee_deg if each.scene.side == "left" else truth.right_knee_deg
            assert knee_deg > 172.0
