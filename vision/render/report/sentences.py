"""The session in words: what was done, what went well, what to think of, what was out of sight.

Each sentence has its rule, and is left out where the rule does not hold; `tests` build sessions in
which each would be false.

=============================== ==================================================================
sentence                        is said only if
=============================== ==================================================================
You practised ...               at least half of the routine's steps were found
In this recording ... I found   fewer were, or the routine has one step; then other poses and
                                routines are proposed
I could not find a step ...     none was found
... held for ...                the sum of the steps' held time (docs/reviewing.md), never longer
                                than the steps themselves; of less than three seconds only that it
                                was a moment, as a status takes up to so long to change
You held ... for all of the     each of the steps named was held for the time asked for; where
time asked for                  all are meant, all that were found, and each was asked a time
Your form stayed steady in ...  form was asked and met for nine tenths of the pose's time or more,
                                and nothing of that pose was corrected, in no step of that name
In ... you came to rest with    the stage was met for two seconds, the form not missed meanwhile
Whatever there was to change    each correction of form was followed by the form being met, while
in your form                    the pose was still recognised
Every practice is a beginning   nothing else can be praised, and a step was found
what is worth a thought         the criterion was missed while one was settled in the pose: either
                                called, or for three seconds and more
For ... I could not surely see  nobody, or nobody who stayed for two seconds, was found in that part
you                             of the pictures, a twentieth or more
I could not judge ...           what is needed of the form was unseen for over half of the step
Of ... I could not see ...      what the pose is recognised by was unseen for over half of the
                                step, and little of the routine was found, whose order would tell
Not found ...                   half of the routine was found, and the pose of the step is in none
                                that was found, by any name
=============================== ==================================================================

What is said of the breath has its rules in `vision.render.report.breath.words`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.render.report.breath.words import breath_told, breath_unseen
from vision.render.report.changes import taken_up, worth_changing
from vision.render.report.unseen import out_of_sight, shortened
from vision.words import count, say
from vision.words.wording import lasting, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.render.report.changes import Advice
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import Reviewed, ReviewedStep

PRACTISED_SHARE: Final = 0.5
"""Of a routine's steps: from here on it was practised, not only touched."""
WELL_SHARE: Final = 0.9
"""Of the pose's time: from here on the form was steady."""
_WORTH_TELLING_S: Final = 3.0
_MOST_PRAISES: Final = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in words: each part in sentences; what is empty is left out."""

    opening: str
    hint: str
    well: tuple[str, ...]
    change: tuple[Advice, ...]
    breath: tuple[str, ...]
    unseen: tuple[str, ...]
    notice: str


def summary_of(data: ReportInput) -> Summary:
    """Return the summary of a session; never presses for depth, and blames nobody."""
    reviewed = data.reviewed
    return Summary(
        opening=_opening(reviewed),
        hint=_hint(reviewed),
        well=tuple(_went_well(reviewed)),
        change=tuple(worth_changing(reviewed)),
        breath=breath_told(data),
        unseen=(*out_of_sight(data, doubtful=_is_little(reviewed)), *breath_unseen(data)),
        notice=reviewed.routine.notice,
    )


# --- what was done -----------------------------------------------------------------------------


def _opening(reviewed: Reviewed) -> str:
    found, steps = found_steps(reviewed.steps), len(reviewed.routine.steps)
    values = {"title": reviewed.routine.title, "length": lasting(reviewed.duration_s)}
    if not found and steps == 1:
        return say("In this recording of {length} I could not find “{title}”.", **values)
    if not found:
        return say("In this recording of {length} I could not find a step of “{title}”.", **values)
    held_s = sum(step.summary.held_s for step in reviewed.steps)
    held = say("a moment") if 0 < held_s < _WORTH_TELLING_S else lasting(held_s)
    values |= {"held": held, "found": str(found)}
    if _is_little(reviewed):
        values["poses"] = listed(_quoted(step.title for step in reviewed.steps))
        return count(
            steps,
            "In this recording of {length} I found what looks like {poses}, held for {held}.",
            "In this recording of {length} I found what looks like {poses}, held for {held} "
            "altogether: {found} of the {n} steps of “{title}”.",
            **values,
        )
    return count(
        steps,
        "You practised “{title}”: in this recording of {length} I found its one step, held for "
        "{held}.",
        "You practised “{title}”: in this recording of {length} I found {found} of its {n} steps, "
        "held for {held} altogether.",
        **values,
    )


def _is_little(reviewed: Reviewed) -> bool:
    steps = len(reviewed.routine.steps)
    return steps == 1 or found_steps(reviewed.steps) < PRACTISED_SHARE * steps


def _hint(reviewed: Reviewed) -> str:
    """Return what to try where little of a routine was found."""
    if len(reviewed.routine.steps) == 1 or not _is_little(reviewed):
        return ""
    return say(
        "If this recording shows one pose alone, review it with --pose and its name, such as "
        "--pose {pose}; if it shows another routine, with --flow. unknot poses and unknot flow "
        "list them.",
        pose=(
            reviewed.steps[0].stretch.step if reviewed.steps else reviewed.routine.steps[0]
        ).pose.name,
    )


def found_steps(steps: Iterable[ReviewedStep]) -> int:
    """Return how many steps of the routine there are among steps, each counted once."""
    return len({step.stretch.index for step in steps})


# --- what went well ----------------------------------------------------------------------------


def _went_well(reviewed: Reviewed) -> list[str]:
    praises = [_completed(reviewed), _in_form(reviewed), *_stages(reviewed), taken_up(reviewed)]
    return [sentence for sentence in praises if sentence][:_MOST_PRAISES] or (
        [say("Every practice is a beginning.")] if reviewed.steps else []
    )


def _completed(reviewed: Reviewed) -> str:
    asked = [step for step in reviewed.steps if 0 < step.summary.target_s < math.inf]
    completed = found_steps(step for step in asked if step.summary.completed)
    found = found_steps(asked)
    if not completed:
        return ""
    if completed == found_steps(reviewed.steps):
        return count(
            found,
            "You held the step I found for all of the time asked for.",
            "You held every step I found for all of the time asked for.",
        )
    return count(
        found,
        "You held {completed} of the {n} step that asked for a time for all of it.",
        "You held {completed} of the {n} steps I found for all of the time asked for.",
        completed=completed,
    )


def _in_form(reviewed: Reviewed) -> str:
    steady = [step for step in reviewed.steps if _is_steady(step)]
    # One of several visits that was not steady makes the sentence false of the name.
    unsteady = {step.title for step in reviewed.steps if not _is_steady(step)}
    longest = sorted(steady, key=lambda step: -step.summary.in_form_s)
    titles = _quoted(step.title for step in longest if step.title not in unsteady)
    return say("Your form stayed steady in {steps}.", steps=listed(titles)) if titles else ""


def _is_steady(step: ReviewedStep) -> bool:
    summary = step.summary
    tracks = [track for track in step.tracks if track.criterion.kind is Kind.FORM]
    return (
        not summary.corrections
        and min(summary.held_s, summary.in_form_s) >= _WORTH_TELLING_S
        and summary.form_share >= WELL_SHARE
        and any(track.seconds(Status.MET) >= _WORTH_TELLING_S for track in tracks)
    )


def _quoted(titles: Iterable[str]) -> list[str]:
    """Return titles in quotes, each once, or how many more there are than fit."""
    unique = [say("“{title}”", title=title) for title in dict.fromkeys(titles)]
    return shortened(unique)


def _stages(reviewed: Reviewed) -> list[str]:
    return [
        say(
            "In “{step}” you came to rest with {stage}.",
            step=step.title,
            stage=words_of(step.summary.stage),
        )
        for step in reviewed.steps
        if step.summary.stage
    ]
