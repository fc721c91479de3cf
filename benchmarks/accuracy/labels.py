"""What the photographs show: the index of a folder, and which answers to a label are right."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Final

from vision.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

INDEX: Final = "index.csv"

STRICT: Final = ("diamond", "diamond_toes", "hero", "head_to_knee", "reclining_hero")
"""Labels that are the names of poses."""
PRAYER: Final = "diamond_salah"
"""Kneeling in prayer: a diamond, often with one foot's toes tucked."""
OURS: Final = (*STRICT, PRAYER)
"""Labels of people who do a pose of the routine, and do it well."""

_ALSO_RIGHT: Final[Mapping[str, frozenset[str]]] = {
    PRAYER: frozenset({"diamond", "diamond_toes"}),
}
_NEUTRAL: Final[Mapping[str, frozenset[str]]] = {
    # When the folded leg is hidden, nobody could tell these apart.
    "janu": frozenset({"head_to_knee"}),
    "seated_forward_bend": frozenset({"head_to_knee"}),
}

_KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "view": ("side", "oblique", "front", "back", "top"),
    "kind": ("photo", "drawing", "render"),
    "quality": ("ok", "small", "blurred"),
}
VIEWS: Final = _KNOWN["view"]
QUALITIES: Final = _KNOWN["quality"]
_MAY_BE_EMPTY: Final = {"note"}


class Answer(str, Enum):
    """What a recognised pose is, given the label.

    ``NEUTRAL`` answers are shown and counted nowhere. For a label that is none of ours ``RIGHT``
    means that no pose was recognised, and ``WRONG`` that one was.
    """

    RIGHT = "right"
    NEUTRAL = "neutral"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Photo:
    """One row of the index.

    Attributes
    ----------
    file
        Below the folder.
    label
        The pose shown.
    view, kind, quality
        One of the words of the index: from where, photo or drawn, how good a picture.
    repo
        The source; pictures of one source may show one person.
    note
        What else is to be said of it.

    """

    file: str
    label: str
    view: str
    kind: str
    quality: str
    repo: str
    note: str = ""

    @property
    def ours(self) -> bool:
        """Whether somebody does a pose of the routine."""
        return self.label in OURS

    @property
    def is_photo(self) -> bool:
        """Whether a camera took it."""
        return self.kind == "photo"

    @property
    def is_good(self) -> bool:
        """Whether it is a photograph big and sharp enough."""
        return self.is_photo and self.quality == "ok"

    @property
    def in_headline(self) -> bool:
        """Whether recognition is held to its target on it: good, and from the side or nearly."""
        return self.is_good and self.view in {"side", "oblique"}


def pose_of(label: str) -> str:
    """Return the pose by whose name a label of ours is judged."""
    return "diamond" if label == PRAYER else label


def answer(label: str, recognised: str | None, could_be: Iterable[str] = ()) -> Answer:
    """Say what it means that a picture with this label was taken for ``recognised``.

    "Diamond, or hero" is right for either.
    """
    if label in OURS:
        return _said(not _ALSO_RIGHT.get(label, {label}).isdisjoint({recognised, *could_be}))
    if recognised in _NEUTRAL.get(label, frozenset()):
        return Answer.NEUTRAL
    return _said(recognised is None)


def _said(right: bool) -> Answer:  # noqa: FBT001 - private, and turns a truth into a word
    return Answer.RIGHT if right else Answer.WRONG


def read_index(folder: Path) -> tuple[Photo, ...]:
    """Read the index of a folder of photographs.

    ``index.csv`` is UTF-8 with the columns of `Photo` (``note`` and any further ones may be left
    out), and one row a picture.

    Raises
    ------
    UsageError
        If the folder or the index is missing, holds no rows, lacks a column, says a word that is
        not known, or names a picture twice or one that is not there.

    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; please name a folder that holds {INDEX}")
    photos = tuple(_photo(index, row) for index, row in _rows(folder / INDEX))
    if not photos:
        raise UsageError(f"{folder / INDEX} has no rows; please list at least one picture in it")
    _check_files(folder, photos)
    return photos


def _rows(path: Path) -> list[tuple[str, Mapping[str, str]]]:
    """Return each row with its place in the file, for messages."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            _check_columns(path, reader.fieldnames or ())
            return [(f"{path}, line {reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path} as a table: {error}; please check the file") from None


def _check_columns(path: Path, columns: Iterable[str]) -> None:
    wanted = {field.name for field in fields(Photo)} - _MAY_BE_EMPTY
    missing = sorted(wanted.difference(columns))
    if missing:
        raise UsageError(
            f"{path} has no column {', '.join(missing)}; its first line should name at least "
            f"{', '.join(sorted(wanted))}"
        )


def _photo(place: str, row: Mapping[str, str | None]) -> Photo:
    if None in row or None in row.values():
        raise UsageError(
            f"{place}: the row has not as many cells as the first line; please mend it"
        )
    values = {field.name: (row.get(field.name) or "").strip() for field in fields(Photo)}
    for name, value in values.items():
        if not value and name not in _MAY_BE_EMPTY:
            raise UsageError(f"{place}: {name} is empty; please fill it in")
        known = _KNOWN.get(name, (value,))
        if value not in known:
            raise UsageError(f"{place}: {name} is {value!r}; it should be {' or '.join(known)}")
    return Photo(**values)


def _check_files(folder: Path, photos: tuple[Photo, ...]) -> None:
    seen: set[str] = set()
    for photo in photos:
        if photo.file in seen:
            raise UsageError(f"{folder / INDEX} lists {photo.file} twice; please keep one")
        if not (folder / photo.file).is_file():
            raise UsageError(
                f"{folder / INDEX} lists {photo.file}, which is not in {folder}; please add the "
                "picture or take out the row"
            )
        seen.add(photo.file)
