from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from vision.render.text import (
    BOLD,
    FONTS,
    REGULAR,
    TextBlock,
    draw_block,
    fit_line,
    fit_text,
    text_sprite,
)
from vision.render.theme import WHITE

if TYPE_CHECKING:
    from vision.render.draw import Image

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


_COVERED = "äéß\N{EN DASH}•…·°✓ẨữđợỹЖщїΩάἀ≤"
_LACKED = "\ue000"


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
@pytest.mark.parametrize("letter", _COVERED)
def test_letters_beyond_ascii_are_drawn_as_themselves(letter: str, weight: str) -> None:
    """Accents, Vietnamese, Cyrillic, Greek and our marks: no boxes and no question marks."""
    drawn = _ink(letter, weight)
    assert drawn.any()
    for other in (_LACKED, "?"):
        assert not np.array_equal(drawn, _ink(other, weight))


@pytest.mark.parametrize("letter", ["中", "ゆ", "अ", "\U0001f9d8"])
def test_a_letter_the_font_lacks_is_a_box(letter: str) -> None:
    """It is seen that something is missing, and never read as a question."""
    drawn = _ink(letter, BOLD)
    assert np.array_equal(drawn, _ink(_LACKED, BOLD))
    assert drawn.shape[0] > 25
    assert (drawn > 128).mean() > 0.3


def _ink(letter: str, weight: str) -> Image:
    return text_sprite(letter, 40, weight, WHITE)[0].ink


@pytest.mark.parametrize("line", ["ÄŽÅgjpqy,Q", "ẨỖgợỵ", "fj", "f"])
def test_ink_stays_within_its_sprite(line: str) -> None:
    """Accents, tails and overhanging ends are not cut off: no more ink in a larger picture."""
    sprite, ascent_px = text_sprite(line, 40, BOLD, WHITE)
    font = ImageFont.truetype(FONTS / "Inter-Bold.otf", 41.2, layout_engine=0)
    large = PillowImage.new("L", (600, 200))
    ImageDraw.Draw(large).text((101, 100), line, fill=255, font=font, anchor="ls")
    assert int(sprite.ink[..., 0].sum()) == int(np.asarray(large).sum())
    rows = np.asarray(large).any(axis=1).nonzero()[0]
    assert (rows[0], rows[-1]) == (100 - ascent_px, 99 - ascent_px + sprite.height_px)


def test_a_line_of_spaces_can_be_drawn() -> None:
    """It leaves the scene as it is."""
    scene = np.full((50, 50, 3), 7, np.uint8)
    draw_block(scene, TextBlock(("  ",), 20, REGULAR), 5, 5)
    assert (scene == 7).all()


def test_the_base_lines_of_a_block_are_evenly_apart() -> None:
    """Whatever ink its lines have, high, low or none, a line stands 1.2 sizes under the other."""
    scene = np.zeros((300, 60, 3), np.uint8)
    draw_block(scene, TextBlock(("H", "x", " ", "T", "E"), 50, REGULAR), 5, 0)
    rows = scene.any(axis=(1, 2)).astype(int)
    ends = np.flatnonzero(np.diff(rows) == -1) + 1
    assert ends.tolist() == [50, 110, 230, 290]
