"""What each threshold would catch, and what it would call without reason, for Plotly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from vision.render.page import css_colour
from vision.render.theme import BLUISH_GREEN, DARK, ORANGE
from vision.render.tuning.plot import GRID, LAYOUT
from vision.words import say
from vision.words.wording import unit_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Figure: TypeAlias = dict[str, Any]

_HEIGHT_PX: Final = 330
_PER_CENT: Final = 100.0
_BAND_OPACITY: Final = "33"  # hexadecimal, of 255


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """A share in [0, 1] at each threshold, ``(n,)``, with its interval; NaN for none."""

    name: str
    value: Array
    low: Array
    high: Array


def fit_figure(
    threshold: Array,
    rates: tuple[Rate, Rate],
    marks: dict[str, float],
    *,
    title: str,
    unit: str,
) -> Figure:
    """Return the curves of what is caught and of false alarms over the thresholds of one bound.

    Parameters
    ----------
    threshold
        ``(n,)`` increasing, in the measure's unit.
    rates
        What is caught, and false alarms.
    marks
        Thresholds to mark, by what they are: where the bound is now, and what is suggested.
    title
        What the threshold is.
    unit
        The measure's.

    """
    axis = say("{measure}, {unit}", measure=title, unit=unit_words(unit))
    looks = ((css_colour(BLUISH_GREEN), "solid"), (css_colour(ORANGE), "dash"))
    data = [
        trace
        for rate, (colour, dash) in zip(rates, looks, strict=True)
        for trace in (_interval(threshold, rate, colour), _curve(threshold, rate, colour, dash))
    ]
    lines = [_mark(value, place) for place, value in enumerate(marks.values())]
    names = [_named(name, value, place) for place, (name, value) in enumerate(marks.items())]
    return {
        "data": data,
        "layout": {
            **LAYOUT,
            "height": _HEIGHT_PX,
            "margin": {"l": 64, "r": 16, "t": 64, "b": 48},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
            "hovermode": "x unified",
            "xaxis": {"title": {"text": axis}, "gridcolor": GRID},
            "yaxis": {
                "title": {"text": say("of the stretches")},
                "range": [-2, 102],
                "ticksuffix": say(" %"),
                "gridcolor": GRID,
            },
            "shapes": lines,
            "annotations": names,
        },
        # The page would complain of one that is to change its size while it is out of sight.
        "config": {"displayModeBar": False, "responsive": False},
    }


def _interval(threshold: Array, rate: Rate, colour: str) -> Figure:
    """Return the area of the interval: there along one end, and back along the other."""
    there = np.concatenate([threshold, threshold[::-1]])
    ends = np.concatenate([rate.high, rate.low[::-1]])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": there.tolist(),
        "y": _shares(ends),
        "fill": "toself",
        "fillcolor": f"{colour}{_BAND_OPACITY}",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _curve(threshold: Array, rate: Rate, colour: str, dash: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": rate.name,
        "x": threshold.tolist(),
        "y": _shares(rate.value),
        "line": {"color": colour, "width": 3, "dash": dash, "shape": "hv"},
    }


def _shares(values: Array) -> list[float | None]:
    return [None if np.isnan(value) else round(_PER_CENT * float(value), 1) for value in values]


def _mark(value: float, place: int) -> Figure:
    return {
        "type": "line",
        "x0": value,
        "x1": value,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": css_colour(DARK), "width": 2, "dash": ("dot", "solid")[place % 2]},
    }


def _named(name: str, value: float, place: int) -> Figure:
    return {
        "text": say("{name} {value:g}", name=name, value=value),
        "x": value,
        "yref": "paper",
        "y": 0.98 - 0.12 * place,
        "xanchor": "left",
        "showarrow": False,
        "bgcolor": "#ffffffcc",
    }
