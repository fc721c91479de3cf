"""Draw functions: each takes a scene (BGR, uint8), draws on it and returns it.

What is translucent is a `Sprite`, made once and pasted many times; only the pixels under it are
touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.render.theme import DARK, PANEL_OPACITY, Colour, Look, Shape, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterator

Image: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[float, float]

# OpenCV takes coordinates as integers with this many binary digits after the point: without them
# a slowly growing circle moves in steps.
_FRACTION_BITS: Final = 4
_SMOOTH: Final = (cv2.LINE_AA, _FRACTION_BITS)
_DOT_SHARE: Final = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A small translucent picture.

    Attributes
    ----------
    ink
        ``(rows, columns, 3)`` uint8, the colour times its opacity.
    keep
        Same shape, how much of the scene shines through, 0-255.

    """

    ink: Image
    keep: Image

    @classmethod
    def of(cls, mask: Image, colour: Colour, opacity: float = 1.0) -> Sprite:
        """Make a sprite of one colour from a mask: 0 is nothing, 255 is the opacity given."""
        cover = mask.astype(np.float32)[..., None] * opacity
        ink = np.rint(cover * np.asarray(colour, np.float32) / 255)
        keep = np.repeat(255 - np.rint(cover), 3, axis=2)
        return cls(ink.astype(np.uint8), keep.astype(np.uint8))

    @property
    def width_px(self) -> int:
        """Columns of the sprite."""
        return int(self.ink.shape[1])

    @property
    def height_px(self) -> int:
        """Rows of the sprite."""
        return int(self.ink.shape[0])


def paste(scene: Image, sprite: Sprite, x_px: int, y_px: int) -> Image:
    """Lay a sprite over the scene; what lies outside the scene is left away."""
    left, top = max(x_px, 0), max(y_px, 0)
    right = min(x_px + sprite.width_px, scene.shape[1])
    bottom = min(y_px + sprite.height_px, scene.shape[0])
    if right <= left or bottom <= top:
        return scene
    under = scene[top:bottom, left:right]
    part = np.s_[top - y_px : bottom - y_px, left - x_px : right - x_px]
    cv2.multiply(under, sprite.keep[part], dst=under, scale=1 / 255)
    cv2.add(under, sprite.ink[part], dst=under)
    return scene


def laid_over(base: Sprite, top: Sprite, x_px: int, y_px: int) -> Sprite:
    """Return a sprite with another one on top: what is drawn together every time is pasted once."""
    ink, keep = base.ink.copy(), base.keep.copy()
    nothing = Sprite(np.zeros_like(top.ink), top.keep)
    return Sprite(paste(ink, top, x_px, y_px), paste(keep, nothing, x_px, y_px))


