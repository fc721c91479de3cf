"""The curve of the breath under the steps, beside the led one if there is one, and its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.render.page import css_colour
from vision.render.report.figures import thinned
from vision.render.report.plots import MOST_POINTS, Plot, curve, step_edges
from vision.render.theme import DEEP_BLUE, GREY
from vision.session.recorded.breath import FULLNESS, breath_in, led_fullness, seen_in
from vision.words import mark, say
from vision.words.wording import lasting

if TYPE_CHECKING:
    from vision.render.report.figures import Figure
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.breath import HeldBreath
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.recorded.take import Array

_EVEN: Final = 0.06
"""So far from a half, breathing in takes as long as breathing out to anybody who counts along."""
_HEIGHT_PX: Final = 170
_MEASURED: Final = mark("measured")
_LED: Final = mark("led")
_LOOKS: Final[dict[str, dict[str, object]]] = {
    _MEASURED: {"color": css_colour(DEEP_BLUE), "width": 1.8},
    _LED: {"color": css_colour(GREY), "width": 1.6, "dash": "dash"},
}


def breath_plot(data: ReportInput) -> Plot | None:
    """Return the plot of the breath through the steps; None where it was not seen in any."""
    inside = np.zeros(len(data.take.t_s), bool)
    for step in data.reviewed.steps:
        inside[data.take.rows(step.stretch.start_s, step.stretch.end_s)] = True
    seen = inside & seen_in(data.take)
    if not seen.any():
        return None
    t_s = data.take.t_s
    led = led_fullness(data.reviewed.events, t_s)
    lines = [_line(data, np.where(seen, data.take.values(FULLNESS), np.nan), _MEASURED)]
    if np.isfinite(led).any():
        lines.append(_line(data, np.where(inside, led, np.nan), _LED))
    seen_s = sum(breath_in(step.stretch, data.take).seen_s for step in data.reviewed.steps)
    text = mark("How full your lungs were, seen for {length} of the poses.")
    if len(lines) > 1:
        text = mark(
            "How full your lungs were, seen for {length} of the poses; dashed, how you were led."
        )
    label = say(text, length=lasting(seen_s))
    return Plot(
        title=say("Breath"),
        judged_by="",
        unit="",
        label=label,
        main=True,
        figure={
            "data": lines,
            "layout": {
                "height": _HEIGHT_PX,
                "yaxis": {"range": [-0.08, 1.08], "tickvals": [0, 1],
                          "ticktext": [say("empty"), say("full")]},
                "shapes": step_edges(data),
            },
        },
    )  # fmt: skip


def _line(data: ReportInput, values: Array, name: str) -> Figure:
    kept = thinned(values, MOST_POINTS)
    return curve(data.take.t_s[kept], values[kept], "", name, _LOOKS[name])


def breath_words(step: ReviewedStep, data: ReportInput) -> str:
    """Return the breath of a step in numbers; why not, where little of it was seen."""
    held = breath_in(step.stretch, data.take)
    if not held.is_told:
        return ""
    parts = [
        say("{rate:.1f} a minute", rate=held.rate_per_min),
        _evenness(held),
        _place(held),
    ]
    return say(", ").join(part for part in parts if part and "nan" not in part)


def _evenness(held: HeldBreath) -> str:
    if math.isnan(held.in_share):
        return ""
    if is_even(held):
        return say("in as long as out")
    return say("in for {share:.0%} of the time it moves", share=held.in_share)


def _place(held: HeldBreath) -> str:
    if math.isnan(held.abdomen_share):
        return ""
    return say("{share:.0%} with the belly", share=held.abdomen_share)


def is_even(held: HeldBreath) -> bool:
    """Return whether breathing in took as long as breathing out."""
    return abs(held.in_share - 0.5) <= _EVEN
