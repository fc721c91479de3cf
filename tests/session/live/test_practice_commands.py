"""Sessions that are lost, paused, skipped and ended; their time, their breath, their sums."""

from __future__ import annotations

import pytest

from tests.session.driving import (
    DEEP,
    GOOD,
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
from vision.criteria.model import Status
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.snapshot import Phase

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
