"""The timeline's rows, strips and markers."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from tests.builders import UNSEEN_BACK, criterion
from tests.render.review_examples import DURATION_S, FOLD, MISS, SIT, example, reviewed, with_track
from vision.criteria.model import Kind, Status
from vision.render.report.timeline import POSE_GROUPS, presence, strips, timeline
from vision.session.recorded.tracks import Run
from vision.words.reasons import STILL_LOOKING


def rows() -> dict[str, list[tuple[float, float, str, str]]]:
    """Return each row's bars: from, to, answer, detail."""
    return {
        row.label: [(b.start_s, b.end_s, b.answer, b.detail) for b in row.bars]
        for row in strips(reviewed())
    }


def trace(name: str) -> dict:
    """Return a trace of the timeline."""
    (found,) = [t for t in timeline(example())["main"]["data"] if t["name"] == name]
    return found


def test_criteria_stand_in_groups_each_with_a_row() -> None:
    """One row for a criterion, whatever poses it is asked of; how a pose is told stands apart."""
    assert list(rows()) == [
        "Form",
        "Back straight",
        "Movement",
        "Lean slowly",
        "Stages",
        "Abdomen to thigh",
    ]
    apart = [row.label for row in strips(reviewed(), POSE_GROUPS)]
    assert apart == ["Is it the pose?", "Upright", "Not lying"]


def test_a_miss_shows_its_cue_and_an_unseen_its_reason() -> None:
    """A strip says why; on the way in, form is not judged."""
    cue = "Let your back be long."
    assert rows()["Back straight"] == [
        (*SIT, "met", ""),
        (FOLD[0], MISS[0], "met", ""),
        (*MISS, "missed", cue),
        (MISS[1], FOLD[1], "met", ""),
    ]
    hidden = with_track(
        reviewed(), 0, criterion(name="hands"), Run(*SIT, Status.UNSEEN, UNSEEN_BACK)
    )
    (bar,) = next(row for row in strips(hidden) if row.label == "Hands").bars
    assert (bar.answer, bar.detail) == ("cannot tell", "I can't see your back")
    waiting = with_track(
        reviewed(), 0, criterion(name="hands"), Run(*SIT, Status.UNSEEN, STILL_LOOKING)
    )
    (bar,) = next(row for row in strips(waiting) if row.label == "Hands").bars
    assert (bar.answer, bar.detail) == ("cannot tell", "I'm still looking")


def test_a_stage_is_reached_or_not_now_and_never_missed() -> None:
    """Nobody asked for depth, and no strip does."""
    answers = [(answer, detail) for *_, answer, detail in rows()["Abdomen to thigh"]]
    assert ("met", "Your abdomen rests on your thigh.") in answers
    assert ("not now", "") in answers
    assert "missed" not in dict(answers)


def test_when_nobody_was_seen_is_a_strip() -> None:
    """Seen or cannot tell, from the first picture to the last."""
    bars = presence(example()).bars
    assert [bar.answer for bar in bars] == ["cannot tell", "seen"]
    assert (bars[0].start_s, bars[-1].end_s) == (0.0, DURATION_S)
    assert bars[0].end_s == bars[1].start_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("name", ["main", "pose"])
def test_the_figures_are_plotlys(name: str) -> None:
    """Every property is one that Plotly knows."""
    figure = go.Figure(timeline(example())[name])
    assert len(figure.data) >= 1


def test_answers_differ_by_pattern_not_by_colour_alone() -> None:
    """Met is plain, missed is hatched, cannot tell is dotted."""
    found = {t["name"]: t for t in timeline(example())["main"]["data"] if t["type"] == "bar"}
    shapes = {name: found[name]["marker"]["pattern"]["shape"] for name in found if name != "steps"}
    assert shapes == {"seen": "", "met": "", "missed": "/", "cannot tell": ".", "not now": ""}


def test_cues_and_stages_are_marked_where_they_came() -> None:
    """A cue on its own row; a stage on its criterion's."""
    assert trace("Cue given")["x"] == [21.5]
    assert trace("Stage reached")["x"] == [27.0]
    main = timeline(example())["main"]["layout"]["yaxis"]
    place = dict(zip(main["ticktext"], main["tickvals"], strict=True))
    assert trace("Cue given")["y"] == [place["Cues given"]]
    assert trace("Stage reached")["y"] == [place["Abdomen to thigh"]]


def test_steps_are_blocks_with_their_titles() -> None:
    """One for each stretch, from where the body is in the pose."""
    steps = trace("steps")
    assert steps["base"] == [SIT[0], FOLD[0]]
    assert [told[0] for told in steps["customdata"]] == ["Diamond pose", "Head to knee, right leg"]


def test_a_leave_is_judged_beyond_the_step() -> None:
    """How a pose is left shows for as long as it was judged."""
    leave = criterion(name="roll_over", kind=Kind.LEAVE)
    found = with_track(reviewed(), 0, leave, Run(0.0, SIT[1] + 2.0, Status.MET))
    (bar,) = next(row for row in strips(found) if row.label == "Roll over").bars
    assert bar.end_s == SIT[1] + 2.0
