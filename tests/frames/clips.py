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
_SAMPLES = {"flt": (np.float32, 1), "s16": (np.int16, 2**15 - 1), "s32": (np.int32, 2**31 - 1)}


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


def moving(index: int, width_px: int, height_px: int) -> np.ndarray:
    """Make a picture of a bright bar that wanders over a slope, so that codecs predict it."""
    slope = np.linspace(20, 120, width_px)[np.newaxis, :, np.newaxis]
    image = np.broadcast_to(slope, (height_px, width_px, 3)).astype(np.uint8).copy()
    left = 2 * index % width_px
    image[:, left : left + 6] = (240, 40 + index % 100, 200)
    return image


def write_moving_clip(  # noqa: PLR0913 - what a clip can differ in
    path: Path,
    codec: str = "libx264",
    *,
    count: int = 60,
    times: Sequence[int] | None = None,
    b_frames: int = 2,
    key_every: int = 12,
    size_px: tuple[int, int] = (96, 64),
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    fmt: str | None = None,
) -> Path:
    """Write a clip whose pictures lean on each other; ``times`` in 25ths of a second."""
    with av.open(str(path), "w", format=fmt, options=muxing or {}) as container:
        stream = container.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height = size_px
        stream.pix_fmt = {"mjpeg": "yuvj420p", "gif": "rgb8"}.get(codec, "yuv420p")
        stream.codec_context.gop_size, stream.codec_context.max_b_frames = key_every, b_frames
        for index, pts in enumerate(times or range(count)):
            frame = av.VideoFrame.from_ndarray(moving(index, *size_px), format="bgr24")
            frame = frame.reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = pts, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_flash_and_click(  # noqa: PLR0913 - what a clip can differ in
    path: Path,
    codec: str = "aac",
    *,
    at_s: float = 2.0,
    sound_from_s: float = 0.0,
    pictures_from_s: float = 0.0,
    length_s: float = 4.0,
    rate_hz: int = 48_000,
) -> Path:
    """Write a black clip that is white for 0.2 s from ``at_s`` on, with a tone at that time."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt, video.gop_size = 64, 48, "yuv420p", 25
        audio = container.add_stream(codec, rate=rate_hz, layout="mono")
        for index in range(round(pictures_from_s * 25), round(length_s * 25)):
            lit = at_s <= index / 25 < at_s + 0.2
            image = np.full((48, 64, 3), 250 if lit else 0, np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        t_s = np.arange(round(sound_from_s * rate_hz), round(length_s * rate_hz)) / rate_hz
        tone = 0.8 * np.sin(2 * np.pi * 1000 * t_s) * ((t_s >= at_s) & (t_s < at_s + 0.2))
        form = audio.codec_context.format.name
        kind, loudest = _SAMPLES[form.removesuffix("p")]
        samples = (tone * loudest).astype(kind)
        block = audio.codec_context.frame_size or 1024
        for start in range(0, len(samples) - block, block):
            sound = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[np.newaxis, start : start + block]), form, "mono"
            )
            sound.sample_rate, sound.time_base = rate_hz, Fraction(1, rate_hz)
            sound.pts = start + round(sound_from_s * rate_hz)
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return path
