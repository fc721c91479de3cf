"""One plot for each measure that was judged, with its band, as figures for Plotly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.criteria.model import Kind, Status
from vision.render.page import css_colour
from vision.render.report.figures import thinned
from vision.render.report.runs import judged_runs, spans_of, told_tracks
from vision.render.theme import BLUISH_GREEN, DEEP_BLUE, GREY, ORANGE
from vision.words import mark, say
from vision.words.wording import digits_of, heading, lasting, measure_title, unit_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Criterion
    from vision.render.report.figures import Figure
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.recorded.tracks import Run

    Array: TypeAlias = NDArray[np.float64]
    Span: TypeAlias = tuple[float, float]

MOST_POINTS: Final = 4000
FOLDED_POINTS: Final = 1500
"""How many points a curve may have, in a plot that is open and in one that unfolds."""
_MAIN: Final = (Kind.FORM, Kind.MOVEMENT, Kind.AIM)
_OTHER: Final = (Kind.LEAVE, Kind.RECOGNISE)
_HEIGHT_PX: Final = 210
_ROOM: Final = 0.06
"""Left free over and under a curve, of its height."""
_BAND_OPACITY: Final = 0.20
_MARGIN_OPACITY: Final = 0.09


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of the page; ``main`` ones are open, the others unfold."""

    title: str
    judged_by: str
    unit: str
    label: str
    main: bool
    figure: Figure


@dataclass(frozen=True, slots=True)
class _Counting:
    """A criterion's band and when it counts: spans in seconds, and those of them missed."""

    criterion: Criterion
    spans: list[Span]
    missed: list[Span]


def measure_plots(data: ReportInput) -> list[Plot]:
    """Return a plot for each measure, those of form, movement and aim first."""
    plots: list[Plot] = []
    drawn: set[str] = set()
    for kinds in (_MAIN, _OTHER):
        by_measure = _counting(data.reviewed.steps, kinds)
        for measure, counting in by_measure.items():
            if measure in data.take.measures and measure not in drawn:
                drawn.add(measure)
                plots.append(_plot(data, measure, counting, main=kinds is _MAIN))
    return plots


def _counting(steps: Iterable[ReviewedStep], kinds: Sequence[Kind]) -> dict[str, list[_Counting]]:
    """Return by measure which criteria judged it and when, in the order of their kinds."""
    out: dict[str, list[_Counting]] = {}
    tracks = told_tracks(steps)
    for kind in kinds:
        for step, track in tracks:
            if track.criterion.kind is kind:
                each = _counted(track.criterion, judged_runs(step, track))
                out.setdefault(track.criterion.band.measure, []).append(each)
    return out


def _counted(c: Criterion, runs: Sequence[Run]) -> _Counting:
    # A band that only has to be reached, before another one is, is none to stay in.
    spans = [] if c.before else spans_of(runs, Status.MET, Status.MISSED)
    missed = [] if c.before or c.kind is Kind.AIM else spans_of(runs, Status.MISSED)
    return _Counting(c, spans, missed)


def _plot(data: ReportInput, measure: str, counting: list[_Counting], *, main: bool) -> Plot:
    names = dict.fromkeys(_name(each.criterion) for each in counting)
    unit = data.units.get(measure, "")
    return Plot(
        title=measure_title(measure),
        judged_by=say(", ").join(names),
        unit=unit_words(unit),
        label=_label(data.take.measures[measure], measure_title(measure), unit, counting),
        main=main,
        figure=_figure(data, measure, counting, MOST_POINTS if main else FOLDED_POINTS),
    )


def _label(values: Array, title: str, unit: str, counting: Sequence[_Counting]) -> str:
    """Return in words what a plot shows, for those who do not see it."""
    seen = values[np.isfinite(values)]
    if not len(seen):
        return say("{title} over time: it could not be seen", title=title)
    missed_s = sum(span[1] - span[0] for each in counting for span in each.missed)
    return say(
        "{title} over time: from {low:g} to {high:g} {unit}, missed for {length}",
        title=title,
        low=round(float(seen.min()), digits_of(unit)),
        high=round(float(seen.max()), digits_of(unit)),
        unit=unit_words(unit),
        length=lasting(missed_s),
    )


def _name(c: Criterion) -> str:
    name = heading(c.name)
    return say("{criterion} (what comes first)", criterion=name) if c.before else name


