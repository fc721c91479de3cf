"""The session in words: what was done, what went well, what to think of, what was out of sight."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind, Status
from vision.render.overlay.card import zone_share
from vision.render.report.runs import judged_runs, spans_of
from vision.session.events import CorrectionDue, CorrectionFixed
from vision.words import count, mark, say
from vision.words.reasons import STILL_ENTERING, STILL_LOOKING, cue_for
from vision.words.wording import clock, heading, lasting, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Criterion
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import Reviewed, ReviewedStep
    from vision.session.recorded.tracks import Run
    from vision.words.reasons import Reason

_WELL_SHARE: Final = 0.9
"""Of the time held: from here on the form was kept."""
_WORTH_TELLING_S: Final = 3.0
_NOBODY_SHARE: Final = 0.05
_UNSEEN_SHARE: Final = 0.5
_MOST_CHANGES: Final = 2
_MOST_PRAISES: Final = 4
_MOST_REASONS: Final = 2
_MOST_TITLES: Final = 3
_CHANGEABLE: Final = (Kind.FORM, Kind.MOVEMENT, Kind.LEAVE)
_BEGUN: Final = mark("You took the time to practise. That is what everything else grows from.")


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing worth changing: what, in which step, the cue, how often, and when it shows."""

    title: str
    where: str
    cue: str
    how_often: str
    t_s: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in words: each part in sentences; what is empty is left out."""

    opening: str
    well: tuple[str, ...]
    change: tuple[Advice, ...]
    unseen: tuple[str, ...]
    notice: str


def summary_of(data: ReportInput) -> Summary:
    """Return the summary of a session; never presses for depth, and blames nobody."""
    reviewed = data.reviewed
    return Summary(
        opening=_opening(reviewed),
        well=tuple(_went_well(reviewed)) if reviewed.steps else (),
        change=tuple(_worth_changing(reviewed)),
        unseen=(*_nobody(data), *_out_of_sight(reviewed), *_not_found(reviewed)),
        notice=reviewed.routine.notice,
    )


# --- what was done -----------------------------------------------------------------------------


def _opening(reviewed: Reviewed) -> str:
    values = {"title": reviewed.routine.title, "length": lasting(reviewed.duration_s)}
    if not reviewed.steps:
        return say("In this recording of {length} I could not find a step of “{title}”.", **values)
    held = lasting(sum(step.summary.held_s for step in reviewed.steps))
    found, steps = _count(reviewed.steps), len(reviewed.routine.steps)
    if found < steps:
        return say(
            "You practised “{title}”, and this recording shows {length} of it: {found} of its "
            "{steps} steps, held for {held} altogether.",
            **values,
            found=found,
            steps=steps,
            held=held,
        )
    return count(
        steps,
        "You practised “{title}”, and this recording shows {length} of it: its one step, held for "
        "{held} altogether.",
        "You practised “{title}”, and this recording shows {length} of it: all {n} steps, held "
        "for {held} altogether.",
        **values,
        held=held,
    )


def _count(steps: Iterable[ReviewedStep]) -> int:
    """Return how many steps of the routine there are among steps, each counted once."""
    return len({step.stretch.index for step in steps})


# --- what went well ----------------------------------------------------------------------------


def _went_well(reviewed: Reviewed) -> list[str]:
    praises = [_completed(reviewed), _in_form(reviewed), *_stages(reviewed), _taken_up(reviewed)]
    return [sentence for sentence in praises if sentence][:_MOST_PRAISES] or [say(_BEGUN)]


def _completed(reviewed: Reviewed) -> str:
    completed = _count(step for step in reviewed.steps if step.summary.completed)
    found = _count(reviewed.steps)
    if not completed:
        return ""
    if completed == found:
        return say("Every step you held for all of the time asked for.")
    return count(
        found,
        "{completed} of the {n} step you held for all of the time asked for.",
        "{completed} of the {n} steps you held for all of the time asked for.",
        completed=completed,
    )


def _in_form(reviewed: Reviewed) -> str:
    steady = [
        step.summary
        for step in reviewed.steps
        if step.summary.held_s >= _WORTH_TELLING_S and zone_share(step.summary) >= _WELL_SHARE
    ]
    longest = sorted(steady, key=lambda summary: summary.held_s, reverse=True)
    titles = list(dict.fromkeys(_quoted(summary.title) for summary in longest))[:_MOST_TITLES]
    return say("Your form stayed steady in {steps}.", steps=listed(titles)) if titles else ""


def _quoted(title: str) -> str:
    return say("“{title}”", title=title)


def _stages(reviewed: Reviewed) -> list[str]:
    return [
        say(
            "In “{step}” you came to rest with {stage}.",
            step=step.summary.title,
            stage=words_of(step.summary.stage),
        )
        for step in reviewed.steps
        if step.summary.stage
    ]


def _taken_up(reviewed: Reviewed) -> str:
    given = sum(isinstance(e, CorrectionDue) and e.repeat == 0 for e in reviewed.events)
    taken = sum(isinstance(e, CorrectionFixed) for e in reviewed.events)
    if not taken:
        return ""
    if taken >= given:
        return say("Whatever there was to change, you changed it within the pose.")
    return count(
        given,
        "{taken} of {n} thing to change you changed within the pose.",
        "{taken} of {n} things to change you changed within the pose.",
        taken=taken,
    )


# --- what is worth changing ----------------------------------------------------------------------


def _worth_changing(reviewed: Reviewed) -> list[Advice]:
    """Return the things most worth changing: what was called most, then what lasted longest."""
    missed: defaultdict[tuple[str, Criterion], list[tuple[float, float]]] = defaultdict(list)
    called: defaultdict[tuple[str, Criterion], int] = defaultdict(int)
    for step in reviewed.steps:
        for track in step.tracks:
            c, title = track.criterion, step.summary.title
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


# --- what could not be seen ----------------------------------------------------------------------


def _nobody(data: ReportInput) -> list[str]:
    if not len(data.take.somebody):
        return []
    share = 1.0 - float(np.mean(data.take.somebody))
    if share < _NOBODY_SHARE:
        return []
    length = lasting(share * data.reviewed.duration_s)
    return [
        say(
            "For {length} I could not see you. It helps if the camera sees all of you throughout.",
            length=length,
        )
    ]


def _out_of_sight(reviewed: Reviewed) -> list[str]:
    """Return the form that was out of sight for most of a step, with what would help."""
    names: defaultdict[Reason, list[str]] = defaultdict(list)
    lost_s: defaultdict[Reason, float] = defaultdict(float)
    for step in reviewed.steps:
        for track in step.tracks:
            unseen = [run for run in judged_runs(step, track) if _was_hidden(run)]
            seconds = _seconds([(run.start_s, run.end_s) for run in unseen])
            length_s = step.stretch.end_s - step.stretch.start_s
            # The near leg hides the far one: what is optional is nobody's trouble.
            needed = track.criterion.kind is Kind.FORM and not track.criterion.optional
            if needed and seconds > _UNSEEN_SHARE * length_s:
                reason = (
                    max(unseen, key=lambda run: run.end_s - run.start_s).reason or STILL_LOOKING
                )
                names[reason].append(
                    say(
                        "{criterion} in “{step}”",
                        criterion=words_of(track.criterion.name),
                        step=step.summary.title,
                    )
                )
                lost_s[reason] += seconds
    reasons = sorted(names, key=lambda reason: -lost_s[reason])[:_MOST_REASONS]
    return [
        say(
            "I could not judge {criteria} for much of the time. {help}",
            criteria=_shortened(names[reason]),
            help=cue_for(reason),
        )
        for reason in reasons
    ]


def _was_hidden(run: Run) -> bool:
    """Whether a run could not be judged for a reason of the camera's."""
    return run.status is Status.UNSEEN and run.reason not in {None, STILL_ENTERING}


def _shortened(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = len(unique) - _MOST_TITLES
    first = unique[:_MOST_TITLES]
    return listed([*first, count(more, "{n} more", "{n} more")] if more > 0 else first)


def _not_found(reviewed: Reviewed) -> list[str]:
    if not reviewed.skipped or not reviewed.steps:
        return []
    titles = [_quoted(reviewed.routine.steps[index].title) for index in reviewed.skipped]
    return [
        say(
            "Not found in this recording: {steps}. Leaving a step out is always fine; if you did "
            "it, a view from the side that shows all of you would help.",
            steps=_shortened(titles),
        )
    ]
