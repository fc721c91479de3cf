"""The timeline as figures for Plotly: blocks for the steps, strips, markers for what was told."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from vision.render.page import css_colour
from vision.render.report.bars import bar_marker
from vision.render.report.strips import ANSWERS, POSE_GROUPS, Bar, Row, presence, strips
from vision.render.theme import (
    BLUE,
    BLUISH_GREEN,
    DARK,
    DEEP_BLUE,
    GREY,
    ORANGE,
    SKY_BLUE,
    SOFT_WHITE,
    WHITE,
)
from vision.session.events import CorrectionDue, StageReached
from vision.words.wording import clock, lasting, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.render.report.report import ReportInput
    from vision.render.theme import Colour
    from vision.session.events import Event
    from vision.session.recorded.reviewed import Reviewed

Figure: TypeAlias = "dict[str, Any]"
"""``data`` and ``layout`` of a Plotly figure, as plain values ready for JSON."""

_LOOKS: Final = {
    "seen": (SKY_BLUE, ""),
    "met": (BLUISH_GREEN, ""),
    "missed": (ORANGE, "/"),
    "cannot tell": (GREY, "."),
    "not now": (SOFT_WHITE, ""),
}
_LABEL_SIGNS: Final = 20
_HOVER_SIGNS: Final = 44
_ROW_PX: Final = 27
_FRAME_PX: Final = 46
_BAR: Final = 0.74
_BLOCK: Final = 1.5
"""Height of the steps' blocks, in rows."""
_CUES_ROW: Final = "Cues given"
_HOVER: Final = "<b>%{customdata[0]}</b>: %{customdata[1]}%{customdata[2]}<extra></extra>"


def plot_text(text: str, signs: int = 0) -> str:
    """Return a text as Plotly shows it as it stands: it would read ``<b>`` and ``<a>``.

    It is broken into lines of at most ``signs``, if any are given.
    """
    lines = textwrap.wrap(printable(text), signs) if signs else [printable(text)]
    return "<br>".join(escape(line, quote=False) for line in lines)


def timeline(data: ReportInput) -> dict[str, Figure]:
    """Return the figures ``main`` and ``pose`` (was each pose recognised?) over the same time."""
    rows = [Row(_CUES_ROW), presence(data), *strips(data.reviewed)]
    main = _figure(rows, top=_BLOCK)
    main["data"] = [_blocks(data.reviewed), *main["data"], *_markers(data.reviewed, rows)]
    return {"main": main, "pose": _figure(strips(data.reviewed, POSE_GROUPS))}


def _figure(rows: Sequence[Row], top: float = 0.0) -> Figure:
    """Return the figure of some rows, with room for ``top`` more rows over them."""
    places = [top + 0.5 + index for index in range(len(rows))]
    labels = [_label(row) for row in rows]
    if top:
        places, labels = [top / 2, *places], ["<b>Steps</b>", *labels]
    return {
        "data": _strip_traces(rows, top),
        "layout": {
            "height": round(_FRAME_PX + _ROW_PX * (top + len(rows))),
            "yaxis": {
                "range": [top + len(rows), 0],
                "tickvals": places,
                "ticktext": labels,
            },
        },
    }


def _label(row: Row) -> str:
    text = plot_text(row.label, _LABEL_SIGNS)
    return text if row.bars or row.label == _CUES_ROW else f"<b>{text}</b>"


