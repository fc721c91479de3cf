"""How long it takes to judge an hour of recording again by other bounds.

``python -m benchmarks.tune [--model FILE] [--recording FILE] [--pose NAME] [--bounds N] [--json]``

The landmarker looks once at the demo clip, ten times a second; what it saw is played again and
again for an hour. Each criterion of each pose is then judged by many bounds

- where the routine's steps are found in it,
- as if the whole hour were one long stay in the pose, and
- at its worst: its measure leaves the bounds, or comes back, at every single picture.

Without any delay its status, too, then changes with every picture: that is timed on its own.

Beside them stand what is done once before the first bounds, and how many times longer the judge of
a practice takes for the hour in one pose, picture by picture.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.accuracy.tables import Table, as_json, markdown
from benchmarks.alignment import HOUR_S, recorded, truth
from benchmarks.alignment_cases import joined, pieces_of
from vision.app.review.judging import take_of
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.criteria.judge import VIEW_MEASURE, PoseJudge
from vision.landmarks import weights
from vision.landmarks.types import Recording
from vision.measure.body import body_from_recording
from vision.session.recorded.align import alignment_measures, find_stretches
from vision.session.recorded.take import Stretch
from vision.session.routine import Step
from vision.tune.bounds import Bounds
from vision.tune.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Criterion, Pose
    from vision.measure.body import Body
    from vision.session.recorded.take import Take
    from vision.session.routine import Routine
    from vision.tune.sweep import Search

TARGET_MS: Final = 50.0
HEADINGS: Final = (
    "pose", "criterion", "hour of the routine: median ms", "p95", "worst",
    "hour in the pose: median ms", "p95", "worst", "at its worst: median ms", "p95", "worst",
    "without delays: median ms", "prepare ms", "picture by picture, times as long",
)  # fmt: skip
_SEED: Final = 5
_NO_DELAYS_TIMES: Final = 5
_FLIP_MARGINS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long one criterion took, in milliseconds: a time for each of the bounds tried."""

    pose: str
    criterion: str
    routine_ms: tuple[float, ...]
    pose_ms: tuple[float, ...]
    worst_ms: tuple[float, ...]
    no_delays_ms: tuple[float, ...]
    prepare_ms: float
    by_picture_ms: float


def hour_of(body: Body, steps: Sequence[dict[str, float]]) -> Body:
    """Return a recording of a routine, played again and again for an hour."""
    times = math.ceil(HOUR_S / float(body.t_s[-1]))
    return joined("", "", pieces_of(body, steps) * times).body


def search_of(hour: Body, routine: Routine) -> Search:
    """Measure a recording, and look where the steps of a routine are."""
    take = take_of(hour, alignment_measures(routine))
    return take, find_stretches(routine, take)


def all_in(take: Take, pose: Pose) -> Search:
    """Return a take that is one long stay in a pose."""
    from_s, end_s = float(take.t_s[0]), float(take.t_s[-1])
    return take, (Stretch(0, Step(pose, HOUR_S), from_s, from_s, end_s, 1.0),)


def flipping(take: Take, pose: Pose, criterion: Criterion) -> tuple[Search, Pose]:
    """Return a take whose measure leaves the bounds, or comes back, at each picture.

    With it a pose of this criterion alone, so that nothing else keeps a miss from counting.
    """
    band = criterion.band
    inside = band.low if math.isfinite(band.low) else band.high
    away = _FLIP_MARGINS * max(band.margin, 1.0)
    outside = band.low - away if math.isfinite(band.low) else band.high + away
    values = np.where(np.arange(len(take.t_s)) % 2 == 0, inside, outside)
    alone = replace(pose, criteria=(criterion,))
    measures = {band.measure: values}
    if criterion.before is not None:
        measures[criterion.before.measure] = take.measures[criterion.before.measure]
    if criterion.when is not None:
        alone = replace(pose, criteria=(replace(criterion, when=None),))
    return all_in(replace(take, measures=measures), alone), alone


def many_bounds(criterion: Criterion, count: int, *, band: bool = True) -> list[Bounds]:
    """Return bounds a teacher might try: by some margins up or down, with other margins and times.

    ``band`` tells whether the band itself is moved; else the margin only shrinks.
    """
    rng = np.random.default_rng(_SEED)
    own = Bounds.of(criterion)
    found = []
    for _ in range(count):
        shift = float(rng.normal(0.0, 2.0)) * max(own.margin, 0.1) if band else 0.0
        found.append(
            own.changed(
                low=own.low + shift,
                high=own.high + shift,
                margin=own.margin * float(rng.uniform(0.0, 2.0 if band else 1.0)),
                call_after_s=float(rng.uniform(0.0, 3.0)),
                clear_after_s=float(rng.uniform(0.0, 2.0)),
            )
        )
    return found


