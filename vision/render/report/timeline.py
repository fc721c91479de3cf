"""The timeline as figures for Plotly: blocks for the steps, strips for the criteria, markers.

Traces and answers are named in English in every language: the page's scripts read those names.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind, Status
from vision.render import theme
from vision.render.page import css_colour
from vision.render.report.figures import Figure, bar_marker, plot_text
from vision.render.report.runs import BREATH_GROUP, group_of, judged_runs, merged, told_tracks
from vision.session.events import CorrectionDue, StageReached
from vision.session.recorded.tracks import Run
from vision.words import mark, say
from vision.words.reasons import NOBODY, STILL_LOOKING, cue_for, reason_words
from vision.words.wording import clock, heading, lasting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Criterion
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import Reviewed, ReviewedStep
    from vision.session.recorded.tracks import Track

GROUPS: Final = (
    (mark("Form"), (Kind.FORM,)),
    (mark("Movement"), (Kind.MOVEMENT, Kind.LEAVE)),
    (mark("Stages"), (Kind.AIM,)),
    (mark("Breath"), (BREATH_GROUP,)),
)
POSE_GROUPS: Final = ((mark("Is it the pose?"), (Kind.RECOGNISE,)),)
# A stage of depth is met or not now, never missed: nobody asked for it.
_SEEN: Final = mark("seen")
_MET: Final = mark("met")
_MISSED: Final = mark("missed")
_UNSEEN: Final = mark("cannot tell")
_OPEN: Final = mark("not now")
_LOOKS: Final = {
    _SEEN: (theme.SKY_BLUE, ""),
    _MET: (theme.BLUISH_GREEN, ""),
    _MISSED: (theme.ORANGE, "/"),
    _UNSEEN: (theme.GREY, "."),
    _OPEN: (theme.SOFT_WHITE, ""),
}
"""How each answer looks in a strip: its colour, and a pattern for eyes without it."""
_FINEST: Final = 1200
"""Runs shorter than this part of the recording are joined: they would be under a pixel wide."""
_LABEL_SIGNS: Final = 20
_HOVER_SIGNS: Final = 44
_ROW_PX: Final = 27
_FRAME_PX: Final = 46
_BAR: Final = 0.74
_BLOCK: Final = 1.5
"""Height of the steps' blocks, in rows."""
_CUES: Final = "cues"
_HOVER: Final = "<b>%{customdata[0]}</b>: %{customdata[1]}%{customdata[2]}<extra></extra>"


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a strip: when, the answer, of what, in which step, and why or what to do."""

    start_s: float
    end_s: float
    answer: str
    title: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row, its ``key`` a criterion or `_CUES`; without bars it heads those under it."""

    label: str
    bars: tuple[Bar, ...] = ()
    key: str = ""


def timeline(data: ReportInput) -> dict[str, Figure]:
    """Return the figures ``main`` and ``pose`` (was each pose recognised?) over the same time."""
    rows = [Row(say("Cues given"), key=_CUES), presence(data), *strips(data.reviewed)]
    main = _figure(rows, top=_BLOCK)
    main["data"] = [_blocks(data.reviewed), *main["data"], *_markers(data.reviewed, rows)]
    return {"main": main, "pose": _figure(strips(data.reviewed, POSE_GROUPS))}


def strips(reviewed: Reviewed, groups: Sequence[tuple[str, tuple[str, ...]]] = GROUPS) -> list[Row]:
    """Return a heading for each group of criteria, and under it a row for each criterion."""
    least_s = reviewed.duration_s / _FINEST
    rows: list[Row] = []
    for label, kinds in groups:
        by_criterion: defaultdict[str, list[Bar]] = defaultdict(list)
        for step, track in told_tracks(reviewed.steps):
            if group_of(track.criterion) in kinds:
                by_criterion[track.criterion.name] += _bars(step, track, least_s)
        named = [Row(heading(name), tuple(bars), name) for name, bars in by_criterion.items()]
        rows += [Row(say(label)), *named] if named else []
    return rows


def _bars(step: ReviewedStep, track: Track, least_s: float) -> list[Bar]:
    c, where = track.criterion, step.title
    return [
        Bar(run.start_s, run.end_s, _answer(c, run), heading(c.name), where, _detail(c, run))
        for run in merged(judged_runs(step, track), least_s)
    ]


def _answer(c: Criterion, run: Run) -> str:
    if run.status is Status.MISSED:
        return _OPEN if c.kind is Kind.AIM else _MISSED
    return _MET if run.status is Status.MET else _UNSEEN


def _detail(c: Criterion, run: Run) -> str:
    """Return why, or what to do; of a stage that is not reached, nothing at all."""
    if run.status is Status.UNSEEN:
        return reason_words(run.reason or STILL_LOOKING)
    said_when = Status.MET if c.kind is Kind.AIM else Status.MISSED
    return c.cue if run.status is said_when else ""


def presence(data: ReportInput) -> Row:
    """Return the row that shows when anybody was seen."""
    changes = np.flatnonzero(np.diff(data.take.somebody.astype(np.int8))) + 1
    edges = [0, *changes.tolist(), len(data.take.somebody)]
    runs = [
        Run(
            float(data.take.t_s[first]),
            float(data.take.t_s[min(end, len(data.take.t_s) - 1)]),
            Status.MET if data.take.somebody[first] else Status.UNSEEN,
        )
        for first, end in pairwise(edges)
        if first < end
    ]
    label = say("You, in view")
    bars = []
    for run in merged(runs, data.reviewed.duration_s / _FINEST):
        seen = run.status is Status.MET
        answer, detail = (_SEEN, "") if seen else (_UNSEEN, cue_for(NOBODY))
        bars.append(Bar(run.start_s, run.end_s, answer, label, "", detail))
    return Row(label, tuple(bars))


