"""What motions follow, as far back as they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.measure.geometry import Array
    from vision.measure.registry import Motion


class Past:
    """Takes motions of one picture after the other, or of many at once.

    Parameters
    ----------
    motions
        Those that are wanted, by name.

    """

    def __init__(self, motions: Mapping[str, Motion]) -> None:
        self._motions = motions
        self._followed = sorted({of for motion in motions.values() for of in motion.of})
        self._windows_s = {motion.window_s for motion in motions.values()}
        self._columns = {
            name: [self._followed.index(of) for of in motion.of] for name, motion in motions.items()
        }
        # Both end with a row of NaN, which stands for all that is outside of a window.
        self._t_s = np.full(1, np.nan)
        self._values = np.full((1, len(self._followed)), np.nan)

    def take(self, t_s: Array, values: Mapping[str, Array]) -> dict[str, Array]:
        """Take in the next pictures, and return each motion of them.

        Parameters
        ----------
        t_s
            ``(T,)`` seconds, at least one.
        values
            What is followed, by name, each ``(T,)``.

        """
        if not self._motions:
            return {}
        newest = np.stack([values[name] for name in self._followed], axis=-1)
        self._t_s = np.concatenate([self._t_s[:-1], t_s, self._t_s[-1:]])
        self._values = np.concatenate([self._values[:-1], newest, self._values[-1:]])
        places = {window_s: self._places(window_s, t_s.size) for window_s in self._windows_s}
        moved = {
            name: self._moved(motion, self._columns[name], places[motion.window_s])
            for name, motion in self._motions.items()
        }
        forgotten = int(self._t_s.searchsorted(t_s[-1] - max(self._windows_s)))
        self._t_s, self._values = self._t_s[forgotten:], self._values[forgotten:]
        return moved

    def _places(self, window_s: float, count: int) -> NDArray[np.intp]:
        """Return which rows the windows of the newest pictures hold, ``(count, longest)``.

        Each ends with its picture; -1, the row of NaN, fills up those that are shorter than others.
        """
        last = np.arange(self._t_s.size - 1 - count, self._t_s.size - 1)[:, np.newaxis]
        first = self._t_s.searchsorted(self._t_s[last] - window_s)
        places = last + np.arange(int((first - last).min()), 1)
        return np.where(places >= first, places, -1)

    def _moved(self, motion: Motion, columns: list[int], places: NDArray[np.intp]) -> Array:
        return motion.function(self._t_s[places], self._values[places[..., np.newaxis], columns])
