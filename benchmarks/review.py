"""How fast a review looks at a recording, whether its seams show, and how much memory it takes.

``python -m benchmarks.review [VIDEO] [--times N] [--rounds N] [--jobs N] [--speed-only] [--json]``

The video (default: the demo clip) is played ``--times`` times end to end, as sessions are longer
than a clip. Each round runs, one after the other: the bare landmarker loop over the pictures that
a review looks at; two such loops side by side, each over half of them, which is what the machine
has to give; and the looking of a review, with the starting of its processes. Then the landmarks of
the review are compared with those of one process that looks from the first picture to the last.
The memory is that of all the review's processes together. Last comes what each stage of a review
takes, judging and drawing included, over the video once.

``--four-k MINUTES`` does the memory alone, on a made recording of 3840x2160.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.bare import landmarker_alone
from benchmarks.stages import REVIEWED_HZ, Times, of_review
from vision.app.review.crew import Crew, Job
from vision.app.review.judging import Standard, judge
from vision.app.review.looking import MAX_SIDE_PX, LookTask, Segment, cut, look
from vision.app.review.workers import LocalWorkers
from vision.app.settings import DEFAULT_FLOW, demo_clip, load_flow, load_library
from vision.frames.video.index import scan, signature
from vision.frames.video.joining import Piece, join
from vision.frames.video.reading import Excerpt, VideoFile
from vision.frames.video.writer import VideoWriter
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, NAMES, Engine
from vision.landmarks.skeleton import HIPS, SHOULDERS
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

    from vision.session.recorded.replay import Reviewed

TARGET_RATIO = 2.4
TARGET_MEMORY_GB = 1.5
_LOOK_EVERY_S = 0.25


def bare(video: Path, model: Path, start_s: float = 0.0, end_s: float = math.inf) -> int:
    """Run the landmarker alone over the pictures of a part, and return how many there were."""
    with Excerpt(
        video, start_s=start_s, end_s=end_s, rate_hz=REVIEWED_HZ, max_side_px=MAX_SIDE_PX
    ) as source:
        pictures = (
            (np.asarray(cv2.cvtColor(frame.image_bgr, cv2.COLOR_BGR2RGB)), frame.t_s)
            for frame in source
        )
        return sum(1 for _ in landmarker_alone(pictures, model))


def bare_side_by_side(video: Path, model: Path, pool: ProcessPoolExecutor) -> int:
    """Run two bare loops at once, each over half of the video."""
    seen = scan(video)
    middle_s = min(seen.keys_s, key=lambda key_s: abs(key_s - seen.duration_s / 2))
    halves = ((0.0, middle_s), (middle_s, math.inf))
    return sum(pool.map(partial(_half, video, model), halves))


def _half(video: Path, model: Path, part: tuple[float, float]) -> int:
    return bare(video, model, *part)


def look_at(
    video: Path, engine: Engine, folder: Path, jobs: int, *, whole: bool = False
) -> Recording:
    """Look at a video as a review does, or in one piece."""
    seen = scan(video)
    segments = cut(seen.keys_s, seen.duration_s)
    if whole:
        segments = (Segment(0.0, 0.0, math.inf),)
    workers = LocalWorkers(jobs)
    crew: Crew[Path] = Crew(workers.open, workers.at_once)
    targets = [folder / f"{whole}_{index:04d}.npz" for index in range(len(segments))]
    for segment, target in zip(segments, targets, strict=True):
        task = LookTask(video, signature(video), segment, REVIEWED_HZ, engine, target)
        crew.add([Job(target, partial(look, task), video.name)])
    for finished in crew.run():
        if finished.error is not None:
            raise finished.error
    return Recording.join([Recording.load(target) for target in targets])


@dataclass(frozen=True)
class Seams:
    """How the landmarks of a review differ from those of one process.

    All but the last are shares of pictures or of time, in [0, 1]; distances are in trunks.
    """

    median_trunk: float
    p99_trunk: float
    found_by_one_only: float
    verdict_time: float
    at_seams_p99_trunk: float


def seams(cut_up: Recording, whole: Recording, starts_s: Sequence[float]) -> Seams:
    """Compare two recordings of the same pictures."""
    apart = _apart_trunk(cut_up, whole)
    after = np.zeros(len(whole.t_s), bool)
    for start_s in starts_s:
        after |= (whole.t_s >= start_s) & (whole.t_s < start_s + 1.0)
    return Seams(
        median_trunk=float(np.nanmedian(apart)),
        p99_trunk=float(np.nanpercentile(apart, 99)),
        found_by_one_only=float(np.mean(cut_up.somebody != whole.somebody)),
        verdict_time=_verdicts_apart(cut_up, whole),
        at_seams_p99_trunk=float(np.nanpercentile(apart[after], 99)) if after.any() else math.nan,
    )


def _apart_trunk(a: Recording, b: Recording) -> np.ndarray:
    """Return the farthest landmark seen in both, picture by picture, in trunk lengths."""
    trunk_px = np.linalg.norm(
        b.xy_px[:, list(HIPS)].mean(axis=1) - b.xy_px[:, list(SHOULDERS)].mean(axis=1), axis=-1
    )
    far_px = np.linalg.norm(a.xy_px - b.xy_px, axis=-1)
    farthest = np.where(np.isfinite(far_px), far_px, -np.inf).max(axis=1)
    return np.where(np.isfinite(farthest), farthest / trunk_px, np.nan)


def _verdicts_apart(a: Recording, b: Recording) -> float:
    """Return the share of judged time in which a criterion has another status."""
    standard = Standard(load_flow(DEFAULT_FLOW, load_library(None)))
    one, other = (_statuses(judge(r, standard).reviewed, r.t_s) for r in (a, b))
    keys = one.keys() | other.keys()
    nothing = np.full(len(a.t_s), "", object)
    pairs = [(one.get(key, nothing), other.get(key, nothing)) for key in keys]
    judged = sum(int(((x != "") | (y != "")).sum()) for x, y in pairs)
    return sum(int((x != y).sum()) for x, y in pairs) / max(1, judged)


def _statuses(reviewed: Reviewed, t_s: np.ndarray) -> dict[tuple[int, str], np.ndarray]:
    found: dict[tuple[int, str], np.ndarray] = {}
    for step in reviewed.steps:
        for track_ in step.tracks:
            key = (step.stretch.index, track_.criterion.name)
            row = found.setdefault(key, np.full(len(t_s), "", object))
            for run in track_.runs:
                row[(t_s >= run.start_s) & (t_s < run.end_s)] = run.status.value
    return found


class Memory:
    """Watches the memory of this process's children, in a thread."""

    def __init__(self) -> None:
        self.most_gb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            self.most_gb = max(
                self.most_gb, sum(_proportional_kb(each) for each in _family()) / 1e6
            )


