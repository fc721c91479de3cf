"""How the body moves: measures of other measures' recent past. They never look ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.reach import LEG_PLACES
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


@motion("trunk", *LEG_PLACES["left"], *LEG_PLACES["right"], window_s=1.5)
def leg_motion(t_s: Array, values: Array) -> float:
    """How much the livelier leg moves about its place, in trunk lengths (root mean square).

    Over knee and ankle together, or the one of them that is seen for most of the time.
    """
    legs = np.split(values, 2, axis=1)
    spreads = [_spread(t_s, leg) for leg in legs]
    return float(np.nanmax(spreads)) if np.isfinite(spreads).any() else float("nan")


def _spread(t_s: Array, leg: Array) -> float:
    """Return the root mean square distance of a leg's joints, ``(n, 4)``, from where they are."""
    joints = [joint for joint in np.split(leg, 2, axis=1) if _mostly_seen(t_s, joint)]
    if not joints:
        return float("nan")
    return float(np.sqrt(np.mean([np.nanvar(joint, axis=0).sum() for joint in joints])))


def _mostly_seen(t_s: Array, joint: Array) -> bool:
    seen = np.isfinite(joint).all(axis=1)
    enough = np.count_nonzero(seen) >= max(_FEWEST, t_s.size / 2)
    return bool(enough and np.ptp(t_s[seen]) >= _SHORTEST_S)
