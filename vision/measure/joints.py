"""Angles of knee, hip and ankle, for each leg: by name, by place, by its part in the pose.

Every angle is the inner one, in [0, 180]: 180 degrees is straight. NaN: a joint of it is unseen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.geometry import angle_deg
from vision.measure.registry import add_measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

_JOINTS: Final = {
    "knee": ((sk.HIPS, sk.KNEES, sk.ANKLES), "{place} knee: hip, knee, ankle; 180 is straight"),
    "hip": ((sk.SHOULDERS, sk.HIPS, sk.KNEES), "{place} hip: shoulder, hip, knee; 180 is one line"),
    "ankle": (
        (sk.KNEES, sk.ANKLES, sk.FOOT_INDICES),
        "{place} ankle: knee, ankle, tip of the foot; 180 is a pointed foot",
    ),
}

LEGS: Final[dict[str, Callable[[Body], NDArray[np.intp]]]] = {
    "left": lambda body: np.zeros(body.near.shape, dtype=np.intp),
    "right": lambda body: np.ones(body.near.shape, dtype=np.intp),
    "near": lambda body: body.near,
    "far": lambda body: 1 - body.near,
    "front": lambda body: body.front,
    "back": lambda body: 1 - body.front,
}
"""How to choose a leg (0 left, 1 right): by name, by its place before the camera, or by which one
is stretched ahead."""


def _joint_angle(joints: tuple[tuple[int, int], ...], leg: str, body: Body) -> Array:
    side = LEGS[leg](body)
    first, middle, last = (body.side(joint, side) for joint in joints)
    return angle_deg(first, middle, last)


for _leg in LEGS:
    for _name, (_joints, _meaning) in _JOINTS.items():
        add_measure(
            f"{_name}_{_leg}_deg",
            "deg",
            (f"{_leg}_leg",) if _name == "knee" else (f"{_leg}_leg", _name),
            partial(_joint_angle, _joints, _leg),
            _meaning.format(place=_leg),
        )
