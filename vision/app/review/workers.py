"""The workers of a review, on this machine or on a cluster, and the link of each to its review."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any, Final, Protocol

from vision.errors import MissingLibraryError, UnknotError
from vision.landmarks.engines import cores

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Event

_SWITCH_INTERVAL_S: Final = 0.0005


class Workers(Protocol):
    """Something jobs can run on."""

    at_once: int
    """How many of them at the same time."""

    def open(self) -> Executor:
        """Return a new executor; a context manager."""

    def stop(self) -> None:
        """Ask the jobs under way to end soon."""

    def work_done(self) -> float | None:
        """Return how much work the jobs have reported so far, None where they report none."""


class LocalWorkers:
    """Processes of this machine, one a core by default.

    They are started anew and not forked, as a landmarker's threads do not survive a fork.
    """

    def __init__(self, jobs: int | None) -> None:
        context = get_context("spawn")
        self.at_once = jobs or cores()
        self._context = context
        self._stopped = context.Event()
        self._work = context.Value("d", 0.0)

    def open(self) -> Executor:
        """Start the processes."""
        return ProcessPoolExecutor(
            self.at_once,
            mp_context=self._context,
            initializer=enter_worker,
            initargs=(self._stopped, self._work),
        )

    def stop(self) -> None:
        """Let every job end with its next picture."""
        self._stopped.set()

    def work_done(self) -> float | None:
        """Return how much work the processes have reported so far."""
        return float(self._work.value)


class ClusterWorkers:
    """The workers of a Dask scheduler; videos and results are on storage they all share.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://192.168.1.5:8786``.

    Raises
    ------
    MissingLibraryError
        If ``distributed`` is not installed.
    UnknotError
        If no scheduler answers there, or it has no workers.

    """

    def __init__(self, address: str) -> None:
        try:
            import distributed  # noqa: PLC0415 (an extra, and slow to import)
        except ImportError as error:
            raise MissingLibraryError(
                "--cluster needs the extra `cluster`: pip install 'unknot[cluster]'"
            ) from error
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise UnknotError(
                "--cluster expects the address of a Dask scheduler such as tcp://host:8786, "
                "and none answers at {address}: {error}",
                address=address,
                error=error,
            ) from error
        self.at_once = sum(self._client.nthreads().values())
        if not self.at_once:
            self._client.close()
            raise UnknotError(
                "the scheduler at {address} has no workers; start some first", address=address
            )

    def open(self) -> Executor:
        """Return an executor over the workers; a job whose worker dies is tried elsewhere."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def stop(self) -> None:
        """Leave the jobs under way to the scheduler, which ends them as the client goes."""

    def close(self) -> None:
        """Disconnect from the scheduler."""
        # What comes of jobs under way is told nobody any more, and its network library logs that.
        logging.getLogger("tornado.application").disabled = True
        self._client.close()

    def work_done(self) -> float | None:
        """Return None: a cluster's workers report nothing before a job has finished."""
        return None


# --- inside a worker ------------------------------------------------------------------------------


class Stopped(Exception):  # noqa: N818 (no error: it was asked for)
    """Raised in a job that has to end because the review is interrupted."""


class WorkerLink:
    """A worker's link to its review; by default, as on a cluster, nobody is at the other end."""

    def __init__(self, stop: Event | None = None, work: Synchronized[float] | None = None) -> None:
        self._stop = stop
        self._work = work

    def report(self, work: float) -> None:
        """Report that some work is done, and end the job if the review is interrupted.

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


_link = WorkerLink()


def worker_link() -> WorkerLink:
    """Return this process's link to its review."""
    return _link


def enter_worker(stop: Event, work: Synchronized[float]) -> None:
    """Make this process a worker: it ends with its parent, and leaves Ctrl-C to it."""
    global _link  # noqa: PLW0603 (a pool's initializer has no other way to hand anything to jobs)
    _link = WorkerLink(stop, work)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The landmarker's threads need Python's lock for moments only, beside the one that decodes.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent to be killed, which no signal tells its children, and end."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
