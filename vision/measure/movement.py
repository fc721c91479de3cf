"""How the body moves: measures of other measures' recent past. They never look ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.registry import motion

if TYPE_CHECKING:
    from vision.measure.geometry import Array

_SHORTEST_S: Final = 0.25  # a slope over less time is mostly noise
_FEWEST: Final = 3


@motion("deg/s", "trunk_tilt_deg", window_s=0.6)
def trunk_speed_deg_s(t_s: Array, values: Array) -> float:
    """Speed of the trunk's lean: positive is folding forward, negative is rising or reclining.

    The slope of the straight line fitted to the lean of the last moments (least squares).
    """
    seen = np.isfinite(values[:, 0])
    t_s, tilt = t_s[seen], values[seen, 0]
    if t_s.size < _FEWEST or t_s[-1] - t_s[0] < _SHORTEST_S:
        return float("nan")
    # The shortest way round, or a body flat on its back would spin.
    tilt = np.unwrap(tilt, period=360.0)
    centred = t_s - t_s.mean()
    return float(centred @ (tilt - tilt.mean()) / (centred @ centred))


@motion("trunk", "near_knee_x", "near_knee_y", "near_ankle_x", "near_ankle_y", window_s=1.5)
def leg_motion(t_s: Array, values: Array) -> float:
    """How much the near leg moves about its place, in trunk lengths (root mean square)."""
    seen = np.isfinite(values).any(axis=1)
    if np.count_nonzero(seen) < _FEWEST or np.ptp(t_s[seen]) < _SHORTEST_S:
        return float("nan")
    columns = np.isfinite(values[seen]).all(axis=0)
    if not columns.any():
        return float("nan")
    spread = values[seen][:, columns].var(axis=0)
    return float(np.sqrt(spread.sum() / max(1, np.count_nonzero(columns) // 2)))
