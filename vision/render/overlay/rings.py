"""What counts time: the ring of the hold, and the bar of the breath, which is like no ring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2

from vision.render.draw import draw_arc, draw_backdrop, draw_disc, draw_panel, draw_tick, paste
from vision.render.layout import Box
from vision.render.text import (
    BOLD,
    REGULAR,
    Line,
    TextBlock,
    draw_centred,
    fit_line,
    text_panel,
    text_width,
)
from vision.render.theme import (
    BLUE,
    BLUISH_GREEN,
    DARK,
    DEEP_BLUE,
    GREY,
    SOFT_WHITE,
    TRACK,
    WHITE,
    YELLOW,
    Colour,
)
from vision.session.breath import PHASE_NAMES
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Ring
    from vision.session.breath import Breath
    from vision.session.snapshot import MeasuredBreath, Snapshot

_MINUTES_FROM_S: Final = 100
"""From here on a time is shown as minutes and seconds."""
_EMPTY_LUNGS: Final = 0.5
"""Share of the bar that is left when the lungs are empty."""
_WORD: Final = 0.46
"""Size of the word in the bar, in heights of the bar."""
_MOST_DOTS: Final = 12


BREATH_WORDS: Final = {
    mark("in"): mark("breathe in"),
    mark("hold full"): mark("lungs full"),
    mark("out"): mark("breathe out"),
    mark("hold empty"): mark("lungs empty"),
}
"""The words for each phase of the breath; the hold is something else."""
_AS_SEEN: Final = (
    mark("you: breathing in"),
    mark("you: full"),
    mark("you: breathing out"),
    mark("you: empty"),
)
MEASURED_WORDS: Final = {
    "": mark("you: breathing"),
    **dict(zip(PHASE_NAMES, _AS_SEEN, strict=True)),
}
"""The words for each phase as the camera sees it; "" for one that cannot be told."""


def clock_text(seconds: float) -> str:
    """Return a time as a person reads it from afar: 7, 59, 2:05.

    >>> clock_text(59.2), clock_text(125)
    ('60', '2:05')
    """
    whole = max(0, math.ceil(seconds - 1e-6))
    if whole < _MINUTES_FROM_S:
        return str(whole)
    return f"{whole // 60}:{whole % 60:02d}"


def draw_hold(scene: Image, ring: Ring, snapshot: Snapshot, least_px: int) -> Image:
    """Draw the seconds left of the hold, in a ring that fills only while the hold runs.

    A hold without a target counts up. No word is smaller than ``least_px``.
    """
    draw_backdrop(scene, ring[:2], ring.radius)
    if snapshot.phase in (Phase.DONE, Phase.REST):
        _arc(scene, ring, 1.0, BLUISH_GREEN)
        return draw_tick(scene, ring[:2], 0.5 * ring.radius, WHITE)
    share, seconds = _hold_share(snapshot)
    _arc(scene, ring, share, BLUISH_GREEN if snapshot.holding else GREY)
    number = fit_line(
        clock_text(seconds), round(1.5 * ring.radius), round(0.84 * ring.radius), BOLD
    )
    colour = WHITE if snapshot.holding else GREY
    draw_centred(scene, number, (ring.x, ring.y - 0.12 * ring.radius), colour=colour)
    word = say("holding") if snapshot.holding else say("waiting")
    size_px = max(least_px, round(0.3 * ring.radius))
    if text_width(word, least_px) > 1.4 * ring.radius:
        return _under(scene, ring, TextBlock((word,), least_px, REGULAR))
    block = fit_line(word, round(1.4 * ring.radius), size_px, least_px=least_px)
    return draw_centred(scene, block, (ring.x, ring.y + 0.45 * ring.radius), colour=SOFT_WHITE)


def _under(scene: Image, ring: Ring, block: TextBlock) -> Image:
    """Draw a word that is too long for the ring on a panel of its own, over the ring's foot."""
    width, height = block.width_px + block.size_px, block.height_px
    made = text_panel(width, height, height // 2, (Line(block, block.size_px // 2, 0, SOFT_WHITE),))
    return paste(scene, made, ring.box.right - width, ring.box.bottom - height // 2)


def _hold_share(snapshot: Snapshot) -> tuple[float, float]:
    if snapshot.target_s <= 0 or math.isinf(snapshot.target_s):
        return 0.0, math.floor(snapshot.held_s)
    return snapshot.held_s / snapshot.target_s, snapshot.target_s - snapshot.held_s


def draw_breath(
    scene: Image, box: Box, breath: Breath, measured: MeasuredBreath | None, least_px: int
) -> Image:
    """Draw a bar that is as wide as the lungs should be full, with a word and a dot a second left.

    A thin line round it is as wide as they are, where that is measured. Nothing in it is like the
    ring of the hold, which counts another time.
    """
    draw_panel(scene, box, box.height // 2)
    pad = max(2, box.height // 14)
    _draw_bar(scene, _bar(box, breath.fullness, pad), max(1, box.height // 30))
    if measured is not None:
        _draw_line(scene, _bar(box, measured.fullness, pad), max(2, box.height // 28))
    # Whether the lungs are full or empty is what the bar shows as well.
    word, middle = say(BREATH_WORDS[breath.phase]), box.x + box.width / 2
    size_px = max(8, round(_WORD * box.height))
    block = fit_line(word, box.width - 4 * pad, size_px, BOLD, least_px=min(least_px, size_px))
    draw_centred(scene, block, (middle, box.y + 0.42 * box.height), colour=WHITE)
    return _draw_seconds(scene, box, math.ceil(breath.remaining_s - 1e-6))


def _bar(box: Box, fullness: float, pad_px: int) -> Box:
    """Return what of a box a breath fills."""
    share = _EMPTY_LUNGS + (1 - _EMPTY_LUNGS) * min(max(fullness, 0.0), 1.0)
    width, height = round(share * (box.width - 2 * pad_px)), box.height - 2 * pad_px
    return Box(box.x + (box.width - width) // 2, box.y + pad_px, width, height)


def _draw_line(scene: Image, bar: Box, width_px: int) -> None:
    """Draw a bar's outline, its edges dark: it is seen on the led bar and beside it."""
    radius, middle = bar.height // 2, bar.y + bar.height // 2
    left, right = bar.x + radius, max(bar.x + radius, bar.right - radius)
    for colour, thickness in ((DARK, width_px + 2), (YELLOW, width_px)):
        for x, from_deg in ((left, 90), (right, 270)):
            way = (0, from_deg, from_deg + 180, colour, thickness, cv2.LINE_AA)
            cv2.ellipse(scene, (x, middle), (radius, radius), *way)
        for y in (bar.y, bar.bottom):
            cv2.line(scene, (left, y), (right, y), colour, thickness, cv2.LINE_AA)


def _draw_bar(scene: Image, bar: Box, rim_px: int) -> None:
    """Draw a bar with round ends, and its rim."""
    for colour, inset in ((BLUE, 0), (DEEP_BLUE, rim_px)):
        radius, middle = bar.height / 2, bar.y + bar.height / 2
        for x in (bar.x + radius, bar.right - radius):
            draw_disc(scene, (x, middle), radius - inset, colour)
        left, right = round(bar.x + radius), round(bar.right - radius)
        corners = (left, bar.y + inset), (max(left, right), bar.bottom - inset)
        cv2.rectangle(scene, *corners, colour, -1)


def _draw_seconds(scene: Image, box: Box, seconds: int) -> Image:
    """Draw a dot for every second, in a row; none where they would be too many to see."""
    pitch, count = 0.16 * box.height, seconds if seconds <= _MOST_DOTS else 0
    x, y = box.x + (box.width - (count - 1) * pitch) / 2, box.y + 0.8 * box.height
    for index in range(count):
        draw_disc(scene, (x + index * pitch, y), 0.045 * box.height, WHITE)
    return scene


def _arc(scene: Image, ring: Ring, share: float, colour: Colour) -> Image:
    width = max(2, round(0.09 * ring.radius))
    radius = ring.radius - width
    draw_disc(scene, ring[:2], radius, TRACK, max(1, width // 2))
    return draw_arc(scene, ring[:2], radius, share, colour, width)
