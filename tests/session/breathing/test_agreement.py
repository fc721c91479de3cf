"""A measured breath follows the led one only if it does so by more than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.session.breathing.waves import BOX, Breather, unseen
from vision.session.breath import BreathPattern
from vision.session.breathing.agreement import BREATHS, Agreement, Answer, Measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.session.breathing.agreement import Array

    Values = dict[str, float]

RATE_HZ = 10.0
SLOW = BreathPattern.parse("4-0-6-0")


def answers(
    at: Callable[[float], Values], pattern: BreathPattern = BOX, seconds: float = 100.0
) -> list[Answer]:
    """Return how the last breaths went, each time a phase of the led one begins."""
    agreement, found, before = Agreement(), [], ""
    for t_s in np.arange(0.0, seconds, 1.0 / RATE_HZ).tolist():
        breath = pattern.at(t_s)
        agreement.take(breath, pattern, Measured.of(at(t_s)))
        if breath.phase != before:
            found.append(agreement.lasting)
        before = breath.phase
    return found


def follows(at: Callable[[float], Values], pattern: BreathPattern = BOX) -> bool:
    """Return whether it is ever said to follow."""
    return Answer.FOLLOWS in answers(at, pattern)


@pytest.mark.parametrize("pattern", [BOX, SLOW, BreathPattern.parse("3-1-5-2")])
def test_a_breath_in_step_follows_after_three_breaths(pattern: BreathPattern) -> None:
    """Not before, and from then on; also half a second late, and trembling."""
    for late_s in (0.0, 0.5):
        found = answers(Breather(pattern, late_s, tremble=0.1).values, pattern)
        phases = sum(seconds > 0 for seconds in pattern.seconds)
        first = found.index(Answer.FOLLOWS)
        assert BREATHS * phases - 1 <= first <= BREATHS * phases + 1
        assert set(found[first:]) == {Answer.FOLLOWS}


def test_who_skips_the_holds_may_follow_as_well() -> None:
    """In until it is time to go out, and out until it is time to go in."""
    assert follows(Breather(BreathPattern((8.0, 0.0, 8.0, 0.0))).values)


@pytest.mark.parametrize(
    "breather",
    [
        Breather(late_s=8.0),  # the opposite
        Breather(late_s=4.0),  # a quarter late
        Breather(BreathPattern((2.0, 2.0, 2.0, 2.0))),  # twice as quick
        Breather(BreathPattern((8.0, 8.0, 8.0, 8.0))),  # half as quick
        Breather(BreathPattern((4.0, 0.0, 4.0, 0.0))),  # the phases in turn, without the holds
        Breather(BreathPattern((1.5, 0.0, 2.0, 0.5))),  # as one breathes at rest
        Breather(BreathPattern((4.3, 4.3, 4.3, 4.3))),  # drifting
        Breather(BreathPattern((60.0, 60.0, 60.0, 60.0))),  # held
        Breather(confidence=0.3),  # unsure
    ],
)
def test_another_breath_does_not_follow(breather: Breather) -> None:
    """The opposite, another rate, drifting, held, unsure."""
    assert not follows(breather.values)


def test_what_cannot_be_told_is_not_judged() -> None:
    """Neither way, also where a breath of the three was not seen."""
    assert set(answers(unseen)) == {Answer.CANNOT_TELL}
    whole = Breather().values

    def hidden(t_s: float) -> Values:
        return unseen() if t_s % 48.0 > 34.0 else whole(t_s)

    assert Answer.FOLLOWS not in answers(hidden)


def test_a_rate_of_its_own_contradicts() -> None:
    """Where the rate measured by itself is another one, something is not what it seems."""
    assert not follows(lambda t_s: Breather().values(t_s) | {"breath_rate_per_min": 7.5})


def test_a_hand_before_the_trunk_for_a_moment_changes_nothing() -> None:
    """A second unseen in each breath."""
    whole = Breather().values
    assert follows(lambda t_s: unseen() if t_s % 7.0 < 1.0 else whole(t_s))


# --- against chance ------------------------------------------------------------------------------


def false_share(pattern: BreathPattern, waves: list[Callable[[float], Values]]) -> float:
    """Return in which share of the waves something follows within a hold of a minute and a half."""
    return float(np.mean([Answer.FOLLOWS in answers(each, pattern, 90.0) for each in waves]))


def own_rhythms(rng: np.random.Generator, pattern: BreathPattern, count: int) -> list[Breather]:
    """Return people who breathe 3 to 20 times a minute, but for within 5 % of the led rate."""
    found = []
    while len(found) < count:
        cycle_s = 60.0 / rng.uniform(3.0, 20.0)
        if abs(cycle_s / pattern.cycle_s - 1.0) > 0.05:
            share = rng.uniform(0.3, 0.6)
            own = BreathPattern((cycle_s * share, 0.0, cycle_s * (1.0 - share), 0.0))
            found.append(Breather(own, rng.uniform(0.0, 60.0), tremble=0.05))
    return found


def wandering(rng: np.random.Generator, rate_per_min: float) -> Callable[[float], Values]:
    """Return what a curtain may show: a wave of no rhythm around a rate, surely seen."""
    count = round(120 * RATE_HZ)
    frequencies = np.fft.rfftfreq(count, 1.0 / RATE_HZ)
    centre = rate_per_min / 60.0
    strength = np.exp(-(((frequencies - centre) / (0.35 * centre)) ** 2))
    phases = np.exp(2j * np.pi * rng.random(frequencies.size))
    wave: Array = np.fft.irfft(strength * phases * rng.random(frequencies.size), count)
    low, high = np.percentile(wave, [3, 97])
    wave = np.clip((wave - low) / (high - low), 0.0, 1.0)
    rises = np.flatnonzero((wave[:-1] < 0.5) & (wave[1:] >= 0.5)) / RATE_HZ

    def at(t_s: float) -> Values:
        lately = rises[(rises <= t_s) & (rises > t_s - 30.0)]
        rate = 60.0 / float(np.diff(lately).mean()) if len(lately) > 1 else float("nan")
        fullness = float(wave[round(t_s * RATE_HZ)])
        told = {"breath_fullness": fullness, "breath_rate_per_min": rate, "breath_confidence": 0.9}
        return unseen() | told

    return at


@pytest.mark.parametrize("pattern", [BOX, SLOW])
def test_bodies_that_breathe_otherwise_hardly_ever_follow(pattern: BreathPattern) -> None:
    """At most one in fifty, of those near the led rate as well."""
    rng = np.random.default_rng(16)
    waves = [each.values for each in own_rhythms(rng, pattern, 100)]
    assert false_share(pattern, waves) <= 0.02


@pytest.mark.parametrize("pattern", [BOX, SLOW])
def test_what_does_not_breathe_hardly_ever_follows(pattern: BreathPattern) -> None:
    """A curtain in the wind, even one that moves about as often as one is led to breathe."""
    rng = np.random.default_rng(61)
    led = 60.0 / pattern.cycle_s
    waves = [wandering(rng, led * rng.uniform(0.6, 2.5)) for _ in range(100)]
    assert false_share(pattern, waves) <= 0.02
