"""From a decoded FFmpeg picture to the pixels the contract promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from av.video.reformatter import Interpolation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from av import VideoFrame, VideoStream
    from numpy.typing import NDArray

_MOST_STRETCH = 4.0
"""Beyond this a pixel shape is a mistake of the file, not a format anyone films in."""


class PictureConverter:
    """Converts the decoded pictures of one video stream to upright pixels that are square.

    The display matrix is asked of one picture for each angle only: PyAV keeps a picture whose side
    data was asked for until the next collection of cycles, gigabytes of a 4K recording.

    Parameters
    ----------
    stream
        The video stream the pictures are decoded from.

    """

    def __init__(self, stream: VideoStream) -> None:
        self._stream = stream
        self._matrices: dict[int, NDArray[np.int32] | None] = {}

    def to_bgr(self, picture: VideoFrame, max_side_px: int | None = None) -> NDArray[np.uint8]:
        """Convert a picture to upright blue-green-red pixels that are square.

        Parameters
        ----------
        picture
            What FFmpeg decoded, in any pixel format; transparency is dropped.
        max_side_px
            Shrink larger pictures to a longer side of this, in the same step.

        Returns
        -------
        NDArray[np.uint8]
            ``(height, width, 3)``, C-contiguous, turned and mirrored as the file says it is shown.

        """
        square_px = self._square_size_px(picture)
        width_px, height_px = shrunk_px(square_px, max_side_px)
        pixels = picture.to_ndarray(
            format="bgr24",
            width=width_px,
            height=height_px,
            # Averaging areas is as quick as anything that leaves no pixels out.
            interpolation=None if (width_px, height_px) == square_px else Interpolation.AREA,
        )
        upright = _turned(cast("NDArray[np.uint8]", pixels), self._display_matrix(picture))
        return np.ascontiguousarray(upright)

    def size_px(self, picture: VideoFrame) -> tuple[int, int]:
        """Return the ``(width, height)`` that `to_bgr` gives, without converting the picture."""
        width_px, height_px = self._square_size_px(picture)
        swapped = _swaps_sides(self._display_matrix(picture))
        return (height_px, width_px) if swapped else (width_px, height_px)

    def _square_size_px(self, picture: VideoFrame) -> tuple[int, int]:
        """Return the size with square pixels: angles are measured in pixels."""
        pixel_shape = self._stream.sample_aspect_ratio  # width over height
        if not pixel_shape or not 1 / _MOST_STRETCH <= pixel_shape <= _MOST_STRETCH:
            return picture.width, picture.height
        return max(1, round(picture.width * pixel_shape)), picture.height

    def _display_matrix(self, picture: VideoFrame) -> NDArray[np.int32] | None:
        """Return the ``(3, 3)`` display matrix; None for pictures that lie upright."""
        angle_deg = picture.rotation
        if angle_deg not in self._matrices:
            raw = cast("Mapping[str, bytes]", picture.side_data).get("DISPLAYMATRIX")
            matrix = None if raw is None else np.frombuffer(bytes(raw), np.int32).reshape(3, 3)
            self._matrices[angle_deg] = matrix
        return self._matrices[angle_deg]


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


def _swaps_sides(matrix: NDArray[np.int32] | None) -> bool:
    return matrix is not None and bool(abs(matrix[0, 1]) > abs(matrix[0, 0]))
