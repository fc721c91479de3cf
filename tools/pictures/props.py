"""What makes a pose easier: a cushion, a block, a blanket, a belt, a bolster, a chair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.rotations import unit
from tools.pictures.figure import Clay

if TYPE_CHECKING:
    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Side
    from benchmarks.practitioner.rotations import Vector
    from tools.pictures.figure import Colour

_CUSHION: Final[Colour] = (140.0, 128.0, 196.0)
_BLANKET: Final[Colour] = (150.0, 176.0, 206.0)
_BELT: Final[Colour] = (70.0, 62.0, 158.0)
_WOOD: Final[Colour] = (120.0, 164.0, 204.0)
_ACROSS: Final = np.array([0.0, 0.0, 1.0])


def cushion(x_m: float, low_m: float, high_m: float, half_m: float = 0.10) -> Clay:
    """Place a cushion that fills from one height to another; ``half_m`` is half its length."""
    clay, radius_m = Clay(), 0.5 * (high_m - low_m)
    middle = np.array([x_m, low_m + radius_m, 0.0])
    ahead = np.array([max(half_m - radius_m, 0.01), 0.0, 0.0])
    for z_m in (-0.12, 0.0, 0.12):
        aside = np.array([0.0, 0.0, z_m])
        clay.add(
            middle - ahead + aside, middle + ahead + aside, (radius_m, radius_m), _CUSHION,
            blend_m=0.05, wide_axis=_ACROSS, wide=1.6,
        )  # fmt: skip
    return clay


def blanket(x_m: float, low_m: float, high_m: float, half_m: float = 0.13) -> Clay:
    """Place a folded blanket: layers from one height to another."""
    clay = Clay()
    layers = max(2, round((high_m - low_m) / 0.028))
    radius_m = 0.5 * (high_m - low_m) / layers
    for layer in range(layers):
        y_m = low_m + (2 * layer + 1) * radius_m
        inset = 0.006 * (layer % 2)
        for z_m in np.linspace(-0.19, 0.19, 12):
            start = np.array([x_m - half_m + inset, y_m, z_m])
            end = np.array([x_m + half_m - inset, y_m, z_m])
            clay.add(start, end, (radius_m, radius_m), _BLANKET, blend_m=0.03)
    return clay


def belt(joints: Skeleton, front: Side) -> Clay:
    """Lay a belt round the ball of the front foot and into both hands."""
    clay, limbs = Clay(), joints.limbs(front)
    sole = unit(limbs.ball - limbs.ankle)
    across_foot = 0.045 * _ACROSS
    under = limbs.ball + 0.012 * sole
    grips = {side: joints.limbs(side).knuckles for side in ("left", "right")}
    clay.add(under - across_foot, under + across_foot, (0.011, 0.011), _BELT)
    clay.add(under - across_foot, grips["left"], (0.009, 0.009), _BELT)
    clay.add(under + across_foot, grips["right"], (0.009, 0.009), _BELT)
    return clay


def bolster(joints: Skeleton, radius_m: float = 0.095) -> Clay:
    """Lean a bolster under the back, on a block where the head is."""
    clay = Clay()
    back = -joints.trunk_axes[:, 0]
    behind_m = 0.095 + radius_m
    low = joints.spine[1] + behind_m * back
    high = joints.head + 0.06 * joints.trunk_axes[:, 1] + (behind_m + 0.01) * back
    low = np.array([low[0], max(float(low[1]), radius_m), 0.0])
    high = np.array([high[0], max(float(high[1]), radius_m), 0.0])
    clay.add(low, high, (radius_m, radius_m), _CUSHION, wide_axis=_ACROSS, wide=1.5)
    under_m = float(high[1]) - radius_m - 0.02
    if under_m > 0.04:  # noqa: PLR2004 - room for a block
        rod_m = 0.03
        up = np.array([0.0, max(0.5 * under_m - rod_m, 0.005), 0.0])
        for x_m in np.linspace(-0.06, 0.06, 4):
            for z_m in np.linspace(-0.12, 0.12, 7):
                spot = np.array([high[0] + 0.05 + x_m, 0.5 * under_m, z_m])
                clay.add(spot - up, spot + up, (rod_m, rod_m), _BLANKET, blend_m=0.03)
    return clay


def chair(x_m: float, seat_m: float) -> Clay:
    """Stand a chair on the floor, its back on the far side; its seat begins at ``x_m``."""
    clay, half_m = Clay(), 0.20
    middle = x_m + half_m

    def rod(start: Vector, end: Vector, radius_m: float) -> None:
        clay.add(start, end, (radius_m, radius_m), _WOOD)

    for dx_m in (-half_m, half_m):
        for z_m in (-half_m, half_m):
            top_m = seat_m - 0.02 if z_m > 0.0 else seat_m + 0.40
            rod(np.array([middle + dx_m, 0.016, z_m]), np.array([middle + dx_m, top_m, z_m]), 0.016)
    for dx_m in np.linspace(-half_m, half_m, 14):
        at = np.array([middle + float(dx_m), seat_m - 0.022, 0.0])
        rod(at - half_m * _ACROSS, at + half_m * _ACROSS, 0.022)
    for up_m in (0.20, 0.29, 0.38):
        at, ahead = np.array([middle, seat_m + up_m, -half_m]), np.array([half_m, 0.0, 0.0])
        rod(at - ahead, at + ahead, 0.022)
    return clay
