from __future__ import annotations

import pytest

from vision.render.text import fit_line, fit_text, text_sprite, text_width

_TEXTS = {
    "short": "Back long",
    "long": "Fold slowly from the hips and keep the back long " * 6,
    "one word": "Rückenstreckung" * 12,
    "no spaces": "ゆっくりと息を吐きながら背中を長く伸ばします" * 4,
    "accents": "Atme \N{EN DASH} langsam, • über die Füße, café",
}


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS)
@pytest.mark.parametrize("box", [(600, 120), (300, 200), (90, 60), (40, 20)])
def test_a_text_fits_its_box(text: str, box: tuple[int, int]) -> None:
    """Whatever the text, its lines stay within the width and the height they were given."""
    block = fit_text(text, *box, 48)
    assert block.width_px <= box[0]
    assert block.height_px <= box[1] or len(block.lines) == 1


def test_a_text_that_has_room_is_not_shrunk() -> None:
    """Size and words stay as asked for when they fit."""
    block = fit_text("Back long", 600, 120, 48)
    assert (block.lines, block.size_px) == (("Back long",), 48)


def test_a_text_is_wrapped_before_it_is_shrunk() -> None:
    """Two lines of large type read better than one of small type."""
    block = fit_text("Let your back grow long", 360, 150, 48)
    assert len(block.lines) == 2
    assert " ".join(block.lines) == "Let your back grow long"
    assert block.size_px == 48


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS)
def test_a_line_stays_a_line(text: str) -> None:
    """It is shrunk and then cut, never wrapped."""
    block = fit_line(text, 200, 24)
    assert len(block.lines) == 1
    assert block.width_px <= 200


def test_what_cannot_fit_ends_with_an_ellipsis() -> None:
    """A text is cut where even the smallest sensible type does not fit."""
    block = fit_text("word " * 200, 200, 60, 40)
    assert block.lines[-1].endswith("…")
    assert block.size_px >= 18


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_takes_no_room(text: str) -> None:
    """Nothing to say leaves no gap."""
    block = fit_text(text, 100, 100, 20)
    assert (block.width_px, block.height_px) == (0, 0)


@pytest.mark.parametrize("letter", ["ä", "é", "\N{EN DASH}", "•", "中", "Ж"])
def test_letters_beyond_ascii_are_drawn_as_themselves(letter: str) -> None:
    """None of them comes out as the question mark that stands for an unknown letter."""
    drawn, unknown = (text_sprite(each, 40, 400, (255, 255, 255)).ink for each in (letter, "?"))
    assert drawn.any()
    assert drawn.shape != unknown.shape or (drawn != unknown).any()


def test_ink_stays_within_its_sprite() -> None:
    """High accents and low tails are not cut off."""
    ink = text_sprite("ÄŽÅgjpqy,Q", 40, 650, (255, 255, 255)).ink[..., 0]
    assert ink.any(axis=1).nonzero()[0][-1] < ink.shape[0] - 1
    assert ink.shape[1] >= text_width("ÄŽÅgjpqy,Q", 40, 650)
    assert not (ink[0] > 128).any()
