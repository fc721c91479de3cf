"""The hold's time runs while the form is met, and never back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.model import Status
from vision.session.live.hold import GRACE_S, LONGEST_GAP_S, HoldTimer

MET, MISSED, UNSEEN = Status.MET, Status.MISSED, Status.UNSEEN


def held(*spans: tuple[float, Status], target_s: float = 1e3, rate_hz: float = 10.0) -> HoldTimer:
    """Return a timer after spans of (seconds, status)."""
    timer, total_s, i = HoldTimer(target_s), 0.0, 0
    for seconds, status in spans:
        total_s += seconds
        while i / rate_hz < total_s - 1e-9:
            timer.update(i / rate_hz, status)
            i += 1
    return timer


def test_time_adds_up_only_while_the_form_is_met() -> None:
    """A miss stands still and loses nothing."""
    timer = held((3.0, MET), (2.0, MISSED), (3.0, MET))
    assert timer.held_s == pytest.approx(2.9 + 2.9)
    assert timer.running
    assert not held((3.0, MET), (0.1, MISSED)).running


def test_nothing_adds_up_before_the_form_was_met() -> None:
    """What is unseen from the start is no hold."""
    assert held((5.0, UNSEEN)).held_s == 0.0
    assert held((5.0, MISSED), (1.5, UNSEEN)).held_s == 0.0


def test_a_moment_out_of_sight_goes_on_counting() -> None:
    """For as long as the grace; then the time stands still, and keeps what it has."""
    assert held((3.0, MET), (GRACE_S - 0.2, UNSEEN), (1.0, MET)).held_s == pytest.approx(
        3.0 + GRACE_S - 0.2 + 0.9
    )
    long = held((3.0, MET), (10.0, UNSEEN))
    assert not long.running
    assert 2.9 <= long.held_s <= 3.0 + GRACE_S


def test_after_a_miss_there_is_no_grace() -> None:
    """Hiding is no way to go on."""
    assert held((3.0, MET), (0.5, MISSED), (1.0, UNSEEN)).held_s == pytest.approx(2.9)


def test_a_gap_between_pictures_is_not_counted() -> None:
    """Nobody saw what happened in it."""
    timer = HoldTimer(60.0)
    timer.update(0.0, MET)
    assert timer.update(LONGEST_GAP_S, MET) == LONGEST_GAP_S
    assert timer.update(2 * LONGEST_GAP_S + 0.01, MET) == 0.0
    assert timer.update(2 * LONGEST_GAP_S + 0.51, MET) == pytest.approx(0.5)
    assert timer.held_s == pytest.approx(LONGEST_GAP_S + 0.5)


def test_a_stopped_hold_does_not_count_the_time_it_stood() -> None:
    """Paused or lost, however short."""
    timer = held((2.0, MET))
    timer.stop()
    assert not timer.running
    assert timer.update(2.3, MET) == 0.0
    assert timer.update(2.4, MET) == pytest.approx(0.1)


statuses = st.sampled_from([MET, MISSED, UNSEEN])


@given(
    spans=st.lists(st.tuples(st.floats(0.0, 3.0), statuses), max_size=60),
    target_s=st.floats(0.0, 20.0),
)
def test_the_hold_never_runs_back_nor_beyond_its_target(
    spans: list[tuple[float, Status]], target_s: float
) -> None:
    """What is added is what is held, and what remains fills it up."""
    timer, t_s, total_s = HoldTimer(target_s), 0.0, 0.0
    for step_s, status in spans:
        t_s += step_s
        added_s = timer.update(t_s, status)
        assert 0.0 <= added_s <= step_s + 1e-9
        total_s += added_s
        assert timer.held_s == pytest.approx(total_s)
        assert timer.held_s <= target_s + 1e-9
        assert timer.held_s + timer.remaining_s == pytest.approx(target_s)


@given(st.lists(st.tuples(st.integers(1, 40).map(lambda n: n / 5), statuses), max_size=8))
def test_any_frame_rate_adds_up_to_the_same(spans: list[tuple[float, Status]]) -> None:
    """Within one picture for each time the hold began or ended."""
    fine = held(*spans, rate_hz=60.0).held_s
    for rate_hz in (5.0, 15.0):
        coarse = held(*spans, rate_hz=rate_hz).held_s
        assert coarse == pytest.approx(fine, abs=2 * (len(spans) + 1) / rate_hz)
