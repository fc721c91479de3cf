"""Files of one's own poses and flows: they load, they explain themselves, and comments are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROUTINES
from tests.tune.own_recordings import KNEELING, LONG_SIT, LYING, STANDING, recording
from vision.criteria.library import load_poses
from vision.criteria.model import Kind
from vision.criteria.phrasing import notice_faults
from vision.criteria.soundness import faults
from vision.errors import ConfigError, UsageError
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine
from vision.tune.own.moments import Moment
from vision.tune.own.pose import needs, propose
from vision.tune.own.toml import FlowStep, Words, check_name, flow_toml, pose_toml, with_step

if TYPE_CHECKING:
    from vision.criteria.model import Pose
    from vision.session.routine import Routine
    from vision.tune.own.pose import ProposedBand

POSES = sorted((ROUTINES / "poses").glob("*.toml"))
WORDS = Words("Long sit", "Sit with your legs long.", "Stop when you like.", "I see little.")


@dataclass(frozen=True)
class Text:
    """A file in memory."""

    name: str
    text: str

    def read_text(self, encoding: str) -> str:
        """Return the text."""
        return self.text if encoding else ""


def bands() -> tuple[ProposedBand, ...]:
    """Return what is proposed for a made-up recording."""
    t_s, measured = recording((10, LONG_SIT), (10, KNEELING), (10, LYING), (10, STANDING))
    return propose(t_s, measured, [Moment(0, 10)], UNITS, 'my "first" one')


def loaded(text: str) -> Pose:
    """Return the pose of a text."""
    return load_poses([Text("long_sit.toml", text)], [], UNITS).poses["long_sit", None]


def flow(text: str) -> Routine:
    """Return the flow of a text, over the shipped poses."""
    return load_routine(Text("mine.toml", text), load_poses(POSES, [], UNITS))


def test_a_proposed_pose_loads_as_it_was_proposed() -> None:
    """With its words, its needs and its bands, and no fault."""
    pose = loaded(pose_toml("long_sit", WORDS, bands()))
    assert (pose.title, pose.say, pose.caution, pose.note) == (
        WORDS.title,
        WORDS.say,
        WORDS.caution,
        WORDS.note,
    )
    assert pose.needs == needs(bands())
    assert pose.criteria == tuple(p.criterion for p in bands())
    assert faults(pose, UNITS) == ()


@pytest.mark.parametrize("text", ['A "quoted" one', "Two\nlines", "Æble \\ backslash", "# no"])
def test_any_text_survives(text: str) -> None:
    """What a person writes is a text and never TOML."""
    assert loaded(pose_toml("long_sit", Words(text, f"{text}."), bands())).title == text


def test_the_template_in_its_comments_is_sound() -> None:
    """Who takes the # away has a pose with form and stages that loads."""
    text = pose_toml("long_sit", WORDS, bands())
    pose = loaded(re.sub(r"(?m)^#(?=[\[a-z])", "", text))
    assert pose.of(Kind.FORM)
    assert pose.of(Kind.AIM)
    assert faults(pose, UNITS) == ()


def test_a_flow_loads_and_says_when_to_stop() -> None:
    """With its steps in their order."""
    routine = flow(flow_toml("Mine", [FlowStep("diamond", 60), FlowStep("hero", 7.5)]))
    assert [(s.pose.name, s.hold_s) for s in routine.steps] == [("diamond", 60), ("hero", 7.5)]
    assert notice_faults(routine.notice) == ()


HAND_MADE = """# mine
title = "Mine"  # my own
notice = "Stop."

[[steps]]  # first
pose = "hero"
hold_s = 60 # a minute

# then
[[steps]]
pose = "diamond"
hold_s = 5
# the end"""


@pytest.mark.parametrize(("at", "place"), [(0, 0), (1, 1), (2, 2), (None, 2)])
def test_a_step_is_added_where_it_was_asked_for(at: int | None, place: int) -> None:
    """And every comment and the order of the others are kept."""
    text = with_step(HAND_MADE, FlowStep("head_to_knee", 30, "left"), at)
    steps = [(step.pose.name, step.pose.side) for step in flow(text).steps]
    assert steps[place] == ("head_to_knee", "left")
    assert [s for s in steps if s[1] is None] == [("hero", None), ("diamond", None)]
    for comment in re.findall("#.*", HAND_MADE):
        assert comment in text


def test_what_is_no_flow_is_refused() -> None:
    """Also steps written in a line, which cannot be added to without rewriting them."""
    step = FlowStep("hero", 5)
    for text in ("title = ", 'title = "x"', 'steps = [{pose = "hero", hold_s = 5}]'):
        with pytest.raises(ConfigError):
            with_step(text, step)
    for at in (-1, 3):
        with pytest.raises(UsageError, match="0 to 2"):
            with_step(HAND_MADE, step, at)


@pytest.mark.parametrize(
    "name", ["", "My", "my pose", "../x", "my__pose", "_my", "1st", "my-pose", "x" * 61, "æ"]
)
def test_a_name_has_to_be_plain(name: str) -> None:
    """It becomes that of a file and of tables."""
    with pytest.raises(UsageError, match="lower-case words"):
        check_name(name, ())


def test_a_name_of_the_programs_is_refused() -> None:
    """Nobody replaces what comes with it by accident."""
    check_name("my_pose_2", ["diamond"])
    with pytest.raises(UsageError, match="comes with unknot"):
        check_name("diamond", ["diamond"])
