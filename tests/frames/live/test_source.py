from __future__ import annotations

import threading
from itertools import pairwise, takewhile

import pytest

from tests.frames.fakes import plain_image
from tests.frames.webcams import FakeCapture, plugged
from vision.frames.live.source import LiveSource
from vision.frames.live.webcam import Webcam
from vision.frames.source import Frame, Interruption


class Pauses:
    """Notes how long a source wanted to wait, and lets it go on at a test's pace."""

    def __init__(self, *, allowed: int = 1_000) -> None:
        self.asked_s: list[float] = []
        self._allowed = threading.Semaphore(allowed)

    def __call__(self, left: threading.Event, seconds: float) -> bool:
        """Wait for permission instead of for the clock."""
        self.asked_s.append(seconds)
        while not self._allowed.acquire(timeout=0.01):
            if left.is_set():
                return True
        return left.is_set()

    def allow(self) -> None:
        """Let one more pause end."""
        self._allowed.release()


def _steady() -> FakeCapture:
    return FakeCapture([plain_image(200)] * 10_000, fps=200)


def test_an_unplugged_camera_interrupts_and_goes_on_when_plugged_in_again() -> None:
    """Losing the camera gives interruptions that say so, replugging gives pictures again."""
    pauses = Pauses(allowed=0)
    first = FakeCapture([plain_image(100)] * 3, fps=200)
    source = LiveSource(Webcam(1, plugged(first, _steady())), pause=pauses)
    with source:
        arrivals = iter(source)
        interruption = next(item for item in arrivals if isinstance(item, Interruption))
        assert "the camera is gone" in interruption.reason
        assert "reconnect" in interruption.reason
        assert first.released.is_set()
        pauses.allow()
        again = next(item for item in arrivals if isinstance(item, Frame))
    assert again.image_bgr[0, 0, 0] == 200
    assert again.t_s >= interruption.t_s
    assert again.index >= 3


def test_interruptions_come_about_five_times_a_second() -> None:
    """While the camera is away, interruptions are 0.2 s apart and their times never go back."""
    source = LiveSource(Webcam(0, plugged(FakeCapture([plain_image()]))), pause=Pauses(allowed=0))
    with source:
        arrivals = (item for item in source if isinstance(item, Interruption))
        times_s = [next(arrivals).t_s for _ in range(4)]
    steps_s = [later - sooner for sooner, later in pairwise(times_s)]
    assert all(0.15 < step_s < 0.6 for step_s in steps_s)


def test_reconnecting_backs_off() -> None:
    """Pauses double from 0.5 s to 8 s and stay there."""
    pauses = Pauses(allowed=7)
    with LiveSource(Webcam(0, plugged(FakeCapture([plain_image()]))), pause=pauses) as source:
        interruptions = (item for item in source if isinstance(item, Interruption))
        reason = next(item.reason for item in interruptions if len(pauses.asked_s) >= 8)
    assert pauses.asked_s[:8] == [0.5, 1, 2, 4, 8, 8, 8, 8]
    assert "8 s" in reason


def test_leaving_during_a_pause_does_not_wait_for_it() -> None:
    """The real pause of a reconnection ends at once when the source is left."""
    with LiveSource(Webcam(0, plugged(FakeCapture([plain_image()])))) as source:
        next(item for item in source if isinstance(item, Interruption))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("capture")]


def test_a_camera_that_hangs_is_told_of() -> None:
    """A connected camera that gives nothing for longer than a second is an interruption."""
    times_s = iter([0.0, 0.0, *(0.7 * step for step in range(1, 1000))])
    hanging = FakeCapture([plain_image(), plain_image()], fps=2)
    with LiveSource(Webcam(0, plugged(hanging)), clock=lambda: next(times_s)) as source:
        arrivals = iter(source)
        assert isinstance(next(arrivals), Frame)
        told = next(arrivals)
    assert isinstance(told, Interruption)
    assert "no picture from the camera" in told.reason


def _kept(seconds_apart: float) -> list[int]:
    """Return which of thirty pictures a camera keeps for somebody who takes none meanwhile."""
    times_s = iter([0.0, *(seconds_apart * n for n in range(60))])
    capture = FakeCapture([plain_image(level) for level in range(30)])
    source = LiveSource(
        Webcam(0, plugged(capture)), clock=lambda: next(times_s), pause=Pauses(allowed=0)
    )
    with source:
        capture.released.wait(5)
        taken = list(takewhile(lambda each: isinstance(each, Frame), source))
    assert [frame.image_bgr[0, 0, 0] for frame in taken] == [frame.index for frame in taken]
    return [frame.index for frame in taken]


def test_somebody_slow_gets_the_pictures_of_now() -> None:
    """None waits longer than a tenth of a second, and the index tells how many were missed."""
    assert _kept(1.0) == [29]
    assert _kept(0.3) == [29]


def test_a_hiccup_loses_no_picture() -> None:
    """Those of the last tenth of a second are waiting, in order."""
    assert _kept(0.003) == list(range(30))
    assert _kept(1 / 30) == [28, 29]


def test_a_coarse_clock_still_gives_increasing_times() -> None:
    """Pictures within one tick of the clock get different times."""
    source = LiveSource(Webcam(0, plugged(_steady())), clock=lambda: 5.0)
    with source:
        arrivals = iter(source)
        times_s = [next(arrivals).t_s for _ in range(4)]
    assert times_s == sorted(set(times_s))
    assert times_s[-1] < 0.001


def test_an_error_in_the_thread_reaches_the_one_who_iterates() -> None:
    """A programming error while capturing is raised, not swallowed with its thread."""

    class Broken(FakeCapture):
        def read(self) -> tuple[bool, None]:
            if threading.current_thread() is threading.main_thread():
                return super().read()
            raise ZeroDivisionError

    source = LiveSource(Webcam(0, plugged(Broken([plain_image()]))))
    with source, pytest.raises(ZeroDivisionError):
        list(source)


def test_iterating_a_camera_outside_its_with_statement_is_a_mistake() -> None:
    """A source that was not entered refuses to iterate."""
    with pytest.raises(RuntimeError, match="camera 0 is not open"):
        iter(LiveSource(Webcam(0, plugged(_steady()))))
