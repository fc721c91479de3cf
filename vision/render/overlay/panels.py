"""The panels of words: the one thing to do, the keys, what comes next."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vision.criteria.model import Status
from vision.render.draw import draw_marker, draw_panel
from vision.render.text import BOLD, REGULAR, TextBlock, draw_block, fit_line, fit_text, text_width
from vision.render.theme import LOOKS, SOFT_WHITE, TRACK, WAITED_FOR, Look
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Box, Layout
    from vision.session.snapshot import Snapshot

KEYS: Final = (
    (mark("space"), mark("pause")),
    ("n", mark("next")),
    ("b", mark("back")),
    ("v", mark("easier")),
    ("f", mark("full screen")),
    ("q", mark("quit")),
)
_MIDDLE: Final = 0.64
"""Where the middle of small letters lies under the top of a line, in type sizes."""
_MOST_NARROW_LINES: Final = 3
_INSTRUCTED: Final = (Phase.FRAMING, Phase.READY, Phase.ENTER)
"""Phases in which the instruction is shown: later the person is in the pose."""


class MainLine(NamedTuple):
    """The one thing to read now, and how it looks: as a verdict does, or plain."""

    text: str
    look: Look | None


def main_line(snapshot: Snapshot) -> MainLine:
    """Return the one thing to read: a correction, what the camera needs, what to do while waiting.

    Else praise for depth, else the line of the phase.
    """
    if snapshot.correction is not None:
        return MainLine(snapshot.correction.cue, LOOKS[Status.MISSED])
    if snapshot.guidance:
        return MainLine(snapshot.guidance, LOOKS[Status.UNSEEN])
    if snapshot.waiting:
        return MainLine(snapshot.waiting, WAITED_FOR)
    if snapshot.praise:
        return MainLine(snapshot.praise, LOOKS[Status.MET])
    return MainLine(snapshot.message, None)


def second_line(snapshot: Snapshot) -> str:
    """Return what to read when there is time: what to do now, or what is and is not checked.

    Beside a correction there is nothing else to read, and more of the person to see.
    """
    if snapshot.correction is not None:
        return ""
    whole = snapshot.say if snapshot.phase in _INSTRUCTED and snapshot.say else snapshot.note
    text = snapshot.moment or whole
    return "" if text == main_line(snapshot).text else text


def draw_main(scene: Image, layout: Layout, snapshot: Snapshot) -> Image:
    """Draw the one thing to read now, and under it what to read when there is time."""
    line, box, sizes = main_line(snapshot), layout.main, layout.sizes
    pad, icon_px = sizes.gap, round(1.1 * sizes.main) if line.look else 0
    room_px = _main_width(layout, line.text, 2 * pad + icon_px)
    second = fit_text(second_line(snapshot), room_px, round(0.4 * box.height), sizes.detail)
    main = fit_text(line.text, room_px, box.height - second.height_px - pad, sizes.main, BOLD)
    inner = icon_px + max(main.width_px, second.width_px)
    height = main.height_px + second.height_px + pad
    if not inner:
        return scene
    x, y = _corner(layout, inner, height)
    draw_panel(scene, (x, y, inner + 2 * pad, height), pad)
    x, y = x + pad, y + pad // 2
    if line.look:
        middle = (x + 0.4 * sizes.main, y + _MIDDLE * main.size_px)
        draw_marker(scene, middle, 0.3 * sizes.main, line.look)
    draw_block(scene, main, x + icon_px, y)
    return draw_block(scene, second, x + icon_px, y + main.height_px, colour=SOFT_WHITE)


def _main_width(layout: Layout, text: str, taken_px: int) -> int:
    """Return the room for words: narrow if they are few, the whole box if they are many."""
    narrow_px, box = layout.narrow_px - taken_px, layout.main
    lines = fit_text(text, narrow_px, box.height, layout.sizes.main, BOLD).lines
    return narrow_px if len(lines) <= _MOST_NARROW_LINES else box.width - taken_px


def _corner(layout: Layout, inner_px: int, height_px: int) -> tuple[int, int]:
    """Return the corner of the main panel: under the title, or standing at the bottom's middle."""
    box = layout.main
    if layout.wide:
        return box.x, box.y
    return box.x + (box.width - inner_px) // 2 - layout.sizes.gap, box.bottom - height_px


def draw_following(scene: Image, layout: Layout, title: str) -> Image:
    """Draw which pose comes next, at the right of its box."""
    if not title:
        return scene
    box, size = layout.following, layout.sizes.small
    block = fit_line(say("next: {title}", title=title), box.width - size, size)
    x = box.right - block.width_px - size // 2
    draw_panel(scene, (x - size // 2, box.y, block.width_px + size, box.height), box.height // 3)
    return draw_block(scene, block, x, _middle(box, block), colour=SOFT_WHITE)


def draw_keys(scene: Image, layout: Layout, *, paused: bool) -> Image:
    """Draw the keys as keys, each with what it does."""
    box = layout.keys
    words = tuple(
        (say(key), say("go on") if paused and key == "space" else say(does)) for key, does in KEYS
    )
    size = _keys_size(words, box.width, layout.sizes.small)
    pad, x = size // 2, box.x + size // 2
    draw_panel(scene, (box.x, box.y, _keys_width(words, size), box.height), box.height // 3)
    for key, does in words:
        x = _draw_key(scene, box, size, x, key) + pad
        block = TextBlock((does,), size, REGULAR)
        draw_block(scene, block, x, _middle(box, block), colour=SOFT_WHITE)
        x += block.width_px + 2 * pad
    return scene


@lru_cache(maxsize=8)
def _keys_size(words: tuple[tuple[str, str], ...], room_px: int, size_px: int) -> int:
    """Return the largest type size, up to the one asked for, at which all keys fit the line."""
    fitting = (size for size in range(size_px, 6, -1) if _keys_width(words, size) <= room_px)
    return next(fitting, 6)


def _keys_width(words: tuple[tuple[str, str], ...], size_px: int) -> int:
    type_px = sum(text_width(key, size_px, BOLD) + text_width(does, size_px) for key, does in words)
    return type_px + len(words) * (size_px + 3 * (size_px // 2))


def _draw_key(scene: Image, box: Box, size_px: int, x: int, key: str) -> int:
    """Draw one key and return where it ends."""
    block = TextBlock((key,), size_px, BOLD)
    width, height = block.width_px + size_px, round(1.35 * size_px)
    top = box.y + (box.height - height) // 2
    draw_panel(scene, (x, top, width, height), size_px // 3, colour=TRACK, opacity=1.0)
    draw_block(scene, block, x + size_px // 2, _middle(box, block))
    return x + width


def _middle(box: Box, block: TextBlock) -> int:
    """Return where a line starts so that its small letters stand in the middle of the box."""
    return box.y + round(box.height / 2 - _MIDDLE * block.size_px)
