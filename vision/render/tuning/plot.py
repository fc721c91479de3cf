"""One session's row on the tuning page: a measure over time, and what is made of it, for Plotly.

The band itself is not in the figure: the page draws it on top, as lines one can drag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from vision.criteria.model import Status
from vision.render.page import css_colour
from vision.render.report.figures import bar_marker, thinned
from vision.render.report.runs import merged
from vision.render.theme import BLUISH_GREEN, DARK, DEEP_BLUE, GREY, ORANGE
from vision.words import mark, say
from vision.words.wording import clock, digits_of, unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.session.recorded.tracks import Run

    Array: TypeAlias = NDArray[np.float64]
    Figure: TypeAlias = dict[str, Any]
    Span: TypeAlias = tuple[float, float]

LOOKS: Final = {
    Status.MET: (mark("met"), BLUISH_GREEN, ""),
    Status.MISSED: (mark("missed"), ORANGE, "/"),
    Status.UNSEEN: (mark("cannot tell"), GREY, "."),
}
"""How each answer looks in a strip: its words, its colour, and a pattern for eyes without it."""
STRIPS: Final = (mark("saved"), mark("now"))
FIRST_STRIP: Final = 2
"""The place of the first strip's first trace: the answers of `LOOKS`, for each of `STRIPS`."""
HEIGHT_PX: Final = 250
LAYOUT: Final = {
    "dragmode": False,
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "#ffffff",
    "font": {"size": 14, "color": css_colour(DARK)},
}
"""What the figures of the tuning page have in common."""
GRID: Final = "#e3e8ec"
_MOST_POINTS: Final = 3000
_FINEST: Final = 1200
"""Runs shorter than this part of a session are joined: they would be under a pixel wide."""
_ROOM: Final = 0.08
"""Left free over and under the curve, of its height."""
_OUTLIERS: Final = 1.5
"""Per cent of the values at either end that need not be in view: single pictures jump."""
_STRIPS_SHARE: Final = 0.27
_BAR: Final = 0.84
_LABELLED_TICKS: Final = 6
_FARTHEST: Final = 1e6
"""No measure comes near this, in any unit: a bound so far away is a slip of the hand."""
_ROUNDING_S: Final = 1e-6
_STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


def row_figure(
    t_s: Array, values: Array, spans: Sequence[Span], *, unit: str, title: str
) -> Figure:
    """Return the figure of a session's row, with strips that are empty.

    Parameters
    ----------
    t_s, values
        ``(T,)`` each: seconds, and the measure, NaN for "cannot tell".
    spans
        Where the pose is done, ``(from, to)`` in seconds; drawn stronger.
    unit
        The measure's.
    title
        What the measure is called.

    """
    within = _within(t_s, spans)
    kept = thinned(values, _MOST_POINTS)
    inside = np.where(within, values, np.nan)
    kept_inside = thinned(inside, _MOST_POINTS)
    return {
        "data": [
            _line(t_s[kept], values[kept], unit, {"color": css_colour(GREY), "width": 1.2}),
            _line(
                t_s[kept_inside],
                inside[kept_inside],
                unit,
                {"color": css_colour(DEEP_BLUE), "width": 2},
            ),
            *(_bars(status, strip) for strip in range(len(STRIPS)) for status in LOOKS),
        ],
        "layout": _layout(float(t_s[0]), float(t_s[-1]), f"{title}<br>{unit_words(unit)}"),
        "config": {"displayModeBar": False, "responsive": True, "doubleClick": False},
    }


def value_range(values: Array, bounds: Sequence[float]) -> tuple[float, float]:
    """Return from where to where the axis of a measure goes: all that matters is in view.

    Parameters
    ----------
    values
        Any number of them, NaN for "cannot tell".
    bounds
        What has to be in view, too; what is infinite, NaN or beyond all measure is left out.

    """
    seen = values[np.isfinite(values)]
    ends = [bound for bound in bounds if abs(bound) < _FARTHEST]
    if len(seen):
        ends += np.percentile(seen, [_OUTLIERS, 100 - _OUTLIERS]).tolist()
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    room = _ROOM * (high - low) or max(abs(high), 1.0) * _ROOM
    return low - room, high + room


