"""Kinds of postures, ours and those that look like them, each drawn anew for every person.

What a kind is called says what is true: which pose of ours it is, if any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.posture import Arm, Leg, Posture, Side, outward

if TYPE_CHECKING:
    from numpy.random import Generator

Drawn: TypeAlias = Callable[["Generator"], Posture]

_SEATED_X_M: Final = at.KNEES_X_M - 0.4


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of posture.

    Parameters
    ----------
    draw
        Gives the posture of one person.
    people
        How many there are of it in the whole set.
    right
        The poses of ours it may be called; none for what is no pose of ours.
    neutral
        Poses it may be called without being wrong: what no picture can tell from it.

    """

    draw: Drawn
    people: int
    right: frozenset[str] = frozenset()
    neutral: frozenset[str] = frozenset()


def _between(r: Generator, low: float, high: float) -> float:
    return float(r.uniform(low, high))


def _bulge_m(r: Generator, most: float = 0.03, least: float = -0.03) -> float:
    """Draw how round a back is; many are straight."""
    return max(0.0, _between(r, least, most))


def _kneeling(leg: Leg, tilt_deg: float, bulge_m: float = 0.0, neck_deg: float = 4.0) -> Posture:
    kneels = at.sitting_back(leg, tilt_deg)
    return replace(kneels, bulge_m=bulge_m, neck_deg=neck_deg)


def _hands_somewhere(posture: Posture, r: Generator) -> Posture:
    """Rest the hands on the thighs, on the knees, or palms together before the chest."""
    place = r.integers(4)
    x_m = posture.pelvis_x_m
    if place == 1:
        return at.hands(
            posture, lambda s: _arm(s, (x_m + 0.28, 0.62, 0.02), (-0.3, -0.9, 0.5), up=1.0)
        )
    if place == 2:  # noqa: PLR2004 - one of four
        return at.hands(
            posture,
            lambda s: _arm(s, (x_m + 0.36, 0.24, 0.16), (-0.4, -0.5, 0.5), ahead=1.0, up=-0.2),
        )
    return at.hands_on_thighs(posture)


def _arm(
    side: Side,
    wrist_m: tuple[float, float, float],
    elbow: tuple[float, float, float],
    *,
    ahead: float = 0.0,
    up: float = 0.0,
) -> Arm:
    """Place one arm; z of wrist and elbow points away from the body."""
    out = outward(side)
    return Arm(
        (wrist_m[0], wrist_m[1], wrist_m[2] * out),
        (elbow[0], elbow[1], elbow[2] * out),
        (ahead, up, 0.0),
    )


def _either_way(one: Leg, other: Leg, r: Generator) -> tuple[Leg, Leg]:
    return (one, other) if r.integers(2) else (other, one)


# --- ours ----------------------------------------------------------------------------------------


def _diamond(r: Generator) -> Posture:
    leg = replace(
        at.FOLDED,
        out_deg=_between(r, 2, 22),
        thigh_deg=_between(r, -24, -15),
        knee_deg=_between(r, 16, 26),
        ankle_deg=_between(r, 150, 172),
    )
    tilt_deg = _between(r, -8, 10)
    return _hands_somewhere(_kneeling(leg, tilt_deg, _bulge_m(r), _between(r, -5, 25)), r)


def _diamond_on_cushion(r: Generator) -> Posture:
    leg = replace(
        at.FOLDED,
        out_deg=_between(r, 2, 22),
        thigh_deg=_between(r, -38, -26),
        knee_deg=_between(r, 32, 52),
        ankle_deg=_between(r, 140, 172),
    )
    tilt_deg = _between(r, -8, 10)
    return _hands_somewhere(_kneeling(leg, tilt_deg, _bulge_m(r), _between(r, -5, 25)), r)


def _diamond_toes(r: Generator) -> Posture:
    leg = replace(
        at.TUCKED,
        out_deg=_between(r, 2, 14),
        thigh_deg=_between(r, -38, -28),
        knee_deg=_between(r, 18, 30),
        ankle_deg=_between(r, 80, 108),
        toes_deg=_between(r, 60, 90),
    )
    tilt_deg = _between(r, -15, 8)
    return _hands_somewhere(_kneeling(leg, tilt_deg, _bulge_m(r), _between(r, -5, 20)), r)


def _hero(r: Generator) -> Posture:
    leg = replace(
        at.BESIDE,
        thigh_deg=_between(r, -12, -4),
        knee_deg=_between(r, 16, 24),
        out_deg=_between(r, 2, 14),
        twist_deg=_between(r, 62, 82),
        ankle_deg=_between(r, 150, 172),
    )
    tilt_deg = _between(r, -8, 10)
    return _hands_somewhere(_kneeling(leg, tilt_deg, _bulge_m(r), _between(r, -5, 20)), r)


