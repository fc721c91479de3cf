"""Begin decoding in the middle of a recording, exactly as if it had been read from the start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import av.error

from vision.frames.picture import Turning, letterboxed, shrunk_px, upright_bgr, upright_size_px
from vision.frames.video.decoder import Decoder, length_s, stamp_s
from vision.frames.video.file import nothing_decodes, open_video

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from av import VideoFrame, VideoStream
    from av.container import InputContainer
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


def find_key(
    container: InputContainer, stream: VideoStream, t_s: float, origin_s: float
) -> Key | None:
    """Find the last picture at or before ``t_s`` from which decoding can begin.

    Parameters
    ----------
    container, stream
        The open recording; reading goes on elsewhere afterwards.
    t_s
        Seconds since the first picture.
    origin_s
        What the file stamps the first picture with.

    Returns
    -------
    Key | None
        None if the container cannot be moved there: read from the beginning then.

    """
    if not stream.time_base:
        return None
    for back_s in _BACK_S:
        # One earlier than asked for, so that the picture before comes as well.
        offset = round((t_s - back_s + origin_s) / float(stream.time_base)) - 1
        try:
            container.seek(offset, stream=stream)
            key = _last_key(container, stream, (t_s, origin_s), offset)
        except av.error.FFmpegError:
            return None
        if key is not None:
            return key
    return None


def _last_key(
    container: InputContainer, stream: VideoStream, wanted: tuple[float, float], offset: int
) -> Key | None:
    t_s, origin_s = wanted
    key_s = before_s = None
    later = 0
    for packet in container.demux(stream):
        packet_stamp_s = stamp_s(packet, stream)
        if not packet.size or packet.is_corrupt or packet_stamp_s is None:
            continue
        packet_s = packet_stamp_s - origin_s
        if packet.is_keyframe and packet_s <= t_s:
            key_s = packet_s if key_s is None else max(key_s, packet_s)
        if packet_s < t_s:
            before_s = packet_s if before_s is None else max(before_s, packet_s)
        later += packet_s > t_s
        if later > MOST_REORDERED or (later and key_s is None):
            break
    return None if key_s is None or before_s is None else Key(key_s, before_s, offset)


def begin(
    container: InputContainer,
    decoder: Decoder,
    key: Key,
    within_s: tuple[float, float] = (0.0, math.inf),
) -> Iterator[tuple[VideoFrame, float]] | None:
    """Decode from a key picture on.

    Parameters
    ----------
    container
        The open recording.
    decoder
        Of the container's video; it must have decoded the first picture.
    key
        Where to begin.
    within_s
        From when to when damage counts.

    Returns
    -------
    Iterator[tuple[VideoFrame, float]] | None
        The pictures from the key picture on, with their seconds since the first picture. None if
        decoding cannot begin there after all: the picture is damaged, or is only called a key
        picture, as where a stream renews itself bit by bit.

    """
    try:
        container.seek(key.offset, stream=decoder.stream)
    except av.error.FFmpegError:
        return None
    decoder.resume(key.t_s, within_s)
    pictures = decoder.pictures()
    for picture, t_s in pictures:
        # Before it come pictures that lean on others which were not decoded.
        if t_s >= key.t_s:
            return chain([(picture, t_s)], pictures) if t_s == key.t_s else None
    return None


class Opened:
    """A recording that is open and whose first picture is decoded.

    Attributes
    ----------
    container, stream, decoder
        What reads it.
    size_px
        ``(width, height)`` of the first picture as it is shown.
    turning
        How its pictures are to be turned.
    length_s
        What the file says of its length.

    """

    def __init__(self, path: Path, name: str, threads: int) -> None:
        self._how = path, name, threads
        self.turning = Turning()
        self._open()
        self.size_px = upright_size_px(self._first[0], self.stream.sample_aspect_ratio)
        self.length_s = length_s(self.container, self.stream)

    def __enter__(self) -> Self:
        """Do nothing more: it is open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.container.close()

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
        start_s = within_s[0]
        key = self._key_at(start_s) if start_s > 0 else None
        before_s = None if key is None else key.before_s
        if key is not None:
            pictures = begin(self.container, self.decoder, key, within_s)
            if pictures is None:
                key = self._key_at(math.nextafter(key.t_s, -math.inf))
                if key is not None:
                    pictures = begin(self.container, self.decoder, key, within_s)
            if pictures is not None:
                return before_s, pictures
        if start_s > 0:
            self.container.close()
            self._open()
        return None, chain([self._first], self._rest)

    def shown(self, picture: VideoFrame, max_side_px: int | None) -> NDArray[np.uint8]:
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
        pixel_shape = self.stream.sample_aspect_ratio
        image_bgr = upright_bgr(picture, pixel_shape, max_side_px, self.turning)
        width_px, height_px = shrunk_px(self.size_px, max_side_px)
        if image_bgr.shape[:2] == (height_px, width_px):
            return image_bgr
        return letterboxed(image_bgr, width_px, height_px)

    def _key_at(self, t_s: float) -> Key | None:
        return find_key(self.container, self.stream, t_s, self.decoder.origin_s)

    def _open(self) -> None:
        self.container, self.stream = open_video(*self._how)
        self.decoder = Decoder(self.container, self.stream)
        self._rest = self.decoder.pictures()
        first = next(self._rest, None)
        if first is None:
            self.container.close()
            raise nothing_decodes(self._how[1])
        self._first = first
