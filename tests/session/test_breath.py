"""The breath as a pure function of time, and over a session that pauses."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vision.errors import UsageError
from vision.session.breath import PHASE_NAMES, Breathing, BreathPattern, Course

moving = st.floats(0.1, 60.0)
resting = st.one_of(st.just(0.0), moving)
patterns = st.tuples(moving, resting, moving, resting).map(BreathPattern)
times = st.floats(0.0, 1e5)


@given(patterns, times)
def test_every_moment_is_in_a_phase_of_the_pattern(pattern: BreathPattern, t_s: float) -> None:
    """Progress is in [0, 1), what is left fits the phase, and the lungs are never over-full."""
    breath = pattern.at(t_s)
    length_s = pattern.seconds[PHASE_NAMES.index(breath.phase)]
    assert length_s > 0
    assert 0.0 <= breath.progress < 1.0
    assert 0.0 <= breath.fullness <= 1.0
    assert 0.0 < breath.remaining_s <= length_s
    assert breath.progress * length_s + breath.remaining_s == pytest.approx(length_s)
    assert breath.count >= 1


@given(patterns, times)
def test_the_next_phase_begins_when_this_one_is_over(pattern: BreathPattern, t_s: float) -> None:
    """Phases follow in their order, those of no length left out."""
    breath = pattern.at(t_s)
    following = pattern.at(t_s + breath.remaining_s + 1e-6)
    used = [n for n, s in zip(PHASE_NAMES, pattern.seconds, strict=True) if s > 0]
    index = used.index(breath.phase)
    assert following.phase == used[(index + 1) % len(used)]
    assert following.count == breath.count + (index + 1 == len(used))


@given(patterns, st.floats(0.0, 1e3), st.integers(1, 20))
def test_the_breath_comes_again_after_the_sum_of_its_phases(
    pattern: BreathPattern, t_s: float, rounds: int
) -> None:
    """The same place in the next breath, and nothing else."""
    breath = pattern.at(t_s)
    assume(1e-6 < breath.progress < 1 - 1e-6)
    again = pattern.at(t_s + rounds * sum(pattern.seconds))
    assume(again.phase == breath.phase)
    assert again.progress == pytest.approx(breath.progress, abs=1e-4)
    assert again.count == breath.count + rounds


def test_four_equal_phases_rise_rest_fall_and_rest() -> None:
    """In, full, out, empty."""
    pattern = BreathPattern.parse("4-4-4-4")
    found = [pattern.at(t) for t in (0.0, 2.0, 6.0, 8.0, 11.0, 14.0, 16.0)]
    assert [b.phase for b in found] == ["in", "in", "hold full", "out", "out", "hold empty", "in"]
    assert [b.fullness for b in found] == [0.0, 0.5, 1.0, 1.0, 0.25, 0.0, 0.0]
    assert [b.count for b in found] == [1] * 6 + [2]


def test_before_it_begins_the_breath_is_at_its_beginning() -> None:
    """A negative time is 0."""
    assert BreathPattern().at(-3.0) == BreathPattern().at(0.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4-4-4-4", (4.0, 4.0, 4.0, 4.0)),
        ("4-0-6-0", (4.0, 0.0, 6.0, 0.0)),
        ("0.5-0-60-1.5", (0.5, 0.0, 60.0, 1.5)),
        (" 4 - 2 - 4 - 2 ", (4.0, 2.0, 4.0, 2.0)),
    ],
)
def test_a_pattern_is_read_from_text(text: str, seconds: tuple[float, ...]) -> None:
    """A hold may be left out."""
    assert BreathPattern.parse(text).seconds == seconds


@pytest.mark.parametrize(
    "text",
    ["", "4", "4-4-4", "4-4-4-4-4", "0-4-4-4", "4-4-0-4", "4-4-4-61", "-4-4-4-4", "a-4-4-4",
     "4-4-4-nan", "4-4-4-inf", "nan-4-4-4", "4,4,4,4", "4-4--4-4"],
)  # fmt: skip
def test_a_text_that_is_no_pattern_is_refused(text: str) -> None:
    """The message says what is expected and what came."""
    with pytest.raises(UsageError, match="--breath expects four numbers") as caught:
        BreathPattern.parse(text)
    assert repr(text) in str(caught.value)


@given(st.text(alphabet="0123456789.-einfa ", max_size=16))
def test_any_text_is_read_or_refused(text: str) -> None:
    """What is read can be breathed."""
    try:
        pattern = BreathPattern.parse(text)
    except UsageError:
        pattern = BreathPattern()
    assert pattern.at(1.0).count >= 1


def test_breathing_starts_once_and_stands_still_while_stopped() -> None:
    """It goes on where it was, and a second start changes nothing."""
    breathing = Breathing(BreathPattern())
    assert breathing.at(5.0) is None
    breathing.start(10.0)
    breathing.start(12.0)
    assert breathing.at(13.0) == BreathPattern().at(3.0)
    breathing.stop(13.0)
    assert breathing.at(500.0) == BreathPattern().at(3.0)
    breathing.go_on(513.0)
    assert breathing.at(514.0) == BreathPattern().at(4.0)


def test_stopping_before_the_start_is_no_harm() -> None:
    """A session may be paused before anybody breathes with it."""
    breathing = Breathing(BreathPattern())
    breathing.stop(1.0)
    breathing.go_on(2.0)
    breathing.start(3.0)
    assert breathing.at(4.0) == BreathPattern().at(1.0)


def test_each_phase_is_told_once() -> None:
    """However often it is asked; none is told twice, the order is kept."""
    breathing = Breathing(BreathPattern((1.0, 0.0, 2.0, 1.0)))
    assert breathing.update(0.0) is None
    breathing.start(0.0)
    told = [breathing.update(t / 20) for t in range(101)]
    assert [(b.count, b.phase) for b in told if b] == [
        (1, "in"), (1, "out"), (1, "hold empty"), (2, "in"), (2, "out"),
    ]  # fmt: skip


# --- a pattern that changes ---------------------------------------------------------------------


@given(patterns, st.lists(patterns, max_size=5))
def test_a_changed_pattern_begins_where_the_breath_before_it_ends(
    first: BreathPattern, later: list[BreathPattern]
) -> None:
    """Breath after breath, each by its own pattern, counted on, with nothing between them."""
    course, ends_s = Course(first), [first.cycle_s]
    for count, pattern in enumerate(later, start=2):
        course.change(count, pattern)
        ends_s.append(ends_s[-1] + pattern.cycle_s)
    for count, (pattern, end_s) in enumerate(zip([first, *later], ends_s, strict=True), start=1):
        inside, alone = course.at(end_s - 0.4 * pattern.cycle_s), pattern.at(0.6 * pattern.cycle_s)
        assume(1e-6 < alone.progress < 1 - 1e-6)
        assert (inside.count, inside.phase) == (count, alone.phase)
        assert inside.fullness == pytest.approx(alone.fullness, abs=1e-6)
    assert course.at(ends_s[-1] + 1e-6).count == len(ends_s) + 1


def test_a_change_to_come_leaves_the_breath_at_hand_as_it_is() -> None:
    """It may be settled long before, and more than one breath ahead."""
    breathing = Breathing(BreathPattern())
    breathing.start(0.0)
    breathing.change(3, BreathPattern((1.0, 0.0, 1.0, 0.0)))
    assert breathing.at(31.0) == BreathPattern().at(31.0)
    assert breathing.pattern_at(31.0) == BreathPattern()
    after = breathing.at(32.5)
    assert after is not None
    assert (after.phase, after.count, after.fullness) == ("in", 3, 0.5)


@given(patterns, times)
def test_how_long_a_breath_has_been_going_on_is_known(pattern: BreathPattern, t_s: float) -> None:
    """From its phase and what is left of it."""
    into_s = pattern.at(t_s).into_s(pattern)
    assert into_s == pytest.approx(t_s % pattern.cycle_s, abs=1e-4) or into_s == pytest.approx(
        t_s % pattern.cycle_s - pattern.cycle_s, abs=1e-4
    )
