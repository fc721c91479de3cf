"""What could not be seen, in words, with what would help."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind, Status
from vision.render.report.runs import judged_runs
from vision.session.recorded.take import surely_seen
from vision.words import count, say
from vision.words.reasons import STILL_ENTERING, STILL_LOOKING, cue_for
from vision.words.wording import lasting, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import Reviewed, ReviewedStep
    from vision.session.recorded.tracks import Run, Track
    from vision.words.reasons import Reason

_NOBODY_SHARE: Final = 0.05
_UNSEEN_SHARE: Final = 0.5
_MOST_REASONS: Final = 2
_NOT_THE_CAMERA: Final = {None, STILL_ENTERING, STILL_LOOKING}
_MOST_TITLES: Final = 3


def out_of_sight(data: ReportInput, *, doubtful: bool) -> list[str]:
    """Return all that could not be seen, in sentences.

    Of a session in which every pose is ``doubtful``, as little of the routine is in it, what was
    out of sight of them; else which steps were not found.
    """
    reviewed = data.reviewed
    others = _recognised_by(reviewed) if doubtful else _not_found(reviewed)
    return [*_nobody(data), *_form(reviewed), *others]


def shortened(names: Iterable[str]) -> list[str]:
    """Return names, each once, and instead of those over `_MOST_TITLES` how many more."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - _MOST_TITLES
    first = unique[:_MOST_TITLES]
    return [*first, count(more, "{n} more", "{n} more")] if more > 0 else first


def _nobody(data: ReportInput) -> list[str]:
    if not len(data.take.somebody):
        return []
    share = 1.0 - float(np.mean(surely_seen(data.take.t_s, data.take.somebody)))
    if share < _NOBODY_SHARE:
        return []
    length = lasting(share * data.reviewed.duration_s)
    return [
        say(
            "For {length} I could not surely see you. It helps if the camera sees all of you "
            "throughout.",
            length=length,
        )
    ]


def _form(reviewed: Reviewed) -> list[str]:
    """Return the form that was out of sight for most of a step, with what would help."""
    names: defaultdict[Reason, list[str]] = defaultdict(list)
    lost_s: defaultdict[Reason, float] = defaultdict(float)
    for step in reviewed.steps:
        for track in step.tracks:
            # The near leg hides the far one: what is optional is nobody's trouble.
            if track.criterion.kind is not Kind.FORM or track.criterion.optional:
                continue
            unseen = [run for run in judged_runs(step, track) if _was_hidden(run)]
            if (seconds := _seconds(unseen)) > _UNSEEN_SHARE * _lasts_s(step):
                longest = max(unseen, key=lambda run: run.end_s - run.start_s)
                reason = longest.reason or STILL_LOOKING
                criterion = words_of(track.criterion.name)
                name = say("{criterion} in “{step}”", criterion=criterion, step=step.title)
                names[reason].append(name)
                lost_s[reason] += seconds
    reasons = sorted(names, key=lambda reason: -lost_s[reason])[:_MOST_REASONS]
    return [
        say(
            "I could not judge {criteria} for over half of the time. {help}",
            criteria=listed(shortened(names[reason])),
            help=cue_for(reason),
        )
        for reason in reasons
    ]


def _recognised_by(reviewed: Reviewed) -> list[str]:
    """Return what a pose is recognised by and was out of sight, so that it may be another one."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for step in reviewed.steps:
        for track in step.tracks:
            if track.criterion.kind is Kind.RECOGNISE and _is_mostly_hidden(step, track):
                names[step.title].append(words_of(track.criterion.name))
    return [
        say(
            "Of “{step}” I could not see: {criteria}. It may be another pose that looks like it "
            "from there.",
            step=title,
            criteria=listed(list(dict.fromkeys(criteria))),
        )
        for title, criteria in list(names.items())[:_MOST_TITLES]
    ]


def _is_mostly_hidden(step: ReviewedStep, track: Track) -> bool:
    unseen = [run for run in judged_runs(step, track) if run.status is Status.UNSEEN]
    return _seconds(unseen) > _UNSEEN_SHARE * _lasts_s(step)


def _lasts_s(step: ReviewedStep) -> float:
    return step.stretch.end_s - step.stretch.start_s


def _seconds(runs: Iterable[Run]) -> float:
    return sum(run.end_s - run.start_s for run in runs)


def _was_hidden(run: Run) -> bool:
    """Whether a run could not be judged for a reason of the camera's."""
    return run.status is Status.UNSEEN and run.reason not in _NOT_THE_CAMERA


def _not_found(reviewed: Reviewed) -> list[str]:
    """Return the steps that were not found; never one whose pose was, whatever its step."""
    steps, found = reviewed.routine.steps, reviewed.steps
    there = {(step.stretch.step.pose.name, step.stretch.step.pose.side) for step in found}
    called = " ".join(step.title for step in found)
    titles = [
        say("“{title}”", title=steps[index].title)
        for index in reviewed.skipped
        if (steps[index].pose.name, steps[index].pose.side) not in there
        and steps[index].pose.title not in called
    ]
    if not titles or not found:
        return []
    return [
        say(
            "Not found in this recording: {steps}. Leaving a step out is always fine; if you did "
            "it, a view from the side that shows all of you would help.",
            steps=listed(shortened(titles)),
        )
    ]
