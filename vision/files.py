"""Files: those that come with the program, read within bounds, written whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import sys
import uuid
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.abc import Traversable
    from pathlib import Path

MOST_TEXT_BYTES: Final = 1_000_000
"""Of a text that a person writes; all of ours are under 10 kB."""


def shipped(folder: str) -> Traversable:
    """Return ``routines`` or ``models``: inside an installed package, beside it in a checkout.

    Never looked for by name alone: any folder called so where the user stands would be found.
    """
    inside = files("vision") / folder
    return inside if inside.is_dir() else files("vision") / ".." / folder


def read_text(path: Path, most_bytes: int = MOST_TEXT_BYTES) -> str:
    """Return a text in UTF-8, without the byte order mark that some editors begin it with.

    Raises
    ------
    OSError
        If it cannot be read, or is longer than ``most_bytes``, as a device is that never ends.
    UnicodeDecodeError
        If it is no text in UTF-8.

    """
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        size = say("a text has at most {most:g} MB here, and this is longer", most=most_bytes / 1e6)
        raise OSError(errno.EFBIG, size)
    return data.decode("utf-8-sig")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: whatever happens, it is what it was, or what it should be.

    A file that is there keeps its permissions.

    Parameters
    ----------
    path
        The file, in a folder that is there. A link is replaced, not what it leads to.
    data
        All of it.

    Raises
    ------
    OSError
        If it cannot be written, or is protected from it, which replacing it would pass over.

    """
    there = path.exists()
    if there and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, say("it is write-protected"))
    part = path.with_name(f".{path.name[-_LONGEST_PART:]}.{uuid.uuid4().hex[:8]}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if there:
            shutil.copymode(path, part)
        _remove_old_parts(path, part.stat().st_mtime - _OLD_S)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


_OLD_S = 3600.0


def _remove_old_parts(path: Path, before_s: float) -> None:
    """Remove what writers of a file that were killed have left, so long ago that they are gone."""
    for part in path.parent.glob(f".{glob.escape(path.name[-_LONGEST_PART:])}.????????.part"):
        with suppress(OSError):
            if part.stat().st_mtime < before_s:
                part.unlink()


_LONGEST_PART = 50
"""Signs of a file's name in that of its part: names may be 255 bytes long, and one may be."""


if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 20
    """Nobody can read what is locked, so a byte far behind the text is."""

    def _lock(file: int, *, wait: bool) -> None:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(file: int, *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Keep other processes out of a block that locks the same file; gives its open descriptor.

    The file is made, and removed at the end. The system lets go of the lock when this process ends,
    however it does. Where a file system knows no locks, there is none.

    Raises
    ------
    HeldError
        If another process has it, unless that is waited for; tells what that wrote into the file.
    OSError
        If the file cannot be made.

    """
    file = _taken(path, wait=wait)
    try:
        yield file
    finally:
        with suppress(OSError):  # Windows removes no file that is open
            path.unlink()
        os.close(file)


class HeldError(Exception):
    """Another process holds a lock; its text is what that wrote into the file."""


_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_MOST_HOLDER_BYTES: Final = 400


def _taken(path: Path, *, wait: bool) -> int:
    """Return the lock's file, open and locked."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file, wait=wait)
        except OSError as error:
            if error.errno in _HELD:
                holder = os.read(file, _MOST_HOLDER_BYTES).decode("utf-8", "replace")
                os.close(file)
                raise HeldError(holder) from error
        if _is_at(file, path):
            os.ftruncate(file, 0)
            return file
        os.close(file)  # its holder has just removed it: another one may be there by now


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False
