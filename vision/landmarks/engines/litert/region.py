"""The square of a picture that is shown to a network, turned and of any size, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.landmarks.skeleton import HIPS, SHOULDERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOM: Final = 1.25
"""Side of the region over the diameter of the circle around the body (tasks/cc/vision/
pose_detector/pose_detector_graph.cc: ConfigureRectTransformationCalculator, ``scale_x`` and
``scale_y``; the same in pose_landmarker/pose_landmarks_detector_graph.cc)."""
UPRIGHT_RAD: Final = math.pi / 2
"""Direction of the body in a region, from the hips to the head (the same files:
ConfigureAlignmentPointsRectsCalculator, ``rotation_vector_target_angle_degrees`` 90)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A turned square.

    Attributes
    ----------
    x_px, y_px
        Its middle.
    side_px
        Its side.
    turn_rad
        How far it is turned, clockwise as seen, in [-pi, pi).

    """

    x_px: float
    y_px: float
    side_px: float
    turn_rad: float

    @classmethod
    def around(cls, middle: NDArray[np.float64], rim: NDArray[np.float64]) -> Region:
        """Return the region of a body from two points the networks tell, ``(2,)`` in pixels.

        ``middle`` lies between the hips, ``rim`` on the circle around the whole body, past the
        head (calculators/util/alignment_points_to_rects_calculator.cc).
        """
        along_x, along_y = (float(step) for step in rim - middle)
        turn_rad = UPRIGHT_RAD - math.atan2(-along_y, along_x)
        return cls(
            float(middle[0]),
            float(middle[1]),
            2 * math.hypot(along_x, along_y) * ROOM,
            (turn_rad + math.pi) % (2 * math.pi) - math.pi,
        )

    @classmethod
    def of_body(cls, xy_px: NDArray[np.float64]) -> Region:
        """Return about the region the networks tell of a body with a shoulder and a hip seen.

        The circle around all of it, its middle between the hips, upright along the trunk, as they
        were taught (Bazarevsky et al., 2020, "BlazePose", figure 2).

        Parameters
        ----------
        xy_px
            ``(33, 2)``, NaN where unseen.

        """
        hips, shoulders = (np.nanmean(xy_px[list(pair)], axis=0) for pair in (HIPS, SHOULDERS))
        reach_px = np.nanmax(np.linalg.norm(xy_px - hips, axis=1))
        trunk = shoulders - hips
        return cls.around(hips, hips + trunk * (reach_px / max(np.linalg.norm(trunk), 1.0)))

    @classmethod
    def whole(cls, size_px: tuple[int, int]) -> Region:
        """Return the square around a picture of ``(width, height)``."""
        width, height = size_px
        return cls(width / 2, height / 2, max(size_px), 0.0)

    @property
    def finite(self) -> bool:
        """Whether it has a place and a size, which what is made of NaN has not."""
        return math.isfinite(self.x_px + self.y_px + self.side_px + self.turn_rad)

    def crop(self, image: NDArray[np.uint8], side_px: int, *, replicate: bool) -> NDArray[np.uint8]:
        """Return what is in the region, ``(side_px, side_px, 3)``.

        Beyond the picture its edge goes on (``replicate``) or all is black. Pixels lie on whole
        numbers, without half a pixel's shift (calculators/tensor/image_to_tensor_converter_opencv).
        """
        return np.asarray(
            cv2.warpAffine(
                image,
                self._to_picture(side_px),
                (side_px, side_px),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE if replicate else cv2.BORDER_CONSTANT,
            ),
            np.uint8,
        )

    def paste(self, crop: NDArray[np.float32], size_px: tuple[int, int]) -> NDArray[np.float32]:
        """Return a picture of ``(width, height)`` with the region filled and zero around it."""
        pasted = cv2.warpAffine(
            crop, self._to_picture(crop.shape[0]), size_px, flags=cv2.INTER_LINEAR
        )
        return np.asarray(pasted, np.float32)

    def points_back(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels of points given in shares of the region's side, both ``(n, 2)``."""
        return np.asarray((shares - 0.5) @ self.turning.T * self.side_px + (self.x_px, self.y_px))

    @property
    def turning(self) -> NDArray[np.float64]:
        """The ``(2, 2)`` matrix that turns directions in the region into those in the picture."""
        c, s = math.cos(self.turn_rad), math.sin(self.turn_rad)
        return np.array([[c, -s], [s, c]])

    def _to_picture(self, side_px: int) -> NDArray[np.float64]:
        """Return the ``(2, 3)`` matrix from pixels of a crop to pixels of the picture."""
        linear = self.turning * (self.side_px / side_px)
        corner = np.array([self.x_px, self.y_px]) - linear.sum(axis=1) * side_px / 2
        return np.column_stack([linear, corner])
