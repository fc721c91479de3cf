"""Begin decoding in the middle of a recording, exactly as if it had been read from the start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import av.error

from vision.errors import FrameSourceError
from vision.frames.picture import PictureConverter, letterboxed, shrunk_px
from vision.frames.video.container import open_video
from vision.frames.video.decoder import Decoder, declared_span_s, stamp_s
from vision.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import numpy as np
    from av import VideoFrame
    from numpy.typing import NDArray
    from typing_extensions import Self

MOST_REORDERED: Final = 16
"""No codec shows a picture more than so many later than it stores it."""
_BACK_S: Final = (0.0, 1.0, 4.0, 16.0, 64.0)
"""How much earlier to look when a container leads past the key picture, as transport streams do."""


@dataclass(frozen=True, slots=True)
class Key:
    """A picture from which decoding can begin.

    Attributes
    ----------
    t_s
        When it shows, in seconds since the first picture.
    before_s
        When the last picture before the time looked for shows, whether decoded or not.
    offset
        Where to move the container to so that it comes next or soon, in the stream's time base.

    """

    t_s: float
    before_s: float
    offset: int


class OpenRecording:
    """A recording that is open and whose first picture is decoded.

    Attributes
    ----------
    container, stream, decoder
        What reads it.
    converter
        What makes pixels of its pictures.
    size_px
        ``(width, height)`` of the first picture as it is shown.
    length_s
        What the file says of its length.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, or holds no picture that can be decoded.

    """

    def __init__(self, path: str | os.PathLike[str], threads: int = 1) -> None:
        self._path, self._threads = path, threads
        self._open()
        self.size_px = self.converter.size_px(self._first[0])
        span_s = declared_span_s(self.container, self.stream)
        self.length_s = None if span_s is None else span_s[1]

    def __enter__(self) -> Self:
        """Do nothing more: it is open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.container.close()

    def key_before(self, t_s: float) -> Key | None:
        """Find the last picture at or before ``t_s`` from which decoding can begin.

        Reading goes on elsewhere afterwards.

        Parameters
        ----------
        t_s
            Seconds since the first picture.

        Returns
        -------
        Key | None
            None if the container cannot be moved there: read from the beginning then.

        """
        if not self.stream.time_base:
            return None
        for back_s in _BACK_S:
            from_s = t_s - back_s + self.decoder.origin_s
            # One earlier than asked for, so that the picture before comes as well.
            offset = round(from_s / float(self.stream.time_base)) - 1
            try:
                self.container.seek(offset, stream=self.stream)
                key = self._last_key(t_s, offset)
            except av.error.FFmpegError:
                return None
            if key is not None:
                return key
        return None

    def _last_key(self, t_s: float, offset: int) -> Key | None:
        key_s = before_s = -math.inf
        later = 0
        for packet in self.container.demux(self.stream):
            packet_stamp_s = stamp_s(packet, self.stream)
            if not packet.size or packet.is_corrupt or packet_stamp_s is None:
                continue
            packet_s = packet_stamp_s - self.decoder.origin_s
            if packet.is_keyframe and packet_s <= t_s:
                key_s = max(key_s, packet_s)
            if packet_s < t_s:
                before_s = max(before_s, packet_s)
            later += packet_s > t_s
            if later > MOST_REORDERED or (later and key_s == -math.inf):
                break
        return None if -math.inf in (key_s, before_s) else Key(key_s, before_s, offset)

    def pictures_from_key(
        self, key: Key, within_s: tuple[float, float] = (0.0, math.inf)
    ) -> Iterator[tuple[VideoFrame, float]] | None:
        """Decode from a key picture on.

        Parameters
        ----------
        key
            Where to begin.
        within_s
            From when to when damage counts.

        Returns
        -------
        Iterator[tuple[VideoFrame, float]] | None
            The pictures from the key picture on, with their seconds since the first picture. None
            if decoding cannot begin there after all: the picture is damaged, or is only called a
            key picture, as where a stream renews itself bit by bit.

        """
        try:
            self.container.seek(key.offset, stream=self.stream)
        except av.error.FFmpegError:
            return None
        self.decoder.resume(key.t_s, within_s)
        pictures = self.decoder.pictures()
        for picture, t_s in pictures:
            # Before it come pictures that lean on others which were not decoded.
            if t_s >= key.t_s:
                return chain([(picture, t_s)], pictures) if t_s == key.t_s else None
        return None

    def pictures_from(
        self, within_s: tuple[float, float]
    ) -> tuple[float | None, Iterator[tuple[VideoFrame, float]]]:
        """Go to the key picture before a moment.

        Parameters
        ----------
        within_s
            The moment, and the one until which damage counts.

        Returns
        -------
        tuple[float | None, Iterator[tuple[VideoFrame, float]]]
            When the last picture before the moment shows, if that is known already, and the
            pictures from one at or before the moment on, with their seconds.

        """
        if within_s[0] > 0:
            before_s = None
            for key in self._last_keys(within_s[0]):
                before_s = key.before_s if before_s is None else before_s
                pictures = self.pictures_from_key(key, within_s)
                if pictures is not None:
                    return before_s, pictures
            self.container.close()
            self._open()
        return None, chain([self._first], self._rest)

    def _last_keys(self, t_s: float) -> Iterator[Key]:
        """Yield the last key picture at or before a moment, and the one before that."""
        for _ in range(2):
            key = self.key_before(t_s)
            if key is None:
                return
            yield key
            t_s = math.nextafter(key.t_s, -math.inf)

    def image_bgr(self, picture: VideoFrame, max_side_px: int | None) -> NDArray[np.uint8]:
        """Return a picture upright and in the proportions it is shown in, BGR.

        Parameters
        ----------
        picture
            As it was decoded.
        max_side_px
            Shrink a larger one to a longer side of this; None keeps its size.

        Returns
        -------
        NDArray[np.uint8]
            ``(rows, columns, 3)``, as large as the recording's first picture would be: one of
            another size is scaled into that between black bars.

        """
        image_bgr = self.converter.to_bgr(picture, max_side_px)
        width_px, height_px = shrunk_px(self.size_px, max_side_px)
        if image_bgr.shape[:2] == (height_px, width_px):
            return image_bgr
        return letterboxed(image_bgr, width_px, height_px)

    def _open(self) -> None:
        self.container, self.stream = open_video(self._path, self._threads)
        self.decoder = Decoder(self.container, self.stream)
        self.converter = PictureConverter(self.stream)
        self._rest = self.decoder.pictures()
        first = next(self._rest, None)
        if first is None:
            self.container.close()
            text = say(
                "{file} declares video, but none of its pictures can be decoded; "
                "it is probably damaged, use another copy",
                file=self._path,
            )
            raise FrameSourceError(text)
        self._first = first
