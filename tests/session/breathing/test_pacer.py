"""The pacer takes a person's rhythm and slows it so gently that nobody has to hurry after it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.errors import UsageError
from vision.session.breath import BreathPattern
from vision.session.breathing.pacer import MOST_A_BREATH, Pacer, Pacing, Rhythm

BOX = BreathPattern()
rhythms = st.one_of(
    st.none(), st.builds(Rhythm, cycle_s=st.floats(2.0, 30.0), in_share=st.floats(0.05, 0.95))
)
goals = st.sampled_from(["4-4-4-4", "4-0-6-0", "6-2-8-4", "5-0-5-0"]).map(BreathPattern.parse)


@pytest.mark.parametrize(
    ("text", "pattern", "mine"),
    [
        ("4-0-6-0", (4.0, 0.0, 6.0, 0.0), False),
        ("mine", (4.0, 4.0, 4.0, 4.0), True),
        ("mine:4-0-6-0", (4.0, 0.0, 6.0, 0.0), True),
    ],
)
def test_a_pacing_is_read_and_written(text: str, pattern: tuple[float, ...], *, mine: bool) -> None:
    """What is remembered reads as it was written."""
    pacing = Pacing.parse(text)
    assert (pacing.pattern.seconds, pacing.mine) == (pattern, mine)
    assert str(pacing) == text
    assert Pacing.parse(str(pacing)) == pacing


@pytest.mark.parametrize("text", ["yours", "mine:", "mine:4-4", "mine 4-4-4-4", "MINE", ""])
def test_what_is_no_pacing_is_refused(text: str) -> None:
    """The message names all that it may be."""
    with pytest.raises(UsageError, match="mine:4-4-4-4"):
        Pacing.parse(text)


@given(goals, st.lists(rhythms, max_size=60))
def test_no_breath_is_led_much_longer_than_the_one_before(
    goal: BreathPattern, measured: list[Rhythm | None]
) -> None:
    """By 5 % at most, and so does no phase of it grow; and never longer than the pattern's."""
    pacer, now = Pacer(Pacing(goal, mine=True)), goal
    for own in measured:
        following = pacer.following(now, own)
        most_s = MOST_A_BREATH * now.cycle_s + 1e-9
        assert following.cycle_s - now.cycle_s <= most_s
        assert following.cycle_s <= goal.cycle_s + 1e-9
        if following.cycle_s > now.cycle_s:
            assert all(
                after - before <= most_s
                for before, after in zip(now.seconds, following.seconds, strict=True)
            )
        assert min(following.seconds) >= -1e-9
        assert min(following.seconds[0], following.seconds[2]) > 0.5
        now = following


def slowed(goal: BreathPattern, own: Rhythm, breaths: int) -> list[BreathPattern]:
    """Return the breaths of somebody who takes each up that is led."""
    pacer, led = Pacer(Pacing(goal, mine=True)), [goal]
    for _ in range(breaths):
        led.append(pacer.following(led[-1], own))
        own = Rhythm(
            led[-1].cycle_s, led[-1].seconds[0] / (led[-1].seconds[0] + led[-1].seconds[2])
        )
    return led


def test_it_takes_the_rhythm_as_it_is_and_comes_to_the_pattern() -> None:
    """Without holds at first; they grow in as the pattern has them, and it stays there."""
    led = slowed(BOX, Rhythm(4.0, 0.4), 60)
    assert led[1].seconds == pytest.approx((1.6, 0.0, 2.4, 0.0))
    assert 0.0 < led[2].seconds[1] <= MOST_A_BREATH * led[1].cycle_s
    assert led[-1] == led[-2] == BOX
    grown = sum(after != before for before, after in pairwise(led[1:]))
    assert grown >= 28  # 1.05 ** 28 is 4 times as long


def test_holds_come_in_only_where_the_pattern_has_them() -> None:
    """A pattern without holds brings none on the way either."""
    for each in slowed(BreathPattern.parse("4-0-6-0"), Rhythm(5.0, 0.5), 40):
        assert (each.seconds[1], each.seconds[3]) == (0.0, 0.0)


def test_it_waits_for_who_does_not_come_along() -> None:
    """It goes no further than a little ahead of them, and comes back when it has lost them."""
    pacer = Pacer(Pacing(BOX, mine=True))
    now = BOX
    lengths = []
    for _ in range(40):
        now = pacer.following(now, Rhythm(5.0, 0.5))
        lengths.append(now.cycle_s)
    assert max(lengths) <= 5.0 * 1.15
    now = BreathPattern((4.0, 2.0, 4.0, 2.0))
    assert pacer.following(now, Rhythm(6.0, 0.5)).cycle_s == pytest.approx(6.0)


def test_without_a_measure_it_stays_where_it_is() -> None:
    """At the pattern, or on its way."""
    pacer, way = Pacer(Pacing(BOX, mine=True)), BreathPattern((2.0, 0.5, 2.0, 0.5))
    assert pacer.following(BOX, None) == BOX
    assert pacer.following(way, None) == way


def test_who_breathes_as_slowly_as_the_pattern_is_led_by_it() -> None:
    """Nobody is hurried, and nobody is slowed beyond what was asked for."""
    pacer = Pacer(Pacing(BOX, mine=True))
    for cycle_s in (15.5, 16.0, 25.0, 40.0):
        assert pacer.following(BOX, Rhythm(cycle_s, 0.5)) == BOX


def test_going_back_to_the_pattern_is_as_gentle() -> None:
    """By 5 % a breath as well."""
    pacer, now = Pacer(Pacing(BOX, mine=True)), BreathPattern((2.0, 0.0, 2.0, 0.0))
    pacer.follow(mine=False)
    for _ in range(40):
        following = pacer.following(now, None)
        assert following.cycle_s <= now.cycle_s * (1.0 + MOST_A_BREATH) + 1e-9
        now = following
    assert now == BOX
