"""What a report says of the breath, in whole sentences, each by its rule.

=============================== ==================================================================
sentence                        is said only if
=============================== ==================================================================
In ... you breathed about ...   in each of the steps named the breath was seen for half of the time
                                and for 15 s and more; the rates are those of these steps
In ... you breathed in as ...   ... and breathing in took 44 to 56 % of the moving time
In ... your belly moved ...     ... and the abdomen moved at least as much as the chest
In ... your breath was slow ... ... and it was at most ten a minute, and a tenth deeper in the last
                                third than in the first
Of ... I could not see ...      the breath was seen somewhere, but not for half of that step's time,
                                and the step lasted half a minute
=============================== ==================================================================

Of a breath that is quick, shallow, uneven or high nothing is said: urging it makes it more so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from vision.render.report.breath.curve import is_even
from vision.render.report.unseen import shortened
from vision.session.recorded.breath import breath_in, seen_in
from vision.words import count, mark, say
from vision.words.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.breath import HeldBreath
    from vision.session.recorded.replay import ReviewedStep

    _StepBreath: TypeAlias = tuple[ReviewedStep, HeldBreath]

_BELLY: Final = 0.5
_DEEPER: Final = 1.1
_SLOW_PER_MIN: Final = 10.0
_WORTH_TELLING_S: Final = 30.0


def breath_told(data: ReportInput) -> tuple[str, ...]:
    """Return what there is to say of the breath; nothing where none was seen."""
    told = [(step, held) for step, held in _breaths(data) if held.is_told]
    said = (_rate(told), _even(told), _belly(told), _fuller(told))
    return tuple(sentence for sentence in said if sentence)


def breath_unseen(data: ReportInput) -> tuple[str, ...]:
    """Return in which steps the breath could not be told, and why, where it was in others."""
    hidden = [
        step
        for step, held in _breaths(data)
        if not held.is_told and step.stretch.end_s - step.stretch.start_s >= _WORTH_TELLING_S
    ]
    if not hidden:
        return ()
    sentence = say(
        "Of {steps} I could not tell how you breathed: it shows only where you are still, in good "
        "light, and your trunk is in sight.",
        steps=_steps(hidden),
    )
    return (sentence,)


def _breaths(data: ReportInput) -> list[_StepBreath]:
    """Return the breath of each step; none where it was seen nowhere in the recording."""
    if not seen_in(data.take).any():
        return []
    return [(step, breath_in(step.stretch, data.take)) for step in data.reviewed.steps]


def _rate(told: Sequence[_StepBreath]) -> str:
    known = [(step, held) for step, held in told if not math.isnan(held.rate_per_min)]
    if not known:
        return ""
    rates = [round(held.rate_per_min) for _, held in known]
    steps = _steps(step for step, _ in known)
    if min(rates) == max(rates):
        return count(
            rates[0],
            "In {steps} you breathed about once a minute.",
            "In {steps} you breathed about {n} times a minute.",
            steps=steps,
        )
    return say(
        "In {steps} you breathed about {low} to {high} times a minute.",
        steps=steps,
        low=min(rates),
        high=max(rates),
    )


def _even(told: Sequence[_StepBreath]) -> str:
    even = [step for step, held in told if is_even(held)]
    return say("In {steps} you breathed in as long as out.", steps=_steps(even)) if even else ""


def _belly(told: Sequence[_StepBreath]) -> str:
    low = [step for step, held in told if held.abdomen_share >= _BELLY]
    text = mark("In {steps} your belly moved with the breath, at least as much as your chest.")
    return say(text, steps=_steps(low)) if low else ""


def _fuller(told: Sequence[_StepBreath]) -> str:
    fuller = [
        step
        for step, held in told
        if held.depth_last >= _DEEPER * held.depth_first and held.rate_per_min <= _SLOW_PER_MIN
    ]
    text = mark("In {steps} your breath was slow, and grew fuller.")
    return say(text, steps=_steps(fuller)) if fuller else ""


def _steps(steps: Iterable[ReviewedStep]) -> str:
    titles = dict.fromkeys(step.title for step in steps)
    return listed(shortened([say("“{title}”", title=title) for title in titles]))
