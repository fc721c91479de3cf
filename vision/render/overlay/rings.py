"""The two rings: how much of the hold is left, and where the breath is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.render.draw import draw_arc, draw_backdrop, draw_disc, draw_tick
from vision.render.text import BOLD, REGULAR, draw_centred, fit_line
from vision.render.theme import (
    BLUE,
    BLUISH_GREEN,
    DEEP_BLUE,
    GREY,
    SKY_BLUE,
    SOFT_WHITE,
    TRACK,
    WHITE,
    Colour,
)
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.render.layout import Ring
    from vision.session.breath import Breath
    from vision.session.snapshot import Snapshot

_MINUTES_FROM_S: Final = 100
"""From here on a time is shown as minutes and seconds."""
_EMPTY_LUNGS: Final = 0.5
"""Share of the ring that is left of the disc when the lungs are empty."""


BREATH_WORDS: Final = {
    mark("in"): mark("in"),
    mark("hold full"): mark("hold"),
    mark("out"): mark("out"),
    mark("hold empty"): mark("hold"),
}
"""The word in the ring for each phase of the breath."""


def clock_text(seconds: float) -> str:
    """Return a time as a person reads it from afar: 7, 59, 2:05.

    >>> clock_text(59.2), clock_text(125)
    ('60', '2:05')
    """
    whole = max(0, math.ceil(seconds - 1e-6))
    if whole < _MINUTES_FROM_S:
        return str(whole)
    return f"{whole // 60}:{whole % 60:02d}"


def draw_hold(scene: Image, ring: Ring, snapshot: Snapshot) -> Image:
    """Draw the seconds left of the hold, in a ring that fills only while the hold runs.

    A hold without a target counts up.
    """
    draw_backdrop(scene, ring[:2], ring.radius)
    if snapshot.phase in (Phase.DONE, Phase.REST):
        _arc(scene, ring, 1.0, BLUISH_GREEN)
        return draw_tick(scene, ring[:2], 0.5 * ring.radius, WHITE)
    share, seconds = _hold_share(snapshot)
    _arc(scene, ring, share, BLUISH_GREEN if snapshot.holding else GREY)
    _in_ring(scene, ring, clock_text(seconds), -0.1, 0.84, WHITE if snapshot.holding else GREY)
    word = say("holding") if snapshot.holding else say("waiting")
    return _in_ring(scene, ring, word, 0.48, 0.28, SOFT_WHITE)


def _hold_share(snapshot: Snapshot) -> tuple[float, float]:
    if snapshot.target_s <= 0 or math.isinf(snapshot.target_s):
        return 0.0, math.floor(snapshot.held_s)
    return snapshot.held_s / snapshot.target_s, snapshot.target_s - snapshot.held_s


def draw_breath(scene: Image, ring: Ring, breath: Breath) -> Image:
    """Draw a disc as full as the lungs should be, with the phase and its seconds inside."""
    draw_backdrop(scene, ring[:2], ring.radius)
    full_px = 0.84 * ring.radius
    share = _EMPTY_LUNGS + (1 - _EMPTY_LUNGS) * breath.fullness
    draw_disc(scene, ring[:2], share * full_px, DEEP_BLUE)
    draw_disc(scene, ring[:2], share * full_px, BLUE, max(1, ring.radius // 30))
    _arc(scene, ring, breath.progress, SKY_BLUE)
    # Whether the lungs are full or empty is what the disc shows; the word says what to do.
    _in_ring(scene, ring, say(BREATH_WORDS[breath.phase]), -0.22, 0.48, WHITE)
    return _in_ring(scene, ring, clock_text(breath.remaining_s), 0.27, 0.48, WHITE)


def _arc(scene: Image, ring: Ring, share: float, colour: Colour) -> Image:
    width = max(2, round(0.09 * ring.radius))
    radius = ring.radius - width
    draw_disc(scene, ring[:2], radius, TRACK, max(1, width // 2))
    return draw_arc(scene, ring[:2], radius, share, colour, width)


def _in_ring(
    scene: Image, ring: Ring, text: str, down: float, size: float, colour: Colour
) -> Image:
    """Draw a word in a ring, ``down`` and ``size`` in radii; narrow enough for its height."""
    room_px = round(1.6 * ring.radius * math.sqrt(max(0.1, 1 - down * down)))
    size_px = max(6, round(size * ring.radius))
    weight = BOLD if size > 0.4 else REGULAR  # noqa: PLR2004
    block = fit_line(text, room_px, size_px, weight)
    return draw_centred(scene, block, (ring.x, ring.y + down * ring.radius), colour=colour)
