"""How well a value keeps a band."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.judge import score
from vision.criteria.model import Band

numbers = st.floats(-1e6, 1e6)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    """Draw bands that are closed, half open or a single point, with and without a margin."""
    low, high = sorted((draw(numbers), draw(numbers)))
    open_end = draw(st.sampled_from(["low", "high", ""]))
    return Band(
        "bow",
        -math.inf if open_end == "low" else low,
        math.inf if open_end == "high" else high,
        draw(st.sampled_from([0.0, 1e-3, 1.0, 50.0])),
    )


@given(bands(), numbers)
def test_a_score_is_between_0_and_1_and_full_only_inside(band: Band, value: float) -> None:
    """1 means inside the band and inside means 1."""
    mark = score(band, value)
    assert 0.0 <= mark <= 1.0
    if band.low <= value <= band.high:
        assert mark == 1.0
    elif max(band.low - value, value - band.high) > 1e-6:
        assert mark < 1.0


@given(bands(), numbers, numbers)
def test_a_value_farther_out_never_scores_more(band: Band, one: float, other: float) -> None:
    """The score falls with the distance from the band, on either side."""

    def outside(value: float) -> float:
        return max(band.low - value, value - band.high, 0.0)

    near, far = sorted((one, other), key=outside)
    assert score(band, near) >= score(band, far)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(9.0, 0.0), (9.5, 0.25), (10.0, 0.5), (11.0, 1.0), (20.0, 1.0), (21.5, 0.25), (22.0, 0.0)],
)
def test_a_score_falls_linearly_over_the_margin(value: float, expected: float) -> None:
    """It is 0 from a whole margin outside on."""
    assert score(Band("bow", 11.0, 20.0, 2.0), value) == pytest.approx(expected)


def test_without_a_margin_outside_is_outside() -> None:
    """There is nothing between 1 and 0."""
    band = Band("bow", 0.0, 1.0)
    assert score(band, 1.0) == 1.0
    assert score(band, math.nextafter(1.0, 2.0)) == 0.0


@given(bands())
def test_what_cannot_be_told_has_no_score(band: Band) -> None:
    """NaN is neither well nor badly kept."""
    assert math.isnan(score(band, math.nan))
