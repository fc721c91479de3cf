"""What tells one pose from another, by the landmarker's own depth and its guess of hidden feet.

Coarser than what is read off the picture, but true from any view: for telling a pose, never for
judging its form.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.body import chosen, once
from vision.measure.geometry import angle_in_space_deg, dot, length, seen
from vision.measure.joints import knee_angles_deg, of_leg
from vision.measure.registry import add_measure, measure
from vision.measure.trunk import off_side_deg

if TYPE_CHECKING:
    from vision.measure.body import Body
    from vision.measure.geometry import Array

_FROM_THE_SIDE_DEG: Final = 35.0
"""Up to here the angle in the picture is the better one; the limit of a side view in
`vision.criteria.model`, which this layer does not know."""


@once
def _knee_folds_deg(body: Body) -> Array:
    """Return the angle in the picture from the side; else, with hip and knee seen, in space.

    Of both knees, ``(..., 2)``. The latter reads some 10 degrees more on folded legs.
    """
    joints = (sk.HIPS, sk.KNEES, sk.ANKLES)
    guess = _angles_in_space_deg(body, joints, seen_joints=(sk.HIPS, sk.KNEES))
    in_picture = knee_angles_deg(body)
    with np.errstate(invalid="ignore"):
        from_the_side = (off_side_deg(body) <= _FROM_THE_SIDE_DEG)[..., np.newaxis]
    return np.where(np.isfinite(in_picture) & from_the_side, in_picture, guess)


for _leg in ("near", "far"):
    add_measure(
        f"knee_fold_{_leg}_deg",
        "deg",
        ("hips", f"{_leg}_knee"),
        partial(of_leg, _leg, _knee_folds_deg),
        f"{_leg} knee, also where the foot is hidden or the view oblique; 180 is straight",
    )


@measure("deg", "hips", "near_knee")
def hip_fold_near_deg(body: Body) -> Array:
    """Near hip: shoulder, hip, knee, in space; 180 is one line."""
    joints = (sk.SHOULDERS, sk.HIPS, sk.KNEES)
    return chosen(_angles_in_space_deg(body, joints, seen_joints=joints), body.near)


def _angles_in_space_deg(
    body: Body, joints: tuple[tuple[int, int], ...], *, seen_joints: tuple[tuple[int, int], ...]
) -> Array:
    """Return ``(..., 2)``: the angle at the middle joint in metres, NaN unless those are seen."""
    first, middle, last = (body.both_m(joint) for joint in joints)
    all_seen = np.logical_and.reduce([seen(body.both(joint)) for joint in seen_joints])
    return np.where(all_seen, angle_in_space_deg(first, middle, last), np.nan)


@measure("trunk", "hips", "shoulders")
def ankles_apart(body: Body) -> Array:
    """How far right of the left ankle the right one is, in space; under 0.1 for crossed legs.

    Along the body's left-right axis.
    """
    ankles_m = body.both_m(sk.ANKLES)
    apart_m = ankles_m[..., 1, :] - ankles_m[..., 0, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        axis = body.lateral_m / length(body.lateral_m)[..., np.newaxis]
        share = dot(apart_m, axis) / length(_trunk_m(body))
    return np.where(np.isfinite(body.trunk_px) & np.isfinite(share), share, np.nan)


def _trunk_m(body: Body) -> Array:
    hips, shoulders = (body.both_m(joint).mean(axis=-2) for joint in (sk.HIPS, sk.SHOULDERS))
    return np.asarray(shoulders - hips)


@measure("deg", "hips", "near_knee")
def thigh_fall_near_deg(body: Body) -> Array:
    """How steeply the near thigh falls from hip to knee: 0 is level, 90 is straight down.

    In the picture, in (-90, 90], whichever way the thigh points; a seat raised on the heels tilts
    the thigh.
    """
    thighs = body.both(sk.KNEES) - body.both(sk.HIPS)
    fall = np.degrees(np.arctan2(thighs[..., 1], np.abs(thighs[..., 0])))
    return chosen(fall, body.near)
