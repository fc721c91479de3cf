"""What was read of a breath, against what is true of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.breathing.wave import EMPTY, FULL, OUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.breathing.cases import Case
    from benchmarks.breathing.series import Series
    from benchmarks.breathing.wave import Wave

NEAR_RATE_PER_MIN: Final = 0.5
NEAR_CHANGE_S: Final = 0.4
HOLD_S: Final = 90.0
"""A hold as it is practised; clips are shorter."""
_EVERY_S: Final = 1.0
"""Rates are compared so often: from one picture to the next they hardly change."""
_LEAST_WINDOW_S: Final = 0.75
_LEAST_HELD_S: Final = 0.8
_SIDE: Final = 0.05
"""An abdomen's share nearer to a half than this is neither chest nor abdomen."""


@dataclass(frozen=True, slots=True)
class Score:
    """One clip's figures; NaN where there is nothing to count.

    Attributes
    ----------
    first_s
        When the phase is told first, NaN for never.
    unseen_after
        Share of the moments from then on at which it is not told.
    rate_errors_per_min
        Measured less true rate, every second it is told.
    change_errors_s
        Measured less true time of each change that is seen and found, seconds.
    changes_missed
        Changes that happen while the phase is told, and are not found.
    held
        For each breath held while the phase is told, whether that is told.
    held_wrongly
        Share of the moving time, away from changes, that is told as held.
    abdomen_share, true_abdomen_share
        The median of what was measured, and the truth.
    depth, true_depth
        The median of what was measured, and how far abdomen or chest widens, whichever does more,
        in trunks.
    in_share, true_in_share
        The median, and the truth.
    claimed
        Share of the moments at which a rate is told.
    follows
        Share of the moments at which the breath is said to follow the pacer.

    """

    first_s: float
    unseen_after: float
    rate_errors_per_min: tuple[float, ...]
    change_errors_s: tuple[float, ...]
    changes_missed: int
    held: tuple[bool, ...]
    held_wrongly: float
    abdomen_share: float
    true_abdomen_share: float
    depth: float
    true_depth: float
    in_share: float
    true_in_share: float
    claimed: float
    follows: float

    @property
    def unseen_of_hold(self) -> float:
        """Share of a hold of `HOLD_S` that is unseen: until the breath is first told, and after."""
        if math.isnan(self.first_s):
            return 1.0
        return (self.first_s + self.unseen_after * (HOLD_S - self.first_s)) / HOLD_S

    @property
    def abdomen_right(self) -> bool | None:
        """Whether chest and abdomen are told apart; None where both do the same or none is told."""
        if math.isnan(self.abdomen_share) or not abs(self.true_abdomen_share - 0.5) > _SIDE:
            return None
        return (self.abdomen_share > 0.5) == (self.true_abdomen_share > 0.5)  # noqa: PLR2004


def score(case: Case, series: Series, says_follows: NDArray[np.bool_]) -> Score:
    """Compare one clip with its truth."""
    wave, lag_s, amounts = case.shoot.wave, case.shoot.lag_s, case.shoot.setting.amounts
    told = np.isfinite(series.phase)
    first = int(told.argmax()) if told.any() else -1
    errors_s, missed = change_errors(wave, lag_s, series)
    return Score(
        float(series.t_s[first]) if first >= 0 else math.nan,
        float(1.0 - told[first:].mean()) if first >= 0 else math.nan,
        rate_errors(wave, lag_s, series),
        errors_s,
        missed,
        held(wave, lag_s, series),
        held_wrongly(wave, lag_s, series),
        _median(series.abdomen_share),
        amounts.abdomen_share,
        _median(series.depth),
        max(amounts.abdomen_m, amounts.chest_m) / case.trunk_m,
        _median(series.in_share),
        _in_share(wave),
        float(np.isfinite(series.rate_per_min).mean()) if len(series.t_s) else 0.0,
        float(says_follows.mean()) if len(series.t_s) else 0.0,
    )


