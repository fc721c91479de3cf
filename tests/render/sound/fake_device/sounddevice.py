"""A sound system without sound, in the place of the real one.

The file that the environment names says how it is: there, gone, hanging or missing. Beside it,
``played.f32`` takes what is played.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

STATE = Path(os.environ["UNKNOT_TEST_DEVICE"])
PLAYED = STATE.with_name("played.f32")

if STATE.read_text() == "missing":
    raise OSError("PortAudio library not found")


class PortAudioError(Exception):
    """What the library raises."""


def _terminate() -> None:
    """Forget the devices."""


def _initialize() -> None:
    """Look for devices."""


class OutputStream:
    """Asks for a block each time one is over, as long as the device is there."""

    def __init__(self, rate_hz: int, block: int, *, callback: Any, **_: object) -> None:  # noqa: ANN401
        if STATE.read_text() == "gone":
            raise PortAudioError("Error querying device -1")
        self._rate_hz, self._block, self._callback = rate_hz, block, callback
        self._closed = False

    @property
    def active(self) -> bool:
        """Whether it plays; one that hangs lets nobody ask."""
        while STATE.read_text() == "hanging":
            time.sleep(0.1)
        return not self._closed

    def start(self) -> None:
        """Play from now on."""
        threading.Thread(target=self._play, daemon=True).start()

    def _play(self) -> None:
        due_s = time.monotonic()
        out = np.zeros((self._block, 1), np.float32)
        times = SimpleNamespace(currentTime=7.0, outputBufferDacTime=7.2)
        with PLAYED.open("ab") as played:
            while not self._closed:
                if STATE.read_text() == "there":
                    flags = SimpleNamespace(output_underflow=False)
                    self._callback(out, self._block, times, flags)
                    played.write(out.tobytes())
                    played.flush()
                due_s += self._block / self._rate_hz
                time.sleep(max(0.0, due_s - time.monotonic()))

    def abort(self) -> None:
        """Stop."""
        self._closed = True

    close = abort
