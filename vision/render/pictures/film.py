"""Moving pictures of the poses, found by name and decoded as they are shown.

A pose's picture is a file of its name in ``routines/pictures``: ``hero.mp4``, for a sided pose with
the leg in front, ``head_to_knee.left.mp4``. ``.easier`` is its easier way, the name of a criterion
is that very thing put right. A pose without a file is shown without a picture.
"""

from __future__ import annotations

import io
import weakref
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import av
import cv2
import numpy as np

from vision.files import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import VideoFrame
    from numpy.typing import NDArray

    from vision.session.snapshot import Way

_FOLDER: Final = "pictures"
_ROUNDING: Final = 1e-6
"""A frame shows from its own time on, also where that is a fraction no float can hold."""
_OPEN: Final = 2
"""Films kept open, 14 MB each: the one that shows, and the one before, which may come back."""


def film_name(way: Way, criterion: str = "") -> str:
    """Return the name of a picture: of a pose, or of one of its criteria put right."""
    parts = [way.pose, way.side or ""]
    parts.append(criterion or ("easier" if way.easier else ""))
    return ".".join(filter(None, parts))


@lru_cache(maxsize=64)
def film_bytes(name: str) -> bytes | None:
    """Return a picture's file (H.264 in MP4), None where there is none of this name."""
    file = shipped("routines") / _FOLDER / f"{name}.mp4"
    return file.read_bytes() if file.is_file() else None


@lru_cache(maxsize=_OPEN)
def film(name: str) -> Film | None:
    """Return a picture, ready to be shown, None where there is none of this name."""
    data = film_bytes(name)
    return None if data is None else Film(data)


class Film:
    """Gives the frame of a picture at any time; it goes round for ever.

    Frames are decoded in their order as they are asked for, and from the start again when an
    earlier one is. The latest is kept at the size it was asked for, so that it costs nothing
    while it shows. What is returned depends on nothing but the time and the size.

    Attributes
    ----------
    size_px
        ``(width, height)`` of the file's frames.
    duration_s
        After so long it begins again.

    """

    def __init__(self, data: bytes) -> None:
        self._file = av.open(io.BytesIO(data), mode="r")
        # A file and its streams hold each other: unless closed, the decoder's memory stays until
        # Python looks for such circles, dozens of films later.
        weakref.finalize(self, self._file.close)
        stream = self._file.streams.video[0]
        stream.codec_context.thread_count = 1
        self.size_px = (stream.width, stream.height)
        self._rate_hz = float(stream.average_rate or 1)
        self._count = stream.frames
        self.duration_s = self._count / self._rate_hz
        self._following: Iterator[VideoFrame] = iter(())
        self._decoded: VideoFrame | None = None
        self._index = self._count
        self._shown: tuple[tuple[int, tuple[int, int], bool], NDArray[np.uint8]] | None = None

    def at(
        self, t_s: float, size_px: tuple[int, int], *, flipped: bool = False
    ) -> NDArray[np.uint8]:
        """Return the ``(height, width, 3)`` blue-green-red frame that shows at ``t_s``.

        It has the ``(width, height)`` asked for, is shared, and not to be written to. The body
        looks to the right, or ``flipped`` to the left.
        """
        index = int(t_s % self.duration_s * self._rate_hz + _ROUNDING) % self._count
        key = (index, size_px, flipped)
        if self._shown is None or self._shown[0] != key:
            scaled = self._frame(index).reformat(*size_px, "bgr24", interpolation="AREA")
            image = np.asarray(scaled.to_ndarray(), np.uint8)
            self._shown = key, np.asarray(cv2.flip(image, 1), np.uint8) if flipped else image
        return self._shown[1]

    def _frame(self, index: int) -> VideoFrame:
        if index < self._index:
            self._file.seek(0)
            self._following = self._file.decode(video=0)
            self._index = -1
        while self._index < index or self._decoded is None:
            self._decoded = next(self._following)
            self._index += 1
        return self._decoded
