"""Which language is spoken, and its catalogue."""

from __future__ import annotations

import gettext
import locale
import os
import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGE_VARIABLE: Final = "UNKNOT_LANGUAGE"
"""A language's code, such as ``de``, or the path of a translator's own ``.po`` file."""
_FIELD: Final = re.compile(r"\{(\w*)(?:[:!][^{}]*)?\}|(\{)")
"""What is filled in, by name; a brace that is never closed is none of the names there are."""
CATALOGUES: Final = Path(__file__).parent / "catalogues"


class LanguageError(Exception):
    """A language is asked for that cannot be spoken; the text, in English, is for the user."""


@lru_cache(maxsize=1)
def catalogue() -> gettext.NullTranslations:
    """Return the catalogue of the person's language; the empty one speaks English.

    Raises
    ------
    LanguageError
        If a language is asked for by `LANGUAGE_VARIABLE` and there is no readable catalogue of it.

    """
    asked = os.environ.get(LANGUAGE_VARIABLE, "")
    if asked.endswith(".po"):
        return read_catalogue(Path(asked))
    code = (asked or _system_language()).partition(".")[0]
    known = {path.stem: path for path in CATALOGUES.glob("*.po")}
    for name in (code, code.partition("_")[0]):
        if name in known:
            return read_catalogue(known[name])
    if asked and code.partition("_")[0] != "en":
        there = ", ".join(sorted({"en", *known}))
        # In English: no other language is known yet.
        raise LanguageError(f"{LANGUAGE_VARIABLE} is {asked!r}; these languages are there: {there}")
    return gettext.NullTranslations()


def language() -> str:
    """Return the code of the language that is spoken, "en" where there is no catalogue.

    Raises
    ------
    LanguageError
        As `catalogue`.

    """
    code = str(catalogue().info().get("language", ""))
    return code.partition("_")[0] or "en"


def _system_language() -> str:
    set_by = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, set_by), locale.getlocale()[0] or "")


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """Return a gettext catalogue from its text form.

    Raises
    ------
    LanguageError
        If it cannot be read, is none, or fills in something that the English text does not.

    """
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (English needs no Babel)
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError) as error:
        raise LanguageError(f"{path} cannot be read as a gettext catalogue: {error}") from error
    for message in catalog:
        if not _fields(message.string or "") <= _fields(message.id):
            known = ", ".join(f"{{{name}}}" for name in sorted(_fields(message.id))) or "none"
            raise LanguageError(
                f"{path}: {message.string!r} has fields beside those known: {known}"
            )
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _fields(texts: str | Sequence[str]) -> set[str]:
    """Return the names in the braces of a text, or of its singular and plurals."""
    text = " ".join([texts] if isinstance(texts, str) else texts)
    return {name or brace for name, brace in _FIELD.findall(text)}
