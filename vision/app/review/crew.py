"""Run jobs on an executor, a few at once, and try again when a worker dies.

A landmarker can end its process from within (a native abort), and a full memory ends any. Which of
the jobs under way was to blame, nobody can tell; so each gets another try, and then one alone.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from vision.errors import UnknotError
from vision.words import say

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
    work
        How much work it is, in any unit, for the progress.
    tries
        How often its worker process has died.

    """

    key: _Key
    call: Callable[[], Any]
    what: str
    work: float = 0.0
    tries: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class FinishedJob(Generic[_Key]):
    """A job that ended, with its result or what was raised."""

    job: Job[_Key]
    result: Any = None
    error: Exception | None = None


@dataclass(eq=False)
class Crew(Generic[_Key]):
    """Works off a queue of jobs.

    Attributes
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

    open_executor: Callable[[], Executor]
    at_once: int
    idle: Callable[[], None] = field(default=lambda: None, kw_only=True)
    stop: Callable[[], None] = field(default=lambda: None, kw_only=True)
    _queue: deque[Job[_Key]] = field(default_factory=deque, init=False)

    def add(self, jobs: Iterable[Job[_Key]], *, first: bool = False) -> None:
        """Queue jobs, in their order, behind the others or before them."""
        if first:
            self._queue.extendleft(reversed(list(jobs)))
        else:
            self._queue.extend(jobs)

    def drop(self, unwanted: Callable[[_Key], bool]) -> None:
        """Forget the queued jobs with such keys; those under way go on."""
        self._queue = deque(job for job in self._queue if not unwanted(job.key))

    def run(self) -> Generator[FinishedJob[_Key], None, None]:
        """Yield each job as it ends, until none is left; more may be added meanwhile."""
        while self._queue:
            alone = self._queue[0].tries >= TRIES_IN_COMPANY
            # A broken executor takes no more jobs, so a new one goes on.
            with self.open_executor() as executor:
                try:
                    yield from self._until_broken(executor, 1 if alone else self.at_once)
                except BaseException:
                    self.stop()
                    executor.shutdown(wait=False)
                    raise

    def _until_broken(self, executor: Executor, at_once: int) -> Iterator[FinishedJob[_Key]]:
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
                self.idle()
                for future in ended:
                    finished = _finished(under_way[future], future)
                    del under_way[future]
                    yield finished
        except BrokenExecutor:
            yield from self._blame(list(under_way.values()))
        finally:
            # What has not begun by now is not to begin any more.
            for future in under_way:
                future.cancel()

    def _fits(self, at_once: int) -> bool:
        """Return whether the next job may run with this many others."""
        return (self._queue[0].tries >= TRIES_IN_COMPANY) == (at_once == 1) or self.at_once == 1

    def _blame(self, jobs: list[Job[_Key]]) -> Iterator[FinishedJob[_Key]]:
        for job in jobs:
            job.tries += 1
        again = [job for job in jobs if job.tries <= TRIES_IN_COMPANY]
        self.add(again, first=True)
        for job in jobs:
            if job not in again:
                yield FinishedJob(job, error=WorkerDiedError(_died(job)))


def _finished(job: Job[_Key], future: Future[Any]) -> FinishedJob[_Key]:
    """Return a job with the result of its future, or with what it raised.

    Raises
    ------
    BrokenExecutor
        If not the job failed, but the executor.

    """
    try:
        return FinishedJob(job, future.result())
    except BrokenExecutor:
        raise
    except CancelledError as error:
        raise BrokenExecutor("a job was cancelled by its executor") from error
    except Exception as error:  # noqa: BLE001 (whatever a job raises belongs to its sender)
        return FinishedJob(job, error=error)


def _died(job: Job[Any]) -> str:
    return say(
        "{what}: the process that looked at it died {times} times, the last time with nothing "
        "beside it; there may be too little memory, or a picture that the landmarker cannot take",
        what=job.what,
        times=job.tries,
    )
