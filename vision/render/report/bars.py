"""How a bar of a strip looks, in every strip: a colour, and a pattern for eyes without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vision.render.page import css_colour
from vision.render.theme import DARK

if TYPE_CHECKING:
    from vision.render.theme import Colour


def bar_marker(colour: Colour, pattern: str) -> dict[str, Any]:
    """Return the ``marker`` of a bar for Plotly; ``pattern`` is "" for a plain one."""
    return {
        "color": css_colour(colour),
        "pattern": {
            "shape": pattern,
            "bgcolor": css_colour(colour),
            "fgcolor": css_colour(DARK),
            "size": 6,
            "solidity": 0.2,
        },
        "line": {"width": 0.5, "color": css_colour(DARK if pattern else colour)},
    }
