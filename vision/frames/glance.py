"""Other ways of looking at the same picture: through a window, turned, mirrored.

A landmarker that misses a body lying down or folded up often finds it in a turned copy. What it
finds there is brought back to the picture itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frames.source import Frame

_GREY: Final = (127, 127, 127)
_QUARTER_DEG: Final = 90.0


@dataclass(frozen=True, slots=True)
class Glance:
    """One way of looking at a picture.

    Attributes
    ----------
    turn_deg
        How far the copy is turned, anticlockwise.
    mirrored
        Whether left and right of the picture are exchanged, before it is turned.
    window_px
        ``(left, top, right, bottom)`` of the part looked at, pixels of the picture; it may reach
        beyond the picture, where the copy is grey. None is the whole picture.

    """

    turn_deg: float = 0.0
    mirrored: bool = False
    window_px: tuple[float, float, float, float] | None = None

    @property
    def plain(self) -> bool:
        """Whether this is simply the picture."""
        return self.window_px is None and not self.mirrored and self.turn_deg == 0.0

    def warp(self, frame: Frame, max_side_px: int) -> WarpedFrame:
        """Return the copy, its longer side at most ``max_side_px``."""
        size_px, to_warped = self._mapping(frame.size_px, max_side_px)
        shrink = float(np.sqrt(abs(np.linalg.det(to_warped[:, :2]))))
        image, before = _shrunk(frame.image_bgr, shrink)
        warped = cv2.warpAffine(
            image,
            _between_centres(to_warped @ np.linalg.inv(before)),
            size_px,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_GREY,
        )
        return WarpedFrame(
            replace(frame, image_bgr=np.asarray(warped, np.uint8)), to_warped, self.mirrored
        )

    def _mapping(
        self, picture_px: tuple[int, int], max_side_px: int
    ) -> tuple[tuple[int, int], NDArray[np.float64]]:
        """Return the copy's size, and ``(2, 3)`` from the picture's pixels to the copy's."""
        left, top, right, bottom = self.window_px or (0.0, 0.0, *map(float, picture_px))
        width, height = right - left, bottom - top
        angle = np.radians(self.turn_deg)
        cosine, sine = np.cos(angle), np.sin(angle)
        turned = np.array([[cosine, sine], [-sine, cosine]])
        if self.mirrored:
            turned = turned @ np.diag([-1.0, 1.0])
        spread = np.abs(turned) @ (width, height)
        scale = min(1.0, max_side_px / float(spread.max()))
        size = np.maximum(1, np.round(spread * scale)).astype(int)
        linear = scale * turned
        shift = 0.5 * size - linear @ (0.5 * (left + right), 0.5 * (top + bottom))
        return (int(size[0]), int(size[1])), np.hstack([linear, shift[:, np.newaxis]])


@dataclass(frozen=True, slots=True, eq=False)
class WarpedFrame:
    """A picture as a `Glance` shows it.

    Attributes
    ----------
    frame
        The copy.
    to_warped
        ``(2, 3)`` affine map from the picture's pixels to the copy's.
    mirrored
        Whether left and right are exchanged.

    """

    frame: Frame
    to_warped: NDArray[np.float64]
    mirrored: bool

    @property
    def turned_back(self) -> NDArray[np.float64]:
        """``(2, 2)`` turn (and mirror) that brings directions in the copy back to the picture."""
        linear = self.to_warped[:, :2]
        scale = np.sqrt(abs(np.linalg.det(linear)))
        back: NDArray[np.float64] = np.linalg.inv(linear / scale)
        return back

    def points_back(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(..., 2)`` points of the copy in pixels of the picture; NaN stays NaN."""
        back = cv2.invertAffineTransform(self.to_warped)
        moved: NDArray[np.float64] = points_px @ back[:, :2].T + back[:, 2]
        return moved

    def mask_back(
        self, mask: NDArray[np.uint8], picture_px: tuple[int, int], mask_px: tuple[int, int]
    ) -> NDArray[np.uint8]:
        """Return a mask of the copy as one of the whole picture, 0 where the copy has nothing.

        Parameters
        ----------
        mask
            ``(rows, columns)`` uint8 over the copy, at any resolution.
        picture_px
            ``(width, height)`` of the picture.
        mask_px
            ``(width, height)`` of the mask to return.

        """
        rows, columns = mask.shape
        copy_width, copy_height = self.frame.size_px
        to_mask = np.diag([columns / copy_width, rows / copy_height])
        from_picture = np.diag([picture_px[0] / mask_px[0], picture_px[1] / mask_px[1]])
        linear = to_mask @ self.to_warped[:, :2] @ from_picture
        shift = to_mask @ self.to_warped[:, 2]
        back = cv2.warpAffine(
            mask,
            _between_centres(np.hstack([linear, shift[:, np.newaxis]])),
            mask_px,
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        )
        return np.asarray(back, np.uint8)


def _shrunk(
    image_bgr: NDArray[np.uint8], shrink: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return a picture averaged down where sampling it would alias, and ``(3, 3)`` to it."""
    if shrink >= 0.5:  # noqa: PLR2004 - where sampling would begin to skip pixels
        return image_bgr, np.eye(3)
    height, width = image_bgr.shape[:2]
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = cv2.resize(image_bgr, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), np.diag([size[0] / width, size[1] / height, 1.0])


def _between_centres(mapping: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a ``(2, 3)`` map for OpenCV, which counts from the first pixel's centre.

    Points are counted from the picture's corner, as the landmarker counts them: half a pixel off.
    """
    centred: NDArray[np.float64] = mapping.copy()
    centred[:, 2] += mapping[:, :2] @ (0.5, 0.5) - 0.5
    return centred
