"""What the hour's figures say of made-up minutes."""

from __future__ import annotations

import pytest

from benchmarks.soak import Minutes, report


@pytest.mark.parametrize(("grown_mb", "slow_hz"), [(0.0, 15.0), (0.3, 12.0)])
def test_growth_and_the_slowest_minute_are_found(grown_mb: float, slow_hz: float) -> None:
    """A process that grows by some MB a minute costs ten times that in ten."""
    noted = Minutes(0)
    noted.memory_mb = [900.0] * 5 + [300.0 + grown_mb * minute for minute in range(30)]
    noted.rate_hz = [1.0] * 5 + [15.0] * 29 + [slow_hz]
    found = report(noted)
    assert found["mb_in_ten_minutes"] == pytest.approx(10 * grown_mb, abs=1e-6)
    assert found["slowest_percent"] == pytest.approx(100 * (1 - slow_hz / 15.0))
