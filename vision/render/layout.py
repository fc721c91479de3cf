"""Where things stand, in a picture of any size: side by side when wide, stacked when tall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from vision.render.theme import Sizes

LONG_SIDE_PX: Final = (1280, 1920)
"""Smaller pictures are shown enlarged, larger ones reduced: type needs pixels, speed few."""

_TALL: Final = 1.2
"""Below this width over height things are stacked."""


class Box(NamedTuple):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height


class Ring(NamedTuple):
    """A circle in pixels."""

    x: int
    y: int
    radius: int

    @property
    def box(self) -> Box:
        """The square around it."""
        size = 2 * self.radius
        return Box(self.x - self.radius, self.y - self.radius, size, size)


def display_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Return the size a picture is shown at; even numbers, which video encoders need."""
    least, most = LONG_SIDE_PX
    long_px = max(width_px, height_px)
    scale = min(max(long_px, least), most) / long_px
    width, height = (max(2, 2 * round(side * scale / 2)) for side in (width_px, height_px))
    return width, height


def is_tall(width_px: int, height_px: int) -> bool:
    """Return whether things are stacked, for lack of room side by side."""
    return width_px < _TALL * height_px


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one picture; what is drawn into a box may be smaller than the box.

    The routine is practised on the floor. In a wide picture the words therefore hang from the top,
    where there is only air, and the floor is left free. A tall picture has room under the body:
    there the main line stands on the bottom of its box.

    ``narrow_px`` is the width for main lines of a few words, which leaves the middle to the person.
    """

    sizes: Sizes
    title: Box
    hold: Ring
    breath: Ring
    main: Box
    narrow_px: int
    keys: Box
    following: Box
    wide: bool

    @classmethod
    def of(cls, width_px: int, height_px: int) -> Layout:
        """Lay out a picture: rings in a column at the right, or in a row when it is tall."""
        sizes = Sizes.of(width_px, height_px)
        if is_tall(width_px, height_px):
            return _tall(width_px, height_px, sizes)
        return _wide(width_px, height_px, sizes)


def _wide(width: int, height: int, sizes: Sizes) -> Layout:
    gap, line = sizes.gap, round(1.9 * sizes.small)
    hold_radius, breath_radius = round(0.125 * height), round(0.14 * height)
    column = width - gap - breath_radius
    hold = Ring(column, gap + hold_radius, hold_radius)
    breath = Ring(column, hold.box.bottom + gap + breath_radius, breath_radius)
    keys = Box(gap, height - gap // 2 - line, round(0.66 * width), line)
    following = Box(keys.right, keys.y, width - gap - keys.right, line)
    title = Box(gap, gap, breath.box.x - 2 * gap, round(1.35 * sizes.title) + gap)
    main = Box(gap, title.bottom + gap // 2, title.width, round(0.46 * height))
    narrow_px = min(title.width, max(width // 2, 10 * sizes.main))
    return Layout(sizes, title, hold, breath, main, narrow_px, keys, following, wide=True)


def _tall(width: int, height: int, sizes: Sizes) -> Layout:
    gap, line = sizes.gap, round(1.9 * sizes.small)
    radius = round(min(0.155 * width, 0.11 * height))
    lines_px = round(1.3 * (2 * sizes.small + sizes.detail + sizes.title)) + 2 * gap
    title = Box(gap, gap, width - 2 * gap, max(lines_px, round(0.17 * height)))
    row = title.bottom + gap + radius
    hold = Ring(width - gap - radius, row, radius)
    breath = Ring(gap + radius, row, radius)
    keys = Box(gap, height - gap // 2 - line, width - 2 * gap, line)
    following = keys._replace(y=keys.y - line)
    main_px = round(0.3 * height)
    main = Box(gap, following.y - gap // 2 - main_px, width - 2 * gap, main_px)
    return Layout(sizes, title, hold, breath, main, main.width, keys, following, wide=False)
