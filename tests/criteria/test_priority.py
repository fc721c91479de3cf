"""Which one miss to speak of."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import criterion, verdict
from vision.criteria.judge import all_met
from vision.criteria.model import Kind, Status, Verdict
from vision.criteria.priority import most_relevant, relevance

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN


def missed(name: str, kind: Kind = Kind.FORM, priority: int = 50, score: float = 0.0) -> Verdict:
    """Return a miss."""
    return verdict(criterion(name, kind=kind, priority=priority), MISSED, score)


@pytest.mark.parametrize("urgent", [Kind.MOVEMENT, Kind.LEAVE])
def test_movement_goes_before_form(urgent: Kind) -> None:
    """It passes and can hurt, whatever the priorities and scores say."""
    form, moving = missed("bow", priority=1), missed("speed", urgent, priority=99, score=0.9)
    assert most_relevant([form, moving]) is moving


def test_within_a_kind_the_lower_priority_goes_first() -> None:
    """Whatever is farther off."""
    first, second = missed("z", priority=10, score=0.9), missed("a", priority=20)
    assert most_relevant([second, first]) is first


def test_of_equal_priority_the_farther_off_goes_first() -> None:
    """A lower score is farther off."""
    little, much = missed("a", score=0.6), missed("b", score=0.1)
    assert most_relevant([little, much]) is much


def test_equal_ones_do_not_take_turns() -> None:
    """The name decides, whatever the order they come in."""
    ties = [missed("c"), missed("a"), missed("b")]
    for order in itertools.permutations(ties):
        found = most_relevant(order)
        assert found is not None
        assert found.criterion.name == "a"


@pytest.mark.parametrize("kind", [Kind.AIM, Kind.RECOGNISE])
def test_depth_and_recognition_are_never_corrected(kind: Kind) -> None:
    """Depth is praised, and another pose is no mistake."""
    assert most_relevant([missed("depth", kind)]) is None


def test_only_a_miss_is_corrected() -> None:
    """What is met or unseen is left alone, and nothing is nothing."""
    assert (
        most_relevant([verdict(criterion("a"), MET, 1.0), verdict(criterion("b"), UNSEEN)]) is None
    )
    assert most_relevant([]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.sampled_from([0.0, 0.5]))))
def test_the_most_relevant_is_the_least_of_one_visible_key(
    made: list[tuple[str, int, float]],
) -> None:
    """There is no second rule."""
    verdicts = [missed(name, priority=priority, score=score) for name, priority, score in made]
    keys = sorted(relevance(v) for v in verdicts)
    worst = most_relevant(verdicts)
    assert (worst and relevance(worst)) == (keys[0] if keys else None)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), MET),
        ((MET, MET), MET),
        ((MET, UNSEEN), UNSEEN),
        ((UNSEEN, MISSED, MET), MISSED),
        ((MISSED,), MISSED),
    ],
)
def test_all_met_is_a_three_valued_and(statuses: tuple[Status, ...], expected: Status) -> None:
    """A miss decides, then what is unseen."""
    assert all_met(verdict(criterion(), status) for status in statuses) is expected


def test_what_is_optional_may_be_out_of_sight_but_not_missed() -> None:
    """The pose stands while it cannot be seen."""
    optional = criterion("head", optional=True)
    assert all_met([verdict(optional, UNSEEN), verdict(criterion(), MET)]) is MET
    assert all_met([verdict(optional, MISSED), verdict(criterion(), MET)]) is MISSED
    assert all_met([verdict(optional, UNSEEN), verdict(criterion(), UNSEEN)]) is UNSEEN
