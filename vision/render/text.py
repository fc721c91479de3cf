"""Type: measured, wrapped, shrunk to fit, and kept once drawn.

The font comes with the program (`fonts/README.md`) and covers Latin with Vietnamese, Greek and
Cyrillic. A letter it lacks is drawn as a striped box.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from vision.render.draw import Image, Sprite, laid_over, panel, paste
from vision.render.theme import WHITE, Colour

if TYPE_CHECKING:
    from collections.abc import Iterator

REGULAR: Final = "Medium"
"""Not the font's own regular weight, which is thin for white type read at three metres."""
BOLD: Final = "Bold"
FONTS: Final = Path(__file__).parent / "fonts"
_EM: Final = 1.03
"""Size of the font's em, in sizes of type: capitals are then 3/4 of the size."""
_LINE_PITCH: Final = 1.2
_INK_HEIGHT: Final = 1.3
_SHRINK: Final = 0.93
_SMALLEST: Final = 0.45
"""Type is shrunk to this share of the size asked for; what does not fit then is cut short."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of type at one size, known to fit the box they were made for."""

    lines: tuple[str, ...]
    size_px: int
    weight: str

    @property
    def width_px(self) -> int:
        """Width of the longest line."""
        return max((text_width(line, self.size_px, self.weight) for line in self.lines), default=0)

    @property
    def height_px(self) -> int:
        """Height from the top of the first line to the descenders of the last."""
        return block_height(len(self.lines), self.size_px)


def block_height(line_count: int, size_px: int) -> int:
    """Return the height of so many lines of type."""
    return round(((line_count - 1) * _LINE_PITCH + _INK_HEIGHT) * size_px) if line_count else 0


@lru_cache(maxsize=128)
def _font(size_px: int, weight: str) -> ImageFont.FreeTypeFont:
    # Pillow's own layout: the other one needs a library that not every system has.
    engine = ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / f"Inter-{weight}.otf", _EM * size_px, layout_engine=engine)


@lru_cache(maxsize=2048)
def text_width(text: str, size_px: int, weight: str = REGULAR) -> int:
    """Return the width of one line of type, in pixels."""
    return round(_font(size_px, weight).getlength(text))


@lru_cache(maxsize=16)
def text_sprite(line: str, size_px: int, weight: str, colour: Colour) -> tuple[Sprite, int]:
    """Return one line of type, ready to be pasted, and the pixels from its base line up to its top.

    It is as high as its ink: the accents of capitals may stand out over the line.
    """
    font = _font(size_px, weight)
    _, top, _, bottom = font.getbbox(line, anchor="ls")
    width_px, height_px = text_width(line, size_px, weight) + 2, max(1, round(bottom - top))
    mask = Pillow.new("L", (width_px, height_px))
    ImageDraw.Draw(mask).text((1, -top), line, fill=255, font=font, anchor="ls")
    return Sprite.of(np.asarray(mask), colour), -round(top)


@lru_cache(maxsize=256)
def wrap_text(text: str, width_px: int, size_px: int, weight: str = REGULAR) -> TextBlock:
    """Wrap a text at its size, however many lines that makes."""
    return TextBlock(_wrapped(text, width_px, size_px, weight), size_px, weight)


@lru_cache(maxsize=256)
def fit_text(
    text: str,
    width_px: int,
    height_px: int,
    size_px: int,
    weight: str = REGULAR,
    *,
    least_px: int = 0,
) -> TextBlock:
    """Wrap a text, and shrink it as far as sensible, or to ``least_px``, until it fits a box."""
    size = size_px
    smallest = least_px or max(6, int(_SMALLEST * size_px))
    while True:
        lines = _wrapped(text, width_px, size, weight)
        if block_height(len(lines), size) <= height_px:
            return TextBlock(lines, size, weight)
        if size <= smallest:
            return TextBlock(_cut_short(lines, width_px, height_px, size, weight), size, weight)
        size = max(smallest, int(size * _SHRINK))


