"""Collects every text a person reads or hears, for translators.

Run ``python -m tools.words``: it writes ``vision/words/catalogues/unknot.pot`` and brings each
``.po`` file beside it up to date, keeping what is translated.
"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import tomlkit
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from vision import errors
from vision.criteria.library import SIDES
from vision.criteria.reading import with_side
from vision.measure.catalog import UNITS
from vision.words.wording import without_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
CATALOGUES: Final = ROOT / "vision" / "words" / "catalogues"
ERRORS: Final = {name: None for name in vars(errors) if name.endswith("Error")}
KEYWORDS: Final = {"say": None, "mark": None, "count": (2, 3)} | ERRORS
"""As gettext's, ngettext's and gettext_noop's: which of a call's arguments are texts."""
SPOKEN_KEYS: Final = frozenset({"title", "say", "caution", "note", "notice", "cue", "why", "offer"})
"""The keys of poses and flows whose values are shown or said."""
KINDS: Final = ("recognise", "tell", "form", "aim", "movement", "leave")
"""The tables of a pose whose keys are names of criteria."""

HEADER: Final = "# The words of unknot. This file is distributed under the licence of unknot."

Message = tuple[int, str, str, list[str]]
"""As Babel's: the line, the function, the text, comments."""


def extract_toml(
    file: IO[bytes], keywords: object, comment_tags: object, *, options: object
) -> Iterator[Message]:
    """Yield the texts of a pose or a flow, for each leg, and the names of its criteria as words."""
    del keywords, comment_tags, options  # every method of Babel's is handed these
    for text in _texts(tomlkit.parse(file.read().decode()).unwrap()):
        for filled in dict.fromkeys(with_side(text, side) for side in SIDES):
            yield 1, "say", filled, []


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key in SPOKEN_KEYS and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            if key in KINDS:
                yield from map(_english, value)
            yield from _texts(value)
        elif isinstance(value, list):
            for row in value:
                yield from _texts(row) if isinstance(row, dict) else ()


def _english(name: str) -> str:
    """Return a name as words, as `vision.words.wording.words_of` looks it up."""
    return name.replace("_", " ")


METHODS: Final = [
    ("vision/**.py", "python"),
    ("vision/**.j2", "jinja2"),
    ("routines/**.toml", "tools.words:extract_toml"),
]


def extracted() -> Catalog:
    """Return a catalogue of all texts there are, none of them translated."""
    catalog = Catalog(project="unknot", header_comment=HEADER, charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)
    for file, _, text, comments, context in sorted(found, key=lambda message: message[0]):
        catalog.add(text, None, [(file, 0)], auto_comments=comments, context=context)
    for text in _measure_words():
        catalog.add(text, None, [("vision/measure/catalog.py", 0)])
    return catalog


def _measure_words() -> Iterable[str]:
    return dict.fromkeys(_english(without_unit(name)) for name in UNITS)


def refresh(folder: Path = CATALOGUES) -> list[Path]:
    """Write the template and bring the languages up to date; return the files that changed."""
    folder.mkdir(exist_ok=True)
    template = extracted()
    changed = []
    file = folder / "unknot.pot"
    if not file.exists() or texts_of(read(file)) != texts_of(template):
        template.creation_date = datetime.now(timezone.utc)
        write(template, file)
        changed.append(file)
    for language in sorted(folder.glob("*.po")):
        catalog = read(language)
        before = language.read_bytes()
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(catalog, language)
        if language.read_bytes() != before:
            changed.append(language)
    return changed


def texts_of(catalog: Catalog) -> set[object]:
    """Return the texts of a catalogue and where they are."""
    return {(m.id, tuple(name for name, _ in m.locations)) for m in catalog if m.id}


def read(file: Path) -> Catalog:
    """Read a ``.po`` or ``.pot`` file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem if file.suffix == ".po" else None)


def write(catalog: Catalog, file: Path) -> None:
    """Write a catalogue as text, without line numbers, which change too often."""
    with file.open("wb") as opened:
        write_po(opened, catalog, width=100, include_lineno=False, sort_by_file=True)


def main() -> None:
    """Refresh the catalogues and tell which have changed."""
    for file in refresh():
        print(file.relative_to(ROOT))


if __name__ == "__main__":
    main()
