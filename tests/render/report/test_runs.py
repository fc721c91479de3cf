"""Runs are joined, cut and counted without losing a miss."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.model import Status
from vision.render.report.runs import clipped, merged, spans_of
from vision.session.recorded.tracks import Run

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN


def in_a_row(*parts: tuple[float, Status]) -> list[Run]:
    """Return runs of these lengths, one after the other."""
    out, t_s = [], 0.0
    for length_s, status in parts:
        out.append(Run(t_s, t_s + length_s, status))
        t_s += length_s
    return out


def test_runs_that_are_long_enough_stay_as_they_are() -> None:
    """Only what would be too thin to see is joined."""
    runs = in_a_row((2, MET), (1, MISSED), (3, UNSEEN))
    assert merged(runs, 1.0) == runs
    assert merged(runs, 0.0) == runs


def test_a_short_miss_grows_until_it_can_be_seen() -> None:
    """It takes the room from what follows."""
    grown = merged(in_a_row((10, MET), (0.1, MISSED), (10, MET)), 1.0)
    assert [(r.start_s, r.end_s, r.status) for r in grown] == [
        (0.0, 10.0, MET),
        (10.0, 11.0, MISSED),
        (11.0, pytest.approx(20.1), MET),
    ]


PARTS = st.tuples(st.floats(0.01, 3), st.sampled_from(Status))


@given(st.lists(PARTS, min_size=1, max_size=30))
def test_joined_runs_cover_the_same_time_and_every_miss(parts: list[tuple[float, Status]]) -> None:
    """They adjoin, none but the last is short, and no miss is lost."""
    runs = in_a_row(*parts)
    joined = merged(runs, 1.0)
    assert (joined[0].start_s, joined[-1].end_s) == (runs[0].start_s, runs[-1].end_s)
    assert all(a.end_s == b.start_s for a, b in pairwise(joined))
    assert all(r.end_s - r.start_s >= 1.0 - 1e-9 for r in joined[:-1])
    for run in runs:
        if run.status is MISSED:
            middle_s = (run.start_s + run.end_s) / 2
            (over,) = [r for r in joined if r.start_s <= middle_s < r.end_s]
            assert over.status is MISSED


def test_spans_join_what_adjoins() -> None:
    """The times of some statuses, without seams between them."""
    runs = in_a_row((1, MET), (1, MISSED), (1, UNSEEN), (1, MET))
    assert spans_of(runs, MET, MISSED) == [(0.0, 2.0), (3.0, 4.0)]


def test_runs_are_cut_to_a_time() -> None:
    """What lies outside goes, what reaches over the edge is shortened."""
    runs = in_a_row((1, MET), (2, MISSED), (1, MET))
    assert clipped(runs, 1.5, 3.0) == [Run(1.5, 3.0, MISSED)]
