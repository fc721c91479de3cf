"""The process that plays: it mixes what it is told of, keeps the device, and ends with its parent.

Apart from the process that looks and draws, where Python's threads wait for each other for longer
than a device does.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vision.errors import DEBUG_VARIABLE
from vision.render.sound.engines import stop_running
from vision.render.sound.feed import Feed, Mixer, SessionClock
from vision.render.sound.samples import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from vision.session.events import Event

BLOCK: Final = 2400
LATENCY_S: Final = 0.3
STATUS_S: Final = 0.5
"""How often it tells that it lives."""
_RETRY_S: Final = 2.0
_SILENT_DEVICE_S: Final = 1.5
"""A device that has asked for nothing for this long has gone."""
_LAST_WORDS_S: Final = 5.0
_SILENCE_S: Final = 0.6
_WAIT_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Shown:
    """The session's ``t_s`` was shown at ``at_s`` of the system's clock."""

    t_s: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Volume:
    """How loud it is from now on, from 0 to 1."""

    volume: float


@dataclass(frozen=True, slots=True)
class End:
    """What is being said may be finished; then it is over."""


@dataclass(frozen=True, slots=True)
class Status:
    """How the sound is.

    Attributes
    ----------
    playing
        Whether a device plays.
    missing
        Whether there can be no device: the library that knows them cannot be loaded.
    off_s
        How far the sound is from where it should be in the session.
    gaps
        How often a device ran out of sound.
    cpu_s
        What this process has used of a core, in seconds.

    """

    playing: bool
    missing: bool = False
    off_s: float = 0.0
    gaps: int = 0
    cpu_s: float = 0.0


def play(connection: Connection, make_mixer: Callable[[], Mixer]) -> None:
    """Play what the parent tells of, until it says `End` or is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which tells the end
    if not os.environ.get(DEBUG_VARIABLE):
        _hush()
    with suppress(EOFError, OSError):  # the parent is gone
        _Playing(connection, make_mixer()).run()
    stop_running()
    # At once: a device that hangs would keep an orderly end from coming.
    os._exit(0)


def _hush() -> None:
    """Let what the system's sound libraries print on their own go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


class _Playing:
    """Takes messages, keeps the device, and tells how it is."""

    def __init__(self, connection: Connection, mixer: Mixer) -> None:
        self._connection = connection
        self._mixer = mixer
        self._clock = SessionClock()
        self._feed = Feed(mixer, self._clock)
        # What the device's thread reads is not changed meanwhile.
        self._lock = threading.Lock()
        self._device = Device(self._fill)
        self._told, self._told_s = False, 0.0
        self._ends_s: float | None = None

    def run(self) -> None:
        while not self._is_over():
            if self._connection.poll(_WAIT_S):
                self._take(self._connection.recv())
            self._device.tend()
            self._tell()

    def _take(self, message: Shown | Volume | End | Sequence[Event]) -> None:
        with self._lock:
            if isinstance(message, Shown):
                self._clock.heard(message.t_s, message.at_s)
            elif isinstance(message, Volume):
                self._feed.volume = message.volume
            elif isinstance(message, End):
                self._feed.quiet_s = 0.0
                self._ends_s = time.monotonic() + _LAST_WORDS_S
            else:
                self._mixer.tell([self._feed.not_begun(event) for event in message])

    def _fill(self, count: int, heard_at_s: float) -> Any:  # noqa: ANN401
        with self._lock:
            return self._feed.block(count, heard_at_s)

    def _is_over(self) -> bool:
        if self._ends_s is None:
            return False
        heard = self._device.plays and self._feed.volume > 0
        silent = not heard or self._feed.quiet_s > _SILENCE_S
        return silent or time.monotonic() > self._ends_s

    def _tell(self) -> None:
        now_s = time.monotonic()
        device = self._device
        if now_s - self._told_s >= STATUS_S or device.plays != self._told:
            self._told, self._told_s = device.plays, now_s
            status = Status(
                device.plays, device.missing, self._feed.off_s, device.gaps, time.process_time()
            )
            self._connection.send(status)


class Device:
    """The system's default device, opened, and opened again whenever it has gone.

    Parameters
    ----------
    fill
        Gives a number of samples, the first of which is heard at a time of `time.monotonic`.

    """

    def __init__(self, fill: Callable[[int, float], Any]) -> None:
        self.missing = False
        self.gaps = 0
        self._fill = fill
        self._stream: Any = None
        self._retry_s = 0.0
        self._asked_s = 0.0

    @property
    def plays(self) -> bool:
        """Whether the device is there."""
        return self._stream is not None

    def tend(self) -> None:
        """Open the device if there is none, let it go if it has gone."""
        now_s = time.monotonic()
        if self._stream is not None:
            if now_s - self._asked_s > _SILENT_DEVICE_S or not self._stream.active:
                self._let_go()
        elif not self.missing and now_s >= self._retry_s:
            self._open()
            self._retry_s = time.monotonic() + _RETRY_S

    def _open(self) -> None:
        try:
            import sounddevice  # noqa: PLC0415 (its import fails without the system's library)
        except (ImportError, OSError):
            self.missing = True
            return
        with suppress(sounddevice.PortAudioError, ValueError):
            # It knows only the devices that were there when it began.
            sounddevice._terminate()  # noqa: SLF001
            sounddevice._initialize()  # noqa: SLF001
            stream = sounddevice.OutputStream(
                SAMPLE_RATE_HZ,
                BLOCK,
                channels=1,
                dtype="float32",
                latency=LATENCY_S,
                callback=self._on_request,
            )
            self._asked_s = time.monotonic()
            stream.start()
            self._stream = stream

    def _let_go(self) -> None:
        stream, self._stream = self._stream, None
        with suppress(Exception):  # whatever it says, it is gone
            stream.abort()
        with suppress(Exception):
            stream.close()

    def _on_request(self, out: Any, count: int, times: Any, flags: Any) -> None:  # noqa: ANN401
        """Fill a block, in the device's own thread."""
        self._asked_s = time.monotonic()
        self.gaps += bool(flags.output_underflow)
        delay_s = times.outputBufferDacTime - times.currentTime
        # Some systems do not say when a block is heard.
        heard_at_s = self._asked_s + (delay_s if 0.0 < delay_s < 2.0 else LATENCY_S)  # noqa: PLR2004
        out[:, 0] = np.clip(self._fill(count, heard_at_s), -1.0, 1.0)
