"""From a decoded FFmpeg picture to the pixels the contract promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from av.video.reformatter import Interpolation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from av import VideoFrame
    from numpy.typing import NDArray

_MOST_STRETCH = 4.0
"""Beyond this a pixel shape is a mistake of the file, not a format anyone films in."""


class Turning:
    """How the pictures of one stream are to be turned and mirrored.

    The matrix is asked of one picture for each angle only: PyAV keeps a picture whose side data was
    asked for until the next collection of cycles, which makes gigabytes of a 4K recording.
    """

    def __init__(self) -> None:
        self._known: dict[int, NDArray[np.int32] | None] = {}

    def of(self, picture: VideoFrame) -> NDArray[np.int32] | None:
        """Return the display matrix, ``(3, 3)``; None for pictures that lie upright."""
        angle_deg = picture.rotation
        if angle_deg not in self._known:
            self._known[angle_deg] = _display_matrix(picture)
        return self._known[angle_deg]


def upright_bgr(
    picture: VideoFrame,
    pixel_shape: Fraction | None = None,
    max_side_px: int | None = None,
    turning: Turning | None = None,
) -> NDArray[np.uint8]:
    """Convert a decoded picture to upright blue-green-red pixels that are square.

    Parameters
    ----------
    picture
        What FFmpeg decoded, in any pixel format; transparency is dropped.
    pixel_shape
        Width over height of one pixel. Angles are measured in pixels, so a picture of oblong
        pixels is widened or narrowed to square ones.
    max_side_px
        Shrink larger pictures to a longer side of this, in the same step.
    turning
        One for all pictures of a stream, which saves memory.

    Returns
    -------
    NDArray[np.uint8]
        ``(height, width, 3)``, C-contiguous, turned and mirrored as the file says it is shown.

    """
    square_px = _square_width_px(picture, pixel_shape), picture.height
    width_px, height_px = shrunk_px(square_px, max_side_px)
    pixels = picture.to_ndarray(
        format="bgr24",
        width=width_px,
        height=height_px,
        # Averaging areas is as quick as anything that leaves no pixels out.
        interpolation=None if (width_px, height_px) == square_px else Interpolation.AREA,
    )
    upright = _turned(cast("NDArray[np.uint8]", pixels), (turning or Turning()).of(picture))
    return np.ascontiguousarray(upright)


def upright_size_px(picture: VideoFrame, pixel_shape: Fraction | None = None) -> tuple[int, int]:
    """Return the ``(width, height)`` that `upright_bgr` gives, without converting the picture."""
    width_px, height_px = _square_width_px(picture, pixel_shape), picture.height
    matrix = _display_matrix(picture)
    if matrix is not None and _swaps_sides(matrix):
        return height_px, width_px
    return width_px, height_px


def shrunk_px(size_px: tuple[int, int], max_side_px: int | None) -> tuple[int, int]:
    """Return the size of a picture whose longer side is to be at most ``max_side_px``."""
    if max_side_px is None or max(size_px) <= max_side_px:
        return size_px
    scale = max_side_px / max(size_px)
    return max(1, round(size_px[0] * scale)), max(1, round(size_px[1] * scale))


def letterboxed(image_bgr: NDArray[np.uint8], width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Scale a picture, its proportions kept, into the middle of a black one of the given size."""
    scale = min(width_px / image_bgr.shape[1], height_px / image_bgr.shape[0])
    inner_width_px = max(1, round(image_bgr.shape[1] * scale))
    inner_height_px = max(1, round(image_bgr.shape[0] * scale))
    left_px, top_px = (width_px - inner_width_px) // 2, (height_px - inner_height_px) // 2
    boxed = np.zeros((height_px, width_px, 3), np.uint8)
    boxed[top_px : top_px + inner_height_px, left_px : left_px + inner_width_px] = cv2.resize(
        image_bgr, (inner_width_px, inner_height_px), interpolation=cv2.INTER_AREA
    )
    return boxed


def _square_width_px(picture: VideoFrame, pixel_shape: Fraction | None) -> int:
    if not pixel_shape or not 1 / _MOST_STRETCH <= pixel_shape <= _MOST_STRETCH:
        return picture.width
    return max(1, round(picture.width * pixel_shape))


def _display_matrix(picture: VideoFrame) -> NDArray[np.int32] | None:
    side_data = cast("Mapping[str, bytes]", picture.side_data)
    raw = side_data.get("DISPLAYMATRIX")
    return None if raw is None else np.frombuffer(bytes(raw), dtype=np.int32).reshape(3, 3)


def _turned(pixels: NDArray[np.uint8], matrix: NDArray[np.int32] | None) -> NDArray[np.uint8]:
    """Apply a display matrix: ``shown = stored @ matrix``, in quarter turns and mirrors.

    FFmpeg's own angle is not used: it reads a mirrored picture as one turned by 180 degrees.
    """
    if matrix is None:
        return pixels
    (x_to_x, x_to_y), (y_to_x, y_to_y) = matrix[:2, :2].tolist()
    swapped = _swaps_sides(matrix)
    if swapped:
        pixels = cast("NDArray[np.uint8]", cv2.transpose(pixels))
    mirrored = (y_to_x if swapped else x_to_x) < 0
    upside_down = (x_to_y if swapped else y_to_y) < 0
    if mirrored or upside_down:
        direction = -1 if mirrored and upside_down else int(mirrored)
        pixels = cast("NDArray[np.uint8]", cv2.flip(pixels, direction))
    return pixels


def _swaps_sides(matrix: NDArray[np.int32]) -> bool:
    return bool(abs(matrix[0, 1]) > abs(matrix[0, 0]))
