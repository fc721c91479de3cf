"""What steadies a tracked body from picture to picture, as MediaPipe's graph does.

Not `vision.landmarks.smoothing`: that is the filter as published; MediaPipe's takes the speed from
one raw value to the next, and in sizes of the body.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.engines.litert.reading import Reading

IN_PICTURE: Final = (0.05, 80.0)
IN_METRES: Final = (0.1, 40.0)
"""Least cutoff in Hz, and its rise with the speed (tasks/cc/vision/pose_landmarker/
pose_landmarks_detector_graph.cc: both calls of SmoothLandmarks, ``min_cutoff`` and ``beta``)."""
SPEED_CUTOFF_HZ: Final = 1.0
"""The same calls: ``derivate_cutoff``."""
VISIBILITY_SHARE: Final = 0.1
"""Weight of the new value (the same file: SmoothLandmarksVisibility, ``low_pass_filter_alpha``)."""
_SHORTEST_S: Final = 0.001


class OneEuro:
    """A One Euro filter on an array (util/filtering/one_euro_filter.cc)."""

    def __init__(self, min_cutoff_hz: float, beta: float) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._raw: NDArray[np.float64] | None = None
        self._t_s = 0.0

    def __call__(self, values: NDArray[np.float64], t_s: float, size: float) -> NDArray[np.float64]:
        """Return values steadied.

        Parameters
        ----------
        values
            Any shape, the same in every call.
        t_s
            Seconds, after those of the call before.
        size
            How long the body is, in the unit of the values: speeds are taken in its lengths.

        """
        if self._raw is None:
            self._value, self._speed = values, np.zeros_like(values)
        else:
            gap_s = max(t_s - self._t_s, _SHORTEST_S)
            speed = (values - self._raw) / (size * gap_s)
            self._speed = self._speed + _share(SPEED_CUTOFF_HZ, gap_s) * (speed - self._speed)
            cutoff_hz = self._min_cutoff_hz + self._beta * np.abs(self._speed)
            self._value = self._value + _share(cutoff_hz, gap_s) * (values - self._value)
        self._raw, self._t_s = values, t_s
        return self._value


def _share(cutoff_hz: NDArray[np.float64] | float, gap_s: float) -> NDArray[np.float64]:
    turns = 2 * math.pi * np.asarray(cutoff_hz) * gap_s
    return turns / (turns + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Steadied:
    """The numbers of a `Reading`, steadied."""

    xy_px: NDArray[np.float64]
    xyz_m: NDArray[np.float64]
    visibility: NDArray[np.float64]


class Filters:
    """All filters of one tracked body; a new body needs new ones."""

    def __init__(self) -> None:
        self._in_picture = OneEuro(*IN_PICTURE)
        self._in_metres = OneEuro(*IN_METRES)
        self._visibility: NDArray[np.float64] | None = None

    def __call__(self, reading: Reading, t_s: float) -> Steadied:
        """Return what is read in the picture at ``t_s``, steadied by what was read before."""
        new = reading.visibility
        old = new if self._visibility is None else self._visibility
        self._visibility = old + VISIBILITY_SHARE * (new - old)
        return Steadied(
            self._in_picture(reading.xy_px, t_s, reading.next_region.side_px),
            self._in_metres(reading.xyz_m, t_s, 1.0),
            self._visibility,
        )
