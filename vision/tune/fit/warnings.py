"""What to know of a fit before trusting it, as plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.words import count, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.tune.fit.result import Curve, Fit

FEWEST_SESSIONS: Final = 5
"""With four sessions that all agree, the interval of what is caught (51 to 100 %) only just clears
that of false alarms (0 to 49 %); one that does not agree, and nothing can be told."""
_EDGE: Final = 0.05  # of the range of what was read in labelled stretches


def warnings(fit: Fit) -> tuple[str, ...]:
    """Return the sentences, the gravest first; none where all is well."""
    return (*_missing(fit), *_too_few(fit), *_of_the_suggestion(fit), *_silent(fit))


def _missing(fit: Fit) -> Iterator[str]:
    if not fit.wrong.stretches:
        yield say(
            "Nothing to judge is marked wrong because of {criterion}, so nothing is proposed: mark "
            "some stretches that should be called.",
            criterion=fit.criterion.name,
        )
    if not fit.correct.stretches:
        yield say(
            "Nothing to judge is marked correct, so nothing is proposed: mark some stretches in "
            "which all is as it should be."
        )


def _too_few(fit: Fit) -> Iterator[str]:
    if not (fit.wrong.stretches or fit.correct.stretches):
        return
    if fit.sessions == 1:
        yield say(
            "All labels are from one session, so of one person: others may read differently, and "
            "nothing here can tell."
        )
    if 0 < fit.wrong.sessions < FEWEST_SESSIONS:
        yield count(
            fit.wrong.sessions,
            "What is marked wrong comes from {n} session; with fewer than {fewest} the shares may "
            "be far off. More people would help.",
            "What is marked wrong comes from {n} sessions; with fewer than {fewest} the shares may "
            "be far off. More people would help.",
            fewest=FEWEST_SESSIONS,
        )
    if 0 < fit.correct.sessions < FEWEST_SESSIONS:
        yield count(
            fit.correct.sessions,
            "What is marked correct comes from {n} session; with fewer than {fewest} the shares "
            "may be far off. More people would help.",
            "What is marked correct comes from {n} sessions; with fewer than {fewest} the shares "
            "may be far off. More people would help.",
            fewest=FEWEST_SESSIONS,
        )


def _of_the_suggestion(fit: Fit) -> Iterator[str]:
    if not (fit.wrong.stretches and fit.correct.stretches):
        return
    for curve in fit.curves:
        yield from _of_curve(curve, fit)
    if fit.proposed is None and any(c.suggested is not None and not c.unsure for c in fit.curves):
        yield say("The low and the high bound would cross, so nothing is proposed.")
    if fit.wrong.stray * 2 > fit.wrong.stretches and math.isinf(fit.current.low):
        yield say(
            "Most of what is marked wrong reads lower than what is correct, where this criterion "
            "has no bound; perhaps another measure tells it better."
        )
    elif fit.wrong.stray * 2 > fit.wrong.stretches:
        yield say(
            "Most of what is marked wrong reads higher than what is correct, where this criterion "
            "has no bound; perhaps another measure tells it better."
        )
    if fit.no_better:
        yield say("The band as it is does as well on these labels.")


def _of_curve(curve: Curve, fit: Fit) -> Iterator[str]:
    at, bound = curve.suggested, curve.bound
    if at is None:
        if not math.isnan(curve.caught[0]):
            yield say(
                "No {bound} bound is better than saying nothing: what it would catch is not worth "
                "its false alarms, as correct and wrong read too much alike.",
                bound=bound,
            )
        return
    if curve.unsure:
        yield say(
            "Nothing can be told yet of the {bound} bound, so it is not proposed: the intervals of "
            "what it catches and of its false alarms overlap. Labels of more people would help.",
            bound=bound,
        )
    if _at_the_edge(curve, fit.current.margin):
        yield say(
            "The {bound} bound suggested lies at the edge of what was labelled; stretches beyond "
            "it would make it surer.",
            bound=bound,
        )


def _at_the_edge(curve: Curve, margin: float) -> bool:
    """Whether what is called lies in the outermost part of the values that were read."""
    if curve.suggested is None:
        return False
    least, most = curve.values
    outwards = -margin if curve.bound == "low" else margin
    called_from = float(curve.threshold[curve.suggested]) + outwards
    room = _EDGE * (most - least)
    return not least + room < called_from < most - room


def _silent(fit: Fit) -> Iterator[str]:
    marks = ((fit.wrong, say("marked wrong")), (fit.correct, say("marked correct")))
    for counted, marked in marks:
        if counted.unseen:
            yield count(
                counted.unseen,
                "In {n} stretch {marked} it could not be seen for long enough; it is left out.",
                "In {n} stretches {marked} it could not be seen for long enough; they are left "
                "out.",
                marked=marked,
            )
        if counted.brief:
            yield count(
                counted.brief,
                "{n} stretch {marked} lasts less than the {needed_s:g} s a miss has to last before "
                "it is called; it is left out: please mark longer ones.",
                "{n} stretches {marked} last less than the {needed_s:g} s a miss has to last "
                "before it is called; they are left out: please mark longer ones.",
                marked=marked,
                needed_s=fit.current.call_after_s,
            )
