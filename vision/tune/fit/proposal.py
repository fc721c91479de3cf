"""A band proposed from labels: what each threshold catches, and how often it would be wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from vision.errors import UsageError
from vision.tune.fit.grid import best, thresholds, worth
from vision.tune.fit.material import Count, Material, Outcome, ends_of, rates_of
from vision.tune.fit.stretch import Judged
from vision.tune.fit.warnings import warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Band, Criterion
    from vision.tune.bounds import Bounds
    from vision.tune.fit.stretch import Labelled
    from vision.tune.session import Array

Bound: TypeAlias = Literal["low", "high"]
BOUNDS: Final[tuple[Bound, ...]] = ("low", "high")


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What one bound of a band does at each threshold; the other bound is left open.

    Attributes
    ----------
    bound
        Which.
    threshold
        ``(n,)`` increasing, in the measure's unit.
    caught, caught_low, caught_high
        ``(n,)`` the share of the stretches marked wrong, on this bound's side, that are called,
        and its interval (`vision.tune.fit.rates.by_session`); NaN if there are none.
    false_alarms, false_alarms_low, false_alarms_high
        The same of the stretches marked correct.
    suggested
        The place of the suggestion; None if nothing is better than saying nothing, or something to
        compare is missing.
    as_good
        The least and the greatest threshold around the suggestion that do as well; None without.
    current
        The place of the bound as it is.
    values
        The least and the greatest value that was read in these stretches.

    """

    bound: Bound
    threshold: Array
    caught: Array
    caught_low: Array
    caught_high: Array
    false_alarms: Array
    false_alarms_low: Array
    false_alarms_high: Array
    suggested: int | None
    as_good: tuple[float, float] | None
    current: int
    values: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What labels tell of a criterion's band.

    Attributes
    ----------
    criterion
        Of the first variant, with the bounds as they are now.
    current
        Those.
    curves
        One for each bound there is, if anything could be judged.
    proposed
        Other bounds; None if nothing can be proposed.
    now, then
        What the band does as it is, and as proposed.
    correct, wrong
        What there was of stretches marked correct, and wrong because of the criterion.
    sessions
        How many sessions hold either.
    warnings
        What to know before trusting it, as sentences; the gravest first.

    """

    criterion: Criterion
    current: Bounds
    curves: tuple[Curve, ...]
    proposed: Bounds | None
    now: Outcome
    then: Outcome | None
    correct: Count
    wrong: Count
    sessions: int
    warnings: tuple[str, ...]


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
            f"{criterion.name} is about the order of movements, and labels of stretches cannot "
            "tell where its band should be; change its numbers by hand"
        )
    given = [replace(one, criterion=current.applied_to(one.criterion)) for one in stretches]
    material = Material.of(Judged.of(one) for one in given)
    criterion = current.applied_to(criterion)
    curves = _curves(criterion.band, material)
    proposed = _proposed(current, curves)
    result = Fit(
        criterion=criterion,
        current=current,
        curves=curves,
        proposed=proposed,
        now=material.outcome(criterion.band),
        then=material.outcome(proposed.applied_to(criterion).band) if proposed else None,
        correct=material.count(criterion, wrong=False),
        wrong=material.count(criterion, wrong=True),
        sessions=len({one.session for one in given}),
        warnings=(),
    )
    return replace(result, warnings=warnings(result))


def _curves(band: Band, material: Material) -> tuple[Curve, ...]:
    if not (material.correct or material.wrong):
        return ()
    return tuple(
        _curve(bound, band, material.correct, material.wrong_on(bound, band))
        for bound in BOUNDS
        if math.isfinite(getattr(band, bound))
    )


def _curve(bound: Bound, band: Band, correct: Sequence[Judged], wrong: Sequence[Judged]) -> Curve:
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
    """Return the bounds with what is suggested; None if nothing is, or they would cross."""
    new = {c.bound: float(c.threshold[c.suggested]) for c in curves if c.suggested is not None}
    low, high = new.get("low", current.low), new.get("high", current.high)
    return current.changed(low=low, high=high) if new and low <= high else None
