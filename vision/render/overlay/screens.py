"""Moments that take the whole picture: one large word, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.render.draw import draw_panel
from vision.render.text import BOLD, draw_block, fit_text
from vision.render.theme import DIMMED, SKY_BLUE, SOFT_WHITE, WHITE
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Layout
    from vision.session.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Screen:
    """A large word, what to do when the session says nothing, and how much light is left.

    ``framed`` screens are there to step into: a frame for the body, and smaller words on top.
    """

    word: str
    advice: str
    light: float
    framed: bool = False


SCREENS: Final = {
    Phase.NOTICE: Screen(
        mark("Before we begin"), mark("Raise a hand, or press Enter, to go on."), DIMMED
    ),
    Phase.FRAMING: Screen(
        mark("Let me see you"), mark("Step into the picture, side-on."), 0.75, framed=True
    ),
    Phase.PAUSED: Screen(mark("Paused"), mark("Take your time. Press space to go on."), DIMMED),
    Phase.LOST: Screen(
        mark("I can't see you"), mark("Come back into the picture when you like."), DIMMED
    ),
    Phase.FINISHED: Screen(mark("Well done"), mark("Thank you for practising."), DIMMED),
}

_FRAMED_WORD: Final = 0.6
_ABOUT_THE_PICTURE: Final = (Phase.FRAMING, Phase.LOST)


def draw_screen(scene: Image, layout: Layout, snapshot: Snapshot) -> Image:
    """Dim the picture and draw the phase's word with what to do."""
    screen = SCREENS[snapshot.phase]
    cv2.convertScaleAbs(scene, scene, screen.light)
    if screen.framed:
        _draw_brackets(scene, layout)
    return _draw_card(scene, layout, screen, advice(snapshot))


def advice(snapshot: Snapshot) -> str:
    """Return what to do, in the session's words where it has any beyond the large word itself."""
    screen = SCREENS[snapshot.phase]
    text = snapshot.message
    if snapshot.phase in _ABOUT_THE_PICTURE and snapshot.guidance:
        text = snapshot.guidance
    nothing_new = text.strip(" .!").lower() in ("", say(screen.word).lower())
    return say(screen.advice) if nothing_new else text


def _draw_card(scene: Image, layout: Layout, screen: Screen, text: str) -> Image:
    """Draw the large word over the text, in the middle or, where the person is shown, on top."""
    sizes, room = layout.sizes, layout.main.width - 4 * layout.sizes.gap
    most_px = scene.shape[0] // 3
    word_px = round(_FRAMED_WORD * sizes.word) if screen.framed else sizes.word
    blocks = (
        fit_text(say(screen.word), room, most_px, word_px, BOLD),
        fit_text(text, room, most_px, sizes.main, BOLD),
    )
    height = sum(block.height_px for block in blocks) + 2 * sizes.gap
    width = max(block.width_px for block in blocks) + 4 * sizes.gap
    x = (scene.shape[1] - width) // 2
    y = sizes.gap if screen.framed else (scene.shape[0] - height) // 2
    draw_panel(scene, (x, y, width, height), 2 * sizes.gap)
    y += sizes.gap // 2
    for block, colour in zip(blocks, (SKY_BLUE, WHITE), strict=True):
        draw_block(scene, block, x, y, colour=colour, centred_in_px=width)
        y += block.height_px
    return scene


def _draw_brackets(scene: Image, layout: Layout) -> Image:
    """Draw the corners of a frame: here the whole body should be."""
    height, width = scene.shape[:2]
    inset = 2 * layout.sizes.gap
    arm = round(0.12 * min(width, height))
    thickness = max(2, layout.sizes.gap // 3)
    for x, across in ((inset, arm), (width - 1 - inset, -arm)):
        for y, down in ((inset, arm), (height - 1 - layout.keys.height - inset, -arm)):
            corner = np.array([(x + across, y), (x, y), (x, y + down)], np.int32)
            cv2.polylines(scene, [corner], False, SOFT_WHITE, thickness, cv2.LINE_AA)  # noqa: FBT003
    return scene
