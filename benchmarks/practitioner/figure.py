"""Flesh, clothes and a face around a skeleton: tapered capsules, some of them widened."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.body import Limbs, Skeleton
from benchmarks.practitioner.posture import SIDES, outward
from benchmarks.practitioner.rotations import Vector, across, unit
from benchmarks.practitioner.wardrobe import hang, strand

Colour: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Looks:
    """Colours (blue, green, red, 0-255), clothes and hair.

    Parameters
    ----------
    skin, lips, hair, eyes, iris, shirt, trousers
        Colours.
    shirt_loose_m
        How far the shirt stands off the skin all around.
    trouser_length
        Where the trousers end, a share of the shank, 1 at the ankle.
    shirt_slack
        How much longer than the body the cloth of the shirt is, a share: 0 is close-fitting, 0.05
        a wide T-shirt, 0.1 a shirt two sizes too large. It hangs as `wardrobe.hang` tells.
    hood_m
        Radius of a hood that lies on the neck, 0 for none.
    hair_m, ponytail_m
        Length of hair let down, and of a ponytail, 0 for none.
    bun_m
        Radius of a bun, 0 for none.
    skirt
        Where a wide skirt of the trousers' colour ends, a share of the thigh, 1 at the knee and
        more over the shin; 0 for none.
    robe_m
        How far a robe, or a wide skirt, stands off the legs down to the ankles; 0 for none. It
        hides the lap, and where the shins lie.

    """

    skin: Colour = (142.0, 172.0, 222.0)
    lips: Colour = (98.0, 96.0, 176.0)
    hair: Colour = (38.0, 46.0, 62.0)
    eyes: Colour = (235.0, 238.0, 240.0)
    iris: Colour = (40.0, 44.0, 48.0)
    shirt: Colour = (132.0, 128.0, 40.0)
    trousers: Colour = (92.0, 70.0, 62.0)
    shirt_loose_m: float = 0.004
    trouser_length: float = 0.88
    shirt_slack: float = 0.0
    hood_m: float = 0.0
    hair_m: float = 0.0
    ponytail_m: float = 0.0
    bun_m: float = 0.0
    skirt: float = 0.0
    robe_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Primitives:
    """The shapes of a figure.

    Parameters
    ----------
    table
        (n, 17), one capsule a row: the two ends of its axis (3 + 3, metres), the radius at either
        end (2, metres), the unit direction in which it is widened (3), how many times wider it is
        there (1), over how many metres it melts into its neighbours (1), its colour (3: blue,
        green, red, 0-255), and 1 where it is large enough to cast a shadow.

    """

    table: NDArray[np.float64]


@dataclass(slots=True)
class Sculptor:
    """Collects tapered capsules, in the order in which they melt into each other.

    Parameters
    ----------
    scale
        The body's size against one 1.66 m tall.
    blend_m, casts
        What a capsule has that is added without them.

    """

    scale: float = 1.0
    blend_m: float = 0.02
    casts: bool = False
    rows: list[list[float]] = field(default_factory=list)

    def add(  # noqa: PLR0913 - a capsule has this many properties
        self,
        start: Vector,
        end: Vector,
        radii_m: tuple[float, float],
        colour: Colour,
        *,
        blend_m: float | None = None,
        wide_axis: Vector | None = None,
        wide: float = 1.0,
        casts: bool | None = None,
    ) -> None:
        """Add one capsule, ``wide`` times wider along an axis; radii are those of 1.66 m."""
        blend_m = self.blend_m if blend_m is None else blend_m
        casts = self.casts if casts is None else casts
        axis = np.array([0.0, 0.0, 1.0]) if wide_axis is None else unit(wide_axis)
        sizes = [radius * self.scale for radius in radii_m]
        self.rows.append(
            [*start, *end, *sizes, *axis, wide, blend_m * self.scale, *colour, float(casts)]
        )

    def primitives(self) -> Primitives:
        """Give the collected capsules."""
        return Primitives(np.array(self.rows))


def sculpt(skeleton: Skeleton, looks: Looks | None = None, scale: float = 1.0) -> Primitives:
    """Build the figure around a skeleton.

    Parameters
    ----------
    skeleton
        The joints, metres.
    looks
        Colours and clothes.
    scale
        The body's size against one 1.66 m tall.

    """
    worn, clay = looks or Looks(), Sculptor(scale)
    _add_trunk(clay, skeleton, worn)
    for side in SIDES:
        _add_arm(clay, skeleton.limbs(side), worn)
        _add_leg(clay, skeleton.limbs(side), worn)
    _add_head(clay, skeleton, worn)
    _add_loose_clothes(clay, skeleton, worn)
    _add_long_hair(clay, skeleton, worn)
    return clay.primitives()


def sculpt_parts(
    skeleton: Skeleton, looks: Looks | None = None, scale: float = 1.0
) -> dict[str, Primitives]:
    """Build the same figure in parts that move apart: "trunk" with the head, "arms" and "legs"."""
    worn = looks or Looks()
    trunk, arms, legs = Sculptor(scale), Sculptor(scale), Sculptor(scale)
    _add_trunk(trunk, skeleton, worn)
    _add_head(trunk, skeleton, worn)
    _add_loose_clothes(trunk, skeleton, worn)
    _add_long_hair(trunk, skeleton, worn)
    for side in SIDES:
        _add_arm(arms, skeleton.limbs(side), worn)
        _add_leg(legs, skeleton.limbs(side), worn)
    parts = {"trunk": trunk, "arms": arms, "legs": legs}
    return {name: clay.primitives() for name, clay in parts.items()}


def _add_trunk(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    spine, right = skeleton.spine, skeleton.trunk_axes[:, 2]
    loose, depths = looks.shirt_loose_m, _half_depths_m(skeleton)
    for index in range(4):
        low, high = spine[2 * index], spine[2 * index + 2]
        start = low if index else low + 0.35 * (high - low)
        clay.add(
            start,
            high,
            (depths[index] + loose, depths[index + 1] + loose),
            looks.shirt,
            blend_m=0.03,
            wide_axis=right,
            wide=1.45 if index < 3 else 1.5,  # noqa: PLR2004 - the uppermost piece
            casts=True,
        )
    clay.add(
        skeleton.left.shoulder + 0.03 * right,
        skeleton.right.shoulder - 0.03 * right,
        (0.062, 0.062),
        looks.shirt,
        blend_m=0.05,
        casts=True,
    )
    clay.add(
        skeleton.left.hip, skeleton.right.hip, (0.1, 0.1), looks.trousers, blend_m=0.03, casts=True
    )


def _half_depths_m(skeleton: Skeleton) -> list[float]:
    """Give half the depth of the trunk at the quarters of the spine, of a body 1.66 m tall."""
    return [0.101, 0.094, 0.098, 0.101 + 0.005 * skeleton.breath, 0.068]


def _add_arm(clay: Sculptor, limbs: Limbs, looks: Looks) -> None:
    cuff = limbs.shoulder + 0.6 * (limbs.elbow - limbs.shoulder)
    loose = looks.shirt_loose_m
    clay.add(
        limbs.shoulder, cuff, (0.056 + loose, 0.05 + loose), looks.shirt, blend_m=0.03, casts=True
    )
    clay.add(cuff, limbs.elbow, (0.042, 0.037), looks.skin, blend_m=0.015, casts=True)
    clay.add(limbs.elbow, limbs.wrist, (0.038, 0.025), looks.skin, blend_m=0.015, casts=True)
    _add_hand(clay, limbs, looks)


def _add_hand(clay: Sculptor, limbs: Limbs, looks: Looks) -> None:
    fingers = unit(limbs.knuckles - limbs.wrist)
    palm_m = float(np.linalg.norm(limbs.knuckles - limbs.wrist))
    tips = limbs.knuckles + 0.8 * palm_m * fingers
    clay.add(
        limbs.wrist + 0.15 * palm_m * fingers,
        limbs.knuckles,
        (0.02, 0.018),
        looks.skin,
        wide_axis=limbs.thumb,
        wide=1.9,
    )
    for spread in (-0.75, -0.25, 0.25, 0.75):
        shift = spread * 0.4 * palm_m * limbs.thumb
        length = 1.0 - 0.25 * spread**2
        tip = limbs.knuckles + length * (tips - limbs.knuckles) + 1.15 * shift
        clay.add(limbs.knuckles + shift, tip, (0.0105, 0.008), looks.skin, blend_m=0.008)
    root = limbs.wrist + 0.3 * palm_m * fingers + 0.2 * palm_m * limbs.thumb
    tip = limbs.wrist + 0.95 * palm_m * fingers + 0.62 * palm_m * limbs.thumb
    clay.add(root, tip, (0.016, 0.01), looks.skin, blend_m=0.012)


def _add_leg(clay: Sculptor, limbs: Limbs, looks: Looks) -> None:
    shank, length = limbs.ankle - limbs.knee, looks.trouser_length
    calf, cuff = limbs.knee + 0.3 * shank, limbs.knee + length * shank
    clay.add(limbs.hip, limbs.knee, (0.088, 0.058), looks.trousers, casts=True)
    clay.add(limbs.knee, cuff, (0.058, 0.058 - 0.017 * length), looks.trousers, casts=True)
    clay.add(limbs.knee, calf, (0.05, 0.051), looks.skin, blend_m=0.01, casts=True)
    clay.add(calf, limbs.ankle, (0.051, 0.033), looks.skin, blend_m=0.01, casts=True)
    ahead = unit(limbs.ball - limbs.heel)
    across_foot = np.cross(ahead, across(limbs.ankle - limbs.heel, ahead))
    clay.add(limbs.ankle, limbs.heel, (0.033, 0.029), looks.skin)
    clay.add(limbs.heel, limbs.ball, (0.027, 0.021), looks.skin, wide_axis=across_foot, wide=1.6)
    clay.add(limbs.ankle, limbs.ball, (0.033, 0.02), looks.skin, wide_axis=across_foot, wide=1.3)
    clay.add(limbs.ball, limbs.toe, (0.02, 0.013), looks.skin, wide_axis=across_foot, wide=2.1)


@dataclass(frozen=True, slots=True)
class _Head:
    """Places on a head, in metres of a body of ordinary size from its middle."""

    skeleton: Skeleton
    scale: float

    @property
    def right(self) -> Vector:
        return self.skeleton.head_axes[:, 2]

    def at(self, front_m: float, up_m: float, right_m: float = 0.0) -> Vector:
        offset = self.scale * np.array([front_m, up_m, right_m])
        return self.skeleton.head + self.skeleton.head_axes @ offset


def _add_head(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    head = _Head(skeleton, clay.scale)
    top = skeleton.spine[-1] + 0.2 * (skeleton.neck - skeleton.spine[-1])
    clay.add(top, skeleton.neck, (0.054, 0.05), looks.skin, blend_m=0.025, casts=True)
    clay.add(skeleton.neck, head.at(-0.01, -0.03), (0.05, 0.055), looks.skin, casts=True)
    clay.add(
        head.at(-0.012, 0.03),
        head.at(0.008, 0.03),
        (0.084, 0.08),
        looks.skin,
        wide_axis=head.right,
        wide=0.92,
        casts=True,
    )
    _add_face(clay, head, looks)
    _add_hair(clay, head, looks)
    for side in SIDES:
        _add_ear_and_eye(clay, head, looks, outward(side))


def _add_face(clay: Sculptor, head: _Head, looks: Looks) -> None:
    clay.add(
        head.at(0.015, -0.02),
        head.at(0.048, -0.085),
        (0.066, 0.032),
        looks.skin,
        wide_axis=head.right,
    )
    clay.add(
        head.at(0.084, 0.018), head.at(0.102, -0.018), (0.008, 0.013), looks.skin, blend_m=0.014
    )
    clay.add(
        head.at(0.068, -0.056, -0.017),
        head.at(0.068, -0.056, 0.017),
        (0.0095, 0.0095),
        looks.lips,
        blend_m=0.006,
    )


def _add_hair(clay: Sculptor, head: _Head, looks: Looks) -> None:
    clay.add(
        head.at(-0.03, 0.04),
        head.at(-0.008, 0.052),
        (0.092, 0.082),
        looks.hair,
        blend_m=0.006,
        wide_axis=head.right,
        wide=0.94,
        casts=True,
    )
    clay.add(head.at(-0.055, 0.01), head.at(-0.05, -0.045), (0.068, 0.05), looks.hair, blend_m=0.01)


def _add_ear_and_eye(clay: Sculptor, head: _Head, looks: Looks, sign: float) -> None:
    clay.add(
        head.at(0.0, 0.014, 0.079 * sign),
        head.at(0.004, -0.014, 0.074 * sign),
        (0.017, 0.011),
        looks.skin,
        blend_m=0.006,
        wide_axis=head.right,
        wide=0.6,
    )
    clay.add(
        head.at(0.071, 0.018, 0.031 * sign),
        head.at(0.070, 0.018, 0.036 * sign),
        (0.0125, 0.0115),
        looks.eyes,
        blend_m=0.003,
    )
    clay.add(
        head.at(0.0785, 0.018, 0.033 * sign),
        head.at(0.0785, 0.018, 0.034 * sign),
        (0.007, 0.007),
        looks.iris,
        blend_m=0.001,
    )
    clay.add(
        head.at(0.082, 0.041, 0.018 * sign),
        head.at(0.070, 0.043, 0.047 * sign),
        (0.0055, 0.0045),
        looks.hair,
        blend_m=0.002,
    )


def _add_loose_clothes(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    right = skeleton.trunk_axes[:, 2]
    if looks.robe_m > 0.0:
        _add_robe(clay, skeleton, looks)
    if looks.shirt_slack > 0.0:
        _add_loose_shirt(clay, skeleton, looks)
    if looks.skirt > 0.0:
        _add_skirt(clay, skeleton, looks)
    if looks.hood_m > 0.0:
        behind = -clay.scale * skeleton.trunk_axes[:, 0]
        on_neck = skeleton.spine[-1] + 0.25 * (skeleton.neck - skeleton.spine[-1])
        clay.add(
            on_neck + 0.07 * behind,
            skeleton.spine[-2] + 0.1 * behind,
            (0.7 * looks.hood_m, looks.hood_m),
            looks.shirt,
            blend_m=0.03,
            wide_axis=right,
            wide=1.6,
            casts=True,
        )


def _add_robe(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    """Hang cloth over the legs: along each, between its two ends, and across the lap."""
    left, right = skeleton.left, skeleton.right
    wide_m, narrow_m = 0.07 + looks.robe_m, 0.045 + 0.7 * looks.robe_m
    for limbs in (left, right):
        hem = limbs.ankle + 0.15 * (limbs.knee - limbs.ankle)
        clay.add(limbs.hip, limbs.knee, (0.1 + looks.robe_m, wide_m), looks.shirt, casts=True)
        clay.add(limbs.knee, hem, (wide_m, narrow_m), looks.shirt, casts=True)
        clay.add(limbs.hip, hem, (wide_m, narrow_m), looks.shirt, casts=True)
    for share in (0.35, 0.7, 1.0):
        start, end = (each.hip + share * (each.knee - each.hip) for each in (left, right))
        clay.add(start, end, (wide_m, wide_m), looks.shirt, blend_m=0.04, casts=True)


def _add_loose_shirt(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    right = skeleton.trunk_axes[:, 2]
    quarters = np.array(_half_depths_m(skeleton)) + looks.shirt_loose_m
    count = len(skeleton.spine)
    skin_m = np.interp(np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, 5), quarters)
    cloth = hang(skeleton, clay.scale * skin_m, looks.shirt_slack)
    radii = cloth.half_depth_m / clay.scale
    for low, high in zip(range(count - 1), range(1, count), strict=True):
        clay.add(
            cloth.middle[low],
            cloth.middle[high],
            (radii[low], radii[high]),
            looks.shirt,
            blend_m=0.01,
            wide_axis=right,
            wide=1.15,
            casts=True,
        )
    for side in SIDES:
        limbs = skeleton.limbs(side)
        hem = limbs.shoulder + 0.75 * (limbs.elbow - limbs.shoulder)
        clay.add(limbs.shoulder, hem, (0.06, 0.072), looks.shirt, blend_m=0.02, casts=True)


def _add_skirt(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    """Add cloth around each leg, wide where it ends, and a waistband that stands off behind."""
    right, behind = skeleton.trunk_axes[:, 2], -skeleton.trunk_axes[:, 0]
    hips = 0.5 * (skeleton.left.hip + skeleton.right.hip)
    waist = skeleton.spine[1] + 0.02 * clay.scale * behind
    clay.add(hips, waist, (0.13, 0.11), looks.trousers, wide_axis=right, wide=1.4, casts=True)
    for side in SIDES:
        limbs = skeleton.limbs(side)
        hem = limbs.hip + min(looks.skirt, 1.0) * (limbs.knee - limbs.hip)
        clay.add(limbs.hip, hem, (0.12, 0.11), looks.trousers, blend_m=0.05, casts=True)
        if looks.skirt > 1.0:
            low = hem + (looks.skirt - 1.0) * (limbs.ankle - limbs.knee)
            clay.add(hem, low, (0.11, 0.09), looks.trousers, blend_m=0.05, casts=True)


def _add_long_hair(clay: Sculptor, skeleton: Skeleton, looks: Looks) -> None:
    def behind_head(back_m: float, up_m: float, right_m: float = 0.0) -> Vector:
        offset = clay.scale * np.array([-back_m, up_m, right_m])
        return skeleton.head + skeleton.head_axes @ offset

    if looks.hair_m > 0.0:
        for right_m in (-0.045, 0.0, 0.045):
            _add_strand(clay, skeleton, looks, behind_head(0.085, 0.02, right_m), looks.hair_m)
    if looks.ponytail_m > 0.0:
        _add_strand(clay, skeleton, looks, behind_head(0.145, 0.05, 0.01), looks.ponytail_m)
    if looks.bun_m > 0.0:
        middle = behind_head(0.09 + 0.6 * looks.bun_m, 0.05)
        clay.add(middle, middle, (looks.bun_m, looks.bun_m), looks.hair, blend_m=0.01, casts=True)


def _add_strand(
    clay: Sculptor, skeleton: Skeleton, looks: Looks, root: Vector, length_m: float
) -> None:
    clear_m = 0.122 * clay.scale, 0.105 * clay.scale
    points = strand(skeleton, root, length_m * clay.scale, clear_m)
    thick = np.linspace(0.034, 0.02, len(points))
    for index in range(len(points) - 1):
        clay.add(
            points[index],
            points[index + 1],
            (thick[index], thick[index + 1]),
            looks.hair,
            blend_m=0.01,
            casts=True,
        )
