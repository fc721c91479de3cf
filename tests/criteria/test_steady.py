"""A status that changes only when the new one has lasted."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.judge import Steady
from vision.criteria.model import Status

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN
CALL_S, CLEAR_S, LOSE_S = 1.5, 0.7, 0.6
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


def test_at_first_nothing_is_known() -> None:
    """What is met at first counts at once; a miss has to last even then."""
    assert statuses([(0.0, UNSEEN)]) == [UNSEEN]
    assert statuses([(0.0, MET)]) == [MET]
    assert statuses([(0.0, MISSED), (1.4, MISSED), (1.5, MISSED)]) == [UNSEEN, UNSEEN, MISSED]


@pytest.mark.parametrize(
    ("before", "after", "delay_s"),
    [
        (MET, MISSED, CALL_S),
        (MISSED, MET, CLEAR_S),
        (MET, UNSEEN, LOSE_S),
        (MISSED, UNSEEN, LOSE_S),
    ],
)
def test_a_change_has_to_last(before: Status, after: Status, delay_s: float) -> None:
    """Each change its own time, to the moment."""
    found = [(0.0, before), (2.0, before), (3.0, after)]
    early, late = 3.0 + delay_s - EPSILON_S, 3.0 + delay_s + EPSILON_S
    assert statuses([*found, (early, after), (late, after)])[-3:] == [before, before, after]


def test_what_comes_back_into_sight_and_is_met_counts_at_once() -> None:
    """Only a miss is slow to clear."""
    assert statuses([(0.0, UNSEEN), (5.0, UNSEEN), (5.1, MET)])[-1] is MET


def test_an_interrupted_change_starts_anew() -> None:
    """One picture of the old status in between, and the new one has to last again."""
    found = [(0.0, MET), (1.0, MISSED), (2.0, MISSED), (2.1, MET), (2.2, MISSED), (3.6, MISSED)]
    assert statuses(found)[-1] is MET
    assert statuses([*found, (3.8, MISSED)])[-1] is MISSED


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
