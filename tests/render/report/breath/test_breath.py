"""The breath in a report: its curve, its numbers, and sentences that are only said where true."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.builders import criterion
from tests.render.review_examples import DURATION_S, FOLD, SIT, example, reviewed, with_track
from vision.criteria.model import Kind, Status
from vision.render.report.breath.curve import breath_plot, breath_words
from vision.render.report.plots import measure_plots
from vision.render.report.report import report_html, share_html
from vision.render.report.sentences import summary_of
from vision.render.report.session_json import session_record
from vision.render.report.timeline import strips
from vision.session.breath import BreathPattern
from vision.session.events import BreathPhaseStarted
from vision.session.recorded.breath import breath_in
from vision.session.recorded.tracks import Run

if TYPE_CHECKING:
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import ReviewedStep

FOLDED = "Head to knee, right leg"
NAN = float("nan")


def breathing(
    *, seen: tuple[float, float] = FOLD, deepens: float = 1.0, **told: float
) -> ReportInput:
    """Return the example with a breath of 6 a minute, seen between two times."""
    base = example()
    t_s = base.take.t_s
    numbers = {"rate_per_min": 6.0, "in_share": 0.5, "abdomen_share": 0.7, "confidence": 0.9} | told
    share = np.clip((t_s - seen[0]) / (seen[1] - seen[0]), 0.0, 1.0)
    inside = (t_s >= seen[0]) & (t_s < seen[1])
    measures = {f"breath_{name}": np.full(t_s.shape, value) for name, value in numbers.items()}
    measures["breath_fullness"] = 0.5 - 0.5 * np.cos(2.0 * np.pi * t_s / 10.0)
    measures["breath_depth"] = 0.02 * (1.0 + (deepens - 1.0) * share)
    for values in measures.values():
        values[~inside] = np.nan
    return example(measures=dict(base.take.measures) | measures)


def said(data: ReportInput) -> str:
    """Return all that is said of the breath."""
    summary = summary_of(data)
    return " ".join([*summary.breath, *(s for s in summary.unseen if "breathe" in s)])


def test_a_breath_that_was_seen_is_told() -> None:
    """How often, how evenly, and with the belly."""
    assert summary_of(breathing()).breath == (
        f"In “{FOLDED}” you breathed about 6 times a minute.",
        f"In “{FOLDED}” you breathed in as long as out.",
        f"In “{FOLDED}” your belly moved with the breath, at least as much as your chest.",
    )


def test_of_a_recording_without_a_breath_nothing_is_said() -> None:
    """Made before breaths were followed, or never seen in it: as it always was."""
    data = example()
    assert said(data) == ""
    assert breath_plot(data) is None
    assert "Your breath" not in report_html(data)
    blind = breathing(confidence=NAN)
    assert said(blind) == ""
    assert breath_plot(blind) is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (breathing(seen=(FOLD[0], FOLD[0] + 9.0)), "times a minute"),  # too little of the step
        (breathing(rate_per_min=NAN), "times a minute"),
        (breathing(in_share=0.4), "as long as out"),
        (breathing(in_share=0.6), "as long as out"),
        (breathing(in_share=NAN), "as long as out"),
        (breathing(abdomen_share=0.4), "belly"),
        (breathing(abdomen_share=NAN), "belly"),
        (breathing(deepens=1.05), "grew fuller"),
        (breathing(deepens=0.5), "grew fuller"),
        (breathing(deepens=2.0, rate_per_min=14.0), "grew fuller"),
        (breathing(confidence=0.4), "breath"),
    ],
)
def test_no_sentence_is_said_where_it_is_false(data: ReportInput, sentence: str) -> None:
    """Each in a session in which it would be, though much the same otherwise is true."""
    assert sentence not in said(data)


def test_a_breath_that_grows_fuller_is_noticed_only_while_it_is_slow() -> None:
    """Depth is never asked for: where there is less of it, nothing is said."""
    assert f"In “{FOLDED}” your breath was slow, and grew fuller." in said(breathing(deepens=1.5))


def lasting(step: ReviewedStep, span_s: tuple[float, float]) -> ReviewedStep:
    """Return a step that lasts from one time to another."""
    stretch = dataclasses.replace(step.stretch, start_s=span_s[0], end_s=span_s[1])
    return dataclasses.replace(step, stretch=stretch)


def test_rates_that_differ_are_told_as_a_range() -> None:
    """Of the steps in which they were seen."""
    data = breathing(seen=(0.0, DURATION_S))
    t_s = data.take.t_s
    rates = np.where(t_s < SIT[1], 12.0, 7.0)
    spans_s = ((0.0, 16.0), (18.0, 38.0))
    found = tuple(map(lasting, data.reviewed.steps, spans_s))
    data = dataclasses.replace(
        data,
        reviewed=reviewed(steps=found),
        take=dataclasses.replace(
            data.take, measures=dict(data.take.measures) | {"breath_rate_per_min": rates}
        ),
    )
    assert f"In “Diamond pose” and “{FOLDED}” you breathed about 7 to 12 times a minute." in said(
        data
    )


def test_what_could_not_be_told_comes_with_its_reason_where_others_could() -> None:
    """Of a step of half a minute, in a recording that shows the breath elsewhere."""
    seen = breathing(seen=(FOLD[0], FOLD[0] + 5.0))
    assert "could not tell how you breathed" not in said(seen)  # twenty seconds are too short
    long = lasting(seen.reviewed.steps[1], (6.0, 38.0))
    data = dataclasses.replace(seen, reviewed=reviewed(steps=(long,)))
    assert said(data).startswith(f"Of “{FOLDED}” I could not tell how you breathed: it shows only")


def test_the_numbers_of_a_step_are_those_of_its_stretch() -> None:
    """Medians over the time it was seen in; the JSON has the same."""
    data = breathing(deepens=2.0)
    sat, folded = (breath_in(step.stretch, data.take) for step in data.reviewed.steps)
    assert (sat.seen_s, sat.is_told) == (0.0, False)
    assert folded.seen_share == pytest.approx(1.0, abs=0.01)
    assert (folded.rate_per_min, folded.in_share, folded.abdomen_share) == (6.0, 0.5, 0.7)
    assert folded.depth_first < folded.depth < folded.depth_last
    assert folded.depth_last == pytest.approx(0.02 * (1.0 + 5.0 / 6.0), abs=0.001)
    steps: Any = session_record(data)["steps"]
    assert steps[1]["breath"]["rate_per_min"] == 6.0
    assert steps[0]["breath"]["rate_per_min"] is None


def test_the_step_has_its_breath_in_numbers() -> None:
    """In words, without what is not known."""
    _, step = breathing().reviewed.steps
    assert breath_words(step, breathing()) == "6.0 a minute, in as long as out, 70% with the belly"
    uneven = breathing(in_share=0.35, abdomen_share=NAN)
    assert breath_words(step, uneven) == "6.0 a minute, in for 35% of the time it moves"
    assert breath_words(step, example()) == ""


def test_the_curve_is_drawn_where_the_breath_was_seen_in_a_step() -> None:
    """Gaps elsewhere; nothing is led in a recording."""
    plot = breath_plot(breathing(seen=(16.0, 30.0)))
    assert plot is not None
    (line,) = plot.figure["data"]
    drawn = [x for x, y in zip(line["x"], line["y"], strict=True) if y is not None]
    assert FOLD[0] - 0.2 <= min(drawn)
    assert max(drawn) <= 30.0
    assert max(y for y in line["y"] if y is not None) == pytest.approx(1.0, abs=0.01)


def test_the_led_breath_is_drawn_beside_it_where_one_was_led() -> None:
    """By the phases that were told, in another look."""
    about = {"step": 1, "pose": "head_to_knee", "side": "right"}
    pattern = BreathPattern.parse("5-0-5-0")
    phases = tuple(
        BreathPhaseStarted(t_s=t_s, phase=b.phase, length_s=b.remaining_s, count=b.count, **about)
        for t_s in np.arange(0.0, 40.0, 5.0).tolist()
        for b in [pattern.at(t_s)]
    )
    data = breathing()
    data = dataclasses.replace(data, reviewed=reviewed(events=phases))
    plot = breath_plot(data)
    assert plot is not None
    measured, led = plot.figure["data"]
    assert (measured["name"], led["name"]) == ("measured", "led")
    assert (
        measured["line"]["dash" if "dash" in measured["line"] else "color"] != led["line"]["dash"]
    )
    heights = dict(zip(led["x"], led["y"], strict=True))
    near = min(heights, key=lambda x: abs(x - 25.0))
    assert heights[near] == pytest.approx(1.0, abs=0.05)


def test_the_page_has_the_breath_and_the_small_page_its_words() -> None:
    """A part of the summary, a column of the table, a plot."""
    page = report_html(breathing())
    for text in (
        "Your breath",
        "70% with the belly",
        "could not be told",
        "How full your lungs were",
    ):
        assert text in page
    assert "you breathed about 6 times a minute" in share_html(breathing(), lambda _: None, "1")


def test_aims_of_the_breath_have_rows_of_their_own_only_where_one_was_seen() -> None:
    """Among the stages of depth they would be mistaken for one; unseen, they are none."""
    aim = criterion("breath_in_share", kind=Kind.AIM, name="breath_even", low=0.4, high=0.6)
    data = breathing()
    seen = with_track(reviewed(), 1, aim, Run(*FOLD, Status.MET))
    labels = [row.label for row in strips(seen)]
    assert labels.index("Breath even") == labels.index("Breath") + 1
    assert labels.index("Breath") > labels.index("Abdomen to thigh")
    assert "Breath in share" in [
        p.title for p in measure_plots(dataclasses.replace(data, reviewed=seen))
    ]
    blind = with_track(reviewed(), 1, aim, Run(*FOLD, Status.UNSEEN))
    assert "Breath" not in [row.label for row in strips(blind)]
    plots = measure_plots(dataclasses.replace(data, reviewed=blind))
    assert "Breath in share" not in [plot.title for plot in plots]
