"""How long a leg is, learnt while it is clearly seen and remembered for when it is not.

An arm across the knee hides it; the hip and the ankle on either side of it may still be seen. If
they are as far apart as when the leg was seen straight, it is straight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.geometry import angle_deg, distance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

STRAIGHT_DEG: Final = 165.0
"""A knee seen at this angle or more belongs to a leg that is straight."""
_SURE: Final = 0.8  # visibility of hip, knee and ankle from which on a leg is learnt from
_RISE_S: Final = 1.0  # a leg pointing a little to the camera looks short, never long: longer counts
_FALL_S: Final = 60.0  # and shorter does so only slowly, as when the person moves away
_LONGEST_STEP_S: Final = 0.2
_LEG: Final = (sk.HIPS, sk.KNEES, sk.ANKLES)


class LegLengths:
    """Learns the length of the straight leg, the near one and the far one, picture by picture."""

    def __init__(self) -> None:
        self._length_px = np.full(2, np.nan)
        self._t_s: float | None = None

    def __call__(self, body: Body) -> Array:
        """Take one picture in; return ``(2,)`` pixels, near and far, NaN where not learnt yet.

        Times must not decrease.
        """
        t_s = float(body.t_s)
        step_s = 0.0 if self._t_s is None else min(t_s - self._t_s, _LONGEST_STEP_S)
        self._t_s = t_s
        return self._learn(straight_legs_px(body), step_s)

    def _learn(self, seen_px: Array, step_s: float) -> Array:
        known = self._length_px
        pace_s = np.where(seen_px > known, _RISE_S, _FALL_S)
        moved = known + (1.0 - np.exp(-step_s / pace_s)) * (seen_px - known)
        first = np.where(np.isnan(known), seen_px, moved)
        self._length_px = np.where(np.isnan(seen_px), known, first)
        return np.array(self._length_px)

    @classmethod
    def over(cls, body: Body) -> Array:
        """Return ``(T, 2)`` for a recording: what `LegLengths` has learnt by each picture."""
        seen_px = straight_legs_px(body)
        steps_s = np.minimum(np.diff(body.t_s, prepend=body.t_s[:1]), _LONGEST_STEP_S)
        lengths = cls()
        return np.array(
            [lengths._learn(px, float(s)) for px, s in zip(seen_px, steps_s, strict=True)]
        ).reshape(-1, 2)


def straight_legs_px(body: Body) -> Array:
    """Return ``(..., 2)`` hip to ankle of the near and the far leg, NaN unless seen straight."""
    return np.stack([_straight_px(body, side) for side in (body.near, 1 - body.near)], axis=-1)


def _straight_px(body: Body, side: NDArray[np.intp]) -> Array:
    hip, knee, ankle = (body.side(joint, side) for joint in _LEG)
    sure = np.min([_visibility(body, joint, side) for joint in _LEG], axis=0) >= _SURE
    straight = sure & (angle_deg(hip, knee, ankle) >= STRAIGHT_DEG)
    return np.where(straight, distance(hip, ankle), np.nan)


def _visibility(body: Body, joint: tuple[int, int], side: NDArray[np.intp]) -> Array:
    left, right = (body.visibility[..., place] for place in joint)
    return np.where(side == 0, left, right)
