"""Flows: those there are, their steps, and one of one's own from a list of poses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import routine
from vision.app.flows import advice
from vision.app.settings import load_flow, load_library, shipped_flow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.commands import Ended


def test_all_flows_are_listed(unknot: Callable[..., Ended]) -> None:
    """The shipped ones, and the user's own with its file."""
    unknot("flow", "new", "evening", "diamond")
    lines = unknot("flow").out.splitlines()
    rows = {line.split("│")[1].strip(): line for line in lines if "│" in line}
    assert set(rows) == {"cramp_relief", "easy_on_the_knees", "evening", "relax_only"}
    assert "13" in rows["cramp_relief"]
    assert "shipped" in rows["cramp_relief"]
    assert "evening.toml" in rows["evening"]


def test_the_steps_of_a_flow_have_the_numbers_that_options_take(
    unknot: Callable[..., Ended],
) -> None:
    """From 1, with their legs and times."""
    lines = unknot("flow", "show", "cramp_relief").out.splitlines()
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert rows[2] == ["3", "Head to knee, right leg", "1 minute"]
    assert len(rows) == 13


def test_an_own_flow_is_made_of_a_list_of_poses(
    unknot: Callable[..., Ended], settings: Path
) -> None:
    """Times as given, else as usual; either leg where none is named; it can be practised."""
    poses = ["diamond", "hero:90", "head_to_knee", "head_to_knee-left:30.5", "coming_up"]
    ended = unknot("flow", "new", "my_evening", *poses, "--rest", "15")
    assert ended.code == 0
    assert "practise it with unknot practise --flow my_evening" in ended.out
    assert (settings / "flows" / "my_evening.toml").exists()
    library = load_library(None)
    routine = load_flow("my_evening", library)
    assert (routine.title, routine.rest_s) == ("My evening", 15.0)
    assert routine.notice == shipped_flow(library).notice
    assert [(s.pose.name, s.pose.side, s.hold_s) for s in routine.steps] == [
        ("diamond", None, 60.0),
        ("hero", None, 90.0),
        ("head_to_knee", "right", 60.0),
        ("head_to_knee", "left", 60.0),
        ("head_to_knee", "left", 30.5),
        ("coming_up", None, 5.0),
    ]


def test_an_own_flow_is_replaced_only_if_that_is_asked_for(
    unknot: Callable[..., Ended], settings: Path
) -> None:
    """And what it was is kept beside it."""
    unknot("flow", "new", "evening", "diamond")
    ended = unknot("flow", "new", "evening", "hero")
    assert "is there already" in ended.complaint
    assert ended.code == 2
    assert unknot("flow", "new", "evening", "hero", "--replace", "--title", "Late").code == 0
    routine = load_flow("evening", load_library(None))
    assert (routine.title, routine.steps[0].pose.name) == ("Late", "hero")
    assert (settings / "flows" / "evening.toml.before").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("new evening diamon", "did you mean 'diamond'"),
        ("new evening diamond-left", "diamond has no sides; leave -left out"),
        ("new evening diamond:long", "expected a pose such as"),
        ("new evening hero:1.2.3", "expected a pose such as"),
        ("new evening", "POSE"),
        ("new ../evening diamond", "lower-case words"),
        ("new cramp_relief diamond", "comes with unknot"),
        ("new evening diamond --rest inf", "--rest expects seconds"),
        ("show evenin", "there is no flow 'evenin'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    unknot: Callable[..., Ended], settings: Path, arguments: str, said: str
) -> None:
    """In one line, and nothing is written."""
    ended = unknot("flow", *arguments.split())
    assert said in ended.complaint
    assert (ended.code, list(settings.iterdir())) == (2, [])


def test_what_to_think_of_is_told(unknot: Callable[..., Ended]) -> None:
    """The routine's own rules, as advice: it is the person's flow."""
    out = unknot("flow", "new", "odd", "reclining_hero", "head_to_knee-left", "relax_v1").out
    assert "reclining_hero is entered from hero only: please put hero before it." in out
    assert "head_to_knee is done with the left leg only" in out
    assert "It ends lying down; coming_up at its end leads up" in out
    library = load_library(None)
    for name in ("cramp_relief", "easy_on_the_knees", "relax_only"):
        assert advice(load_flow(name, library)) == []


def test_a_pose_that_lies_is_known_by_its_trunk() -> None:
    """Not by its name: one of the person's own is as hard to rise from."""
    library = load_library(None)
    told = {name: advice(routine(*library.variants(name))) for name in library.names()}
    lying = {name for name, lines in told.items() if any("ends lying down" in x for x in lines)}
    assert lying == {"reclining_hero", "relax_v1", "relax_v2", "spinal_harmony"}
