"""What a task in a worker process knows of the world: whether to stop, and how to tell it goes on.

Tasks run in processes here, or on a cluster; on a cluster nobody listens until a task is done.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Event


_SWITCH_INTERVAL_S: Final = 0.0005


class Stopped(Exception):  # noqa: N818 (no error: it was asked for)
    """Raised in a task that is to end because the review is interrupted."""


class Hands:
    """The line between a worker and the review it works for; by default nobody is on it."""

    def __init__(self, stop: Event | None = None, work: Synchronized[float] | None = None) -> None:
        self._stop = stop
        self._work = work

    def done(self, work: float) -> None:
        """Tell that some work is done, and end the task if that is wanted.

        Raises
        ------
        Stopped
            If the review is interrupted.

        """
        if self._stop is not None and self._stop.is_set():
            raise Stopped
        if self._work is not None:
            with self._work.get_lock():
                self._work.value += work


_hands = Hands()


def hands() -> Hands:
    """Return this process's line to its review."""
    return _hands


def enter_worker(stop: Event, work: Synchronized[float]) -> None:
    """Make this process a worker: it ends with its parent, and leaves Ctrl-C to it."""
    global _hands  # noqa: PLW0603 (a pool's initializer has no other way to hand anything to tasks)
    _hands = Hands(stop, work)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The landmarker's threads need Python's lock for moments only, beside the one that decodes.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    """Wait for a parent that is killed, which no signal tells its children."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
