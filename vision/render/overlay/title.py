"""The panel that tells which pose this is: step, title, the leg in front, stages reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vision.render.draw import draw_disc, paste
from vision.render.text import BOLD, REGULAR, Line, TextBlock, fit_line, fit_text, text_panel
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


def draw_title(scene: Image, layout: Layout, snapshot: Snapshot, tag: str = "") -> Image:
    """Draw the step's number, the pose, which leg is in front, and the stages reached."""
    box, pad = layout.title, layout.sizes.gap
    parts = (_row if layout.wide else _stack)(layout, snapshot, tag)
    places, width, height = (_in_row if layout.wide else _stacked)(layout, parts)
    lines = tuple(
        Line(part.block, pad + x + part.dots * part.block.size_px, pad // 2 + y, part.colour)
        for part, (x, y) in zip(parts, places, strict=True)
    )
    paste(scene, text_panel(width + 2 * pad, height + pad, pad, lines), box.x, box.y)
    for part, (x, y) in zip(parts, places, strict=True):
        _draw_dots(scene, part, snapshot.stage, (box.x + pad + x, box.y + pad // 2 + y))
    return scene


def _row(layout: Layout, snapshot: Snapshot, tag: str) -> list[Part]:
    room_px = layout.title.width - 2 * layout.sizes.gap
    spacing_px = round(_SPACING * layout.sizes.small)
    parts = _around(layout, snapshot, room_px // 2, tag)
    left_px = room_px - sum(part.width_px + spacing_px for part in parts)
    least_px = layout.sizes.small
    title = fit_line(snapshot.title, left_px, layout.sizes.title, BOLD, least_px=least_px)
    return [parts[0], Part(title, WHITE), *parts[1:]]


def _stack(layout: Layout, snapshot: Snapshot, tag: str) -> list[Part]:
    room_px = layout.title.width - 2 * layout.sizes.gap
    parts = _around(layout, snapshot, room_px, tag)
    left_px = layout.title.height - sum(part.block.height_px for part in parts) - layout.sizes.gap
    title = fit_text(snapshot.title, room_px, left_px, layout.sizes.title, BOLD)
    return [parts[0], Part(title, WHITE), *parts[1:]]


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


def _in_row(layout: Layout, parts: list[Part]) -> tuple[list[tuple[int, int]], int, int]:
    """Return where the parts of a row stand, on one baseline, and the row's width and height."""
    baseline = max(part.block.size_px for part in parts)
    height = max(part.block.height_px for part in parts)
    spacing_px = round(_SPACING * layout.sizes.small)
    places, x = [], 0
    for part in parts:
        places.append((x, baseline - part.block.size_px))
        x += part.width_px + spacing_px
    return places, x - spacing_px, height


def _stacked(_: Layout, parts: list[Part]) -> tuple[list[tuple[int, int]], int, int]:
    """Return where the parts of a stack stand, and the stack's width and height."""
    places, y = [], 0
    for part in parts:
        places.append((0, y))
        y += part.block.height_px
    return places, max(part.width_px for part in parts), y


def _draw_dots(scene: Image, part: Part, reached: int, corner_px: tuple[int, int]) -> None:
    size, (x, y) = part.block.size_px, corner_px
    for index in range(part.dots):
        centre = (x + (index + 0.5) * size, y + 0.66 * size)
        if index < reached:
            draw_disc(scene, centre, 0.36 * size, BLUISH_GREEN)
        else:
            draw_disc(scene, centre, 0.16 * size, GREY)
