"""Errors in a few numbers: bias, mean size, limits of agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_LIMITS: Final = 1.96
_DRAWS: Final = 2000
_TAILS: Final = (2.5, 97.5)
_FEW: Final = 2
_NOTHING: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Errors:
    """What is left of many errors.

    Attributes
    ----------
    cases
        How many there were, with or without a number.
    count
        How many were numbers; the rest is unseen.
    bias
        Their mean.
    mae
        The mean of their sizes.
    half_width
        1.96 standard deviations: ``bias`` plus and minus it are the 95 % limits of agreement (Bland
        and Altman, 1986, "Statistical methods for assessing agreement between two methods of
        clinical measurement").
    p95
        The size that 95 of 100 errors keep within.

    """

    cases: int
    count: int
    bias: float
    mae: float
    half_width: float
    p95: float

    @property
    def unseen(self) -> float:
        """The share that gave no number; NaN without cases."""
        return 1.0 - self.count / self.cases if self.cases else _NOTHING

    def __str__(self) -> str:
        """Write as ``-2.3 ± 6.4 (3.1; 4 % of 50 unseen)``: limits, mean size, unseen."""
        if not self.cases:
            return "-"
        tail = f"{100 * self.unseen:.0f} % of {self.cases} unseen"
        if not self.count:
            return f"- ({tail})"
        return f"{_digits(self.bias)} ± {_digits(self.half_width)} ({_digits(self.mae)}; {tail})"


def errors_of(values: Iterable[float]) -> Errors:
    """Sum up errors; NaN is one that could not be taken."""
    every = np.array(list(values), float)
    told = every[np.isfinite(every)]
    if not told.size:
        return Errors(every.size, 0, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
    spread = float(told.std(ddof=1)) if told.size >= _FEW else _NOTHING
    sizes = np.abs(told)
    return Errors(
        every.size,
        told.size,
        float(told.mean()),
        float(sizes.mean()),
        _LIMITS * spread,
        float(np.percentile(sizes, 95)),
    )


def mae_interval(values: Iterable[float], seed: int = 0) -> tuple[float, float]:
    """Give the 95 % bootstrap interval of the mean size of errors; NaN are left out."""
    told = np.array([abs(value) for value in values if np.isfinite(value)])
    if not told.size:
        return _NOTHING, _NOTHING
    rng = np.random.default_rng(seed)
    means: NDArray[np.float64] = told[rng.integers(0, told.size, (_DRAWS, told.size))].mean(axis=1)
    low, high = np.percentile(means, _TAILS)
    return float(low), float(high)


def _digits(value: float) -> str:
    """Write with one digit after the point from 2 on, with two below, three below a tenth."""
    size = abs(value)
    if np.isnan(value):
        return "-"
    if size >= 2.0:  # noqa: PLR2004 - said above
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 else f"{value:.3f}"  # noqa: PLR2004 - said above
