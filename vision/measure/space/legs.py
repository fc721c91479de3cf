"""What tells one pose from another, by the landmarker's own depth and its guess of hidden feet.

Coarser than what is read off the picture, but true from any view: never for judging form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.body import chosen, once
from vision.measure.catalog import add_of_side, measure
from vision.measure.geometry import angle_in_space_deg, dot, length, seen
from vision.measure.joints import knee_angles_deg, of_leg
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
    _of_leg = partial(of_leg, _leg, _knee_folds_deg)
    add_of_side(_leg, "knee_fold_{}_deg", "deg", ("hips", "{}_knee"), ("{}_leg",), _of_leg)


@measure("deg", "hips", "near_knee", bones=("trunk", "near_thigh"))
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


@measure("trunk", "hips", "shoulders", bones=("foot",))
def ankles_apart(body: Body) -> Array:
    """How far right of the left ankle the right one is, in space; under 0.1 for crossed legs.

    Along the body's left-right axis.
    """
    return _apart(body, sk.ANKLES)


@measure("trunk", "hips", "shoulders", bones=("thigh",))
def knees_apart(body: Body) -> Array:
    """How far right of the left knee the right one is, in space, along the left-right axis."""
    return _apart(body, sk.KNEES)


def _apart(body: Body, joint: tuple[int, int]) -> Array:
    both_m = body.both_m(joint)
    with np.errstate(invalid="ignore", divide="ignore"):
        axis = body.lateral_m / length(body.lateral_m)[..., np.newaxis]
        share = dot(both_m[..., 1, :] - both_m[..., 0, :], axis) / length(_trunk_m(body))
    return np.where(np.isfinite(body.trunk_px) & np.isfinite(share), share, np.nan)


@measure("trunk", "hips", "shoulders", "near_leg", bones=("near_shin",))
def shin_across_near(body: Body) -> Array:
    """How far the near ankle is ahead of its hip and over to the other side, in space.

    Along the body's own axes, added up. Kneeling, the shin lies back along the floor and its ankle
    is at the hip or behind it, on its own side; crossed or in lotus it is ahead and across. NaN
    where the ankle is hidden, as under a robe: a guess of it may be anywhere.
    """
    axes = own_axes(body)
    hips, ankles = body.both_m(sk.HIPS), body.both_m(sk.ANKLES)
    ahead = dot(ankles - hips, axes.forward[..., np.newaxis, :])
    from_middle = ankles - hips.mean(axis=-2, keepdims=True)
    right = dot(from_middle, axes.right[..., np.newaxis, :])
    across = (ahead + right * np.array([1.0, -1.0])) / axes.trunk_m[..., np.newaxis]
    known = np.logical_and.reduce([seen(body.both(j)) for j in (sk.HIPS, sk.KNEES, sk.ANKLES)])
    return chosen(np.where(known, across, np.nan), body.near)


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """The trunk's own axes in space: unit vectors ``(..., 3)``, and its length in metres.

    NaN where it has none.
    """

    up: Array
    right: Array
    forward: Array
    trunk_m: Array


@once
def own_axes(body: Body) -> Axes:
    """Return the axes of the trunk; forward is where the knees are, or else as up and right say."""
    hips, knees = body.both_m(sk.HIPS), body.both_m(sk.KNEES)
    with np.errstate(invalid="ignore", divide="ignore"):
        trunk_m = length(_trunk_m(body))
        trunk_m = np.where(trunk_m > 0, trunk_m, np.nan)
        up = _trunk_m(body) / trunk_m[..., np.newaxis]
        right = body.lateral_m - dot(body.lateral_m, up)[..., np.newaxis] * up
        right = right / length(right)[..., np.newaxis]
        forward = np.cross(up, right)
        sense = np.sign(dot((knees - hips).mean(axis=-2), forward))
    return Axes(up, right, sense[..., np.newaxis] * forward, trunk_m)


def _trunk_m(body: Body) -> Array:
    hips, shoulders = (body.both_m(joint).mean(axis=-2) for joint in (sk.HIPS, sk.SHOULDERS))
    return np.asarray(shoulders - hips)
