"""A recording at even times says nothing that no picture showed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import NAN
from tests.session.takes import take_of
from vision.session.recorded.even import evened, evened_measures

UNITS = {
    "trunk_tilt_deg": "deg",
    "face_up": "sign",
    "facing": "sign",
    "breath_phase": "phase",
    "back_bow": "trunk",
}


def test_time_is_evened_in_straight_lines_and_not_over_gaps() -> None:
    """Between two pictures; what is unseen in either is unseen between them."""
    t_s = np.array([0.0, 0.4, 0.5, 3.0, 3.1])
    values = np.array([0.0, 4.0, 5.0, 30.0, np.nan])
    even_s, even = evened(t_s, values, 10.0)
    assert even_s[-1] == pytest.approx(3.1)
    assert even[:6].tolist() == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    assert np.isnan(even[6:30]).all()
    assert even[30] == pytest.approx(30.0)
    assert np.isnan(even[31])


def test_what_a_picture_shows_stays_beside_one_that_shows_nothing() -> None:
    """At the picture's own time, before and after what is unseen; points keep their axes."""
    values = np.array([[[1.0, 2.0]], [[NAN, NAN]], [[5.0, 6.0]]])
    even_s, even = evened(np.array([2.0, 2.1, 2.2]), values, 20.0)
    assert even_s == pytest.approx([2.0, 2.05, 2.1, 2.15, 2.2])
    assert even[[0, 4], 0].tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert np.isnan(even[1:4]).all()


def test_half_way_between_signs_is_neither() -> None:
    """Nor between phases, or angles on both sides of a half turn; the nearer picture's stands."""
    take = take_of(
        [0.0, 0.4],
        {
            "trunk_tilt_deg": [170.0, -170.0],
            "face_up": [1.0, -1.0],
            "breath_phase": [3.0, 0.0],
            "back_bow": [0.0, 0.4],
        },
    )
    even_s, even = evened_measures(take, UNITS, 10.0)
    assert even_s == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert even["trunk_tilt_deg"].tolist() == [170.0, 170.0, 170.0, -170.0, -170.0]
    assert even["face_up"].tolist() == [1.0, 1.0, 1.0, -1.0, -1.0]
    assert even["breath_phase"].tolist() == [3.0, 3.0, 3.0, 0.0, 0.0]
    assert even["back_bow"] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])


def test_a_body_that_turns_round_is_at_no_time_upright() -> None:
    """A lean to the front that is one to the back by its facing alone is no way through upright."""
    take = take_of([0.0, 0.4], {"facing": [1.0, -1.0], "trunk_tilt_deg": [60.0, -60.0]})
    _, even = evened_measures(take, UNITS, 10.0)
    assert set(even["trunk_tilt_deg"].tolist()) == {60.0, -60.0}
    hidden = take_of([0.0, 0.4], {"facing": [1.0, NAN], "trunk_tilt_deg": [60.0, -60.0]})
    _, even = evened_measures(hidden, UNITS, 10.0)
    assert even["trunk_tilt_deg"] == pytest.approx([60.0, 30.0, 0.0, -30.0, -60.0])


def test_one_picture_is_what_it_is() -> None:
    """There is nothing between it and another."""
    even_s, even = evened_measures(take_of([1.5], {"back_bow": [0.1]}), UNITS, 10.0)
    assert (even_s.tolist(), even["back_bow"].tolist()) == ([1.5], [0.1])
