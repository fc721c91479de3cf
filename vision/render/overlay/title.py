"""The panel that tells which pose this is: step, title, the leg in front, stages reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vision.render.draw import draw_disc, paste
from vision.render.text import (
    BOLD,
    REGULAR,
    Line,
    TextBlock,
    block_height,
    fit_line,
    fit_text,
    text_panel,
    text_width,
)
from vision.render.theme import BLUISH_GREEN, GREY, SOFT_WHITE, WHITE
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Layout
    from vision.render.theme import Colour
    from vision.session.snapshot import Snapshot

_LEG: Final = {
    "left": (mark("{pose}, left leg"), mark("left leg in front")),
    "right": (mark("{pose}, right leg"), mark("right leg in front")),
}
"""How a title tells of a leg, and how it is told beside one that does not."""
_SPACING: Final = 0.7
"""Between the parts of a row, in sizes of small type."""


class Part(NamedTuple):
    """A piece of the title; ``dots`` are the stages drawn before its words."""

    block: TextBlock
    colour: Colour
    dots: int = 0

    @property
    def width_px(self) -> int:
        """Width of the dots and the words."""
        return self.dots * self.block.size_px + self.block.width_px


def side_text(title: str, side: str | None) -> str:
    """Return which leg is in front, unless the title tells it or the pose has no side."""
    if side is None or side in title.lower().replace(",", " ").split():
        return ""
    told, in_front = _LEG[side]
    return "" if say(told, pose="") in title else say(in_front)


def title_with_side(title: str, side: str | None) -> str:
    """Return a pose's title with the leg in front, if it has one.

    >>> title_with_side("Head to knee", "left"), title_with_side("Hero", None)
    ('Head to knee, left leg in front', 'Hero')
    """
    return ", ".join(filter(None, (title, side_text(title, side))))


def step_of(snapshot: Snapshot) -> str:
    """Return which step this is, and of how many."""
    return say("step {n} of {all}", n=snapshot.step_index + 1, all=snapshot.step_count)


def draw_title(scene: Image, layout: Layout, snapshot: Snapshot, tag: str = "") -> Layout:
    """Draw the step's number, the pose, which leg is in front, and the stages reached.

    Return the layout with what is under it.
    """
    box, pad = layout.title, layout.sizes.gap
    spacing_px = round(_SPACING * layout.sizes.small)
    placed: list[tuple[Part, int, int]] = []
    y = pad // 2
    for row in _rows(layout, snapshot, tag):
        baseline, x = max(part.block.size_px for part in row), pad
        for part in row:
            placed.append((part, x, y + baseline - part.block.size_px))
            x += part.width_px + spacing_px
        y += max(part.block.height_px for part in row)
    width = max(x + part.width_px for part, x, _ in placed) + pad
    lines = tuple(
        Line(part.block, x + part.dots * part.block.size_px, top, part.colour)
        for part, x, top in placed
    )
    paste(scene, text_panel(width, y + pad // 2, pad, lines), box.x, box.y)
    for part, x, top in placed:
        _draw_dots(scene, part, snapshot.stage, (box.x + x, box.y + top))
    return layout.below(box.y + y + pad // 2)


def _rows(layout: Layout, snapshot: Snapshot, tag: str) -> list[list[Part]]:
    """Return the title in one row, or in more where it is too long or the picture too narrow."""
    room_px, sizes = layout.title.width - 2 * layout.sizes.gap, layout.sizes
    first, *others = _around(layout, snapshot, room_px, tag)
    if layout.wide:
        spacing_px = round(_SPACING * sizes.small)
        left_px = room_px - sum(part.width_px + spacing_px for part in (first, *others))
        least_px, words = sizes.small, " ".join(snapshot.title.split())
        if text_width(words, least_px, BOLD) <= left_px:
            title = fit_line(words, left_px, sizes.title, BOLD, least_px=least_px)
            return [[first, Part(title, WHITE), *others]]
    most_px = 2 * block_height(1, sizes.title)
    title = fit_text(snapshot.title, room_px, most_px, sizes.title, BOLD, least_px=sizes.small)
    if layout.wide and first.width_px + sum(part.width_px for part in others) < room_px:
        return [[first, *others], [Part(title, WHITE)]]
    return [[first], [Part(title, WHITE)], *([part] for part in others)]


def _around(layout: Layout, snapshot: Snapshot, room_px: int, tag: str) -> list[Part]:
    """Return what stands before and after the title itself; only what there is to tell."""
    sizes, least_px = layout.sizes, layout.sizes.small
    step = " · ".join(filter(None, (tag, step_of(snapshot))))
    parts = [Part(fit_line(step, room_px, sizes.small, least_px=least_px), SOFT_WHITE)]
    side = side_text(snapshot.title, snapshot.side)
    if side:
        block = fit_line(side, room_px, sizes.detail, least_px=least_px)
        parts.append(Part(block, SOFT_WHITE))
    # No dots before the first stage is reached: nobody is asked to go deeper.
    if snapshot.stage > 0:
        reached = say("{n} of {all}", n=snapshot.stage, all=snapshot.stage_count)
        block = TextBlock((f" {reached}",), sizes.small, REGULAR)
        parts.append(Part(block, SOFT_WHITE, dots=snapshot.stage_count))
    return parts


def _draw_dots(scene: Image, part: Part, reached: int, corner_px: tuple[int, int]) -> None:
    size, (x, y) = part.block.size_px, corner_px
    for index in range(part.dots):
        centre = (x + (index + 0.5) * size, y + 0.66 * size)
        if index < reached:
            draw_disc(scene, centre, 0.36 * size, BLUISH_GREEN)
        else:
            draw_disc(scene, centre, 0.16 * size, GREY)
