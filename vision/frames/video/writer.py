"""Write pictures to a video file that plays whatever moment the program is killed at."""

from __future__ import annotations

import contextlib
import errno
import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
import av.error
import numpy as np
from av.video.frame import PictureType

from vision.errors import FrameWriterError
from vision.frames.picture import letterboxed
from vision.frames.video.soundtrack import SoundTrack
from vision.words import say
from vision.words.wording import clock

if TYPE_CHECKING:
    from av import VideoStream
    from av.container import OutputContainer
    from numpy.typing import NDArray
    from typing_extensions import Self

_FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
_TIME_BASE = Fraction(1, 90_000)
_KEY_EVERY_S = 1.0
"""A fragment reaches the disk when the next key picture starts one: all but this is safe."""
_MUXER_OPTIONS = {
    # Fragments while recording; on closing, an index is added so that every player can seek.
    "mp4": {"movflags": "hybrid_fragmented+frag_keyframe+empty_moov+default_base_moof"},
    "mov": {"movflags": "hybrid_fragmented+frag_keyframe+empty_moov+default_base_moof"},
    "matroska": {"cluster_time_limit": "1000", "flush_packets": "1"},
}
_ENCODER_OPTIONS = {
    "preset": "superfast",
    "crf": "23",
    # No pictures are held back in the encoder, where a kill would lose them.
    "tune": "zerolatency",
    "forced-idr": "1",
}


