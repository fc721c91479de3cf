"""What is said of a whole recording at once is what is said of each of its pictures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NAN, criterion, pose
from vision.criteria.judge import VIEW_MEASURE, judgeable, score
from vision.criteria.model import Band, Criterion, Kind, Pose, View
from vision.session.recorded.scores import likeness, recognition, scores

MEASURES = ("a", "b", VIEW_MEASURE)
numbers = st.one_of(st.just(NAN), st.integers(-4, 4).map(float))
bands = st.builds(
    lambda name, low, width, margin: Band(name, low, low + width, margin),
    st.sampled_from(["a", "b", "not measured"]),
    st.one_of(st.just(-math.inf), st.integers(-3, 2).map(float)),
    st.integers(0, 3).map(float),
    st.sampled_from([0.0, 1.0, 2.5]),
)
criteria = st.builds(
    Criterion,
    st.just("made_up"),
    st.sampled_from([Kind.RECOGNISE, Kind.TELL, Kind.FORM]),
    bands,
    st.just("made up"),
    view=st.sampled_from(View),
    when=st.one_of(st.none(), bands),
    optional=st.booleans(),
)
columns = st.integers(1, 6).flatmap(
    lambda count: st.fixed_dictionaries(
        {
            "a": st.lists(numbers, min_size=count, max_size=count),
            "b": st.lists(numbers, min_size=count, max_size=count),
            VIEW_MEASURE: st.lists(
                st.sampled_from([NAN, 0.0, 30.0, 35.0, 50.0, 90.0]), min_size=count, max_size=count
            ),
        }
    )
)


def recognised_at(found: list[Criterion], values: dict[str, float], *, tell: bool) -> float:
    """Return how well one picture's values are recognised, by the judge of single pictures."""
    kinds = {Kind.RECOGNISE, Kind.TELL} if tell else {Kind.RECOGNISE}
    marks = [
        (c.optional, score(c.band, judgeable(c, values, {})[0])) for c in found if c.kind in kinds
    ]
    seen = [mark for _, mark in marks if not math.isnan(mark)]
    if 0.0 in seen:
        return 0.0
    needed_unseen = any(math.isnan(mark) for optional, mark in marks if not optional)
    return NAN if needed_unseen or not seen else min(seen)


@given(bands, st.lists(numbers, min_size=1))
def test_scores_are_those_of_single_values(band: Band, values: list[float]) -> None:
    """Inside, on the margin, outside, and unseen."""
    one_by_one = [score(band, value) for value in values]
    np.testing.assert_allclose(scores(band, np.array(values)), one_by_one)


@given(st.lists(criteria, max_size=4), columns, st.booleans())
def test_recognition_is_that_of_single_pictures(
    found: list[Criterion],
    measures: dict[str, Any],
    tell: bool,  # noqa: FBT001 (hypothesis draws it)
) -> None:
    """Whatever the view, what is seen, what it depends on and what may be left out."""
    count = len(measures["a"])
    rows = [{name: measures[name][k] for name in MEASURES} for k in range(count)]
    one_by_one = [recognised_at(found, row, tell=tell) for row in rows]
    arrays = {name: np.array(values) for name, values in measures.items()}
    at_once = recognition(pose(*found), arrays, tell=tell)
    np.testing.assert_allclose(at_once, one_by_one)


def sitting(*more: Criterion) -> Pose:
    """Return a pose recognised by its seat and, where it is seen, its head."""
    return pose(
        criterion("seat", kind=Kind.RECOGNISE, low=1.0, margin=1.0),
        criterion("head", kind=Kind.RECOGNISE, low=1.0, margin=1.0, optional=True),
        *more,
    )


@pytest.mark.parametrize(
    ("seat", "head", "expected"),
    [
        (1.0, 1.0, 1.0),
        (1.0, 0.25, 0.25),
        (1.0, NAN, 1.0),
        (NAN, 1.0, NAN),
        (NAN, 0.0, 0.0),
        (0.0, NAN, 0.0),
        (NAN, NAN, NAN),
    ],
)
def test_the_worst_decides_and_only_a_miss_outweighs_what_is_unseen(
    seat: float, head: float, expected: float
) -> None:
    """The three-valued "and" of a session, with shades between."""
    measures = {"seat": np.array([seat]), "head": np.array([head])}
    np.testing.assert_equal(recognition(sitting(), measures, tell=False), [expected])


def test_what_tells_a_pose_counts_only_when_asked_for() -> None:
    """A session's step says which pose is meant; a photograph does not."""
    told_apart = sitting(criterion("heels", kind=Kind.TELL, high=0.0))
    measures = {"seat": np.ones(2), "head": np.ones(2), "heels": np.array([0.0, 5.0])}
    assert recognition(told_apart, measures, tell=False).tolist() == [1.0, 1.0]
    assert recognition(told_apart, measures, tell=True).tolist() == [1.0, 0.0]


def test_each_criterion_of_telling_is_a_hint_of_its_own() -> None:
    """Their mean, over those that can be judged."""
    hinted = pose(
        criterion("heels", kind=Kind.TELL, high=0.0), criterion("thighs", kind=Kind.TELL, high=0.0)
    )
    measures = {"heels": np.array([0.0, 0.0, NAN, NAN]), "thighs": np.array([0.0, 5.0, 5.0, NAN])}
    np.testing.assert_equal(likeness(hinted, measures), [1.0, 0.5, 0.0, NAN])


def test_a_pose_that_nothing_tells_gives_no_hints() -> None:
    """Neither for nor against it."""
    assert np.isnan(likeness(sitting(), {"seat": np.ones(3)})).all()
