"""What the camera has to see, and when to ask for it."""

from __future__ import annotations

import itertools

import pytest

from tests.builders import NAN, criterion, pose
from vision.criteria.judge import STILL_LOOKING, TURN_SIDE_ON, VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, View
from vision.session.live.framing import CUES, NOBODY, Framing, cue_for, framing_problem

SIT = pose(criterion("tilt"), needs=("tilt", "knee"))
LIE = pose(criterion("tilt", view=View.ANY), needs=("tilt",))
SEEN = {"tilt": 1.0, "knee": 20.0, "bow": 0.0, VIEW_MEASURE: 5.0}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, NOBODY),
        (SEEN, ""),
        (SEEN | {"bow": NAN}, ""),
        (SEEN | {VIEW_MEASURE: NAN}, ""),
        (SEEN | {VIEW_MEASURE: VIEW_LIMIT_DEG[View.SIDE] + 1.0}, TURN_SIDE_ON),
        (SEEN | {"knee": NAN}, "I can't see your leg"),
        (SEEN | {"tilt": NAN}, STILL_LOOKING),
        ({"tilt": 1.0}, "I can't see your leg"),
        (SEEN | {"knee": NAN, VIEW_MEASURE: 80.0}, TURN_SIDE_ON),
    ],
)
def test_what_keeps_a_pose_from_being_judged(values: dict[str, float], problem: str) -> None:
    """Only what the pose needs, with the reason of the reading, and the view first."""
    assert framing_problem(SIT, values, {"knee": "I can't see your leg"}) == problem


def test_a_pose_that_is_judged_from_anywhere_may_be_seen_from_anywhere() -> None:
    """Lying, and on the way up, a body shows its front: nobody is asked to turn."""
    assert framing_problem(LIE, SEEN | {VIEW_MEASURE: 89.0}, {}) == ""


@pytest.mark.parametrize(
    "reason", [*CUES, "I can't see your feet", "Your feet are outside the picture"]
)
def test_every_reason_becomes_something_to_do(reason: str) -> None:
    """A whole sentence, that asks and does not order."""
    cue = cue_for(reason)
    assert "lease" in cue or "If you can" in cue
    assert cue.endswith(".")
    assert len(cue) < 120


def test_only_what_is_outside_the_picture_asks_for_a_step_back() -> None:
    """A limb that another one hides comes no nearer by that."""
    assert "move back" in cue_for("Your feet are outside the picture")
    assert "move back" not in cue_for("I can't see your feet")


def asked(*spans: tuple[float, str], from_s: float = 0.0) -> list[tuple[float, str]]:
    """Return what was asked when over spans of (seconds, reason), ten times a second."""
    framing, out, i = Framing(), [], 0
    for seconds, reason in spans:
        for _ in range(round(seconds * 10)):
            if found := framing.update(from_s + i / 10, reason):
                out.append((i / 10, found))
            i += 1
    return out


def test_only_what_lasts_is_asked() -> None:
    """People move about while they get ready."""
    assert asked((2.5, NOBODY), (1.0, ""), (2.5, NOBODY), (1.0, TURN_SIDE_ON)) == []
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
    framing.update(5.1, "")
    assert not framing.asked


@pytest.mark.parametrize("from_s", [0.0, 100.0])
def test_a_clear_view_is_counted_from_when_it_was_first_seen(from_s: float) -> None:
    """Wherever the source's clock begins."""
    framing = Framing()
    framing.update(from_s, "")
    assert framing.clear_for_s(from_s) == pytest.approx(0.0)
    framing.update(from_s + 2.0, "")
    assert framing.clear_for_s(from_s + 2.0) == pytest.approx(2.0)
    framing.update(from_s + 3.0, NOBODY)
    assert framing.clear_for_s(from_s + 3.0) == 0.0
    framing.update(from_s + 4.0, "")
    assert framing.clear_for_s(from_s + 4.5) == pytest.approx(0.5)


def test_a_sentence_is_said_as_it_stands() -> None:
    """A pose's own cue needs no words around it."""
    assert cue_for("Please stretch your right leg to the front.").endswith("to the front.")
    assert cue_for("I can't see your back") != "I can't see your back"
