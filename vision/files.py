"""Files that come with the program, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from importlib.resources import files
from typing import TYPE_CHECKING

from vision.words import say

if TYPE_CHECKING:
    from importlib.abc import Traversable
    from pathlib import Path


def shipped(folder: str) -> Traversable:
    """Return ``routines`` or ``models``: inside an installed package, beside it in a checkout.

    Never looked for by name alone: any folder called so where the user stands would be found.
    """
    inside = files("vision") / folder
    return inside if inside.is_dir() else files("vision") / ".." / folder


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
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


_LONGEST_PART = 50
"""Signs of a file's name in that of its part: names may be 255 bytes long, and one may be."""
