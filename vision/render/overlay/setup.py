"""The screen before the first step: outlines to stand and to lie in, and what is looked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.criteria.model import Status
from vision.render.draw import draw_marker, draw_tick, paste
from vision.render.overlay.pages import pages
from vision.render.text import Line, text_panel, wrap_text
from vision.render.theme import BLUISH_GREEN, LOOKS, SKY_BLUE, SOFT_WHITE, WHITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.render.draw import Image
    from vision.render.layout import Layout
    from vision.render.overlay.pages import Page
    from vision.session.snapshot import Snapshot

_TALL: Final = 0.74
"""Height of the standing outline, in heights of the picture: as much as is left for a mat."""
_FEET: Final = 0.94
"""Where it stands: with its hips in the middle, where a camera at hip height sees them."""
_LONG: Final = 0.9
"""Most of the picture's width that the lying outline takes."""
# Side-on, in heights of a body, y from the top down: the ends of each limb, and how thick it is.
_JOINTS: Final = (
    *((0.012, 0.058), (0.016, 0.072)),
    *((0.0, 0.12), (0.0, 0.2)),
    *((0.0, 0.22), (0.0, 0.46)),
    *((0.02, 0.22), (0.05, 0.46)),
    *((0.0, 0.48), (0.01, 0.72)),
    *((0.01, 0.72), (-0.01, 0.93)),
    *((-0.01, 0.965), (0.1, 0.975)),
)
_THICK: Final = (0.105, 0.06, 0.13, 0.05, 0.11, 0.075, 0.045)
_FRACTION_BITS: Final = 4
_HALF: Final = 127
_LIST_SHARE: Final = 0.42
"""Width of the list, beside which there are words, of the picture's."""


def setup_pages(layout: Layout, snapshot: Snapshot, text: str) -> tuple[Page, ...]:
    """Return what to do before the first step, beside the list of what is looked for."""
    listed = layout.wide and snapshot.checks
    taken_px = _List(snapshot, layout).width_px if listed else 0
    edge = layout.following.right - taken_px
    width = edge - layout.keys.x - 3 * layout.sizes.gap
    second = snapshot.moment
    return pages(text, second, width, round(0.5 * layout.keys.y), layout.sizes)


def draw_setup(scene: Image, layout: Layout, snapshot: Snapshot, page: Page | None) -> Image:
    """Draw the outlines, what to do, and what is looked for, ticked off where it is fine."""
    gap = layout.sizes.gap
    if page is not None:
        width, height = page.width_px + 2 * gap, page.height_px + gap
        lines = (
            Line(page.main, gap, gap // 2),
            Line(page.second, gap, gap // 2 + page.main.height_px, SOFT_WHITE),
        )
        paste(scene, text_panel(width, height, gap, lines), gap, gap)
    fine = all(check.status is Status.MET for check in snapshot.checks)
    _draw_outlines(scene, BLUISH_GREEN if snapshot.checks and fine else SOFT_WHITE)
    return _draw_checks(scene, layout, snapshot) if snapshot.checks else scene


@lru_cache(maxsize=4)
def outlines(width_px: int, height_px: int) -> tuple[NDArray[np.int32], ...]:
    """Return closed lines around a standing and a lying body, in 1/16 pixels."""
    tall_px = min(_TALL * height_px, _LONG * width_px)
    feet_px, middle_px = _FEET * height_px, width_px / 2
    back_px = feet_px - 0.07 * tall_px
    standing = [((middle_px + x * tall_px), feet_px - (1 - y) * tall_px) for x, y in _JOINTS]
    lying = [(middle_px + (y - 0.5) * tall_px, back_px - x * tall_px) for x, y in _JOINTS]
    found: list[NDArray[np.int32]] = []
    for joints in (standing, lying):
        mask = np.zeros((height_px, width_px), np.uint8)
        corners = [(round(x), round(y)) for x, y in joints]
        for a, b, thick in zip(corners[::2], corners[1::2], _THICK, strict=True):
            cv2.line(mask, a, b, (255,), max(1, round(thick * tall_px)), cv2.LINE_AA)
        # Joints are rounded, so that it is one body and no puppet.
        soft = cv2.GaussianBlur(mask, (0, 0), 0.012 * tall_px)
        _, shape = cv2.threshold(soft, _HALF, 255, cv2.THRESH_BINARY)
        lines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        found += [np.asarray(line, np.int32) << _FRACTION_BITS for line in lines]
    return tuple(found)


def _draw_outlines(scene: Image, colour: tuple[int, int, int]) -> None:
    width = max(2, round(0.003 * scene.shape[0]))
    lines = outlines(scene.shape[1], scene.shape[0])
    cv2.polylines(scene, lines, True, colour, width, cv2.LINE_AA, _FRACTION_BITS)  # noqa: FBT003


class _List:
    """The list of what is looked for: one row each, at one size."""

    def __init__(self, snapshot: Snapshot, layout: Layout) -> None:
        checks = snapshot.checks
        sizes = layout.sizes
        share = _LIST_SHARE if layout.wide else 1.0
        most_px = round(share * (layout.following.right - layout.keys.x))
        self.pad, self.mark_px = sizes.gap, round(1.3 * sizes.small)
        room_px = most_px - 2 * self.pad - self.mark_px
        self.blocks = [wrap_text(check.text, room_px, sizes.small) for check in checks]
        self.camera = wrap_text(snapshot.camera, room_px, sizes.small)
        words_px = max(block.width_px for block in (*self.blocks, self.camera))
        self.width_px = words_px + self.mark_px + 2 * self.pad
        heights_px = [block.height_px for block in (*self.blocks, self.camera)]
        self.height_px = sum(heights_px) + self.pad


def _draw_checks(scene: Image, layout: Layout, snapshot: Snapshot) -> Image:
    rows, lines, y = _List(snapshot, layout), [], layout.sizes.gap // 2
    left, top = layout.following.right - rows.width_px, layout.sizes.gap
    if not layout.wide:
        top = layout.keys.y - layout.sizes.gap - rows.height_px
    middles: list[tuple[float, float]] = []
    for block in rows.blocks:
        lines.append(Line(block, rows.pad + rows.mark_px, y, WHITE))
        middles.append((left + rows.pad + 0.4 * rows.mark_px, top + y + 0.64 * block.size_px))
        y += block.height_px
    lines.append(Line(rows.camera, rows.pad + rows.mark_px, y, SKY_BLUE))
    made = text_panel(rows.width_px, rows.height_px, layout.sizes.gap, tuple(lines))
    paste(scene, made, left, top)
    for check, middle in zip(snapshot.checks, middles, strict=True):
        if check.status is Status.MET:
            draw_tick(scene, middle, 0.36 * rows.mark_px, BLUISH_GREEN)
        else:
            draw_marker(scene, middle, 0.26 * rows.mark_px, LOOKS[check.status])
    return scene
