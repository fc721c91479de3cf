"""Less to draw, with nothing lost that one would want to see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.model import Status
from vision.session.recorded.reviewed import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def thinned(values: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Return which points of a curve to draw so that it looks the same.

    Parameters
    ----------
    values
        ``(T,)``, NaN for gaps.
    most
        How many points there may be, at least 4.

    Returns
    -------
    NDArray[np.intp]
        Indices, increasing: of each bin its lowest and its highest value, so that no peak is lost,
        and the first point of a gap that begins in it.

    """
    if len(values) <= most:
        return np.arange(len(values))
    bins = np.array_split(np.arange(len(values)), most // 3)
    return np.unique(np.concatenate([_kept(values, each) for each in bins]))


def _kept(values: NDArray[np.float64], indices: NDArray[np.intp]) -> NDArray[np.intp]:
    unseen = np.isnan(values[indices])
    gap = indices[unseen][:1]
    seen = indices[~unseen]
    if not len(seen):
        return gap
    extremes = seen[[np.argmin(values[seen]), np.argmax(values[seen])]]
    return np.concatenate([extremes, gap])


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