def _strip_traces(rows: Sequence[Row], top: float) -> list[Figure]:
    """Return one trace for each answer, so that each is one entry to tell apart."""
    by_answer: defaultdict[str, list[tuple[float, Bar]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for bar in row.bars:
            by_answer[bar.answer].append((top + 0.5 + index, bar))
    return [
        _bar_trace(answer, by_answer[answer]) for answer in ("seen", *ANSWERS) if by_answer[answer]
    ]


def _bar_trace(answer: str, placed: Sequence[tuple[float, Bar]]) -> Figure:
    colour, pattern = _LOOKS[answer]
    return {
        "type": "bar",
        "orientation": "h",
        "name": answer,
        "y": [y for y, _ in placed],
        "base": [round(bar.start_s, 2) for _, bar in placed],
        "x": [round(bar.end_s - bar.start_s, 2) for _, bar in placed],
        "width": _BAR,
        "customdata": [_told(bar) for _, bar in placed],
        "hovertemplate": _HOVER,
        "marker": bar_marker(colour, pattern),
    }


def _told(bar: Bar) -> list[str]:
    """Return title, answer and the rest of a hover text."""
    times = f"{clock(bar.start_s)}, for {lasting(bar.end_s - bar.start_s)}"
    lines = [f"{bar.where}, {times}" if bar.where else times, bar.detail]
    rest = "".join(f"<br>{plot_text(line, _HOVER_SIGNS)}" for line in lines if line)
    return [plot_text(bar.title), bar.answer, rest, plot_text(bar.detail)]


def _blocks(reviewed: Reviewed) -> Figure:
    """Return the steps as blocks; the page writes on each what there is room for."""
    steps = [(number, step) for number, step in enumerate(reviewed.steps, 1)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "steps",
        "y": [_BLOCK / 2] * len(steps),
        "base": [round(step.stretch.start_s, 2) for _, step in steps],
        "x": [round(step.stretch.end_s - step.stretch.start_s, 2) for _, step in steps],
        "width": _BLOCK * 0.86,
        "customdata": [
            [
                plot_text(step.summary.title),
                f"held for {lasting(step.summary.held_s)}",
                f"<br>from {clock(step.stretch.start_s)} to {clock(step.stretch.end_s)}",
                str(number),
                round(step.stretch.lead_s, 2),
            ]
            for number, step in steps
        ],
        "text": [str(number) for number, _ in steps],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": css_colour(WHITE)},
        "hovertemplate": _HOVER,
        "marker": {
            "color": [css_colour(DEEP_BLUE if number % 2 else BLUE) for number, _ in steps],
            "line": {"width": 1, "color": css_colour(WHITE)},
        },
    }


class _Told(NamedTuple):
    """Something that was told at a moment: on which row, in which step, in which words."""

    t_s: float
    y: float
    where: str
    words: str


def _markers(reviewed: Reviewed, rows: Sequence[Row]) -> list[Figure]:
    """Return the cues that were given, and the stages where they were reached."""
    place = {row.criterion or row.label: _BLOCK + 0.5 + at for at, row in enumerate(rows)}
    cues, stages = [], []
    for event in reviewed.events:
        if isinstance(event, CorrectionDue):
            cues.append(_Told(event.t_s, place[_CUES_ROW], _title(reviewed, event), event.cue))
        elif isinstance(event, StageReached) and event.criterion in place:
            y = place[event.criterion]
            stages.append(_Told(event.t_s, y, _title(reviewed, event), event.cue))
    return [
        _marker_trace("Cue given", cues, "triangle-down", ORANGE, DARK),
        _marker_trace("Stage reached", stages, "star", DEEP_BLUE, WHITE),
    ]


def _title(reviewed: Reviewed, event: Event) -> str:
    return reviewed.routine.steps[event.step].title


def _marker_trace(
    name: str, told: Sequence[_Told], symbol: str, colour: Colour, edge: Colour
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [round(each.t_s, 2) for each in told],
        "y": [each.y for each in told],
        "customdata": [
            [
                name,
                f"{clock(each.t_s)}, {plot_text(each.where)}",
                f"<br>{plot_text(each.words, _HOVER_SIGNS)}",
            ]
            for each in told
        ],
        "hovertemplate": _HOVER,
        "marker": {
            "symbol": symbol,
            "size": 14,
            "color": css_colour(colour),
            "line": {"width": 1.5, "color": css_colour(edge)},
        },
    }
