"""Small video files made on the fly."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MILLISECONDS = Fraction(1, 1000)


def picture(index: int, width_px: int, height_px: int) -> np.ndarray:
    """Make a picture with texture, so that its code is not just a few bytes."""
    noise = np.random.default_rng(index).integers(0, 60, (height_px, width_px, 3), np.uint8)
    return noise + np.uint8(8 * index % 180)


def write_clip(  # noqa: PLR0913 - what a clip can differ in
    path: Path,
    times_ms: Sequence[int] = tuple(range(0, 2000, 100)),
    *,
    size_px: tuple[int, int] = (64, 48),
    codec: str = "mpeg4",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    pixel_shape: int = 1,
) -> Path:
    """Write a clip with pictures at the given milliseconds."""
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height = size_px
        stream.pix_fmt = pixels
        stream.bit_rate = 4_000_000  # enough for pictures of even length, so that a cut is halfway
        stream.time_base = stream.codec_context.time_base = _MILLISECONDS
        stream.codec_context.sample_aspect_ratio = Fraction(pixel_shape)
        stream.codec_context.gop_size = 5
        stream.codec_context.max_b_frames = 0
        for index, time_ms in enumerate(times_ms):
            image = picture(index, *size_px)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format=pixels)
            frame.pts, frame.time_base = time_ms, _MILLISECONDS
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_audio_only(path: Path) -> Path:
    """Write a second of silence and no video."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16_000)
        for start in range(0, 16_000, 1000):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 2000), np.float32), format="flt", layout="stereo"
            )
            frame.sample_rate, frame.pts = 16_000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def set_display_matrix(path: Path, matrix: Sequence[int]) -> None:
    """Write the four turning and mirroring terms of an MP4's track header, as phones do."""
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4 + 40
    a, b, c, d = (term * 0x10000 for term in matrix)
    data[start : start + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)


def cut(path: Path, keep: float) -> Path:
    """Cut a file off after a share of its bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path


def scramble(path: Path, start: float, stop: float) -> Path:
    """Overwrite a stretch of a file, given in shares of its length, with noise."""
    data = bytearray(path.read_bytes())
    first, last = int(len(data) * start), int(len(data) * stop)
    data[first:last] = np.random.default_rng(0).bytes(last - first)
    path.write_bytes(data)
    return path
