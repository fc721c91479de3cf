"""One review at a time in a folder: a lock that ends with its holder, and who that is."""

from __future__ import annotations

import errno
import os
import platform
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from vision.app.check.folder import make_out_folder
from vision.errors import OutputError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK: Final = ".unknot.lock"
_MOST_BYTES: Final = 400
_LOCKED_BYTE: Final = 1 << 20
"""On Windows nobody can read what is locked, so a byte far behind the text is."""
_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other reviews out of a folder during the block; it is made if it is not there.

    The system lets go of the lock when this process ends, however it does. Where a file system
    knows no locks, there is none.

    Raises
    ------
    OutputError
        If another review works there; tells which process that is, where, and since when.

    """
    make_out_folder(out)
    path = out / _LOCK
    try:
        file = _taken(path, out)
    except OSError as error:
        raise OutputError(
            "--out expects a folder it can write to, and {folder} cannot be written: {reason}",
            folder=out,
            reason=error.strerror or error,
        ) from error
    try:
        # The system's name may be any text; the line is read back by a person alone.
        since = time.strftime("%Y-%m-%d %H:%M")
        os.write(file, f"{os.getpid()}\n{platform.node()}\n{since}\n".encode())
        yield
    finally:
        with suppress(OSError):  # Windows removes no file that is open
            path.unlink()
        os.close(file)


def _taken(path: Path, out: Path) -> int:
    """Return the lock's file, open and locked."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _HELD:
                holder = os.read(file, _MOST_BYTES).decode("utf-8", "replace").splitlines()
                os.close(file)
                raise OutputError(_in_use(out, holder)) from error
        if _is_at(file, path):
            os.ftruncate(file, 0)
            return file
        os.close(file)  # its holder has just removed it: another one may be there by now


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False


def _in_use(out: Path, holder: list[str]) -> str:
    if len(holder) < 3:  # noqa: PLR2004 (it has not written all of it yet)
        return say("another review works in {out}; wait for it, or name another --out", out=out)
    pid, host, since = holder[:3]
    return say(
        "another review works in {out}: process {pid} on {host}, since {since}; wait for it, or "
        "name another --out",
        out=out,
        pid=pid,
        host=host,
        since=since,
    )
