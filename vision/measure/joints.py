"""Angles of knee, hip and ankle, for each leg: by name, by place, by its part in the pose.

Every angle is the inner one, in [0, 180]: 180 degrees is straight. NaN: a joint of it is unseen. A
hidden knee whose hip and ankle are as far apart as in the straight leg seen before reads 180.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.geometry import angle_deg, distance
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


SHIN_OVER_THIGH: Final = (0.7, 1.4)
"""In the picture, of legs seen from the side: 0.73 to 1.31 on 35 photographs of people sitting,
kneeling, folding and lying; 0.2 to 0.65 where the landmarker lost the leg in a deep fold."""


def _leg_in_plane(body: Body, side: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say whether a leg looks like one seen from the side: shin and thigh about equally long.

    One that does not points towards the camera, or is misplaced: either way its angle is unknown.
    """
    hip, knee, ankle = (body.side(joint, side) for joint in (sk.HIPS, sk.KNEES, sk.ANKLES))
    shin, thigh = distance(knee, ankle), distance(hip, knee)
    return (shin >= SHIN_OVER_THIGH[0] * thigh) & (shin <= SHIN_OVER_THIGH[1] * thigh)


def knee_angle_deg(leg: str, body: Body) -> Array:
    """Return the knee's angle of one of `LEGS`, in the picture."""
    side = LEGS[leg](body)
    angle = np.where(_leg_in_plane(body, side), _joint_angle(_JOINTS["knee"][0], leg, body), np.nan)
    return np.where(np.isnan(angle) & _reaches_its_length(body, side), 180.0, angle)


AS_LONG: Final = (0.95, 1.1)
"""Hip to ankle over the straight leg's learnt length, where the leg counts as straight. Looser
below, a knee bent by 40 degrees would; in folds the hip wanders by a few hundredths."""


def _reaches_its_length(body: Body, side: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say whether a leg whose knee is hidden is as long as it is when straight."""
    if body.leg_px is None:
        return np.zeros(body.near.shape, dtype=bool)
    length_px = np.where(side == body.near, body.leg_px[..., 0], body.leg_px[..., 1])
    share = distance(body.side(sk.HIPS, side), body.side(sk.ANKLES, side)) / length_px
    hidden = np.isnan(body.side(sk.KNEES, side)).any(axis=-1)
    return hidden & (share >= AS_LONG[0]) & (share <= AS_LONG[1])


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
            partial(knee_angle_deg, _leg)
            if _name == "knee"
            else partial(_joint_angle, _joints, _leg),
            _meaning.format(place=_leg),
        )
