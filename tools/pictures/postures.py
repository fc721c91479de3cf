"""Postures that only the pictures need: with props under the body, and what is to be put right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import Arm, Leg, Posture, outward

if TYPE_CHECKING:
    from benchmarks.practitioner.posture import Side

TALL: Final = Leg(thigh_deg=-66.0, knee_deg=66.0, ankle_deg=158.0)
TALL_TUCKED: Final = Leg(thigh_deg=-62.0, knee_deg=55.0, ankle_deg=100.0, toes_deg=80.0)
RAISED: Final = Leg(thigh_deg=-36.0, knee_deg=36.0, ankle_deg=160.0)
RAISED_TUCKED: Final = Leg(thigh_deg=-44.0, knee_deg=34.0, ankle_deg=98.0, toes_deg=80.0)
ON_BLOCK: Final = Leg(
    thigh_deg=-20.0, knee_deg=32.0, out_deg=5.0, twist_deg=54.0, ankle_deg=160.0, foot_turn_deg=50.0
)
LIFTED: Final = Leg(thigh_deg=76.0, knee_deg=112.0, out_deg=5.0, ankle_deg=112.0)
ON_CHAIR: Final = Leg(thigh_deg=84.0, knee_deg=96.0, out_deg=4.0, ankle_deg=105.0)


def kneeling(
    leg: Leg, tilt_deg: float = 2.0, *, bulge_m: float = 0.0, neck_deg: float = 4.0
) -> Posture:
    """Kneel on both legs alike, hands on the thighs."""
    reach_m = at.BODY.thigh_m * float(np.cos(np.radians(leg.thigh_deg)))
    body = Posture(leg, leg, pelvis_x_m=at.KNEES_X_M - reach_m, tilt_deg=tilt_deg)
    return on_thighs(replace(body, bulge_m=bulge_m, neck_deg=neck_deg))


def on_thighs(body: Posture, share: float = 0.56) -> Posture:
    """Rest the hands on the thighs, or let them hang where these are too far down."""
    joints = pose(body, at.BODY)

    def arm(side: Side) -> Arm:
        limbs = joints.limbs(side)
        thigh = limbs.knee - limbs.hip
        spot = limbs.hip + share * thigh + np.array([0.03, 0.08, 0.035 * outward(side)])
        x_m, y_m, z_m = (float(each) for each in spot)
        ahead = (float(thigh[0]), float(thigh[1]), float(thigh[2]))
        return Arm((x_m, y_m, z_m), (-1.0, -0.1, 0.5 * outward(side)), ahead)

    return replace(body, left_arm=arm("left"), right_arm=arm("right"))


def with_belt(front: Side, tilt_deg: float) -> Posture:
    """Sit on a blanket, one leg in front, both hands towards its foot."""
    leg = Leg(thigh_deg=-10.0, knee_deg=176.0, out_deg=4.0, ankle_deg=98.0)
    beside = replace(ON_BLOCK, out_deg=14.0)
    left, right = (leg, beside) if front == "left" else (beside, leg)
    body = replace(kneeling(ON_BLOCK, tilt_deg), left_leg=left, right_leg=right, neck_deg=6.0)
    joints = pose(body, at.BODY)
    ball = joints.limbs(front).ball

    def arm(side: Side) -> Arm:
        shoulder = joints.limbs(side).shoulder
        spot = shoulder + 0.47 * (ball - shoulder) / float(np.linalg.norm(ball - shoulder))
        spot[2] = 0.6 * shoulder[2] + 0.4 * ball[2]
        way = ball - spot
        return Arm(
            (float(spot[0]), float(spot[1]), float(spot[2])),
            (-0.3, -1.0, 0.4 * outward(side)),
            (float(way[0]), float(way[1]), float(way[2])),
        )

    return replace(body, left_arm=arm("left"), right_arm=arm("right"))


def knee_bent(front: Side, tilt_deg: float) -> Posture:
    """Fold with the front knee drawn up."""
    leg = replace(at.IN_FRONT, thigh_deg=8.0, knee_deg=134.0)
    folded = at.head_to_knee(front, tilt_deg=tilt_deg)
    return replace(folded, left_leg=leg) if front == "left" else replace(folded, right_leg=leg)


def knees_up() -> Posture:
    """Sit on the floor, knees up, feet flat, hands on the shins."""
    body = Posture(
        at.FEET_DOWN, at.FEET_DOWN, pelvis_x_m=at.KNEES_X_M - 0.4, tilt_deg=4.0, neck_deg=4.0
    )
    joints = pose(body, at.BODY)

    def arm(side: Side) -> Arm:
        limbs = joints.limbs(side)
        spot = limbs.knee + 0.10 * (limbs.ankle - limbs.knee) + np.array([0.05, 0.05, 0.0])
        x_m, y_m, z_m = (float(each) for each in spot)
        return Arm((x_m, y_m, z_m), (-0.3, -0.8, 0.5 * outward(side)), (0.6, -0.8, 0.0))

    return replace(body, left_arm=arm("left"), right_arm=arm("right"))


def on_chair() -> Posture:
    """Lie on the back, the lower legs on a chair."""
    return at.lying(ON_CHAIR, ON_CHAIR)