@lru_cache(maxsize=256)
def fit_line(
    text: str, width_px: int, size_px: int, weight: str = REGULAR, *, least_px: int = 0
) -> TextBlock:
    """Shrink a text as far as sensible, and then cut it short, until it fits on one line."""
    words = " ".join(text.split())
    size, smallest = size_px, least_px or max(6, int(_SMALLEST * size_px))
    while size > smallest and text_width(words, size, weight) > width_px:
        size = max(smallest, int(size * _SHRINK))
    lines: tuple[str, ...] = (words,) if words else ()
    if text_width(words, size, weight) > width_px:
        lines = _cut_short(lines, width_px, 0, size, weight)
    return TextBlock(lines, size, weight)


def _wrapped(text: str, width_px: int, size_px: int, weight: str) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size_px, weight) <= width_px:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width_px, size_px, weight))
    return tuple(lines)


def _pieces(word: str, width_px: int, size_px: int, weight: str) -> list[str]:
    """Break a word that is wider than the box; scripts without spaces need it, too."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size_px, weight) > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut_short(
    lines: tuple[str, ...], width_px: int, height_px: int, size_px: int, weight: str
) -> tuple[str, ...]:
    kept = list(lines)
    while len(kept) > 1 and block_height(len(kept), size_px) > height_px:
        kept.pop()
    while kept[-1] and text_width(f"{kept[-1]}…", size_px, weight) > width_px:
        kept[-1] = kept[-1][:-1]
    return (*kept[:-1], f"{kept[-1]}…")


def draw_block(
    scene: Image,
    block: TextBlock,
    x_px: int,
    y_px: int,
    *,
    colour: Colour = WHITE,
    centred_in_px: int | None = None,
) -> Image:
    """Draw a block from its top left corner, or centred in a width that begins there."""
    for sprite, left_px, top_px in _placed(block, x_px, y_px, colour, centred_in_px):
        paste(scene, sprite, left_px, top_px)
    return scene


def _placed(
    block: TextBlock, x_px: int, y_px: int, colour: Colour, centred_in_px: int | None
) -> Iterator[tuple[Sprite, int, int]]:
    """Yield a block's lines with the places of their top left corners."""
    for index, line in enumerate(block.lines):
        sprite, ascent_px = text_sprite(line, block.size_px, block.weight, colour)
        shift = 0 if centred_in_px is None else (centred_in_px - sprite.width_px) // 2
        baseline_px = y_px + round((1 + index * _LINE_PITCH) * block.size_px)
        yield sprite, x_px + shift, baseline_px - ascent_px


class Line(NamedTuple):
    """A block on a panel: where its top left corner is, its colour, the width it is centred in."""

    block: TextBlock
    x_px: int
    y_px: int
    colour: Colour = WHITE
    centred_in_px: int | None = None


@lru_cache(maxsize=8)
def text_panel(width_px: int, height_px: int, radius_px: int, lines: tuple[Line, ...]) -> Sprite:
    """Return a translucent panel with blocks of type on it, made once for as long as they stay."""
    made = panel(width_px, height_px, radius_px)
    for line in lines:
        made = with_line(made, line)
    return made


def with_line(base: Sprite, line: Line) -> Sprite:
    """Return a sprite with a block of type on it."""
    for sprite, x_px, y_px in _placed(*line):
        base = laid_over(base, sprite, x_px, y_px)
    return base


def draw_centred(
    scene: Image, block: TextBlock, centre_px: tuple[float, float], *, colour: Colour = WHITE
) -> Image:
    """Draw a block with the middle of its small letters on a point."""
    x_px, y_px = centre_px
    ink_px = block.height_px - 0.3 * block.size_px
    top_px = round(y_px - 0.12 * block.size_px - ink_px / 2 - 0.02 * block.size_px)
    return draw_block(scene, block, round(x_px), top_px, colour=colour, centred_in_px=0)
