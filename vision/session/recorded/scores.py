"""How well bands are kept, and poses recognised, at every picture of a recording at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Band, Criterion, Pose
    from vision.session.recorded.take import Array


def scores(band: Band, values: Array) -> Array:
    """Return how well each value keeps a band, as `vision.criteria.judge.score` tells of one.

    Parameters
    ----------
    band
        The bounds, and the margin over which the score falls from 1 to 0.
    values
        Any shape, in the measure's unit; NaN for "cannot tell" gives NaN.

    """
    outside = np.maximum(np.maximum(band.low - values, values - band.high), 0.0)
    if band.margin > 0:
        return np.asarray(np.maximum(0.0, 1.0 - outside / band.margin))
    return np.where(np.isnan(values), np.nan, np.where(outside > 0, 0.0, 1.0))


def recognition(pose: Pose, measures: Mapping[str, Array], *, tell: bool) -> Array:
    """Return how well a body is recognised in a pose at each picture, in [0, 1].

    It is as good as the one criterion that is kept worst: all of them have to be met, and a mean
    would let many that nearly every pose keeps hide the one that tells them apart. As in
    `vision.criteria.judge.all_met`, a miss decides even where others are unseen, and what is
    optional is left out where it is unseen.

    Parameters
    ----------
    pose
        What may be recognised.
    measures
        Measures by name, ``(T,)`` each, NaN for "cannot tell"; at least one. What is not among
        them cannot be told.
    tell
        Whether what tells the pose from others counts, too.

    Returns
    -------
    ``(T,)``; NaN where it cannot be told: nothing is seen, or something that is not optional is
    unseen while nothing that is seen is missed.

    """
    shape = next(iter(measures.values())).shape
    kinds = (Kind.RECOGNISE, Kind.TELL) if tell else (Kind.RECOGNISE,)
    worst = np.full(shape, np.inf)
    hidden = np.zeros(shape, bool)
    for criterion in (c for kind in kinds for c in pose.of(kind)):
        found = _judgeable_scores(criterion, measures)
        worst = np.fmin(worst, found)
        if not criterion.optional:
            hidden |= np.isnan(found)
    return np.where((hidden & (worst > 0)) | np.isinf(worst), np.nan, worst)


def likeness(pose: Pose, measures: Mapping[str, Array]) -> Array:
    """Return how much of what tells a pose from others is so at each picture, in [0, 1].

    The mean over the criteria of telling that can be judged: each is a hint of its own, and none
    is decisive. ``measures`` as for `recognition`.

    Returns
    -------
    ``(T,)``; NaN where there is none, or none can be judged.

    """
    shape = next(iter(measures.values())).shape
    total, count = np.zeros(shape), np.zeros(shape)
    for criterion in pose.of(Kind.TELL):
        found = np.broadcast_to(_judgeable_scores(criterion, measures), shape)
        total += np.nan_to_num(found)
        count += ~np.isnan(found)
    return np.asarray(np.divide(total, count, out=np.full(shape, np.nan), where=count > 0))


def judgeable_values(criterion: Criterion, measures: Mapping[str, Array]) -> Array:
    """Return what `vision.criteria.judge.judgeable` gives at each picture.

    Parameters
    ----------
    criterion
        What is judged.
    measures
        Measures by name, ``(T,)`` each, NaN for "cannot tell".

    Returns
    -------
    ``(T,)`` values of its measure, NaN where it may not be judged by them; ``()`` if nothing it
    asks for is among the measures.

    """
    silent = _named(measures, VIEW_MEASURE) > VIEW_LIMIT_DEG[criterion.view]
    if criterion.when is not None:
        kept = scores(criterion.when, _named(measures, criterion.when.measure))
        silent = silent | ~(kept > 0)
    return np.where(silent, np.nan, _named(measures, criterion.band.measure))


def _judgeable_scores(criterion: Criterion, measures: Mapping[str, Array]) -> Array:
    return scores(criterion.band, judgeable_values(criterion, measures))


def _named(measures: Mapping[str, Array], name: str) -> Array:
    return measures[name] if name in measures else np.asarray(np.nan)
