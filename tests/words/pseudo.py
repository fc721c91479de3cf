"""A language in which no letter is what it was in English, and a way to find English in a text."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

from tools.words import extracted, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщ"
_OTHER: Final = str.maketrans(string.ascii_letters, _CYRILLIC + _CYRILLIC.upper())
_KEPT: Final = re.compile(r"(\{[^}]*\}|<[^>]*>)")
"""Fields to be filled in, and tags."""
_ENGLISH: Final = re.compile(r"[A-Za-z]+(?:['_.-][A-Za-z]+)*")


def pseudo(text: str) -> str:
    """Return a text with every letter outside its fields replaced."""
    parts = _KEPT.split(text)
    return "".join(
        part if index % 2 else part.translate(_OTHER) for index, part in enumerate(parts)
    )


def write_language(file: Path) -> Path:
    """Write the catalogue of that language, made of all texts there are now."""
    catalog = extracted()
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(map(pseudo, message.id))
        elif message.id:
            message.string = pseudo(message.id)
    write(catalog, file)
    return file


def english_in(texts: Iterable[str], allowed: Iterable[str] = ()) -> list[str]:
    """Return the texts that still hold English words, but for those that are the same everywhere.

    Parameters
    ----------
    texts
        What a person reads.
    allowed
        Names of files, units and codes, which no language changes, as no address does.

    """
    names = sorted({*allowed, *EVERYWHERE}, key=len, reverse=True)
    kept = re.compile(
        r"https?://\S+|"
        + "|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in names)
    )
    return [text for text in texts if _ENGLISH.search(kept.sub("", text))]


EVERYWHERE: Final = ("unknot", "s", "min", "px", "MB", "CSV", "JSON", "TOML")
"""The program's name, units and formats."""
