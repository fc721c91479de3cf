"""The breath over time is what it is said to be."""

import numpy as np
import pytest

from benchmarks.breathing.wave import EMPTY, FULL, IN, OUT, joined, natural, paced, stopped

BOX = (4.0, 2.0, 6.0, 1.0)


def test_phases_change_where_the_cycle_says() -> None:
    """And go on from cycle to cycle."""
    wave = paced(BOX, 26.0)
    assert wave.duration_s == 26.0
    assert wave.changes[:5] == ((0.0, IN), (4.0, FULL), (6.0, OUT), (12.0, EMPTY), (13.0, IN))
    asked = np.array([0.0, 3.9, 4.1, 11.9, 12.5, 13.1, 25.9])
    np.testing.assert_array_equal(wave.phase(asked), [IN, IN, FULL, OUT, EMPTY, IN, EMPTY])


def test_a_phase_of_no_length_is_left_out() -> None:
    """In goes straight over into out."""
    assert paced((3.0, 0.0, 3.0, 0.0), 6.0).changes == ((0.0, IN), (3.0, OUT))


def test_fullness_rises_and_falls_between_empty_and_full() -> None:
    """Evenly, and half the flow is there at a change."""
    wave = paced(BOX, 26.0)
    held = wave.fullness(np.array([4.5, 5.0, 5.5, 12.5]))
    np.testing.assert_allclose(held, [1.0, 1.0, 1.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(wave.fullness(np.array([2.0, 9.0])), [0.5, 0.5], atol=1e-9)
    near = wave.fullness(np.array([3.99, 4.01]))
    assert float(np.diff(near)[0]) / 0.02 == pytest.approx(0.5 / 4.0, rel=0.05)


def test_the_rate_is_that_of_the_seconds_before() -> None:
    """Of a steady breath the same throughout; half of it once it has stopped for half of them."""
    rates = paced((2.0, 1.0, 2.0, 1.0), 60.0).rate_per_min(np.array([0.5, 6.0, 31.0, 59.0]))
    assert np.isnan(rates[0])
    np.testing.assert_allclose(rates[1:], 10.0)
    ends = joined([paced((2.0, 1.0, 2.0, 1.0), 30.0), stopped(20.0)])
    np.testing.assert_allclose(ends.rate_per_min(np.array([30.0, 40.0, 50.0])), [10.0, 5.0, 0.0])


def test_who_does_not_breathe_stays_empty() -> None:
    """At all times."""
    wave = stopped(9.0)
    assert wave.changes == ((0.0, EMPTY),)
    np.testing.assert_array_equal(wave.fullness(np.linspace(0.0, 9.0, 20)), 0.0)


def test_a_breath_nobody_leads_varies_and_is_the_same_every_time() -> None:
    """Or two runs could not be compared."""
    once, again = (natural((1.7, 0.0, 2.0, 0.5), 60.0, np.random.default_rng(3)) for _ in "ab")
    assert once == again
    lengths_s = np.diff(once.starts_s)
    assert 0.02 < lengths_s.std() / lengths_s.mean() < 0.12
    assert once.duration_s >= 60.0
    assert OUT in {phase for _, phase in once.changes}
