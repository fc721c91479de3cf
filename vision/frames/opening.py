"""From what the user typed to the source it means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vision.errors import UsageError
from vision.frames.live.cameras import ChosenCamera
from vision.frames.live.network import NetworkCamera
from vision.frames.live.paced import Paced
from vision.frames.live.source import LiveSource
from vision.frames.video.reading import VideoFile

if TYPE_CHECKING:
    from vision.frames.source import FrameSource

# A scheme has two letters or more: C:// is a Windows path.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_NUMBER = re.compile(r"[0-9]{1,4}")
_NEGATIVE = re.compile(r"-[0-9]+")


def open_source(spec: str, *, fast: bool) -> FrameSource:
    """Choose the source for a camera number, an address or a path; entering it opens it.

    Parameters
    ----------
    spec
        ``0`` for a webcam, ``http://...`` or ``rtsp://...`` for a network camera, else the path of
        a recording. A file whose name is a number is written ``./0``.
    fast
        Play a recording as fast as its pictures are taken instead of at real speed.

    Returns
    -------
    FrameSource
        The source, not yet entered.

    Raises
    ------
    UsageError
        If it is none of these, or a camera is to be fast or has a negative number.

    """
    if not spec.strip():
        raise UsageError(
            "expected a camera number, an address or a recording, got nothing; try --camera 0"
        )
    if _NEGATIVE.fullmatch(spec):
        raise UsageError(
            "cameras are numbered from 0 on, got {number}; try --camera 0", number=spec
        )
    is_address = _ADDRESS.match(spec) is not None
    if not is_address and not _NUMBER.fullmatch(spec):
        return VideoFile(spec) if fast else Paced(VideoFile(spec))
    source = LiveSource(NetworkCamera(spec)) if is_address else ChosenCamera(int(spec))
    if fast:
        raise UsageError(
            "{camera} runs at its own speed; --fast needs a recording", camera=source.name
        )
    return source
