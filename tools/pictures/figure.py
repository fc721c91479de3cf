"""The figure one likes to follow: smooth clothes, a quiet face, the leg in question in orange.

It stands on the practitioner's skeleton and is drawn by the practitioner's rays; only its flesh is
its own, made to be looked at and not to be measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from benchmarks.practitioner.figure import Primitives, Sculptor
from benchmarks.practitioner.posture import SIDES
from benchmarks.practitioner.rotations import across, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.practitioner.body import Limbs, Skeleton
    from benchmarks.practitioner.posture import Side
    from benchmarks.practitioner.rotations import Vector

    _Place: TypeAlias = Callable[..., Vector]

Colour: TypeAlias = tuple[float, float, float]
"""Blue, green, red, 0-255."""

SKIN: Final[Colour] = (158.0, 190.0, 235.0)
_LIPS: Final[Colour] = (140.0, 152.0, 216.0)
_HAIR: Final[Colour] = (52.0, 62.0, 84.0)
_LASHES: Final[Colour] = (66.0, 78.0, 106.0)
_BROWS: Final[Colour] = (92.0, 112.0, 146.0)
_SHIRT: Final[Colour] = (190.0, 186.0, 120.0)
_TROUSERS: Final[Colour] = (150.0, 118.0, 96.0)
_TINTED: Final[Colour] = (92.0, 160.0, 244.0)
_FAR: Final = 0.86
"""How much of its light a limb on the far side keeps, so that near and far stay apart."""

_TRUNK_PIECES: Final = 7
_TRUNK_BLEND_M: Final = 0.02
_SPINE_SHARE: Final = (0.0, 0.15, 0.35, 0.65, 0.85, 1.0)
_HALF_DEPTH_M: Final = (0.104, 0.097, 0.086, 0.095, 0.082, 0.056)
_HALF_WIDTH: Final = 1.42
_BREATH_M: Final = 0.007


@dataclass(slots=True)
class Clay(Sculptor):
    """Collects capsules that melt but a little, and cast shadows."""

    blend_m: float = 0.004
    casts: bool = True

    def chain(
        self, points: Sequence[Vector], radii_m: Sequence[float], colour: Colour, blend_m: float
    ) -> None:
        """Add capsules from point to point; only the first melts into what is there."""
        for index in range(len(points) - 1):
            radii = radii_m[index], radii_m[index + 1]
            blend = None if index else blend_m
            self.add(points[index], points[index + 1], radii, colour, blend_m=blend)


def sculpt(skeleton: Skeleton, tinted: Side | None = None) -> Clay:
    """Build the figure around a skeleton, with the leg in question in a warm colour."""
    clay = Clay()
    _trunk(clay, skeleton)
    for side in SIDES:
        _leg(clay, skeleton.limbs(side), side, tinted=side == tinted)
    for side in SIDES:
        _arm(clay, skeleton, side)
    _head(clay, skeleton)
    return clay


def primitives(*clays: Clay) -> Primitives:
    """Return what the rays are cast at: the figure, and props that do not melt into it."""
    return Primitives(np.array([row for clay in clays for row in clay.rows]))


def dimmed(colour: Colour, side: Side) -> Colour:
    """Return a limb's colour: a little darker on the side away from the camera."""
    blue, green, red = colour
    return colour if side == "right" else (blue * _FAR, green * _FAR, red * _FAR)