@lru_cache(maxsize=4)
def panel(
    width_px: int,
    height_px: int,
    radius_px: int,
    colour: Colour = DARK,
    opacity: float = PANEL_OPACITY,
) -> Sprite:
    """Return a translucent panel with round corners."""
    mask = np.zeros((height_px, width_px), np.uint8)
    r = min(radius_px, width_px // 2, height_px // 2)
    cv2.rectangle(mask, (r, 0), (width_px - 1 - r, height_px - 1), (255,), -1)
    cv2.rectangle(mask, (0, r), (width_px - 1, height_px - 1 - r), (255,), -1)
    for x in (r, width_px - 1 - r):
        for y in (r, height_px - 1 - r):
            cv2.circle(mask, (x, y), r, (255,), -1, cv2.LINE_AA)
    return Sprite.of(mask, colour, opacity)


def draw_panel(
    scene: Image,
    box: tuple[int, int, int, int],
    radius_px: int,
    *,
    colour: Colour = DARK,
    opacity: float = PANEL_OPACITY,
) -> Image:
    """Draw a translucent panel with round corners; ``box`` is (x, y, width, height)."""
    x, y, width, height = box
    if width < 1 or height < 1:
        return scene
    return paste(scene, panel(width, height, radius_px, colour, opacity), x, y)


@lru_cache(maxsize=16)
def _disc(radius_px: int, colour: Colour, opacity: float) -> Sprite:
    mask = np.zeros((2 * radius_px + 3, 2 * radius_px + 3), np.uint8)
    draw_disc(mask, (radius_px + 1, radius_px + 1), radius_px, (255, 255, 255))
    return Sprite.of(mask, colour, opacity)


def draw_backdrop(scene: Image, centre_px: Point, radius_px: int) -> Image:
    """Draw the dark translucent disc that rings stand on."""
    x, y = (round(value) - radius_px - 1 for value in centre_px)
    return paste(scene, _disc(radius_px, DARK, PANEL_OPACITY), x, y)


def _fine(point_px: Point) -> tuple[int, int]:
    x, y = (round(value * (1 << _FRACTION_BITS)) for value in point_px)
    return x, y


def draw_disc(
    scene: Image, centre_px: Point, radius_px: float, colour: Colour, thickness_px: int = -1
) -> Image:
    """Draw a disc, or with a thickness a circle, at a fraction of a pixel."""
    radius = round(radius_px * (1 << _FRACTION_BITS))
    cv2.circle(scene, _fine(centre_px), radius, colour, thickness_px, *_SMOOTH)
    return scene


def draw_arc(
    scene: Image,
    centre_px: Point,
    radius_px: float,
    share: float,
    colour: Colour,
    thickness_px: int,
) -> Image:
    """Draw a share (0 to 1) of a circle, clockwise from the top."""
    if share <= 0:
        return scene
    axes = (round(radius_px * (1 << _FRACTION_BITS)),) * 2
    angles_deg = (0, -90, 360 * min(share, 1.0) - 90)
    cv2.ellipse(scene, _fine(centre_px), axes, *angles_deg, colour, thickness_px, *_SMOOTH)
    return scene


def draw_marker(scene: Image, centre_px: Point, radius_px: float, look: Look) -> Image:
    """Draw the shape of an answer on a dark rim, so that it stands out on any picture."""
    if look.shape is Shape.DIAMOND:
        _diamond(scene, centre_px, 1.45 * radius_px + 2, DARK)
        return _diamond(scene, centre_px, 1.45 * radius_px, look.colour)
    if look.shape is Shape.DOT:
        radius_px *= _DOT_SHARE
    draw_disc(scene, centre_px, radius_px + 2, DARK)
    if look.shape is Shape.RING:
        width = max(1, round(0.4 * radius_px))
        return draw_disc(scene, centre_px, radius_px - width / 2, look.colour, width)
    return draw_disc(scene, centre_px, radius_px, look.colour)


def _diamond(scene: Image, centre_px: Point, radius_px: float, colour: Colour) -> Image:
    x, y = centre_px
    corners = ((x, y - radius_px), (x + radius_px, y), (x, y + radius_px), (x - radius_px, y))
    outline = np.array([_fine(corner) for corner in corners], np.int32)
    cv2.fillPoly(scene, [outline], colour, *_SMOOTH)
    return scene


def draw_tick(scene: Image, centre_px: Point, radius_px: float, colour: Colour) -> Image:
    """Draw a tick: done."""
    x, y = centre_px
    shape = ((-0.75, 0.05), (-0.2, 0.6), (0.8, -0.55))
    path = np.array([_fine((x + a * radius_px, y + b * radius_px)) for a, b in shape], np.int32)
    width = max(2, round(0.24 * radius_px))
    cv2.polylines(scene, [path], False, colour, width, cv2.LINE_AA, _FRACTION_BITS)  # noqa: FBT003
    return scene


def draw_bone(scene: Image, start_px: Point, end_px: Point, width_px: float, look: Look) -> Image:
    """Draw the line between two joints in the stroke of an answer, with a dark rim."""
    width = max(1, round(width_px * look.weight))
    for start, end in _dashes(start_px, end_px, look.stroke, width):
        cv2.line(scene, start, end, DARK, width + 3, *_SMOOTH)
        cv2.line(scene, start, end, look.colour, width, *_SMOOTH)
    return scene


_DASH_AND_PITCH: Final = {Stroke.DASHED: (1.3, 3.4), Stroke.DOTTED: (0.1, 2.6)}
"""Length of a dash and distance to the next, in widths of the line."""
_MOST_DASHES: Final = 40


def _dashes(
    start_px: Point, end_px: Point, stroke: Stroke, width_px: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    if stroke is Stroke.SOLID:
        yield _fine(start_px), _fine(end_px)
        return
    start, end = np.asarray(start_px), np.asarray(end_px)
    dash_px, pitch_px = (factor * width_px for factor in _DASH_AND_PITCH[stroke])
    length_px = float(np.hypot(*(end - start)))
    count = min(_MOST_DASHES, max(1, round(length_px / pitch_px)))
    inked = min(0.5, dash_px / pitch_px) / count
    for middle in (np.arange(count) + 0.5) / count:
        a, b = (start + (end - start) * (middle + side * inked / 2) for side in (-1, 1))
        yield _fine((a[0], a[1])), _fine((b[0], b[1]))
