"""Shares over sessions are as uncertain as few sessions make them."""

from __future__ import annotations

import numpy as np
import pytest

from vision.tune.fit.evidence import by_session, wilson


def test_a_session_is_one_witness_however_long_it_is() -> None:
    """A hundred stretches of three sessions tell as much as three."""
    few = by_session(["a", "b", "c"], np.array([[True], [True], [False]]))
    many = by_session(["a"] * 50 + ["b"] * 30 + ["c"] * 20, np.arange(100)[:, None] < 80)
    for one, other in zip(
        (few.value, few.low, few.high), (many.value, many.low, many.high), strict=True
    ):
        assert one == pytest.approx(other)


def test_the_interval_never_loses_its_width() -> None:
    """Also where all sessions agree."""
    for all_called in (True, False):
        rates = by_session(["a", "b", "c"], np.full((3, 1), all_called))
        assert rates.high[0] - rates.low[0] > 0.5


def test_the_interval_is_wilsons() -> None:
    """0 of 10 and 5 of 10, as Newcombe (1998) and every table have them."""
    low, high = wilson(np.array([0.0, 0.5]), 10)
    assert low == pytest.approx([0.0, 0.2366], abs=1e-4)
    assert high == pytest.approx([0.2775, 0.7634], abs=1e-4)


def test_without_a_session_nothing_is_known() -> None:
    """NaN, and neither 0 nor 1."""
    rates = by_session([], np.empty((0, 4), bool))
    assert rates.value.shape == (4,)
    assert np.isnan([rates.value, rates.low, rates.high]).all()


def test_the_mean_lies_within_its_interval() -> None:
    """For every share of sessions that agree in part."""
    rng = np.random.default_rng(0)
    rates = by_session(["a", "b", "b", "c", "c", "c"], rng.random((6, 200)) < 0.5)
    assert (rates.low <= rates.value).all()
    assert (rates.value <= rates.high).all()
