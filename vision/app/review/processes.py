"""Where the jobs of a review run: in processes of this machine, or on a cluster."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Protocol

from vision.app.review.hands import enter_worker
from vision.errors import MissingLibraryError, UnknotError

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Place(Protocol):
    """Somewhere jobs can run."""

    at_once: int
    """How many of them at the same time."""

    def open(self) -> Executor:
        """Return a new executor; a context manager."""

    def stop(self) -> None:
        """Ask the jobs under way to end soon."""

    def work(self) -> float | None:
        """Return how much the jobs have told to be done so far, None where that is not told."""


class Here:
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

    def work(self) -> float | None:
        """Return what the processes have told so far."""
        return float(self._work.value)


class Cluster:
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
                f"--cluster expects the address of a Dask scheduler such as tcp://host:8786, and "
                f"none answers at {address}: {error}"
            ) from error
        self.at_once = sum(self._client.nthreads().values())
        if not self.at_once:
            self._client.close()
            raise UnknotError(f"the scheduler at {address} has no workers; start some first")

    def open(self) -> Executor:
        """Return an executor over the workers; a job whose worker dies is tried elsewhere."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def stop(self) -> None:
        """Leave the jobs under way to the scheduler, which ends them as the client goes."""

    def close(self) -> None:
        """Take leave of the scheduler."""
        self._client.close()

    def work(self) -> float | None:
        """Return None: what goes on there is known when a job is done."""
        return None


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