def _figure(data: ReportInput, measure: str, counting: list[_Counting], most_points: int) -> Figure:
    values = data.take.measures[measure]
    unit = data.units.get(measure, "")
    counts = _inside(data.take.t_s, (span for each in counting for span in each.spans))
    low, high = _range(values[counts] if counts.any() else values, counting)
    kept = thinned(values, most_points)
    t_s, drawn = data.take.t_s[kept], values[kept]
    missed = [span for each in counting for span in each.missed]
    return {
        "data": [
            curve(
                t_s, drawn, unit, mark("measured"), {"color": css_colour(DEEP_BLUE), "width": 1.8}
            ),
            curve(
                *_within(t_s, drawn, missed),
                unit,
                mark("missed"),
                {"color": css_colour(ORANGE), "width": 5, "dash": "3px,2px"},
            ),
        ],
        "layout": {
            "height": _HEIGHT_PX,
            "yaxis": {"range": [low, high], "nticks": 5},
            "shapes": [*step_edges(data), *_bands(counting, (low, high))],
        },
    }


def curve(t_s: Array, values: Array, unit: str, name: str, line: dict[str, object]) -> Figure:
    """Return a curve over time, with gaps where values are NaN; ``line`` is how it looks."""
    digits = digits_of(unit)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [round(t, 2) for t in t_s.tolist()],
        "y": [None if math.isnan(v) else round(v, digits) for v in values.tolist()],
        "connectgaps": False,
        "line": line,
        "hovertemplate": f"%{{y}} {unit_words(unit)}<extra>{say(name)}</extra>",
    }


def _within(t_s: Array, values: Array, spans: Sequence[Span]) -> tuple[Array, Array]:
    """Return the parts of a curve within spans, with a gap after each."""
    times, parts = [np.empty(0)], [np.empty(0)]
    for span in spans:
        inside = _inside(t_s, [span])
        times += [t_s[inside], np.array([span[1]])]
        parts += [values[inside], np.array([np.nan])]
    return np.concatenate(times), np.concatenate(parts)


def _inside(t_s: Array, spans: Iterable[Span]) -> NDArray[np.bool_]:
    """Return which times are within spans, ends included, ``(T,)``."""
    inside = np.zeros(len(t_s), bool)
    for start_s, end_s in spans:
        inside |= (t_s >= start_s) & (t_s <= end_s)
    return inside


def _range(values: Array, counting: Sequence[_Counting]) -> tuple[float, float]:
    """Return what the plot shows: every value that counts, and every bound with its margin.

    What a measure does elsewhere, lying down or walking off, would press the rest flat.
    """
    bounds = [
        bound
        for band in (each.criterion.band for each in counting if each.spans)
        for bound in (band.low - band.margin, band.high + band.margin)
        if math.isfinite(bound)
    ]
    shown = [*values[np.isfinite(values)].tolist(), *bounds] or [0.0, 1.0]
    low, high = min(shown), max(shown)
    room = _ROOM * (high - low) or 1.0
    return round(low - room, 4), round(high + room, 4)


def _bands(counting: Sequence[_Counting], shown: Span) -> list[Figure]:
    """Return the bands as boxes for the times they count, each with its lighter margin."""
    boxes = []
    for each in counting:
        band = each.criterion.band
        inner = max(band.low, shown[0]), min(band.high, shown[1])
        outer = max(band.low - band.margin, shown[0]), min(band.high + band.margin, shown[1])
        for span in each.spans:
            boxes.append(_box(span, outer, _MARGIN_OPACITY))
            boxes.append(_box(span, inner, _BAND_OPACITY))
    return boxes


def _box(span: Span, heights: Span, opacity: float) -> Figure:
    return {
        "type": "rect",
        "x0": round(span[0], 2),
        "x1": round(span[1], 2),
        "y0": heights[0],
        "y1": heights[1],
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": css_colour(BLUISH_GREEN),
        "opacity": opacity,
    }


def step_edges(data: ReportInput) -> list[Figure]:
    """Return a fine line where each step begins."""
    return [
        {
            "type": "line",
            "x0": round(step.stretch.start_s, 2),
            "x1": round(step.stretch.start_s, 2),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {"width": 1, "color": css_colour(GREY), "dash": "dot"},
        }
        for step in data.reviewed.steps
    ]
