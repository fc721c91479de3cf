"""What tells one pose from another, by the landmarker's own depth and its guess of hidden feet.

Coarser than what is read off the picture, but true from any view: for telling a pose, never for
judging its form.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.geometry import angle_in_space_deg
from vision.measure.joints import LEGS, knee_angle_deg
from vision.measure.registry import add_measure, measure
from vision.measure.trunk import off_side_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

_FROM_THE_SIDE_DEG: Final = 35.0
"""Up to here the angle in the picture is the better one; the limit of a side view in
`vision.criteria.model`, which this layer does not know."""


def _knee_fold(leg: str, body: Body) -> Array:
    """Return the angle in the picture from the side; else, with hip and knee seen, in space.

    The latter reads some 10 degrees more on folded legs.
    """
    leg_side = LEGS[leg](body)
    guess = _angle_in_space(
        body, leg_side, (sk.HIPS, sk.KNEES, sk.ANKLES), seen=(sk.HIPS, sk.KNEES)
    )
    in_picture = knee_angle_deg(leg, body)
    with np.errstate(invalid="ignore"):
        sound = np.isfinite(in_picture) & (off_side_deg(body) <= _FROM_THE_SIDE_DEG)
    return np.where(sound, in_picture, guess)


for _leg in ("near", "far"):
    add_measure(
        f"knee_fold_{_leg}_deg",
        "deg",
        ("hips", f"{_leg}_knee"),
        partial(_knee_fold, _leg),
        f"{_leg} knee, also where the foot is hidden or the view oblique; 180 is straight",
    )


@measure("deg", "hips", "near_knee")
def hip_fold_near_deg(body: Body) -> Array:
    """Near hip: shoulder, hip, knee, in space; 180 is one line."""
    joints = (sk.SHOULDERS, sk.HIPS, sk.KNEES)
    return _angle_in_space(body, body.near, joints, seen=joints)


def _angle_in_space(
    body: Body,
    side: NDArray[np.intp],
    joints: tuple[tuple[int, int], ...],
    *,
    seen: tuple[tuple[int, int], ...],
) -> Array:
    """Return the angle at the middle joint in metres, NaN unless the joints named are seen."""
    places_m = [np.where(side[..., np.newaxis] == 0, *_pair_m(body, joint)) for joint in joints]
    places_px = np.stack([body.side(joint, side) for joint in seen])
    return np.where(np.isfinite(places_px).all(axis=(0, -1)), angle_in_space_deg(*places_m), np.nan)


def _pair_m(body: Body, joint: tuple[int, int]) -> tuple[Array, Array]:
    return body.xyz_m[..., joint[0], :], body.xyz_m[..., joint[1], :]


@measure("trunk", "hips", "shoulders")
def ankles_apart(body: Body) -> Array:
    """How far right of the left ankle the right one is, in space; under 0.1 for crossed legs.

    Along the body's left-right axis.
    """
    left, right = _pair_m(body, sk.ANKLES)
    with np.errstate(invalid="ignore", divide="ignore"):
        axis = body.lateral_m / np.linalg.norm(body.lateral_m, axis=-1, keepdims=True)
        share = np.sum((right - left) * axis, axis=-1) / np.linalg.norm(_trunk_m(body), axis=-1)
    return np.where(np.isfinite(body.trunk_px), share, np.nan)


def _trunk_m(body: Body) -> Array:
    hips, shoulders = (np.mean(_pair_m(body, joint), axis=0) for joint in (sk.HIPS, sk.SHOULDERS))
    return np.asarray(shoulders - hips)


@measure("deg", "hips", "near_knee")
def thigh_fall_near_deg(body: Body) -> Array:
    """How steeply the near thigh falls from hip to knee: 0 is level, 90 is straight down.

    In the picture, in (-90, 90], whichever way the thigh points; a seat raised on the heels tilts
    the thigh.
    """
    thigh = body.side(sk.KNEES, body.near) - body.side(sk.HIPS, body.near)
    return np.asarray(np.degrees(np.arctan2(thigh[..., 1], np.abs(thigh[..., 0]))))
