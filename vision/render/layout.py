"""Where things stand, in a picture of any size: side by side when wide, stacked when tall."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from vision.errors import UsageError
from vision.render.theme import Sizes

LONG_SIDE_PX: Final = (1280, 1920)
"""Smaller pictures are shown enlarged, larger ones reduced: type needs pixels, speed few."""

_SMALLEST_WINDOW_PX: Final = 240
_SAME_SHAPE: Final = 0.02
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


def parse_window_size(text: str) -> tuple[int, int] | None:
    """Return the ``(width, height)`` of a window in pixels, None for the whole screen.

    Raises
    ------
    UsageError
        If it is neither ``full`` nor a size that words can be read in.

    """
    if text == "full":
        return None
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    size_px = (int(found[1]), int(found[2])) if found else (0, 0)
    if min(size_px) < _SMALLEST_WINDOW_PX:
        raise UsageError(
            "a window's size is full, or such as 1280x800 and at least {least} high, got {text!r}",
            least=_SMALLEST_WINDOW_PX,
            text=text,
        )
    return size_px


def is_tall(width_px: int, height_px: int) -> bool:
    """Return whether things are stacked, for lack of room side by side."""
    return width_px < _TALL * height_px


def canvas_size(shape: tuple[int, int], picture_px: tuple[int, int]) -> tuple[int, int]:
    """Return the size of what is shown in a window or on a screen of a shape.

    Parameters
    ----------
    shape
        ``(width, height)`` of the window, in any unit.
    picture_px
        ``(width, height)`` of the camera's pictures: many pixels are worth showing.

    """
    scale = max(display_size(*picture_px)) / max(shape)
    width, height = (max(2, 2 * round(side * scale / 2)) for side in shape)
    return width, height


def fitted(size_px: tuple[int, int], canvas_px: tuple[int, int]) -> Box:
    """Return where a picture stands in the middle of a canvas: whole, in its own shape.

    No border is left that is only there because sizes are even numbers.
    """
    shapes = (size_px[0] / size_px[1], canvas_px[0] / canvas_px[1])
    if abs(shapes[0] / shapes[1] - 1) < _SAME_SHAPE:
        return Box(0, 0, *canvas_px)
    scale = min(canvas_px[0] / size_px[0], canvas_px[1] / size_px[1])
    width, height = (max(1, round(side * scale)) for side in size_px)
    return Box((canvas_px[0] - width) // 2, (canvas_px[1] - height) // 2, width, height)


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one picture; what is drawn into a box may be smaller than the box.

    The routine is practised on the floor. In a wide picture the words therefore hang from the top,
    where there is only air, and the floor is left free. A tall picture has room under the body:
    there the main line stands on the bottom of its box. The hold and the breath are far apart, as
    both count seconds.

    ``narrow_px`` is the width for main lines of a few words, which leaves the middle to the person.
    A picture of the pose stands in ``picture_large`` while one gets ready, where there is no hold
    yet, else in ``picture_small``.
    """

    sizes: Sizes
    title: Box
    gesture: Box
    hold: Ring
    breath: Box
    main: Box
    narrow_px: int
    keys: Box
    following: Box
    picture_large: Box
    picture_small: Box
    wide: bool

    @classmethod
    def of(cls, width_px: int, height_px: int) -> Layout:
        """Lay out a picture: the hold at the right, or in a row under the title when it is tall."""
        sizes = Sizes.of(width_px, height_px)
        if is_tall(width_px, height_px):
            return _tall(width_px, height_px, sizes)
        return _wide(width_px, height_px, sizes)

    def below(self, y_px: int) -> Layout:
        """Return the layout with the main line below a row, where the title is so high."""
        down_px = y_px + self.sizes.gap // 2 - self.main.y
        if not self.wide or down_px <= 0:
            return self
        height = self.main.height - down_px
        return replace(self, main=self.main._replace(y=self.main.y + down_px, height=height))

    def beside(self, picture: Box) -> Layout:
        """Return the layout with the main line beside a picture at its right, or over it."""
        if not self.wide:
            height = picture.y - self.sizes.gap - self.main.y
            over = self.main._replace(height=height) if picture.y > self.main.y else self.main
            return replace(self, main=over)
        width = picture.x - self.sizes.gap - self.main.x
        # Under a large picture there is nothing of the person that words could cover.
        covered = picture.bottom - self.main.y if picture.width > self.breath.width else 0
        height = max(self.main.height, covered)
        main = self.main._replace(width=min(width, self.main.width), height=height)
        return replace(self, main=main, narrow_px=min(self.narrow_px, main.width))


def _wide(width: int, height: int, sizes: Sizes) -> Layout:
    gap, line = sizes.gap, round(1.9 * sizes.small)
    radius = round(0.125 * height)
    hold = Ring(width - gap - radius, gap + radius, radius)
    row_px = round(1.35 * sizes.title) + gap
    title = Box(gap, gap, hold.box.x - 2 * gap, row_px)
    main = Box(gap, title.bottom + gap // 2, hold.box.x - 2 * gap, round(0.5 * height))
    narrow_px = min(main.width, max(width // 2, 10 * sizes.main))
    keys = Box(gap, height - gap // 2 - line, round(0.54 * width), line)
    following = Box(keys.right + gap, keys.y, width - 2 * gap - keys.right, line)
    gesture = keys._replace(y=keys.y - gap // 2 - line, width=round(0.5 * width))
    breath_px = (round(0.42 * height), round(0.13 * height))
    breath = _at_right(width - gap, following.y - gap - breath_px[1], *breath_px)
    top = hold.box.bottom + gap
    small = _at_right(width - gap, top, breath_px[0], breath.y - gap - top)
    large_y = title.bottom + gap
    large = _at_right(width - gap, large_y, round(0.5 * width), breath.y - gap - large_y)
    return Layout(
        sizes,
        title,
        gesture,
        hold,
        breath,
        main,
        narrow_px,
        keys,
        following,
        large,
        small,
        wide=True,
    )


def _at_right(right: int, y: int, width: int, height: int) -> Box:
    return Box(right - width, y, width, height)


def _tall(width: int, height: int, sizes: Sizes) -> Layout:
    gap, line = sizes.gap, round(1.9 * sizes.small)
    radius = round(min(0.155 * width, 0.11 * height))
    lines_px = round(1.3 * (2 * sizes.small + sizes.detail + sizes.title)) + 2 * gap
    title_px = max(lines_px, round(0.17 * height))
    title = Box(gap, gap, width - 2 * gap, title_px)
    row = title.bottom + gap + radius
    hold = Ring(width - gap - radius, row, radius)
    breath = Box(gap, row - radius // 2, round(0.5 * width), radius)
    keys = Box(gap, height - gap // 2 - line, width - 2 * gap, line)
    following = keys._replace(y=keys.y - line)
    gesture = following._replace(y=following.y - line)
    main_px = min(round(0.34 * height), gesture.y - 2 * gap - hold.box.bottom)
    main = Box(gap, gesture.y - gap // 2 - main_px, width - 2 * gap, main_px)
    free = Box(gap, hold.box.bottom + gap, width - 2 * gap, main.y - hold.box.bottom - 2 * gap)
    small = _at_right(free.right, free.y, free.width // 2, free.height)
    return Layout(
        sizes,
        title,
        gesture,
        hold,
        breath,
        main,
        main.width,
        keys,
        following,
        free,
        small,
        wide=False,
    )
