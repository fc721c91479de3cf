"""The timeline: the steps, and under them what became of each criterion, as figures for Plotly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind, Status
from vision.render.report.sentences import judged_runs
from vision.render.report.thinning import merged
from vision.session.recorded.reviewed import Run
from vision.words.reasons import NOBODY, STILL_LOOKING, cue_for, reason_words
from vision.words.wording import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Criterion
    from vision.render.report.report import ReportInput
    from vision.session.recorded.reviewed import Reviewed, ReviewedStep, Track

GROUPS: Final = (
    ("Form", (Kind.FORM,)),
    ("Movement", (Kind.MOVEMENT, Kind.LEAVE)),
    ("Stages", (Kind.AIM,)),
)
POSE_GROUPS: Final = (("Is it the pose?", (Kind.RECOGNISE,)),)
ANSWERS: Final = ("met", "missed", "cannot tell", "not now")
"""How a strip may look. A stage of depth is met or not now, never missed: nobody asked for it."""
PRESENCE: Final = "You, in view"
_MET, _MISSED, _UNSEEN, _OPEN = ANSWERS
_FINEST: Final = 1200
"""Runs shorter than this part of the recording are joined: they would be under a pixel wide."""


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
    """A row of the timeline; one without bars is the heading of those under it."""

    label: str
    bars: tuple[Bar, ...] = ()
    criterion: str = ""


def strips(
    reviewed: Reviewed, groups: Sequence[tuple[str, tuple[Kind, ...]]] = GROUPS
) -> list[Row]:
    """Return a heading for each group of criteria, and under it a row for each criterion."""
    rows: list[Row] = []
    for label, kinds in groups:
        bars = _bars_by_criterion(reviewed, kinds)
        named = [Row(heading(name), tuple(of), name) for name, of in bars.items()]
        rows += [Row(label), *named] if named else []
    return rows


def presence(data: ReportInput) -> Row:
    """Return the row that shows when anybody was seen."""
    changes = np.flatnonzero(np.diff(data.seen.astype(np.int8))) + 1
    edges = [0, *changes.tolist(), len(data.seen)]
    runs = [
        Run(
            float(data.t_s[first]),
            float(data.t_s[min(end, len(data.t_s) - 1)]),
            Status.MET if data.seen[first] else Status.UNSEEN,
        )
        for first, end in pairwise(edges)
        if first < end
    ]
    joined = merged(runs, data.reviewed.duration_s / _FINEST)
    return Row(PRESENCE, tuple(_present(run) for run in joined))


def _present(run: Run) -> Bar:
    seen = run.status is Status.MET
    answer, detail = ("seen", "") if seen else (_UNSEEN, cue_for(NOBODY))
    return Bar(run.start_s, run.end_s, answer, PRESENCE, "", detail)


def _bars_by_criterion(reviewed: Reviewed, kinds: tuple[Kind, ...]) -> dict[str, list[Bar]]:
    bars: dict[str, list[Bar]] = {}
    least_s = reviewed.duration_s / _FINEST
    for step in reviewed.steps:
        for track in step.tracks:
            if track.criterion.kind in kinds:
                bars.setdefault(track.criterion.name, []).extend(_bars(step, track, least_s))
    return bars


def _bars(step: ReviewedStep, track: Track, least_s: float) -> list[Bar]:
    c, where = track.criterion, step.summary.title
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
        # Good to hear while one practises; afterwards there is nothing in it to act on.
        return "" if run.reason == STILL_LOOKING else reason_words(run.reason)
    said_when = Status.MET if c.kind is Kind.AIM else Status.MISSED
    return c.cue if run.status is said_when else ""
