"""Whole sessions, driven by hand: observations and commands in, events out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import criterion, pose
from tests.session.driving import (
    AWAY,
    DEEP,
    DEEPEST,
    FRONTAL,
    GOOD,
    HASTY,
    HIDDEN,
    NOBODY,
    ROUND,
    Player,
    rolling_out,
    session,
    sitting,
    told,
)
from vision.criteria.model import Band, Kind, Status
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.cueing import REPEAT_S
from vision.session.practice import Session
from vision.session.snapshot import Phase
from vision.session.steprun import SETTLE_S, STAGE_AFTER_S


def holding(hold_s: float = 60.0) -> Player:
    """Return a player two seconds or so into the hold of a single step."""
    player = Player(session(hold_s=hold_s))
    player.play(4.0, GOOD)
    assert player.session.snapshot().phase is Phase.HOLD
    return player


def held_s(player: Player) -> float:
    """Return how long the present step has been held."""
    return player.session.snapshot().held_s


def find(player: Player, kind: type[ev.Event], index: int = 0) -> ev.Event:
    """Return an event of a kind."""
    return [event for event in player.events if isinstance(event, kind)][index]


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
    assert guidance.reason == "I can't see your bow"


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


def test_what_keeps_a_pose_from_being_recognised_is_told_when_the_pose_has_words_for_it() -> None:
    """After a while on the way into it, and not as a correction: nothing is amiss with the body."""
    worded = replace(
        sitting(),
        criteria=tuple(
            replace(c, cue="Sit down when you are ready.") if c.name == "seated" else c
            for c in sitting().criteria
        ),
    )
    player = Player(session(worded))
    new = player.play(4.0, AWAY) + player.play(12.0, AWAY)
    cues = [event.cue for event in new if isinstance(event, ev.GuidanceDue)]
    assert cues == ["Sit down when you are ready."]
    assert not [event for event in new if isinstance(event, ev.CorrectionDue)]


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


# --- lost, paused, interrupted ----------------------------------------------------------------


def test_a_person_who_goes_away_is_lost_and_then_found() -> None:
    """The time stands still meanwhile, and the pose is entered anew."""
    player = holding()
    new = player.play(6.0, NOBODY)
    assert "Lost" in told(new)
    stood_s = held_s(player)
    assert player.session.snapshot().phase is Phase.LOST
    new = player.play(4.0, GOOD)
    assert told(new)[:2] == ["Found", "HoldStarted"]
    assert stood_s < held_s(player) < stood_s + 4.0


def test_a_dropped_picture_is_no_loss() -> None:
    """Nor does it stop the time."""
    player = holding()
    before_s = held_s(player)
    new = player.play(0.3, NOBODY) + player.play(2.0, GOOD)
    assert told(new) == []
    assert held_s(player) == pytest.approx(before_s + 2.3, abs=0.11)


def test_a_pause_stands_still_until_the_person_goes_on() -> None:
    """Time does not run, the breath stands still, nothing is judged."""
    player = holding()
    assert told(player.say("toggle_pause")) == ["Paused"]
    before = player.session.snapshot()
    assert player.play(20.0, ROUND) == []
    after = player.session.snapshot()
    assert (after.phase, after.held_s, after.breath) == (Phase.PAUSED, before.held_s, before.breath)
    assert told(player.say("toggle_pause")) == ["Resumed"]
    assert player.session.snapshot().breath == before.breath
    player.play(1.0, GOOD)
    assert held_s(player) == pytest.approx(before.held_s + 1.0, abs=0.21)


def test_a_camera_that_is_gone_pauses_and_the_next_picture_resumes() -> None:
    """The person did nothing wrong, and loses nothing."""
    player = holding()
    before = player.session.snapshot()
    new = player.session.interrupt(player.t_s, "the camera was pulled out")
    assert [e.as_record().get("reason") for e in new] == ["the camera was pulled out"]
    assert player.session.interrupt(player.t_s, "still") == []
    new = player.play(0.1, GOOD)
    assert told(new)[0] == "Resumed"
    assert player.session.snapshot().held_s == before.held_s


def test_a_camera_that_comes_back_does_not_end_the_persons_own_pause() -> None:
    """Paused is paused."""
    player = holding()
    player.say("toggle_pause")
    assert player.session.interrupt(player.t_s, "gone") == []
    assert player.play(3.0, GOOD) == []
    assert player.session.paused


def test_after_a_pause_with_nobody_there_the_person_is_lost_again() -> None:
    """Lost, then paused, then resumed into an empty room: that is still an empty room."""
    player = holding()
    player.play(4.0, NOBODY)
    player.say("toggle_pause")
    player.say("toggle_pause")
    player.play(5.0, NOBODY)
    assert player.session.snapshot().phase is Phase.LOST


# --- commands --------------------------------------------------------------------------------


def test_skipping_goes_on_to_the_next_step_and_from_the_last_one_to_the_end() -> None:
    """What was held is told; a skipped end is not a completed one."""
    player = Player(session(sitting(), sitting("lie")))
    player.play(5.0, GOOD)
    assert told(player.say("skip")) == ["StepSkipped", "StepEntered"]
    assert player.session.snapshot().step_index == 1
    assert told(player.say("skip")) == ["StepSkipped", "Finished"]
    assert find(player, ev.Finished).as_record()["completed"] is False


def test_going_back_begins_the_step_before_anew() -> None:
    """From the first one, that one again."""
    player = Player(session(sitting(), sitting("lie")))
    player.play(5.0, GOOD)
    player.say("skip")
    assert told(player.say("back")) == ["StepSkipped", "StepEntered"]
    shown = player.session.snapshot()
    assert (shown.step_index, shown.held_s, shown.phase) == (0, 0.0, Phase.READY)
    player.say("back")
    assert player.session.snapshot().step_index == 0


@pytest.mark.parametrize("before", ["toggle_pause", "play"])
def test_skipping_works_from_a_pause_and_goes_on(before: str) -> None:
    """The breath too."""
    player = Player(session(sitting(), sitting("lie"), hold_s=60.0))
    player.play(5.0, GOOD)
    if before == "toggle_pause":
        player.say("toggle_pause")
    player.say("skip")
    assert player.session.snapshot().phase is Phase.READY
    breath = player.session.snapshot().breath
    player.play(1.5, GOOD)
    assert player.session.snapshot().breath != breath


@pytest.mark.parametrize("seconds", [0.0, 0.5, 2.0, 5.0])
def test_a_session_can_be_ended_at_any_time_and_once(seconds: float) -> None:
    """Ending twice is no harm, and nothing comes after the end."""
    player = Player(session())
    player.play(seconds, GOOD)
    assert told(player.say("end"))[-1] == "Finished"
    for command in ("end", "skip", "back", "toggle_pause"):
        assert player.say(command) == []
    assert player.session.interrupt(player.t_s, "gone") == []
    assert player.play(5.0, GOOD) == []
    assert told(player.events).count("Finished") == 1
    assert player.session.finished


def test_a_session_begins_with_whatever_happens_first() -> None:
    """The notice is told once, before anything else."""
    for command in ("end", "skip", "toggle_pause"):
        player = Player(session())
        assert told(player.say(command))[0] == "SessionStarted"
        player.play(1.0, GOOD)
        assert told(player.events).count("SessionStarted") == 1


# --- time, breath, sums -----------------------------------------------------------------------


def test_half_of_a_long_hold_and_its_last_seconds_are_told() -> None:
    """Not of a short one."""
    player = Player(session(hold_s=40.0))
    player.play(60.0, GOOD)
    marks = [event for event in player.events if isinstance(event, ev.HoldProgress)]
    assert [m.remaining_s for m in marks] == pytest.approx([20.0, 10.0], abs=0.11)
    short = Player(session(hold_s=10.0))
    short.play(30.0, GOOD)
    assert told(short.events, ev.HoldProgress) == []


def test_a_hold_of_no_time_is_completed_at_once() -> None:
    """Somebody may choose to pass through a pose."""
    player = Player(session(hold_s=0.0))
    player.play(10.0, GOOD)
    assert told(player.events)[-4:] == ["HoldStarted", "HoldCompleted", "StepCompleted", "Finished"]


def test_the_breath_runs_through_all_steps() -> None:
    """It begins with the first step and is not begun anew by the next."""
    player = Player(session(sitting(), sitting("lie"), breath=BreathPattern((1.0, 0.0, 1.5, 0.5))))
    player.play(20.0, GOOD)
    phases = [event for event in player.events if isinstance(event, ev.BreathPhaseStarted)]
    names = [(e.count, e.phase) for e in phases]
    used = ("in", "out", "hold empty")
    assert names == [(1 + i // 3, used[i % 3]) for i in range(len(names))]
    assert len(names) > 12
    assert {e.phase: round(e.length_s, 1) for e in phases[3:6]} == pytest.approx(
        {"in": 1.0, "out": 1.5, "hold empty": 0.5}, abs=0.11
    )


def test_the_summary_adds_up_what_happened() -> None:
    """Held, in the zone, corrected, reached."""
    player = Player(session(hold_s=10.0))
    player.play(5.0, DEEP)
    player.play(4.0, ROUND)
    player.play(1.0, GOOD)
    player.play(1.0, HIDDEN)
    player.play(15.0, DEEP)
    (step,) = player.session.summary()
    assert (step.index, step.pose, step.completed) == (0, "sit", True)
    assert step.held_s == pytest.approx(step.target_s) == pytest.approx(10.0)
    assert step.corrections == {"back_straight": 1}
    assert step.most_frequent == "back_straight"
    assert (step.stage, step.stage_count) == ("near", 1)
    assert 0.0 < step.aim_s["near"] < step.held_s
    assert step.held_s - 1.0 < step.in_zone_s < step.held_s
    told_s = find(player, ev.StepCompleted).as_record()
    assert told_s["held_s"] == pytest.approx(step.held_s)
    assert told_s["in_zone_s"] == pytest.approx(step.in_zone_s, abs=1e-4)


def test_of_a_step_practised_twice_the_longer_hold_counts() -> None:
    """And steps that were never entered are not in the summary."""
    player = Player(session(sitting(), sitting("lie"), sitting("rest"), hold_s=30.0))
    player.play(14.0, GOOD)
    player.say("back")
    player.play(5.0, GOOD)
    (step,) = player.session.summary()
    assert step.held_s == pytest.approx(11.0, abs=1.0)
    assert not step.completed


def test_what_is_optional_may_stay_unseen() -> None:
    """The hold runs, and what cannot be seen is not held against the person."""
    player = Player(session(hold_s=5.0))
    player.play(20.0, GOOD | {"head": float("nan")})
    (step,) = player.session.summary()
    assert step.completed
    assert step.in_zone_s == step.held_s
    statuses = {v.criterion.name: v.status for v in player.session.snapshot().verdicts}
    assert statuses["head_up"] is Status.UNSEEN


def test_the_snapshot_tells_what_comes_next() -> None:
    """And of the last step, that nothing does."""
    player = Player(session(sitting(), sitting("lie", side="left")))
    player.play(5.0, GOOD)
    shown = player.session.snapshot()
    assert (shown.title, shown.next_title, shown.step_count) == ("Sit", "Lie, left leg", 2)
    assert shown.holding
    assert shown.t_s == pytest.approx(4.9)
    player.say("skip")
    assert player.session.snapshot().next_title == ""
