"""What counts as a gap in the sound: silence, and not two stretches that are faded together."""

from __future__ import annotations

import pytest

from benchmarks.sound import Marks, gaps_in, mark_times_s
from vision.render.sound.feed import Feed, SessionClock
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples


def note(seconds: float = 4.0) -> Samples:
    """Return the note that is played."""
    return Marks().render(0, round(seconds * SAMPLE_RATE_HZ)).copy()


@pytest.mark.parametrize("gap_s", [0.004, 0.01, 0.05, 0.7])
@pytest.mark.parametrize("at_s", [1.5, 2.0003, 3.1234])
def test_each_silence_is_one_gap(gap_s: float, at_s: float) -> None:
    """However short and long."""
    samples = note()
    assert gaps_in(samples) == 0
    for begin_s in (0.3, at_s):
        begin = round(begin_s * SAMPLE_RATE_HZ)
        samples[begin : begin + round(gap_s * SAMPLE_RATE_HZ)] = 0.0
    assert gaps_in(samples) == 2


@pytest.mark.parametrize("off_s", [0.0015, 0.02, 0.15125])
def test_a_jump_to_another_place_is_no_gap(off_s: float) -> None:
    """Though the note is turned round in it, and for a moment almost nothing."""
    clock = SessionClock()
    clock.heard(0.0, 0.0)
    feed = Feed(Marks(), clock)
    for block in range(20):
        late_s = off_s if block >= 12 else 0.0
        part = feed.block(4800, 10.0 + block / 10 + late_s)
        assert block == 0 or gaps_in(part) == 0
    assert abs(feed.off_s) < 0.01


def test_marks_are_found_where_seconds_begin() -> None:
    """To a fraction of a turn of the note."""
    assert mark_times_s(note()) == pytest.approx([1.0, 2.0, 3.0], abs=0.002)
