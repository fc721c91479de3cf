"""Type: measured, wrapped, shrunk to fit, and kept once drawn.

OpenCV's built-in "sans" covers Latin, Greek and Cyrillic and falls back to its "uni" face for
Chinese, Japanese and Korean. Emoji and Indic scripts come out as question marks, and Arabic and
Hebrew unjoined: the program's own texts use none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from vision.render.draw import Image, Sprite, paste
from vision.render.theme import WHITE, Colour

REGULAR: Final = 450
BOLD: Final = 650
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
    weight: int

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


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


@lru_cache(maxsize=2048)
def text_width(text: str, size_px: int, weight: int = REGULAR) -> int:
    """Return the width of one line of type, in pixels."""
    return int(cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, weight)[2])


@lru_cache(maxsize=96)
def text_sprite(line: str, size_px: int, weight: int, colour: Colour) -> Sprite:
    """Return one line of type, ready to be pasted."""
    height_px = round(_INK_HEIGHT * size_px)
    mask = np.zeros((height_px, text_width(line, size_px, weight) + 2), np.uint8)
    cv2.putText(mask, line, (1, size_px), (255,), _face(), size_px, weight)
    return Sprite.of(mask, colour)


@lru_cache(maxsize=256)
def fit_text(
    text: str, width_px: int, height_px: int, size_px: int, weight: int = REGULAR
) -> TextBlock:
    """Wrap a text, and shrink it as far as sensible, until it fits a box."""
    size = size_px
    smallest = max(6, int(_SMALLEST * size_px))
    while True:
        lines = _wrapped(text, width_px, size, weight)
        if block_height(len(lines), size) <= height_px:
            return TextBlock(lines, size, weight)
        if size <= smallest:
            return TextBlock(_cut_short(lines, width_px, height_px, size, weight), size, weight)
        size = max(smallest, int(size * _SHRINK))


@lru_cache(maxsize=256)
def fit_line(text: str, width_px: int, size_px: int, weight: int = REGULAR) -> TextBlock:
    """Shrink a text as far as sensible, and then cut it short, until it fits on one line."""
    words = " ".join(text.split())
    size, smallest = size_px, max(6, int(_SMALLEST * size_px))
    while size > smallest and text_width(words, size, weight) > width_px:
        size = max(smallest, int(size * _SHRINK))
    lines: tuple[str, ...] = (words,) if words else ()
    if text_width(words, size, weight) > width_px:
        lines = _cut_short(lines, width_px, 0, size, weight)
    return TextBlock(lines, size, weight)


def _wrapped(text: str, width_px: int, size_px: int, weight: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size_px, weight) <= width_px:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width_px, size_px, weight))
    return tuple(lines)


def _pieces(word: str, width_px: int, size_px: int, weight: int) -> list[str]:
    """Break a word that is wider than the box; scripts without spaces need it, too."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size_px, weight) > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut_short(
    lines: tuple[str, ...], width_px: int, height_px: int, size_px: int, weight: int
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
    for index, line in enumerate(block.lines):
        sprite = text_sprite(line, block.size_px, block.weight, colour)
        shift = 0 if centred_in_px is None else (centred_in_px - sprite.width_px) // 2
        paste(scene, sprite, x_px + shift, y_px + round(index * _LINE_PITCH * block.size_px))
    return scene


def draw_centred(
    scene: Image, block: TextBlock, centre_px: tuple[float, float], *, colour: Colour = WHITE
) -> Image:
    """Draw a block with the middle of its small letters on a point."""
    x_px, y_px = centre_px
    ink_px = block.height_px - 0.3 * block.size_px
    top_px = round(y_px - 0.12 * block.size_px - ink_px / 2 - 0.02 * block.size_px)
    return draw_block(scene, block, round(x_px), top_px, colour=colour, centred_in_px=0)
