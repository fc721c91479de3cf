"""Jobs are worked off whatever happens to the processes that do them."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from vision.app.review.crew import Crew, Job, WorkerDiedError
from vision.app.review.workers import LocalWorkers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def job(key: int, call: Callable[[], object] | None = None) -> Job[int]:
    """Make a job that gives its number back unless told otherwise."""
    return Job(key, call or partial(int, key), f"job {key}")


def die() -> None:
    """End the process as a native abort does."""
    os.abort()


def die_once(mark: Path) -> str:
    """End the process the first time, and live the second."""
    if mark.exists():
        return "lived"
    mark.touch()
    os.abort()


def fail() -> None:
    """Raise something."""
    raise ValueError("no good")


def test_every_job_comes_back_with_its_result() -> None:
    """In any order, each once."""
    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(2), 2)
    crew.add(map(job, range(20)))
    assert sorted((d.job.key, d.result) for d in crew.run()) == [(k, k) for k in range(20)]


def test_jobs_added_first_come_first() -> None:
    """What is begun is finished before something else is begun."""
    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(1), 1)
    crew.add(map(job, (1, 2, 3)))
    order = []
    for done in crew.run():
        order.append(done.job.key)
        if done.job.key == 1:
            crew.add([job(10), job(11)], first=True)
    assert order == [1, 10, 11, 2, 3]


def test_dropped_jobs_are_not_done() -> None:
    """Nothing more is done for a video that failed."""
    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(1), 1)
    crew.add(map(job, range(10)))
    crew.drop(lambda key: key % 2 == 1)
    assert [done.job.key for done in crew.run()] == [0, 2, 4, 6, 8]


def test_an_error_belongs_to_its_job() -> None:
    """The others go on."""
    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(2), 2)
    crew.add([job(0, fail), job(1)])
    ended = {done.job.key: done for done in crew.run()}
    assert isinstance(ended[0].error, ValueError)
    assert (ended[1].result, ended[1].error) == (1, None)


def test_no_more_jobs_are_under_way_than_asked_for() -> None:
    """What is queued can still be dropped."""
    lock, now, most = threading.Lock(), [0], [0]

    def work() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1

    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(8), 2)
    crew.add(job(key, work) for key in range(10))
    assert len(list(crew.run())) == 10
    assert most[0] == 2


def test_a_worker_that_dies_is_replaced_and_its_jobs_tried_again(tmp_path: Path) -> None:
    """A native abort cannot be caught, but survived: in another process."""
    workers = LocalWorkers(2)
    crew: Crew[int] = Crew(workers.open, workers.at_once)
    crew.add([job(0, partial(die_once, tmp_path / "mark")), job(1), job(2)])
    ended = {done.job.key: done for done in crew.run()}
    assert [ended[key].error for key in range(3)] == [None] * 3
    assert [ended[key].result for key in range(3)] == ["lived", 1, 2]


def test_a_job_that_always_kills_its_worker_is_given_up_alone() -> None:
    """Its neighbours are tried again and done; the message says what died."""
    workers = LocalWorkers(2)
    crew: Crew[int] = Crew(workers.open, workers.at_once)
    crew.add([job(0, die), job(1), job(2)])
    ended = {done.job.key: done for done in crew.run()}
    assert isinstance(ended[0].error, WorkerDiedError)
    assert "job 0" in str(ended[0].error)
    assert [ended[key].result for key in (1, 2)] == [1, 2]


def test_leaving_early_stops_what_is_under_way() -> None:
    """The first thing told to the workers is to stop; nothing queued is begun."""
    told, begun = threading.Event(), []

    def work(key: int) -> None:
        begun.append(key)
        told.wait(20.0)

    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(2), 2, stop=told.set)
    crew.add([job(0), *(job(key, partial(work, key)) for key in range(1, 9))])
    with closing(crew.run()) as running:
        assert next(running).job.key == 0
    assert told.is_set()
    assert len(begun) <= 2


def interrupted() -> None:
    """Be the moment at which the user presses Ctrl-C."""
    raise KeyboardInterrupt


def test_an_interruption_reaches_the_caller() -> None:
    """After the workers have been told."""
    told = threading.Event()
    crew: Crew[int] = Crew(lambda: ThreadPoolExecutor(1), 1, idle=interrupted, stop=told.set)
    crew.add([job(0)])
    with pytest.raises(KeyboardInterrupt):
        list(crew.run())
    assert told.is_set()