def rate_errors(wave: Wave, lag_s: float, series: Series) -> tuple[float, ...]:
    """Return measured less true rate, a minute, every second the rate is told."""
    seconds = np.arange(0.0, float(series.t_s[-1]) if len(series.t_s) else 0.0, _EVERY_S)
    index = np.searchsorted(series.t_s, seconds)
    errors = series.rate_per_min[index] - wave.rate_per_min(seconds - lag_s)
    return tuple(errors[np.isfinite(errors)].tolist())


def change_errors(wave: Wave, lag_s: float, series: Series) -> tuple[tuple[float, ...], int]:
    """Return measured less true time of each change, seconds, and how many were missed.

    Of a change at which the phase is told, just before and just after, the nearest beginning of
    the same phase counts, within half of the shorter phase beside it. A breath held for less than
    `_LEAST_HELD_S` is turned rather than held, and nothing is asked of it.
    """
    begins_s = _beginnings(series)
    errors, missed = [], 0
    changes = [(when_s + lag_s, phase) for when_s, phase in wave.changes]
    ends_s = [*(when_s for when_s, _ in changes[1:]), wave.duration_s]
    for (before_s, _), (when_s, phase), end_s in zip(
        changes, changes[1:], ends_s[1:], strict=False
    ):
        if phase in {FULL, EMPTY} and end_s - when_s < _LEAST_HELD_S:
            continue
        window_s = max(0.5 * min(when_s - before_s, end_s - when_s), _LEAST_WINDOW_S)
        if not _told_around(series, when_s, window_s):
            continue
        off_s = begins_s[phase] - when_s
        near_s = off_s[np.abs(off_s) <= window_s]
        if near_s.size:
            errors.append(float(near_s[np.abs(near_s).argmin()]))
        else:
            missed += 1
    return tuple(errors), missed


def _beginnings(series: Series) -> list[NDArray[np.float64]]:
    """Return when each of the four phases is told to begin."""
    begins: list[list[float]] = [[], [], [], []]
    for (t_s, now), (_, before) in zip(
        zip(series.t_s[1:], series.phase[1:], strict=True),
        zip(series.t_s[:-1], series.phase[:-1], strict=True),
        strict=True,
    ):
        if math.isfinite(now) and math.isfinite(before) and now != before:
            begins[int(now)].append(float(t_s))
    return [np.array(each) for each in begins]


def _told_around(series: Series, when_s: float, window_s: float) -> bool:
    """Return whether the phase is told all around a change, up to the end of the series."""
    near = np.abs(series.t_s - when_s) <= window_s
    reaches = len(series.t_s) > 0 and series.t_s[-1] >= when_s + window_s
    return bool(reaches and near.any() and np.isfinite(series.phase[near]).all())


def held(wave: Wave, lag_s: float, series: Series) -> tuple[bool, ...]:
    """Return of each breath held while the phase is told whether it is told as held."""
    found = []
    for (start_s, phase), (end_s, _) in pairwise([*wave.changes, (wave.duration_s, -1)]):
        if phase not in {FULL, EMPTY} or end_s - start_s < _LEAST_HELD_S:
            continue
        middle = (series.t_s >= start_s + lag_s) & (series.t_s <= end_s + lag_s)
        told = series.phase[middle]
        told = told[np.isfinite(told)]
        if told.size > 0.5 * middle.sum() > 0:
            found.append(bool((told == phase).mean() >= 0.5))  # noqa: PLR2004 - most of it
    return tuple(found)


def held_wrongly(wave: Wave, lag_s: float, series: Series) -> float:
    """Return the share of moving time, away from changes, that is told as a breath held."""
    times_s = series.t_s - lag_s
    when_s = np.array([when for when, _ in wave.changes])
    away = np.abs(times_s[:, None] - when_s).min(axis=1) > NEAR_CHANGE_S
    moving = away & ~np.isin(wave.phase(times_s), (FULL, EMPTY)) & np.isfinite(series.phase)
    return float(np.isin(series.phase[moving], (FULL, EMPTY)).mean()) if moving.any() else math.nan


def _in_share(wave: Wave) -> float:
    lengths_s = np.array(wave.cycles).sum(axis=0)
    both_s = float(lengths_s[0] + lengths_s[OUT])
    return float(lengths_s[0]) / both_s if both_s > 0.0 else math.nan


def _median(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else math.nan
