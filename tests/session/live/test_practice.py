"""Whole sessions, driven by hand: observations in, events out."""

from __future__ import annotations

import math

import pytest

from tests.builders import NAN, UNSEEN_BACK, criterion, pose
from tests.session.driving import (
    AWAY,
    DEEP,
    FRONTAL,
    GOOD,
    HASTY,
    HIDDEN,
    NOBODY,
    ROUND,
    Player,
    find,
    held_s,
    holding,
    session,
    sitting,
    told,
)
from vision.app.settings import load_library
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import Band, Criterion, Kind, Status
from vision.criteria.still import recognise_still
from vision.session import events as ev
from vision.session.live.steprun import SETTLE_S
from vision.session.snapshot import Phase
from vision.words.reasons import reason_words

# --- the way through --------------------------------------------------------------------------


def test_a_practice_without_a_hitch_tells_its_steps_in_order() -> None:
    """From the notice to the end, each step entered, held, completed."""
    player = Player(session(sitting(), sitting("lie")))
    player.play(30.0, GOOD)
    step = ["StepEntered", "HoldStarted", "HoldCompleted", "StepCompleted"]
    assert told(player.events) == ["SessionStarted", *step, *step, "Finished"]
    started, finished = player.events[0], player.events[-1]
    assert isinstance(started, ev.SessionStarted)
    assert (started.flow, started.steps) == ("made_up", 2)
    assert "not medical advice" in started.notice
    assert isinstance(finished, ev.Finished)
    assert (finished.completed, finished.steps) == (True, 2)
    assert player.session.finished
    assert [(e.step, e.pose) for e in player.events if isinstance(e, ev.StepEntered)] == [
        (0, "sit"),
        (1, "lie"),
    ]


def test_a_step_is_entered_with_all_a_voice_needs() -> None:
    """What to do, what to heed, what is checked, on which side, for how long."""
    player = Player(session(sitting(side="left"), hold_s=7.0))
    player.play(3.0, GOOD)
    entered = find(player, ev.StepEntered)
    assert isinstance(entered, ev.StepEntered)
    assert entered.title == "Sit, left leg"
    assert (entered.say, entered.caution) == ("Sit down.", "Gently.")
    assert (entered.note, entered.hold_s, entered.side) == ("I check your back.", 7.0, "left")


def test_events_come_in_the_order_of_their_times() -> None:
    """And never before the moment they are told in."""
    player = Player(session(sitting(), sitting("lie")))
    for values in (GOOD, ROUND, GOOD, HASTY, DEEP, NOBODY, GOOD):
        start_s = player.t_s
        new = player.play(5.0, values)
        assert all(start_s <= event.t_s < player.t_s for event in new)
    times = [event.t_s for event in player.events]
    assert times == sorted(times)


def test_until_the_camera_sees_what_is_needed_no_step_begins() -> None:
    """Nobody is rushed; what is missing is asked for."""
    player = Player(session())
    player.play(10.0, NOBODY)
    assert told(player.events) == ["SessionStarted", "GuidanceDue"]
    assert player.session.snapshot().message == "This is not medical advice."
    player.play(0.5, GOOD)
    assert player.session.snapshot().phase is Phase.FRAMING
    player.play(1.0, GOOD)
    assert player.session.snapshot().phase is Phase.READY


def test_a_person_turned_to_the_front_is_asked_to_turn() -> None:
    """In words, shown as long as it is so."""
    player = Player(session())
    player.play(5.0, FRONTAL)
    guidance = find(player, ev.GuidanceDue)
    assert isinstance(guidance, ev.GuidanceDue)
    assert "side" in guidance.cue
    assert player.session.snapshot().guidance == guidance.cue
    player.play(2.0, GOOD)
    assert player.session.snapshot().guidance == ""


def test_a_person_who_turns_to_the_front_within_a_step_is_asked_too() -> None:
    """And not corrected: from there nothing can be said of the back."""
    player = holding()
    new = player.play(10.0, FRONTAL | {"bow": 9.0})
    assert told(new) == ["HoldBroken", "GuidanceDue"]
    guidance = new[-1]
    assert "side" in find(player, ev.GuidanceDue).as_record()["cue"]
    assert guidance.step == 0


