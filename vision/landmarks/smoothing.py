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
        return np.asarray(self.over(np.array([t_s]), values[np.newaxis])[0])

    def over(self, t_s: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the values of the next times, exactly as one by one.

        Parameters
        ----------
        t_s
            ``(T,)`` seconds, strictly increasing, later than the call before.
        values
            ``(T, ...)``, NaN where unseen.

        Returns
        -------
        NDArray
            Shaped as ``values``, NaN exactly where they are.

        Raises
        ------
        ValueError
            If time does not advance.

        """
        before_s = np.concatenate([[self._now_s], t_s[:-1]])
        if not (t_s > before_s).all():
            now_s, then_s = next((t, b) for t, b in zip(t_s, before_s, strict=True) if not t > b)
            raise ValueError(f"time should advance: {now_s} s comes after {then_s} s")
        if not t_s.size:
            return values
        self._now_s = float(t_s[-1])
        columns = values.reshape(t_s.size, -1)
        self._memory = self._memory or _Memory(columns.shape[1])
        return self._memory.follow(t_s, columns, self._tuning).reshape(values.shape)


class _Memory:
    """When each of some numbers was last seen, and its smoothed value and speed then."""

    def __init__(self, count: int) -> None:
        self._seen_s = np.full(count, -np.inf)
        self._values = np.zeros(count)
        self._speeds = np.zeros(count)

    def follow(
        self, t_s: NDArray[np.float64], values: NDArray[np.float64], tuning: Tuning
    ) -> NDArray[np.float64]:
        """Go through ``(T, count)`` values and return them smoothed."""
        seen = ~np.isnan(values)
        gaps_s = self._gaps_s(t_s, seen)
        goes_on = seen & (gaps_s <= tuning.max_gap_s)
        # What does not go on takes a step of no size: the unseen stays as it was, the new is set.
        turns_per_hz = np.where(goes_on, 2 * np.pi * gaps_s, 0.0)
        followed = self._walk(
            np.where(seen, values, 0.0),
            np.where(goes_on, gaps_s, 1.0),
            turns_per_hz,
            seen & ~goes_on,
            tuning,
        )
        return np.where(seen, followed, np.nan)

    def _gaps_s(self, t_s: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how long before each value its number was last seen, inf for never."""
        now_s = t_s[:, np.newaxis]
        seen_s = np.concatenate([self._seen_s[np.newaxis], np.where(seen, now_s, -np.inf)])
        latest_s = np.maximum.accumulate(seen_s, axis=0)
        self._seen_s = latest_s[-1]
        return np.asarray(now_s - latest_s[:-1])

    def _walk(
        self,
        values: NDArray[np.float64],
        gaps_s: NDArray[np.float64],
        turns_per_hz: NDArray[np.float64],
        anew: NDArray[np.bool_],
        tuning: Tuning,
    ) -> NDArray[np.float64]:
        """Go through ``(T, count)`` values: each step builds on the last, so it has to be lean."""
        value, speed = self._values, self._speeds
        off, pull, walked = np.empty_like(value), np.empty_like(value), np.empty_like(values)
        speed_share = _share(tuning.speed_cutoff_hz * turns_per_hz)
        starts = np.asarray(anew.any(axis=1))
        rows = zip(values, gaps_s, turns_per_hz, speed_share, anew, starts, walked, strict=True)
        for new, gap_s, turns, share, new_ones, any_new, smoothed in rows:
            np.subtract(new, value, out=off)
            np.divide(off, gap_s, out=pull)
            np.subtract(pull, speed, out=pull)
            np.multiply(pull, share, out=pull)
            np.add(speed, pull, out=speed)
            np.abs(speed, out=pull)
            np.multiply(pull, tuning.beta, out=pull)
            np.add(pull, tuning.min_cutoff_hz, out=pull)
            np.multiply(pull, turns, out=pull)
            np.multiply(off, _share(pull), out=off)
            np.add(value, off, out=value)
            if any_new:
                np.copyto(value, new, where=new_ones)
                np.copyto(speed, 0.0, where=new_ones)
            smoothed[:] = value
        return walked


def _share(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far a first-order low-pass filter goes, of time constant 1 / (2 pi cutoff)."""
    return np.asarray(turns / (1.0 + turns))
