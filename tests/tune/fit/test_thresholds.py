"""Thresholds are tried in round steps, and the best of them has room to either side."""

from __future__ import annotations

import numpy as np
import pytest

from vision.criteria.model import Band
from vision.tune.fit.proposal import best, thresholds
from vision.tune.fit.result import worth

TRIED = np.arange(20) * 0.5


@pytest.mark.parametrize(
    ("span", "step"), [(20.0, 0.2), (99.0, 0.5), (250.0, 2.0), (0.3, 0.1), (1000.0, 10.0)]
)
def test_steps_are_round(span: float, step: float) -> None:
    """1, 2 or 5 of something, and never finer than a tenth of a degree."""
    tried = thresholds(np.array([0.0, span]), Band("trunk_tilt_deg", high=0.0), "high")
    assert np.diff(tried) == pytest.approx(step)
    assert tried[0] < 0.0
    assert tried[-1] > span


def test_lengths_are_tried_in_thousandths_at_most() -> None:
    """People write hundredths of them."""
    tried = thresholds(np.array([0.0, 0.02]), Band("back_bow", high=0.01), "high")
    assert np.diff(tried) == pytest.approx(0.001)


def test_a_false_alarm_costs_as_much_as_three_misses() -> None:
    """Rather silence than a correction of what is as it should be."""
    assert worth(1.0, 0.0) == 1.0
    assert worth(0.9, 0.3) == pytest.approx(0.0)


def test_the_middle_of_the_widest_row_is_best() -> None:
    """A narrow row as good elsewhere is passed over."""
    worths = np.zeros(20)
    worths[[1, 2, 8, 9, 10, 11, 12]] = 1.0
    assert best(TRIED, worths, "trunk_tilt_deg", "high") == (10, 8, 12)


@pytest.mark.parametrize(("bound", "row"), [("high", (14, 16)), ("low", (2, 4))])
def test_of_rows_as_wide_the_laxer_is_best(bound: str, row: tuple[int, int]) -> None:
    """It calls less."""
    worths = np.zeros(20)
    worths[[2, 3, 4, 14, 15, 16]] = 1.0
    found = best(TRIED, worths, "trunk_tilt_deg", bound)
    assert found is not None
    assert found[1:] == row


def test_a_round_number_near_the_middle_is_taken() -> None:
    """The middle of 0.5 to 4.5 is 2.5; 2 is round, and has room still."""
    worths = np.zeros(20)
    worths[1:10] = 1.0
    assert best(TRIED, worths, "trunk_tilt_deg", "high") == (4, 1, 9)


def test_a_round_number_at_the_end_of_the_room_is_not() -> None:
    """Between 3.5 and 4 only 4 is round, and there is no room beyond it."""
    worths = np.zeros(20)
    worths[[7, 8]] = 1.0
    found = best(TRIED, worths, "trunk_tilt_deg", "high")
    assert found is not None
    assert TRIED[found[0]] == 3.5


def test_nothing_is_best_that_is_no_better_than_silence() -> None:
    """Not even where it is as good."""
    assert best(TRIED, np.zeros(20), "trunk_tilt_deg", "high") is None
    assert best(TRIED, np.full(20, -1.0), "trunk_tilt_deg", "high") is None
