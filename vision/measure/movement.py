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
_LASTING_S: Final = 0.45  # what lasts, even where a few pictures at the edges are missing
_FALLING_DEG_S: Final = 45.0  # as fast as a lowering is called hurried
_FOLDING_DEG: Final = 20.0  # people sitting upright lean 1 to 15
_LEG_AHEAD: Final = 0.7  # trunks; a leg on its way to the front is still nearer


@motion("deg/s", "trunk_tilt_deg", "facing", window_s=0.6)
def trunk_speed_deg_s(t_s: Array, values: Array) -> float:
    """Speed of the trunk's lean: positive is folding forward, negative is rising or reclining.

    The slope of the straight line fitted to the lean of the last moments (least squares), over
    those in which the body faced as it does now: who turns round does not fold by that.
    """
    seen = np.isfinite(values[:, 0]) & (values[:, 1] == values[-1:, 1])
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


@motion("deg", "neck_flexion_deg", "trunk_tilt_deg", "front_ankle_ahead_of_hip", window_s=0.8)
def head_lead_deg(t_s: Array, values: Array) -> float:
    """How far the head has been bent to the chest on the way into a fold over a stretched leg.

    The least `neck_flexion_deg` of the last moments, 0 unless the trunk leaned forward over a leg
    in front all the while: whoever looks down while sitting up, or leans over to arrange the legs,
    does not fold yet.
    """
    neck, tilt, ahead = values.T
    folding = (tilt >= _FOLDING_DEG) & (ahead >= _LEG_AHEAD)
    seen = np.isfinite(neck) & np.isfinite(tilt) & np.isfinite(ahead)
    if not _long_enough(t_s[seen]):
        return float("nan")
    return float(neck[seen].min()) if folding[seen].all() else 0.0


@motion("trunk", "elbow_over_floor", "seat_over_floor", "trunk_tilt_deg", window_s=0.6)
def elbow_over_seat(t_s: Array, values: Array) -> float:
    """How high the near elbow has been over the hips in the last moments, at the highest.

    An elbow that carries weight while the trunk leans back stays under the hips; one in the air is
    over them. NaN while the trunk falls, when elbows are passed by. Taken from the hips and not
    from the floor, whose height in the picture depends on how far away it is.
    """
    over, tilt = values[:, 0] - values[:, 1], values[:, 2]
    seen = np.isfinite(over) & np.isfinite(tilt)
    t_s, over, tilt = t_s[seen], over[seen], tilt[seen]
    if not _long_enough(t_s):
        return float("nan")
    falling = np.ptp(np.unwrap(tilt, period=360.0)) > _FALLING_DEG_S * (t_s[-1] - t_s[0])
    return float("nan") if falling else float(over.max())


def _long_enough(t_s: Array) -> bool:
    return t_s.size >= _FEWEST and bool(t_s[-1] - t_s[0] >= _LASTING_S)


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
