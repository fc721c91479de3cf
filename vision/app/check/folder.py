"""A folder of annotated pictures, one for each photograph, none written over another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from vision.errors import OutputError
from vision.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ENDING: Final = "_checked"
_MOST_STEM_BYTES: Final = 200
"""File systems take names of 255 bytes, of which the ending and a number need some."""


def make_out_folder(folder: Path) -> None:
    """Make the folder that ``--out`` names, if it is not there.

    Raises
    ------
    OutputError
        If it cannot be made.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "--out expects a folder it can write to, got {folder}: {reason}",
            folder=folder,
            reason=error.strerror or error,
        ) from error


class PictureFolder:
    """Gives each photograph's picture a name of its own, and writes it whole or not at all.

    ``holiday/a.png`` becomes ``a_checked.jpg``, and an ``a.jpg`` of another folder that comes later
    ``a_checked_2.jpg``. A picture of an earlier run is replaced; a photograph never is.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    photos
        The photographs, which are not to be written over.

    Raises
    ------
    OutputError
        If the folder cannot be made.

    """

    def __init__(self, folder: Path, photos: Iterable[Path]) -> None:
        self._folder = folder
        self._taken = {_real_path(photo) for photo in photos}
        make_out_folder(folder)

    def save(self, photo: Path, data: bytes) -> Path:
        """Write the picture of a photograph, and return where.

        Raises
        ------
        OutputError
            If it cannot be written, as when the disk is full.

        """
        path = self._free(photo)
        try:
            write_whole(path, data)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(
                "cannot write the picture {path}: {reason}", path=path, reason=reason
            ) from error
        return path

    def _free(self, photo: Path) -> Path:
        stem = os.fsencode(photo.stem)[:_MOST_STEM_BYTES].decode("utf-8", "ignore")
        number = 1
        while True:
            ending = _ENDING if number == 1 else f"{_ENDING}_{number}"
            path = self._folder / f"{stem}{ending}.jpg"
            if _real_path(path) not in self._taken:
                self._taken.add(_real_path(path))
                return path
            number += 1


def _real_path(path: Path) -> str:
    """Return where a path leads, the same for names that some file systems take as one."""
    return os.path.realpath(path).casefold()
