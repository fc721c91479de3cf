"""The command ``unknot check``: what it prints, draws and saves."""

from __future__ import annotations

import errno
import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console

from vision.app.check.folder import PictureFolder
from vision.app.check.photos import check_photos, require_pose
from vision.app.check.sentences import sheet_of
from vision.app.model import ready_engine
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.measure.catalog import bones_in
from vision.progress import count_progress, print_line
from vision.render.photo import annotated, jpeg_bytes
from vision.render.sheet import sheet_panel
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.app.check.photos import Checked
    from vision.criteria.library import PoseLibrary

# Windows says EINVAL.
_READER_GONE: Final = (errno.EPIPE, errno.EINVAL)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    photos
        The files.
    pose
        Judge by this pose instead of recognising it; None recognises.
    prop
        What the person uses, such as a bolster: poses are judged in the easier way it is for.
    as_json
        One JSON object a photograph on standard output, instead of words.
    out
        The folder for annotated pictures; None for none.
    thresholds, model
        Files of the user's.
    engine
        What runs the model, one of `vision.landmarks.engines.NAMES`.

    """

    photos: Sequence[Path]
    pose: str | None
    prop: str | None
    as_json: bool
    out: Path | None
    thresholds: Path | None
    model: Path | None
    engine: str


def check(options: Options, console: Console) -> int:
    """Check every photograph; return the exit code, 1 if any could not be looked at.

    Raises
    ------
    UnknotError
        If something all of them need is missing or wrong, or a picture cannot be written.

    """
    library = load_library(options.thresholds)
    require_pose(options.pose, library)
    if options.prop is not None:
        library = library.with_prop(options.prop, options.pose)
    pictures = None if options.out is None else PictureFolder(options.out, options.photos)
    report = _Records() if options.as_json else _Words(library)
    engine = ready_engine(options.model, options.engine, console)
    failed = False
    with count_progress(console, len(options.photos), say("photographs")) as bar:
        for checked in check_photos(options.photos, engine, library, options.pose):
            picture = _saved(checked, library, pictures)
            with bar.aside():
                if checked.error:
                    failed = True
                    print_line(console, f"unknot: {checked.error}")
                report.add(checked, picture)
            bar.advance()
            if report.abandoned:
                break
    return int(failed)


def _saved(checked: Checked, library: PoseLibrary, pictures: PictureFolder | None) -> Path | None:
    """Draw and save the annotated picture, if they are wanted and the photograph was read."""
    if pictures is None or checked.frame is None:
        return None
    sheet = sheet_of(checked, library)
    image = annotated(checked.frame, checked.landmarks, checked.verdicts, sheet, bones_in)
    return pictures.save(checked.file, jpeg_bytes(image))


class _Words:
    """Prints for people, on standard output."""

    abandoned = False

    def __init__(self, library: PoseLibrary) -> None:
        self._library = library
        self._console = Console()
        self._notice = load_flow(DEFAULT_FLOW, library).notice

    def add(self, checked: Checked, picture: Path | None) -> None:
        """Print what was found, and before the first that this is no medical advice."""
        if checked.frame is None:
            return
        if self._notice:
            self._console.print(self._notice, markup=False, highlight=False)
            self._notice = ""
        sheet = sheet_of(checked, self._library)
        ascii_only = self._console.options.ascii_only
        self._console.print(sheet_panel(sheet, str(checked.file), picture, ascii_only=ascii_only))


class _Records:
    """Prints for programs: one JSON object a line on standard output, at once."""

    def __init__(self) -> None:
        self.abandoned = False

    def add(self, checked: Checked, picture: Path | None) -> None:
        """Write one record; where its picture is goes with it, if there is one."""
        annotated_at = {} if picture is None else {"annotated": str(picture)}
        # ASCII only, so that a console of any code page can take it.
        line = json.dumps({**checked.record(), **annotated_at}, allow_nan=False)
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except OSError as error:
            if error.errno not in _READER_GONE:
                raise
            # The reader has had enough: no fault, and flushing at exit must not make it one.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
            self.abandoned = True
