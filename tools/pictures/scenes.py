"""The pictures by the names of their files: each pose, its easier way, each form put right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import SIDES, Leg
from tools.pictures import postures as own
from tools.pictures import props
from tools.pictures.room import CLOSER, CLOSER_LYING, FROM_THE_FEET
from tools.pictures.shot import Arrow, Move, Shot

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Posture, Side
    from tools.pictures.figure import Clay


def pictures() -> dict[str, tuple[Shot, ...]]:
    """Return the shots of every picture; the last of a picture leads over to its first."""
    found = {
        "diamond": (_diamond(),),
        "diamond.easier": (_diamond_easier(),),
        "diamond_toes": (_toes(),),
        "diamond_toes.easier": (_toes_easier(),),
        "hero": (_hero(),),
        "hero.easier": (_hero_easier(),),
        "reclining_hero": (_reclining(),),
        "reclining_hero.easier": (_bolster(), _chair()),
        "relax_v1": (_relax_v1(),),
        "relax_v2": (_relax_v2(),),
        "spinal_harmony": (_harmony(),),
        "coming_up": (_coming_up(),),
    }
    for side in SIDES:
        found[f"head_to_knee.{side}"] = (_fold(side),)
        found[f"head_to_knee.{side}.easier"] = (_fold_easier(side),)
    return found | {name: (shot,) for name, shot in _put_right().items()}


def _diamond() -> Shot:
    tall = own.kneeling(own.TALL)
    return Shot((
        Move(tall, 0.0, 0.7),
        Move(at.diamond(), 2.4, 3.2, arrow=Arrow("seat", (-0.2, 0.02, 0.0))),
        Move(tall, 2.2, 0.3),
    ))  # fmt: skip


def _diamond_easier() -> Shot:
    tall, seat = own.kneeling(own.TALL), own.kneeling(own.RAISED)
    return Shot(
        (
            Move(tall, 0.0, 0.9),
            Move(seat, 2.4, 3.2, arrow=Arrow("seat", (-0.2, 0.02, 0.0))),
            Move(tall, 2.2, 0.3),
        ),
        props=_fixed(props.cushion(-0.10, 0.07, 0.195, 0.115)),
    )


def _toes() -> Shot:
    tall, tucked = own.kneeling(own.TALL), own.kneeling(own.TALL_TUCKED, 0.0)
    return Shot((
        Move(tall, 0.0, 0.5),
        Move(tucked, 1.4, 0.5, arrow=Arrow("right.toe", (-0.10, 0.03, 0.0))),
        Move(at.diamond_toes(), 2.2, 3.2, arrow=Arrow("seat", (-0.2, 0.02, 0.0))),
        Move(tucked, 1.8, 0.2),
        Move(tall, 1.2, 0.3),
    ))  # fmt: skip


def _toes_easier() -> Shot:
    tucked, seat = own.kneeling(own.TALL_TUCKED, 0.0), own.kneeling(own.RAISED_TUCKED, 8.0)
    return Shot(
        (
            Move(tucked, 0.0, 0.9),
            Move(seat, 2.2, 3.2, arrow=Arrow("seat", (-0.2, 0.02, 0.0))),
            Move(tucked, 2.0, 0.3),
        ),
        props=_fixed(props.cushion(-0.075, 0.15, 0.245, 0.10)),
    )


def _fold(front: Side) -> Shot:
    tall = at.head_to_knee(front, 0.0)
    foot, ahead = f"{front}.ankle", (0.02, 0.16, 0.0)
    under, around, drawn_up, in_front = (
        at.leaning_back(front, leg, tilt)
        for leg, tilt in (
            (at.UNDER[front], -12.0), (at.AROUND, -15.0), (at.DRAWN_UP, -15.0), (at.IN_FRONT, -15.0)
        )
    )  # fmt: skip
    return Shot(
        (
            Move(at.diamond_toes(), 0.0, 0.6),
            Move(under, 1.2),
            Move(around, 0.9),
            Move(drawn_up, 0.7),
            Move(in_front, 1.0, arrow=Arrow(foot, ahead)),
            Move(tall, 1.5, 1.0),
            Move(at.head_to_knee(front, 0.95), 3.6, 3.2, arrow=Arrow("head", (0.17, 0.1, 0.0))),
            Move(tall, 3.2, 0.3, arrow=Arrow("head", (0.17, 0.1, 0.0))),
            Move(in_front, 1.1),
            Move(drawn_up, 0.9),
            Move(around, 0.8),
            Move(under, 0.9),
            Move(at.diamond_toes(), 1.2, 0.3),
        ),
        tinted=front,
    )


def _fold_easier(front: Side) -> Shot:
    tall, folded = own.with_belt(front, 6.0), own.with_belt(front, 30.0)

    def lying_about(joints: Skeleton) -> Clay:
        clay = props.blanket(-0.12, 0.0, 0.11)
        clay.rows += props.belt(joints, front).rows
        return clay

    return Shot(
        (
            Move(tall, 0.0, 1.2),
            Move(folded, 3.0, 3.0, arrow=Arrow("head", (0.17, 0.1, 0.0))),
            Move(tall, 2.6, 0.3),
        ),
        tinted=front,
        props=lying_about,
    )


def _hero() -> Shot:
    tall = own.kneeling(own.TALL)
    return Shot((
        Move(tall, 0.0, 0.4),
        Move(at.hero_entry(), 1.8, 0.3, arrow=Arrow("right.ankle", (0.0, 0.06, 0.12))),
        Move(at.hero(), 2.0, 3.4, arrow=Arrow("seat", (-0.2, 0.0, 0.0))),
        Move(at.hero_entry(), 1.8),
        Move(tall, 1.6, 0.3),
    ))  # fmt: skip


def _hero_easier() -> Shot:
    seat = own.kneeling(own.ON_BLOCK, 1.0)
    return Shot(
        (
            Move(at.hero_entry(), 0.0, 0.9),
            Move(seat, 2.0, 3.4, arrow=Arrow("seat", (-0.2, 0.0, 0.0))),
            Move(at.hero_entry(), 1.8, 0.3),
        ),
        props=_fixed(props.cushion(-0.15, 0.0, 0.115, 0.15)),
    )


_LYING_DEG: Final = -45.0
_FREED: Final = replace(at.BESIDE, thigh_deg=-3.0, knee_deg=100.0, twist_deg=90.0, ankle_deg=140.0)


def _reclining() -> Shot:
    lifted = replace(_FREED, thigh_deg=8.0, twist_deg=35.0, foot_turn_deg=20.0)
    opened = replace(_FREED, thigh_deg=0.0, knee_deg=152.0, foot_turn_deg=50.0)
    on_one = at.reclining_hero(-58.0, 10.0, (-0.12, 0.02))
    return Shot((
        Move(at.hero(), 0.0, 0.8),
        Move(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 1.7),
        Move(on_one, 2.4, 0.3, arrow=Arrow("head", (-0.1, 0.12, 0.0))),
        Move(at.reclining_hero(-64.0, -6.0), 1.3, 0.4),
        Move(at.reclining_hero(), 2.2, 3.4, arrow=Arrow("head", (0.0, 0.2, 0.0))),
        Move(at.lying(at.BESIDE, at.BESIDE, 48.0, 30.0), 2.2, 0.3),
        Move(at.lying(lifted, at.BESIDE, 54.0, 34.0), 1.3),
        Move(at.lying(at.STRETCHED, at.BESIDE, 26.0, 14.0), 1.4),
        Move(at.lying(at.STRETCHED, _FREED), 1.3),
        Move(at.lying(at.STRETCHED, opened), 0.8),
        Move(at.lying(), 0.9, 0.8),
    ))  # fmt: skip


def _bolster() -> Shot:
    up, down = at.reclining_hero(-30.0, 0.0, (-0.14, -0.14)), at.reclining_hero(-62.0)
    under = props.bolster(pose(down, at.BODY))
    return Shot(
        (
            Move(at.hero(), 0.0, 0.7),
            Move(up, 1.5),
            Move(down, 2.4, 3.4, arrow=Arrow("head", (-0.05, 0.2, 0.0))),
        ),
        props=_fixed(under),
    )


def _chair() -> Shot:
    drawn_up, over = (
        at.lying(leg, leg) for leg in (Leg(112.0, 46.0, out_deg=5.0), Leg(100.0, 98.0, out_deg=5.0))
    )
    return Shot(
        (
            Move(drawn_up, 0.0, 0.8),
            Move(over, 1.3, arrow=Arrow("right.ankle", (0.06, 0.1, 0.0), 2)),
            Move(own.on_chair(), 1.3, 3.4),
        ),
        props=_fixed(props.chair(0.05, 0.455)),
    )


def _relax_v1() -> Shot:
    return Shot(
        (
            Move(at.lying_knees_bent(), 0.0, 0.4),
            Move(at.lying(), 2.0, 6.5, _roll_and_shake, Arrow("right.ankle", (0.0, 0.14, 0.0))),
            Move(at.lying_knees_bent(), 2.0, 0.3),
        ),
        camera=FROM_THE_FEET,
    )


def _relax_v2() -> Shot:
    lifted = at.lying(own.LIFTED, own.LIFTED)
    return Shot((
        Move(at.lying(), 0.0, 0.4),
        Move(at.lying_knees_bent(), 1.6, 0.4, arrow=Arrow("right.knee", (0.0, 0.14, 0.0))),
        Move(lifted, 1.4, 5.5, _shake_feet, arrow=Arrow("right.ankle", (0.1, 0.08, 0.0))),
        Move(at.lying_knees_bent(), 1.4, 0.3),
        Move(at.lying(), 1.6, 0.3),
    ))  # fmt: skip


def _harmony() -> Shot:
    sway = Arrow("right.knee", (0.0, 0.12, 0.0))
    return Shot(
        (
            Move(at.lying_knees_bent(), 0.0, 0.5),
            Move(at.lying_knees_bent(32.0), 2.2, 0.3, arrow=sway),
            Move(at.lying_knees_bent(-32.0), 3.6, 0.3, arrow=sway),
            Move(at.lying_knees_bent(), 2.2, 0.4),
        ),
        camera=FROM_THE_FEET,
    )


def _coming_up() -> Shot:
    return Shot((
        Move(at.lying_knees_bent(), 0.0, 0.8),
        Move(at.lying_on_side(), 3.0, 1.2, arrow=Arrow("left.shoulder", (0.0, 0.1, 0.0))),
        Move(at.side_sit(), 2.2, 0.2, arrow=Arrow("head", (-0.1, 0.12, 0.0))),
        Move(at.side_sit(-22.0, 34.0), 1.5),
        Move(own.knees_up(), 2.0, 2.6),
    ))  # fmt: skip


def _put_right() -> dict[str, Shot]:
    """Return what shows, for every form criterion, that very thing put right."""
    crown, back = Arrow("head", (-0.02, 0.15, 0.0)), Arrow("head", (0.02, 0.14, 0.0))
    found: dict[str, Shot] = {}
    for name, leg, right in (
        ("diamond", at.FOLDED, at.diamond()),
        ("diamond_toes", at.TUCKED, at.diamond_toes()),
        ("hero", at.BESIDE, at.hero()),
    ):
        rounded = own.kneeling(leg, 9.0, bulge_m=0.075, neck_deg=34.0)
        found[f"{name}.back_straight"] = _right(rounded, right, crown)
        found[f"{name}.trunk_upright"] = _right(own.kneeling(leg, 30.0), right, back)
        if name != "hero":
            down = Arrow("right.shoulder", (-0.16, 0.0, 0.0), times=2.4)
            found[f"{name}.shoulders_soft"] = replace(
                _right(right, right, down),
                shrug=lambda t_s: 0.08 * float(np.clip((2.8 - t_s) / 1.6, 0.0, 1.0)),
            )
    hanging = own.kneeling(at.FOLDED, 9.0, neck_deg=58.0)
    found["diamond.head_over_hips"] = _right(hanging, at.diamond(), back)
    for side in SIDES:
        long = at.head_to_knee(side, tilt_deg=48.0)
        rounded = at.head_to_knee(side, bulge_m=0.062, tilt_deg=54.0)
        chest = Arrow("head", (0.06, 0.2, 0.0))
        found[f"head_to_knee.{side}.back_straight"] = _right(rounded, long, chest, side)
        heel = Arrow(f"{side}.ankle", (0.05, 0.17, 0.0))
        knee = own.knee_bent(side, 40.0)
        straight = at.head_to_knee(side, tilt_deg=40.0)
        found[f"head_to_knee.{side}.knee_straight"] = _right(knee, straight, heel, side)
    flat = at.reclining_hero()
    head_up = replace(flat, neck_deg=48.0)
    found["reclining_hero.back_flat"] = _right(
        at.on_elbows(-58.0), flat, Arrow("head", (0.0, 0.2, 0.0))
    )
    found["reclining_hero.head_down"] = _right(head_up, flat, Arrow("head", (-0.08, 0.14, 0.0)))
    # The same thing put right, though judged against the person's own back.
    backs = {name: shot for name, shot in found.items() if name.endswith("back_straight")}
    return found | {
        name.replace("back_straight", "back_tall"): shot for name, shot in backs.items()
    }


def _right(missed: Posture, right: Posture, arrow: Arrow, tinted: Side | None = None) -> Shot:
    moves = Move(missed, 0.0, 1.2), Move(right, 1.8, 2.2, arrow=arrow)
    lies = right.tilt_deg < _LYING_DEG
    return Shot(moves, tinted=tinted, camera=CLOSER_LYING if lies else CLOSER)


def _roll_and_shake(posture: Posture, since_s: float) -> Posture:
    """Let the stretched legs roll in and out, and shake a little from the hips."""
    roll = float(np.sin(2.0 * np.pi * 0.55 * since_s))
    beat = 1.0 + float(np.sin(2.0 * np.pi * 2.2 * since_s))

    def loose(leg: Leg, share: float) -> Leg:
        return replace(
            leg,
            twist_deg=leg.twist_deg + 30.0 * roll,
            thigh_deg=leg.thigh_deg + 2.5 * share,
            knee_deg=leg.knee_deg - 5.0 * share,
        )

    legs = loose(posture.left_leg, 2.0 - beat), loose(posture.right_leg, beat)
    return replace(posture, left_leg=legs[0], right_leg=legs[1])


def _shake_feet(posture: Posture, since_s: float) -> Posture:
    """Shake feet and calves, as if water were to be shaken off, one leg against the other."""
    wave = float(np.sin(2.0 * np.pi * 1.5 * since_s))

    def shaken(leg: Leg, beat: float) -> Leg:
        return replace(
            leg, knee_deg=leg.knee_deg + 16.0 * beat, ankle_deg=leg.ankle_deg + 14.0 * beat
        )

    left, right = shaken(posture.left_leg, -wave), shaken(posture.right_leg, wave)
    return replace(posture, left_leg=left, right_leg=right)


def _fixed(clay: Clay) -> Callable[[Skeleton], Clay]:
    return lambda _joints: clay
