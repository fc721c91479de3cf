"""The body as measures see it: landmark arrays with any leading axes, and what follows."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.ahead import leg_ahead
from vision.measure.contour import STATIONS, dorsal_profile
from vision.measure.geometry import angle_deg, distance, mean_seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks, Recording
    from vision.measure.geometry import Array

    Found = TypeVar("Found")

OUTLINE: Final = STATIONS + 2
"""Columns of what a recording keeps of its pictures, beside the landmarks."""
_LEG: Final = (sk.HIPS, sk.KNEES, sk.ANKLES)
_VISIBLE_FROM_THE_SIDE: Final = np.array((sk.ELBOWS, sk.KNEES, sk.ANKLES, sk.HEELS)).T
_CLEARLY_NEARER: Final = 0.1  # difference of mean visibility that settles which side is near
_BY_THE_HIP: Final = 0.4  # trunks by which the ankle of a folded leg is ahead of the hips at most
_FOLDED_DEG: Final = 60.0  # a knee that no stretched leg has; the leg counts as so far behind:
_BEHIND: Final = 9.0
_CLEARLY_AHEAD: Final = 0.25  # of a thigh: knees this far ahead of the hips tell the facing


@dataclass(eq=False)
class Body:
    """One body, in one picture or in many.

    What follows from it is worked out when first asked for, and kept.

    Attributes
    ----------
    t_s
        ``(...)`` seconds.
    xy_px
        ``(..., 33, 2)`` pixels, x to the right, y down; NaN for unseen.
    xyz_m
        ``(..., 33, 3)`` the landmarker's own metres, z away from the camera; NaN for a picture that
        shows nobody.
    visibility
        ``(..., 33)`` in [0, 1].
    dorsal_profile
        ``(..., STATIONS)`` distance of the back's edge from the chord, in chords; NaN for unseen.
    leg_px
        ``(..., 2)`` length of the straight leg in the picture, near and far, as learnt up to then
        (`vision.measure.meter`); NaN for not yet. None is the same for both.
    leg_ahead
        ``(...)`` how far ahead of the hips the silhouette shows the foot of a stretched leg that
        has no landmarks, in trunks (`vision.measure.ahead`); NaN for none. None is the same.
    lean_deg
        ``(...)`` how far to the right the world's vertical leans in the picture, where the hips
        are (`vision.frames.level`); NaN for unknown. None is the same.
    own_bow
        ``(...)`` bow of the back while this person sits tall, as learnt up to then
        (`vision.measure.meter`); NaN for not yet. None is the same.
    patch_motion
        ``(..., P, 3)`` as in `Recording`; None where nothing is told of patches.

    """

    t_s: Array
    xy_px: Array
    xyz_m: Array
    visibility: Array
    dorsal_profile: Array
    leg_px: Array | None = None
    leg_ahead: Array | None = None
    lean_deg: Array | None = None
    own_bow: Array | None = None
    patch_motion: Array | None = None

    def __getitem__(self, pictures: slice | NDArray[np.intp] | int | None) -> Body:
        """Return the bodies of some pictures, by what indexes their leading axis; None adds one."""
        learnt = (self.leg_px, self.leg_ahead, self.lean_deg, self.own_bow, self.patch_motion)
        return Body(
            self.t_s[pictures],
            self.xy_px[pictures],
            self.xyz_m[pictures],
            self.visibility[pictures],
            self.dorsal_profile[pictures],
            *(None if each is None else each[pictures] for each in learnt),
        )

    def steadied(self, dorsal_profile: Array, leg_px: Array | None = None) -> Body:
        """Return the same landmarks with what is better told by more than they are."""
        # What was found of the landmarks holds on; what measures found may build on the rest.
        body = copy.copy(self)
        body.dorsal_profile, body.leg_px, body.memory = dorsal_profile, leg_px, {}
        return body

    @cached_property
    def memory(self) -> dict[Callable[[Body], Any], Any]:
        """What functions that work `once` have found."""
        return {}

    @cached_property
    def somebody(self) -> NDArray[np.bool_]:
        """Whether there is anybody in the picture, ``(...)``."""
        return np.asarray(np.isfinite(self.xyz_m).any(axis=(-2, -1)))

    def at(self, landmark: int) -> Array:
        """Return ``(..., 2)`` pixels of one landmark."""
        return self.xy_px[..., landmark, :]

    def both(self, joint: tuple[int, int]) -> Array:
        """Return ``(..., 2, 2)`` pixels of a joint on the left and on the right."""
        return self.xy_px[..., sk.both_sides(joint), :]

    def both_m(self, joint: tuple[int, int]) -> Array:
        """Return ``(..., 2, 3)`` metres of a joint on the left and on the right."""
        return self.xyz_m[..., sk.both_sides(joint), :]

    def middle(self, joint: tuple[int, int]) -> Array:
        """Return ``(..., 2)`` pixels midway between left and right, or the one that is seen."""
        return mean_seen(self.at(joint[0]), self.at(joint[1]))

    def upright(self, vector_px: Array) -> Array:
        """Return ``(..., 2)`` turned so that the world's vertical, where known, is upright."""
        if self.lean_deg is None:
            return vector_px
        lean = np.radians(np.nan_to_num(self.lean_deg))
        x, y, cos, sin = vector_px[..., 0], vector_px[..., 1], np.cos(lean), np.sin(lean)
        return np.stack([cos * x + sin * y, cos * y - sin * x], axis=-1)

    @cached_property
    def hip_px(self) -> Array:
        """Middle of the hips, ``(..., 2)`` pixels."""
        return self.middle(sk.HIPS)

    @cached_property
    def shoulder_px(self) -> Array:
        """Middle of the shoulders, ``(..., 2)`` pixels."""
        return self.middle(sk.SHOULDERS)

    @cached_property
    def ear_px(self) -> Array:
        """Middle of the ears, ``(..., 2)`` pixels."""
        return self.middle(sk.EARS)

    @cached_property
    def head_px(self) -> Array:
        """Middle of the ears, or the nose where no ear is seen, ``(..., 2)`` pixels."""
        return np.where(np.isfinite(self.ear_px), self.ear_px, self.at(sk.Landmark.NOSE))

    @cached_property
    def trunk_px(self) -> Array:
        """Length of the hip-shoulder chord, ``(...)`` pixels: the yardstick of distances."""
        length = distance(self.hip_px, self.shoulder_px)
        return np.where(length > 0, length, np.nan)

    @cached_property
    def lateral_m(self) -> Array:
        """The body's axis from left to right at shoulders and hips, ``(..., 3)`` metres."""
        shoulders, hips = (
            self.xyz_m[..., right, :] - self.xyz_m[..., left, :]
            for left, right in (sk.SHOULDERS, sk.HIPS)
        )
        return np.asarray(shoulders + hips)

    @cached_property
    def near(self) -> NDArray[np.intp]:
        """Which side is nearer to the camera, ``(...)``: 0 left, 1 right.

        The hidden side's limbs have low visibility; where that does not tell, the landmarker's
        depth does.
        """
        clear = self.visibility[..., _VISIBLE_FROM_THE_SIDE].mean(axis=-1)
        more = clear[..., 1] - clear[..., 0]
        by_depth = self.lateral_m[..., 2] < 0
        return np.where(np.abs(more) > _CLEARLY_NEARER, more > 0, by_depth).astype(np.intp)

    @cached_property
    def front(self) -> NDArray[np.intp]:
        """Which leg is stretched ahead, ``(...)``: 0 left, 1 right; the farther ankle tells.

        By its place and not by its name, since the landmarker at times swaps the names of two legs
        that cross each other in the picture. An unseen ankle may be anywhere ahead: the leg whose
        ankle is seen by the hip, or behind it, is not the one in front; nor is one seen folded.
        """
        ahead_px, trunk_px = self.ankles_ahead_px, self.trunk_px[..., np.newaxis]
        placed = np.where(np.isnan(ahead_px), _BY_THE_HIP * trunk_px, ahead_px)
        folded = angle_deg(*(self.both(joint) for joint in _LEG)) <= _FOLDED_DEG
        placed = np.where(folded, placed - _BEHIND * trunk_px, placed)
        return (placed[..., 1] > placed[..., 0]).astype(np.intp)

    @cached_property
    def ankles_ahead_px(self) -> Array:
        """How far the ankles are ahead of the hips, level, ``(..., 2)``, left and right."""
        right_px = self.both(sk.ANKLES)[..., 0] - self.hip_px[..., np.newaxis, 0]
        return np.asarray(right_px * self.facing[..., np.newaxis])

    @cached_property
    def knee_lines(self) -> tuple[Array, Array, Array]:
        """Hip, knee and ankle of both legs, for distances to them, each ``(..., 2, 2)`` pixels.

        A knee that is hidden between a seen hip and a seen ankle is put midway, as in a straight
        leg: near enough for the distance of a face or a chest, and never used for the knee's angle.
        """
        hip, knee, ankle = (self.both(joint) for joint in (sk.HIPS, sk.KNEES, sk.ANKLES))
        return hip, np.where(np.isfinite(knee), knee, (hip + ankle) / 2), ankle

    @cached_property
    def facing(self) -> Array:
        """Where the front is, ``(...)``: +1 to the right of the picture, -1 to the left, NaN.

        Sitting, kneeling, folded or on the back, the knees are ahead of the hips. Where they are
        neither ahead nor behind (upright on the knees, standing), the face tells.
        """
        knee, hip = self.middle(sk.KNEES), self.hip_px
        ahead_px = knee[..., 0] - hip[..., 0]
        by_face = self.at(sk.Landmark.NOSE)[..., 0] - self.ear_px[..., 0]
        with np.errstate(invalid="ignore"):
            clear = np.abs(ahead_px) > _CLEARLY_AHEAD * distance(knee, hip)
            sign = np.sign(np.where(clear, ahead_px, by_face))
        return np.where(sign == 0, np.nan, sign)

    @cached_property
    def floor_y_px(self) -> Array:
        """Height of the floor in the picture, ``(...)`` pixels: the lowest landmark seen."""
        return np.asarray(np.fmax.reduce(self.xy_px[..., 1], axis=-1))


