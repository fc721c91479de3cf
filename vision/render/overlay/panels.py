"""The panels of words: the one thing to do, the keys, what comes next."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from vision.criteria.model import Status
from vision.render.draw import draw_marker, laid_over, panel, paste
from vision.render.overlay.pages import Page, pages
from vision.render.text import (
    BOLD,
    REGULAR,
    Line,
    TextBlock,
    fit_text,
    text_panel,
    text_width,
    with_line,
    wrap_text,
)
from vision.render.theme import LOOKS, SOFT_WHITE, TRACK, WAITED_FOR, Look
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image, Sprite
    from vision.render.layout import Layout
    from vision.session.snapshot import Snapshot

_Keys: TypeAlias = "tuple[tuple[str, str], ...]"
ACCEPT: Final = (mark("Enter"), mark("go on"))
_ENDS: Final = (("f", mark("full screen")), ("q", mark("quit")))
_STEPS: Final = (("n", mark("next")), ("b", mark("back")), ("v", mark("easier")))
OTHER_CAMERA: Final = ("c", mark("other camera"))
_PRIVATE: Final = ("p", mark("hide the room"))
KEYS: Final[_Keys] = ((mark("space"), mark("pause")), *_STEPS, _PRIVATE, *_ENDS)
KEYS_PAUSED: Final[_Keys] = ((mark("space"), mark("go on")), *_STEPS, _PRIVATE, *_ENDS)
KEYS_AT_FIRST: Final[_Keys] = (_PRIVATE, *_ENDS)
_BEFORE_A_STEP: Final = (Phase.NOTICE, Phase.FRAMING)
_MOST_NARROW_LINES: Final = 3
_MIDDLE: Final = 0.64
"""Where the middle of small letters lies under the top of a line, in type sizes."""
_LEAVING: Final = (Phase.DONE, Phase.REST)
"""How to come out of a pose is read then, and praise of it was read before."""
_INSTRUCTED: Final = (Phase.FRAMING, Phase.READY, Phase.ENTER)
"""Phases in which the instruction is shown: later the person is in the pose."""


class MainLine(NamedTuple):
    """The one thing to read now, and how it looks: as a verdict does, or plain."""

    text: str
    look: Look | None


def main_line(snapshot: Snapshot) -> MainLine:
    """Return the one thing to read: a correction, what the camera needs, what to do while waiting.

    Else news of the breath, else praise, while the pose is held, else the line of the phase.
    """
    if snapshot.correction is not None:
        return MainLine(snapshot.correction.cue, LOOKS[Status.MISSED])
    if snapshot.guidance:
        return MainLine(snapshot.guidance, LOOKS[Status.UNSEEN])
    if snapshot.waiting:
        return MainLine(snapshot.waiting, WAITED_FOR)
    if snapshot.news and snapshot.phase not in _LEAVING:
        return MainLine(snapshot.news, WAITED_FOR)
    if snapshot.praise and snapshot.phase not in _LEAVING:
        return MainLine(snapshot.praise, LOOKS[Status.MET])
    return MainLine(snapshot.message, None)


def second_line(snapshot: Snapshot) -> str:
    """Return what to read when there is time: what to do now, or what is and is not checked.

    Beside a correction there is nothing else to read, and more of the person to see.
    """
    line = main_line(snapshot).text
    whole = snapshot.say if snapshot.phase in _INSTRUCTED and snapshot.say else snapshot.note
    text = "" if snapshot.correction is not None else snapshot.moment or whole
    shown = (line, text, f"{snapshot.title}.")
    if not any(snapshot.spoken in each for each in shown):
        text = snapshot.spoken  # whoever cannot hear it can read it
    return "" if text == line else text


def main_pages(layout: Layout, snapshot: Snapshot) -> tuple[Page, ...]:
    """Return what there is to read, in turn where it is too much for one look."""
    line, sizes = main_line(snapshot), layout.sizes
    room_px = _room(line.text, layout, 2 * sizes.gap + _icon(layout, line))
    texts = (line.text, second_line(snapshot))
    # What there is to do comes first where nothing is said of the person.
    return pages(*texts, room_px, layout.main.height - sizes.gap, sizes, turned=line.look is None)


def _room(text: str, layout: Layout, taken_px: int) -> int:
    """Return the width for words: narrow if they are few, the whole box if they are many."""
    narrow_px, wide_px = layout.narrow_px - taken_px, layout.main.width - taken_px
    few = len(wrap_text(text, narrow_px, layout.sizes.main, BOLD).lines) <= _MOST_NARROW_LINES
    return max(1, narrow_px if few else wide_px)


def _icon(layout: Layout, line: MainLine) -> int:
    return round(1.1 * layout.sizes.main) if line.look else 0


def draw_main(scene: Image, layout: Layout, snapshot: Snapshot, page: Page | None) -> Image:
    """Draw a page of what is to be read now, with the sign of the answer that it speaks of."""
    if page is None:
        return scene
    line, pad = main_line(snapshot), layout.sizes.gap
    icon_px = _icon(layout, line)
    width, height = icon_px + page.width_px + 2 * pad, page.height_px + pad
    x, y = _corner(layout, width, height)
    left, middle = pad + icon_px, pad // 2 + page.main.height_px
    lines = (
        Line(page.main, left, pad // 2),
        Line(page.second, left, middle, SOFT_WHITE),
    )
    paste(scene, text_panel(width, height, pad, lines), x, y)
    if line.look and page.main.lines:
        centre = (x + pad + 0.4 * icon_px, y + pad // 2 + _MIDDLE * page.main.size_px)
        draw_marker(scene, centre, 0.27 * icon_px, line.look)
    return scene


def _corner(layout: Layout, width_px: int, height_px: int) -> tuple[int, int]:
    """Return the corner of the main panel: under the title, or standing at the bottom's middle."""
    box = layout.main
    if layout.wide:
        return box.x, box.y
    return box.x + (box.width - width_px) // 2, box.bottom - height_px


