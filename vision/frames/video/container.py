"""Open a recording, and say in one line what is wrong with one that cannot be opened."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import av
import av.error

from vision.errors import FrameSourceError
from vision.frames.source import empty_file, refusals_in_one_line
from vision.words import mark, say
from vision.words.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import VideoStream
    from av.container import InputContainer

_TOLERANT_FROM: Final = 19
"""PyAV reads titles that are no UTF-8 by itself from this version on, and knows no word for it."""
_MAJOR: Final = int(av.__version__.split(".", maxsplit=1)[0])
_TOLERANT: Final[dict[str, Any]] = (
    {} if _MAJOR >= _TOLERANT_FROM else {"metadata_errors": "replace"}
)
_TEXT_CODECS: Final = frozenset({"ansi", "bintext", "xbin", "idf"})
"""FFmpeg plays text files as terminal art; nobody means that here."""
_NOT_VIDEO: Final = {
    "attachment": mark("attachment"),
    "audio": mark("audio"),
    "data": mark("data"),
    "subtitle": mark("subtitle"),
}
_BOX_HEAD_BYTES: Final = 8
_TO_THE_END: Final = 0
_LONG: Final = 1


def open_input(url: str, **how: Any) -> InputContainer:  # noqa: ANN401 (PyAV's own arguments)
    """Open a file or an address for reading, with PyAV's arguments and errors."""
    container: InputContainer = av.open(url, mode="r", **how, **_TOLERANT)
    return container


def open_video(
    path: str | os.PathLike[str], threads: int = 1
) -> tuple[InputContainer, VideoStream]:
    """Open a recording and choose the stream to decode; the caller closes the container.

    Parameters
    ----------
    path
        The recording, as the person names it.
    threads
        Threads the codec decodes with; 0 for as many as it likes.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, or no video.

    """
    name = os.fspath(path)
    with refusals_in_one_line(name):
        wrong = _why_unreadable(Path(path), name)
    if wrong is not None:
        raise FrameSourceError(wrong)
    container = _opened(name)
    stream = _video_stream(container)
    if stream is None:
        instead = _what_instead(container, name)
        container.close()
        raise FrameSourceError(instead)
    stream.codec_context.thread_count = threads
    stream.thread_type = "NONE" if threads == 1 else "AUTO"
    return container, stream


def _why_unreadable(path: Path, name: str) -> str | None:
    """Tell the plain mistakes apart, which FFmpeg reports alike."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return say("expected a recording, got the folder {file}; name a file", file=name)
    if not stat.S_ISREG(mode):
        return say(
            "expected a recording, got the device {file}; a camera is given by its number",
            file=name,
        )
    with path.open("rb") as file:
        return None if file.read(1) else empty_file(name)


def _opened(name: str) -> InputContainer:
    # The prefix keeps names like "take:2.mp4" from being taken for a protocol, and the whitelist
    # keeps playlists from making this machine fetch what they list.
    try:
        return open_input(f"file:{name}", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        text = say(
            "{file} is not a recording that can be read ({reason}); expected a video such as "
            ".mp4, .mov, .mkv, .webm, .avi or .gif; if it is one, it was cut off",
            file=name,
            reason=reason.lower(),
        )
        raise FrameSourceError(text) from error


def _video_stream(container: InputContainer) -> VideoStream | None:
    for stream in container.streams.video:
        cover = bool(stream.disposition & av.stream.Disposition.attached_pic)
        codec = stream.codec_context
        if codec is not None and codec.name not in _TEXT_CODECS and not cover:
            return stream
    return None


def _what_instead(container: InputContainer, name: str) -> str:
    held = sorted({stream.type for stream in container.streams} - {"video"})
    if not held:
        return say("expected moving pictures in {file}, found none; choose a video", file=name)
    return say(
        "expected moving pictures in {file}, found only {kinds}; choose a video",
        file=name,
        kinds=listed([say(_NOT_VIDEO.get(kind, kind)) for kind in held]),
    )


def fragments_broken_off(path: Path) -> bool:
    """Say whether an MP4 recorded in fragments has a damaged or unfinished one.

    Such a file does not declare its length, so nothing else tells that its end is missing.

    Parameters
    ----------
    path
        Any file; one that is no MP4 in fragments is never broken off in this sense.

    Raises
    ------
    OSError
        If the file cannot be read.

    """
    size_bytes = path.stat().st_size
    in_fragments = False
    with path.open("rb") as file:
        for kind, end in _boxes(file):
            in_fragments |= kind == b"moof"
            if end > size_bytes or not kind.isalnum():
                return in_fragments
    return False


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the kind of each outermost box and where it ends, even when that is past the file."""
    start = 0
    while head := file.read(_BOX_HEAD_BYTES):
        length, kind = struct.unpack(">I4s", head.ljust(_BOX_HEAD_BYTES, b"\0"))
        if length == _TO_THE_END and len(head) == _BOX_HEAD_BYTES:
            return
        if length == _LONG:
            length = int.from_bytes(file.read(8), "big")
        start += max(length, _BOX_HEAD_BYTES)
        yield kind, start
        file.seek(start)