def chosen(both: Array, side: NDArray[np.intp]) -> Array:
    """Return ``(...)`` of ``(..., 2)``, left and right: a side chosen per picture (0 left)."""
    return np.where(side == 0, both[..., 0], both[..., 1])


def near_and_far(both: Array, body: Body) -> Array:
    """Return ``(..., 2)``, left and right, as near and far; or near and far as left and right."""
    return np.where((body.near == 0)[..., np.newaxis], both, both[..., ::-1])


def once(function: Callable[[Body], Found]) -> Callable[[Body], Found]:
    """Let a function of a body be worked out once for each, however many measures build on it."""

    @wraps(function)
    def remembered(body: Body) -> Found:
        if function not in body.memory:
            body.memory[function] = function(body)
        found: Found = body.memory[function]
        return found

    return remembered


def body_from_landmarks(landmarks: Landmarks) -> Body:
    """Return the body in one picture, its silhouette reduced to the profile of the back."""
    body = Body(
        np.asarray(landmarks.t_s, dtype=float),
        landmarks.xy_px,
        landmarks.xyz_m,
        landmarks.visibility,
        np.full(STATIONS, np.nan),
        leg_ahead=np.asarray(np.nan),
        lean_deg=np.asarray(landmarks.lean_deg),
        patch_motion=landmarks.patch_motion,
    )
    silhouette, size_px, facing = landmarks.silhouette, landmarks.size_px, float(body.facing)
    if silhouette is None:
        return body
    profile = dorsal_profile(silhouette, size_px, body.hip_px, body.shoulder_px, facing)
    near_leg_px = np.array([body.at(joint[int(body.near)]) for joint in _LEG])
    trunk_px, wrists_px = float(body.trunk_px), body.both(sk.WRISTS)
    rise = float(body.hip_px[1] - body.shoulder_px[1]) / trunk_px
    ahead = leg_ahead(silhouette, size_px, near_leg_px, wrists_px, facing * trunk_px, rise)
    found = body.steadied(profile)
    found.leg_ahead = np.asarray(ahead)
    return found


def outline_of(body: Body) -> Array:
    """Return what a recording keeps of the pictures themselves, ``(..., OUTLINE)``.

    The profile of the back, the leg ahead, and the lean of the vertical.
    """
    unknown = np.full(body.t_s.shape, np.nan)
    more = [unknown if each is None else each for each in (body.leg_ahead, body.lean_deg)]
    return np.concatenate([body.dorsal_profile, np.stack(more, axis=-1)], axis=-1)


def body_from_recording(recording: Recording) -> Body:
    """Return the bodies of a recording, its one leading axis time; the arrays are shared."""
    r, outline = recording, recording.dorsal_profile
    # Older files have fewer columns.
    more = [outline[:, c] if outline.shape[1] > c else None for c in range(STATIONS, OUTLINE)]
    seen = (*more, None, r.patch_motion)
    return Body(r.t_s, r.xy_px, r.xyz_m, r.visibility, outline[:, :STATIONS], None, *seen)
