"""Are movements judged rightly? Rendered ones with a known truth, and real clips.

``python -m benchmarks.accuracy_motion [--model FILE] [--videos FOLDER] [--csv FILE] [--quick]``

Rendered: folds from the hips and head first, slow and hurried; lowering on the elbows, without them
and falling; rolling out and pulling out; rising over a side and straight up: each many times, with
other speeds, depths, bodies, sides and cameras up to 25 degrees off the side. What should be called
follows from the script. Real clips go through the routine, then through each pose alone.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import track

from benchmarks.accuracy.tables import LONG_COLUMNS, Table, long_rows, markdown, write_csv
from benchmarks.accuracy.targets import Target
from benchmarks.accuracy.targets import table as targets_table
from benchmarks.motion import scoring, videos
from benchmarks.motion.kinds import clips
from benchmarks.motion.watching import Played, at_step, look, observe, practise
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.errors import UnknotError, UsageError
from vision.frames.opening import open_source
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from benchmarks.motion.clip import Clip
    from benchmarks.motion.scoring import Judged
    from benchmarks.motion.videos import Watched
    from vision.criteria.library import PoseLibrary
    from vision.session.routine import Routine

    Item = TypeVar("Item")
    Result = TypeVar("Result")

DEFAULT_VIDEOS: Final = Path(__file__).resolve().parents[2] / "shared" / "videos"
LEAST_CAUGHT: Final = 0.90
MOST_FALSE: Final = 0.03
QUICK_VIDEO: Final = "Vajrasana"
LEFT_OUT: Final = Table(
    "Real clips: left out, there is no ../shared/videos; --videos names a folder", ("clip",), ()
)
_WORKERS: Final = 2
"""Rendering and landmarker free Python's lock for most of their time."""


def judge(clip: Clip, model: Path, routine: Routine) -> Judged:
    """Render a clip, practise the routine's step before it, and compare with its truth."""
    script = clip.script
    session = at_step(routine, script.pose, script.side, script.hold_s)
    observations = observe(look(Played(clip.frames()), model))
    return scoring.judged(clip, (e for told in practise(session, observations) for e in told))


def watch(path: Path, model: Path, poses: PoseLibrary) -> Watched:
    """Practise before a real clip."""
    observations = observe(look(open_source(str(path), fast=True), model))
    return videos.watch(path.name, observations, poses)


def in_turn(
    work: Callable[[Item], Result], items: Sequence[Item], words: str, console: Console
) -> list[Result]:
    """Do the work on two threads, and show how far it is."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        return list(track(pool.map(work, items), words, total=len(items), console=console))


def targets(judged: Sequence[Judged], watched: Sequence[Watched]) -> tuple[Target, ...]:
    """Hold the figures against their bounds."""
    real = (
        Target("steps entered wrongly, real clips", videos.steps_entered_wrongly(watched), "<=", 0),
        Target("steps shown and held, real clips", videos.held_rightly(watched), ">=", 1),
        Target("clips corrected, real clips", videos.corrected(watched), "<=", 0),
        Target("corrected, one pose alone", videos.corrected_alone(watched), "<=", 0),
        Target("held wrongly, one pose alone", videos.held_wrongly(watched), "<=", 0),
        Target(
            "recognised wrongly, one pose alone",
            videos.recognised_wrongly(watched),
            "<=",
            MOST_FALSE,
        ),
    )
    return (
        Target("caught, rendered movements", scoring.caught(judged), ">=", LEAST_CAUGHT),
        Target("false alarms, rendered movements", scoring.false_alarms(judged), "<=", MOST_FALSE),
        *(real if watched else ()),
    )


def tables(judged: Sequence[Judged], watched: Sequence[Watched]) -> list[Table]:
    """Lay out everything that was found."""
    real = [videos.in_routine(watched), videos.by_pose(watched), videos.said_alone(watched)]
    return [
        scoring.by_kind(judged),
        scoring.by_criterion(judged),
        *(real if watched else [LEFT_OUT]),
        targets_table(targets(judged, watched)),
    ]


def find_videos(folder: Path | None, *, quick: bool) -> list[Path]:
    """Return the videos to watch; none where nobody named a folder and the default is not there.

    Raises
    ------
    UsageError
        If the folder that was named is none, or holds no video.

    """
    if folder is None and not DEFAULT_VIDEOS.is_dir():
        return []
    place = folder or DEFAULT_VIDEOS
    found = videos.files(place) if place.is_dir() else []
    if not found:
        raise UsageError(f"--videos expects a folder with videos, got {place}; name another one")
    return [path for path in found if QUICK_VIDEO in path.name] if quick else found


def run(asked: argparse.Namespace, console: Console) -> list[Table]:
    """Judge everything that was asked for."""
    paths = find_videos(asked.videos, quick=asked.quick)
    model, poses = weights.ensure(asked.model), load_library(None)
    routine = load_flow(DEFAULT_FLOW, poses)
    judged = in_turn(
        partial(judge, model=model, routine=routine), clips(quick=asked.quick), "Movements", console
    )
    watched = in_turn(partial(watch, model=model, poses=poses), paths, "Real clips", console)
    return tables(judged, watched)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy_motion", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    parser.add_argument("--videos", type=Path, help="folder of real clips; default: shared/videos")
    parser.add_argument("--csv", type=Path, help="write every cell of every table there, too")
    parser.add_argument(
        "--quick", action="store_true", help="a few of the clips, in under a minute"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked, console = _asked(arguments), Console(stderr=True)
    try:
        found = run(asked, console)
        if asked.csv:
            write_csv(asked.csv, LONG_COLUMNS, long_rows(found))
    except UnknotError as error:
        raise SystemExit(f"benchmarks.accuracy_motion: {error}") from error
    _print(found)


def _print(found: Iterable[Table]) -> None:
    print("\n\n".join(markdown(table) for table in found))


if __name__ == "__main__":
    main()