def _figure(rows: Sequence[Row], top: float = 0.0) -> Figure:
    """Return the figure of some rows, with room for ``top`` more rows over them."""
    places = [top + 0.5 + index for index in range(len(rows))]
    labels = [_label(row) for row in rows]
    if top:
        places, labels = [top / 2, *places], [f"<b>{plot_text(say('Steps'))}</b>", *labels]
    by_answer: defaultdict[str, list[tuple[float, Bar]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for bar in row.bars:
            by_answer[bar.answer].append((top + 0.5 + index, bar))
    return {
        # One trace for each answer, so that each is one entry to tell apart.
        "data": [_bar_trace(answer, by_answer[answer]) for answer in _LOOKS if by_answer[answer]],
        "layout": {
            "height": round(_FRAME_PX + _ROW_PX * (top + len(rows))),
            "yaxis": {"range": [top + len(rows), 0], "tickvals": places, "ticktext": labels},
        },
    }


def _label(row: Row) -> str:
    text = plot_text(row.label, _LABEL_SIGNS)
    return text if row.bars or row.key == _CUES else f"<b>{text}</b>"


def _bar_trace(answer: str, placed: Sequence[tuple[float, Bar]]) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": answer,
        "y": [y for y, _ in placed],
        "base": [round(bar.start_s, 2) for _, bar in placed],
        "x": [round(bar.end_s - bar.start_s, 2) for _, bar in placed],
        "width": _BAR,
        "customdata": [_hover(bar) for _, bar in placed],
        "hovertemplate": _HOVER,
        "marker": bar_marker(*_LOOKS[answer]),
    }


def _hover(bar: Bar) -> list[str]:
    """Return title, answer and the rest of a hover text, and the detail alone."""
    values = {"start": clock(bar.start_s), "length": lasting(bar.end_s - bar.start_s)}
    when = (
        say("{step}, {start}, for {length}", step=bar.where, **values)
        if bar.where
        else say("{start}, for {length}", **values)
    )
    rest = "".join(f"<br>{plot_text(line, _HOVER_SIGNS)}" for line in (when, bar.detail) if line)
    return [plot_text(bar.title), plot_text(say(bar.answer)), rest, plot_text(bar.detail)]


def _blocks(reviewed: Reviewed) -> Figure:
    """Return the steps as blocks; the page writes on each what there is room for."""
    stretches = [step.stretch for step in reviewed.steps]
    numbers = [stretch.index + 1 for stretch in stretches]  # as the video counts them
    return {
        "type": "bar",
        "orientation": "h",
        "name": "steps",
        "y": [_BLOCK / 2 for _ in numbers],
        "base": [round(stretch.start_s, 2) for stretch in stretches],
        "x": [round(stretch.end_s - stretch.start_s, 2) for stretch in stretches],
        "width": _BLOCK * 0.86,
        "customdata": [_block_hover(step) for step in reviewed.steps],
        "text": [str(number) for number in numbers],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": css_colour(theme.WHITE)},
        "hovertemplate": _HOVER,
        "marker": {
            "color": [
                css_colour(theme.BLUE if place % 2 else theme.DEEP_BLUE)
                for place in range(len(numbers))
            ],
            "line": {"width": 1, "color": css_colour(theme.WHITE)},
        },
    }


def _block_hover(step: ReviewedStep) -> list[str | float]:
    stretch, held = step.stretch, lasting(step.summary.held_s)
    times = say("from {start} to {end}", start=clock(stretch.start_s), end=clock(stretch.end_s))
    return [
        plot_text(step.title),
        plot_text(say("held for {length}", length=held)),
        f"<br>{plot_text(times)}",
        str(stretch.index + 1),
        round(stretch.lead_s, 2),
    ]


def _markers(reviewed: Reviewed, rows: Sequence[Row]) -> list[Figure]:
    """Return the cues that were given, and the stages where they were reached."""
    heights = {row.key: _BLOCK + 0.5 + index for index, row in enumerate(rows)}
    events = reviewed.events
    cues = [(e, heights[_CUES]) for e in events if isinstance(e, CorrectionDue)]
    stages = [
        (e, heights[e.criterion])
        for e in events
        if isinstance(e, StageReached) and e.criterion in heights
    ]
    cue_look = _marker("triangle-down", theme.ORANGE, theme.DARK)
    stage_look = _marker("star", theme.DEEP_BLUE, theme.WHITE)
    return [
        _marker_trace(mark("Cue given"), reviewed, cues, cue_look),
        _marker_trace(mark("Stage reached"), reviewed, stages, stage_look),
    ]


def _marker(symbol: str, colour: theme.Colour, edge: theme.Colour) -> Figure:
    return {
        "symbol": symbol,
        "size": 14,
        "color": css_colour(colour),
        "line": {"width": 1.5, "color": css_colour(edge)},
    }


def _marker_trace(
    name: str,
    reviewed: Reviewed,
    events: Sequence[tuple[CorrectionDue | StageReached, float]],
    marker: Figure,
) -> Figure:
    """Return the trace of events, each at its height."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [round(event.t_s, 2) for event, _ in events],
        "y": [y for _, y in events],
        "customdata": [_event_hover(name, reviewed, event) for event, _ in events],
        "hovertemplate": _HOVER,
        "marker": marker,
    }


def _event_hover(name: str, reviewed: Reviewed, event: CorrectionDue | StageReached) -> list[str]:
    title = reviewed.routine.steps[event.step].title
    when = say("{time}, {step}", time=clock(event.t_s), step=title)
    return [plot_text(say(name)), plot_text(when), f"<br>{plot_text(event.cue, _HOVER_SIGNS)}"]
