"""How long a leg is, learnt while it is clearly seen and remembered for when it is not.

An arm across the knee hides it; the hip and the ankle on either side of it may still be seen. If
they are as far apart as when the leg was seen straight, it is straight.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.body import both_sides, near_and_far
from vision.measure.geometry import angle_deg, distance

if TYPE_CHECKING:
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
        self._length_px = [math.nan, math.nan]
        self._t_s = np.array([-np.inf])

    def __call__(self, body: Body) -> Array:
        """Take in one picture, or the next ones of a recording; times must not decrease.

        Return ``(2,)`` or ``(T, 2)`` pixels: near and far, as learnt by each, NaN where not yet.
        """
        seen_px = straight_legs_px(body)
        t_s = np.concatenate([self._t_s, body.t_s.reshape(-1)])
        rise, fall = _shares(np.minimum(t_s[1:] - t_s[:-1], _LONGEST_STEP_S))
        self._t_s = t_s[-1:]
        legs = [
            self._learn(leg, pixels, rise, fall)
            for leg, pixels in enumerate(seen_px.reshape(-1, 2).T.tolist())
        ]
        return np.asarray(np.transpose(legs).reshape(seen_px.shape))

    def _learn(
        self, leg: int, seen_px: list[float], rise: list[float], fall: list[float]
    ) -> list[float]:
        """Follow one leg: plain numbers, as each length builds on the one before."""
        known, learnt = self._length_px[leg], []
        for now, rises, falls in zip(seen_px, rise, fall, strict=True):
            if math.isnan(known):
                known = now
            elif not math.isnan(now):
                known += (rises if now > known else falls) * (now - known)
            learnt.append(known)
        self._length_px[leg] = known
        return learnt


def _shares(steps_s: Array) -> tuple[list[float], list[float]]:
    """Return how much of the way to a longer and to a shorter leg each step goes."""
    rise, fall = (1.0 - np.exp(-steps_s / pace_s) for pace_s in (_RISE_S, _FALL_S))
    return rise.tolist(), fall.tolist()


def straight_legs_px(body: Body) -> Array:
    """Return ``(..., 2)`` hip to ankle of the near and the far leg, NaN unless seen straight."""
    hip, knee, ankle = (body.both(joint) for joint in _LEG)
    visibility = [body.visibility[..., both_sides(joint)] for joint in _LEG]
    sure = np.minimum.reduce(visibility) >= _SURE
    straight = sure & (angle_deg(hip, knee, ankle) >= STRAIGHT_DEG)
    return near_and_far(np.where(straight, distance(hip, ankle), np.nan), body)
