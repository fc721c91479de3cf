"""A body in motion: keyframes joined by smooth curves that never overshoot.

Each number of a posture follows a monotone cubic (Fritsch and Carlson): a hold stays still, a
movement through several keyframes flows, and no joint swings past what was asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.posture import Posture, from_vector, to_vector

Motion: TypeAlias = Callable[[Posture, float], Posture]
"""Changes a held posture, given the seconds since the hold began."""

_FADE_S = 0.7


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A posture to move to, then to hold, perhaps moving in it."""

    posture: Posture
    move_s: float
    hold_s: float = 0.0
    motion: Motion | None = None


class Timeline:
    """The posture at every moment, from a row of keyframes.

    The first keyframe's `move_s` is left out: the clip begins with its hold.
    """

    def __init__(self, keyframes: Sequence[Keyframe]) -> None:
        self._keyframes = tuple(keyframes)
        moves_s = np.array([0.0, *(each.move_s for each in keyframes[1:])])
        holds_s = np.array([each.hold_s for each in keyframes])
        self.left_s = np.cumsum(moves_s + holds_s)
        """When each keyframe is left, (n,) seconds."""
        self.reached_s = self.left_s - holds_s
        """When each keyframe is reached, (n,) seconds."""
        self._times_s, self._values = self._knots()
        self._slopes = _slopes(self._times_s, self._values)

    @property
    def duration_s(self) -> float:
        """When the last keyframe's hold ends."""
        return float(self.left_s[-1])

    def posture_at(self, t_s: float) -> Posture:
        """Give the posture at a time, with the breath and the sway of a living body."""
        return _alive(self.still_at(t_s), t_s)

    def still_at(self, t_s: float) -> Posture:
        """Give the posture at a time as it was asked for, without breath or sway."""
        posture = from_vector(self._interpolate(min(max(t_s, 0.0), self.duration_s)))
        index = int(np.searchsorted(self.left_s, t_s))
        if index < len(self._keyframes):
            posture = self._moved(index, posture, t_s)
        return posture

    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        times_s, rows = [], []
        for keyframe, reached_s in zip(self._keyframes, self.reached_s, strict=True):
            row = to_vector(keyframe.posture)
            times_s.append(float(reached_s))
            rows.append(row)
            if keyframe.hold_s > 0.0:
                times_s.append(float(reached_s) + keyframe.hold_s)
                rows.append(row)
        return np.array(times_s), np.array(rows)

    def _interpolate(self, t_s: float) -> NDArray[np.float64]:
        after = int(np.clip(np.searchsorted(self._times_s, t_s), 1, len(self._times_s) - 1))
        start_s, end_s = self._times_s[after - 1], self._times_s[after]
        span_s, share = end_s - start_s, (t_s - start_s) / (end_s - start_s)
        rise = share * share * (3.0 - 2.0 * share)
        leave = span_s * share * (1.0 - share) ** 2
        arrive = span_s * share**2 * (share - 1.0)
        row: NDArray[np.float64] = (
            (1.0 - rise) * self._values[after - 1]
            + rise * self._values[after]
            + leave * self._slopes[after - 1]
            + arrive * self._slopes[after]
        )
        return row

    def _moved(self, index: int, posture: Posture, t_s: float) -> Posture:
        """Apply a held posture's own motion, faded in and out."""
        motion, since_s = self._keyframes[index].motion, t_s - float(self.reached_s[index])
        if motion is None or since_s <= 0.0:
            return posture
        edge_s = min(since_s, float(self.left_s[index]) - t_s)
        weight = float(np.clip(edge_s / _FADE_S, 0.0, 1.0))
        still, moving = to_vector(posture), to_vector(motion(posture, since_s))
        return from_vector(still + weight * weight * (3.0 - 2.0 * weight) * (moving - still))


def _slopes(times_s: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the rate of every number at every knot; zero where it turns or rests."""
    spans_s = np.diff(times_s)[:, None]
    rates = np.diff(values, axis=0) / spans_s
    slopes = np.zeros_like(values)
    before, after = rates[:-1], rates[1:]
    weight_before = spans_s[:-1] + 2.0 * spans_s[1:]
    weight_after = 2.0 * spans_s[:-1] + spans_s[1:]
    same_way = before * after > 0.0
    safe_before, safe_after = np.where(same_way, before, 1.0), np.where(same_way, after, 1.0)
    mean = (weight_before + weight_after) / (
        weight_before / safe_after + weight_after / safe_before
    )
    slopes[1:-1] = np.where(same_way, mean, 0.0)
    return slopes


def _alive(posture: Posture, t_s: float) -> Posture:
    """Add breath and a little sway."""
    turn = 2.0 * np.pi * t_s
    return replace(
        posture,
        breath=float(0.5 - 0.5 * np.cos(turn / 5.0)),
        tilt_deg=posture.tilt_deg + 0.3 * float(np.sin(turn / 6.7)),
        neck_deg=posture.neck_deg + 0.8 * float(np.sin(turn / 7.9)),
        head_turn_deg=posture.head_turn_deg + 1.5 * float(np.sin(turn / 9.3)),
    )
