"""Moments that take the whole picture: one large word, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2

from vision.render.draw import paste
from vision.render.overlay.pages import pages
from vision.render.overlay.setup import draw_setup, setup_pages
from vision.render.text import BOLD, REGULAR, Line, TextBlock, fit_text, text_panel, wrap_text
from vision.render.theme import DIMMED, SKY_BLUE, SOFT_WHITE
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Layout
    from vision.render.overlay.pages import Page
    from vision.session.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Screen:
    """A large word, what to do when the session says nothing, and how much light is left.

    ``foot`` is what is read under both.
    """

    word: str
    advice: str
    light: float
    foot: str = ""


SCREENS: Final = {
    Phase.NOTICE: Screen(
        mark("Before we begin"),
        mark("Stop whenever something hurts."),
        0.12,
        mark("Raise a hand, or press Enter, to go on. You can stop at any time with q."),
    ),
    Phase.FRAMING: Screen(mark("Let me see you"), mark("Step into the picture, side-on."), 0.75),
    Phase.PAUSED: Screen(mark("Paused"), mark("Take your time. Press space to go on."), DIMMED),
    Phase.LOST: Screen(
        mark("I can't see you"), mark("Come back into the picture when you like."), DIMMED
    ),
    Phase.FINISHED: Screen(mark("Well done"), mark("Thank you for practising."), DIMMED),
}

_ABOUT_THE_PICTURE: Final = (Phase.FRAMING, Phase.LOST)


def draw_screen(
    scene: Image, layout: Layout, snapshot: Snapshot, page: Page | None, tag: str
) -> Image:
    """Dim the picture and draw the phase's word with a page of what to do."""
    screen = SCREENS[snapshot.phase]
    cv2.convertScaleAbs(scene, scene, screen.light)
    if snapshot.phase is Phase.FRAMING:
        draw_setup(scene, layout, snapshot, page)
    else:
        _draw_card(scene, layout, screen, page)
    return _draw_tag(scene, layout, tag) if tag else scene


def screen_pages(layout: Layout, snapshot: Snapshot) -> tuple[Page, ...]:
    """Return what to do, in turn where it is too much for one look."""
    text = advice(snapshot)
    if snapshot.phase is Phase.FRAMING:
        return setup_pages(layout, snapshot, text)
    screen = SCREENS[snapshot.phase]
    taken_px = _word(layout, screen).height_px + _foot(layout, screen).height_px
    height_px = layout.keys.y - taken_px - 6 * layout.sizes.gap
    main, second = ("", text) if snapshot.phase is Phase.NOTICE else (text, "")
    return pages(main, second, _width(layout), height_px, layout.sizes)


def advice(snapshot: Snapshot) -> str:
    """Return what to do, in the session's words where it has any beyond the large word itself."""
    screen = SCREENS[snapshot.phase]
    text = snapshot.message
    if snapshot.phase in _ABOUT_THE_PICTURE and snapshot.guidance:
        text = snapshot.guidance
    nothing_new = text.strip(" .!").lower() in ("", say(screen.word).lower())
    return say(screen.advice) if nothing_new else text


def _width(layout: Layout) -> int:
    return layout.following.right - layout.keys.x - 4 * layout.sizes.gap


def _word(layout: Layout, screen: Screen) -> TextBlock:
    """Return the large word: as large as fits, but where there is much to read under it."""
    sizes = layout.sizes
    size_px = sizes.main if screen.foot else sizes.word
    return fit_text(
        say(screen.word), _width(layout), 3 * sizes.word, size_px, BOLD, least_px=sizes.main
    )


def _foot(layout: Layout, screen: Screen) -> TextBlock:
    return wrap_text(say(screen.foot), _width(layout), layout.sizes.detail, BOLD)


def _draw_card(scene: Image, layout: Layout, screen: Screen, page: Page | None) -> Image:
    """Draw the large word, what to read, and the foot, in the middle of the picture."""
    gap, nothing = layout.sizes.gap, TextBlock((), layout.sizes.detail, REGULAR)
    main, second = page or (nothing, nothing)
    blocks = (
        (_word(layout, screen), SKY_BLUE),
        (main, SOFT_WHITE),
        (second, SOFT_WHITE),
        (_foot(layout, screen), SOFT_WHITE),
    )
    width = max(block.width_px for block, _ in blocks) + 4 * gap
    lines, y = [], gap // 2
    for block, colour in blocks:
        lines.append(Line(block, 0, y, colour, width))
        y += block.height_px + (gap // 2 if block.lines else 0)
    made = text_panel(width, y + gap // 2, 2 * gap, tuple(lines))
    top = max(gap, (scene.shape[0] - made.height_px) // 2)
    return paste(scene, made, (scene.shape[1] - width) // 2, top)


def _draw_tag(scene: Image, layout: Layout, tag: str) -> Image:
    """Draw the word for what is no practice of one's own, where the title stands else."""
    size, box = layout.sizes.small, layout.keys
    block = TextBlock((tag,), size, BOLD)
    width, height = block.width_px + size, block.height_px + size // 3
    made = text_panel(width, height, size // 2, (Line(block, size // 2, size // 6),))
    return paste(scene, made, layout.following.right - width, box.y)
