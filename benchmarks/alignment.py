"""How well the steps of a recorded routine are found; `benchmarks.judging` tells how fast.

``python -m benchmarks.alignment [--model FILE] [--recording FILE] [--json]``

The landmarker looks once at the demo clip, whose steps are known, ten times a second. What it saw
is then cut up in many ways (`benchmarks.alignment_cases`), and the steps are looked for in each.
The costs of `vision.session.recorded.paths` are tuned on this table.
"""

from __future__ import annotations

import argparse
import json
import math
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.accuracy.tables import Table, as_json, markdown
from benchmarks.alignment_cases import cases, pieces_of
from vision.app.review.judging import take_of
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.criteria.toml import read_table
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.follow import Follower
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks, body_from_recording
from vision.measure.contour import STATIONS
from vision.session.events import CorrectionDue
from vision.session.recorded.align import alignment_measures, find_stretches
from vision.session.recorded.replay import replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from benchmarks.alignment_cases import Case, Shown
    from vision.measure.body import Body
    from vision.session.recorded.take import Stretch
    from vision.session.routine import Routine

    Array = NDArray[np.float64]
    Labels = NDArray[np.intp]

RATE_HZ: Final = 10.0
HOUR_S: Final = 3600.0
NONE: Final = -1
TRUTH: Final = Path(__file__).resolve().parents[1] / "routines" / "demo.toml"


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one case.

    Attributes
    ----------
    kind, name
        Of the case.
    right
        Share of the seconds in a step's pose that are labelled with the step.
    right_pose
        The same, where any step of the same pose and side is right.
    quiet
        Share of the seconds in no step's pose that are labelled with none, or a neighbour.
    start_off_s, end_off_s
        For each step shown and found, how far off its start and end are.
    missed, invented
        How many steps were shown and not found, and found and not shown.

    """

    kind: str
    name: str
    right: float
    right_pose: float
    quiet: float
    start_off_s: tuple[float, ...]
    end_off_s: tuple[float, ...]
    missed: int
    invented: int


def recorded(video: Path, model: Path) -> Recording:
    """Look at a video `RATE_HZ` times a second."""
    times_s, found, profiles, size_px, last = [], [], [], (0, 0), -1
    blank = np.full(STATIONS, np.nan)
    with Follower(Engine(model)) as follower, VideoFile(str(video)) as pictures:
        for frame in pictures:
            tick = math.floor(frame.t_s * RATE_HZ + 1e-6)
            if tick == last:
                continue
            last, size_px = tick, frame.size_px
            seen = follower.see(frame, wait=True)
            times_s.append(frame.t_s)
            found.append(seen)
            profiles.append(blank if seen is None else body_from_landmarks(seen).dorsal_profile)
    return Recording.stack(times_s, found, np.array(profiles), size_px)


def truth() -> list[dict[str, float]]:
    """Return when each step of the demo clip begins, is in its pose, and ends."""
    return list(read_table(TRUTH).values["step"])


def evaluate(case: Case, routine: Routine) -> Result:
    """Look for the steps in a case, and compare."""
    take = take_of(case.body, alignment_measures(routine))
    return compared(case, routine, find_stretches(routine, take))


def compared(case: Case, routine: Routine, found: Sequence[Stretch]) -> Result:
    """Hold what was found against what is true."""
    t_s = case.body.t_s
    lasts_s = np.append(np.diff(t_s), 0.0)
    true, label = _labels(t_s, case.shown), _labels(t_s, found)
    inside = true != NONE
    poses = [(step.pose.name, step.pose.side) for step in routine.steps]
    same = np.array([NONE, *(poses.index(pose) for pose in poses)])
    pairs = matched(case.shown, found)
    hits = [pair for pair in pairs if pair[1] is not None]
    return Result(
        case.kind,
        case.name,
        _share(label == true, lasts_s, inside),
        _share(same[label + 1] == same[true + 1], lasts_s, inside),
        _share((label == NONE) | _neighbours(label, case.shown, t_s), lasts_s, ~inside),
        tuple(abs(s.start_s - f.start_s) for s, f in hits if f),
        tuple(abs(s.end_s - f.end_s) for s, f in hits if f),
        len(pairs) - len(hits),
        len(found) - len(hits),
    )


def _labels(t_s: Array, parts: Iterable[Shown | Stretch]) -> Labels:
    labels = np.full(t_s.shape, NONE)
    for part in parts:
        labels[(t_s >= part.start_s) & (t_s < part.end_s)] = part.index
    return labels


def _neighbours(label: Labels, shown: Sequence[Shown], t_s: Array) -> NDArray[np.bool_]:
    """Return where a label is that of the step shown before or after."""
    index = np.array([NONE, *(one.index for one in shown), NONE])
    place = np.searchsorted([one.start_s for one in shown], t_s, side="right")
    return np.asarray((label == index[place]) | (label == index[place + 1]))


def _share(what: NDArray[np.bool_], lasts_s: Array, of: NDArray[np.bool_]) -> float:
    return float(lasts_s[what & of].sum() / lasts_s[of].sum()) if lasts_s[of].any() else math.nan


def matched(shown: Sequence[Shown], found: Sequence[Stretch]) -> list[tuple[Shown, Stretch | None]]:
    """Pair each step shown with the stretch of the same step that overlaps it most, if any."""
    pairs: list[tuple[Shown, Stretch | None]] = []
    free = list(found)
    for one in shown:
        same = [f for f in free if f.index == one.index and _overlap_s(one, f) > 0]
        best = max(same, key=lambda f: _overlap_s(one, f), default=None)
        if best:
            free.remove(best)
        pairs.append((one, best))
    return pairs


def _overlap_s(one: Shown, other: Stretch) -> float:
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def by_kind(results: Iterable[Result]) -> Table:
    """Lay out the results, a row for each kind of case."""
    headings = (
        "case", "cases", "right", "right pose", "least", "quiet", "start off, median s", "worst",
        "end off, median s", "worst", "missed", "invented",
    )  # fmt: skip
    rows = []
    for kind, of_kind in groupby(results, key=lambda result: result.kind):
        some = list(of_kind)
        starts = [off for r in some for off in r.start_off_s] or [math.nan]
        ends = [off for r in some for off in r.end_off_s] or [math.nan]
        rows.append(
            (
                kind,
                len(some),
                float(np.mean([r.right for r in some])),
                float(np.mean([r.right_pose for r in some])),
                min(r.right_pose for r in some),
                float(np.nanmean([r.quiet for r in some])),
                float(np.median(starts)),
                max(starts),
                float(np.median(ends)),
                max(ends),
                sum(r.missed for r in some),
                sum(r.invented for r in some),
            )
        )
    return Table("Steps found in the demo clip, cut up", headings, tuple(rows))


def called(body: Body, routine: Routine) -> Table:
    """Return what a replay of the clip as it is corrects."""
    take = take_of(body, alignment_measures(routine))
    reviewed = replay(routine, find_stretches(routine, take), take)
    rows = tuple(
        (e.criterion, e.step + 1, e.t_s) for e in reviewed.events if isinstance(e, CorrectionDue)
    )
    return Table("Corrections in its replay", ("criterion", "step", "at s"), rows)


def run(recording: Recording) -> tuple[list[Result], list[Table]]:
    """Measure everything on the landmarks of the demo clip."""
    routine = load_demo_flow(load_library(None))
    body, steps = body_from_recording(recording), truth()
    results = [evaluate(c, routine) for c in cases(pieces_of(body, steps), RATE_HZ)]
    return results, [by_kind(results), called(body, routine)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--recording", type=Path, help="landmarks of the demo clip, saved before")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        if options.recording:
            recording = Recording.load(options.recording)
        else:
            recording = recorded(stack.enter_context(demo_clip()), weights.ensure(options.model))
    results, tables = run(recording)
    if options.json:
        print(json.dumps(_as_record(results, tables), indent=1))
    else:
        print("\n\n".join(markdown(table) for table in tables))


def _as_record(results: Iterable[Result], tables: Iterable[Table]) -> dict[str, Any]:
    names = Result.__dataclass_fields__
    cases_found = [{name: getattr(result, name) for name in names} for result in results]
    return {"cases": cases_found, "tables": [as_json(table) for table in tables]}


if __name__ == "__main__":
    main()
