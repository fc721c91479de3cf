from __future__ import annotations

import pytest

from tests.frames.fakes import FakeSource, plain_frames
from vision.frames.live.paced import Paced


class SimulatedTime:
    """A clock that only sleeping and working move."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def read(self) -> float:
        """Give the time."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Move the time."""
        self.now_s += seconds


def test_a_paced_recording_gives_each_picture_when_it_is_due() -> None:
    """With a quick taker nothing is dropped and every picture comes at its time."""
    time = SimulatedTime()
    source = Paced(FakeSource(plain_frames(20)), clock=time.read, sleep=time.sleep)
    with source:
        lags_s = [time.now_s - 100 - frame.t_s for frame in source]
    assert len(lags_s) == 20
    assert lags_s == pytest.approx([0] * 20)


def test_a_paced_recording_drops_what_is_overtaken() -> None:
    """A taker needing 0.36 s for pictures 0.1 s apart gets the newest, with its own time."""
    time = SimulatedTime()
    source = Paced(FakeSource(plain_frames(13)), clock=time.read, sleep=time.sleep)
    with source:
        frames = []
        for frame in source:
            frames.append(frame)
            time.sleep(0.36)
    assert [frame.index for frame in frames] == [0, 3, 7, 10, 12]
    assert [frame.t_s for frame in frames] == pytest.approx([0, 0.3, 0.7, 1.0, 1.2])


def test_a_paced_recording_waits_for_a_taker_who_paused() -> None:
    """After ten seconds away the recording goes on where it was, and nothing is dropped."""
    time = SimulatedTime()
    source = Paced(FakeSource(plain_frames(20)), clock=time.read, sleep=time.sleep)
    with source:
        frames = []
        for frame in source:
            frames.append(frame)
            if frame.index == 5:
                time.sleep(10.0)
    assert [frame.index for frame in frames] == list(range(20))
    assert time.now_s - 100 == pytest.approx(1.9 + 10.0)


def test_a_paced_recording_that_decodes_too_slowly_still_shows_pictures() -> None:
    """Where decoding is slower than real time, a late picture is given every half second."""
    time = SimulatedTime()

    class Slow(FakeSource):
        def __iter__(self):  # noqa: ANN204 - as the base
            for frame in super().__iter__():
                time.sleep(0.15)
                yield frame

    with Paced(Slow(plain_frames(30)), clock=time.read, sleep=time.sleep) as source:
        given = len(list(source))
    assert 5 < given < 30


def test_a_paced_recording_passes_on_what_its_source_says() -> None:
    """Name, length and the damage at the end are those of the recording; it is live."""
    inner = FakeSource(plain_frames(2), name="clip", duration_s=0.2, ended_early="damaged")
    time = SimulatedTime()
    with Paced(inner, clock=time.read, sleep=time.sleep) as source:
        list(source)
    assert (source.name, source.duration_s, source.live) == ("clip", 0.2, True)
    assert source.ended_early == "damaged"
    assert (inner.entered, inner.left) == (1, 1)
