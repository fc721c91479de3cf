"""The joint angles of a body, and how one posture passes into another.

The world has x ahead of the person, y up from the floor and z to the person's right. Angles are
degrees, lengths metres. A posture holds no height: the body rests on the floor with whatever part
of it is lowest, so that blended postures neither sink nor float.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Side: TypeAlias = Literal["left", "right"]
Point: TypeAlias = tuple[float, float, float]

SIDES: tuple[Side, Side] = ("left", "right")


def outward(side: Side) -> float:
    """Give the sign of the z axis that points away from the body on this side."""
    return 1.0 if side == "right" else -1.0


@dataclass(frozen=True, slots=True)
class Leg:
    """The angles of one leg.

    Parameters
    ----------
    thigh_deg
        Slope of the thigh: 0 straight ahead, positive up, -90 straight down.
    out_deg
        Thigh turned outward from straight ahead.
    knee_deg
        Inner angle hip, knee, ankle: 180 straight, about 20 folded.
    twist_deg
        Turn about the thigh's axis: 0 folds the shank under the thigh, 90 beside it, outward.
    ankle_deg
        Inner angle shank to foot: 90 neutral, 180 pointed.
    foot_turn_deg
        Turn of the foot about the shank's axis, inward.
    toes_deg
        Bend of the toes towards the shin: about 80 when tucked.

    """

    thigh_deg: float
    knee_deg: float
    out_deg: float = 3.0
    twist_deg: float = 0.0
    ankle_deg: float = 105.0
    foot_turn_deg: float = 0.0
    toes_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Arm:
    """Where a hand rests; the elbow follows by two-bone inverse kinematics.

    Parameters
    ----------
    wrist_m
        The place of the wrist in the world; out of reach, the arm stretches towards it.
    elbow_toward
        The direction, in the world, to which the elbow bends.
    fingers_toward
        The direction, in the world, in which the fingers point.

    """

    wrist_m: Point = (0.2, 0.25, 0.0)
    elbow_toward: Point = (-0.6, -0.6, 0.0)
    fingers_toward: Point = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Posture:
    """All joint angles of a body.

    Parameters
    ----------
    left_leg, right_leg, left_arm, right_arm
        The limbs.
    pelvis_x_m, pelvis_z_m
        Where the middle of the hips is over the floor.
    tilt_deg
        Trunk from upright: positive forward, -90 lying on the back.
    lean_deg
        Trunk to the person's right, after the tilt.
    roll_deg
        Turn of the trunk about its own axis, positive to the person's right.
    legs_roll_deg
        Turn of both legs about the x axis, positive to the person's right.
    bulge_m
        How far the middle of the spine stands behind the line from hips to shoulders.
    neck_deg
        Head bent forward from the line of the upper back.
    head_turn_deg
        Head turned to the person's right.
    breath
        How full the chest is, 0 to 1.

    """

    left_leg: Leg
    right_leg: Leg
    left_arm: Arm = field(default_factory=Arm)
    right_arm: Arm = field(default_factory=Arm)
    pelvis_x_m: float = 0.0
    pelvis_z_m: float = 0.0
    tilt_deg: float = 0.0
    lean_deg: float = 0.0
    roll_deg: float = 0.0
    legs_roll_deg: float = 0.0
    bulge_m: float = 0.0
    neck_deg: float = 0.0
    head_turn_deg: float = 0.0
    breath: float = 0.0

    def leg(self, side: Side) -> Leg:
        """Give the leg on one side."""
        return self.left_leg if side == "left" else self.right_leg

    def arm(self, side: Side) -> Arm:
        """Give the arm on one side."""
        return self.left_arm if side == "left" else self.right_arm


def to_vector(posture: Posture) -> NDArray[np.float64]:
    """Lay all the numbers of a posture in one row, in the order of its fields."""
    return np.array(list(_numbers(posture)))


def from_vector(numbers: NDArray[np.float64]) -> Posture:
    """Build the posture that `to_vector` laid in a row."""
    values = iter(float(number) for number in numbers)

    def take(count: int) -> list[float]:
        return [next(values) for _ in range(count)]

    def take_point() -> Point:
        x_m, y_m, z_m = take(3)
        return x_m, y_m, z_m

    def take_arm() -> Arm:
        return Arm(take_point(), take_point(), take_point())

    legs = Leg(*take(len(fields(Leg)))), Leg(*take(len(fields(Leg))))
    arms = take_arm(), take_arm()
    return Posture(*legs, *arms, *values)


def _numbers(value: Any) -> Any:  # noqa: ANN401 - a posture is a tree of dataclasses, tuples, floats
    if is_dataclass(value):
        for each in fields(value):
            yield from _numbers(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each_value in value:
            yield from _numbers(each_value)
    else:
        yield float(value)
