"""What is wrong with a pose is found, one fault at a time, and told so that it can be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.builders import criterion, pose
from vision.criteria.model import Band, Easier, Kind, Moment, Part, View
from vision.criteria.phrasing import notice_faults, unkind
from vision.criteria.soundness import RULES, faults, faults_of, sides_differ
from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from vision.criteria.model import Pose

CUE: Final = "Let your back grow long."
UPRIGHT: Final = criterion(
    "trunk_tilt_deg",
    name="upright",
    kind=Kind.RECOGNISE,
    low=-20,
    high=20,
    margin=10,
    cue="",
    view=View.ANY,
)
BACK: Final = criterion("back_bow", name="back_straight", high=0.08, margin=0.03, cue=CUE)
LEAN: Final = criterion("trunk_tilt_deg", name="leaning", low=-10, high=15, margin=9, cue=CUE)
TELL: Final = criterion(
    "trunk_tilt_deg", name="tall", kind=Kind.TELL, low=-10, high=10, cue="", view=View.ANY
)
CHEST: Final = criterion(
    "chest_to_near_knee", name="chest", kind=Kind.AIM, high=0.4, margin=0.1, stage=1, cue=CUE
)
SOUND: Final = pose(
    UPRIGHT, BACK, LEAN, TELL, CHEST, name="sit", say="Sit down.", needs=("trunk_tilt_deg",)
)


def with_one(changed: str, **values: Any) -> Pose:  # noqa: ANN401 (fields of a criterion)
    """Return the sound pose with one criterion changed; low, high and margin go to its band."""
    bounds = {key: values.pop(key) for key in ("measure", "low", "high", "margin") if key in values}
    criteria = tuple(
        replace(c, band=replace(c.band, **bounds), **values) if c.name == changed else c
        for c in SOUND.criteria
    )
    return replace(SOUND, criteria=criteria)


def without(name: str) -> Pose:
    """Return the sound pose without one criterion."""
    return replace(SOUND, criteria=tuple(c for c in SOUND.criteria if c.name != name))


def leading(say: str) -> Pose:
    """Return the sound pose with a moment."""
    return replace(SOUND, moments=(Moment(Part.WAY_IN, say),))


def made_easier(pose: Pose, offer: str = "A cushion is just as good.") -> Pose:
    """Return the sound pose with an easier way."""
    return replace(SOUND, easier=Easier(offer, pose))


FAULTS: Final[list[tuple[Pose, str]]] = [
    (without("upright"), "at least one [recognise]"),
    (with_one("upright", optional=True), "at least one [recognise]"),
    (replace(SOUND, title=" "), "title is empty"),
    (replace(SOUND, say=""), "say is empty"),
    (replace(SOUND, needs=()), "needs is empty"),
    (with_one("upright", name="Upright"), "lower-case words"),
    (with_one("upright", name="up_right2"), "lower-case words"),
    (with_one("chest", name="leaning"), "the name of two criteria"),
    (with_one("tall", why="so"), "tall.why"),
    (with_one("back_straight", cue=""), "one breath, got 0"),
    (with_one("back_straight", cue="Sit tall."), "one breath, got 9"),
    (with_one("chest", cue="Sit " * 25 + "tall."), "one breath"),
    (with_one("back_straight", cue="let it grow long."), "capital"),
    (with_one("back_straight", cue="Let it grow long"), "full stop"),
    (with_one("upright", cue="sit up as tall as you like"), "full stop"),
    (leading("Go deeper into the fold."), 'way_in.say says "deeper"'),
    (leading("Sit down"), "way_in.say should have 11 to 110"),
    (leading("Sit " * 30 + "down."), "way_in.say should have 11 to 110"),
    (leading("sit down on your heels"), "way_in.say should begin"),
    (made_easier(SOUND, "Use a cushion if you fail."), 'easier.offer says "fail"'),
    (made_easier(with_one("back_straight", cue="Do not push so hard.")), 'cue says "push"'),
    (made_easier(with_one("leaning", low=-5.0)), "easier.form.leaning should ask no more"),
    (made_easier(with_one("chest", name="belly")), "easier.aim.belly should ask no more"),
    (with_one("back_straight", cue="Do not push so hard."), 'cue says "push"'),
    (replace(SOUND, title="The bad seat"), 'title says "bad"'),
    (replace(SOUND, caution="You must stop."), 'caution says "must"'),
    (replace(SOUND, note="Stretch your {front} leg."), "in braces"),
    (replace(SOUND, say="Sit down"), "say should end"),
    (replace(SOUND, note="That is all"), "note should end"),
    (with_one("chest", stage=2), "stages of [aim]"),
    (with_one("back_straight", stage=1), "back_straight.stage"),
    (with_one("chest", measure="breath_in_share", stage=1), "chest.stage"),
    (with_one("back_straight", low=0.2, high=0.1), "low should be at most high"),
    (with_one("back_straight", margin=-0.1), "low should be at most high"),
    (with_one("chest", when=Band("facing", 1.0, 0.0)), "low should be at most high"),
    (with_one("back_straight", margin=0.0), "the error of back_bow"),
    (with_one("chest", call_after_s=0.0), "chest.call_after_s"),
    (with_one("chest", clear_after_s=11.0), "chest.clear_after_s"),
    (with_one("leaning", low=30.0, high=60.0), "can only be met where"),
    (with_one("back_straight", view=View.ANY), "from the side alone"),
    (with_one("chest", measure="knee_near_deg", view=View.ANY), "from the side alone"),
    (with_one("chest", measure="ankle_near_deg", view=View.ANY), "from the side alone"),
    (with_one("chest", measure="knee_fold_near_deg"), "too coarse"),
    (with_one("tall", before=Band("facing", 1.0)), "tall.before"),
    (with_one("tall", low=-20.0, high=20.0), "a narrower band"),
    (with_one("tall", low=20.0, high=40.0), "a narrower band"),
]


def test_a_sound_pose_has_no_fault() -> None:
    """What follows is found in a pose that is sound but for one thing."""
    assert faults(SOUND, UNITS) == ()


@pytest.mark.parametrize(("planted", "told"), FAULTS, ids=lambda x: x if isinstance(x, str) else "")
def test_each_fault_is_found_and_said(planted: Pose, told: str) -> None:
    """One sentence for it, with the place where it is and what to do."""
    found = faults(planted, UNITS)
    assert any(told in fault for fault in found), found
    assert len({fault.split(";")[0] for fault in found}) <= 2  # some faults bring another one


def test_every_rule_is_tried() -> None:
    """A rule that found none of the planted faults would be one nobody tried."""
    for rule in RULES:
        assert any(list(rule(planted, UNITS)) for planted, _ in FAULTS), rule.__name__


def test_what_has_no_noise_needs_no_margin() -> None:
    """A sign is either one or the other; and noise in telling poses apart is nobody's mistake."""
    sign = criterion("face_up", name="face", kind=Kind.RECOGNISE, low=1, margin=0, cue="")
    assert faults(replace(SOUND, criteria=(*SOUND.criteria, sign)), UNITS) == ()


