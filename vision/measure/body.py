"""The body as measures see it: landmark arrays with any leading axes, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.contour import STATIONS, dorsal_profile
from vision.measure.geometry import distance, mean_seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks
    from vision.measure.geometry import Array

_VISIBLE_FROM_THE_SIDE: Final = (sk.ELBOWS, sk.KNEES, sk.ANKLES, sk.HEELS)
_CLEARLY_NEARER: Final = 0.1  # difference of mean visibility that settles which side is near
_CLEARLY_AHEAD: Final = 0.25  # of a thigh: knees this far ahead of the hips tell the facing


@dataclass(frozen=True, eq=False)
class Body:
    """One body, in one picture or in many.

    Attributes
    ----------
    t_s
        ``(...)`` seconds.
    xy_px
        ``(..., 33, 2)`` pixels, x to the right, y down; NaN for unseen.
    xyz_m
        ``(..., 33, 3)`` the landmarker's own metres, z away from the camera.
    visibility
        ``(..., 33)`` in [0, 1].
    dorsal_profile
        ``(..., STATIONS)`` distance of the back's edge from the chord, in chords; NaN for unseen.
    leg_px
        ``(..., 2)`` length of the straight leg in the picture, near and far, as learnt up to then
        (`vision.measure.limbs`); NaN for not yet. None is the same for both.

    """

    t_s: Array
    xy_px: Array
    xyz_m: Array
    visibility: Array
    dorsal_profile: Array
    leg_px: Array | None = None

    def at(self, landmark: int) -> Array:
        """Return ``(..., 2)`` pixels of one landmark."""
        return self.xy_px[..., landmark, :]

    def side(self, joint: tuple[int, int], side: NDArray[np.intp]) -> Array:
        """Return ``(..., 2)`` pixels of a joint on a side chosen per picture (0 left, 1 right)."""
        return np.where(side[..., np.newaxis] == 0, self.at(joint[0]), self.at(joint[1]))

    def middle(self, joint: tuple[int, int]) -> Array:
        """Return ``(..., 2)`` pixels midway between left and right, or the one that is seen."""
        return mean_seen(self.at(joint[0]), self.at(joint[1]))

    @cached_property
    def hip_px(self) -> Array:
        """Middle of the hips, ``(..., 2)`` pixels."""
        return self.middle(sk.HIPS)

    @cached_property
    def shoulder_px(self) -> Array:
        """Middle of the shoulders, ``(..., 2)`` pixels."""
        return self.middle(sk.SHOULDERS)

    @cached_property
    def head_px(self) -> Array:
        """Middle of the ears, or the nose where no ear is seen, ``(..., 2)`` pixels."""
        ears = self.middle(sk.EARS)
        return np.where(np.isfinite(ears), ears, self.at(sk.Landmark.NOSE))

    @cached_property
    def trunk_px(self) -> Array:
        """Length of the hip-shoulder chord, ``(...)`` pixels: the yardstick of distances."""
        length = distance(self.hip_px, self.shoulder_px)
        return np.where(length > 0, length, np.nan)

    @cached_property
    def lateral_m(self) -> Array:
        """The body's axis from left to right at shoulders and hips, ``(..., 3)`` metres."""
        across = [
            self.xyz_m[..., j[1], :] - self.xyz_m[..., j[0], :] for j in (sk.SHOULDERS, sk.HIPS)
        ]
        return np.asarray(across[0] + across[1])

    @cached_property
    def near(self) -> NDArray[np.intp]:
        """Which side is nearer to the camera, ``(...)``: 0 left, 1 right.

        The hidden side's limbs have low visibility; where that does not tell, the landmarker's
        depth does.
        """
        left, right = (
            self.visibility[..., [joint[s] for joint in _VISIBLE_FROM_THE_SIDE]].mean(axis=-1)
            for s in (0, 1)
        )
        by_depth = np.where(self.lateral_m[..., 2] < 0, 1, 0)
        by_sight = np.where(right > left, 1, 0)
        return np.where(np.abs(right - left) > _CLEARLY_NEARER, by_sight, by_depth)

    @cached_property
    def front(self) -> NDArray[np.intp]:
        """Which leg is stretched ahead, ``(...)``: 0 left, 1 right; the farther ankle tells.

        By its place and not by its name, since the landmarker at times swaps the names of two legs
        that cross each other in the picture.
        """
        ahead = [(self.at(a)[..., 0] - self.hip_px[..., 0]) * self.facing for a in sk.ANKLES]
        left, right = (np.where(np.isnan(side), -np.inf, side) for side in ahead)
        return np.where(right > left, 1, 0)

    def knee_line(self, side: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        """Return hip, knee and ankle of a leg, for distances to it, each ``(..., 2)`` pixels.

        A knee that is hidden between a seen hip and a seen ankle is put midway, as in a straight
        leg: near enough for the distance of a face or a chest, and never used for the knee's angle.
        """
        hip, knee, ankle = (self.side(joint, side) for joint in (sk.HIPS, sk.KNEES, sk.ANKLES))
        return hip, np.where(np.isfinite(knee), knee, (hip + ankle) / 2), ankle

    @cached_property
    def facing(self) -> Array:
        """Where the front is, ``(...)``: +1 to the right of the picture, -1 to the left, NaN.

        Sitting, kneeling, folded or on the back, the knees are ahead of the hips. Where they are
        neither ahead nor behind (upright on the knees, standing), the face tells.
        """
        knee, hip = self.middle(sk.KNEES), self.hip_px
        ahead_px = knee[..., 0] - hip[..., 0]
        by_face = self.at(sk.Landmark.NOSE)[..., 0] - self.middle(sk.EARS)[..., 0]
        with np.errstate(invalid="ignore"):
            clear = np.abs(ahead_px) > _CLEARLY_AHEAD * distance(knee, hip)
            sign = np.sign(np.where(clear, ahead_px, by_face))
        return np.where(sign == 0, np.nan, sign)

    @cached_property
    def floor_y_px(self) -> Array:
        """Height of the floor in the picture, ``(...)`` pixels: the lowest landmark seen."""
        y = self.xy_px[..., 1]
        lowest = np.where(np.isnan(y), -np.inf, y).max(axis=-1)
        return np.where(np.isfinite(lowest), lowest, np.nan)


def body_from_landmarks(landmarks: Landmarks) -> Body:
    """Return the body in one picture, its silhouette reduced to the profile of the back."""
    blank = np.full(STATIONS, np.nan)
    body = Body(
        np.asarray(landmarks.t_s, dtype=float),
        landmarks.xy_px,
        landmarks.xyz_m,
        landmarks.visibility,
        blank,
    )
    if landmarks.silhouette is None:
        return body
    profile = dorsal_profile(
        landmarks.silhouette,
        landmarks.size_px,
        body.hip_px,
        body.shoulder_px,
        float(body.facing),
    )
    return Body(body.t_s, body.xy_px, body.xyz_m, body.visibility, profile)
