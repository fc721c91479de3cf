"""The One Euro filter: steady while the body is still, quick while it moves.

A low-pass filter whose cutoff rises with the speed of what it follows: Casiez, Roussel and Vogel,
"1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input in Interactive Systems",
CHI 2012, algorithm 1. It is driven by the times it is handed, so dropped pictures and uneven
frame rates change nothing, and it works on arrays of any shape, each element on its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tuning:
    """How steady, how quick, how forgetful.

    Attributes
    ----------
    min_cutoff_hz
        Cutoff for a body at rest; lower is steadier.
    beta
        Rise of the cutoff with speed, Hz per (unit of the values per second); higher is quicker.
    speed_cutoff_hz
        Cutoff of the filter on the speed itself.
    max_gap_s
        What is unseen for longer starts anew, instead of being dragged from where it was.

    """

    min_cutoff_hz: float = 1.0
    beta: float = 0.0
    speed_cutoff_hz: float = 1.0
    max_gap_s: float = 0.5


BACK_TUNING: Final = Tuning(min_cutoff_hz=0.5, beta=5.0)
"""For the profile of the back, in chords: the landmarker smooths its landmarks well, but not the
silhouette. The bow of a back held still trembles a third as much, 15 ms late (see
``benchmarks/SMOOTHING.md``)."""


class OneEuro:
    """Smooths a stream of arrays of one shape.

    Parameters
    ----------
    tuning
        The filter's settings.

    """

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._now_s = -math.inf
        self._memory: _Memory | None = None

    def __call__(self, t_s: float, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the values at ``t_s`` and return them smoothed.

        Parameters
        ----------
        t_s
            Seconds, later than the call before.
        values
            Any shape, the same in every call. NaN is unseen: it comes back as NaN, and each element
            resumes from its own past unless it was unseen for longer than ``max_gap_s``.

        Returns
        -------
        NDArray
            Shaped as ``values``; an element's first sample comes back as it is.

        Raises
        ------
        ValueError
            If time does not advance.

        """
        if not t_s > self._now_s:
            raise ValueError(f"time should advance: {t_s} s comes after {self._now_s} s")
        self._now_s = t_s
        memory = self._memory or _Memory.blank(values.shape)
        self._memory = memory.advanced(t_s, values, self._tuning)
        return np.where(np.isnan(values), np.nan, self._memory.values)


def smooth(
    t_s: NDArray[np.float64], values: NDArray[np.float64], tuning: Tuning
) -> NDArray[np.float64]:
    """Smooth a whole recording, exactly as `OneEuro` does picture by picture.

    Parameters
    ----------
    t_s
        ``(T,)`` seconds, strictly increasing.
    values
        ``(T, ...)``, NaN where unseen.
    tuning
        The filter's settings.

    Returns
    -------
    NDArray
        Shaped as ``values``, NaN exactly where they are.

    """
    follow = OneEuro(tuning)
    rows = [follow(float(t), row) for t, row in zip(t_s, values, strict=True)]
    return np.array(rows).reshape(values.shape)


@dataclass(frozen=True, slots=True)
class _Memory:
    """When each element was last seen, and its smoothed value and speed then; NaN before that."""

    seen_s: NDArray[np.float64]
    values: NDArray[np.float64]
    speeds: NDArray[np.float64]

    @classmethod
    def blank(cls, shape: tuple[int, ...]) -> _Memory:
        return cls(*(np.full(shape, np.nan) for _ in range(3)))

    def advanced(self, t_s: float, values: NDArray[np.float64], tuning: Tuning) -> _Memory:
        gap_s = t_s - self.seen_s
        speeds = _toward(self.speeds, (values - self.values) / gap_s, tuning.speed_cutoff_hz, gap_s)
        cutoff_hz = tuning.min_cutoff_hz + tuning.beta * np.abs(speeds)
        followed = _toward(self.values, values, cutoff_hz, gap_s)
        # Written so that NaN, for never seen, starts anew as well.
        goes_on = gap_s <= tuning.max_gap_s
        seen = ~np.isnan(values)
        return _Memory(
            np.where(seen, t_s, self.seen_s),
            np.where(seen, np.where(goes_on, followed, values), self.values),
            np.where(seen, np.where(goes_on, speeds, 0.0), self.speeds),
        )


def _toward(
    old: NDArray[np.float64],
    new: NDArray[np.float64],
    cutoff_hz: NDArray[np.float64] | float,
    gap_s: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Take the step of a first-order low-pass filter, of time constant 1 / (2 pi cutoff)."""
    turns = 2 * np.pi * cutoff_hz * gap_s
    step: NDArray[np.float64] = old + turns / (1 + turns) * (new - old)
    return step
