"""The runs of a criterion's track as a report draws and counts them: cut, joined, as spans."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.session.recorded.tracks import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Criterion
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.recorded.tracks import Track


BREATH_GROUP: Final = "breath"


def group_of(c: Criterion) -> str:
    """Return what a criterion is shown among: others of its kind, or those of the breath."""
    return BREATH_GROUP if c.of_breath else c.kind


def told_tracks(steps: Iterable[ReviewedStep]) -> list[tuple[ReviewedStep, Track]]:
    """Return every track with its step, without those of a breath that was seen in no step.

    Recordings made before breaths were followed have none at all.
    """
    tracks = [(step, track) for step in steps for track in step.tracks]
    breathes = any(
        run.status is not Status.UNSEEN
        for _, track in tracks
        if track.criterion.of_breath
        for run in track.runs
    )
    return [each for each in tracks if breathes or not each[1].criterion.of_breath]


def judged_runs(step: ReviewedStep, track: Track) -> list[Run]:
    """Return the runs in which a criterion speaks of the step.

    On the way in, only movement does: what shows the pose itself is judged once one is in it.
    """
    moving = track.criterion.kind in (Kind.MOVEMENT, Kind.LEAVE)
    return clipped(
        track.runs,
        step.stretch.lead_s if moving else step.stretch.start_s,
        math.inf if moving else step.stretch.end_s,
    )


def merged(runs: Sequence[Run], least_s: float) -> list[Run]:
    """Return the same runs with none shorter than ``least_s``, but for the last before a gap.

    A short one takes from the next what it needs. A miss within makes the whole a miss, so that
    none disappears. Where runs do not adjoin, the gap stays as it is.
    """
    return [run for part in _adjoining(runs) for run in _merged(part, least_s)]


def _adjoining(runs: Sequence[Run]) -> list[list[Run]]:
    parts: list[list[Run]] = []
    for run in runs:
        if parts and parts[-1][-1].end_s >= run.start_s:
            parts[-1].append(run)
        else:
            parts.append([run])
    return parts


def _merged(runs: Sequence[Run], least_s: float) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        cut_s = run.start_s
        if out and out[-1].end_s - out[-1].start_s < least_s:
            cut_s = min(run.end_s, out[-1].start_s + least_s)
            out[-1] = _joined(out[-1], replace(run, end_s=cut_s))
        if out and _same(out[-1], run):
            out[-1] = replace(out[-1], end_s=run.end_s)
        elif cut_s < run.end_s:
            out.append(replace(run, start_s=cut_s))
    return out


def _same(one: Run, other: Run) -> bool:
    return (one.status, one.reason) == (other.status, other.reason)


def _joined(one: Run, other: Run) -> Run:
    longer = max(one, other, key=lambda run: run.end_s - run.start_s)
    missed = next((run for run in (one, other) if run.status is Status.MISSED), longer)
    return Run(one.start_s, other.end_s, missed.status, missed.reason)


def spans_of(runs: Sequence[Run], *statuses: Status) -> list[tuple[float, float]]:
    """Return the times, ``(from, to)`` in seconds, in which a run has one of some statuses."""
    out: list[tuple[float, float]] = []
    for run in runs:
        if run.status not in statuses:
            continue
        if out and out[-1][1] == run.start_s:
            out[-1] = (out[-1][0], run.end_s)
        else:
            out.append((run.start_s, run.end_s))
    return out


def clipped(runs: Sequence[Run], from_s: float, to_s: float) -> list[Run]:
    """Return the part of runs within a time."""
    cut = [Run(max(r.start_s, from_s), min(r.end_s, to_s), r.status, r.reason) for r in runs]
    return [run for run in cut if run.end_s > run.start_s]