# --- correcting -------------------------------------------------------------------------------


def test_a_miss_is_called_and_told_when_it_is_fixed() -> None:
    """Once each, with the cue of the pose; the hold stands still meanwhile."""
    player = holding()
    new = player.play(5.0, ROUND) + player.play(5.0, GOOD)
    assert sorted(told(new)) == sorted(
        ["CorrectionDue", "HoldBroken", "CorrectionFixed", "HoldStarted"]
    )
    due, fixed = find(player, ev.CorrectionDue), find(player, ev.CorrectionFixed)
    assert isinstance(due, ev.CorrectionDue)
    assert isinstance(fixed, ev.CorrectionFixed)
    assert (due.criterion, due.cue, due.repeat) == ("back_straight", "Please mind your bow.", 0)
    assert fixed.criterion == "back_straight"


def test_a_broken_hold_loses_nothing_and_says_why() -> None:
    """It goes on where it stood, once the form is met again."""
    player = holding()
    player.play(5.0, ROUND)
    broken = find(player, ev.HoldBroken)
    assert isinstance(broken, ev.HoldBroken)
    assert broken.reason == "back_straight"
    stood_s = held_s(player)
    assert stood_s == pytest.approx(broken.held_s)
    player.play(3.0, ROUND)
    assert held_s(player) == stood_s
    player.play(3.0, GOOD)
    resumed = find(player, ev.HoldStarted, 1)
    assert isinstance(resumed, ev.HoldStarted)
    assert resumed.held_s == pytest.approx(stood_s)
    assert held_s(player) > stood_s + 1.5


def test_a_moment_out_of_sight_does_not_break_a_hold() -> None:
    """A hand before the back: the time goes on, and nothing is said."""
    player = holding()
    before_s = held_s(player)
    new = player.play(1.5, HIDDEN) + player.play(3.0, GOOD)
    assert told(new) == []
    assert held_s(player) == pytest.approx(before_s + 4.5, abs=0.11)


def test_longer_out_of_sight_breaks_it_and_asks_for_what_is_missing() -> None:
    """With the reason, and without a correction."""
    player = holding()
    new = player.play(10.0, HIDDEN)
    assert told(new) == ["HoldBroken", "GuidanceDue"]
    guidance = find(player, ev.GuidanceDue)
    assert isinstance(guidance, ev.GuidanceDue)
    assert guidance.reason == UNSEEN_BACK


def test_form_is_not_corrected_out_of_the_pose() -> None:
    """Somebody who is only coming into it is left in peace."""
    player = Player(session())
    new = player.play(20.0, AWAY | {"bow": 9.0})
    assert "CorrectionDue" not in told(new)
    assert "HoldStarted" not in told(new)


def test_form_is_spoken_of_only_once_the_body_has_settled_in_the_pose() -> None:
    """On the way in one passes through shapes that would be wrong to stay in."""
    player = Player(session(hold_s=60.0))
    player.play(3.0, AWAY)
    in_pose_s = player.t_s
    player.play(10.0, ROUND)
    due = find(player, ev.CorrectionDue)
    recognised_s = in_pose_s + sitting().criteria[0].clear_after_s
    assert due.t_s == pytest.approx(recognised_s + SETTLE_S, abs=0.21)


def test_on_the_way_in_a_form_that_is_not_there_yet_is_shown_as_no_miss() -> None:
    """Nothing is marked on a body that nobody would correct."""

    def shown() -> tuple[Status, str]:
        verdicts = player.session.snapshot().verdicts
        (back,) = [v for v in verdicts if v.criterion.name == "back_straight"]
        return back.status, reason_words(back.reason)

    player = Player(session(hold_s=60.0))
    player.play(8.0, AWAY | {"bow": 9.0})
    assert shown() == (Status.UNSEEN, "Still coming into the pose")
    player.play(SETTLE_S + 2.0, ROUND)
    assert shown() == (Status.MISSED, "")


