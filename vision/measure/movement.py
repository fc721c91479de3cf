"""How the body moves: measures of other measures' recent past. They never look ahead.

Each takes one window of the past or many of them at once, as `vision.measure.catalog.Motion` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.catalog import motion
from vision.measure.reach import LEG_PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.measure.catalog import Motion
    from vision.measure.geometry import Array

_SHORTEST_S: Final = 0.25  # a slope over less time is mostly noise
_FEWEST: Final = 3
_LASTING_S: Final = 0.45  # what lasts, even where a few pictures at the edges are missing
_FALLING_DEG_S: Final = 45.0  # as fast as a lowering is called hurried
_CUT_DEG: Final = 45.0
_CUT_DEG_S: Final = 350.0
"""From one picture to the next no trunk turns so far so fast, not even in a fall: it is a cut, or
somebody else. Both bounds, as little noise is fast from one of sixty pictures to the next."""
_FOLDING_DEG: Final = 20.0  # people sitting upright lean 1 to 15
_LEG_AHEAD: Final = 0.7  # trunks; a leg on its way to the front is still nearer
_BY_THE_HIP: Final = 0.4  # and the ankle of one that is folded back is no farther ahead
_STRAIGHT_DEG: Final = 150.0
_FOLDED_DEG: Final = 90.0
_UPRIGHT_DEG: Final = 30.0  # in a fold arms and trunk hide legs, and their names are swapped
_HALF_AS_MUCH_S: Final = 5.0  # what was seen so long before counts half


@motion("deg/s", "trunk_tilt_deg", "facing", window_s=0.6, bones=("trunk",))
def trunk_speed_deg_s(t_s: Array, values: Array) -> Array:
    """Speed of the trunk's lean: positive is folding forward, negative is rising or reclining.

    The slope of the straight line fitted to the lean of the last moments (least squares), over
    those in which the body faced as it does now: who turns round does not fold by that. NaN
    while a jump that no body can do, as at a cut, is among them.
    """
    tilt, facing = values[..., 0], values[..., 1]
    seen = np.isfinite(tilt) & (facing == facing[..., -1:])
    count = seen.sum(axis=-1)
    centred_s = _centred(t_s, seen, count)
    centred_deg = _centred(_unwrapped(tilt, seen), seen, count)
    told = (count >= _FEWEST) & (_range(t_s, seen) >= _SHORTEST_S)
    # In the picture, as a cut may turn the body round as well.
    known = np.isfinite(tilt) & np.isfinite(facing)
    told &= ~_jumps(t_s, _unwrapped(tilt * facing, known), known)
    spread = np.where(told, (centred_s * centred_s).sum(axis=-1), np.nan)
    return np.asarray((centred_s * centred_deg).sum(axis=-1) / spread)


@motion("trunk", *LEG_PLACES["left"], *LEG_PLACES["right"], window_s=1.5, bones=("leg",))
def leg_motion(t_s: Array, values: Array) -> Array:
    """How much the livelier leg moves about its place, in trunk lengths (root mean square).

    Over knee and ankle together, or the one of them that is seen for most of the time.
    """
    # Left and right; knee and ankle; x and y; then the pictures.
    places = values.swapaxes(-2, -1).reshape(*values.shape[:-2], 2, 2, 2, -1)
    seen = np.isfinite(places).all(axis=-2)
    t_s = t_s[..., np.newaxis, np.newaxis, :]
    count = seen.sum(axis=-1)
    pictures = np.isfinite(t_s).sum(axis=-1)
    told = (count >= np.maximum(_FEWEST, pictures / 2)) & (_range(t_s, seen) >= _SHORTEST_S)
    off = _centred(places, seen[..., np.newaxis, :], count[..., np.newaxis])
    spread = np.where(told, (off * off).sum(axis=(-2, -1)) / np.maximum(count, 1), 0.0)
    joints = told.sum(axis=-1)
    legs = np.where(joints > 0, spread.sum(axis=-1) / np.maximum(joints, 1), np.nan)
    return np.asarray(np.sqrt(np.fmax(legs[..., 0], legs[..., 1])))


@motion(
    "deg",
    "neck_flexion_deg",
    "trunk_tilt_deg",
    "front_ankle_ahead_of_hip",
    window_s=0.8,
    bones=("neck",),
)
def head_lead_deg(t_s: Array, values: Array) -> Array:
    """How far the head has been bent to the chest on the way into a fold over a stretched leg.

    The least `neck_flexion_deg` of the last moments, 0 unless the trunk leaned forward over a leg
    in front all the while: whoever looks down while sitting up, or leans over to arrange the legs,
    does not fold yet.
    """
    neck, tilt, ahead = values[..., 0], values[..., 1], values[..., 2]
    folding = (tilt >= _FOLDING_DEG) & (ahead >= _LEG_AHEAD)
    seen = np.asarray(np.isfinite(values).all(axis=-1))
    least = np.where(seen, neck, np.inf).min(axis=-1)
    lead = np.where((folding | ~seen).all(axis=-1), least, 0.0)
    return np.where(_long_enough(t_s, seen), lead, np.nan)


@motion(
    "trunk",
    "elbow_over_floor",
    "seat_over_floor",
    "trunk_tilt_deg",
    window_s=0.6,
    bones=("near_arm",),
)
def elbow_over_seat(t_s: Array, values: Array) -> Array:
    """How high the near elbow has been over the hips in the last moments, at the highest.

    An elbow that carries weight while the trunk leans back stays under the hips; one in the air is
    over them. NaN while the trunk falls, when elbows are passed by. Taken from the hips and not
    from the floor, whose height in the picture depends on how far away it is.
    """
    over, tilt = values[..., 0] - values[..., 1], values[..., 2]
    seen = np.isfinite(over) & np.isfinite(tilt)
    swept_deg = _range(_unwrapped(tilt, seen), seen)
    falling = swept_deg > _FALLING_DEG_S * _range(t_s, seen)
    told = _long_enough(t_s, seen) & ~falling
    return np.where(told, np.where(seen, over, -np.inf).max(axis=-1), np.nan)


@motion(
    "share",
    "back_ankle_ahead_of_hip",
    "knee_back_deg",
    "trunk_tilt_deg",
    window_s=75.0,
    bones=("back_leg",),
)
def other_leg_ahead(t_s: Array, values: Array) -> Array:
    """Where the other leg was when last it was seen, upright: 1 stretched ahead, 0 folded back.

    In a fold over a stretched leg the other one is hidden; how one came tells where it is. A share
    of the pictures that show it, later ones counting more. NaN where too few do.
    """
    ankle, knee_deg, tilt_deg = values[..., 0], values[..., 1], values[..., 2]
    upright = np.abs(tilt_deg) <= _UPRIGHT_DEG
    ahead = upright & (ankle >= _LEG_AHEAD) & (knee_deg >= _STRAIGHT_DEG)
    back = upright & ((ankle <= _BY_THE_HIP) | (knee_deg <= _FOLDED_DEG))
    told = ahead | back
    ago_s = np.where(told, t_s[..., -1:] - t_s, 0.0)
    counts = np.exp2(-ago_s / _HALF_AS_MUCH_S) * told
    seen = np.where(_long_enough(t_s, told), counts.sum(axis=-1), np.nan)
    return np.asarray((counts * ahead).sum(axis=-1) / seen)


def _jumps(t_s: Array, lean_deg: Array, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether an unwrapped lean jumps from one picture that is seen to the next."""
    order = np.where(seen, np.arange(seen.shape[-1]), 0)
    latest = np.maximum.accumulate(order, axis=-1)
    turned_deg = np.abs(np.diff(lean_deg, axis=-1))
    took_s = t_s[..., 1:] - np.take_along_axis(t_s, latest, axis=-1)[..., :-1]
    both = seen[..., 1:] & seen.cumsum(axis=-1)[..., :-1].astype(bool)
    jumped = both & (turned_deg > _CUT_DEG) & (turned_deg > _CUT_DEG_S * took_s)
    return np.asarray(jumped.any(axis=-1))