def _trunk(clay: Clay, skeleton: Skeleton) -> None:
    right, front = skeleton.trunk_axes[:, 2], skeleton.trunk_axes[:, 0]
    along = np.linspace(0.0, 1.0, len(skeleton.spine))
    shares = np.linspace(0.16, 1.0, _TRUNK_PIECES + 1)
    points = [_along(skeleton.spine, along, share) for share in shares]
    full = _BREATH_M * skeleton.breath * np.exp(-(((shares - 0.55) / 0.25) ** 2))
    depths_m = np.interp(shares, _SPINE_SHARE, _HALF_DEPTH_M) + full
    depths_m = np.convolve(np.pad(depths_m, 2, mode="edge"), np.ones(5) / 5.0, mode="valid")
    for low in range(_TRUNK_PIECES):
        ends, radii = (points[low], points[low + 1]), (depths_m[low], depths_m[low + 1])
        wide = float(np.interp(shares[low], (0.8, 1.0), (_HALF_WIDTH, 1.75)))
        clay.add(*ends, radii, _SHIRT, blend_m=_TRUNK_BLEND_M, wide_axis=right, wide=wide)
    left, of_right = (skeleton.limbs(side).shoulder for side in SIDES)
    clay.add(left + 0.02 * right, of_right - 0.02 * right, (0.052, 0.052), _SHIRT, blend_m=0.06)
    hips = [skeleton.limbs(side).hip for side in SIDES]
    clay.add(hips[0], hips[1], (0.1, 0.1), _TROUSERS, blend_m=0.02)
    behind = -0.03 * front - 0.01 * unit(points[1] - points[0])
    clay.add(hips[0] + behind, hips[1] + behind, (0.092, 0.092), _TROUSERS, blend_m=0.04)


def _along(spine: Vector, along: Vector, share: float) -> Vector:
    point: Vector = np.array([np.interp(share, along, spine[:, axis]) for axis in range(3)])
    return point


def _leg(clay: Clay, limbs: Limbs, side: Side, *, tinted: bool) -> None:
    cloth = dimmed(_TINTED if tinted else _TROUSERS, side)
    skin = dimmed(SKIN, side)
    thigh, shank = limbs.knee - limbs.hip, limbs.ankle - limbs.knee
    calf = _calf(thigh, shank)
    upper = [limbs.hip, limbs.hip + 0.35 * thigh, limbs.knee]
    clay.chain(upper, (0.092, 0.084, 0.056), cloth, 0.03)
    cuff = limbs.knee + 0.86 * shank
    lower = [limbs.knee, limbs.knee + 0.32 * shank + 0.012 * calf, cuff]
    clay.chain(lower, (0.056, 0.055, 0.041), cloth, 0.012)
    clay.add(limbs.knee + 0.7 * shank, limbs.ankle, (0.036, 0.032), skin)
    ahead = unit(limbs.ball - limbs.heel)
    side_axis = np.cross(ahead, across(limbs.ankle - limbs.heel, ahead))
    clay.add(limbs.ankle, limbs.heel, (0.032, 0.029), skin, blend_m=0.02)
    sole = 0.4 * limbs.heel + 0.6 * limbs.ball
    clay.add(limbs.heel, sole, (0.028, 0.024), skin, blend_m=0.02, wide_axis=side_axis, wide=1.35)
    clay.add(
        limbs.ankle, limbs.ball, (0.032, 0.021), skin, blend_m=0.02, wide_axis=side_axis, wide=1.45
    )
    clay.add(
        limbs.ball, limbs.toe, (0.021, 0.014), skin, blend_m=0.01, wide_axis=side_axis, wide=1.9
    )


def _calf(thigh: Vector, shank: Vector) -> Vector:
    """Return the direction of the calf: away from the shin, towards which the knee bends."""
    bend = across(-thigh, unit(shank))
    return bend if float(np.linalg.norm(np.cross(thigh, shank))) > 1e-3 else 0.0 * bend  # noqa: PLR2004


def _arm(clay: Clay, skeleton: Skeleton, side: Side) -> None:
    limbs, skin = skeleton.limbs(side), dimmed(SKIN, side)
    upper, fore = limbs.elbow - limbs.shoulder, limbs.wrist - limbs.elbow
    shirt = dimmed(_SHIRT, side)
    clay.chain(
        [limbs.shoulder, limbs.shoulder + 0.3 * upper, limbs.shoulder + 0.62 * upper],
        (0.056, 0.053, 0.047),
        shirt,
        0.03,
    )
    clay.chain([limbs.shoulder + 0.5 * upper, limbs.elbow], (0.041, 0.035), skin, 0.004)
    clay.chain(
        [limbs.elbow, limbs.elbow + 0.3 * fore, limbs.wrist], (0.035, 0.036, 0.0245), skin, 0.012
    )
    _hand(clay, limbs, skin)


