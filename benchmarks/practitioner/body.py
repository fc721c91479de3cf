"""A body of joints: from a posture's angles to points in metres, resting on the floor.

Points are (3,) arrays in the world: x ahead, y up, z to the person's right, floor at y = 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from benchmarks.practitioner.posture import Arm, Leg, Posture, Side, outward
from benchmarks.practitioner.rotations import (
    Matrix,
    Vector,
    about_x,
    about_y,
    about_z,
    across,
    unit,
)

SPINE_POINTS = 9
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Proportions:
    """Segment lengths and the thickness that rests on the floor, of a body 1.66 m tall."""

    thigh_m: float = 0.41
    shank_m: float = 0.40
    hip_width_m: float = 0.18
    spine_m: float = 0.48
    shoulder_width_m: float = 0.33
    neck_m: float = 0.11
    head_m: float = 0.10
    upper_arm_m: float = 0.28
    forearm_m: float = 0.24
    hand_m: float = 0.09
    heel_m: float = 0.05
    sole_m: float = 0.045
    instep_m: float = 0.11
    toes_m: float = 0.055
    trunk_half_depth_m: float = 0.10
    head_radius_m: float = 0.10
    knee_radius_m: float = 0.05
    ankle_radius_m: float = 0.04
    heel_radius_m: float = 0.03
    ball_radius_m: float = 0.022
    toes_radius_m: float = 0.014
    shoulder_radius_m: float = 0.065
    wrist_radius_m: float = 0.03
    elbow_radius_m: float = 0.042

    def scaled(self, factor: float) -> "Proportions":
        """Give the same body, larger or smaller throughout."""
        sizes = {each.name: getattr(self, each.name) * factor for each in fields(self)}
        return Proportions(**sizes)


@dataclass(frozen=True, slots=True)
class Limbs:
    """The joints of one side, each a (3,) point; `thumb` is the direction of the thumb's side."""

    shoulder: Vector
    elbow: Vector
    wrist: Vector
    knuckles: Vector
    thumb: Vector
    hip: Vector
    knee: Vector
    ankle: Vector
    heel: Vector
    ball: Vector
    toe: Vector


@dataclass(frozen=True, slots=True)
class Skeleton:
    """All joints of a posed body.

    Parameters
    ----------
    spine
        (9, 3) points from the middle of the hips to the middle of the shoulders.
    trunk_axes, head_axes
        (3, 3); the columns point to the front, the top and the right.
    neck, head
        Base of the skull, and middle of the head between the ears.
    left, right
        The limbs.
    breath
        How full the chest is, 0 to 1.

    """

    spine: Vector
    trunk_axes: Matrix
    neck: Vector
    head: Vector
    head_axes: Matrix
    left: Limbs
    right: Limbs
    breath: float

    def limbs(self, side: Side) -> Limbs:
        """Give the limbs on one side."""
        return self.left if side == "left" else self.right


@dataclass(frozen=True, slots=True)
class _Trunk:
    """Spine, neck and head, with the hips' middle at the origin until grounded."""

    spine: Vector
    axes: Matrix
    neck: Vector
    head: Vector
    head_axes: Matrix


@dataclass(frozen=True, slots=True)
class _LegPoints:
    hip: Vector
    knee: Vector
    ankle: Vector
    heel: Vector
    ball: Vector
    toe: Vector

    def raised(self, by: Vector) -> "_LegPoints":
        return _LegPoints(*(getattr(self, each.name) + by for each in fields(self)))


def pose(posture: Posture, proportions: Proportions | None = None) -> Skeleton:
    """Pose a body: angles to joints, lowered or raised until its lowest part rests on the floor."""
    size = proportions or Proportions()
    trunk = _trunk(posture, size)
    left, right = _leg(posture, "left", trunk, size), _leg(posture, "right", trunk, size)
    lowest_m = min(_clearances_m(trunk, (left, right), size))
    pelvis = np.array([posture.pelvis_x_m, -lowest_m, posture.pelvis_z_m])
    trunk = replace(
        trunk, spine=trunk.spine + pelvis, neck=trunk.neck + pelvis, head=trunk.head + pelvis
    )
    return Skeleton(
        spine=trunk.spine,
        trunk_axes=trunk.axes,
        neck=trunk.neck,
        head=trunk.head,
        head_axes=trunk.head_axes,
        left=_limbs(posture.left_arm, "left", trunk, left.raised(pelvis), size),
        right=_limbs(posture.right_arm, "right", trunk, right.raised(pelvis), size),
        breath=posture.breath,
    )


