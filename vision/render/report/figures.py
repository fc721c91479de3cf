"""What the figures for Plotly share: bars told apart by pattern, safe texts, thinned curves."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from vision.render.page import css_colour
from vision.render.theme import DARK
from vision.words.wording import printable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.render.theme import Colour

Figure: TypeAlias = "dict[str, Any]"
"""``data`` and ``layout`` of a Plotly figure, or a part of them, as plain values ready for JSON."""


def bar_marker(colour: Colour, pattern: str) -> Figure:
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


def plot_text(text: str, signs: int = 0) -> str:
    """Return a text as Plotly shows it as it stands: it would read ``<b>`` and ``<a>``.

    It is broken into lines of at most ``signs``, if any are given.
    """
    lines = textwrap.wrap(printable(text), signs) if signs else [printable(text)]
    return "<br>".join(escape(line, quote=False) for line in lines)


def thinned(values: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Return which points of a curve to draw so that it looks the same.

    Parameters
    ----------
    values
        ``(T,)``, NaN for gaps.
    most
        How many points there may be, at least 4.

    Returns
    -------
    NDArray[np.intp]
        Indices, increasing: of each bin its lowest and its highest value, so that no peak is lost,
        and the first point of a gap that begins in it.

    """
    if len(values) <= most:
        return np.arange(len(values))
    bins = np.array_split(np.arange(len(values)), most // 3)
    return np.unique(np.concatenate([_kept(values, each) for each in bins]))


def _kept(values: NDArray[np.float64], indices: NDArray[np.intp]) -> NDArray[np.intp]:
    unseen = np.isnan(values[indices])
    gap = indices[unseen][:1]
    seen = indices[~unseen]
    if not len(seen):
        return gap
    extremes = seen[[np.argmin(values[seen]), np.argmax(values[seen])]]
    return np.concatenate([extremes, gap])