def _hand(clay: Clay, limbs: Limbs, skin: Colour) -> None:
    palm = limbs.knuckles - limbs.wrist
    palm_m = float(np.linalg.norm(palm))
    thumb = palm_m * limbs.thumb
    clay.add(
        limbs.wrist,
        limbs.wrist + 0.9 * palm,
        (0.021, 0.019),
        skin,
        blend_m=0.015,
        wide_axis=limbs.thumb,
        wide=1.75,
    )
    for spread in (-0.27, -0.09, 0.09, 0.27):
        root = limbs.wrist + 0.85 * palm + spread * thumb
        tip = limbs.wrist + (1.78 - 1.6 * (spread - 0.06) ** 2) * palm + 1.25 * spread * thumb
        clay.add(root, tip, (0.0125, 0.0095), skin, blend_m=0.008, casts=False)
    clay.add(
        limbs.wrist + 0.3 * palm + 0.15 * thumb,
        limbs.wrist + 0.95 * palm + 0.52 * thumb,
        (0.015, 0.01),
        skin,
        blend_m=0.014,
        casts=False,
    )


def _head(clay: Clay, skeleton: Skeleton) -> None:
    axes, right = skeleton.head_axes, skeleton.head_axes[:, 2]

    def at(front_m: float, up_m: float, right_m: float = 0.0) -> Vector:
        place: Vector = skeleton.head + axes @ np.array([front_m, up_m, right_m])
        return place

    nape = skeleton.spine[-1] + 0.15 * (skeleton.neck - skeleton.spine[-1])
    clay.add(nape, skeleton.neck, (0.052, 0.045), SKIN, blend_m=0.02)
    clay.add(skeleton.neck, at(-0.015, -0.03), (0.045, 0.05), SKIN)
    clay.add(at(-0.014, 0.03), at(0.010, 0.028), (0.084, 0.078), SKIN, wide_axis=right, wide=0.92)
    clay.add(
        at(0.008, -0.02), at(0.037, -0.072), (0.068, 0.035), SKIN, blend_m=0.03, wide_axis=right
    )
    clay.add(at(0.074, 0.012), at(0.0835, -0.013), (0.007, 0.010), SKIN, blend_m=0.02, casts=False)
    clay.add(
        at(0.0645, -0.049, -0.014), at(0.0645, -0.049, 0.014), (0.007, 0.007), _LIPS,
        blend_m=0.012, casts=False,
    )  # fmt: skip
    for sign in (-1.0, 1.0):
        _features(clay, at, right, sign)
    clay.add(
        at(-0.024, 0.042), at(-0.012, 0.050), (0.092, 0.085), _HAIR, wide_axis=right, wide=0.95
    )
    clay.add(at(-0.052, 0.02), at(-0.050, -0.03), (0.068, 0.05), _HAIR, blend_m=0.03)
    clay.add(at(-0.098, 0.098), at(-0.102, 0.100), (0.042, 0.04), _HAIR, blend_m=0.012)


def _features(clay: Clay, at: _Place, right: Vector, sign: float) -> None:
    clay.add(
        at(-0.004, 0.006, 0.076 * sign), at(0.0, -0.016, 0.072 * sign), (0.017, 0.011), SKIN,
        blend_m=0.006, wide_axis=right, wide=0.6, casts=False,
    )  # fmt: skip
    # A closed eye: the lashes on the lid, lower in the middle, and a quiet brow.
    inner, middle, outer = (
        at(0.0815, 0.006, 0.022 * sign),
        at(0.0785, 0.001, 0.036 * sign),
        at(0.0685, 0.005, 0.050 * sign),
    )
    clay.add(inner, middle, (0.003, 0.0036), _LASHES, blend_m=0.001, casts=False)
    clay.add(middle, outer, (0.0036, 0.0032), _LASHES, blend_m=0.001, casts=False)
    clay.add(
        at(0.0825, 0.036, 0.022 * sign), at(0.0705, 0.037, 0.048 * sign), (0.004, 0.003), _BROWS,
        blend_m=0.004, casts=False,
    )  # fmt: skip
