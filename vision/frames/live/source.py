"""What every camera shares: a thread that keeps the newest pictures and reconnects."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Protocol

from vision.errors import FrameSourceError
from vision.frames.source import Frame, FrameSource, Interruption
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import Self

    from vision.frames.source import Arrival

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0

_TELL_EVERY_S = 0.2
_SILENCE_S = 1.0
"""Dim rooms slow cameras to a few pictures a second; only a longer silence is worth a word."""
_WAIT_S = 0.1
"""How long pictures wait to be taken: a hiccup loses none, and who is too slow sees what is now."""
_LEAVE_WITHIN_S = 3.0
"""Drivers may hang; the thread is a daemon, so the program ends even then."""
_SMALLEST_STEP_S = 1e-6
"""Between two pictures within one tick of a coarse clock."""


class Device(Protocol):
    """What gives pictures while it is connected. Only one thread uses it at a time."""

    name: str
    """What the user knows it by."""

    def open(self) -> NDArray[np.uint8]:
        """Connect and give the first picture.

        Raises
        ------
        FrameSourceError
            If it cannot be connected, or gives no picture; it is closed again then.

        """

    def read(self) -> NDArray[np.uint8] | None:
        """Wait for the next picture, ``(height, width, 3)`` BGR; None when the device is gone."""

    def close(self) -> None:
        """Disconnect; safe to call twice."""


class LiveSource(FrameSource):
    """Pictures of a camera as they come; a new one replaces those that were not taken in time.

    Entering connects, once: an address that gives nothing at the start is probably wrong. Later
    losses are reported as `Interruption` while the thread reconnects, waiting `FIRST_PAUSE_S`
    and then twice as long each time, up to `LONGEST_PAUSE_S`, until the source is left.

    Parameters
    ----------
    device
        The camera.
    clock
        Gives seconds that never go back.
    pause
        Waits the given seconds or until the event is set; gives whether it is set.

    """

    def __init__(
        self,
        device: Device,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self.name = device.name
        self.live = True
        self.waits = False
        self._device = device
        self._clock = clock
        self._pause = pause
        self._left = threading.Event()
        self._thread: threading.Thread | None = None
        self._news = threading.Condition()
        # All below is read and written while holding _news.
        self._waiting: deque[Frame] = deque()
        self._error: Exception | None = None
        self._retry_in_s: float | None = None
        self._origin_s = 0.0
        self._last_s = 0.0
        self._count = 0

    def __enter__(self) -> Self:
        """Connect and wait for the first picture.

        Raises
        ------
        FrameSourceError
            If there is no connection or no picture.

        """
        # Here and not in the thread: macOS asks for the camera permission in the main one only.
        first = self._device.open()
        self._left.clear()
        self._origin_s, self._count = self._clock(), 0
        self._retry_in_s = self._error = None
        self._publish(first)
        self._thread = threading.Thread(target=self._work, name=f"capture {self.name}", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the thread, which disconnects the device."""
        self._left.set()
        if self._thread is not None:
            self._thread.join(_LEAVE_WITHIN_S)
            self._thread = None
        self._waiting.clear()

    def __iter__(self) -> Iterator[Arrival]:
        """Yield each picture as it comes, until the source is left.

        Raises
        ------
        RuntimeError
            If the source was not entered.

        """
        if self._thread is None:
            raise RuntimeError(f"{self.name} is not open: iterate inside its with statement")
        return self._arrivals()

    def _arrivals(self) -> Iterator[Arrival]:
        while not self._left.is_set():
            arrival = self._next_arrival()
            if arrival is not None:
                yield arrival

    def _next_arrival(self) -> Arrival | None:
        with self._news:
            if not self._waiting and self._error is None:
                self._news.wait(_TELL_EVERY_S)
            if self._error is not None:
                raise self._error
            if self._waiting:
                return self._waiting.popleft()
            return self._interruption()

    def _interruption(self) -> Interruption | None:
        t_s = self._clock() - self._origin_s
        silent_s = t_s - self._last_s
        if self._retry_in_s is not None:
            lost = say(
                "the camera is gone; trying to reconnect every {seconds:g} s",
                seconds=self._retry_in_s,
            )
            return Interruption(t_s, lost)
        if silent_s > _SILENCE_S:
            silent = say(
                "no picture from the camera for {seconds:.0f} s; waiting",
                seconds=silent_s,
            )
            return Interruption(t_s, silent)
        return None

    def _work(self) -> None:
        try:
            while not self._left.is_set():
                self._publish_until_lost()
                self._device.close()
                self._reconnect()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that iterates
            with self._news:
                self._error = error
                self._news.notify_all()
        finally:
            self._device.close()

    def _publish_until_lost(self) -> None:
        while not self._left.is_set():
            image_bgr = self._device.read()
            if image_bgr is None:
                return
            self._publish(image_bgr)

    def _reconnect(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._left.is_set():
            with self._news:
                self._retry_in_s = pause_s
            if self._pause(self._left, pause_s):
                return
            try:
                first = self._device.open()
            except FrameSourceError:
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                self._publish(first)
                return

    def _publish(self, image_bgr: NDArray[np.uint8]) -> None:
        with self._news:
            # Stamped under the lock, so that no interruption told before can be later.
            t_s = self._clock() - self._origin_s
            if self._count:
                t_s = max(t_s, self._last_s + _SMALLEST_STEP_S)
            if self._waiting and t_s - self._waiting[0].t_s > _WAIT_S:
                self._waiting.clear()
            self._waiting.append(Frame(image_bgr, t_s, self._count))
            self._last_s = t_s
            self._count += 1
            self._retry_in_s = None
            self._news.notify_all()
