"""Depth is praised and never asked for; a pose is left as carefully as it is entered."""

from __future__ import annotations

import pytest

from tests.session.driving import (
    DEEP,
    DEEPEST,
    GOOD,
    ROUND,
    Player,
    held_s,
    holding,
    rolling_out,
    session,
    sitting,
    told,
)
from vision.session import events as ev
from vision.session.live.cueing import REPEAT_S
from vision.session.live.practice import Session
from vision.session.live.steprun import STAGE_AFTER_S
from vision.session.snapshot import Phase

# --- depth --------------------------------------------------------------------------------


def test_stages_are_reached_in_order_and_praised_once() -> None:
    """Coming out of the depth and into it again is no second praise."""
    player = holding()
    player.play(3.0, DEEP)
    player.play(3.0, DEEPEST)
    player.play(3.0, GOOD)
    player.play(3.0, DEEPEST)
    stages = [event for event in player.events if isinstance(event, ev.StageReached)]
    assert [(e.criterion, e.stage, e.cue) for e in stages] == [
        ("near", 1, "Near."),
        ("nearest", 2, "Nearest."),
    ]
    shown = player.session.snapshot()
    assert (shown.stage, shown.stage_count, shown.praise) == (2, 2, "Nearest.")


def test_a_deeper_stage_is_no_short_cut() -> None:
    """The second without the first is not reached; both at once are told one after the other."""
    first, second = (c for c in sitting().criteria if c.stage)
    assert (first.stage, second.stage) == (1, 2)
    player = holding()
    assert not [e for e in player.play(1.0, DEEPEST) if isinstance(e, ev.StageReached)]
    new = player.play(STAGE_AFTER_S, DEEPEST)
    assert [e.as_record()["stage"] for e in new if isinstance(e, ev.StageReached)] == [1, 2]


def test_depth_that_a_rounded_back_brings_is_not_praised() -> None:
    """The head is at the leg either way; only a long back counts as having come there."""
    player = holding()
    rounded = player.play(STAGE_AFTER_S + 5.0, ROUND | {"depth": 0.0})
    assert not [e for e in rounded if isinstance(e, ev.StageReached)]
    long_again = player.play(STAGE_AFTER_S + 2.0, DEEPEST)
    assert [e for e in long_again if isinstance(e, ev.StageReached)]


def test_depth_never_stops_the_timer() -> None:
    """Not reached, not seen, given up: the time runs as long as the form is met."""
    player = holding()
    before_s = held_s(player)
    player.play(4.0, GOOD | {"depth": float("nan")})
    player.play(4.0, DEEPEST)
    player.play(4.0, GOOD)
    assert held_s(player) == pytest.approx(before_s + 12.0, abs=0.01)
    assert not told(player.events, ev.CorrectionDue, ev.HoldBroken)


# --- leaving --------------------------------------------------------------------------------

OUT_FLAT = GOOD | {"seat": 0.0, "knee": 170.0}
OUT_ROLLED = GOOD | {"seat": 0.0, "roll": 60.0}


def leaving() -> Player:
    """Return a player whose first pose has just been held, and is about to be left."""
    player = Player(session(rolling_out(), sitting(), hold_s=3.0))
    while not told(player.events, ev.HoldCompleted):
        player.play(0.1, GOOD)
    return player


def test_how_a_pose_is_left_is_corrected_in_its_own_name() -> None:
    """The step that is left, though the next one may have begun."""
    player = leaving()
    new = player.play(6.0, OUT_FLAT)
    due = [event for event in new if isinstance(event, ev.CorrectionDue)]
    assert {(e.criterion, e.cue, e.step, e.pose) for e in due} == {
        ("roll_first", "Roll first.", 0, "lie")
    }
    assert player.session.summary()[0].corrections["roll_first"] >= 1
    assert player.session.summary()[1].corrections == {}


def test_a_pose_left_well_needs_no_words() -> None:
    """Rolled first, then freed."""
    player = leaving()
    new = player.play(1.0, OUT_ROLLED) + player.play(5.0, OUT_FLAT)
    assert told(new, ev.CorrectionDue) == []


def test_leaving_is_corrected_once_although_the_next_step_begins() -> None:
    """The person gets as long to act as with any other cue."""
    player = leaving()
    new = player.play(REPEAT_S - 2.0, OUT_FLAT)
    assert "StepEntered" in told(new)
    assert told(new, ev.CorrectionDue) == ["CorrectionDue"]


def test_leaving_is_forgotten_once_the_next_pose_is_held() -> None:
    """What is over cannot be made up for: no more of it is said or shown."""
    player = leaving()
    player.play(6.0, OUT_FLAT)
    player.play(3.0, GOOD | {"seat": 1.0, "knee": 170.0})
    assert player.session.snapshot().phase in {Phase.HOLD, Phase.DONE}
    shown = {v.criterion.name for v in player.session.snapshot().verdicts}
    assert "roll_first" not in shown


def test_a_missed_leaving_is_not_repeated_in_the_next_hold() -> None:
    """Nor counted as a correction of the wrong step."""
    player = Player(Session(session(rolling_out(), sitting()).routine.with_holds([3.0, 60.0])))
    while not told(player.events, ev.HoldCompleted):
        player.play(0.1, GOOD)
    player.play(4.0, OUT_FLAT)
    player.play(2.0, GOOD | {"knee": 170.0})
    new = player.play(2 * REPEAT_S, GOOD | {"knee": 170.0})
    assert player.session.snapshot().phase is Phase.HOLD
    assert told(new, ev.CorrectionDue) == []
    assert player.session.summary()[1].corrections == {}