def _head_to_knee(r: Generator) -> Posture:
    front: Side = "right" if r.integers(2) else "left"
    tilt_deg = _between(r, 30, 84)
    folded = at.head_to_knee(front, bulge_m=_bulge_m(r, 0.04, -0.04), tilt_deg=tilt_deg)
    back = (
        at.UNDER[front],
        replace(at.FOLDED, out_deg=_between(r, 5, 30)),
        replace(at.BESIDE, out_deg=_between(r, 5, 25), twist_deg=_between(r, 50, 80)),
    )[r.integers(3)]
    if front == "right":
        return replace(folded, left_leg=back)
    return replace(folded, right_leg=back)


def _reclining_hero(r: Generator) -> Posture:
    return at.reclining_hero(_between(r, -95, -84))


# --- what looks like them ------------------------------------------------------------------------


def _crossed_leg(r: Generator, out_deg: float | None = None) -> Leg:
    thigh_deg, knee_deg = _between(r, 2, 24), _between(r, 38, 70)
    out_deg = _between(r, 34, 58) if out_deg is None else out_deg
    twist_deg = _between(r, -90, -65)
    return Leg(thigh_deg, knee_deg, out_deg, twist_deg, ankle_deg=_between(r, 95, 140))


def _easy(r: Generator) -> Posture:
    legs = _crossed_leg(r, _between(r, 34, 58)), _crossed_leg(r)
    sits = Posture(
        *legs,
        pelvis_x_m=_SEATED_X_M,
        tilt_deg=_between(r, -8, 14),
        bulge_m=_bulge_m(r, 0.06),
        neck_deg=_between(r, -5, 30),
    )
    return _hands_somewhere(sits, r)


def _lotus_leg(r: Generator, twists_deg: tuple[float, float]) -> Leg:
    thigh_deg, knee_deg = _between(r, -4, 10), _between(r, 28, 44)
    out_deg, twist_deg = _between(r, 38, 55), _between(r, *twists_deg)
    return Leg(thigh_deg, knee_deg, out_deg, twist_deg, ankle_deg=_between(r, 110, 150))


def _lotus(r: Generator) -> Posture:
    legs = _lotus_leg(r, (-118, -92)), _lotus_leg(r, (-110, -85))
    sits = Posture(
        *legs,
        pelvis_x_m=_SEATED_X_M,
        tilt_deg=_between(r, -8, 12),
        bulge_m=_bulge_m(r, 0.05),
        neck_deg=_between(r, -5, 25),
    )
    return _hands_somewhere(sits, r)


def _lion(r: Generator) -> Posture:
    leg = replace(
        at.FOLDED,
        out_deg=_between(r, 10, 35),
        thigh_deg=_between(r, -26, -14),
        knee_deg=_between(r, 16, 30),
        ankle_deg=_between(r, 80, 165),
    )
    tilt_deg, neck_deg = _between(r, 22, 50), _between(r, -45, -10)
    leans = _kneeling(leg, tilt_deg, _bulge_m(r), neck_deg)
    x_m, y_m = leans.pelvis_x_m + _between(r, 0.30, 0.55), _between(r, 0.05, 0.3)
    return at.hands(leans, lambda s: _arm(s, (x_m, y_m, 0.14), (-0.3, -0.3, 0.6), ahead=1.0))


def _garland(r: Generator) -> Posture:
    out_deg, thigh_deg, knee_deg = _between(r, 18, 45), _between(r, 8, 40), _between(r, 28, 55)
    leg = Leg(thigh_deg, knee_deg, out_deg, ankle_deg=_between(r, 55, 75))
    squats = Posture(
        leg,
        leg,
        pelvis_x_m=at.KNEES_X_M - 0.3,
        tilt_deg=_between(r, 5, 35),
        bulge_m=_bulge_m(r, 0.06, -0.02),
        neck_deg=_between(r, -10, 15),
    )
    x_m = squats.pelvis_x_m + 0.32
    return at.hands(squats, lambda s: _arm(s, (x_m, 0.55, 0.02), (0.0, -0.5, 0.6), up=1.0))


def _child(r: Generator) -> Posture:
    leg = replace(at.FOLDED, out_deg=_between(r, 2, 30), thigh_deg=_between(r, -26, -10))
    tilt_deg, bulge_m = _between(r, 85, 108), _bulge_m(r, 0.08, -0.02)
    bows = _kneeling(leg, tilt_deg, bulge_m, _between(r, 0, 30))
    x_m = bows.pelvis_x_m + _between(r, -0.6, 0.95)
    return at.hands(bows, lambda s: _arm(s, (x_m, 0.04, 0.25), (0.0, 0.3, 0.8), ahead=1.0))


def _kneeling_up(r: Generator) -> Posture:
    return at.kneeling_up(_between(r, -92, -50), _between(r, -8, 15))


