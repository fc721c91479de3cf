"""Run jobs on an executor, a few at once, and try again when a worker dies.

A landmarker can end its process from within (a native abort), and a full memory ends any. Which of
the jobs under way was to blame, nobody can tell; so each gets another try, and then one alone.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from vision.errors import UnknotError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Executor, Future

_Key = TypeVar("_Key")

TRIES_IN_COMPANY: Final = 2
_LOOK_EVERY_S: Final = 0.2


class WorkerDiedError(UnknotError):
    """A job ended its worker process, also when it ran alone."""


@dataclass(eq=False)
class Job(Generic[_Key]):
    """One call for a worker; everything in it has to be picklable.

    Attributes
    ----------
    key
        What its sender knows it by.
    call
        What to do.
    what
        In words, for when it cannot be done.

    """

    key: _Key
    call: Callable[[], Any]
    what: str
    tries: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Done(Generic[_Key]):
    """A job that ended, with its result or what was raised."""

    job: Job[_Key]
    result: Any = None
    error: Exception | None = None


class Crew(Generic[_Key]):
    """Works off a queue of jobs.

    Parameters
    ----------
    open_executor
        Gives a new executor; called again when one breaks.
    at_once
        Jobs under way at the same time.
    idle
        Called a few times a second while jobs are under way.
    stop
        Called when `run` is left before its end, so that jobs under way end soon.

    """

    def __init__(
        self,
        open_executor: Callable[[], Executor],
        at_once: int,
        *,
        idle: Callable[[], None] = lambda: None,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._open = open_executor
        self._at_once = at_once
        self._idle = idle
        self._stop = stop
        self._queue: deque[Job[_Key]] = deque()

    def add(self, jobs: Iterable[Job[_Key]], *, first: bool = False) -> None:
        """Queue jobs, in their order, behind the others or before them."""
        if first:
            self._queue.extendleft(reversed(list(jobs)))
        else:
            self._queue.extend(jobs)

    def drop(self, unwanted: Callable[[_Key], bool]) -> None:
        """Forget the queued jobs with such keys; those under way go on."""
        self._queue = deque(job for job in self._queue if not unwanted(job.key))

    def run(self) -> Generator[Done[_Key], None, None]:
        """Yield each job as it ends, until none is left; more may be added meanwhile."""
        while self._queue:
            alone = self._queue[0].tries >= TRIES_IN_COMPANY
            # A broken executor takes no more jobs, so a new one goes on.
            with self._open() as executor:
                try:
                    yield from self._until_broken(executor, 1 if alone else self._at_once)
                except BaseException:
                    self._stop()
                    executor.shutdown(wait=False)
                    raise

    def _until_broken(self, executor: Executor, at_once: int) -> Iterator[Done[_Key]]:
        under_way: dict[Future[Any], Job[_Key]] = {}
        try:
            while self._queue or under_way:
                while self._queue and len(under_way) < at_once and self._fits(at_once):
                    # Off the queue only when taken: a broken executor refuses.
                    under_way[executor.submit(self._queue[0].call)] = self._queue[0]
                    self._queue.popleft()
                if not under_way:
                    return
                ended, _ = wait(under_way, _LOOK_EVERY_S, FIRST_COMPLETED)
                self._idle()
                for future in ended:
                    done = _done(under_way[future], future)
                    del under_way[future]
                    yield done
        except BrokenExecutor:
            yield from self._blame(list(under_way.values()))
        finally:
            # What has not begun by now is not to begin any more.
            for future in under_way:
                future.cancel()

    def _fits(self, at_once: int) -> bool:
        """Return whether the next job may run with this many others."""
        return (self._queue[0].tries >= TRIES_IN_COMPANY) == (at_once == 1) or self._at_once == 1

    def _blame(self, jobs: list[Job[_Key]]) -> Iterator[Done[_Key]]:
        for job in jobs:
            job.tries += 1
        again = [job for job in jobs if job.tries <= TRIES_IN_COMPANY]
        self.add(again, first=True)
        for job in jobs:
            if job not in again:
                yield Done(job, error=WorkerDiedError(_died(job)))


def _done(job: Job[_Key], future: Future[Any]) -> Done[_Key]:
    """Take what a future holds.

    Raises
    ------
    BrokenExecutor
        If not the job failed, but the executor.

    """
    try:
        return Done(job, future.result())
    except BrokenExecutor:
        raise
    except CancelledError as error:
        raise BrokenExecutor("a job was cancelled by its executor") from error
    except Exception as error:  # noqa: BLE001 (whatever a job raises belongs to its sender)
        return Done(job, error=error)


def _died(job: Job[Any]) -> str:
    return (
        f"{job.what}: the process that looked at it died {job.tries} times, the last time with "
        "nothing beside it; there may be too little memory, or a picture that the landmarker "
        "cannot take"
    )