def draw_following(scene: Image, layout: Layout, title: str) -> Image:
    """Draw which pose comes next, at the right, on the bottom of its box."""
    if not title:
        return scene
    box, size = layout.following, layout.sizes.small
    most_px, line = 4 * size, say("next: {title}", title=title)
    block = fit_text(line, box.width - size, most_px, size, least_px=size)
    width, height = block.width_px + size, max(box.height, block.height_px + size // 3)
    lines = (Line(block, size // 2, (height - block.height_px) // 2, SOFT_WHITE),)
    made = text_panel(width, height, box.height // 3, lines)
    return paste(scene, made, box.right - width, box.bottom - height)


def draw_gesture(scene: Image, layout: Layout, text: str) -> Image:
    """Draw which sign can be given now, over the keys."""
    if not text:
        return scene
    box, size = layout.gesture, layout.sizes.small
    block = fit_text(text, box.width - size, 4 * size, size, least_px=size)
    width, height = block.width_px + size, max(box.height, block.height_px + size // 3)
    lines = (Line(block, size // 2, (height - block.height_px) // 2, SOFT_WHITE),)
    made = text_panel(width, height, box.height // 3, lines)
    return paste(scene, made, box.x, box.bottom - height)


def draw_keys(scene: Image, layout: Layout, snapshot: Snapshot) -> Image:
    """Draw the keys that do something now as keys, each with what it does."""
    box = layout.keys
    words = tuple((say(key), say(does)) for key, does in keys_of(snapshot))
    size = _keys_size(words, box.width, layout.sizes.small)
    return paste(scene, _keys_line(words, size, box.height), box.x, box.y)


def keys_of(snapshot: Snapshot) -> _Keys:
    """Return the keys that do something now, with what they do."""
    keys = KEYS_PAUSED if snapshot.phase is Phase.PAUSED else KEYS
    if snapshot.phase in _BEFORE_A_STEP:
        keys = (OTHER_CAMERA, *KEYS_AT_FIRST) if snapshot.camera else KEYS_AT_FIRST
    return (ACCEPT, *keys) if snapshot.accepts else keys


@lru_cache(maxsize=8)
def _keys_line(words: tuple[tuple[str, str], ...], size_px: int, height_px: int) -> Sprite:
    made = panel(_keys_width(words, size_px), height_px, height_px // 3)
    pad = size_px // 2
    x = pad
    for key, does in words:
        block = TextBlock((key,), size_px, BOLD)
        cap = Line(block, pad, round(0.675 * size_px - _MIDDLE * size_px))
        width, height = block.width_px + size_px, round(1.35 * size_px)
        made = laid_over(made, _cap(width, height, cap), x, (height_px - height) // 2)
        what = TextBlock((does,), size_px, REGULAR)
        line = Line(what, x + width + pad, round(height_px / 2 - _MIDDLE * size_px), SOFT_WHITE)
        made = with_line(made, line)
        x += width + what.width_px + 3 * pad
    return made


def _cap(width_px: int, height_px: int, key: Line) -> Sprite:
    """Return a key with what is written on it."""
    return with_line(panel(width_px, height_px, key.block.size_px // 3, TRACK, 1.0), key)


@lru_cache(maxsize=8)
def _keys_size(words: tuple[tuple[str, str], ...], room_px: int, size_px: int) -> int:
    """Return the largest type size, up to the one asked for, at which all keys fit the line."""
    fitting = (size for size in range(size_px, 6, -1) if _keys_width(words, size) <= room_px)
    return next(fitting, 6)


def _keys_width(words: tuple[tuple[str, str], ...], size_px: int) -> int:
    type_px = sum(text_width(key, size_px, BOLD) + text_width(does, size_px) for key, does in words)
    return type_px + len(words) * (size_px + 3 * (size_px // 2))
