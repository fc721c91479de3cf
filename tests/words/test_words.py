"""Texts in the person's language, and in English where there is no translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vision.words import count, mark, say
from vision.words.language import LANGUAGE_VARIABLE, LanguageError, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Please move back {distance}"
msgstr "Bitte {distance} zurück"

msgid "{n} step of {all}"
msgid_plural "{n} steps of {all}"
msgstr[0] "{n} Schritt von {all}"
msgstr[1] "{n} Schritte von {all}"
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Forget the language before and after."""
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Speak by a translator's own catalogue."""
    file = tmp_path / "mine.po"
    file.write_text(PO, encoding="utf-8")
    monkeypatch.setenv(LANGUAGE_VARIABLE, str(file))
    return file


def test_english_is_spoken_without_a_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it is asked for, in any of its kinds."""
    for language in ("", "en", "en_GB"):
        monkeypatch.setenv(LANGUAGE_VARIABLE, language)
        catalogue.cache_clear()
        assert say("Please move back {distance}", distance="1 m") == "Please move back 1 m"
        assert count(2, "{n} step", "{n} steps") == "2 steps"


@pytest.mark.usefixtures("german")
def test_a_catalogue_of_ones_own_is_spoken() -> None:
    """With its plurals; what it lacks stays English."""
    assert say("Please move back {distance}", distance="1 m") == "Bitte 1 m zurück"
    assert count(1, "{n} step of {all}", "{n} steps of {all}", all=3) == "1 Schritt von 3"
    assert count(2, "{n} step of {all}", "{n} steps of {all}", all=3) == "2 Schritte von 3"
    assert say("Not translated") == "Not translated"


@pytest.mark.usefixtures("german")
def test_nothing_is_nothing_in_every_language() -> None:
    """And not the header of the catalogue, which gettext keeps there."""
    assert say("") == ""


@pytest.mark.usefixtures("german")
def test_what_is_marked_is_said_later() -> None:
    """Where it is kept it is English, and its braces stay until they are filled in."""
    text = mark("Please move back {distance}")
    assert text == "Please move back {distance}"
    assert say(text) == "Bitte {distance} zurück"


def test_a_language_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for one is told which there are."""
    monkeypatch.setenv(LANGUAGE_VARIABLE, "tlh")
    with pytest.raises(LanguageError, match=r"UNKNOT_LANGUAGE is 'tlh'; .* are there: en"):
        say("Hello")


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"{}"])
def test_a_file_that_is_no_catalogue_is_refused(german: Path, content: bytes | None) -> None:
    """In one line that names it."""
    if content is None:
        german.unlink()
    else:
        german.write_bytes(content)
    with pytest.raises(LanguageError, match=r"mine\.po cannot be read as a gettext catalogue"):
        say("Hello")


@pytest.mark.parametrize("there", ["{distanz}", "{distance} {}", "{distance"])
def test_a_translation_fills_in_what_the_english_text_does(german: Path, there: str) -> None:
    """A slip in a field is told when the catalogue is read, not in the middle of a practice."""
    german.write_text(PO.replace("Bitte {distance}", f"Bitte {there}"), encoding="utf-8")
    with pytest.raises(LanguageError, match=r"mine\.po: 'Bitte .* known: \{distance\}"):
        say("Please move back {distance}", distance="1 m")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de_AT.UTF-8", "Bitte 1 m zurück"),
        ("de", "Bitte 1 m zurück"),
        ("fr_FR.UTF-8", "Please move back 1 m"),
        ("C.UTF-8", "Please move back 1 m"),
    ],
)
def test_the_language_of_the_system_is_spoken(
    monkeypatch: pytest.MonkeyPatch, german: Path, language: str, said: str
) -> None:
    """If there is a catalogue of it, with or without the country."""
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setattr("vision.words.language.CATALOGUES", german.parent)
    german.rename(german.with_name("de.po"))
    assert say("Please move back {distance}", distance="1 m") == said
