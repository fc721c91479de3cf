"""A posture done on the other side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.practitioner.posture import Arm, Point, Posture
    from benchmarks.practitioner.timeline import Keyframe


def mirrored(posture: Posture) -> Posture:
    """Swap left and right."""
    return replace(
        posture,
        left_leg=posture.right_leg,
        right_leg=posture.left_leg,
        left_arm=_other(posture.right_arm),
        right_arm=_other(posture.left_arm),
        pelvis_z_m=-posture.pelvis_z_m,
        lean_deg=-posture.lean_deg,
        roll_deg=-posture.roll_deg,
        legs_roll_deg=-posture.legs_roll_deg,
        head_turn_deg=-posture.head_turn_deg,
    )


def all_mirrored(keyframes: Sequence[Keyframe]) -> tuple[Keyframe, ...]:
    """Swap left and right in a whole movement."""
    return tuple(replace(each, posture=mirrored(each.posture)) for each in keyframes)


def _other(arm: Arm) -> Arm:
    return replace(
        arm,
        wrist_m=_flipped(arm.wrist_m),
        elbow_toward=_flipped(arm.elbow_toward),
        fingers_toward=_flipped(arm.fingers_toward),
    )


def _flipped(point: Point) -> Point:
    return point[0], point[1], -point[2]
