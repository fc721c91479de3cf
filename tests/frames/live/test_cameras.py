from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.frames.fakes import FakeSource, plain_frames, plain_image
from tests.frames.webcams import FakeCapture
from vision.errors import FrameSourceError
from vision.frames.live.cameras import Paced, Webcam
from vision.frames.live.webcam import WebcamDevice
from vision.frames.source import Frame, Interruption

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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


def _plugged(*captures: FakeCapture) -> Callable[[int], FakeCapture]:
    """Open the given captures one after the other, then none."""
    left = iter(captures)
    return lambda _: next(left, FakeCapture([], opens=False))


def _steady() -> FakeCapture:
    return FakeCapture([plain_image(200)] * 10_000, fps=200)


def test_an_unplugged_camera_interrupts_and_goes_on_when_plugged_in_again() -> None:
    """Losing the camera gives interruptions that say so, replugging gives pictures again."""
    pauses = Pauses(allowed=0)
    first = FakeCapture([plain_image(100)] * 3, fps=200)
    source = Webcam(1, open_capture=_plugged(first, _steady()), pause=pauses)
    with source:
        arrivals = iter(source)
        interruption = next(item for item in arrivals if isinstance(item, Interruption))
        assert "camera 1" in interruption.reason
        assert "reconnect" in interruption.reason
        assert first.released.is_set()
        pauses.allow()
        again = next(item for item in arrivals if isinstance(item, Frame))
    assert again.image_bgr[0, 0, 0] == 200
    assert again.t_s >= interruption.t_s
    assert again.index >= 3


def test_interruptions_come_about_five_times_a_second() -> None:
    """While the camera is away, interruptions are 0.2 s apart and their times never go back."""
    source = Webcam(0, open_capture=_plugged(FakeCapture([plain_image()])), pause=Pauses(allowed=0))
    with source:
        arrivals = (item for item in source if isinstance(item, Interruption))
        times_s = [next(arrivals).t_s for _ in range(4)]
    steps_s = [later - sooner for sooner, later in pairwise(times_s)]
    assert all(0.15 < step_s < 0.6 for step_s in steps_s)


def test_reconnecting_backs_off() -> None:
    """Pauses double from 0.5 s to 8 s and stay there."""
    pauses = Pauses(allowed=7)
    with Webcam(0, open_capture=_plugged(FakeCapture([plain_image()])), pause=pauses) as source:
        interruptions = (item for item in source if isinstance(item, Interruption))
        reason = next(item.reason for item in interruptions if len(pauses.asked_s) >= 8)
    assert pauses.asked_s[:8] == [0.5, 1, 2, 4, 8, 8, 8, 8]
    assert "8 s" in reason


def test_leaving_during_a_pause_does_not_wait_for_it() -> None:
    """The real pause of a reconnection ends at once when the source is left."""
    with Webcam(0, open_capture=_plugged(FakeCapture([plain_image()]))) as source:
        next(item for item in source if isinstance(item, Interruption))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("capture")]


def test_a_camera_that_hangs_is_told_of() -> None:
    """A connected camera that gives nothing for longer than a second is an interruption."""
    times_s = iter([0.0, 0.0, *(0.7 * step for step in range(1, 1000))])
    hanging = FakeCapture([plain_image(), plain_image()], fps=2)
    with Webcam(0, open_capture=_plugged(hanging), clock=lambda: next(times_s)) as source:
        arrivals = iter(source)
        assert isinstance(next(arrivals), Frame)
        told = next(arrivals)
    assert isinstance(told, Interruption)
    assert "no picture from camera 0" in told.reason


def test_only_the_newest_picture_is_kept() -> None:
    """A slow taker gets the picture of now, and the index tells how many it missed."""
    images = [plain_image(level) for level in range(30)]
    capture = FakeCapture(images)
    with Webcam(0, open_capture=_plugged(capture), pause=Pauses(allowed=0)) as source:
        capture.released.wait(5)
        frame = next(iter(source))
    assert isinstance(frame, Frame)
    assert frame.index == 29
    assert frame.image_bgr[0, 0, 0] == 29


def test_a_coarse_clock_still_gives_increasing_times() -> None:
    """Pictures within one tick of the clock get different times."""
    source = Webcam(0, open_capture=_plugged(_steady()), clock=lambda: 5.0)
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

    source = Webcam(0, open_capture=_plugged(Broken([plain_image()])))
    with source, pytest.raises(ZeroDivisionError):
        list(source)


def test_iterating_a_camera_outside_its_with_statement_is_a_mistake() -> None:
    """A source that was not entered refuses to iterate."""
    with pytest.raises(RuntimeError, match="camera 0 is not open"):
        iter(Webcam(0, open_capture=_plugged(_steady())))


def test_a_camera_that_cannot_be_opened_names_the_others(tmp_path: Path) -> None:
    """The error tells the index, the cameras there are, and the way without a camera."""
    for name in ("video0", "video2", "videodev"):
        (tmp_path / name).touch()
    device = WebcamDevice(7, _plugged(), tmp_path)
    with pytest.raises(FrameSourceError, match=r"camera 7 .*found here: 0, 2;.*--demo"):
        device.open()


def test_a_camera_without_permission_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that exists but may not be used is told apart from a missing one."""
    (tmp_path / "video0").touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(FrameSourceError, match="no permission to use camera 0"):
        WebcamDevice(0, _plugged(), tmp_path).open()


def test_a_camera_in_use_elsewhere_is_refused() -> None:
    """A camera that connects but gives no picture is refused, and released."""
    busy = FakeCapture([])
    with pytest.raises(FrameSourceError, match="another program may be using it"):
        WebcamDevice(0, _plugged(busy)).open()
    assert busy.released.is_set()


def test_a_missing_webcam_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """OpenCV's own complaints do not reach the terminal."""
    with pytest.raises(FrameSourceError, match="camera 97"), Webcam(97):
        pass
    assert capfd.readouterr() == ("", "")


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
