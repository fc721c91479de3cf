"""Pictures from a file: any container, codec, size and frame rate FFmpeg reads."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import av
import av.error

from vision.errors import FrameSourceError
from vision.frames.picture import Turning, upright_bgr
from vision.frames.source import Frame
from vision.frames.video.ahead import Ahead
from vision.frames.video.container import open_input
from vision.frames.video.decoder import Decoder, length_s
from vision.frames.video.mp4 import fragments_broken_off
from vision.frames.video.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from av import VideoStream
    from av.container import InputContainer
    from typing_extensions import Self

_AHEAD_PICTURES = 4
_TEXT_CODECS = frozenset({"ansi", "bintext", "xbin", "idf"})
"""FFmpeg plays text files as terminal art; nobody means that here."""


class VideoFile(Reading):
    """The pictures of one recording, each once, in order, as fast as they are taken.

    Times are presentation times from the first picture; see `Timeline` for missing and disordered
    ones. A thread decodes a few pictures ahead, which changes neither their order nor their
    content. A damaged file gives every picture that decodes whole; `ended_early` then tells what
    is missing.

    Parameters
    ----------
    path
        The recording. A still image is a recording of one picture.

    """

    def __enter__(self) -> Self:
        """Open the file and decode its first picture.

        Raises
        ------
        FrameSourceError
            If the file is missing, not to be read, or holds no picture that can be decoded.

        """
        container, stream = open_video(self._path, self.name)
        self.duration_s = length_s(container, stream)
        self.ended_early = None
        ahead = Ahead(self._frames(container, stream), _AHEAD_PICTURES)
        if not ahead.wait():
            ahead.close()
            raise nothing_decodes(self.name)
        self._ahead = ahead
        return self

    def _frames(
        self, container: InputContainer, stream: VideoStream
    ) -> Generator[Frame, None, None]:
        """Decode everything; runs in the thread, which also closes the container."""
        with container:
            decoder, turning = Decoder(container, stream), Turning()
            for index, (picture, t_s) in enumerate(decoder.pictures()):
                image_bgr = upright_bgr(picture, stream.sample_aspect_ratio, turning=turning)
                yield Frame(image_bgr, t_s, index)
            self.ended_early = decoder.damage(broken_off=fragments_broken_off(self._path))


def open_video(path: Path, name: str, threads: int = 0) -> tuple[InputContainer, VideoStream]:
    """Open a recording and choose the stream to decode; the caller closes the container.

    Parameters
    ----------
    path
        The recording.
    name
        What the user knows it by, for messages.
    threads
        Threads the codec decodes with; 0 for as many as it likes.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, or no video.

    """
    _check_readable(path, name)
    container = _opened(path, name)
    try:
        stream = _video_stream(container, name)
    except FrameSourceError:
        container.close()
        raise
    stream.codec_context.thread_count = threads
    stream.thread_type = "NONE" if threads == 1 else "AUTO"
    return container, stream


def nothing_decodes(name: str) -> FrameSourceError:
    """Return the error for a recording that opens, but holds no picture that can be decoded."""
    return FrameSourceError(
        f"{name} declares video, but none of its pictures can be decoded; "
        "it is probably damaged, use another copy"
    )


def _check_readable(path: Path, name: str) -> None:
    """Tell the plain mistakes apart, which FFmpeg reports alike."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FrameSourceError(f"expected a recording, got the folder {name}; name a file")
        if not stat.S_ISREG(mode):
            raise FrameSourceError(
                f"expected a recording, got the device {name}; a camera is given by its number"
            )
        with path.open("rb") as file:
            if not file.read(1):
                raise FrameSourceError(f"{name} is empty (0 bytes); use another copy of it")
    except FileNotFoundError:
        raise FrameSourceError(f"there is no file {name}; check name and folder") from None
    except PermissionError:
        raise FrameSourceError(
            f"no permission to read {name}; make it readable for you or copy it"
        ) from None
    except (OSError, ValueError) as error:
        raise FrameSourceError(f"{name} cannot be read: {error}") from error


def _opened(path: Path, name: str) -> InputContainer:
    # The prefix keeps names like "take:2.mp4" from being taken for a protocol, and the whitelist
    # keeps playlists from making this machine fetch what they list.
    try:
        return open_input(f"file:{path}", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, ValueError) as error:
        raise FrameSourceError(
            f"{name} is not a recording that can be read ({_reason(error)}); expected a video such "
            "as .mp4, .mov, .mkv, .webm, .avi or .gif; if it is one, it was cut off"
        ) from error


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, av.error.FFmpegError) else None
    return (said or str(error) or type(error).__name__).lower()


def _video_stream(container: InputContainer, name: str) -> VideoStream:
    for stream in container.streams.video:
        cover = bool(stream.disposition & av.stream.Disposition.attached_pic)
        if stream.codec_context is None or stream.codec_context.name in _TEXT_CODECS or cover:
            continue
        return stream
    held = sorted({stream.type for stream in container.streams} - {"video"})
    found = f"only {' and '.join(held)}" if held else "none"
    raise FrameSourceError(f"expected moving pictures in {name}, found {found}; choose a video")
