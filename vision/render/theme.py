"""How it looks: colours, shapes and type sizes, in one place.

The hues are those of Okabe and Ito ("Color Universal Design", 2008), chosen to stay apart for eyes
that do not tell red from green. Colour is never the only sign: every verdict has a shape and a
kind of line of its own as well. Colours are (blue, green, red), as OpenCV takes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from vision.criteria.model import Status

Colour: TypeAlias = tuple[int, int, int]

WHITE: Final[Colour] = (255, 255, 255)
SOFT_WHITE: Final[Colour] = (225, 225, 225)
DARK: Final[Colour] = (26, 20, 16)
TRACK: Final[Colour] = (92, 84, 78)
BLUISH_GREEN: Final[Colour] = (115, 158, 0)
ORANGE: Final[Colour] = (0, 159, 230)
GROUND: Final[Colour] = (66, 58, 52)
SHADE: Final[Colour] = (124, 112, 104)
"""The ground, and the person on it, where the picture itself is not shown."""
GREY: Final[Colour] = (176, 176, 176)
SKY_BLUE: Final[Colour] = (233, 180, 86)
YELLOW: Final[Colour] = (66, 228, 240)
BLUE: Final[Colour] = (178, 114, 0)
# The same blue, darkened until white type on it reaches a contrast of 7 to 1.
DEEP_BLUE: Final[Colour] = (134, 82, 0)

PANEL_OPACITY: Final = 0.80
"""So dark that white type keeps a contrast of 7 to 1 even before a white wall."""
DIMMED: Final = 0.32
"""How much light of the picture is left behind a large word."""


class Shape(str, Enum):
    """The marker of a joint or a message."""

    DISC = "disc"
    DIAMOND = "diamond"
    RING = "ring"
    DOT = "dot"


class Stroke(str, Enum):
    """The kind of line a bone is drawn with."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


@dataclass(frozen=True, slots=True)
class Look:
    """How one answer looks: colour, marker, line, and how thick against a plain bone."""

    colour: Colour
    shape: Shape
    stroke: Stroke
    weight: float


LOOKS: Final = {
    Status.MET: Look(BLUISH_GREEN, Shape.DISC, Stroke.SOLID, 1.5),
    Status.MISSED: Look(ORANGE, Shape.DIAMOND, Stroke.DASHED, 2.2),
    Status.UNSEEN: Look(GREY, Shape.RING, Stroke.DOTTED, 1.2),
}
WAITED_FOR: Final = Look(SKY_BLUE, Shape.RING, Stroke.SOLID, 2.2)
"""What a pose is waited for: nothing is amiss with it, it is only not there yet."""
PLAIN: Final = Look(SOFT_WHITE, Shape.DOT, Stroke.SOLID, 0.8)
"""A bone nobody asks anything of."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes and spaces of one picture, in pixels.

    Of the height, the main line is 1/11, which on a laptop's screen is 16 mm, and what there is to
    do 1/16: both are read at three metres. Nothing is smaller than 1/28 but the keys, which are
    read at the desk.
    """

    main: int
    title: int
    detail: int
    small: int
    word: int
    gap: int

    @classmethod
    def of(cls, width_px: int, height_px: int) -> Sizes:
        """Return the sizes for a picture; in a narrow one the width decides."""
        return cls(
            main=_at_least_8(min(height_px / 11, width_px / 10)),
            title=_at_least_8(min(height_px / 16, width_px / 14)),
            detail=_at_least_8(min(height_px / 16, width_px / 17)),
            small=_at_least_8(min(height_px / 28, width_px / 30)),
            word=_at_least_8(min(height_px / 6, width_px / 6)),
            gap=max(2, round(0.022 * min(width_px, height_px))),
        )


def _at_least_8(size_px: float) -> int:
    return max(8, math.ceil(size_px))