def timed(sweep: Sweep, tried: Sequence[Bounds]) -> tuple[float, ...]:
    """Return how long each of some bounds takes, in milliseconds."""
    found = []
    for bounds in tried:
        begun_s = time.perf_counter()
        sweep.judged(bounds)
        found.append(1e3 * (time.perf_counter() - begun_s))
    return tuple(found)


def picture_by_picture_ms(take: Take, pose: Pose, criterion: Criterion) -> float:
    """Return how long a judge of a practice takes for a take, in milliseconds."""
    bands = (criterion.band, criterion.when, criterion.before)
    names = {VIEW_MEASURE, *(band.measure for band in bands if band is not None)}
    columns = {name: take.measures[name].tolist() for name in names}
    moments = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    judge = PoseJudge(replace(pose, criteria=(criterion,)))
    begun_s = time.perf_counter()
    for t_s, values in zip(take.t_s.tolist(), moments, strict=True):
        judge.update(t_s, values, {})
    return 1e3 * (time.perf_counter() - begun_s)


def measured(search: Search, variants: Sequence[Pose], name: str, count: int) -> Times:
    """Time one criterion in every way."""
    begun_s = time.perf_counter()
    routine = Sweep([search], variants, name)
    prepare_ms = 1e3 * (time.perf_counter() - begun_s)
    criterion, pose = routine.criterion, variants[0]
    take = search[0]
    long = all_in(take, pose)
    worst, alone = flipping(take, pose, criterion)
    flips = Sweep([worst], [alone], name)
    at_once = Bounds.of(criterion).changed(call_after_s=0.0, clear_after_s=0.0)
    tried = many_bounds(criterion, count)
    return Times(
        pose.name,
        name,
        timed(routine, tried),
        timed(Sweep([long], variants, name), tried),
        timed(flips, many_bounds(criterion, count, band=False)),
        timed(flips, [at_once] * _NO_DELAYS_TIMES),
        prepare_ms,
        picture_by_picture_ms(take, pose, criterion),
    )


def table(found: Sequence[Times], pictures: int) -> Table:
    """Lay out the times, a row for each criterion."""
    title = f"ms to judge {pictures} pictures by other bounds (target: {TARGET_MS:g})"
    return Table(title, HEADINGS, tuple(_row(times) for times in found), named=2)


def summary(found: Sequence[Times], pictures: int) -> Table:
    """Lay out, for each case, the times of whichever criterion took the longest."""
    cases = {
        "where the routine's steps are found": [times.routine_ms for times in found],
        "one long stay in the pose": [times.pose_ms for times in found],
        "a measure that leaves its bounds, or comes back, at every picture": [
            times.worst_ms for times in found
        ],
        "the same, without any delay": [times.no_delays_ms for times in found],
    }
    rows = [
        (
            name,
            max(statistics.median(some) for some in all_ms),
            max(float(np.percentile(some, 95)) for some in all_ms),
            max(max(some) for some in all_ms),
        )
        for name, all_ms in cases.items()
    ]
    title = f"ms to judge {pictures} pictures again, the slowest criterion (target: {TARGET_MS:g})"
    return Table(title, ("case", "median", "p95", "worst"), tuple(rows))


def _row(times: Times) -> tuple[str | float, ...]:
    figures = [
        figure
        for some in (times.routine_ms, times.pose_ms, times.worst_ms)
        for figure in (statistics.median(some), float(np.percentile(some, 95)), max(some))
    ]
    ratio = times.by_picture_ms / statistics.median(times.pose_ms)
    no_delays_ms = statistics.median(times.no_delays_ms)
    return (times.pose, times.criterion, *figures, no_delays_ms, times.prepare_ms, ratio)


def run(
    recording: Recording, library: PoseLibrary, poses: Sequence[str], count: int
) -> tuple[list[Times], int]:
    """Time every criterion of some poses; also returns the number of pictures in the hour."""
    body = body_from_recording(recording)
    routine = load_demo_flow(library)
    search = search_of(hour_of(body, truth()), routine)
    asked = [
        (library.variants(pose), criterion.name)
        for pose in poses
        for criterion in library.variants(pose)[0].criteria
    ]
    console = Console(stderr=True)
    found = [
        measured(search, variants, name, count)
        for variants, name in track(asked, "Criteria", console=console)
    ]
    return found, len(search[0].t_s)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    library = load_library(None)
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--recording", type=Path, help="landmarks of the demo clip, saved before")
    parser.add_argument("--pose", choices=library.names(), help="one pose only; default: all")
    parser.add_argument("--bounds", type=int, default=50, help="how many bounds to try")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        if asked.recording:
            recording = Recording.load(asked.recording)
        else:
            recording = recorded(stack.enter_context(demo_clip()), weights.ensure(asked.model))
    poses = [asked.pose] if asked.pose else library.names()
    found, pictures = run(recording, library, poses, asked.bounds)
    told = table(found, pictures)
    if asked.json:
        print(json.dumps(as_json(told), indent=1))
    else:
        print(markdown(summary(found, pictures)), markdown(told), sep="\n")


if __name__ == "__main__":
    main()
