"""What there was to change in a session, what was changed, and what is worth a thought."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.render.report.runs import judged_runs, spans_of
from vision.session.events import CorrectionDue, CorrectionFixed
from vision.words import count, say
from vision.words.wording import clock, heading, lasting

if TYPE_CHECKING:
    from vision.criteria.model import Criterion
    from vision.session.recorded.replay import Reviewed, ReviewedStep

_WORTH_TELLING_S: Final = 3.0
_KEPT_S: Final = 1.5
"""A pose that is left counts as missed only after a while, of a second mostly."""
_MOST_CHANGES: Final = 2
_CHANGEABLE: Final = (Kind.FORM, Kind.MOVEMENT, Kind.LEAVE)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing worth changing: what, in which step, the cue, how often, and when it shows."""

    title: str
    where: str
    cue: str
    how_often: str
    t_s: float


def taken_up(reviewed: Reviewed) -> str:
    """Return how much of what there was to change in the form was changed within its pose."""
    given, taken = 0, 0
    waiting: set[tuple[int, str]] = set()
    for event in reviewed.events:
        if not isinstance(event, (CorrectionDue, CorrectionFixed)):
            continue
        key = (event.step, event.criterion)
        step = _step_at(reviewed, event.step, event.t_s)
        if step is None or not _is_form(step, event.criterion):
            continue
        if isinstance(event, CorrectionDue):
            given += key not in waiting
            waiting.add(key)
        elif key in waiting:
            waiting.discard(key)
            taken += _stays_recognised(step, event.t_s)
    if not taken:
        return ""
    if taken == given:
        return say("Whatever there was to change in your form, you changed it within the pose.")
    return count(
        given,
        "{taken} of {n} thing to change in your form you changed within the pose.",
        "{taken} of {n} things to change in your form you changed within the pose.",
        taken=taken,
    )


def _step_at(reviewed: Reviewed, index: int, t_s: float) -> ReviewedStep | None:
    """Return the visit of a step at a time."""
    visits = (step for step in reviewed.steps if step.stretch.index == index)
    return next((s for s in visits if s.stretch.lead_s <= t_s <= s.stretch.end_s), None)


def _is_form(step: ReviewedStep, criterion: str) -> bool:
    return any(t.criterion.name == criterion and t.criterion.kind is Kind.FORM for t in step.tracks)


def _stays_recognised(step: ReviewedStep, t_s: float) -> bool:
    """Return whether the pose is kept for a moment: a back that straightens may be on its way."""
    recognising = [track for track in step.tracks if track.criterion.kind is Kind.RECOGNISE]
    return t_s < step.stretch.end_s and not any(
        run.status is Status.MISSED and run.start_s < t_s + _KEPT_S and t_s < run.end_s
        for track in recognising
        for run in track.runs
    )


def worth_changing(reviewed: Reviewed) -> list[Advice]:
    """Return the things most worth changing: what was called most, then what lasted longest."""
    missed: defaultdict[tuple[str, Criterion], list[tuple[float, float]]] = defaultdict(list)
    called: Counter[tuple[str, Criterion]] = Counter()
    for step in reviewed.steps:
        for track in step.tracks:
            c, title = track.criterion, step.title
            if c.kind not in _CHANGEABLE or not c.cue:
                continue
            if spans := spans_of(judged_runs(step, track), Status.MISSED):
                missed[title, c] += spans
                called[title, c] += step.summary.corrections.get(c.name, 0)

    def weight(key: tuple[str, Criterion]) -> tuple[int, float, int]:
        return -called[key], -_seconds(missed[key]), key[1].priority

    worth = [
        key
        for key in sorted(missed, key=weight)
        if called[key] or _seconds(missed[key]) >= _WORTH_TELLING_S
    ]
    return [_advice(*key, missed[key]) for key in worth[:_MOST_CHANGES]]


def _advice(title: str, c: Criterion, spans: list[tuple[float, float]]) -> Advice:
    t_s = max(spans, key=lambda span: span[1] - span[0])[0]
    how_often = count(
        len(spans),
        "{length}, at {time}",
        "{n} times, {length} altogether, at {time}",
        length=lasting(_seconds(spans)),
        time=clock(t_s),
    )
    return Advice(heading(c.name), title, c.cue, how_often, t_s)


def _seconds(spans: list[tuple[float, float]]) -> float:
    return sum(to_s - from_s for from_s, to_s in spans)
