"""A band proposed from labels: what each threshold catches, and how often it would be wrong."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.errors import UsageError
from vision.measure.catalog import UNITS
from vision.session.recorded.statuses import TakeValues
from vision.tune.fit.evidence import Evidence, ends_of, rates_of
from vision.tune.fit.result import BOUNDS, Curve, Fit, worth
from vision.tune.fit.stretch import Judgeable
from vision.tune.fit.warnings import warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Band, Criterion
    from vision.session.recorded.take import Array, Flags
    from vision.tune.bounds import Bounds
    from vision.tune.fit.result import Bound
    from vision.tune.fit.stretch import Labelled

_FEWEST: Final = 100
"""Steps over the range, at most 2.5 times as many, as they are 1, 2 or 5 of something. Fewer where
they would be finer than a tenth of what people write."""
_SAME: Final = 1e-9


def fit(criterion: Criterion, current: Bounds, stretches: Iterable[Labelled]) -> Fit:
    """Propose a band.

    A stretch is called if its criterion is missed at any picture of it, judged from its first
    picture on, with margin and times as they are. Each bound is fitted on its own; of a band with
    two, every stretch marked wrong belongs to the one on whose side of the correct ones it lies, by
    the medians.

    Parameters
    ----------
    criterion
        Any of its variants: all are tuned by the same numbers.
    current
        What it is judged by now.
    stretches
        What is known of it.

    Raises
    ------
    UsageError
        If it is a criterion of order, which has no band that could be told by.

    """
    if criterion.before is not None:
        raise UsageError(
            "{criterion} is about the order of movements, and labels of stretches cannot tell "
            "where its band should be; change its numbers by hand",
            criterion=criterion.name,
        )
    given = [replace(one, criterion=current.applied_to(one.criterion)) for one in stretches]
    values = {take: TakeValues(take) for take in {one.take for one in given}}
    evidence = Evidence.of(Judgeable.of(one, values[one.take]) for one in given)
    criterion = current.applied_to(criterion)
    curves = _curves(criterion.band, evidence)
    proposed = _proposed(current, curves)
    result = Fit(
        criterion=criterion,
        current=current,
        curves=curves,
        proposed=proposed,
        now=evidence.outcome(criterion.band),
        then=evidence.outcome(proposed.applied_to(criterion).band) if proposed else None,
        correct=evidence.count(criterion, wrong=False),
        wrong=evidence.count(criterion, wrong=True),
        sessions=len({one.take.name for one in given}),
        warnings=(),
    )
    told = replace(result, warnings=warnings(result))
    # What is no better than what there is, is not proposed in the same breath.
    return replace(told, proposed=None) if told.no_better else told


def _curves(band: Band, evidence: Evidence) -> tuple[Curve, ...]:
    if not (evidence.correct or evidence.wrong):
        return ()
    return tuple(
        _curve(bound, band, evidence.correct, evidence.wrong_on(bound, band))
        for bound in BOUNDS
        if math.isfinite(getattr(band, bound))
    )


def _curve(
    bound: Bound, band: Band, correct: Sequence[Judgeable], wrong: Sequence[Judgeable]
) -> Curve:
    ends = ends_of(correct, wrong, otherwise=getattr(band, bound))
    tried = thresholds(ends, band, bound)
    alone = replace(band, low=-math.inf, high=math.inf)
    bands = [replace(alone, **{bound: threshold}) for threshold in tried.tolist()]
    caught, alarms = rates_of(wrong, bands), rates_of(correct, bands)
    place, as_good = None, None
    if correct and wrong:
        found = best(tried, worth(caught.value, alarms.value), band.measure, bound)
        if found:
            place, as_good = found[0], (float(tried[found[1]]), float(tried[found[2]]))
    return Curve(
        bound=bound,
        threshold=tried,
        caught=caught.value,
        caught_low=caught.low,
        caught_high=caught.high,
        false_alarms=alarms.value,
        false_alarms_low=alarms.low,
        false_alarms_high=alarms.high,
        suggested=place,
        as_good=as_good,
        current=int(np.searchsorted(tried, getattr(band, bound))),
        values=(float(ends.min()), float(ends.max())),
    )


def _proposed(current: Bounds, curves: Iterable[Curve]) -> Bounds | None:
    """Return the bounds with what is surely suggested; None if nothing is, or they would cross."""
    sure = [curve for curve in curves if curve.suggested is not None and not curve.unsure]
    new = {c.bound: float(c.threshold[c.suggested]) for c in sure if c.suggested is not None}
    low, high = new.get("low", current.low), new.get("high", current.high)
    return current.changed(low=low, high=high) if new and low <= high else None


# --- thresholds that are tried, and the best of them --------------------------------------------


def thresholds(values: Array, band: Band, bound: str) -> Array:
    """Return what is tried of a bound: even steps of a round size, and the bound as it is.

    Parameters
    ----------
    values
        What was read in labelled stretches, at least one, without NaN.
    band
        As it is now: its ``bound`` is finite.
    bound
        ``"low"`` or ``"high"``.

    Returns
    -------
    ``(n,)`` increasing. From where every value is beyond the margin to where none is.

    """
    outwards = band.margin if bound == "low" else -band.margin
    least, most = float(values.min()) + outwards, float(values.max()) + outwards
    # All the same: a little to either side of it.
    span = (most - least) or max(abs(least) * 0.1, 1e-3)
    step = _round_step(max(span / _FEWEST, _digit(band.measure) / 10))
    digits = max(0, -math.floor(math.log10(step)))
    first, last = math.floor(least / step) - 1, math.ceil(most / step) + 1
    even = np.round(np.arange(first, last + 1) * step, digits)
    return np.union1d(even, [getattr(band, bound)])


def _round_step(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten up to ``most``."""
    power: float = 10.0 ** math.floor(math.log10(most))
    return max(power * part for part in (1, 2, 5) if power * part <= most * (1 + _SAME))


def best(tried: Array, worths: Array, measure: str, bound: str) -> tuple[int, int, int] | None:
    """Return the places of the suggestion, and of the first and last threshold as good as it.

    Of the best thresholds, the widest row that adjoins; of rows as wide, the laxer. The suggestion
    is its middle, where there is most room to either side; a round number if one is near the middle
    (within a quarter of the row). None if nothing is better than saying nothing.
    """
    top = float(worths.max())
    if not top > _SAME:
        return None
    rows = _rows(worths >= top - _SAME)
    laxest = rows if bound == "low" else rows[::-1]
    first, last = max(laxest, key=lambda row: round(float(tried[row[1]] - tried[row[0]]), 9))
    row = tried[first : last + 1]
    middle = (row[0] + row[-1]) / 2
    off = np.abs(row - middle)
    near = _is_round(row, measure) & (off <= (row[-1] - row[0]) / 4)
    return first + int(np.argmin(np.where(near, off, np.inf) if near.any() else off)), first, last


def _rows(flags: Flags) -> list[tuple[int, int]]:
    """Return first and last place of every row of flags that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]


def _is_round(values: Array, measure: str) -> Flags:
    digit = _digit(measure)
    return np.asarray(np.abs(values - np.round(values / digit) * digit) < digit * 1e-6)


def _digit(measure: str) -> float:
    """Return what people round a measure to: whole degrees, hundredths of anything else."""
    return 1.0 if UNITS.get(measure, "").startswith("deg") else 0.01
