from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.frames.video.timeline import Timeline


def _placed(*stamps_s: float | None) -> list[float | None]:
    timeline = Timeline(0.1)
    return [timeline.place(stamp_s) for stamp_s in stamps_s]


def test_time_counts_from_the_first_picture() -> None:
    """Whatever the first stamp is, it becomes 0."""
    assert _placed(7.5, 8.0, 9.0) == [0.0, 0.5, 1.5]


def test_repeated_and_slightly_early_pictures_are_left_out() -> None:
    """A stamp that does not go forward gives no picture."""
    assert _placed(0.0, 0.2, 0.2, 0.1, 0.3) == [0.0, 0.2, None, None, 0.3]


def test_missing_stamps_are_guessed() -> None:
    """A picture without a stamp comes one usual step after the one before."""
    assert _placed(None, None, None) == pytest.approx([0.0, 0.1, 0.2])


def test_a_clock_that_starts_again_goes_on() -> None:
    """Recordings joined end to end are played one after the other."""
    assert _placed(0.0, 5.0, 0.0, 1.0) == pytest.approx([0.0, 5.0, 5.1, 6.1])


@given(st.lists(st.none() | st.floats(-1e5, 1e5)))
def test_times_always_go_forward(stamps_s: list[float | None]) -> None:
    """Whatever the stamps are, the times given are strictly increasing from 0."""
    times_s = [t_s for t_s in _placed(*stamps_s) if t_s is not None]
    assert times_s == sorted(set(times_s))
    assert not times_s or times_s[0] == 0
