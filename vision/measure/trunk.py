"""The trunk, the head over it, the back's curve, and from where the camera sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.contour import back_curve
from vision.measure.geometry import wrap_deg
from vision.measure.registry import measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

_ARM_BEHIND = 0.25  # trunks behind the chord: about where the outline of a back is
_ARM_BESIDE = 0.3  # trunks under the hips down to which a hand behind the back still widens it


@measure("deg", "shoulders", "hips")
def off_side_deg(body: Body) -> Array:
    """How far the camera is from a side view: 0 is side-on, 90 is from the front or the back.

    The angle between the camera's axis and the body's left-right axis, from the landmarker's own
    depth. A body rolled onto its side shows its front, and reads as 90.
    """
    across = body.lateral_m
    with np.errstate(invalid="ignore"):
        cosine = np.abs(across[..., 2]) / np.linalg.norm(across, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, 0.0, 1.0))))


@measure("sign", "knees", "hips")
def facing(body: Body) -> Array:
    """Where the front of the body is in the picture: +1 right, -1 left."""
    return body.facing


@measure("deg", "shoulders", "hips")
def trunk_tilt_deg(body: Body) -> Array:
    """Lean of the trunk from upright: +90 is folded forward to level, -90 is flat on the back.

    In (-180, 180], from the middle of the hips to the middle of the shoulders, in the picture.
    """
    along = body.shoulder_px - body.hip_px
    return wrap_deg(np.degrees(np.arctan2(along[..., 0] * body.facing, -along[..., 1])))


@measure("deg", "head", "shoulders", "hips")
def neck_flexion_deg(body: Body) -> Array:
    """Bend of the head against the trunk: positive is chin to chest, negative is head thrown back.

    Between the lines hips-shoulders and shoulders-ears; an upright head reads about 15 to 30, as
    ears sit ahead of shoulders.
    """
    neck = body.head_px - body.shoulder_px
    lean = np.degrees(np.arctan2(neck[..., 0] * body.facing, -neck[..., 1]))
    return wrap_deg(lean - trunk_tilt_deg(body))


@measure("trunk", "head", "hips")
def head_ahead_of_hips(body: Body) -> Array:
    """How far the head is ahead of the hips, level, in trunk lengths; negative is behind."""
    ahead_px = (body.head_px[..., 0] - body.hip_px[..., 0]) * body.facing
    return ahead_px / body.trunk_px


@measure("trunk", "head", "shoulders", "hips")
def shoulders_to_ears(body: Body) -> Array:
    """Length of the neck along the trunk's line, in trunk lengths; small is shrugged."""
    along = body.shoulder_px - body.hip_px
    neck = body.head_px - body.shoulder_px
    return np.asarray(np.sum(along * neck, axis=-1) / body.trunk_px**2)


@measure("chord", "back")
def back_bow(body: Body) -> Array:
    """Bulge of the back off the straight line, per hip-shoulder chord; a hollow back is negative.

    From the silhouette; 0.10 is 5 cm of bulge in 50 cm. NaN also while an arm is behind the back,
    where its outline would be taken for the back's.
    """
    return np.where(_arm_behind(body), np.nan, back_curve(body.dorsal_profile))


def _arm_behind(body: Body) -> NDArray[np.bool_]:
    along = body.shoulder_px - body.hip_px
    outward = body.facing[..., np.newaxis] * np.stack([along[..., 1], -along[..., 0]], axis=-1)
    length = body.trunk_px**2
    behind = np.zeros(body.facing.shape, dtype=bool)
    for joint in (*sk.ELBOWS, *sk.WRISTS):
        from_hip = body.at(joint) - body.hip_px
        share = np.sum(from_hip * along, axis=-1) / length
        away = np.sum(from_hip * outward, axis=-1) / length
        behind |= (away > _ARM_BEHIND) & (share > -_ARM_BESIDE) & (share < 1.0)
    return behind


@measure("deg", "shoulders", "hips")
def trunk_roll_deg(body: Body) -> Array:
    """How far the body is turned about its length onto a side: 0 is level hips, 90 is on the side.

    The angle of the body's left-right axis to the level plane, from the landmarker's depth, in
    [0, 90]. For bodies that lie or sit.
    """
    across = body.lateral_m
    level_m = np.hypot(across[..., 0], across[..., 2])
    return np.asarray(np.degrees(np.arctan2(np.abs(across[..., 1]), level_m)))


@measure("sign", "head")
def face_up(body: Body) -> Array:
    """Whether the nose is above the ears in the picture: +1 above, -1 below."""
    nose, ears = body.at(sk.Landmark.NOSE), body.middle(sk.EARS)
    return np.asarray(np.sign(ears[..., 1] - nose[..., 1]))
