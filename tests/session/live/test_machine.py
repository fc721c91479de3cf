"""The table of transitions, cell by cell."""

from __future__ import annotations

import itertools

import pytest

from vision.session.live.machine import TRANSITIONS, Machine, Signal
from vision.session.snapshot import Phase

ACTIVE = [Phase.FRAMING, Phase.READY, Phase.ENTER, Phase.HOLD, Phase.DONE, Phase.REST]
WAYS = {
    Phase.NOTICE: (),
    Phase.FRAMING: (),
    Phase.READY: (Signal.FRAMED,),
    Phase.ENTER: (Signal.FRAMED, Signal.WAITED),
    Phase.HOLD: (Signal.FRAMED, Signal.WAITED, Signal.STEADY),
    Phase.DONE: (Signal.FRAMED, Signal.WAITED, Signal.STEADY, Signal.HELD),
    Phase.REST: (Signal.FRAMED, Signal.WAITED, Signal.STEADY, Signal.HELD, Signal.WAITED),
    Phase.PAUSED: (Signal.PAUSE,),
    Phase.LOST: (Signal.LOSE,),
    Phase.FINISHED: (Signal.END,),
}
FORWARD = {
    (Phase.FRAMING, Signal.FRAMED): Phase.READY,
    (Phase.READY, Signal.WAITED): Phase.ENTER,
    (Phase.ENTER, Signal.STEADY): Phase.HOLD,
    (Phase.HOLD, Signal.UNSTEADY): Phase.ENTER,
    (Phase.HOLD, Signal.HELD): Phase.DONE,
    (Phase.DONE, Signal.WAITED): Phase.REST,
    (Phase.REST, Signal.WAITED): Phase.READY,
}
ANYTIME = {
    Signal.SKIP: Phase.READY,
    Signal.OVER: Phase.FINISHED,
    Signal.END: Phase.FINISHED,
    Signal.PAUSE: Phase.PAUSED,
    Signal.LOSE: Phase.LOST,
}


def machine(phase: Phase) -> Machine:
    """Return a machine in a phase, brought there by signals."""
    there = Machine(Phase.NOTICE) if phase is Phase.NOTICE else Machine()
    for signal in WAYS[phase]:
        assert there.move(signal)
    assert there.phase is phase
    return there


def expected(phase: Phase, signal: Signal) -> Phase | None:
    """Return where a signal leads, written a second time, by hand; None where it is ignored."""
    if phase is Phase.FINISHED:
        return None
    if phase is Phase.NOTICE:
        return {Signal.ACCEPTED: Phase.FRAMING, Signal.END: Phase.FINISHED}.get(signal)
    if phase in {Phase.PAUSED, Phase.LOST}:
        leads = {
            (Phase.PAUSED, Signal.RESUME): Phase.FRAMING,
            (Phase.LOST, Signal.FIND): Phase.FRAMING,
            (Phase.LOST, Signal.PAUSE): Phase.PAUSED,
        }
        ending = signal in {Signal.SKIP, Signal.OVER, Signal.END}
        return leads.get((phase, signal), ANYTIME[signal] if ending else None)
    return FORWARD.get((phase, signal), ANYTIME.get(signal))


@pytest.mark.parametrize(("phase", "signal"), list(itertools.product(Phase, Signal)))
def test_every_signal_in_every_phase_moves_as_documented_or_is_ignored(
    phase: Phase, signal: Signal
) -> None:
    """All cells of the table, the empty ones included."""
    there = machine(phase)
    target = expected(phase, signal)
    assert there.move(signal) is (target is not None)
    assert there.phase is (target or phase)


@pytest.mark.parametrize(
    ("leave", "come_back"), [(Signal.PAUSE, Signal.RESUME), (Signal.LOSE, Signal.FIND)]
)
@pytest.mark.parametrize("phase", ACTIVE)
def test_what_is_left_is_come_back_to(phase: Phase, leave: Signal, come_back: Signal) -> None:
    """A hold through its entry, so that the pose is seen again before its time runs on."""
    there = machine(phase)
    there.move(leave)
    assert there.move(come_back)
    assert there.phase is (Phase.ENTER if phase is Phase.HOLD else phase)


@pytest.mark.parametrize("phase", ACTIVE)
def test_a_pause_while_lost_remembers_what_was_before_both(phase: Phase) -> None:
    """Lost, then paused, then resumed: back to the practice, and not to being lost for ever."""
    there = machine(phase)
    there.move(Signal.LOSE)
    there.move(Signal.PAUSE)
    assert there.move(Signal.RESUME)
    assert there.phase is (Phase.ENTER if phase is Phase.HOLD else phase)


@pytest.mark.parametrize("signal", list(Signal))
def test_finished_is_final(signal: Signal) -> None:
    """Nothing leads out of it, and nothing is listed as if it did."""
    there = machine(Phase.FINISHED)
    assert not there.move(signal)
    assert there.phase is Phase.FINISHED
    assert (Phase.FINISHED, signal) not in TRANSITIONS


def test_every_phase_can_be_reached_and_the_end_from_each() -> None:
    """No phase is a dead end, and none is unused."""
    reached = {Phase.NOTICE, Phase.FRAMING, *TRANSITIONS.values()}
    assert reached == set(Phase)
    for phase in set(Phase) - {Phase.FINISHED}:
        assert TRANSITIONS[phase, Signal.END] is Phase.FINISHED


def test_every_signal_is_of_use() -> None:
    """A signal that moves nothing would be a mistake."""
    returning = {Signal.RESUME, Signal.FIND}
    assert {signal for _, signal in TRANSITIONS} | returning == set(Signal)
