"""Follows the breath from picture to picture: what it does now, and what it has done of late."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.patches.motion import PATCHES
from vision.measure.breath.learning import EMPTY, FULL, IN, OUT, learn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.breath.learning import Learnt
    from vision.measure.geometry import Array

UNITS: Final = {
    "breath_phase": "phase",
    "breath_fullness": "share",
    "breath_rate_per_min": "1/min",
    "breath_depth": "trunk",
    "breath_abdomen_share": "share",
    "breath_in_share": "share",
    "breath_confidence": "share",
}
"""What is told of the breath, by name, and the unit of each."""
WAYS: Final = (
    *("abdomen_front", "chest_front", "abdomen_side", "chest_side"),
    *("abdomen_back", "chest_back", "shoulders"),
)
"""What a breath moves, in the order of the columns."""
_ROW: Final = {name: row for row, name in enumerate(PATCHES)}
_ACROSS, _ALONG = 0, 1

MEMORY_S: Final = 40.0
_EVERY_S: Final = 0.3  # how often they are learnt anew
_LONGEST_GAP_S: Final = 0.5
_MOVES: Final = 0.25  # trunks a second, as a whole, from which on the body does not keep still
_BEGINS: Final = ((0.01, 0.05), (0.7, 0.45))
"""Share of the way, and of the usual speed there from which on the breath has begun to flow."""
_GOES_ON: Final = ((0.7, 0.8, 0.9), (0.2, 0.45, 0.6))
"""The same, and until which it goes on: half-way it hardly ever stops."""
_TURNS: Final = 0.25
"""Share of the usual speed from which on who never holds the breath has turned it."""


class BreathFollower:
    """Reads the breath off one picture after the other, or many at once."""

    def __init__(self) -> None:
        self._t_s: list[float] = []
        self._places: list[NDArray[np.float64]] = []
        self._learnt: Learnt | None = None
        self._due_s = -math.inf
        self._phase = math.nan
        self._told = np.full(len(UNITS), np.nan)
        self._moved_s = -math.inf

    def __call__(self, body: Body) -> dict[str, Array]:
        """Return each of `UNITS`, ``(T,)``, of the next pictures of a body; NaN for cannot tell."""
        motion = body.patch_motion
        if motion is None:
            motion = np.full((body.t_s.size, len(PATCHES), 3), np.nan)
        steps = expansion_steps(motion, body.facing)
        rows = zip(body.t_s.tolist(), steps, whole_steps(motion), strict=True)
        told = np.array([self._take(t_s, step, float(whole)) for t_s, step, whole in rows])
        return dict(zip(UNITS, told.T, strict=True))

    def _take(self, t_s: float, step: Array, whole: float) -> Array:
        """Take in one picture, and return what it tells."""
        since_s = t_s - self._t_s[-1] if self._t_s else math.inf
        if not np.isfinite(step).any():
            # A picture that was passed over tells what the one before did.
            if since_s > _LONGEST_GAP_S:
                self._forget()
            return self._told
        if since_s > _LONGEST_GAP_S or whole > _MOVES * since_s:
            self._forget()
            step = np.zeros(len(WAYS))
        before = self._places[-1] if self._places else np.zeros(len(WAYS))
        self._t_s.append(t_s)
        self._places.append(before + np.nan_to_num(step))
        if t_s >= self._due_s:
            self._due_s = t_s + _EVERY_S
            first = int(np.searchsorted(self._t_s, t_s - MEMORY_S))
            self._t_s, self._places = self._t_s[first:], self._places[first:]
            self._learnt = learn(np.array(self._t_s), np.array(self._places))
        self._told = self._tell(self._learnt)
        return self._told

    def _forget(self) -> None:
        self._t_s, self._places, self._learnt = [], [], None
        self._due_s, self._phase = -math.inf, math.nan
        self._told = np.full(len(UNITS), np.nan)

    def _tell(self, learnt: Learnt | None) -> Array:
        if learnt is None:
            self._phase = math.nan
            return np.full(len(UNITS), np.nan)
        first = int(np.searchsorted(self._t_s, self._t_s[-1] - learnt.slope_s))
        path = np.array(self._places[first:]) @ learnt.mix
        speed = _slope(np.array(self._t_s[first:]), path)
        span = learnt.high - learnt.low
        fullness = min(max((float(path[-1]) - learnt.low) / span, 0.0), 1.0)
        self._phase = _phase(self._phase, speed, fullness, learnt)
        return np.array(
            [
                self._phase,
                fullness,
                learnt.rate_per_min,
                learnt.depth,
                learnt.abdomen_share,
                learnt.in_share,
                learnt.confidence,
            ]
        )


def _phase(before: float, speed: float, fullness: float, learnt: Learnt) -> float:
    """Return the phase that follows ``before``."""
    going, usual = (IN, learnt.speed_in) if speed > 0.0 else (OUT, learnt.speed_out)
    flow, gone = abs(speed) / usual, fullness if speed > 0.0 else 1.0 - fullness
    if flow > float(np.interp(gone, *(_GOES_ON if before == going else _BEGINS))):
        return going
    # Who never holds the breath turns: the breath in lasts until the breath out begins.
    if before in {IN, OUT} and not learnt.holds[0 if before == IN else 1]:
        return before if before == going or flow < _TURNS else going
    return FULL if fullness > 0.5 else EMPTY  # noqa: PLR2004 (half)


def _slope(t_s: Array, values: Array) -> float:
    """Return the slope of the straight line through the last values."""
    off_s = t_s - t_s.mean()
    spread = float(off_s @ off_s)
    return float(off_s @ values) / spread if spread > 0.0 else 0.0


def expansion_steps(patch_motion: Array, facing: Array) -> Array:
    """Return how much each of `WAYS` has grown since the picture before, ``(..., 7)`` trunks.

    Parameters
    ----------
    patch_motion
        ``(..., P, 3)`` as `vision.landmarks.patches.motion.PatchMotion` gives it.
    facing
        ``(...)`` +1 where the front of the body is to the right of the trunk's axis, -1 to the
        left; NaN for unknown.

    Returns
    -------
    Array
        How far the front of abdomen and chest, and the side of either, have gone forward from the
        back, or from the hips where the back is unseen; how far the back has gone out from the hips
        where the front is unseen; how far the shoulders have risen from the hips. Moving the whole
        trunk changes none of them. NaN for unseen.

    """
    across = {name: patch_motion[..., row, _ACROSS] for name, row in _ROW.items()}
    seen = [_expansions(across, part, facing) for part in ("abdomen", "chest")]
    rise = patch_motion[..., _ROW["shoulders"], _ALONG] - patch_motion[..., _ROW["hips"], _ALONG]
    return np.stack([*(way for both in zip(*seen, strict=True) for way in both), rise], axis=-1)


def _expansions(
    across: Mapping[str, Array], part: str, facing: Array
) -> tuple[Array, Array, Array]:
    """Return how a part of the trunk widens, as its front, its side and its back alone tell it."""
    right, left = across[f"{part}_edge_right"], across[f"{part}_edge_left"]
    ahead = np.where(facing > 0.0, 1.0, -1.0)
    front, back = (ahead * np.where(facing > 0.0, *ends) for ends in ((right, left), (left, right)))
    hips, side = ahead * across["hips"], ahead * across[part]
    still = np.where(np.isnan(back), hips, back)
    side = np.where(np.isnan(facing), np.nan, side - still)
    return front - still, side, np.where(np.isnan(front), hips - back, np.nan)


def whole_steps(patch_motion: Array) -> Array:
    """Return how far the trunk as a whole has moved since the picture before, ``(...)`` trunks."""
    ends = [patch_motion[..., _ROW[name], :2] for name in ("hips", "shoulders")]
    return np.asarray(np.fmax(*(np.hypot(end[..., 0], end[..., 1]) for end in ends)))
