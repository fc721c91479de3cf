"""Named postures: one for every row of the routine, and those passed through on the way.

The person faces +x and keeps the knees over the same spot while kneeling.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.posture import Arm, Leg, Point, Posture, Side, outward
from benchmarks.practitioner.rotations import Vector

KNEES_X_M = 0.28
BODY = Proportions()

FOLDED = Leg(thigh_deg=-20.0, knee_deg=20.0, ankle_deg=160.0)
TUCKED = Leg(thigh_deg=-33.0, knee_deg=21.0, ankle_deg=100.0, toes_deg=80.0)
BESIDE = Leg(
    thigh_deg=-7.0, knee_deg=19.0, out_deg=5.0, twist_deg=78.0, ankle_deg=160.0, foot_turn_deg=70.0
)
AROUND = Leg(thigh_deg=14.0, knee_deg=48.0, out_deg=24.0, twist_deg=55.0, ankle_deg=120.0)
# The leg sat on, by the leg in front; the far one is let out more, or the near one would hide it.
UNDER: dict[Side, Leg] = {
    "right": replace(TUCKED, out_deg=40.0),
    "left": replace(TUCKED, out_deg=20.0),
}
DRAWN_UP = Leg(thigh_deg=38.0, knee_deg=66.0, ankle_deg=115.0)
IN_FRONT = Leg(thigh_deg=-11.5, knee_deg=177.0, out_deg=2.0, ankle_deg=104.0)
STRETCHED = Leg(thigh_deg=1.5, knee_deg=177.0, out_deg=6.0, twist_deg=14.0, ankle_deg=115.0)
FEET_DOWN = Leg(thigh_deg=50.0, knee_deg=73.0, out_deg=4.0, ankle_deg=123.0)

_FOREARM_AHEAD_M = 0.235  # a hand ahead of its shoulder, when the elbow is under the shoulder
_ACROSS = np.array([0.0, 0.0, 1.0])


def kneeling_up(thigh_deg: float = -54.0, tilt_deg: float = 8.0) -> Posture:
    """Kneel with the seat off the heels."""
    leg = replace(FOLDED, thigh_deg=thigh_deg, knee_deg=-thigh_deg - 2.0, ankle_deg=150.0)
    return hands_on_thighs(sitting_back(leg, tilt_deg=tilt_deg))


def diamond(tilt_deg: float = 2.0) -> Posture:
    """Sit on the heels, tops of the feet down."""
    return hands_on_thighs(sitting_back(FOLDED, tilt_deg=tilt_deg))


def diamond_toes(tilt_deg: float = -1.0) -> Posture:
    """Sit on the heels, toes tucked against the floor."""
    return hands_on_thighs(sitting_back(TUCKED, tilt_deg=tilt_deg))


def hero(tilt_deg: float = 1.0) -> Posture:
    """Sit on the floor between the heels."""
    return hands_on_thighs(sitting_back(BESIDE, tilt_deg=tilt_deg))


def hero_entry() -> Posture:
    """Kneel with the feet apart, on the way between diamond and hero."""
    leg = replace(BESIDE, thigh_deg=-40.0, knee_deg=42.0, twist_deg=30.0, foot_turn_deg=25.0)
    return hands_on_thighs(sitting_back(leg, tilt_deg=14.0))


def leaning_back(front: Side, leg: Leg, tilt_deg: float = -15.0) -> Posture:
    """Sit on one tucked heel, hands on the floor behind, the other leg on its way."""
    seated = replace(_one_leg(front, leg), tilt_deg=tilt_deg, neck_deg=10.0)
    behind = seated.pelvis_x_m - 0.32
    return hands(
        seated,
        lambda side: Arm(
            (behind, 0.03, 0.24 * outward(side)), (-1.0, 0.0, 0.0), (-0.3, 0.0, 0.9 * outward(side))
        ),
    )


def head_to_knee(
    front: Side, fold: float = 1.0, bulge_m: float = 0.0, tilt_deg: float | None = None
) -> Posture:
    """Sit on one tucked heel, the other leg straight in front, and fold over it.

    Parameters
    ----------
    front
        The straight leg.
    fold
        0 upright, 1 face on the shin.
    bulge_m
        How far the back is rounded.
    tilt_deg
        Tilt of the trunk, when it is not to follow from `fold`.

    """
    tilt = 7.0 + 77.0 * fold if tilt_deg is None else tilt_deg
    neck = 4.0 + 46.0 * min(max(fold - 0.6, 0.0) / 0.3, 1.0) + 350.0 * bulge_m
    folded = replace(_one_leg(front, IN_FRONT), tilt_deg=tilt, bulge_m=bulge_m, neck_deg=neck)
    return hands_along_legs(folded, front)


def head_first(front: Side, tilt_deg: float, bulge_m: float, neck_deg: float) -> Posture:
    """Bend over the straight leg with the head and a rounded back instead of the hips."""
    base = replace(_one_leg(front, IN_FRONT), tilt_deg=tilt_deg, bulge_m=bulge_m, neck_deg=neck_deg)
    return hands_along_legs(base, front)


def reclining_hero(
    tilt_deg: float = -90.0, lean_deg: float = 0.0, hands_x_m: tuple[float, float] = (0.0, 0.0)
) -> Posture:
    """Lie back between the heels; `hands_x_m` moves the left and the right hand ahead."""
    neck = 14.0 if -80.0 < tilt_deg < -10.0 else 0.0  # noqa: PLR2004 - neither upright nor flat
    body = replace(sitting_back(BESIDE, tilt_deg=tilt_deg), lean_deg=lean_deg, neck_deg=neck)
    ahead: dict[Side, float] = {"left": hands_x_m[0], "right": hands_x_m[1]}
    return hands(
        body,
        lambda side: Arm(
            (body.pelvis_x_m - 0.27 + ahead[side], 0.03, 0.36 * outward(side)),
            (-1.0, -0.4, 0.3 * outward(side)),
            (1.0, 0.0, 0.1 * outward(side)),
        ),
    )


def on_elbows(
    tilt_deg: float = -62.0,
    lean_deg: float = 0.0,
    down: tuple[Side, ...] = ("left", "right"),
) -> Posture:
    """Lean back from hero with the weight on one elbow or both, forearms along the floor."""
    body = replace(sitting_back(BESIDE, tilt_deg=tilt_deg), lean_deg=lean_deg, neck_deg=14.0)
    joints = pose(body, BODY)

    def arm(side: Side) -> Arm:
        shoulder = joints.limbs(side).shoulder
        if side in down:
            ahead = shoulder + np.array([_FOREARM_AHEAD_M, 0.0, 0.03 * outward(side)])
            wrist = (float(ahead[0]), BODY.wrist_radius_m, float(ahead[2]))
            return Arm(wrist, (-1.0, -0.8, 0.0), (1.0, 0.0, 0.0))
        beside = (body.pelvis_x_m - 0.1, BODY.wrist_radius_m, 0.36 * outward(side))
        return Arm(beside, (-1.0, -0.2, 0.3 * outward(side)), (1.0, 0.0, 0.0))

    return hands(body, arm)


def reclining_unsupported(tilt_deg: float, arms: str = "thighs") -> Posture:
    """Lean back or lie between the heels with the arms off the floor: thighs, chest or ahead."""
    neck = 14.0 if -80.0 < tilt_deg < -10.0 else 0.0  # noqa: PLR2004 - neither upright nor flat
    body = replace(sitting_back(BESIDE, tilt_deg=tilt_deg), neck_deg=neck)
    if arms == "thighs":
        return hands_on_thighs(body)
    joints = pose(body, BODY)
    chest = joints.spine[-1] - joints.spine[0]
    front = joints.trunk_axes[:, 0]

    def arm(side: Side) -> Arm:
        limbs = joints.limbs(side)
        if arms == "chest":
            spot = limbs.hip + 0.66 * chest + 0.17 * front - 0.12 * outward(side) * _ACROSS
            return Arm(
                _point(spot), _point(outward(side) * _ACROSS - chest), (0.0, 0.0, -outward(side))
            )
        spot = limbs.shoulder + np.array([0.46, 0.05, 0.0])
        return Arm(_point(spot), (0.0, -1.0, 0.3 * outward(side)), (1.0, 0.0, 0.0))

    return hands(body, arm)


def lying(
    left: Leg = STRETCHED, right: Leg = STRETCHED, roll_deg: float = 0.0, legs_roll_deg: float = 0.0
) -> Posture:
    """Lie on the back, arms beside the body."""
    body = Posture(
        left,
        right,
        pelvis_x_m=KNEES_X_M - 0.4,
        tilt_deg=-90.0,
        roll_deg=roll_deg,
        legs_roll_deg=legs_roll_deg,
    )
    return hands(
        body,
        lambda side: Arm(
            (body.pelvis_x_m - 0.03, 0.03, 0.36 * outward(side)),
            (-0.6, -0.3, 0.6 * outward(side)),
            (1.0, 0.0, 0.0),
        ),
    )


def lying_knees_bent(legs_roll_deg: float = 0.0) -> Posture:
    """Lie on the back, knees bent, feet on the floor, knees perhaps let to one side."""
    return lying(FEET_DOWN, FEET_DOWN, legs_roll_deg=legs_roll_deg)


def lying_on_side() -> Posture:
    """Lie on the right side, knees drawn up, the left hand on the floor in front."""
    right, left = replace(FEET_DOWN, out_deg=0.0), replace(FEET_DOWN, out_deg=-12.0)
    body = replace(lying(left, right, roll_deg=78.0, legs_roll_deg=84.0), neck_deg=12.0)
    return replace(
        body,
        right_arm=Arm((-0.62, 0.04, 0.48), (-1.0, 0.0, 0.2), (-0.3, 0.0, 1.0)),
        left_arm=Arm((-0.42, 0.04, 0.36), (0.5, 0.6, 0.4), (-0.3, 0.0, 1.0)),
    )


def side_sit(tilt_deg: float = -50.0, roll_deg: float = 60.0) -> Posture:
    """Rise sideways, half-way up, leaning on the right arm."""
    right, left = replace(FEET_DOWN, out_deg=0.0), replace(FEET_DOWN, out_deg=-8.0)
    body = Posture(
        left,
        right,
        pelvis_x_m=KNEES_X_M - 0.4,
        tilt_deg=tilt_deg,
        lean_deg=6.0,
        roll_deg=roll_deg,
        legs_roll_deg=roll_deg,
        neck_deg=8.0,
    )
    return replace(
        body,
        right_arm=Arm((-0.56, 0.03, 0.28), (-1.0, 0.2, 0.1), (-0.4, 0.0, 0.9)),
        left_arm=Arm((-0.30, 0.03, 0.40), (0.4, 0.6, 0.2), (-0.2, 0.0, 1.0)),
    )


def seated(tilt_deg: float = 2.0) -> Posture:
    """Sit upright, legs crossed."""
    right = Leg(10.0, 54.0, out_deg=44.0, twist_deg=-78.0, ankle_deg=120.0)
    left = Leg(10.0, 46.0, out_deg=50.0, twist_deg=-78.0, ankle_deg=120.0)
    body = Posture(left, right, pelvis_x_m=KNEES_X_M - 0.4, tilt_deg=tilt_deg, neck_deg=4.0)
    return hands_on_thighs(body)


NAMED: dict[str, Callable[[], Posture]] = {
    "kneeling_up": kneeling_up,
    "diamond": diamond,
    "diamond_toes": diamond_toes,
    "head_to_knee_right": partial(head_to_knee, "right"),
    "head_to_knee_left": partial(head_to_knee, "left"),
    "head_to_knee_right_upright": partial(head_to_knee, "right", 0.0),
    "head_to_knee_left_upright": partial(head_to_knee, "left", 0.0),
    "head_to_knee_right_rounded": partial(head_to_knee, "right", bulge_m=0.058, tilt_deg=56.0),
    "head_to_knee_left_rounded": partial(head_to_knee, "left", bulge_m=0.058, tilt_deg=56.0),
    "hero": hero,
    "reclining_hero": reclining_hero,
    "lying": lying,
    "lying_knees_bent": lying_knees_bent,
    "lying_on_side": lying_on_side,
    "side_sit": side_sit,
    "seated": seated,
}
"""Every posture that has a name, ready to be called."""


def sitting_back(leg: Leg, tilt_deg: float) -> Posture:
    """Kneel on both legs alike."""
    reach_m = BODY.thigh_m * float(np.cos(np.radians(leg.thigh_deg)))
    return Posture(leg, leg, pelvis_x_m=KNEES_X_M - reach_m, tilt_deg=tilt_deg, neck_deg=4.0)


def _one_leg(front: Side, leg: Leg) -> Posture:
    """Sit on one tucked heel with the other leg as given."""
    base = sitting_back(UNDER[front], tilt_deg=0.0)
    return replace(base, right_leg=leg) if front == "right" else replace(base, left_leg=leg)


def hands(posture: Posture, arm: Callable[[Side], Arm]) -> Posture:
    """Give both arms a place."""
    return replace(posture, left_arm=arm("left"), right_arm=arm("right"))


def hands_on_thighs(posture: Posture) -> Posture:
    """Rest the hands half-way down the thighs."""
    joints = pose(posture, BODY)

    def arm(side: Side) -> Arm:
        limbs = joints.limbs(side)
        thigh = limbs.knee - limbs.hip
        spot = limbs.hip + 0.58 * thigh + np.array([0.0, 0.088, 0.0])
        return Arm(_point(spot), (-1.0, -0.1, 0.35 * outward(side)), _point(thigh))

    return hands(posture, arm)


def hands_along_legs(posture: Posture, front: Side) -> Posture:
    """Rest each hand on its own leg, as far down the shin or the folded thigh as is easy."""
    joints = pose(posture, BODY)

    def arm(side: Side) -> Arm:
        limbs = joints.limbs(side)
        end = limbs.ankle if side == front else limbs.knee
        spot = _farthest(limbs.shoulder, limbs.hip, end)
        beside = np.array([0.0, 0.075, 0.055 * outward(side)])
        elbow = (-0.4, -0.1, 1.0 * outward(side))
        return Arm(_point(spot + beside), elbow, _point(end - limbs.hip))

    return hands(posture, arm)


def _farthest(shoulder: Vector, hip: Vector, end: Vector) -> Vector:
    """Find the point farthest down a leg within an easy reach of a shoulder."""
    spots = hip + np.linspace(0.16, 0.92, 60)[:, None] * (end - hip)
    reach_m = np.linalg.norm(spots - shoulder, axis=1)
    easy = np.flatnonzero(reach_m < 0.9 * (BODY.upper_arm_m + BODY.forearm_m))
    spot: Vector = spots[easy[-1] if easy.size else int(reach_m.argmin())]
    return spot


def _point(vector: Vector) -> Point:
    return float(vector[0]), float(vector[1]), float(vector[2])
