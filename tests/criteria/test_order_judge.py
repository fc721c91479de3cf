"""What has to come first: a band reached before another one is."""

from __future__ import annotations

import pytest

from tests.builders import NAN, UNSEEN_BACK, criterion
from vision.criteria.judge import OrderJudge, PoseJudge
from vision.criteria.model import Band, Kind, Pose, Status, Verdict

ROLL_BEFORE_RISE = criterion(
    "roll",
    kind=Kind.MOVEMENT,
    low=35.0,
    margin=5.0,
    before=Band("tilt", low=-50.0, high=50.0, margin=10.0),
)
LYING, ON_SIDE, UP = (
    {"roll": 5.0, "tilt": -90.0},
    {"roll": 60.0, "tilt": -90.0},
    {
        "roll": 10.0,
        "tilt": 0.0,
    },
)
UP_HIDDEN = {"roll": NAN, "tilt": 0.0}
LYING_HIDDEN = {"roll": NAN, "tilt": -90.0}


def judged(*spans: tuple[float, dict[str, float]], rate_hz: float = 10.0) -> list[Verdict]:
    """Return every verdict over spans of (seconds, values)."""
    assert ROLL_BEFORE_RISE.before is not None
    judge, out, t_s = OrderJudge(ROLL_BEFORE_RISE, ROLL_BEFORE_RISE.before), [], 0.0
    for seconds, values in spans:
        for _ in range(round(seconds * rate_hz)):
            out.append(judge.update(t_s, values, {"roll": UNSEEN_BACK}))
            t_s += 1.0 / rate_hz
    return out


@pytest.mark.parametrize("rate_hz", [5.0, 15.0, 60.0])
def test_reached_first_is_met_and_stays_met(rate_hz: float) -> None:
    """Whatever comes after."""
    found = judged(
        (1.0, LYING), (1.0, ON_SIDE), (2.0, UP), (1.0, LYING), (1.0, UP), rate_hz=rate_hz
    )
    reached = round(rate_hz)
    assert {v.status for v in found[:reached]} == {Status.UNSEEN}
    assert {v.status for v in found[reached:]} == {Status.MET}


@pytest.mark.parametrize("rate_hz", [5.0, 15.0, 60.0])
def test_what_comes_too_early_in_full_sight_is_missed(rate_hz: float) -> None:
    """At any rate of pictures."""
    found = judged((2.0, LYING), (2.0, UP), rate_hz=rate_hz)
    assert found[-1].status is Status.MISSED
    assert {v.status for v in found[: round(2 * rate_hz)]} == {Status.UNSEEN}


@pytest.mark.parametrize("rate_hz", [3.0, 10.0, 60.0])
def test_what_was_hidden_is_never_called_wrong(rate_hz: float) -> None:
    """Out of sight for longer than a moment, and nobody can say what came first."""
    hidden = judged((1.0, LYING), (2.0, LYING_HIDDEN), (2.0, UP), rate_hz=rate_hz)
    assert hidden[-1].status is Status.UNSEEN
    last = judged((3.0, LYING_HIDDEN), (1.0, UP_HIDDEN), rate_hz=rate_hz)[-1]
    assert (last.status, last.reason) == (Status.UNSEEN, UNSEEN_BACK)


@pytest.mark.parametrize("rate_hz", [5.0, 10.0, 60.0])
def test_a_moment_out_of_sight_hides_no_order(rate_hz: float) -> None:
    """A dropped picture is no excuse."""
    found = judged((2.0, LYING), (0.4, LYING_HIDDEN), (2.0, UP), rate_hz=rate_hz)
    assert found[-1].status is Status.MISSED


@pytest.mark.parametrize("rate_hz", [5.0, 10.0, 60.0])
def test_what_cannot_be_told_as_it_is_decided_is_never_called(rate_hz: float) -> None:
    """Only when it comes into sight, too late to tell, is it known not to be reached."""
    found = judged((2.0, LYING), (0.6, UP_HIDDEN), (5.0, UP), rate_hz=rate_hz)
    assert {v.status for v in found} == {Status.UNSEEN}


@pytest.mark.parametrize("rate_hz", [5.0, 15.0, 60.0])
def test_a_beginning_nobody_saw_is_never_called(rate_hz: float) -> None:
    """Up from the start, or up when first seen: who knows how."""
    for start in (UP, {"roll": 5.0, "tilt": NAN}):
        found = judged((2.0, start), (5.0, UP), rate_hz=rate_hz)
        assert {v.status for v in found} == {Status.UNSEEN}


def test_a_miss_is_let_go_when_it_has_been_told() -> None:
    """What is over cannot be mended, so nobody is reminded of it for a minute."""
    found = judged((2.0, LYING), (60.0, UP))
    missed = [v.status for v in found].count(Status.MISSED)
    assert missed == pytest.approx(80, abs=2)
    assert found[-1].status is Status.UNSEEN


def test_what_is_made_up_for_later_is_met() -> None:
    """Rolled after all: there is nothing left to correct."""
    assert judged((2.0, LYING), (2.0, UP), (1.0, ON_SIDE))[-1].status is Status.MET


def test_one_picture_of_the_second_band_is_not_enough() -> None:
    """A slip of the landmarker is no movement."""
    found = judged((2.0, LYING), (0.1, UP), (1.0, LYING), (0.1, UP), (1.0, LYING))
    assert Status.MISSED not in {v.status for v in found}


def test_neither_reached_is_undecided() -> None:
    """As long as nothing happened there is no verdict."""
    assert {v.status for v in judged((20.0, LYING))} == {Status.UNSEEN}


def test_close_to_the_band_is_reached() -> None:
    """Within the margin the benefit of the doubt is the person's."""
    assert judged((1.0, LYING | {"roll": 31.0}), (2.0, UP))[-1].status is Status.MET


def test_the_second_band_counts_only_when_it_is_really_kept() -> None:
    """Its margin is no reason for a correction either."""
    almost = {"roll": 5.0, "tilt": -55.0}
    assert Status.MISSED not in {v.status for v in judged((1.0, LYING), (5.0, almost))}


def test_a_pose_judges_order_where_a_criterion_asks_for_it() -> None:
    """Among its other criteria."""
    of = Pose("rise", "Rise", "Rise.", criteria=(ROLL_BEFORE_RISE, criterion("bow")))
    judge = PoseJudge(of, Kind.MOVEMENT, Kind.FORM)
    for t in range(10):
        verdicts = judge.update(t / 2, (LYING if t < 4 else UP) | {"bow": 0.0}, {})
    assert [v.status for v in verdicts] == [Status.MISSED, Status.MET]


def test_the_beginning_of_leaving_is_the_pose_that_was_held() -> None:
    """So it need not be seen again."""
    leave = criterion("roll", kind=Kind.LEAVE, low=35.0, before=ROLL_BEFORE_RISE.before)
    assert leave.before is not None
    judge = OrderJudge(leave, leave.before)
    assert [judge.update(t / 2, UP, {}).status for t in range(3)][-1] is Status.MISSED
