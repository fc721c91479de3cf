"""Moments and easier ways of a pose, from TOML: what is read, and what every mistake is told."""

from __future__ import annotations

from typing import Final

import pytest

from tests.builders import Capitals
from tests.criteria.poses import POSE, Text, load
from vision import words
from vision.criteria.library import load_poses
from vision.criteria.model import Band, Part
from vision.criteria.reading import MOMENT_S
from vision.errors import ConfigError

LED: Final = (
    POSE
    + """
[[way_in]]
say = "Sit down."
until = { measure = "tilt", high = 20, margin = 5 }

[[way_in]]
say = "Grow tall."

[[way_out]]
say = "Stand up."
for_s = 2

[[ready]]
say = "Have a cushion."

[easier]
title = "Sit, on a cushion"
offer = "A cushion is as good."

[[easier.way_in]]
say = "Sit on the cushion."

[easier.recognise.upright]
high = 60
"""
)
UNITS: Final = {"tilt": "deg", "bow": "trunk"}


def test_moments_are_read_in_the_order_of_the_parts() -> None:
    """With the band that shows that they are done, or a time to read them."""
    pose = load(LED).poses["sit", None]
    assert [(m.part, m.say, m.for_s) for m in pose.moments] == [
        (Part.READY, "Have a cushion.", MOMENT_S),
        (Part.WAY_IN, "Sit down.", 0.0),
        (Part.WAY_IN, "Grow tall.", MOMENT_S),
        (Part.WAY_OUT, "Stand up.", 2.0),
    ]
    assert pose.moments[1].until == Band("tilt", high=20.0, margin=5.0)


def test_the_easier_way_is_the_pose_with_what_it_says_instead() -> None:
    """Texts, the moments of a part, and single values of criteria; all else stays."""
    pose = load(LED).poses["sit", None]
    assert pose.easier is not None
    easier = pose.easier.pose
    assert (pose.easier.offer, easier.title) == ("A cushion is as good.", "Sit, on a cushion")
    assert (easier.name, easier.say, easier.easier) == ("sit", pose.say, None)
    assert [m.say for m in easier.moments] == [
        "Have a cushion.",
        "Sit on the cushion.",
        "Stand up.",
    ]
    assert [c.name for c in easier.criteria] == [c.name for c in pose.criteria]
    upright, full = easier.criteria[0], pose.criteria[0]
    assert (upright.band.low, upright.band.high) == (full.band.low, 60.0)
    assert easier.criteria[1:] == pose.criteria[1:]


def test_what_the_easier_way_leaves_out_is_left_out() -> None:
    """As a thresholds file does."""
    pose = load(LED.replace("high = 60", "enabled = false")).poses["sit", None]
    assert pose.easier is not None
    assert "upright" not in {c.name for c in pose.easier.pose.criteria}
    assert "upright" in {c.name for c in pose.criteria}


def test_a_change_of_the_users_holds_for_the_easier_way_too() -> None:
    """Unless that has a value of its own."""
    changes = Text("mine.toml", "[sit.recognise.upright]\nlow = -40\nhigh = 30\n")
    pose = load_poses([Text("sit.toml", LED)], [changes], UNITS).poses["sit", None]
    assert pose.easier is not None
    band = pose.easier.pose.criteria[0].band
    assert (pose.criteria[0].band.high, band.low, band.high) == (30.0, -40.0, 60.0)


def test_all_of_it_is_said_in_the_persons_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moments, offers, and the easier pose."""
    monkeypatch.setattr(words, "catalogue", Capitals)
    pose = load(LED).poses["sit", None]
    assert pose.moments[0].say == "HAVE A CUSHION."
    assert pose.easier is not None
    assert pose.easier.offer == "A CUSHION IS AS GOOD."
    assert pose.easier.pose.title == "SIT, ON A CUSHION"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('say = "Grow tall."', 'text = "Grow tall."', r"way_in\[1\]\.text is not known here"),
        ("for_s = 2", "for_s = -2", r"way_out\[0\]\.for_s should be a finite number of at least 0"),
        ("high = 20", "high = 20, why = 1", r"way_in\[0\]\.until\.why is not known here"),
        ('measure = "tilt", high = 20', 'measure = "tlit", high = 20', "did you mean 'tilt'"),
        ('offer = "A cushion is as good."', "", r"easier\.offer is missing"),
        ("[easier.recognise.upright]", "[easier.recognise.uprihgt]", "did you mean 'upright'"),
        ("high = 60", "measure = 'bow'", r"easier\.recognise\.upright\.measure is not known"),
        ("[[ready]]", "[ready]", r"ready should be a list of \[\[ready\]\] tables"),
        ('"Grow tall."', '"Stretch your {front} leg."', "only in a pose with"),
    ],
)
def test_a_mistake_is_told_where_it_stands(old: str, new: str, told: str) -> None:
    """With the file, the key, and what was expected."""
    assert old in LED
    with pytest.raises(ConfigError, match=told):
        load(LED.replace(old, new))
