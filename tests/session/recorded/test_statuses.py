"""Judged at once, a whole recording gets the verdicts a judge gives it picture by picture."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NAN, criterion
from tests.session.takes import take_of
from vision.criteria.judge import VIEW_MEASURE, CriterionJudge, OrderJudge
from vision.criteria.model import VIEW_LIMIT_DEG, Band, Criterion, Kind, Status, View
from vision.session.recorded.statuses import ANSWERS, TakeValues

Table = dict[str, list[float]]
MEASURES = ("a", "b", VIEW_MEASURE)

bands = st.builds(
    lambda name, edges, margin: Band(name, min(edges), max(edges), margin),
    st.sampled_from(["a", "a", "b", "not measured"]),
    st.tuples(
        st.sampled_from([-math.inf, -2.0, -1.0, 0.0, 1.0]),
        st.sampled_from([-1.0, 0.0, 1.0, 2.0, math.inf]),
    ),
    st.sampled_from([0.0, 0.5, 1.0, 2.5]),
)
delays = st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.5, 3.0])
criteria = st.builds(
    Criterion,
    st.just("made_up"),
    st.sampled_from(Kind),
    bands,
    st.just("made up"),
    view=st.sampled_from(View),
    before=st.one_of(st.none(), bands),
    when=st.one_of(st.none(), st.none(), bands),
    call_after_s=delays,
    clear_after_s=delays,
)
numbers = st.one_of(st.just(NAN), st.integers(-10, 10).map(lambda number: number / 2))
"""Many of them lie on the edges of bands and of their margins."""
off_side_deg = st.sampled_from([NAN, 0.0, *VIEW_LIMIT_DEG.values(), 35.1])
elapsed_s = st.sampled_from([0.0, 0.03, 0.1, 0.1, 0.1, 0.25, 0.3, 0.5, 0.6, 1.0, 1.2, 9.0])
plateaus = st.lists(
    st.tuples(st.integers(1, 12), elapsed_s, numbers, numbers, off_side_deg),
    max_size=25,
)
"""How many pictures, how far apart, and the three measures in them."""


def recorded(spans: list[tuple[int, float, float, float, float]]) -> tuple[list[float], Table]:
    """Return times and measures of plateaus."""
    steps = [span for span in spans for _ in range(span[0])]
    t_s = [float(t) for t in np.cumsum([step[1] for step in steps])]
    return t_s, {name: [step[2 + k] for step in steps] for k, name in enumerate(MEASURES)}


def by_judge(of: Criterion, t_s: list[float], measures: Table) -> list[Status]:
    """Return what a judge says, picture by picture."""
    judge = CriterionJudge(of) if of.before is None else OrderJudge(of, of.before)
    rows = [{name: values[row] for name, values in measures.items()} for row in range(len(t_s))]
    return [judge.update(t, row, {}).status for t, row in zip(t_s, rows, strict=True)]


def at_once(of: Criterion, t_s: list[float], measures: Table) -> list[Status]:
    """Return the same, judged at once."""
    values = TakeValues(take_of(t_s, measures)).of(of, slice(0, len(t_s)))
    codes = values.statuses(of)
    assert codes.dtype == np.int8
    return [ANSWERS[code] for code in codes]


@settings(max_examples=300)
@given(criteria, plateaus)
def test_every_picture_gets_the_verdict_of_a_judge(of: Criterion, spans: list[Any]) -> None:
    """Whatever is seen, however unevenly, by any bounds and times, in order or not."""
    t_s, measures = recorded(spans)
    assert at_once(of, t_s, measures) == by_judge(of, t_s, measures)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(1, 6), elapsed_s, numbers), min_size=1, max_size=60),
    delays,
    delays,
)
def test_a_status_flickers_no_more_and_no_less(
    spans: list[tuple[int, float, float]], call_after_s: float, clear_after_s: float
) -> None:
    """With values about a band of its own, so that nearly every picture counts."""
    of = criterion(
        "a", low=-1.0, high=1.0, margin=2.0, call_after_s=call_after_s, clear_after_s=clear_after_s
    )
    t_s, measures = recorded([(count, dt, a, 0.0, 0.0) for count, dt, a in spans])
    assert at_once(of, t_s, measures) == by_judge(of, t_s, measures)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(1, 12), elapsed_s, numbers, st.sampled_from([NAN, 0.0, 0.5, 1.0])),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([Kind.MOVEMENT, Kind.LEAVE]),
)
def test_an_order_is_judged_as_it_is_seen(
    spans: list[tuple[int, float, float, float]], kind: Kind
) -> None:
    """The second band left alone, then kept; the first reached before, after, or never."""
    of = criterion("a", kind=kind, low=4.0, margin=1.0, before=Band("b", low=1.0, margin=0.75))
    t_s, measures = recorded([(count, dt, a, b, 0.0) for count, dt, a, b in spans])
    assert at_once(of, t_s, measures) == by_judge(of, t_s, measures)


def an_hour(seed: int) -> tuple[list[float], Table]:
    """Return thousands of noisy pictures, with turns, gaps, and times of nobody."""
    rng = np.random.default_rng(seed)
    count = 6000
    t_s = 1e3 + np.cumsum(rng.choice([0.1, 0.1, 0.1, 0.07, 0.35, 2.0], count))
    slow = np.repeat(rng.normal(0.0, 2.0, count // 20), 20)
    a = slow + rng.normal(0.0, 0.4, count)
    a[rng.random(count) < 0.05] = np.nan
    a[2000:2200] = np.nan
    b = np.repeat(rng.normal(0.0, 2.0, count // 50), 50)
    view = np.repeat(rng.uniform(0.0, 60.0, count // 100), 100)
    return t_s.tolist(), {"a": a.tolist(), "b": b.tolist(), VIEW_MEASURE: view.tolist()}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"call_after_s": 0.0, "clear_after_s": 0.0},
        {"call_after_s": 0.3, "clear_after_s": 3.0},
        {"when": Band("b", low=0.0, margin=0.5)},
        {"view": View.ANY, "margin": 0.0},
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_thousands_of_pictures_are_judged_alike(changes: dict[str, Any], seed: int) -> None:
    """No error of rounding adds up."""
    of = criterion("a", **({"low": -1.0, "high": 1.0, "margin": 0.7} | changes))
    t_s, measures = an_hour(seed)
    found = at_once(of, t_s, measures)
    assert found == by_judge(of, t_s, measures)
    assert len(set(found)) >= 2


def test_other_numbers_are_tried_on_what_was_worked_out_once() -> None:
    """Nothing is kept of the numbers before."""
    t_s = np.arange(0.0, 20.0, 0.1).tolist()
    measures = {"a": np.repeat([0.0, 3.0, 1.5, 0.0], 50).tolist()}
    values = TakeValues(take_of(t_s, measures)).of(criterion("a", high=1.0), slice(0, len(t_s)))
    for high in (1.0, 2.0, 5.0, 1.0):
        of = criterion("a", high=high)
        found = [ANSWERS[code] for code in values.statuses(of)]
        assert found == at_once(of, t_s, measures)


def test_only_the_pictures_of_a_part_are_heard() -> None:
    """What came before is not carried over, as a judge begins with each step."""
    t_s, measures = an_hour(3)
    values = TakeValues(take_of(t_s, measures))
    for of in (criterion("a", high=1.0), criterion("a", low=4.0, before=Band("b", low=1.0))):
        for first in (0, 7, 2100, 5999):
            part = {name: column[first : first + 900] for name, column in measures.items()}
            codes = values.of(of, slice(first, first + 900)).statuses(of)
            expected = by_judge(of, t_s[first : first + 900], part)
            assert [ANSWERS[code] for code in codes] == expected


@pytest.mark.parametrize("before", [None, Band("b", low=0.0)])
def test_nothing_seen_is_unseen_and_no_pictures_are_no_statuses(before: Band | None) -> None:
    """Also where a measure is not there at all."""
    of = criterion("a", high=1.0, before=before)
    assert at_once(of, [0.0, 5.0, 9.0], {}) == [Status.UNSEEN] * 3
    assert at_once(of, [], {}) == []
