from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.render import builders
from vision.render.overlay.card import form_text, outcome_text, summary_card
from vision.render.overlay.title import title_with_side
from vision.render.theme import BLUISH_GREEN, DARK, SKY_BLUE, TRACK
from vision.words.language import read_catalogue

if TYPE_CHECKING:
    from pathlib import Path


def _share(card: np.ndarray, colour: object) -> int:
    return int((card[100:] == np.array(colour, np.uint8)).all(axis=2).sum())


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (320, 240)])
@pytest.mark.parametrize("steps", [0, 1, 12, 40])
def test_a_card_holds_any_number_of_steps(size: tuple[int, int], steps: int) -> None:
    """Whatever was practised fits on it, edge untouched."""
    summaries = [builders.summary(title="Head to knee " * 5, side="left")] * steps
    card = summary_card(size, summaries)
    assert card.shape == (size[1], size[0], 3)
    for edge in (card[0], card[-1], card[:, 0], card[:, -1]):
        assert (edge == np.array(DARK, np.uint8)).all()


def test_the_bar_shows_held_against_asked_for_and_the_form_within() -> None:
    """Half held with half of that in form: a quarter green, a quarter blue, half track."""
    card = summary_card((1280, 720), [builders.summary(held_s=30.0, in_zone_s=15.0)])
    green, blue, track = (_share(card, colour) for colour in (BLUISH_GREEN, SKY_BLUE, TRACK))
    assert blue == pytest.approx(green, rel=0.15)
    assert track == pytest.approx(2 * green, rel=0.15)


def test_a_step_as_long_as_you_like_has_a_full_bar() -> None:
    """There is no goal to fall short of."""
    card = summary_card((1280, 720), [builders.summary(target_s=0.0, in_zone_s=0.0)])
    assert _share(card, TRACK) == 0
    assert _share(card, SKY_BLUE) > 0


def test_the_outcome_is_told_kindly_and_in_words() -> None:
    """Criteria are words, and what was not done is no failure."""
    stage = builders.summary(stage="chest_to_knee")
    assert (
        outcome_text(stage)
        == "1:00 · 85 % in form · reached chest to knee · next time: back straight"
    )
    whole = builders.summary(in_form_s=59.9)
    assert outcome_text(whole).startswith("1:00 · nearly all in form · ")
    assert "100 % in form" in outcome_text(replace(whole, most_frequent=""))
    assert outcome_text(builders.summary(held_s=0.0, in_zone_s=0.0)) == "left for another day"


def test_nothing_held_has_no_share() -> None:
    """Not even a division by zero."""
    assert form_text(builders.summary(in_pose_s=0.0, in_form_s=0.0)) == ""


def test_the_leg_in_front_is_told_once() -> None:
    """A title that tells the side is not followed by the side."""
    assert title_with_side("Diamond pose", "left") == "Diamond pose, left leg in front"
    assert title_with_side("Head to knee, left leg", "left") == "Head to knee, left leg"
    assert title_with_side("Hero pose", None) == "Hero pose"


def test_the_leg_in_front_is_told_once_in_other_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A translated title tells the side in other words."""
    words = {"{pose}, left leg": "{pose}, Bein links", "left leg in front": "linkes Bein vorn"}
    file = tmp_path / "de.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    entries = (f'\nmsgid "{english}"\nmsgstr "{said}"\n' for english, said in words.items())
    file.write_text(head + "".join(entries), encoding="utf-8")
    monkeypatch.setattr("vision.words.catalogue", lambda: read_catalogue(file))
    assert title_with_side("Kopf zum Knie, Bein links", "left") == "Kopf zum Knie, Bein links"
    assert title_with_side("Fersensitz", "left") == "Fersensitz, linkes Bein vorn"
