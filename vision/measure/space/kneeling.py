"""How likely a body kneels and sits back: learnt from many who do, and many who sit otherwise.

Cross-legged, in lotus, squatting and kneeling people are told apart by where both knees and both
ankles are, seen or guessed, all at once; no single bound does, least of all under a long robe. The
weights are numbers in ``models/kneeling.json``, made by ``python -m benchmarks.learn_kneeling``.
They may keep a pose from being recognised, and never correct anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.files import shipped
from vision.landmarks import skeleton as sk
from vision.measure.body import near_and_far
from vision.measure.catalog import measure
from vision.measure.geometry import dot, length
from vision.measure.space.legs import own_axes

if TYPE_CHECKING:
    from vision.measure.body import Body
    from vision.measure.geometry import Array

_JOINTS: Final = {"knee": sk.KNEES, "ankle": sk.ANKLES}
_PLACES: Final = ("forward", "up", "outward", "high")
FEATURES: Final = (
    *(
        f"{leg}_{joint}_{place}"
        for joint in _JOINTS
        for place in _PLACES
        for leg in ("near", "far")
    ),
    "lean",
    "side_on",
)
"""What is looked at, in the order of `features`."""
FILE: Final = "kneeling.json"
_BEND: Final = 0.7  # standard deviations off the mean from which on a weight may be another
_MOST: Final = 4.0  # and no number counts as farther off than this


def features(body: Body) -> Array:
    """Return ``(..., 18)`` numbers, as `FEATURES` calls them.

    Where knees and ankles are from the middle of the hips, in trunk lengths: along the trunk's own
    axes, and how high over the hips, level; the trunk's lean from upright, and how nearly the
    camera sees the body from the side, 0 to 1. NaN where nobody is. How visible each is would tell
    more of those it is learnt from, and less of others.
    """
    axes, middle = own_axes(body), body.both_m(sk.HIPS).mean(axis=-2, keepdims=True)
    columns: list[Array] = []
    for joint in _JOINTS.values():
        place = (body.both_m(joint) - middle) / axes.trunk_m[..., np.newaxis, np.newaxis]
        right = dot(place, axes.right[..., np.newaxis, :])
        both = (
            dot(place, axes.forward[..., np.newaxis, :]),
            dot(place, axes.up[..., np.newaxis, :]),
            right * np.array([-1.0, 1.0]),
            -place[..., 1],
        )
        columns += [near_and_far(each, body) for each in both]
    ahead = axes.forward[..., 0], axes.forward[..., 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        leant = (axes.up[..., 0] * ahead[0] + axes.up[..., 2] * ahead[1]) / np.hypot(*ahead)
        side_on = np.abs(body.lateral_m[..., 2]) / length(body.lateral_m)
    lean = np.arctan2(leant, -axes.up[..., 1])
    return np.concatenate([*columns, np.stack([lean, side_on], axis=-1)], axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was learnt: a logistic regression that is straight in three pieces for each feature.

    Attributes
    ----------
    mean, deviation
        ``(18,)`` by which features are brought to a common scale.
    slope, above, below
        ``(18,)`` weight of each, and what is added to it above the mean and below it.
    constant
        What speaks for kneeling when all are at their mean.

    """

    mean: Array
    deviation: Array
    slope: Array
    above: Array
    below: Array
    constant: float

    def chance(self, looked_at: Array) -> Array:
        """Return the chance, in [0, 1], for ``(..., 18)`` features."""
        pieces = bent(looked_at, self.mean, self.deviation)
        weights = np.concatenate([self.slope, self.above, self.below])
        # No matrix product: it rounds otherwise for one picture than for many.
        speaks = (pieces * weights).sum(axis=-1) + self.constant
        return np.asarray(1.0 / (1.0 + np.exp(-speaks)))


def bent(looked_at: Array, mean: Array, deviation: Array) -> Array:
    """Return ``(..., 54)``: features on a common scale, and how far each is above and below."""
    scaled = np.clip((looked_at - mean) / deviation, -_MOST, _MOST)
    above, below = (np.maximum(0.0, sign * scaled - _BEND) for sign in (1.0, -1.0))
    return np.concatenate([scaled, above, below], axis=-1)


@cache
def weights() -> Weights:
    """Return the weights that are shipped."""
    learnt = json.loads((shipped("models") / FILE).read_text(encoding="utf-8"))
    columns = ("mean", "deviation", "slope", "above", "below")
    rows = [[learnt["features"][name][column] for name in FEATURES] for column in columns]
    mean, deviation, slope, above, below = (np.array(row) for row in rows)
    return Weights(mean, deviation, slope, above, below, float(learnt["constant"]))


@measure("share", "hips", "shoulders", bones=("leg",))
def kneeling_chance(body: Body) -> Array:
    """How likely it is that the body kneels and sits back, 0 to 1, by what was learnt."""
    return np.where(np.isfinite(body.trunk_px), weights().chance(features(body)), np.nan)
