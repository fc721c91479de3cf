"""The numbers of a criterion: taken off it, changed, put back, or refused."""

from __future__ import annotations

import math
from dataclasses import fields

import pytest

from tests.builders import criterion
from vision.criteria.library import CHANGEABLE
from vision.criteria.model import Band, View
from vision.errors import UsageError
from vision.tune.bounds import NUMBERS, Bounds

INF = math.inf
BACK = criterion(
    "back_bow", name="back_straight", high=0.06, margin=0.015, call_after_s=2.0, clear_after_s=0.5
)
TRUNK = Bounds(low=-14.0, high=15.0, margin=9.0, call_after_s=1.5, clear_after_s=0.7)


def test_the_numbers_of_a_criterion_are_those_it_is_judged_by() -> None:
    """A bound that is not there is infinite."""
    assert Bounds.of(BACK) == Bounds(-INF, 0.06, 0.015, 2.0, 0.5)


def test_numbers_put_on_a_criterion_are_found_on_it_again() -> None:
    """And on one that has them already they change nothing."""
    assert Bounds.of(TRUNK.applied_to(BACK)) == TRUNK
    assert Bounds.of(BACK).applied_to(BACK) == BACK


def test_all_else_about_a_criterion_stays() -> None:
    """The measure, the words, when it is judged, and from where."""
    of = criterion(
        "knee",
        low=160.0,
        before=Band("head", low=1.0),
        when=Band("seat", low=0.5, margin=0.2),
        view=View.PROFILE,
        optional=True,
        stage=2,
    )
    tuned = TRUNK.applied_to(of)
    assert tuned.band == Band("knee", -14.0, 15.0, 9.0)
    numbers = {"band", "call_after_s", "clear_after_s"}
    others = {each.name for each in fields(of)} - numbers
    assert {name: getattr(tuned, name) for name in others} == {
        name: getattr(of, name) for name in others
    }


def test_a_thresholds_file_can_change_each_of_the_numbers() -> None:
    """They are spelt as it spells them."""
    assert set(NUMBERS) <= CHANGEABLE


def test_changed_numbers_are_others_and_the_old_ones_stay() -> None:
    """What is not named is as it was."""
    assert TRUNK.changed(low=-20.0, margin=4.0) == Bounds(-20.0, 15.0, 4.0, 1.5, 0.7)
    assert TRUNK.low == -14.0
    assert TRUNK.changed() == TRUNK


@pytest.mark.parametrize(
    "values",
    [
        {"low": 15.0},
        {"high": -14.0},
        {"low": -INF},
        {"high": INF},
        {"margin": 0.0},
        {"call_after_s": 0.0, "clear_after_s": 0.0},
    ],
)
def test_what_is_on_the_edge_of_meaning_is_taken(values: dict[str, float]) -> None:
    """A band of one value, a bound that is open, no margin, no time."""
    assert TRUNK.changed(**values).unlike(TRUNK) == values


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"low": 15.1}, "low = 15.1 should be at most high = 15"),
        ({"high": -20.0}, "low = -14 should be at most high = -20"),
        ({"low": INF}, "low = inf should be at most high = 15"),
        ({"high": -INF}, "low = -14 should be at most high = -inf"),
        ({"low": -INF, "high": INF}, "keep a low or a high bound"),
        ({"low": INF, "high": INF}, "keep a low or a high bound"),
        ({"low": math.nan}, "low should be a finite number, got nan"),
        ({"high": math.nan}, "high should be a finite number, got nan"),
        ({"margin": INF}, "margin should be a finite number, got inf"),
        ({"call_after_s": INF}, "call_after_s should be a finite number, got inf"),
        ({"clear_after_s": math.nan}, "clear_after_s should be a finite number, got nan"),
        ({"margin": -0.1}, "margin should be at least 0, got -0.1"),
        ({"call_after_s": -1.0}, "call_after_s should be at least 0, got -1"),
        ({"clear_after_s": -1.0}, "clear_after_s should be at least 0, got -1"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(values: dict[str, float], words: str) -> None:
    """It names the number, what was expected, and what came."""
    with pytest.raises(UsageError) as told:
        TRUNK.changed(**values)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_the_only_bound_of_a_band_cannot_be_taken_away() -> None:
    """Nothing would be judged any more."""
    with pytest.raises(UsageError, match="keep a low or a high bound"):
        Bounds.of(BACK).changed(high=INF)


def test_what_differs_is_named_in_the_order_of_a_file() -> None:
    """With the numbers of the one that is asked."""
    other = TRUNK.changed(clear_after_s=0.1, high=12.0)
    assert list(other.unlike(TRUNK).items()) == [("high", 12.0), ("clear_after_s", 0.1)]
    assert TRUNK.unlike(other) == {"high": 15.0, "clear_after_s": 0.7}
    assert TRUNK.unlike(TRUNK) == {}


def test_open_bounds_do_not_differ_from_each_other() -> None:
    """Infinity is a value like others here."""
    one = Bounds.of(BACK)
    assert one.unlike(one.changed(low=-INF)) == {}
    assert one.changed(low=0.0).unlike(one) == {"low": 0.0}