def _family() -> Iterator[Path]:
    """Yield the folders in /proc of this process and of those it started."""
    own = Path("/proc/self").resolve()
    yield own
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        if parent == own.name:
            yield status.parent


def _proportional_kb(process: Path) -> int:
    """Return a process's memory, what it shares with others counted in part."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def longer(video: Path, times: int, folder: Path) -> Path:
    """Return a recording that shows a video several times, with a key picture every second."""
    once = folder / "once.mp4"
    with VideoFile(video) as source, VideoWriter(once) as writer:
        for frame in source:
            writer.write(frame.image_bgr, frame.t_s)
    duration_s = scan(once).duration_s
    target = folder / f"{times}_times.mp4"
    pieces = [Piece(once, index * duration_s) for index in range(times)]
    join(pieces, None, target, duration_s=times * duration_s)
    return target


def four_k(minutes: float, folder: Path) -> Path:
    """Make a recording of 3840x2160 at 30 pictures a second: the demo's, enlarged."""
    target = folder / "4k.mp4"
    minute = folder / "minute.mp4"
    with demo_clip() as clip, Excerpt(clip, end_s=20.0) as source:
        small = [frame.image_bgr for frame in source][::30]
    images = [np.asarray(cv2.resize(image, (3840, 2160)), np.uint8) for image in small]
    with VideoWriter(minute, fps=30.0) as writer:
        for index in track(range(1800), "Making a minute of 4K", console=Console(stderr=True)):
            writer.write(images[index // 60 % len(images)], index / 30.0)
    pieces = [Piece(minute, 60.0 * index) for index in range(math.ceil(minutes))]
    join(pieces, None, target, duration_s=60.0 * len(pieces))
    return target


def measure(video: Path, engine: Engine, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Return the rates of every contender in every round, the seams, and the memory."""
    rates: dict[str, list[float]] = {"bare": [], "two bare, side by side": [], "review": []}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_half_of_nothing, range(2)))
        for _ in track(range(asked.rounds), "Rounds", console=Console(stderr=True)):
            frames = _timed(rates["bare"], lambda: bare(video, engine.model))
            _timed(
                rates["two bare, side by side"],
                lambda: bare_side_by_side(video, engine.model, pool),
            )
            _timed(rates["review"], lambda: len(look_at(video, engine, folder, asked.jobs).t_s))
    found: dict[str, Any] = {
        "pictures": frames,
        "pictures_per_s": rates,
        "ratio_to_bare": {
            name: [rate / base for rate, base in zip(own, rates["bare"], strict=True)]
            for name, own in rates.items()
        },
    }
    return found if asked.speed_only else {**found, **_seams(video, engine, folder, asked)}


def _seams(video: Path, engine: Engine, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    with Memory() as memory:
        cut_up = look_at(video, engine, folder, asked.jobs)
    whole = look_at(video, engine, folder, 1, whole=True)
    seen = scan(video)
    starts_s = [segment.from_s for segment in cut(seen.keys_s, seen.duration_s)[1:]]
    return {
        "segments": len(starts_s) + 1,
        "seams": vars(seams(cut_up, whole, starts_s)),
        "memory_gb": memory.most_gb,
    }


def _half_of_nothing(_: int) -> None:
    """Let a process of the pool start before it is timed."""


def _timed(rates: list[float], run: Any) -> int:  # noqa: ANN401 (any callable that counts)
    start_s = time.perf_counter()
    frames = int(run())
    rates.append(frames / (time.perf_counter() - start_s))
    return frames


def _print(found: dict[str, Any], console: Console) -> None:
    table = Table(title=f"Pictures a second (target: {TARGET_RATIO} times the bare loop)")
    for heading in ("loop", "median", "least", "most", "ratio", "least", "most"):
        table.add_column(heading, justify="left" if heading == "loop" else "right", no_wrap=True)
    for name, rates in found["pictures_per_s"].items():
        both = (rates, found["ratio_to_bare"][name])
        figures = [f"{f(v):.2f}" for v in both for f in (statistics.median, min, max)]
        table.add_row(name, *figures)
    console.print(table)
    if "seams" in found:
        _print_seams(found, console)


def _print_seams(found: dict[str, Any], console: Console) -> None:
    told = found["seams"]
    console.print(
        f"{found['pictures']} pictures in {found['segments']} segments, against one piece: the "
        f"farthest landmark of a picture is {told['median_trunk']:.5f} trunks apart in the median, "
        f"{told['p99_trunk']:.3f} in the 99th percentile ({told['at_seams_p99_trunk']:.3f} in the "
        f"second after a seam); {told['found_by_one_only']:.2%} of the pictures show somebody to "
        f"one alone; {told['verdict_time']:.2%} of the judged time has another verdict."
    )
    console.print(f"Memory of all processes: {found['memory_gb']:.2f} GB at most.")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path, help="a video; default: the demo clip")
    parser.add_argument("--times", type=int, default=3, help="play the video so often")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engine", choices=NAMES, default=AUTO, help="what the review uses")
    parser.add_argument("--speed-only", action="store_true", help="neither seams nor memory")
    parser.add_argument("--four-k", type=float, help="minutes of 4K, for the memory alone")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    asked = parser.parse_args()
    engine, _ = Engine(weights.ensure(), asked.engine, threads=1).settled()
    with tempfile.TemporaryDirectory() as name, demo_clip() as clip:
        folder = Path(name)
        if asked.four_k:
            _print_four_k(four_k(asked.four_k, folder), engine, folder, asked)
            return
        video = longer(asked.video or clip, asked.times, folder)
        found = measure(video, engine, folder, asked)
        stages = Times() if asked.speed_only else of_review(asked.video or clip, engine, folder)
    if asked.json:
        print(json.dumps({**found, "stages": stages.record()}))
        return
    _print(found, Console())
    if stages.pictures:
        Console().print(stages.table(f"Review, {engine.name}"))


def _print_four_k(video: Path, engine: Engine, folder: Path, asked: argparse.Namespace) -> None:
    start_s = time.perf_counter()
    with Memory() as memory:
        frames = len(look_at(video, engine, folder, asked.jobs).t_s)
    took_s = time.perf_counter() - start_s
    print(
        f"{scan(video).duration_s / 60:.0f} minutes of 4K, {frames} pictures looked at in "
        f"{took_s / 60:.1f} minutes: {memory.most_gb:.2f} GB of memory at most "
        f"(target: {TARGET_MEMORY_GB})"
    )


if __name__ == "__main__":
    main()