def _trunk(posture: Posture, size: Proportions) -> _Trunk:
    axes = about_z(-posture.tilt_deg) @ about_x(posture.lean_deg) @ about_y(-posture.roll_deg)
    along_m, behind_m, half_turn_deg = _arc(size.spine_m, posture.bulge_m)
    spine = np.outer(along_m, axes[:, 1]) - np.outer(behind_m, axes[:, 0])
    neck_axes = axes @ about_z(-half_turn_deg - 0.5 * posture.neck_deg)
    neck = spine[-1] + size.neck_m * neck_axes[:, 1]
    head_axes = neck_axes @ about_z(-0.5 * posture.neck_deg) @ about_y(-posture.head_turn_deg)
    head = neck + size.head_m * head_axes[:, 1] + 0.15 * size.head_m * head_axes[:, 0]
    return _Trunk(spine, axes, neck, head, head_axes)


def _arc(length_m: float, bulge_m: float) -> tuple[Vector, Vector, float]:
    """Bend a line of given length into a circle's arc that stands `bulge_m` off its chord."""
    half = 4.0 * bulge_m / length_m
    if abs(half) < 1e-6:  # noqa: PLR2004 - straight to within rounding
        return np.linspace(0.0, length_m, SPINE_POINTS), np.zeros(SPINE_POINTS), 0.0
    for _ in range(6):
        error = (1.0 - np.cos(half)) / (2.0 * half) - bulge_m / length_m
        slope = (half * np.sin(half) - 1.0 + np.cos(half)) / (2.0 * half**2)
        half -= error / slope
    radius_m = length_m / (2.0 * half)
    turns = np.linspace(-half, half, SPINE_POINTS)
    along_m = radius_m * (np.sin(turns) + np.sin(half))
    behind_m = radius_m * (np.cos(turns) - np.cos(half))
    return along_m, behind_m, float(np.degrees(half))


def _leg(posture: Posture, side: Side, trunk: _Trunk, size: Proportions) -> _LegPoints:
    leg, sign = posture.leg(side), outward(side)
    hip = 0.5 * sign * size.hip_width_m * trunk.axes[:, 2]
    thigh_axes = (
        about_x(posture.legs_roll_deg)
        @ about_y(-sign * leg.out_deg)
        @ about_z(leg.thigh_deg)
        @ about_x(-sign * leg.twist_deg)
    )
    knee = hip + size.thigh_m * thigh_axes[:, 0]
    shank_axes = thigh_axes @ about_z(leg.knee_deg - 180.0)
    ankle = knee + size.shank_m * shank_axes[:, 0]
    heel, ball, toe = _foot(leg, ankle, shank_axes @ about_x(sign * leg.foot_turn_deg), size)
    return _LegPoints(hip, knee, ankle, heel, ball, toe)


def _foot(
    leg: Leg, ankle: Vector, shank_axes: Matrix, size: Proportions
) -> tuple[Vector, Vector, Vector]:
    """Give heel, ball and tip of the toes; a neutral foot points along the shank's y axis."""
    foot_axes = shank_axes @ about_z(leg.ankle_deg - 90.0).T
    ahead, sole = foot_axes[:, 1], foot_axes[:, 0]
    ball = ankle + size.instep_m * ahead + size.sole_m * sole
    toes = about_z(leg.toes_deg)[:2, :2] @ np.array([0.0, 1.0])
    return (
        ankle - size.heel_m * ahead + size.sole_m * sole,
        ball,
        ball + size.toes_m * (toes[0] * sole + toes[1] * ahead),
    )


