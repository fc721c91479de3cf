"""What is said of a photograph: kind, true, and one thing to change."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from benchmarks.practitioner.scene import Camera
from tests.builders import UNSEEN_BACK, criterion, pose, practitioner, stick, verdict
from vision.app.check.photos import Checked, judged
from vision.app.check.sentences import sheet_of
from vision.app.settings import load_library
from vision.criteria.model import Kind, Status, Verdict
from vision.frames.source import Frame
from vision.render.theme import LOOKS
from vision.words.reasons import TURN_SIDE_ON, Code, Reason

LIBRARY = load_library(None)
PICTURE = Frame(np.full((480, 848, 3), 90, np.uint8), 0.0, 0)
FILE = Path("photo.jpg")
SEEN = Checked(FILE, PICTURE, practitioner("diamond"), view="side")


def told(*verdicts: Verdict, view: str = "side", side: str | None = None) -> Checked:
    """Return a photograph of a pose with these verdicts."""
    return dataclasses.replace(SEEN, pose=pose(side=side), view=view, verdicts=verdicts)


def answer(of: str, status: Status, kind: Kind = Kind.FORM, **changes: object) -> Verdict:
    """Return a verdict on a real measure, unseen ones with a reason."""
    made = verdict(criterion(of, kind=kind, **changes), status)
    return dataclasses.replace(made, reason=UNSEEN_BACK if status is Status.UNSEEN else None)


def test_one_thing_to_change_is_said_and_marked() -> None:
    """The most relevant miss, though more may be missed."""
    low = answer("trunk_tilt_deg", Status.MISSED, priority=20, cue="Rise.")
    first = answer("back_bow", Status.MISSED, priority=10, cue="Be long.")
    sheet = sheet_of(told(low, first), LIBRARY)
    assert (sheet.line, sheet.look, sheet.called) == ("Be long.", LOOKS[Status.MISSED], "back_bow")
    assert [row.answer.word for row in sheet.rows] == ["adjust", "adjust"]


def test_the_deepest_stage_reached_is_praised_when_there_is_nothing_to_change() -> None:
    """And what is not reached is not asked for."""
    stages = [
        answer("back_bow", Status.MET, Kind.AIM, name="one", stage=1, cue="One."),
        answer("back_bow", Status.MET, Kind.AIM, name="two", stage=2, cue="Two."),
        answer("back_bow", Status.MISSED, Kind.AIM, name="three", stage=3, cue="Three."),
    ]
    sheet = sheet_of(told(*stages), LIBRARY)
    assert (sheet.line, sheet.called) == ("Two.", "two")
    assert [row.answer.word for row in sheet.rows] == ["reached", "reached", "not yet"]
    change = answer("back_bow", Status.MISSED, cue="Be long.")
    assert sheet_of(told(*stages, change), LIBRARY).line == "Be long."


def test_when_all_that_is_seen_is_good_that_is_said() -> None:
    """Without a claim about what is not seen."""
    good, hidden = answer("back_bow", Status.MET), answer("trunk_tilt_deg", Status.UNSEEN)
    for verdicts in ([good], [good, hidden]):
        assert sheet_of(told(*verdicts), LIBRARY).line == "All that I can check looks good."


def test_when_nothing_is_seen_what_would_help_is_said() -> None:
    """The reason as a request."""
    outside = dataclasses.replace(
        answer("back_bow", Status.UNSEEN), reason=Reason(Code.OUTSIDE, "feet")
    )
    assert "Please move back" in sheet_of(told(outside), LIBRARY).line
    turned = dataclasses.replace(outside, reason=TURN_SIDE_ON)
    assert "a little more side-on" in sheet_of(told(turned, view="oblique"), LIBRARY).line
    assert sheet_of(told(), LIBRARY).line == "There is nothing to check in this pose."


@pytest.mark.parametrize(
    ("of", "low", "high", "said"),
    [
        ("trunk_tilt_deg", -14.0, 1.0, "about 1 degree off"),
        ("trunk_tilt_deg", 14.4, np.inf, "about 12 degrees off"),
        ("back_bow", -np.inf, 1.8, "about 10 cm off"),
        ("head_ahead_of_hips", 2.1, 9.0, "about 5 cm off"),
        ("trunk_tilt_deg", 2.2, np.inf, "nearly there"),
        ("trunk_speed_deg_s", 5.0, np.inf, "nearly there"),
    ],
)
def test_what_to_change_is_told_with_how_far_it_is(
    of: str, low: float, high: float, said: str
) -> None:
    """In plain words: a person has neither trunk lengths nor bounds."""
    one = answer(of, Status.MISSED, low=low, high=high)
    assert sheet_of(told(one), LIBRARY).rows[0].detail == said


def test_what_is_good_needs_no_number() -> None:
    """Just within its margin it is nearly there; how deep a pose is is not measured out."""
    near = dataclasses.replace(
        answer("trunk_tilt_deg", Status.MET, high=1.5, margin=5.0), score=0.9
    )
    good = dataclasses.replace(near, score=1.0)
    deep = answer("trunk_tilt_deg", Status.MISSED, Kind.AIM, stage=1)
    rows = sheet_of(told(near, good, deep), LIBRARY).rows
    assert [row.detail for row in rows] == ["nearly there", "", ""]


def test_what_would_help_is_asked_for_once() -> None:
    """However many criteria wait for it."""
    turn = dataclasses.replace(answer("trunk_tilt_deg", Status.UNSEEN), reason=TURN_SIDE_ON)
    hidden, change = answer("back_bow", Status.UNSEEN), answer("back_bow", Status.MISSED)
    sheet = sheet_of(told(change, turn, hidden, turn, turn, hidden), LIBRARY)
    details = [row.detail for row in sheet.rows[1:]]
    ask = "Please turn side-on to the camera"
    assert details == [ask, "I can't see your back", "", "", ""]
    assert [row.answer.word for row in sheet.rows[1:]] == ["can't see"] * 5


def test_the_request_is_not_repeated_where_the_line_makes_it() -> None:
    """One line asks to turn, not five."""
    turn = dataclasses.replace(answer("trunk_tilt_deg", Status.UNSEEN), reason=TURN_SIDE_ON)
    sheet = sheet_of(told(turn, turn, turn, turn, view="oblique"), LIBRARY)
    assert "a little more side-on" in sheet.line
    assert [row.detail for row in sheet.rows] == [""] * 4


def test_poses_that_look_alike_from_there_are_both_told() -> None:
    """A name for one of them would be a guess."""
    hero, diamond = LIBRARY.variants("hero")[0], LIBRARY.variants("diamond")[0]
    seen = dataclasses.replace(SEEN, pose=diamond, could_be=(hero,))
    title = sheet_of(seen, LIBRARY).title
    assert title == "Diamond pose, or Hero pose (they look alike from here)"
    assert seen.record()["could_be"] == ["hero"]
    assert dataclasses.replace(seen, could_be=()).record()["could_be"] == []


def test_the_title_tells_the_leg_in_front() -> None:
    """And the view is told in words."""
    sheet = sheet_of(told(side="left"), LIBRARY)
    assert (sheet.title, sheet.view) == ("Sit, left leg in front", "seen from the side")
    assert sheet_of(told(), LIBRARY).title == "Sit"


def test_nobody_found_is_told_kindly() -> None:
    """With what helps."""
    sheet = sheet_of(Checked(FILE, PICTURE), LIBRARY)
    assert (sheet.title, sheet.view, sheet.rows, sheet.look) == ("Nobody found", "", (), None)
    assert "A photograph of one person" in sheet.line


@pytest.mark.parametrize(("azimuth_deg", "said"), [(90.0, "quarter turn"), (270.0, "quarter turn")])
def test_from_the_front_or_the_back_a_quarter_turn_is_asked_for(
    azimuth_deg: float, said: str
) -> None:
    """Where no pose can be told, the view is the first thing that helps."""
    seen = practitioner("diamond", Camera(azimuth_deg=azimuth_deg))
    checked = judged(FILE, PICTURE, seen, LIBRARY, None)
    assert checked.pose is None
    sheet = sheet_of(checked, LIBRARY)
    assert sheet.title == "I don't recognise this pose"
    assert said in sheet.line


def test_what_is_hidden_and_needed_is_named() -> None:
    """From the side, a pose whose knees cannot be seen cannot be told."""
    seen = stick(hidden=[25, 26])
    sheet = sheet_of(judged(FILE, PICTURE, seen, LIBRARY, None), LIBRARY)
    assert sheet.title == "I don't recognise this pose"
    assert "I can't see your" in sheet.line


def test_another_pose_is_told_which_ones_are_known() -> None:
    """Everything is seen from the side, and it is none of them."""
    seen = practitioner("kneeling_up")
    line = sheet_of(judged(FILE, PICTURE, seen, LIBRARY, None), LIBRARY).line
    assert "diamond, diamond_toes, head_to_knee, hero, reclining_hero" in line
    assert "--pose" in line
