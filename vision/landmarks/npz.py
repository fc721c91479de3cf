"""Arrays out of a ``.npz`` file, which is looked at before any of it is loaded."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib import format as npy

from vision.errors import UsageError
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray

MOST_BYTES: Final = 2_000_000_000
"""Unpacked: over a million pictures, which are 30 hours at 10 a second. A file of 8 MB can claim
a thousand times its size."""
_PLAIN_KINDS: Final = "biufU"
"""Truth values, numbers and text as numpy codes them: no objects, which would be executed."""
_ANOTHER: Final = mark("{path} is not a recording of unknot's: {reason}")


def refused(path: Path, reason: object) -> UsageError:
    """Return the error that says why a file is none of ours."""
    return UsageError(_ANOTHER, path=path, reason=reason)


def read_arrays(
    path: Path, names: Collection[str], optional: Collection[str] = ()
) -> dict[str, NDArray[Any]]:
    """Return the arrays of some names, and optional ones it holds; nothing in it is executed.

    Raises
    ------
    UsageError
        If the file is missing, damaged or something else, lacks an array, or is larger unpacked
        than `MOST_BYTES`.

    """
    try:
        _require_file(path)
        with zipfile.ZipFile(path) as archive:
            held = {*archive.namelist()}
            names = (*names, *(name for name in optional if f"{name}.npy" in held))
            _check(path, archive, names)
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except UsageError:
        raise
    except Exception as error:  # on damaged files numpy and zipfile raise a dozen kinds
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise refused(path, reason or type(error).__name__) from error


def _require_file(path: Path) -> None:
    """Raise `UsageError` for a device, which may never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise refused(path, say("it is no file"))


def _check(path: Path, archive: zipfile.ZipFile, names: Collection[str]) -> None:
    """Raise `UsageError` for what is not to be loaded; only the heads of the arrays are read."""
    held = {info.filename: info.file_size for info in archive.infolist()}
    files = {name: f"{name}.npy" for name in names}
    if missing := [name for name, file in files.items() if file not in held]:
        raise refused(path, say("it holds no {names}", names=", ".join(missing)))
    total_bytes = 0
    for name, file in files.items():
        shape, dtype, head_bytes = _head(archive, file)
        if dtype.kind not in _PLAIN_KINDS:
            raise refused(path, say("{name} should be numbers, not {kind}", name=name, kind=dtype))
        size_bytes = int(np.prod(np.array(shape, object), initial=1)) * dtype.itemsize
        if size_bytes != held[file] - head_bytes:
            raise refused(path, say("{name} is not as long as it says", name=name))
        total_bytes += size_bytes
    if total_bytes > MOST_BYTES:
        size = say(
            "it holds {size:.1f} GB, of which at most {most:g} are read; cut the recording in two",
            size=total_bytes / 1e9,
            most=MOST_BYTES / 1e9,
        )
        raise refused(path, size)


def _head(archive: zipfile.ZipFile, file: str) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Return the shape and the kind that an array claims, and how many bytes say so."""
    with archive.open(file) as stream:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read(stream)
        return shape, dtype, stream.tell()


def require_known_version(version: int, known: int) -> None:
    """Make sure that what was saved means what is known here; files without a version do."""
    if version > known:
        raise UsageError(
            "it was saved by a newer unknot, in format {version} where this one reads up to "
            "{known}; update unknot",
            version=version,
            known=known,
        )
