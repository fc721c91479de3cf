"""When to speak: one thing at a time, not too soon, not too often."""

from __future__ import annotations

import math

import pytest

from tests.builders import criterion, verdict
from vision.criteria.model import Criterion, Kind, Status
from vision.session.live.cueing import QUIET_S, REPEAT_S, Cueing, Due, Fixed

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN
BACK = criterion("back", priority=10)
HEAD = criterion("head", priority=30)
SPEED = criterion("speed", kind=Kind.MOVEMENT)

Span = tuple[float, dict[Criterion, Status]]


def said(*spans: Span, rate_hz: float = 10.0) -> list[tuple[float, Due | Fixed]]:
    """Return what was said when over spans of (seconds, statuses)."""
    cueing, total_s, i, out = Cueing(), 0.0, 0, []
    for seconds, statuses in spans:
        total_s += seconds
        verdicts = [verdict(of, status) for of, status in statuses.items()]
        while i / rate_hz < total_s - 1e-9:
            out += [(i / rate_hz, each) for each in cueing.update(i / rate_hz, verdicts)]
            i += 1
    return out


def test_a_miss_is_said_once_and_then_there_is_time_to_act() -> None:
    """Repeated only after the pause, and counted."""
    found = said((2 * REPEAT_S + 1, {BACK: MISSED}))
    assert [each for _, each in found] == [Due(BACK, 0), Due(BACK, 1), Due(BACK, 2)]
    assert [t for t, _ in found] == pytest.approx([0.0, REPEAT_S, 2 * REPEAT_S], abs=0.11)


def test_one_thing_is_said_at_a_time() -> None:
    """The most relevant one; the other waits until it is fixed, and a quiet moment more."""
    both, one = {BACK: MISSED, HEAD: MISSED}, {BACK: MET, HEAD: MISSED}
    found = said((5.0, both), (2 * QUIET_S, one))
    assert [each for _, each in found] == [Due(BACK, 0), Fixed(BACK), Due(HEAD, 0)]
    assert found[2][0] - found[1][0] == pytest.approx(QUIET_S, abs=0.11)


def test_what_is_fixed_is_told_once() -> None:
    """And then there is nothing more to say."""
    found = said((2.0, {BACK: MISSED}), (30.0, {BACK: MET}))
    assert [each for _, each in found] == [Due(BACK, 0), Fixed(BACK)]


@pytest.mark.parametrize("gone", [{BACK: UNSEEN}, {}])
def test_what_is_out_of_sight_is_not_called_fixed(gone: dict[Criterion, Status]) -> None:
    """Nor repeated: nobody knows."""
    found = said((2.0, {BACK: MISSED}), (2 * REPEAT_S, gone))
    assert [each for _, each in found] == [Due(BACK, 0)]


@pytest.mark.parametrize("kind", [Kind.MOVEMENT, Kind.LEAVE])
def test_a_movement_interrupts_at_once(kind: Kind) -> None:
    """It passes, and can hurt: it waits neither for the repeat nor for the quiet."""
    speed = criterion("speed", kind=kind)
    found = said((1.0, {BACK: MISSED}), (1.0, {BACK: MISSED, speed: MISSED}))
    assert [each for _, each in found] == [Due(BACK, 0), Due(speed, 0)]
    assert found[1][0] == pytest.approx(1.0)
    after = said((1.0, {BACK: MISSED}), (1.0, {BACK: MET}), (1.0, {BACK: MET, speed: MISSED}))
    assert after[-1] == (pytest.approx(2.0), Due(speed, 0))


def test_a_form_does_not_interrupt_a_form() -> None:
    """However bad it is: the person is busy with the first one."""
    found = said((1.0, {HEAD: MISSED}), (5.0, {HEAD: MISSED, BACK: MISSED}))
    assert [each for _, each in found] == [Due(HEAD, 0)]


def test_a_movement_that_goes_on_is_not_said_without_end() -> None:
    """It too is repeated only after the pause."""
    assert len(said((REPEAT_S - 1, {SPEED: MISSED}))) == 1


def test_two_movements_do_not_take_turns() -> None:
    """Now the one is farther off and now the other: still one thing at a time."""
    one, other = (criterion(name, kind=Kind.MOVEMENT) for name in ("one", "other"))
    cueing, due = Cueing(), []
    for i in range(50):
        wave = 0.5 + 0.4 * math.sin(i)
        verdicts = [verdict(one, MISSED, wave), verdict(other, MISSED, 1.0 - wave)]
        due += cueing.update(0.1 * i, verdicts)
    assert len(due) <= 2


def test_a_cue_that_was_interrupted_is_still_counted() -> None:
    """Said before the interruption and again after it in the same miss: that is a repeat."""
    found = said(
        (1.0, {BACK: MISSED}),
        (1.0, {BACK: MISSED, SPEED: MISSED}),
        (REPEAT_S + QUIET_S, {BACK: MISSED, SPEED: MET}),
    )
    assert [each for _, each in found][-1] == Due(BACK, 1)


def test_nothing_to_say_is_nothing() -> None:
    """Met, unseen, aims and recognition are no corrections."""
    aim = criterion("depth", kind=Kind.AIM)
    pose = criterion("seat", kind=Kind.RECOGNISE)
    assert said((30.0, {BACK: MET, HEAD: UNSEEN, aim: MISSED, pose: MISSED})) == []


@pytest.mark.parametrize("rate_hz", [4.0, 15.0, 60.0])
def test_how_often_it_is_asked_does_not_matter(rate_hz: float) -> None:
    """The same things in the same order."""
    found = said(
        (2.0, {BACK: MISSED, HEAD: MISSED}),
        (5.0, {BACK: MET, HEAD: MISSED}),
        (1.0, {HEAD: MISSED, SPEED: MISSED}),
        (8.0, {HEAD: MET, SPEED: MET}),
        rate_hz=rate_hz,
    )
    assert [each for _, each in found] == [
        Due(BACK, 0), Fixed(BACK), Due(HEAD, 0), Due(SPEED, 0), Fixed(HEAD), Fixed(SPEED),
    ]  # fmt: skip
