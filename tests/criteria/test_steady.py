"""A status that changes only when the new one has lasted."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.judge import Steady
from vision.criteria.model import Status

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN
CALL_S, CLEAR_S, LOSE_S, FIRST_S = 1.5, 0.7, 0.6, 0.2
STEP_S: Final = 1 / 30
EPSILON_S: Final = 1e-6


def statuses(found: list[tuple[float, Status]]) -> list[Status]:
    """Return the steadied status at each time."""
    steady = Steady(CALL_S, CLEAR_S)
    return [steady.update(t_s, status) for t_s, status in found]


def at(script: list[tuple[float, Status]], t_s: float) -> Status:
    """Return what a script of (from when, what) shows at a time."""
    return [status for from_s, status in script if from_s <= t_s][-1]


def changes(script: list[tuple[float, Status]], rate_hz: float, until_s: float) -> list:
    """Return when the steadied status becomes what, at a sampling rate."""
    times = [i / rate_hz for i in range(int(until_s * rate_hz) + 1)]
    out: list[tuple[float, Status]] = []
    for t_s, status in zip(times, statuses([(t, at(script, t)) for t in times]), strict=True):
        if not out or out[-1][1] is not status:
            out.append((t_s, status))
    return out


def when_first(status: Status, script: list[tuple[float, Status]], from_s: float = 0.0) -> float:
    """Return when the steadied status first is a status, looking thirty times a second."""
    times = [i * STEP_S for i in range(int((script[-1][0] + 4.0) / STEP_S))]
    said = statuses([(t_s, at(script, t_s + EPSILON_S)) for t_s in times])
    return next(t for t, s in zip(times, said, strict=True) if s is status and t >= from_s)


def test_at_first_nothing_is_known() -> None:
    """A single picture of what is met does not count, a moment of it does; a miss has to last."""
    assert statuses([(0.0, UNSEEN)]) == [UNSEEN]
    assert statuses([(0.0, MET)]) == [UNSEEN]
    assert when_first(MET, [(0.0, MET)]) == pytest.approx(FIRST_S, abs=STEP_S)
    assert when_first(MISSED, [(0.0, MISSED)]) == pytest.approx(CALL_S, abs=STEP_S)


@pytest.mark.parametrize(
    ("before", "after", "delay_s"),
    [
        (MET, MISSED, CALL_S),
        (MISSED, MET, CLEAR_S),
        (MET, UNSEEN, LOSE_S),
        (MISSED, UNSEEN, LOSE_S),
        (UNSEEN, MET, FIRST_S),
    ],
)
def test_a_change_has_to_last(before: Status, after: Status, delay_s: float) -> None:
    """Each change its own time."""
    changed_s = when_first(after, [(0.0, before), (3.0, after)], from_s=3.0)
    assert changed_s - 3.0 == pytest.approx(delay_s, abs=STEP_S)


def test_single_pictures_do_not_keep_a_change_away() -> None:
    """One picture in fifteen that still shows the old status only slows the new one a little."""
    script = [(0.0, MET), (2.0, MISSED)]
    for i in range(1, 6):
        script += [(2.0 + i / 2, MET), (2.0 + i / 2 + STEP_S, MISSED)]
    changed_s = when_first(MISSED, script)
    assert 2.0 + CALL_S < changed_s < 2.0 + CALL_S + 0.5


def test_single_pictures_do_not_bring_a_change() -> None:
    """Pictures here and there, however many, are less than what speaks against them."""
    steady = Steady(CALL_S, CLEAR_S)
    found = [MISSED if i % 3 == 0 else MET for i in range(600)]
    assert {steady.update(i / 15, status) for i, status in enumerate(found)} <= {UNSEEN, MET}


def test_a_picture_does_not_speak_for_a_long_gap() -> None:
    """After ten seconds without pictures one picture of a miss is one picture."""
    found = [(i * STEP_S, MET) for i in range(30)]
    assert statuses([*found, (12.0, MISSED)])[-1] is MET


@given(
    st.lists(
        st.tuples(st.floats(1.2, 4.0), st.sampled_from([MET, MISSED, UNSEEN])),
        min_size=1,
        max_size=6,
    )
)
def test_how_often_it_is_asked_does_not_matter(spans: list[tuple[float, Status]]) -> None:
    """At 5, 15 and 60 pictures a second the same statuses come, within one picture."""
    script, from_s = [], 0.0
    for length_s, status in spans:
        script.append((from_s, status))
        # Not within a picture of a delay, where a rate may rightly see it last or not.
        from_s += length_s if abs(length_s - CALL_S) > 0.25 else CALL_S + 0.5
    fine = changes(script, 60.0, from_s)
    for rate_hz in (5.0, 15.0):
        coarse = changes(script, rate_hz, from_s)
        together = list(zip(fine, coarse, strict=False))
        assert [s for _, s in coarse] == [s for _, s in fine[: len(coarse)]]
        assert all(abs(a[0] - b[0]) <= 2.0 / rate_hz + EPSILON_S for a, b in together)
        if len(fine) > len(coarse):  # a change at the very end may fall behind the last picture
            assert fine[len(coarse)][0] > from_s - 2.0 / rate_hz


@given(st.lists(st.sampled_from([MET, MISSED, UNSEEN]), min_size=1, max_size=60))
def test_it_never_says_what_was_not_found(found: list[Status]) -> None:
    """But that nothing is known yet."""
    said = statuses([(0.2 * i, status) for i, status in enumerate(found)])
    for i, status in enumerate(said):
        assert status in {UNSEEN, *found[: i + 1]}
