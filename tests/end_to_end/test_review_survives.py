"""A review that is interrupted goes on where it was, on this machine and on a cluster."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.practices import UNKNOT, WAIT_S, Ended, ran, started
from vision.app.review.video import VideoReview
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.end_to_end.conftest import RunHere
    from vision.app.review.crew import Job

pytestmark = [pytest.mark.model, pytest.mark.whole]

QUICK = ("--fps", "2", "--no-video")
DASK = UNKNOT.with_name("dask")


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something to become so."""
    until_s = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < until_s
        time.sleep(0.02)


def segments(out: Path) -> int:
    """Count the segments that are done."""
    return len([*out.glob(".*.unfinished/segment_*.npz")])


def results(out: Path) -> dict[str, bytes]:
    """Return every result of the one review in a folder."""
    (folder,) = (path for path in out.iterdir() if path.is_dir())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def whole(sparse: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """Review the clip without any interruption."""
    weights.ensure()
    folder = tmp_path_factory.mktemp("whole")
    return folder, ran([UNKNOT, "review", sparse, "--out", "out", *QUICK], folder)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def alive(pid: int) -> bool:
    """Return whether a process is still there, and no mere entry of a table."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_review_that_is_stopped_and_killed_ends_with_the_same_bytes(
    sparse: Path, whole: tuple[Path, Ended], tmp_path: Path
) -> None:
    """Ctrl-C, then the power cut, then nothing amiss: as if nothing had happened."""
    command = [UNKNOT, "review", sparse, "--out", "out", "--jobs", "1", *QUICK]
    out = tmp_path / "out"
    with started(command, tmp_path) as review:
        wait_until(lambda: segments(out) == 1)
        ended = review.interrupt()
    assert (ended.code, "goes on from here" in ended.err) == (130, True), ended.err
    assert "Traceback" not in ended.err
    done = segments(out)
    with started(command, tmp_path) as review:
        wait_until(lambda: segments(out) > done)
        workers = children(review.process.pid)
        os.kill(review.process.pid, signal.SIGKILL)
        review.process.wait(WAIT_S)
    wait_until(lambda: not any(map(alive, workers)))
    assert not [path for path in out.iterdir() if not path.name.startswith(".")]
    ended = ran(command, tmp_path)
    assert ended.code == 0, ended.err
    assert results(out) == results(whole[0] / "out")


def test_nothing_of_the_work_is_left_behind(whole: tuple[Path, Ended]) -> None:
    """One folder with the results, and no other file."""
    folder, ended = whole
    assert ended.code == 0, ended.err
    assert len([*(folder / "out").iterdir()]) == 1


def looking_again(_: VideoReview) -> list[Job[int]]:
    """Be what is not to happen."""
    raise AssertionError("it was looked at already")


def test_reviewing_again_looks_at_nothing_again(
    sparse: Path,
    whole: tuple[Path, Ended],
    run_here: RunHere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The landmarks are there: only what is judged is done, and it comes out the same."""
    folder, _ = whole
    before = results(folder / "out")
    monkeypatch.setattr(VideoReview, "_look_jobs", looking_again)
    ended = run_here(["review", str(sparse), "--out", "out", *QUICK], folder)
    assert ended.code == 0, ended.err
    assert results(folder / "out") == before


# --- on a cluster --------------------------------------------------------------------------------


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[Path, list[int]]]:
    """Start a scheduler and two workers on this machine, as an archive would on several."""
    folder.mkdir()
    file = folder / "scheduler.json"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = [DASK, "scheduler", *here, "--port", "0", "--scheduler-file", file]
    worker = [DASK, "worker", "--scheduler-file", file, "--nthreads", "1", *here]
    with (
        started(scheduler, folder / "scheduler"),
        started(worker, folder / "one") as one,
        started(worker, folder / "two") as two,
    ):
        wait_until(file.exists)
        yield file, [one.process.pid, two.process.pid]


def test_a_cluster_brings_the_same_and_survives_a_dying_worker(
    sparse: Path, whole: tuple[Path, Ended], tmp_path: Path
) -> None:
    """A real scheduler, two workers; stopped once, then one worker is killed in the middle."""
    with cluster(tmp_path / "cluster") as (file, nannies):
        wait_until(lambda: all(children(pid) for pid in nannies))
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        command = [UNKNOT, "review", sparse, "--out", "out", "--cluster", address, *QUICK]
        out = tmp_path / "out"
        with started(command, tmp_path) as review:
            wait_until(lambda: segments(out) >= 1)
            ended = review.interrupt()
        assert (ended.code, "Traceback" in ended.err) == (130, False), ended.err
        done = segments(out)
        with started(command, tmp_path) as review:
            wait_until(lambda: segments(out) > done)
            os.kill(children(nannies[0])[0], signal.SIGKILL)
            ended = review.end()
    assert ended.code == 0, ended.err
    assert results(out) == results(whole[0] / "out")