def _long_enough(t_s: Array, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    enough = seen.sum(axis=-1) >= _FEWEST
    return np.asarray(enough & (_range(t_s, seen) >= _LASTING_S))


def _range(values: Array, seen: NDArray[np.bool_]) -> Array:
    """Return the greatest less the least of what is seen; -inf where nothing is."""
    greatest = np.where(seen, values, -np.inf).max(axis=-1)
    return np.asarray(greatest - np.where(seen, values, np.inf).min(axis=-1))


def _centred(values: Array, seen: NDArray[np.bool_], count: NDArray[np.intp]) -> Array:
    """Return values less their mean over what is seen of the last axis; 0 for the unseen."""
    sums = np.where(seen, values, 0.0).sum(axis=-1, keepdims=True)
    return np.where(seen, values - sums / np.maximum(count, 1)[..., np.newaxis], 0.0)


def _unwrapped(angle_deg: Array, seen: NDArray[np.bool_]) -> Array:
    """Return angles of (-180, 180] without jumps by whole turns from one that is seen to the next.

    The shortest way round, or a body flat on its back would spin.
    """
    order = np.where(seen, np.arange(seen.shape[-1]), 0)
    latest = np.maximum.accumulate(order, axis=-1)
    angle_deg = np.take_along_axis(np.where(seen, angle_deg, 0.0), latest, axis=-1)
    jumps = np.rint((angle_deg[..., 1:] - angle_deg[..., :-1]) / 360.0)
    angle_deg[..., 1:] -= 360.0 * jumps.cumsum(axis=-1)
    return angle_deg


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