def test_what_may_have_come_first_during_a_pause_is_not_called_late() -> None:
    """Nobody saw the order of it: a wrong correction is worse than silence."""
    order = criterion("roll", kind=Kind.MOVEMENT, low=35.0, before=Band("knee", low=110.0))
    player = Player(session(pose(*sitting().criteria, order), hold_s=60.0))
    player.play(4.0, GOOD)
    player.say("toggle_pause")
    player.play(30.0, GOOD | {"roll": 60.0})
    player.say("toggle_pause")
    new = player.play(3.0, GOOD | {"knee": 170.0})
    assert told(new, ev.CorrectionDue) == []


def test_a_movement_is_corrected_also_on_the_way_and_does_not_stop_the_time() -> None:
    """Slowly: said at once, in the pose or before it."""
    player = Player(session())
    player.play(3.0, GOOD | {"seat": 0.0})
    new = player.play(1.0, AWAY | {"speed": 99.0})
    assert told(new) == ["CorrectionDue"]
    inside = holding()
    before_s = held_s(inside)
    assert told(inside.play(1.0, HASTY)) == ["CorrectionDue"]
    assert held_s(inside) == pytest.approx(before_s + 1.0, abs=0.11)


def test_the_correction_is_shown_until_it_is_fixed() -> None:
    """One line, in the person's words."""
    player = holding()
    assert player.session.snapshot().correction is None
    player.play(4.0, ROUND)
    shown = player.session.snapshot().correction
    assert shown is not None
    assert (shown.criterion, shown.cue) == ("back_straight", "Please mind your bow.")
    player.play(2.0, GOOD)
    assert player.session.snapshot().correction is None


def test_every_change_of_a_verdict_is_told_once() -> None:
    """Its first one included; met, missed, met again."""
    player = holding()
    player.play(4.0, ROUND)
    player.play(2.0, GOOD)
    found = [
        event.status
        for event in player.events
        if isinstance(event, ev.VerdictChanged) and event.criterion == "back_straight"
    ]
    assert found == ["unseen", "met", "missed", "met"]
    assert {v.criterion.name for v in player.session.snapshot().verdicts} == {
        "back_straight",
        "head_up",
        "slowly",
    }


def test_what_only_tells_a_pose_from_others_has_no_say_in_a_session() -> None:
    """The step says which pose is meant: it is recognised, held, and nothing is asked of it."""
    alone = criterion("alone", kind=Kind.TELL, low=1.0, cue="Never said.")
    told_apart = pose(*sitting().criteria, alone, needs=("seat",))
    for values in (GOOD | {"alone": -1.0}, GOOD | {"alone": NAN}, GOOD):
        player = Player(session(told_apart))
        player.play(20.0, values)
        assert told(player.events) == [
            "SessionStarted",
            "StepEntered",
            "HoldStarted",
            "HoldCompleted",
            "StepCompleted",
            "Finished",
        ]
        changed = {e.criterion for e in player.events if isinstance(e, ev.VerdictChanged)}
        assert "seated" in changed
        assert "alone" not in changed
        assert "alone" not in {v.criterion.name for v in player.session.snapshot().verdicts}


def test_a_step_is_recognised_though_what_tells_it_on_a_photograph_is_missed() -> None:
    """Sitting on a cushion in hero, say: the step has said that it is hero."""
    library = load_library(None)
    of = library.poses["hero", None]
    told_by = of.of(Kind.TELL)
    assert told_by
    values = {VIEW_MEASURE: 0.0}
    for c in (*of.of(Kind.TELL), *of.of(Kind.RECOGNISE), *of.of(Kind.FORM)):
        values[c.band.measure] = kept(c)
    missed = {c.band.measure for c in told_by} - {c.band.measure for c in of.of(Kind.RECOGNISE)}
    assert recognise_still([of], values, {}) is of
    values |= dict.fromkeys(missed, 999.0)
    assert missed
    assert recognise_still([of], values, {}) is None
    player = Player(session(of))
    new = player.play(5.0, values)
    assert "HoldStarted" in told(new)


def kept(of: Criterion) -> float:
    """Return a value that keeps a criterion's band."""
    low, high = of.band.low, of.band.high
    return max(low, min(high, 0.0)) if math.isinf(low) or math.isinf(high) else (low + high) / 2
