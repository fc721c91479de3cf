"""Puts fetched bytes in their place: whole and checked, or not at all.

The bytes go to a part file of a name nobody else has, which takes the right name only once it is
whole and right. So the cache never holds half a file, and processes that fetch at the same time
do not disturb each other: the last to finish puts the same bytes over those of the first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from vision.landmarks.model.fetch import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from vision.landmarks.model.manifest import ModelFile

_PART_SUFFIX: Final = ".part"
_PART_LIFE_S: Final = 24 * 3600.0
_READABLE_BY_ALL: Final = 0o644


def store(blocks: Generator[bytes, None, None], model: ModelFile, path: Path) -> None:
    """Write the blocks of a source to ``path`` if, and only if, they are the model.

    Parameters
    ----------
    blocks
        What the source sends. Closed at the end, so that an interrupted source stops at once.
    model
        What the bytes must be.
    path
        Where they go; its folder is made. What stood there stays until the new file is right.

    Raises
    ------
    SourceError
        The source failed, or sent other bytes than the model's.
    OSError
        The folder cannot be made or written, or is full.

    """
    with closing(blocks):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part_file(path) as part:
            with part.open("wb") as file:
                _copy_checked(blocks, file, model)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(_READABLE_BY_ALL)
            _take_place(part, path, model)


@contextmanager
def _part_file(path: Path) -> Iterator[Path]:
    """Make an empty file beside ``path``, gone at the end however it ends, Ctrl-C included."""
    handle, name = tempfile.mkstemp(_PART_SUFFIX, f"{path.name}.", path.parent)
    os.close(handle)
    part = Path(name)
    try:
        _remove_old_parts(path, part.stat().st_mtime)
        yield part
    finally:
        part.unlink(missing_ok=True)


def _remove_old_parts(path: Path, now_s: float) -> None:
    """Remove what processes that were killed left behind; younger parts may still be growing.

    ``now_s`` is the time of a file just made there: the clock of the disk, which may be another
    machine's.
    """
    for part in path.parent.glob(f"{path.name}.*{_PART_SUFFIX}"):
        with suppress(OSError):
            if now_s - part.stat().st_mtime > _PART_LIFE_S:
                part.unlink()


def _copy_checked(blocks: Iterator[bytes], file: IO[bytes], model: ModelFile) -> None:
    digest, size_bytes = hashlib.sha256(), 0
    for block in blocks:
        size_bytes += len(block)
        if size_bytes > model.size_bytes:
            raise SourceError(f"expected {model.size_bytes:,} bytes, it sent more")
        digest.update(block)
        file.write(block)
    if size_bytes < model.size_bytes:
        raise SourceError(f"expected {model.size_bytes:,} bytes, it broke off after {size_bytes:,}")
    if digest.hexdigest() != model.sha256:
        raise SourceError(f"expected sha256 {model.sha256}, it sent {digest.hexdigest()}")


def _take_place(part: Path, path: Path, model: ModelFile) -> None:
    try:
        part.replace(path)
    except PermissionError:
        # Windows lets no file be replaced while someone reads it. If that is the right file, which
        # another process has put there meanwhile, then all is well.
        if not path.is_file() or model.fault_of(path):
            raise