class VideoWriter:
    """H.264 video of pictures at the times they show.

    The first picture fixes the size; later ones of another size are fitted into it between black
    bars. H.264 wants even sizes: odd ones grow by one row or column. An existing file is replaced.

    Parameters
    ----------
    path
        The file; its ending (.mp4, .m4v, .mov, .mkv) chooses the container.
    fps
        The usual pictures per second, for players and the encoder; the real times are kept.
    threads
        Threads the encoder works with; 1 where several writers run side by side.
    sound_hz
        Samples a second of the sound that goes with it; None for a silent video.

    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        fps: float = 30.0,
        threads: int = 2,
        sound_hz: int | None = None,
    ) -> None:
        self.name = os.fspath(path)
        self._path = Path(path)
        self._threads = threads
        self._rate = Fraction(fps).limit_denominator(1000)
        self._file: BinaryIO | None = None
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._sound_hz = sound_hz
        self._sound: SoundTrack | None = None
        self._origin_s = 0.0
        self._key_due_s = 0.0
        self._last_pts = -1

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
                "expected a video name ending in {endings}, got {file}",
                endings=", ".join(_FORMATS),
                file=self.name,
            )
            raise FrameWriterError(text)
        try:
            # Unbuffered, and not FFmpeg's own file: every finished fragment goes to the system.
            self._file = self._path.open("wb", buffering=0)
        except OSError as error:
            raise FrameWriterError(why_not_created(self._path, self.name, error)) from error
        self._container = av.open(self._file, "w", format=kind, options=_MUXER_OPTIONS[kind])
        return self

    def __exit__(self, *_: object) -> None:
        """Finish and close the file; safe to call twice.

        Raises
        ------
        FrameWriterError
            If the end cannot be written.

        """
        if self._container is None:
            return
        try:
            if self._stream is not None:
                self._container.mux(self._stream.encode(None))
            if self._sound is not None:
                self._container.mux(self._sound.finish())
            self._container.close()
        except (av.error.FFmpegError, OSError) as failure:
            raise FrameWriterError(self._broke_off(failure)) from failure
        finally:
            self._release()

    def write(self, image_bgr: NDArray[np.uint8], t_s: float) -> None:
        """Add one picture.

        Parameters
        ----------
        image_bgr
            ``(height, width, 3)`` uint8, blue-green-red.
        t_s
            When it shows, in seconds on any axis; the first picture's becomes 0 in the file. One
            that is not later than the picture before is moved just behind it.

        Raises
        ------
        FrameWriterError
            If it cannot be written, as when the disk is full; what was written before plays.
        RuntimeError
            If the writer was not entered, or has failed before.

        """
        if self._container is None:
            raise RuntimeError(f"{self.name} is not open: write inside its with statement")
        try:
            self._encode(self._container, image_bgr, t_s)
        except (av.error.FFmpegError, OSError) as failure:
            self._release()
            raise FrameWriterError(self._broke_off(failure)) from failure

    @property
    def begun(self) -> bool:
        """Whether there is a first picture, and the file is open."""
        return self._stream is not None

    def write_sound(self, samples: NDArray[np.float32]) -> None:
        """Add the sound that follows, the first of it beginning with the first picture.

        Parameters
        ----------
        samples
            ``(n,)`` in [-1, 1].

        Raises
        ------
        FrameWriterError
            If it cannot be written; what was written before plays.
        RuntimeError
            If no picture has been written, or the video was to be silent.

        """
        if self._container is None or self._sound is None:
            raise RuntimeError(f"{self.name} has no sound yet: write a picture first")
        try:
            self._container.mux(self._sound.encode(samples))
        except (av.error.FFmpegError, OSError) as failure:
            self._release()
            raise FrameWriterError(self._broke_off(failure)) from failure

    def _encode(self, container: OutputContainer, image_bgr: NDArray[np.uint8], t_s: float) -> None:
        if self._stream is None:
            self._stream = self._add_stream(container, image_bgr)
            self._origin_s = self._key_due_s = t_s
        fitted = _fitted(image_bgr, self._stream.width, self._stream.height)
        picture = av.VideoFrame.from_ndarray(fitted, format="bgr24")
        self._last_pts = max(round((t_s - self._origin_s) / _TIME_BASE), self._last_pts + 1)
        picture.pts, picture.time_base = self._last_pts, _TIME_BASE
        if t_s >= self._key_due_s:
            # By time, not by count: cameras slow down in the dark. The first ones follow closely,
            # as a recording that is killed in its first second should show something.
            picture.pict_type = PictureType.I
            self._key_due_s = t_s + min(_KEY_EVERY_S, t_s - self._origin_s)
        container.mux(self._stream.encode(picture))

    def _add_stream(self, container: OutputContainer, image_bgr: NDArray[np.uint8]) -> VideoStream:
        stream = container.add_stream("libx264", rate=self._rate, options=dict(_ENCODER_OPTIONS))
        height_px, width_px = image_bgr.shape[:2]
        stream.width, stream.height = width_px + width_px % 2, height_px + height_px % 2
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = _TIME_BASE
        stream.codec_context.thread_count = self._threads
        if self._sound_hz is not None:
            if self._path.suffix.lower() == ".mkv":
                self._sound = SoundTrack(container, "libopus", self._sound_hz)
            else:
                self._sound = SoundTrack(container, "aac", self._sound_hz, unprimed=True)
        return stream

    def _release(self) -> None:
        """Let go of the file, whatever state it is in."""
        with contextlib.suppress(av.error.FFmpegError, OSError):
            if self._container is not None:
                self._container.close()
        if self._file is not None:
            self._file.close()
        if self._stream is None and self._file is not None:
            self._path.unlink(missing_ok=True)
        self._container = self._stream = self._file = self._sound = None

    def _broke_off(self, failure: Exception) -> str:
        plays_to = clock(max(self._last_pts, 0) * float(_TIME_BASE))
        if getattr(failure, "errno", None) == errno.ENOSPC:
            return say(
                "the disk of {file} is full; make room and record again; "
                "what was recorded until {time} plays",
                file=self.name,
                time=plays_to,
            )
        return say(
            "{file} cannot be written any further ({reason}); what was recorded until {time} plays",
            file=self.name,
            reason=failure,
            time=plays_to,
        )


def _fitted(image_bgr: NDArray[np.uint8], width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Return a picture in exactly the size of the video."""
    missing_x_px, missing_y_px = width_px - image_bgr.shape[1], height_px - image_bgr.shape[0]
    if missing_x_px == missing_y_px == 0:
        return np.ascontiguousarray(image_bgr)
    if missing_x_px in (0, 1) and missing_y_px in (0, 1):
        return np.pad(image_bgr, ((0, missing_y_px), (0, missing_x_px), (0, 0)), mode="edge")
    return letterboxed(image_bgr, width_px, height_px)


def why_not_created(path: Path, name: str, error: OSError) -> str:
    """Say in one line why the file ``path``, which the user calls ``name``, cannot be created."""
    if isinstance(error, FileNotFoundError):
        return say(
            "there is no folder {folder} to write {file} in; create it first",
            folder=path.parent,
            file=path.name,
        )
    if isinstance(error, IsADirectoryError):
        return say("expected a file to write, got the folder {file}; name a file in it", file=name)
    if isinstance(error, PermissionError):
        return say("no permission to write {file}; choose another folder", file=name)
    return say("{file} cannot be created: {reason}", file=name, reason=error.strerror or error)