def _clearances_m(
    trunk: _Trunk, legs: tuple[_LegPoints, _LegPoints], size: Proportions
) -> Iterator[float]:
    """Give the height of each part's underside."""
    half_shoulders = 0.5 * size.shoulder_width_m * trunk.axes[1, 2]
    yield float(trunk.spine[:, 1].min()) - size.trunk_half_depth_m
    yield float(trunk.spine[-1, 1]) - abs(half_shoulders) - size.shoulder_radius_m
    yield float(trunk.head[1]) - size.head_radius_m
    for leg in legs:
        yield float(leg.hip[1]) - size.trunk_half_depth_m
        yield float(leg.knee[1]) - size.knee_radius_m
        yield float(leg.ankle[1]) - size.ankle_radius_m
        yield float(leg.heel[1]) - size.heel_radius_m
        yield float(leg.ball[1]) - size.ball_radius_m
        yield float(leg.toe[1]) - size.toes_radius_m


def _limbs(arm: Arm, side: Side, trunk: _Trunk, leg: _LegPoints, size: Proportions) -> Limbs:
    sign = outward(side)
    shoulder = trunk.spine[-1] + 0.5 * sign * size.shoulder_width_m * trunk.axes[:, 2]
    elbow, wrist = _reach(arm, shoulder, size)
    fingers = _fingers(arm, wrist, size)
    medial = -sign * trunk.axes[:, 2]
    steep = abs(float(fingers[1]))
    palm = across((1.0 - steep) * -_UP + steep * medial, fingers)
    return Limbs(
        shoulder=shoulder,
        elbow=elbow,
        wrist=wrist,
        knuckles=wrist + size.hand_m * fingers,
        thumb=sign * np.cross(fingers, palm),
        hip=leg.hip,
        knee=leg.knee,
        ankle=leg.ankle,
        heel=leg.heel,
        ball=leg.ball,
        toe=leg.toe,
    )


def _fingers(arm: Arm, wrist: Vector, size: Proportions) -> Vector:
    """Point the fingers as asked, but not into the floor."""
    fingers = unit(np.array(arm.fingers_toward))
    steepest = (size.wrist_radius_m - float(wrist[1])) / (2.0 * size.hand_m)
    fingers[1] = max(float(fingers[1]), min(steepest, 0.0))
    return unit(fingers)


def _reach(arm: Arm, shoulder: Vector, size: Proportions) -> tuple[Vector, Vector]:
    """Solve the two-bone arm; the elbow is kept above the floor."""
    target = np.array(arm.wrist_m)
    target[1] = max(float(target[1]), size.wrist_radius_m)
    span = target - shoulder
    longest_m = 0.999 * (size.upper_arm_m + size.forearm_m)
    shortest_m = 1.05 * abs(size.upper_arm_m - size.forearm_m)
    span_m = float(np.clip(np.linalg.norm(span), shortest_m, longest_m))
    toward = unit(span)
    along_m = (size.upper_arm_m**2 - size.forearm_m**2 + span_m**2) / (2.0 * span_m)
    off_m = float(np.sqrt(max(size.upper_arm_m**2 - along_m**2, 0.0)))
    middle = shoulder + along_m * toward
    bend = _bend_above_floor(arm, middle, toward, off_m, size.elbow_radius_m)
    return middle + off_m * bend, shoulder + span_m * toward


def _bend_above_floor(
    arm: Arm, middle: Vector, toward: Vector, off_m: float, floor_m: float
) -> Vector:
    """Turn the wished direction of the elbow upward as little as keeps it off the floor."""
    wished = across(np.array(arm.elbow_toward), toward)
    if middle[1] + off_m * wished[1] >= floor_m:
        return wished
    low, high = 0.0, 20.0
    for _ in range(24):
        lift = 0.5 * (low + high)
        bend = across(wished + lift * _UP, toward)
        low, high = (low, lift) if middle[1] + off_m * bend[1] >= floor_m else (lift, high)
    return across(wished + high * _UP, toward)
