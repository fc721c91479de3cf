"""Write sound that is made block by block: beside the pictures of a video, or to a file alone."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import av
import av.error
import numpy as np

from vision.errors import FrameWriterError
from vision.words import say

if TYPE_CHECKING:
    import os

    from av import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from numpy.typing import NDArray
    from typing_extensions import Self

_FORMATS: Final = {
    ".opus": ("ogg", "libopus"),
    ".ogg": ("ogg", "libopus"),
    ".m4a": ("mp4", "aac"),
    ".wav": ("wav", "pcm_s16le"),
}
_PRIMING: Final = 1024
"""Samples that FFmpeg's AAC encoder puts before the first one."""
_BITS_A_SECOND: Final = {"libopus": 48_000, "aac": 96_000}


class SoundTrack:
    """A track of mono sound in a file that is being written, without gaps from its beginning on.

    Parameters
    ----------
    container
        The file; nothing must have been written to it yet.
    codec
        FFmpeg's name of what encodes it.
    rate_hz
        Samples a second.
    unprimed
        Whether the file cannot say how many samples its encoder puts before the first one, as an
        MP4 in fragments cannot: as many are left out at the beginning, so that all others are
        heard in time.

    """

    def __init__(
        self, container: OutputContainer, codec: str, rate_hz: int, *, unprimed: bool = False
    ) -> None:
        stream = container.add_stream(codec, rate=rate_hz, layout="mono")
        self._stream = cast("AudioStream", stream)
        if bits := _BITS_A_SECOND.get(codec):
            self._stream.bit_rate = bits
        self._rate_hz = rate_hz
        self._left_out = _PRIMING if unprimed else 0
        # What is left out took its time, too: else the file moves all pictures by as much.
        self._written = self._left_out

    def encode(self, samples: NDArray[np.float32]) -> list[Packet[AudioStream]]:
        """Return the packets that ``(n,)`` samples in [-1, 1] complete."""
        left_out = min(self._left_out, samples.size)
        self._left_out -= left_out
        if left_out == samples.size:
            return []
        block = np.ascontiguousarray(samples[left_out:], np.float32)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(block, "fltp", "mono")
        frame.sample_rate, frame.time_base = self._rate_hz, Fraction(1, self._rate_hz)
        frame.pts = self._written
        self._written += block.size
        return self._stream.encode(frame)  # which cuts it as the codec wants it

    def finish(self) -> list[Packet[AudioStream]]:
        """Return the last packets."""
        return self._stream.encode(None)


class SoundWriter:
    """A file of mono sound; an existing one is replaced.

    Parameters
    ----------
    path
        The file; its ending (.opus, .ogg, .m4a, .wav) chooses the kind.
    rate_hz
        Samples a second.

    """

    def __init__(self, path: str | os.PathLike[str], rate_hz: int) -> None:
        self._path = Path(path)
        self._rate_hz = rate_hz
        self._container: OutputContainer | None = None
        self._track: SoundTrack | None = None

    def __enter__(self) -> Self:
        """Create the file.

        Raises
        ------
        FrameWriterError
            If its ending is unknown or it cannot be created.

        """
        kind = _FORMATS.get(self._path.suffix.lower())
        if kind is None:
            text = say(
                "expected a sound file's name ending in {endings}, got {file}",
                endings=", ".join(_FORMATS),
                file=self._path,
            )
            raise FrameWriterError(text)
        try:
            # Before FFmpeg, which tells less of what is the matter.
            self._path.open("wb").close()
            self._container = av.open(f"file:{self._path}", "w", format=kind[0])
        except (av.error.FFmpegError, OSError) as error:
            raise FrameWriterError(self._why(error)) from error
        self._track = SoundTrack(self._container, kind[1], self._rate_hz)
        return self

    def write(self, samples: NDArray[np.float32]) -> None:
        """Add ``(n,)`` samples in [-1, 1].

        Raises
        ------
        FrameWriterError
            If they cannot be written, as when the disk is full.

        """
        if self._container is None or self._track is None:
            return
        try:
            self._container.mux(self._track.encode(samples))
        except (av.error.FFmpegError, OSError) as error:
            self._release()
            raise FrameWriterError(self._why(error)) from error

    def __exit__(self, *_: object) -> None:
        """Finish and close the file; safe to call twice.

        Raises
        ------
        FrameWriterError
            If the end cannot be written.

        """
        if self._container is None or self._track is None:
            return
        try:
            self._container.mux(self._track.finish())
            self._container.close()
        except (av.error.FFmpegError, OSError) as error:
            raise FrameWriterError(self._why(error)) from error
        finally:
            self._release()

    def _release(self) -> None:
        with contextlib.suppress(av.error.FFmpegError, OSError):
            if self._container is not None:
                self._container.close()
        self._container = self._track = None

    def _why(self, error: Exception) -> str:
        reason = getattr(error, "strerror", None) or error
        return say("{file} cannot be written: {reason}", file=self._path, reason=reason)
