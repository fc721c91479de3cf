"""Every text is found for translators, and what they have translated stays translated."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tools.words import extract_toml, extracted, read, refresh

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Give the catalogue of all texts."""
    return extracted()


@pytest.mark.parametrize(
    "text",
    [
        "Head to knee",
        "Let your left knee grow long, as far as is comfortable.",
        "back straight",
    ],
)
def test_texts_of_poses_are_found(template: Catalog, text: str) -> None:
    """What is shown, what is said, and what a criterion is called."""
    assert text in template


def test_of_a_pose_only_texts_are_found() -> None:
    """Not its measures, views and numbers, nor a criterion's band."""
    source = b"""
        title = "Boat"
        needs = ["trunk_tilt_deg"]
        [form.legs_long]
        measure = "knee_near_deg"
        low = 150
        view = "side"
        cue = "Long legs."
        when = { measure = "trunk_tilt_deg", high = 25 }
    """
    found = [text for _, _, text, _ in extract_toml(BytesIO(source), {}, (), options={})]
    assert found == ["Boat", "legs long", "Long legs."]


def test_a_language_keeps_what_is_translated(tmp_path: Path) -> None:
    """New texts come in untranslated, old ones stay as comments."""
    (tmp_path / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\n'
        'msgid "Head to knee"\nmsgstr "Kopf zum Knie"\n\n'
        'msgid "Gone"\nmsgstr "Weg"\n',
        encoding="utf-8",
    )
    assert refresh(tmp_path) == [tmp_path / "unknot.pot", tmp_path / "de.po"]
    german = read(tmp_path / "de.po")
    assert german["Head to knee"].string == "Kopf zum Knie"
    assert german["Cramp relief"].string == ""
    assert ("Gone" in german, "Gone" in german.obsolete) == (False, True)
    assert refresh(tmp_path) == []


def test_the_template_is_written_where_there_is_no_language_yet(tmp_path: Path) -> None:
    """It is not kept in the repository, and nor is its folder then."""
    assert refresh(tmp_path / "new") == [tmp_path / "new" / "unknot.pot"]
