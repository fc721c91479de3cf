"""What the One Euro filter promises, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from vision.landmarks.smoothing import OneEuro, Tuning

Series = NDArray[np.float64]

TUNINGS = st.builds(
    Tuning,
    min_cutoff_hz=st.floats(0.01, 10),
    beta=st.floats(0, 50),
    speed_cutoff_hz=st.floats(0.1, 10),
    max_gap_s=st.floats(0.1, 2),
)


@st.composite
def series(draw: st.DrawFn, *, gaps: bool = True) -> tuple[Series, Series]:
    """Draw uneven times and values shaped (T, 3), perhaps with NaN."""
    count = draw(st.integers(1, 12))
    steps_s = draw(hnp.arrays(float, count, elements=st.floats(0.005, 1.0)))
    number = st.floats(-1e3, 1e3, width=32)
    elements = st.one_of(number, st.just(np.nan)) if gaps else number
    return np.cumsum(steps_s), draw(hnp.arrays(float, (count, 3), elements=elements))


@given(series(), TUNINGS)
def test_unseen_stays_unseen_and_seen_stays_seen(
    drawn: tuple[Series, Series], tuning: Tuning
) -> None:
    """NaN comes back exactly where it was handed in."""
    t_s, values = drawn
    np.testing.assert_array_equal(np.isnan(OneEuro(tuning).over(t_s, values)), np.isnan(values))


@given(series(), TUNINGS)
def test_output_never_leaves_the_range_of_the_input(
    drawn: tuple[Series, Series], tuning: Tuning
) -> None:
    """The filter blends what it was given: it cannot overshoot."""
    t_s, values = drawn
    smoothed = OneEuro(tuning).over(t_s, values)
    for column, seen in zip(smoothed.T, values.T, strict=True):
        if np.isfinite(seen).any():
            assert np.nanmin(column) >= np.nanmin(seen) - 1e-6
            assert np.nanmax(column) <= np.nanmax(seen) + 1e-6


@given(series(gaps=False), TUNINGS, st.floats(-1e3, 1e3))
def test_a_constant_comes_back_unchanged(
    drawn: tuple[Series, Series], tuning: Tuning, constant: float
) -> None:
    """A body that rests is shown where it rests."""
    t_s, values = drawn
    still = np.full(values.shape, constant)
    np.testing.assert_allclose(OneEuro(tuning).over(t_s, still), still)


@given(series(), TUNINGS)
def test_the_first_sample_passes_through(drawn: tuple[Series, Series], tuning: Tuning) -> None:
    """There is no past to lean on, and none is invented."""
    t_s, values = drawn
    np.testing.assert_array_equal(OneEuro(tuning).over(t_s, values)[0], values[0])


@given(series(), TUNINGS, st.sampled_from([0.25, 0.5, 2.0, 8.0]))
def test_slower_time_with_lower_cutoffs_gives_the_same(
    drawn: tuple[Series, Series], tuning: Tuning, factor: float
) -> None:
    """Only the product of cutoff and time matters, so no frame rate is built in."""
    t_s, values = drawn
    slower = Tuning(
        tuning.min_cutoff_hz / factor,
        tuning.beta,
        tuning.speed_cutoff_hz / factor,
        tuning.max_gap_s * factor,
    )
    np.testing.assert_allclose(
        OneEuro(slower).over(t_s * factor, values),
        OneEuro(tuning).over(t_s, values),
        rtol=1e-9,
        atol=1e-9,
    )


@given(series(), TUNINGS)
def test_elements_do_not_touch_each_other(drawn: tuple[Series, Series], tuning: Tuning) -> None:
    """A landmark lost leaves the others as they would be without it."""
    t_s, values = drawn
    together = OneEuro(tuning).over(t_s, values)
    alone = np.stack([OneEuro(tuning).over(t_s, column) for column in values.T], axis=1)
    np.testing.assert_array_equal(together, alone)


def test_a_short_gap_resumes_from_the_past() -> None:
    """A landmark hidden for a moment comes back smoothed."""
    t_s, values = np.array([0.0, 0.1, 0.4]), np.array([0.0, np.nan, 10.0])
    assert 0 < OneEuro(Tuning(max_gap_s=0.5)).over(t_s, values)[-1] < 10


def test_a_long_gap_starts_anew() -> None:
    """Whoever left the picture is not dragged in from where they were."""
    t_s, values = np.array([0.0, 0.1, 0.7]), np.array([0.0, np.nan, 10.0])
    assert OneEuro(Tuning(max_gap_s=0.5)).over(t_s, values)[-1] == 10


def test_noise_shrinks_and_a_step_is_followed() -> None:
    """Steady at rest, and there within half a second of a jump."""
    rng, t_s = np.random.default_rng(0), np.arange(0, 6, 1 / 30)
    jump = np.where(t_s < 3, 0.0, 50.0)
    tuning = Tuning(min_cutoff_hz=0.5, beta=0.1)
    smoothed = OneEuro(tuning).over(t_s, jump + rng.normal(0, 1, t_s.shape))
    assert smoothed[(t_s > 1) & (t_s < 3)].std() < 0.5
    assert abs(smoothed[t_s > 3.5] - 50).max() < 2.5


def test_one_by_one_is_the_same_as_all_at_once() -> None:
    """Live practice and review give the same numbers."""
    rng, t_s = np.random.default_rng(0), np.arange(5) / 30
    values = rng.normal(size=(5, 33, 2))
    follow = OneEuro(Tuning())
    stepped = np.array([follow(t, row) for t, row in zip(t_s, values, strict=True)])
    np.testing.assert_array_equal(stepped, OneEuro(Tuning()).over(t_s, values))


@given(series(), TUNINGS, st.integers(0, 12))
def test_in_parts_is_the_same_as_all_at_once(
    drawn: tuple[Series, Series], tuning: Tuning, cut: int
) -> None:
    """A recording may be smoothed piece by piece, gaps and all."""
    t_s, values = drawn
    follow = OneEuro(tuning)
    parts = [follow.over(t_s[:cut], values[:cut]), follow.over(t_s[cut:], values[cut:])]
    np.testing.assert_array_equal(np.concatenate(parts), OneEuro(tuning).over(t_s, values))


@given(series(), TUNINGS)
def test_it_is_the_filter_of_the_paper(drawn: tuple[Series, Series], tuning: Tuning) -> None:
    """Number by number, as algorithm 1 is written down, with the gaps left out."""
    t_s, values = drawn
    expected = [_by_the_paper(t_s, column, tuning) for column in values.T]
    np.testing.assert_allclose(
        OneEuro(tuning).over(t_s, values), np.stack(expected, axis=1), rtol=1e-9, atol=1e-9
    )


def _by_the_paper(t_s: Series, values: Series, tuning: Tuning) -> Series:
    def low_pass(old: float, new: float, cutoff_hz: float, gap_s: float) -> float:
        share = 1.0 / (1.0 + 1.0 / (2 * np.pi * cutoff_hz * gap_s))
        return share * new + (1.0 - share) * old

    smoothed, last_s, value, speed = np.full(values.shape, np.nan), -np.inf, 0.0, 0.0
    for i in np.flatnonzero(np.isfinite(values)):
        gap_s = t_s[i] - last_s
        if gap_s <= tuning.max_gap_s:
            speed = low_pass(speed, (values[i] - value) / gap_s, tuning.speed_cutoff_hz, gap_s)
            cutoff_hz = tuning.min_cutoff_hz + tuning.beta * abs(speed)
            value = low_pass(value, values[i], cutoff_hz, gap_s)
        else:
            value, speed = values[i], 0.0
        smoothed[i], last_s = value, t_s[i]
    return smoothed


def test_an_empty_recording_is_smoothed_to_an_empty_one() -> None:
    """Nothing in, nothing out, and the shape is kept."""
    assert OneEuro(Tuning()).over(np.zeros(0), np.zeros((0, 33, 2))).shape == (0, 33, 2)


@pytest.mark.parametrize("again_s", [1.0, 0.5, np.nan])
def test_time_that_does_not_advance_is_refused(again_s: float) -> None:
    """Two values at one moment cannot both be true."""
    follow = OneEuro(Tuning())
    follow(1.0, np.zeros(1))
    with pytest.raises(ValueError, match="advance"):
        follow(again_s, np.zeros(1))
