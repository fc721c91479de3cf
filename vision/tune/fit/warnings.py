"""What to know of a fit before trusting it, as plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.tune.fit.grid import worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.tune.fit.material import Outcome
    from vision.tune.fit.proposal import Curve, Fit

FEWEST_SESSIONS: Final = 5
"""With four sessions that all agree, the interval of what is caught (51 to 100 %) only just clears
that of false alarms (0 to 49 %); one that does not agree, and nothing can be told."""
_EDGE: Final = 0.05  # of the range of what was read in labelled stretches
_SAME: Final = 1e-9


def warnings(fit: Fit) -> tuple[str, ...]:
    """Return the sentences, the gravest first; none where all is well."""
    return (*_missing(fit), *_too_few(fit), *_of_the_suggestion(fit), *_silent(fit))


def _missing(fit: Fit) -> Iterator[str]:
    if not fit.wrong.stretches:
        yield (
            f"Nothing to judge is marked wrong because of {fit.criterion.name}, so nothing is "
            "proposed: mark some stretches that should be called."
        )
    if not fit.correct.stretches:
        yield (
            "Nothing to judge is marked correct, so nothing is proposed: mark some stretches in "
            "which all is as it should be."
        )


def _too_few(fit: Fit) -> Iterator[str]:
    if not (fit.wrong.stretches or fit.correct.stretches):
        return
    if fit.sessions == 1:
        yield (
            "All labels are from one session, so of one person: others may read differently, and "
            "nothing here can tell."
        )
    for word, count in (("wrong", fit.wrong), ("correct", fit.correct)):
        if 0 < count.sessions < FEWEST_SESSIONS:
            yield (
                f"What is marked {word} comes from {counted(count.sessions, 'session')}; with "
                f"fewer than {FEWEST_SESSIONS} the shares may be far off. More people would help."
            )


def _of_the_suggestion(fit: Fit) -> Iterator[str]:
    if not (fit.wrong.stretches and fit.correct.stretches):
        return
    for curve in fit.curves:
        yield from _of_curve(curve, fit)
    if fit.proposed is None and any(curve.suggested is not None for curve in fit.curves):
        yield "The low and the high bound would cross, so nothing is proposed."
    if fit.wrong.stray * 2 > fit.wrong.stretches:
        side = "lower" if math.isinf(fit.current.low) else "higher"
        yield (
            f"Most of what is marked wrong reads {side} than what is correct, where this criterion "
            "has no bound; perhaps another measure tells it better."
        )
    if fit.then and _worth(fit.now) >= _worth(fit.then) - _SAME:
        yield "The band as it is does as well on these labels."


def _of_curve(curve: Curve, fit: Fit) -> Iterator[str]:
    at = curve.suggested
    if at is None:
        if not math.isnan(curve.caught[0]):
            yield (
                f"No {curve.bound} bound is better than saying nothing: what it would catch is not "
                "worth its false alarms, as correct and wrong read too much alike."
            )
        return
    if curve.caught_low[at] <= curve.false_alarms_high[at]:
        yield (
            f"Nothing can be told yet of the {curve.bound} bound: the intervals of what it catches "
            "and of its false alarms overlap. Labels of more people would help."
        )
    if _at_the_edge(curve, fit.current.margin):
        yield (
            f"The {curve.bound} bound suggested lies at the edge of what was labelled; stretches "
            "beyond it would make it surer."
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
    for word, count in (("wrong", fit.wrong), ("correct", fit.correct)):
        if count.unseen:
            yield (
                f"In {counted(count.unseen, 'stretch')} marked {word} it could not be seen for "
                f"long enough; {_left_out(count.unseen)}."
            )
        if count.brief:
            yield (
                f"{counted(count.brief, 'stretch')} marked {word} "
                f"{'lasts' if count.brief == 1 else 'last'} less than the "
                f"{fit.current.call_after_s:g} s a miss has to last before it is called; "
                f"{_left_out(count.brief)}: please mark longer ones."
            )


def _left_out(count: int) -> str:
    return "it is left out" if count == 1 else "they are left out"


def counted(count: int, what: str) -> str:
    """Write ``1 stretch``, ``2 stretches``."""
    plural = f"{what}es" if what.endswith("ch") else f"{what}s"
    return f"{count} {what if count == 1 else plural}"


def _worth(outcome: Outcome) -> float:
    return worth(outcome.caught.value, outcome.false_alarms.value)