def _staff(r: Generator) -> Posture:
    leg = replace(at.IN_FRONT, out_deg=_between(r, 1, 8))
    tilt_deg = _between(r, -15, 15)
    sits = Posture(leg, leg, pelvis_x_m=_SEATED_X_M, tilt_deg=tilt_deg, bulge_m=_bulge_m(r))
    return _hands_somewhere(sits, r)


def _seated_forward_bend(r: Generator) -> Posture:
    leg = replace(at.IN_FRONT, out_deg=_between(r, 1, 8))
    folds = Posture(
        leg,
        leg,
        pelvis_x_m=_SEATED_X_M,
        tilt_deg=_between(r, 25, 85),
        bulge_m=_bulge_m(r, 0.08, -0.02),
        neck_deg=_between(r, 0, 40),
    )
    x_m = folds.pelvis_x_m
    return at.hands(
        folds,
        lambda s: _arm(s, (x_m + _between(r, 0.6, 0.85), 0.15, 0.1), (-0.3, 0.2, 0.6), ahead=1.0),
    )


def _janu(r: Generator) -> Posture:
    straight = replace(at.IN_FRONT, out_deg=_between(r, 1, 8))
    thigh_deg, knee_deg = _between(r, -2, 8), _between(r, 40, 60)
    out_deg, twist_deg = _between(r, 50, 75), _between(r, -92, -75)
    aside = Leg(thigh_deg, knee_deg, out_deg, twist_deg, ankle_deg=120.0)
    front: Side = "left" if r.integers(2) else "right"
    legs = (straight, aside) if front == "left" else (aside, straight)
    tilt_deg = _between(r, -5, 75)
    bulge_m = _bulge_m(r, 0.06, -0.02)
    sits = Posture(*legs, pelvis_x_m=_SEATED_X_M, tilt_deg=tilt_deg, bulge_m=bulge_m)
    folded = tilt_deg > 20.0  # noqa: PLR2004 - too far to leave the hands on the thighs
    return at.hands_along_legs(sits, front) if folded else _hands_somewhere(sits, r)


def _side_sitting(r: Generator) -> Posture:
    thigh_deg, knee_deg = _between(r, -5, 5), _between(r, 40, 60)
    out_deg, twist_deg = _between(r, 35, 55), _between(r, -92, -75)
    ahead = Leg(thigh_deg, knee_deg, out_deg, twist_deg, ankle_deg=130.0)
    out_deg = _between(r, 20, 50)
    aside = replace(at.BESIDE, out_deg=out_deg, twist_deg=85.0, knee_deg=_between(r, 30, 50))
    legs = _either_way(ahead, aside, r)
    return _hands_somewhere(Posture(*legs, pelvis_x_m=_SEATED_X_M, tilt_deg=_between(r, -8, 12)), r)


def _on_one_knee(r: Generator) -> Posture:
    up = Leg(_between(r, -5, 10), _between(r, 80, 100), ankle_deg=90.0)
    down = Leg(_between(r, -100, -80), _between(r, 75, 95), ankle_deg=150.0)
    legs = _either_way(up, down, r)
    return _hands_somewhere(Posture(*legs, pelvis_x_m=_SEATED_X_M, tilt_deg=_between(r, -5, 12)), r)


def _reclining_on_bolster(r: Generator) -> Posture:
    return at.reclining_hero(_between(r, -80, -64))


_SEATS: Final = frozenset({"diamond", "hero"})
_BENDS: Final = frozenset({"head_to_knee"})

KINDS: Final = MappingProxyType(
    {
        "diamond": Kind(_diamond, 60, _SEATS),
        "hero": Kind(_hero, 45, _SEATS),
        "diamond_toes": Kind(_diamond_toes, 45, frozenset({"diamond_toes"})),
        "head_to_knee": Kind(_head_to_knee, 80, _BENDS),
        "reclining_hero": Kind(_reclining_hero, 25, frozenset({"reclining_hero"})),
        "easy": Kind(_easy, 50),
        "lotus": Kind(_lotus, 50),
        "lion": Kind(_lion, 40),
        "garland": Kind(_garland, 30),
        "child": Kind(_child, 25),
        "kneeling up": Kind(_kneeling_up, 20),
        "staff": Kind(_staff, 20),
        "seated forward bend": Kind(_seated_forward_bend, 25, neutral=_BENDS),
        "janu": Kind(_janu, 30, neutral=_BENDS),
        "side-sitting": Kind(_side_sitting, 25),
        "on one knee": Kind(_on_one_knee, 15),
        "corpse": Kind(lambda _: at.lying(), 8),
        "lying, knees bent": Kind(lambda _: at.lying_knees_bent(), 8),
        "diamond on a cushion": Kind(_diamond_on_cushion, 0, _SEATS),
        "reclining on a bolster": Kind(_reclining_on_bolster, 0, frozenset({"reclining_hero"})),
    }
)
"""Kinds by name. From the side hero and diamond differ by a few centimetres: either name is right
for both."""
