"""From a decoded FFmpeg picture to the pixels the contract promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from av import VideoFrame
    from numpy.typing import NDArray

_MOST_STRETCH = 4.0
"""Beyond this a pixel shape is a mistake of the file, not a format anyone films in."""


def upright_bgr(picture: VideoFrame, pixel_shape: Fraction | None = None) -> NDArray[np.uint8]:
    """Convert a decoded picture to upright blue-green-red pixels that are square.

    Parameters
    ----------
    picture
        What FFmpeg decoded, in any pixel format; transparency is dropped.
    pixel_shape
        Width over height of one pixel. Angles are measured in pixels, so a picture of oblong
        pixels is widened or narrowed to square ones.

    Returns
    -------
    NDArray[np.uint8]
        ``(height, width, 3)``, C-contiguous, turned and mirrored as the file says it is shown.

    """
    pixels = picture.to_ndarray(format="bgr24", width=_square_width_px(picture, pixel_shape))
    upright = _turned(cast("NDArray[np.uint8]", pixels), _display_matrix(picture))
    return np.ascontiguousarray(upright)


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
    swapped = abs(x_to_y) > abs(x_to_x)
    if swapped:
        pixels = cast("NDArray[np.uint8]", cv2.transpose(pixels))
    mirrored = (y_to_x if swapped else x_to_x) < 0
    upside_down = (x_to_y if swapped else y_to_y) < 0
    if mirrored or upside_down:
        direction = -1 if mirrored and upside_down else int(mirrored)
        pixels = cast("NDArray[np.uint8]", cv2.flip(pixels, direction))
    return pixels
