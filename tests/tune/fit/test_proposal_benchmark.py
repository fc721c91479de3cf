"""The benchmark of the fit tells intervals that respect sessions from those that do not."""

from __future__ import annotations

import numpy as np

from benchmarks.fit import coverage, curve_of, drawn, session, suggestions


def test_sessions_made_up_differ_from_each_other_more_than_within() -> None:
    """Else there would be nothing to respect."""
    rng = np.random.default_rng(0)
    means = [
        [
            np.mean(one.take.measures["trunk_tilt_deg"])
            for one in session(str(k), rng)
            if not one.wrong
        ]
        for k in range(12)
    ]
    assert np.std(np.mean(means, axis=1)) > 2 * np.mean(np.std(means, axis=1))


def test_intervals_by_session_are_wider_and_hold_more() -> None:
    """A picture is no witness of its own."""
    rng = np.random.default_rng(1)
    truth = curve_of(drawn(60, rng))
    draws = [drawn(5, rng) for _ in range(8)]
    by_session, by_picture, wide, narrow = coverage(truth, draws)
    assert by_session > by_picture
    assert wide > 4 * narrow
    share, off_deg, worst_deg, lost = suggestions(truth, draws)
    assert share == 1.0
    assert 0.0 <= off_deg <= worst_deg < 10.0
    assert 0.0 <= lost < 1.0
