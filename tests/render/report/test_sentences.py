"""The summary in words: kind, plain, and about what matters most."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from tests.builders import criterion
from tests.render.review_examples import (
    CUE,
    FOLD,
    NOTICE,
    example,
    reviewed,
    summary,
    with_track,
)
from vision.criteria.model import Kind, Status
from vision.render.report.sentences import Summary, summary_of
from vision.session.recorded.take import surely_seen
from vision.session.recorded.tracks import Run
from vision.words.reasons import TURN_SIDE_ON

if TYPE_CHECKING:
    from vision.session.recorded.replay import Reviewed


def words(found: Reviewed | None = None, **changes: object) -> Summary:
    """Return the summary of the example, or of another session."""
    return summary_of(example(reviewed=found or reviewed(), **changes))


def all_of(told: Summary) -> str:
    """Return everything a summary says as one text."""
    changes = [f"{a.title} {a.where} {a.cue} {a.how_often}" for a in told.change]
    return " ".join([told.opening, *told.well, *changes, *told.unseen, told.notice])


def test_it_says_how_long_and_how_many() -> None:
    """The recording's length, the steps found and the time held."""
    assert words().opening == (
        "You practised “Cramp relief”: in this recording of 40 seconds I found 2 of its 3 steps, "
        "held for 21 seconds altogether."
    )
    assert words().notice == NOTICE


def test_what_went_well_is_told() -> None:
    """Holds that were completed, steady form, stages, and changes that were made."""
    assert words().well == (
        "You held 1 of the 2 steps I found for all of the time asked for.",
        "Your form stayed steady in “Diamond pose”.",
        "In “Head to knee, right leg” you came to rest with abdomen to thigh.",
        "Whatever there was to change in your form, you changed it within the pose.",
    )


def test_who_held_nothing_hears_something_good_as_well() -> None:
    """There is always a beginning."""
    sat = reviewed().steps[0]
    nothing = dataclasses.replace(sat, summary=summary(sat.stretch.step.pose, 0))
    told = words(reviewed(steps=(nothing,), events=()))
    assert told.well == ("Every practice is a beginning.",)


def test_what_to_change_comes_with_its_cue_and_its_place() -> None:
    """The criterion that was called, how long it was missed, and when."""
    (advice,) = words().change
    assert (advice.title, advice.where) == ("Back straight", "Head to knee, right leg")
    assert (advice.cue, advice.how_often, advice.t_s) == (CUE, "4.5 seconds, at 0:20", 20.0)


def test_at_most_two_things_are_to_change() -> None:
    """What was called comes first, then what lasted longest; the rest can wait."""
    found = reviewed()
    for name, seconds in (("shoulders_soft", 4.0), ("head_over_hips", 9.0)):
        of = criterion(name=name, cue=f"Mind your {name}.")
        found = with_track(found, 1, of, Run(FOLD[0], FOLD[0] + seconds, Status.MISSED))
    assert [a.title for a in words(found).change] == ["Back straight", "Head over hips"]


def test_what_passed_in_a_moment_is_not_brought_up() -> None:
    """A second outside a band, with no cue given, is no advice."""
    brief = with_track(
        reviewed(), 1, criterion(name="knee_straight"), Run(20.0, 21.0, Status.MISSED), only=True
    )
    assert words(brief).change == ()


def test_the_way_into_a_pose_is_no_miss_of_its_form() -> None:
    """Before one is in the pose, only movement is spoken of."""
    form, movement = (criterion(name="way_in", kind=kind) for kind in (Kind.FORM, Kind.MOVEMENT))
    run = Run(14.0, 18.0, Status.MISSED)
    assert words(with_track(reviewed(), 1, form, run, only=True)).change == ()
    (advice,) = words(with_track(reviewed(), 1, movement, run, only=True)).change
    assert advice.title == "Way in"


def test_nobody_is_pressed_for_depth() -> None:
    """A stage that is not reached is mentioned nowhere."""
    deep = criterion(name="face_to_shin", kind=Kind.AIM, stage=2, cue="Your face rests.")
    told = words(with_track(reviewed(), 1, deep, Run(*FOLD, Status.MISSED)))
    assert "ace" not in all_of(told).replace("place", "")


def test_no_body_is_called_wrong() -> None:
    """These words are not in it."""
    said = all_of(words()).lower()
    assert [w for w in ("wrong", "bad", "fail", "poor", "deeper", "should") if w in said] == []


def test_what_was_out_of_sight_comes_with_what_helps() -> None:
    """The form that could not be judged for most of a step, and why."""
    hidden = with_track(
        reviewed(),
        1,
        criterion(name="back_straight"),
        Run(*FOLD, Status.UNSEEN, TURN_SIDE_ON),
        only=True,
    )
    assert words(hidden).unseen[0] == (
        "I could not judge back straight in “Head to knee, right leg” for over half of the time. "
        "Please turn so that the camera sees you from the side."
    )
    optional = criterion(name="knee_straight", optional=True)
    far = with_track(reviewed(), 1, optional, Run(*FOLD, Status.UNSEEN, TURN_SIDE_ON), only=True)
    assert not [each for each in words(far).unseen if "could not judge" in each]


def test_steps_that_are_not_found_may_have_been_left_out() -> None:
    """They are named, and nobody is blamed."""
    (told,) = words().unseen
    assert "“Relax, first way”" in told
    assert "always fine" in told


def test_nobody_in_the_picture_is_told() -> None:
    """For how long, and what helps; a moment is not worth a word."""
    seen = np.arange(400) >= 100
    assert words(somebody=seen).unseen[0].startswith("For 10 seconds I could not surely see you.")
    assert "surely see you" not in all_of(words())


def test_a_pose_that_is_not_there_is_no_step_of_itself() -> None:
    """A routine has steps; the one pose asked for is there or not."""
    alone = dataclasses.replace(reviewed().routine, steps=reviewed().routine.steps[:1])
    for routine, said in ((alone, "not find “Cramp relief”."), (None, "not find a step of “Cramp")):
        found = reviewed(steps=(), events=(), **({"routine": routine} if routine else {}))
        assert said in words(found).opening


def test_who_shows_for_a_moment_among_nobody_is_not_counted_as_seen() -> None:
    """The figures of a title are taken for a body now and then."""
    seen = np.arange(400) < 300
    seen[330:340] = seen[398:] = True
    assert words(somebody=seen).unseen[0].startswith("For 10 seconds I could not surely see you.")
    brief = np.ones(15, bool)
    assert surely_seen(np.arange(15) / 10, brief).all()
