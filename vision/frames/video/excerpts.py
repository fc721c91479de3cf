"""A small film of some moments of a recording, for a page that carries it along."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.video.frame import PictureType

from vision.frames.video.reading import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av import VideoStream
    from av.container import OutputContainer
    from numpy.typing import NDArray

_SIDES_PX: Final = (640, 480, 320, 240)
_RATE_HZ: Final = 15
_TIME_BASE: Final = Fraction(1, 90_000)
_MOST_BITS_S: Final = 600_000
"""More does not look better at these sizes."""
_FEWEST_BITS_S: Final = 10_000
"""With fewer nothing can be seen."""
_FILLED: Final = 0.85
"""Of the room that there is: the encoder keeps its rate only about."""
_NO_NOTES: Final = "filter_units=remove_types=6"
"""Takes out what the encoder writes of itself and its settings (H.264's SEI)."""


def excerpts_mp4(
    path: Path, spans_s: Sequence[tuple[float, float]], most_bytes: int
) -> bytes | None:
    """Return parts of a recording behind each other as H.264 in MP4, without sound or metadata.

    Parameters
    ----------
    path
        The recording.
    spans_s
        From when to when, in seconds since its first picture, in the order of time.
    most_bytes
        Most that the film may take: it is shrunk until it does.

    Returns
    -------
    bytes | None
        None where there is no picture in those parts, or no room for them at the smallest size.

    Raises
    ------
    FrameSourceError
        If the recording cannot be read.

    """
    length_s = sum(end_s - start_s for start_s, end_s in spans_s)
    bits_s = round(min(_MOST_BITS_S, _FILLED * 8 * most_bytes / max(length_s, 1e-3)))
    if bits_s < _FEWEST_BITS_S:
        return None
    for side_px in _SIDES_PX:
        film = _film(_pictures(path, spans_s, side_px), bits_s)
        if film is None or len(film) <= most_bytes:
            return film
    return None


def _pictures(
    path: Path, spans_s: Sequence[tuple[float, float]], side_px: int
) -> Iterator[tuple[NDArray[np.uint8], float, bool]]:
    """Yield each picture, when it shows in the film, and whether it begins a part."""
    shown_s = 0.0
    for start_s, end_s in spans_s:
        begins = True
        with Excerpt(
            path, start_s=start_s, end_s=end_s, rate_hz=_RATE_HZ, max_side_px=side_px
        ) as source:
            for frame in source:
                yield frame.image_bgr, shown_s + frame.t_s - start_s, begins
                begins = False
        shown_s += end_s - start_s


def _film(pictures: Iterator[tuple[NDArray[np.uint8], float, bool]], bits_s: int) -> bytes | None:
    file = io.BytesIO()
    stream, clean = None, None
    with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as output:
        for image_bgr, t_s, begins in pictures:
            height_px, width_px = (side_px // 2 * 2 for side_px in image_bgr.shape[:2])
            if stream is None or clean is None:
                stream = _stream(output, width_px, height_px, bits_s)
                clean = BitStreamFilterContext(_NO_NOTES, stream)
            even = np.ascontiguousarray(image_bgr[:height_px, :width_px])
            picture = av.VideoFrame.from_ndarray(even, format="bgr24")
            picture.pts, picture.time_base = round(t_s / _TIME_BASE), _TIME_BASE
            picture.pict_type = PictureType.I if begins else PictureType.NONE
            for packet in stream.encode(picture):
                output.mux(clean.filter(packet))
        if stream is None or clean is None:
            return None
        for packet in stream.encode(None):
            output.mux(clean.filter(packet))
        output.mux(clean.filter(None))
    return file.getvalue()


def _stream(output: OutputContainer, width_px: int, height_px: int, bits_s: int) -> VideoStream:
    options = {"maxrate": str(bits_s), "bufsize": str(2 * bits_s), "flags": "+bitexact"}
    stream = output.add_stream("libx264", rate=_RATE_HZ, options=options)
    stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
    stream.bit_rate = bits_s
    stream.time_base = stream.codec_context.time_base = _TIME_BASE
    return stream
