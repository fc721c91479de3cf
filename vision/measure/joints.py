"""Angles of knee, hip and ankle, for each leg: by name, by place, by its part in the pose.

Every angle is the inner one, in [0, 180]: 180 degrees is straight. NaN: a joint of it is unseen. A
hidden knee whose hip and ankle are as far apart as in the straight leg seen before reads 180.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.body import chosen, near_and_far, once
from vision.measure.catalog import add_of_side, measure
from vision.measure.geometry import angle_deg, distance, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

    OfBothLegs: TypeAlias = Callable[[Body], Array]
    """A function of a body to one number for each leg, ``(..., 2)``, left and right."""

_JOINTS: Final = {
    "knee": (sk.HIPS, sk.KNEES, sk.ANKLES),  # 180 is straight
    "hip": (sk.SHOULDERS, sk.HIPS, sk.KNEES),  # 180 is one line
    "ankle": (sk.KNEES, sk.ANKLES, sk.FOOT_INDICES),  # 180 is a pointed foot
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


def of_leg(leg: str, both: OfBothLegs, body: Body) -> Array:
    """Return the number of one of `LEGS`, ``(...)``.

    Both legs are measured at once, and once only: that is quicker than each by its names.
    """
    return chosen(both(body), LEGS[leg](body))


SHIN_OVER_THIGH: Final = (0.7, 1.4)
"""In the picture, of legs seen from the side: 0.73 to 1.31 on 35 photographs of people sitting,
kneeling, folding and lying; 0.2 to 0.65 where the landmarker lost the leg in a deep fold."""


def _in_plane(body: Body) -> NDArray[np.bool_]:
    """Say whether a leg looks like one seen from the side: shin and thigh about equally long.

    One that does not points towards the camera, or is misplaced: either way its angle is unknown.
    """
    hip, knee, ankle = (body.both(joint) for joint in (sk.HIPS, sk.KNEES, sk.ANKLES))
    shin, thigh = distance(knee, ankle), distance(hip, knee)
    return (shin >= SHIN_OVER_THIGH[0] * thigh) & (shin <= SHIN_OVER_THIGH[1] * thigh)


def _angles_deg(joints: tuple[tuple[int, int], ...], body: Body) -> Array:
    first, middle, last = (body.both(joint) for joint in joints)
    return angle_deg(first, middle, last)


@once
def knee_angles_deg(body: Body) -> Array:
    """Return the angle of both knees in the picture, ``(..., 2)``."""
    angle = np.where(_in_plane(body), _angles_deg(_JOINTS["knee"], body), np.nan)
    return np.where(np.isnan(angle) & _reach_their_length(body), 180.0, angle)


AS_LONG: Final = (0.95, 1.1)
"""Hip to ankle over the straight leg's learnt length, where the leg counts as straight. Looser
below, a knee bent by 40 degrees would; in folds the hip wanders by a few hundredths."""


def _reach_their_length(body: Body) -> NDArray[np.bool_]:
    """Say whether a leg whose knee is hidden is as long as it is when straight."""
    if body.leg_px is None:
        return np.zeros((*body.near.shape, 2), dtype=bool)
    apart_px = distance(body.both(sk.HIPS), body.both(sk.ANKLES))
    share = apart_px / near_and_far(body.leg_px, body)
    return ~seen(body.both(sk.KNEES)) & (share >= AS_LONG[0]) & (share <= AS_LONG[1])


# Of each angle: its function, what it needs, its bones.
_ANGLES: Final[dict[str, tuple[OfBothLegs, tuple[str, ...], tuple[str, ...]]]] = {
    "knee_{}_deg": (knee_angles_deg, ("{}_leg",), ("{}_leg",)),
    "hip_{}_deg": (
        once(partial(_angles_deg, _JOINTS["hip"])),
        ("{}_leg", "hip"),
        ("trunk", "{}_thigh"),
    ),
    "ankle_{}_deg": (
        once(partial(_angles_deg, _JOINTS["ankle"])),
        ("{}_leg", "ankle"),
        ("{}_foot",),
    ),
}

for _leg in LEGS:
    for _name, (_both, _needs, _bones) in _ANGLES.items():
        add_of_side(_leg, _name, "deg", _needs, _bones, partial(of_leg, _leg, _both))


@measure("deg", "hips", "near_knee", bones=("near_thigh",))
def thigh_fall_near_deg(body: Body) -> Array:
    """How steeply the near thigh falls from hip to knee: 0 is level, 90 is straight down.

    In the picture, in (-90, 90], whichever way the thigh points; a seat raised on the heels tilts
    the thigh.
    """
    thighs = body.both(sk.KNEES) - body.both(sk.HIPS)
    fall = np.degrees(np.arctan2(thighs[..., 1], np.abs(thighs[..., 0])))
    return chosen(fall, body.near)
