"""The thresholds that are tried of a bound, and which of them is suggested."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.criteria.model import Band
    from vision.tune.session import Array

Number = TypeVar("Number", float, "Array")

ALARM_WEIGHT: Final = 3.0
"""How many misses not called one false alarm is worth: a wrong correction is worse than silence, as
whoever hears one stops believing those that are right."""

_FEWEST: Final = 100
"""Steps over the range, at most 2.5 times as many, as they are 1, 2 or 5 of something. Fewer where
they would be finer than a tenth of what people write."""
_SAME: Final = 1e-9


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


def worth(caught: Number, false_alarms: Number) -> Number:
    """Return how good thresholds are: 0 is saying nothing, 1 is all caught without false alarm."""
    return caught - ALARM_WEIGHT * false_alarms


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


def _rows(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last place of every row of flags that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]


def _is_round(values: Array, measure: str) -> NDArray[np.bool_]:
    digit = _digit(measure)
    return np.asarray(np.abs(values - np.round(values / digit) * digit) < digit * 1e-6)


def _digit(measure: str) -> float:
    """Return what people round a measure to: whole degrees, hundredths of anything else."""
    return 1.0 if UNITS.get(measure, "").startswith("deg") else 0.01
