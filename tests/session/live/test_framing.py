"""What the camera has to see, and when to ask for it."""

from __future__ import annotations

import itertools

import pytest

from tests.builders import NAN, UNSEEN_BACK, criterion, pose
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, View
from vision.session.live.framing import (
    FOUND_AFTER_S,
    LOST_AFTER_S,
    Change,
    Framing,
    Presence,
    framing_problem,
)
from vision.words.reasons import NOBODY, STILL_LOOKING, TURN_SIDE_ON, Reason

SIT = pose(criterion("tilt"), needs=("tilt", "knee"))
LIE = pose(criterion("tilt", view=View.ANY), needs=("tilt",))
SEEN = {"tilt": 1.0, "knee": 20.0, "bow": 0.0, VIEW_MEASURE: 5.0}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, NOBODY),
        (SEEN, None),
        (SEEN | {"bow": NAN}, None),
        (SEEN | {VIEW_MEASURE: NAN}, None),
        (SEEN | {VIEW_MEASURE: VIEW_LIMIT_DEG[View.SIDE] + 1.0}, TURN_SIDE_ON),
        (SEEN | {"knee": NAN}, UNSEEN_BACK),
        (SEEN | {"tilt": NAN}, STILL_LOOKING),
        ({"tilt": 1.0}, UNSEEN_BACK),
        (SEEN | {"knee": NAN, VIEW_MEASURE: 80.0}, TURN_SIDE_ON),
    ],
)
def test_what_keeps_a_pose_from_being_judged(
    values: dict[str, float], problem: Reason | None
) -> None:
    """Only what the pose needs, with the reason of the reading, and the view first."""
    assert framing_problem(SIT, values, {"knee": UNSEEN_BACK}) == problem


def test_a_pose_that_is_judged_from_anywhere_may_be_seen_from_anywhere() -> None:
    """Lying, and on the way up, a body shows its front: nobody is asked to turn."""
    assert framing_problem(LIE, SEEN | {VIEW_MEASURE: 89.0}, {}) is None


def asked(*spans: tuple[float, Reason | None]) -> list[tuple[float, Reason]]:
    """Return what was asked when over spans of (seconds, reason), ten times a second."""
    framing, out, i = Framing(), [], 0
    for seconds, reason in spans:
        for _ in range(round(seconds * 10)):
            if found := framing.update(i / 10, reason):
                out.append((i / 10, found))
            i += 1
    return out


def test_only_what_lasts_is_asked() -> None:
    """People move about while they get ready."""
    assert asked((2.5, NOBODY), (1.0, None), (2.5, NOBODY), (1.0, TURN_SIDE_ON)) == []
    assert [reason for _, reason in asked((4.0, TURN_SIDE_ON))] == [TURN_SIDE_ON]


def test_the_same_is_asked_again_only_after_a_while() -> None:
    """At least ten seconds to act, and not for ever silent."""
    times = [t for t, _ in asked((60.0, TURN_SIDE_ON))]
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert 3 <= len(times) <= 6
    assert min(gaps) >= 10.0


def test_something_else_is_asked_when_it_has_lasted_too() -> None:
    """A new reason does not wait for the old one's pause."""
    found = asked((5.0, NOBODY), (5.0, TURN_SIDE_ON))
    assert [reason for _, reason in found] == [NOBODY, TURN_SIDE_ON]


def test_it_is_known_whether_the_present_reason_was_asked() -> None:
    """For as long as it is there."""
    framing = Framing()
    framing.update(0.0, NOBODY)
    assert not framing.asked
    framing.update(5.0, NOBODY)
    assert framing.asked
    framing.update(5.1, None)
    assert not framing.asked


@pytest.mark.parametrize("from_s", [0.0, 100.0])
def test_a_clear_view_is_counted_from_when_it_was_first_seen(from_s: float) -> None:
    """Wherever the source's clock begins."""
    framing = Framing()
    framing.update(from_s, None)
    assert framing.clear_for_s(from_s) == pytest.approx(0.0)
    framing.update(from_s + 2.0, None)
    assert framing.clear_for_s(from_s + 2.0) == pytest.approx(2.0)
    framing.update(from_s + 3.0, NOBODY)
    assert framing.clear_for_s(from_s + 3.0) == 0.0
    framing.update(from_s + 4.0, None)
    assert framing.clear_for_s(from_s + 4.5) == pytest.approx(0.5)


# --- whether somebody is there -------------------------------------------------------------------


def changes(
    *spans: tuple[float, bool], rate_hz: float = 20.0, from_s: float = 0.0
) -> list[tuple[float, Change]]:
    """Return what changes when, over spans of (seconds, somebody)."""
    presence, out, i = Presence(), [], 0
    for seconds, person in spans:
        for _ in range(round(seconds * rate_hz)):
            if change := presence.update(from_s + i / rate_hz, person=person):
                out.append((i / rate_hz, change))
            i += 1
    return out


def test_somebody_is_expected_at_first() -> None:
    """Nothing has changed while somebody is there."""
    assert changes((5.0, True)) == []


@pytest.mark.parametrize("rate_hz", [5.0, 20.0, 60.0])
@pytest.mark.parametrize("from_s", [0.0, 1000.0])
def test_going_and_coming_take_a_while_to_be_believed(rate_hz: float, from_s: float) -> None:
    """Each is told once, at any rate, wherever the clock begins."""
    found = changes((3.0, True), (5.0, False), (5.0, True), rate_hz=rate_hz, from_s=from_s)
    assert [change for _, change in found] == [Change.LOST, Change.FOUND]
    assert found[0][0] == pytest.approx(3.0 + LOST_AFTER_S, abs=1.01 / rate_hz)
    assert found[1][0] == pytest.approx(8.0 + FOUND_AFTER_S, abs=1.01 / rate_hz)


def test_a_dropped_picture_is_no_disappearance_and_a_glimpse_no_return() -> None:
    """What does not last does not count."""
    short = LOST_AFTER_S - 0.2
    assert changes((1.0, True), (short, False), (0.1, True), (short, False), (1.0, True)) == []
    glimpse = changes((5.0, False), (FOUND_AFTER_S - 0.2, True), (5.0, False))
    assert [change for _, change in glimpse] == [Change.LOST]