def times_shown(from_s: float, to_s: float) -> Figure:
    """Return what shows a part of a session only, as the argument of Plotly's ``relayout``."""
    ticks = _ticks(from_s, to_s)
    return {
        "xaxis.range": [from_s, to_s],
        "xaxis.tickvals": ticks,
        "xaxis.ticktext": [clock(t_s) for t_s in ticks],
    }


def strip_update(runs: Sequence[Run], strip: int, length_s: float) -> tuple[Figure, list[int]]:
    """Return what changes in a strip, as the arguments of Plotly's ``restyle``.

    Parameters
    ----------
    runs
        What became of the criterion.
    strip
        Which of `STRIPS`.
    length_s
        Of the session: what would be too narrow to see is joined.

    """
    drawn = merged(runs, length_s / _FINEST)
    by_status = [[run for run in drawn if run.status is status] for status in LOOKS]
    update = {
        "base": [[round(run.start_s, 2) for run in part] for part in by_status],
        "x": [[round(run.end_s - run.start_s, 2) for run in part] for part in by_status],
        "y": [[_lane(strip)] * len(part) for part in by_status],
        "customdata": [
            [
                say("{start} to {end}", start=clock(run.start_s), end=clock(run.end_s))
                for run in part
            ]
            for part in by_status
        ],
    }
    first = FIRST_STRIP + strip * len(LOOKS)
    return update, list(range(first, first + len(LOOKS)))


def _lane(strip: int) -> int:
    """Return the height of a strip on its axis: the first is on top."""
    return len(STRIPS) - 1 - strip


def _within(t_s: Array, spans: Sequence[Span]) -> NDArray[np.bool_]:
    within = np.zeros(t_s.shape, bool)
    for from_s, to_s in spans:
        within |= (t_s >= from_s) & (t_s < to_s)
    return within


def _line(t_s: Array, values: Array, unit: str, line: Figure) -> Figure:
    digits = digits_of(unit)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.round(t_s, 2).tolist(),
        "y": [None if np.isnan(value) else round(float(value), digits) for value in values],
        "line": line,
        "hovertemplate": f"%{{y}} {unit_words(unit)}<extra></extra>",
        "showlegend": False,
    }


def _bars(status: Status, strip: int) -> Figure:
    words, colour, pattern = LOOKS[status]
    hover = say(
        "{strip}: {answer}, {time}",
        strip=say(STRIPS[strip]),
        answer=say(words),
        time="%{customdata}",
    )
    return {
        "type": "bar",
        "orientation": "h",
        "name": words,
        "x": [],
        "y": [],
        "base": [],
        "width": _BAR,
        "yaxis": "y2",
        "hovertemplate": f"{hover}<extra></extra>",
        "marker": bar_marker(colour, pattern),
        "showlegend": False,
    }


def _layout(first_s: float, last_s: float, title: str) -> Figure:
    ticks = _ticks(first_s, last_s)
    return {
        **LAYOUT,
        "height": HEIGHT_PX,
        "margin": {"l": 86, "r": 16, "t": 8, "b": 26},
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "xaxis": {
            "range": [first_s, last_s],
            "anchor": "y2",
            "tickvals": ticks,
            "ticktext": [clock(t_s) for t_s in ticks],
            "tickangle": 0,
            "gridcolor": GRID,
            "fixedrange": True,
        },
        "yaxis": {
            "domain": [_STRIPS_SHARE + 0.04, 1],
            "title": {"text": title, "font": {"size": 13}},
            "gridcolor": GRID,
            "zeroline": False,
            "nticks": 5,
            "fixedrange": True,
        },
        "yaxis2": {
            "domain": [0, _STRIPS_SHARE],
            "range": [-0.5, len(STRIPS) - 0.5],
            "tickvals": [_lane(strip) for strip in range(len(STRIPS))],
            "ticktext": list(map(say, STRIPS)),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }


def _ticks(first_s: float, last_s: float) -> list[float]:
    length_s = last_s - first_s
    step_s = next((s for s in _STEPS_S if length_s / s <= _LABELLED_TICKS), _STEPS_S[-1])
    first = np.ceil(first_s / step_s) * step_s
    return [float(t_s) for t_s in np.arange(first, last_s + _ROUNDING_S, step_s)]