def test_the_list_of_unkind_words_works() -> None:
    """It finds what it is for, and lets kind words pass."""
    for text in ("That is wrong.", "Push harder!", "You must hold", "Go deeper", "Forcing it"):
        assert unkind(text)
    assert not unkind("Let your back grow long, as far as is comfortable.")
    assert not unkind("Rest a breath, and push yourself up with your hand until you sit.")
    assert unkind("Push yourself up with your hand, and push on.")


RIGHT: Final = replace(
    with_one("chest", measure="chest_to_right_knee", cue="Your chest is at your right knee."),
    side="right",
    say="Stretch your right leg, and sit on your left heel.",
    needs=("knee_right_deg",),
)
LEFT: Final = replace(
    with_one("chest", measure="chest_to_left_knee", cue="Your chest is at your left knee."),
    side="left",
    say="Stretch your left leg, and sit on your right heel.",
    needs=("knee_left_deg",),
)


def test_sides_that_mirror_each_other_do_not_differ() -> None:
    """Left and right change places in names and words, and no number differs."""
    assert sides_differ(RIGHT, LEFT) == ()
    assert faults_of((RIGHT, LEFT), UNITS) == ()


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (RIGHT, "should be right and left"),
        (replace(LEFT, say=RIGHT.say), "say should be"),
        (replace(LEFT, needs=RIGHT.needs), "needs should be"),
        (replace(LEFT, criteria=LEFT.criteria[:-1]), "same criteria"),
        (
            replace(LEFT, criteria=(*LEFT.criteria[:-1], replace(LEFT.criteria[-1], priority=1))),
            "same criteria",
        ),
        (
            replace(LEFT, criteria=(*LEFT.criteria[:-1], RIGHT.criteria[-1])),
            "aim.chest should be",
        ),
    ],
)
def test_sides_that_differ_are_told(left: Pose, told: str) -> None:
    """Whatever is not the same on both sides was forgotten on one."""
    assert any(told in fault for fault in sides_differ(RIGHT, left))
    assert any(told in fault for fault in faults_of((RIGHT, left), UNITS))


def test_a_fault_of_both_sides_is_told_once() -> None:
    """It stands once in the file."""
    both = [replace(side, title="") for side in (RIGHT, LEFT)]
    assert len(faults_of(both, UNITS)) == 1


def test_a_notice_has_to_say_what_it_is_for() -> None:
    """It is no medical advice, and says when to stop and when to see a doctor."""
    whole = "Not medical advice. Stop when it hurts. If cramps keep coming back, see a doctor."
    assert notice_faults(whole) == ()
    assert len(notice_faults("Have fun.")) == 5
    assert "doctor" in notice_faults(whole.replace("doctor", "friend"))[0]
