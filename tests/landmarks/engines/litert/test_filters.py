"""The filters of the graph: by its own formulas, a number at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ai_edge_litert")

from vision.landmarks.engines.litert.filters import Filters, OneEuro
from vision.landmarks.engines.litert.reading import Reading
from vision.landmarks.engines.litert.region import Region

REGION = Region(0.0, 0.0, 100.0, 0.0)


def alpha(cutoff_hz: float, gap_s: float) -> float:
    """Return the weight of a new value in a low-pass filter."""
    return 1 / (1 + 1 / (2 * math.pi * cutoff_hz) / gap_s)


@given(
    st.lists(st.tuples(st.floats(0.005, 2.0), st.floats(-500, 500)), min_size=2, max_size=8),
    st.floats(10, 1000),
)
def test_it_is_the_published_filter_with_the_librarys_speed(
    steps: list[tuple[float, float]], size: float
) -> None:
    """Speed from raw value to raw value in sizes of the body, a cutoff that rises with it."""
    one = OneEuro(0.05, 80.0)
    t_s, raw, smooth, speed = 0.0, 0.0, 0.0, 0.0
    for number, (gap_s, value) in enumerate(steps):
        t_s += gap_s
        got = one(np.array([value]), t_s, size)
        if number == 0:
            smooth = value
        else:
            speed += alpha(1.0, gap_s) * ((value - raw) / size / gap_s - speed)
            smooth += alpha(0.05 + 80 * abs(speed), gap_s) * (value - smooth)
        raw = value
        assert got[0] == pytest.approx(smooth, rel=1e-6, abs=1e-6)


def reading(value: float) -> Reading:
    """Give a body whose numbers are all the same."""
    return Reading(
        xy_px=np.full((33, 2), value),
        xyz_m=np.full((33, 3), value),
        visibility=np.full(33, value),
        next_region=REGION,
        mask=np.zeros((256, 256), np.float32),
        region=REGION,
    )


def test_the_first_picture_comes_as_it_is_and_visibility_follows_by_a_tenth() -> None:
    """A still body is held, and one that is seen again is soon believed."""
    filters = Filters()
    first = filters(reading(0.0), 1.0)
    assert (first.xy_px == 0).all()
    second = filters(reading(1.0), 1.033)
    assert second.visibility[0] == pytest.approx(0.1)
    assert filters(reading(1.0), 1.066).visibility[0] == pytest.approx(0.19)
    assert 0 < second.xy_px[0, 0] < second.xyz_m[0, 0] < 1


def test_time_that_stands_still_or_steps_back_is_no_error() -> None:
    """It counts as a thousandth of a second."""
    filters = Filters()
    for t_s in (1.0, 1.0, 0.5, 2.0):
        assert np.isfinite(filters(reading(t_s), t_s).xy_px).all()
