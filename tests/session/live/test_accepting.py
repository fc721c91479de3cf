"""What waits for a raised hand or a key, and what accepting does."""

from __future__ import annotations

from dataclasses import replace

from tests.session.driving import GOOD, NOBODY, Player, routine, session, sitting, told
from tests.session.live.test_waiting import BOTH, KINDS, UP, waiting
from vision.session import events as ev
from vision.session.live.practice import Session
from vision.session.routine import WAIT_S
from vision.session.snapshot import Phase


def asking() -> Player:
    """Return a player of a session whose notice has to be accepted."""
    return Player(Session(routine(sitting()), asks=True))


def test_nothing_begins_before_the_notice_is_accepted() -> None:
    """Whatever the body does, and whatever key for the steps is pressed."""
    player = asking()
    player.play(30.0, GOOD)
    player.say("skip")
    player.say("toggle_pause")
    player.play(3.0, NOBODY)
    assert told(player.events) == ["SessionStarted"]
    shown = player.session.snapshot()
    assert (shown.phase, shown.accepts) == (Phase.NOTICE, True)
    assert shown.message == player.session.routine.notice
    assert told(player.say("accept")) == ["NoticeAccepted"]
    player.play(4.0, GOOD)
    assert "HoldStarted" in told(player.events)


def test_the_notice_can_be_ended_at() -> None:
    """Nobody has to accept anything in order to stop."""
    player = asking()
    player.play(1.0, GOOD)
    assert told(player.say("end")) == ["Finished"]


def test_accepting_takes_the_easier_way_when_it_is_offered() -> None:
    """As the key for it does; and before an offer it does nothing."""
    player = waiting(BOTH)
    assert told(player.say("accept"), *KINDS) == []
    player.play(WAIT_S / 3 + 1.0, UP)
    assert player.session.snapshot().accepts
    assert told(player.say("accept"), *KINDS) == ["EasierTaken"]
    assert not player.session.snapshot().accepts


def test_accepting_goes_on_when_that_is_offered() -> None:
    """The step is left out, as the person agrees."""
    player = waiting(sitting(), replace(BOTH))
    player.play(2 * WAIT_S / 3 + 1.0, UP | {"seat": 0.0})
    assert told(player.events, ev.GoingOnOffered) == ["GoingOnOffered"]
    assert told(player.say("accept"), *KINDS) == ["StepSkipped"]
    assert player.session.snapshot().step_index == 1


def test_a_rest_of_chosen_length_can_be_ended() -> None:
    """Who is ready sooner need not wait; the short way from step to step asks nothing."""
    for rest_s, accepts in ((20.0, True), (1.0, False)):
        player = Player(session(sitting(), sitting(), hold_s=5.0))
        player.session.routine = replace(player.session.routine, rest_s=rest_s)
        while player.session.snapshot().phase is not Phase.REST:
            player.play(0.1, GOOD)
        assert player.session.snapshot().accepts is accepts
        player.play(0.3, GOOD)
        player.say("accept")
        assert player.session.snapshot().step_index == int(accepts)
