"""Postures around those of the routine: well done, half done and not done, with known numbers.

A shape is a family of postures and the numbers varied in it; a family without a use for a number
leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.posture import from_vector, to_vector

if TYPE_CHECKING:
    from benchmarks.practitioner.posture import Posture, Side

_ON_THE_WAY: Final = 0.35  # share of the way back at which a clip begins
_LEG_M: Final = 0.5 * (at.BODY.thigh_m + at.BODY.shank_m)
_STRAIGHT_DEG: Final = at.IN_FRONT.knee_deg


@dataclass(frozen=True, slots=True)
class Shape:
    """A posture by its family and the numbers that are varied.

    Parameters
    ----------
    family
        A key of `FAMILIES`.
    front
        The leg in front, where there is one.
    tilt_deg
        Lean of the trunk: 0 upright, positive forward, -90 on the back.
    bulge_m
        How far the middle of the back stands behind the line from hips to shoulders.
    nod_deg
        Head bent further forward than the family's own.
    knee_deg
        Inner angle of the front knee in head to knee.
    lift
        How far the seat is raised: 0 down, 1 half-way up (or the feet still together, in hero).
    foot_deg
        Added to the angle of both ankles.
    roll_deg
        Turn of a lying body towards its right side.

    """

    family: str
    front: Side = "right"
    tilt_deg: float = 0.0
    bulge_m: float = 0.0
    nod_deg: float = 0.0
    knee_deg: float = _STRAIGHT_DEG
    lift: float = 0.0
    foot_deg: float = 0.0
    roll_deg: float = 0.0


Builder: TypeAlias = Callable[[Shape], "Posture"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Numbers in [0, 1), one for each that a shape varies."""

    tilt: float
    bulge: float
    nod: float
    knee: float
    lift: float
    foot: float
    roll: float


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of posture.

    Parameters
    ----------
    poses
        The poses of the library whose criteria are asked of it.
    build
        From a shape to a posture.
    before
        What the body comes from.
    tilts_deg
        Least and greatest lean that is tried.
    most_bulge_m, most_nod_deg, lifts, most_roll_deg
        The other ranges; 0 where the family does not vary them.
    share
        How many cases it gets, against the poses that are held and corrected.

    """

    poses: tuple[str, ...]
    build: Builder
    before: Builder
    tilts_deg: tuple[float, float]
    most_bulge_m: float = 0.0
    most_nod_deg: float = 0.0
    lifts: bool = False
    most_roll_deg: float = 0.0
    share: float = 1.0


def posture_of(shape: Shape) -> Posture:
    """Build the posture of a shape."""
    posture = FAMILIES[shape.family].build(shape)
    feet = {
        side: replace(leg, ankle_deg=leg.ankle_deg + shape.foot_deg)
        for side, leg in (("left_leg", posture.left_leg), ("right_leg", posture.right_leg))
    }
    bent = replace(posture, bulge_m=shape.bulge_m, neck_deg=posture.neck_deg + shape.nod_deg)
    return replace(bent, left_leg=feet["left_leg"], right_leg=feet["right_leg"])


def before(shape: Shape) -> Posture:
    """Give the posture a body passes through shortly before it is in a shape."""
    end = to_vector(posture_of(shape))
    start = to_vector(FAMILIES[shape.family].before(shape))
    return from_vector(end + _ON_THE_WAY * (start - end))


def drawn(family: str, front: Side, unit: Unit) -> Shape:
    """Spread numbers in [0, 1) over the ranges of a family.

    About half of all bodies have a straight back, a straight front knee and a level seat, so that
    what is right is met as often as what is not.
    """
    kind = FAMILIES[family]
    low, high = kind.tilts_deg
    return Shape(
        family,
        front,
        tilt_deg=low + unit.tilt * (high - low),
        bulge_m=kind.most_bulge_m * _upper_half(unit.bulge),
        nod_deg=kind.most_nod_deg * unit.nod,
        knee_deg=_STRAIGHT_DEG - 57.0 * _upper_half(unit.knee),
        lift=_upper_half(unit.lift) if kind.lifts else 0.0,
        foot_deg=24.0 * (unit.foot - 0.5),
        roll_deg=kind.most_roll_deg * _upper_half(unit.roll),
    )


def _upper_half(unit: float) -> float:
    return max(2.0 * unit - 1.0, 0.0)


def _upright(shape: Shape) -> Posture:
    return at.head_to_knee(shape.front, 0.0)


def _diamond(shape: Shape) -> Posture:
    if shape.lift > 0.0:
        return at.kneeling_up(-22.0 - 32.0 * shape.lift, shape.tilt_deg)
    return at.diamond(shape.tilt_deg)


def _diamond_toes(shape: Shape) -> Posture:
    return at.diamond_toes(shape.tilt_deg)


def _head_to_knee(shape: Shape) -> Posture:
    posture = at.head_to_knee(shape.front, bulge_m=shape.bulge_m, tilt_deg=shape.tilt_deg)
    leg = replace(at.IN_FRONT, knee_deg=shape.knee_deg, thigh_deg=_thigh_deg(shape.knee_deg))
    if shape.front == "right":
        return replace(posture, right_leg=leg)
    return replace(posture, left_leg=leg)


def _thigh_deg(knee_deg: float) -> float:
    """Raise the thigh of a bent front leg as much as keeps its heel on the floor."""
    drop_m = -_reach_m(_STRAIGHT_DEG) * np.sin(np.radians(at.IN_FRONT.thigh_deg - 1.5))
    slope_deg = -np.degrees(np.arcsin(min(drop_m / _reach_m(knee_deg), 1.0)))
    return float(slope_deg + 0.5 * (180.0 - knee_deg))


def _reach_m(knee_deg: float) -> float:
    """Give the distance from hip to ankle."""
    return float(2.0 * _LEG_M * np.sin(np.radians(0.5 * knee_deg)))


def _hero(shape: Shape) -> Posture:
    if shape.lift > 0.5:  # noqa: PLR2004 - the raised half of the lifted ones
        return replace(at.hero_entry(), tilt_deg=shape.tilt_deg)
    return at.hero(shape.tilt_deg)


def _reclining_hero(shape: Shape) -> Posture:
    return at.reclining_hero(shape.tilt_deg)


def _lying(shape: Shape) -> Posture:
    legs = at.FEET_DOWN if shape.front == "left" else at.STRETCHED
    roll_deg = shape.roll_deg
    return replace(at.lying(legs, legs, roll_deg, 0.5 * roll_deg), tilt_deg=shape.tilt_deg)


def _on_the_side(shape: Shape) -> Posture:
    return replace(at.lying_on_side(), roll_deg=50.0 + shape.roll_deg)


def _sitting(shape: Shape) -> Posture:
    return at.seated(shape.tilt_deg)


_UPRIGHT_DEG: Final = (-25.0, 30.0)

FAMILIES: Final = MappingProxyType(
    {
        "diamond": Family(
            ("diamond",),
            _diamond,
            lambda _: at.kneeling_up(),
            _UPRIGHT_DEG,
            most_bulge_m=0.085,
            most_nod_deg=30.0,
            lifts=True,
        ),
        "diamond_toes": Family(
            ("diamond_toes",),
            _diamond_toes,
            lambda _: at.diamond(),
            (-30.0, 30.0),
            most_bulge_m=0.085,
            most_nod_deg=30.0,
        ),
        "head_to_knee": Family(
            ("head_to_knee",),
            _head_to_knee,
            _upright,
            (0.0, 84.0),
            most_bulge_m=0.07,
            most_nod_deg=8.0,
        ),
        "hero": Family(
            ("hero",),
            _hero,
            lambda _: at.hero_entry(),
            _UPRIGHT_DEG,
            most_bulge_m=0.085,
            most_nod_deg=30.0,
            lifts=True,
        ),
        "reclining_hero": Family(
            ("reclining_hero",),
            _reclining_hero,
            lambda _: at.hero(),
            (-96.0, -40.0),
            most_nod_deg=25.0,
        ),
        "lying": Family(
            ("relax_v1", "relax_v2", "spinal_harmony"),
            _lying,
            lambda _: at.lying_knees_bent(),
            (-95.0, -75.0),
            most_nod_deg=15.0,
            most_roll_deg=40.0,
            share=0.5,
        ),
        "on_the_side": Family(
            ("coming_up",),
            _on_the_side,
            lambda _: at.lying_knees_bent(),
            (-90.0, -90.0),
            most_roll_deg=35.0,
            share=0.5,
        ),
        "sitting": Family(
            ("coming_up",),
            _sitting,
            lambda _: at.side_sit(),
            (-15.0, 40.0),
            most_bulge_m=0.06,
            most_nod_deg=20.0,
            share=0.5,
        ),
    }
)
"""Kinds of posture by name."""
