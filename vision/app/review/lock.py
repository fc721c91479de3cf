"""One review at a time in a folder: a lock that ends with its holder, and who that is."""

from __future__ import annotations

import os
import platform
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from vision import files
from vision.app.check.folder import make_out_folder
from vision.errors import OutputError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK: Final = ".unknot.lock"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other reviews out of a folder during the block; it is made if it is not there.

    Raises
    ------
    OutputError
        If another review works there; tells which process that is, where, and since when.

    """
    make_out_folder(out)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(files.locked(out / _LOCK, wait=False))
        except files.HeldError as error:
            raise OutputError(_in_use(out, str(error).splitlines())) from error
        except OSError as error:
            raise OutputError(
                "--out expects a folder it can write to, and {folder} cannot be written: {reason}",
                folder=out,
                reason=error.strerror or error,
            ) from error
        # The system's name may be any text; the line is read back by a person alone.
        since = time.strftime("%Y-%m-%d %H:%M")
        os.write(file, f"{os.getpid()}\n{platform.node()}\n{since}\n".encode())
        yield


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
