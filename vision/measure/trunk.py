"""The trunk, the head over it, the back's curve, and from where the camera sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.catalog import measure
from vision.measure.contour import ALONG, back_curve
from vision.measure.geometry import distance_to_segment, dot, length, wrap_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

_ARMS: Final = np.array((sk.SHOULDERS, sk.ELBOWS, sk.WRISTS)).T
_UPPER_ARM: Final = 0.13  # trunks from bone to sleeve's edge: 5 cm of 48, and the joints' error
_FOREARM: Final = 0.11
_HANGS_OTHERWISE_DEG: Final = 40.0
_THICK: Final = np.array([_UPPER_ARM, _FOREARM])[:, np.newaxis]


@measure("deg", "shoulders", "hips", bones=("trunk",))
def off_side_deg(body: Body) -> Array:
    """How far the camera is from a side view: 0 is side-on, 90 is from the front or the back.

    The angle between the camera's axis and the body's left-right axis, from the landmarker's own
    depth. A body rolled onto its side shows its front, and reads as 90.
    """
    across = body.lateral_m
    with np.errstate(invalid="ignore"):
        cosine = np.abs(across[..., 2]) / length(across)
    return np.asarray(np.degrees(np.arccos(np.minimum(cosine, 1.0))))


@measure("sign", "knees", "hips", bones=("trunk",))
def facing(body: Body) -> Array:
    """Where the front of the body is in the picture: +1 right, -1 left."""
    return body.facing


@measure("deg", "shoulders", "hips", bones=("trunk",))
def trunk_tilt_deg(body: Body) -> Array:
    """Lean of the trunk from upright: +90 is folded forward to level, -90 is flat on the back.

    In (-180, 180], from the middle of the hips to the middle of the shoulders, in the picture; from
    the world's vertical where the lines of the room tell it, else from the picture's.
    """
    along = body.upright(body.shoulder_px - body.hip_px)
    return wrap_deg(np.degrees(np.arctan2(along[..., 0] * body.facing, -along[..., 1])))


@measure("deg", "head", "shoulders", "hips", bones=("neck",))
def neck_flexion_deg(body: Body) -> Array:
    """Bend of the head against the trunk: positive is chin to chest, negative is head thrown back.

    Between the lines hips-shoulders and shoulders-ears; an upright head reads about 15 to 30, as
    ears sit ahead of shoulders.
    """
    neck = body.upright(body.head_px - body.shoulder_px)
    lean = np.degrees(np.arctan2(neck[..., 0] * body.facing, -neck[..., 1]))
    return wrap_deg(lean - trunk_tilt_deg(body))


@measure("trunk", "head", "hips", bones=("neck",))
def head_ahead_of_hips(body: Body) -> Array:
    """How far the head is ahead of the hips, level, in trunk lengths; negative is behind."""
    ahead_px = body.upright(body.head_px - body.hip_px)[..., 0] * body.facing
    return np.asarray(ahead_px / body.trunk_px)


@measure("trunk", "head", "shoulders", "hips", bones=("neck",))
def shoulders_to_ears(body: Body) -> Array:
    """Length of the neck along the trunk's line, in trunk lengths; small is shrugged."""
    along = body.shoulder_px - body.hip_px
    neck = body.head_px - body.shoulder_px
    return dot(along, neck) / body.trunk_px**2


@measure("trunk", "back", bones=("trunk",))
def back_bow(body: Body) -> Array:
    """Bulge of the back off the straight line, per hip-shoulder chord; a hollow back is negative.

    From the silhouette; 0.10 is 5 cm of bulge in 50 cm. Where an arm that is seen may be what ends
    the silhouette behind the body, its edge is not taken for the back's. NaN where too little of
    the back is left.
    """
    return back_curve(np.where(_arm_behind(body), np.nan, body.dorsal_profile))


@measure("trunk", "back", bones=("trunk",))
def back_bow_own(body: Body) -> Array:
    """How much rounder the back is than this person's own while sitting tall: `back_bow` less that.

    Less a share of it in a fold, and nothing from 40 degrees on: cloth hangs otherwise there. NaN
    until it has been learnt from three breaths of sitting tall (`vision.measure.meter`).
    """
    share = np.clip(1.0 - np.abs(trunk_tilt_deg(body)) / _HANGS_OTHERWISE_DEG, 0.0, 1.0)
    return back_bow(body) - share * (np.nan if body.own_bow is None else body.own_bow)


def _arm_behind(body: Body) -> NDArray[np.bool_]:
    """Say, ``(..., STATIONS)``, where the edge of the silhouette lies on an arm that is seen."""
    profile = body.dorsal_profile
    edge = np.stack([np.broadcast_to(ALONG, profile.shape), profile], axis=-1)
    arms = _from_chord(body, body.xy_px[..., _ARMS, :])[..., np.newaxis, :]
    upper, lower = arms[..., :-1, :, :], arms[..., 1:, :, :]
    from_arms = distance_to_segment(edge[..., np.newaxis, np.newaxis, :, :], upper, lower)
    return np.asarray((from_arms < _THICK).any(axis=(-3, -2)))


def _from_chord(body: Body, points_px: Array) -> Array:
    """Return points ``(..., 2, 3, 2)`` along the chord and out to the back from it, in chords."""
    along = body.shoulder_px - body.hip_px
    outward = body.facing[..., np.newaxis] * np.stack([along[..., 1], -along[..., 0]], axis=-1)
    from_hip = points_px - body.hip_px[..., np.newaxis, np.newaxis, :]
    both = [dot(from_hip, axis[..., np.newaxis, np.newaxis, :]) for axis in (along, outward)]
    return np.stack(both, axis=-1) / (body.trunk_px**2)[..., np.newaxis, np.newaxis, np.newaxis]


@measure("deg", "shoulders", "hips", bones=("trunk",))
def trunk_roll_deg(body: Body) -> Array:
    """How far the body is turned about its length onto a side: 0 is level hips, 90 is on the side.

    The angle of the body's left-right axis to the level plane, from the landmarker's depth, in
    [0, 90]. For bodies that lie or sit.
    """
    across = body.lateral_m
    level_m = np.hypot(across[..., 0], across[..., 2])
    return np.asarray(np.degrees(np.arctan2(np.abs(across[..., 1]), level_m)))


@measure("sign", "head", bones=("neck",))
def face_up(body: Body) -> Array:
    """Whether the nose is above the ears in the picture: +1 above, -1 below."""
    above_px = body.ear_px[..., 1] - body.at(sk.Landmark.NOSE)[..., 1]
    return np.asarray(np.sign(above_px))
