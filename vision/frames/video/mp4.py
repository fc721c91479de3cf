"""Look at the outermost structure of an MP4, for what FFmpeg passes over in silence."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD_BYTES = 8
_TO_THE_END = 0
_LONG = 1


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
    while head := file.read(_HEAD_BYTES):
        length, kind = struct.unpack(">I4s", head.ljust(_HEAD_BYTES, b"\0"))
        if length == _TO_THE_END and len(head) == _HEAD_BYTES:
            return
        if length == _LONG:
            length = int.from_bytes(file.read(8), "big")
        start += max(length, _HEAD_BYTES)
        yield kind, start
        file.seek(start)
