"""Flows from TOML: which poses in which order, for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import Capitals, pose, routine
from vision import words
from vision.criteria.library import PoseLibrary
from vision.errors import ConfigError
from vision.session.routine import READY_S, Routine, load_routine

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = PoseLibrary(
    {
        ("sit", None): pose(),
        ("fold", "right"): pose(name="fold", side="right"),
        ("fold", "left"): pose(name="fold", side="left"),
    }
)
FLOW = """
title = "Evening"
notice = "Not medical advice."

[[steps]]
pose = "sit"
hold_s = 60

[[steps]]
pose = "fold"
side = "left"
hold_s = 30.5
ready_s = 4
"""


@pytest.fixture
def load(tmp_path: Path):  # noqa: ANN201 (a function of text to a routine)
    """Return how to load a flow from a text."""

    def from_text(text: str) -> Routine:
        file = tmp_path / "evening.toml"
        file.write_text(text, encoding="utf-8")
        return load_routine(file, LIBRARY)

    return from_text


def test_a_flow_is_read_with_its_steps_in_order(load) -> None:  # noqa: ANN001
    """Its name is the file's; a step is titled by its pose and its leg."""
    flow = load(FLOW)
    assert (flow.name, flow.title, flow.notice) == ("evening", "Evening", "Not medical advice.")
    assert [step.title for step in flow.steps] == ["Sit", "Fold, left leg"]
    assert [step.hold_s for step in flow.steps] == [60.0, 30.5]
    assert [step.ready_s for step in flow.steps] == [READY_S, 4.0]
    assert flow.steps[1].pose is LIBRARY.poses["fold", "left"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Evening"', "", ["title", "is missing"]),
        ('notice = "Not', 'notcie = "Not', ["notcie", "'notice'"]),
        ('pose = "sit"', 'pose = "sti"', ["steps[0].pose", "'sti'", "'sit'"]),
        ('pose = "sit"', "", ["steps[0].pose", "is missing"]),
        ('pose = "sit"', 'pose = "sit"\nside = "left"', ["steps[0].side", "no sides", "remove"]),
        ('side = "left"', "", ["steps[1].side", "left, right"]),
        ('side = "left"', 'side = "lfet"', ["steps[1].side", "'lfet'", "'left'"]),
        ("hold_s = 60", "", ["steps[0].hold_s", "is missing"]),
        ("hold_s = 60", "hold = 60", ["steps[0].hold", "'hold_s'"]),
        ("hold_s = 60", "hold_s = -1", ["steps[0].hold_s", "at least 0", "-1"]),
        ("hold_s = 60", "hold_s = inf", ["steps[0].hold_s", "finite", "inf"]),
        ("hold_s = 60", "hold_s = true", ["steps[0].hold_s", "number", "True"]),
        ("ready_s = 4", 'ready_s = "4"', ["steps[1].ready_s", "number", "'4'"]),
    ],
)
def test_a_mistake_in_a_flow_names_file_key_and_what_was_expected(
    load,  # noqa: ANN001
    old: str,
    new: str,
    told: list[str],
) -> None:
    """And the near name, where there is one."""
    assert FLOW.count(old) == 1
    with pytest.raises(ConfigError) as caught:
        load(FLOW.replace(old, new))
    for part in ("evening.toml: ", *told):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    "steps", ["", "steps = []", "steps = 3", 'steps = "sit"', "[steps]\na = 1"]
)
def test_a_flow_without_steps_is_refused(load, steps: str) -> None:  # noqa: ANN001
    """There would be nothing to practise."""
    with pytest.raises(
        ConfigError, match=r"evening\.toml: steps should be a list of \[\[steps\]\]"
    ):
        load(f'title = "E"\nnotice = "N"\n{steps}\n')


@pytest.mark.parametrize("steps", ["[1]", '["sit", "fold"]', "[[]]"])
def test_steps_that_are_no_tables_are_refused(load, steps: str) -> None:  # noqa: ANN001
    """A plain list of names is a likely mistake, and gets a likely answer."""
    with pytest.raises(ConfigError, match=r"evening\.toml: steps.*table"):
        load(f'title = "E"\nnotice = "N"\nsteps = {steps}\n')


def test_holds_can_be_chosen_step_by_step() -> None:
    """As many as there are steps; the routine itself stays as it was."""
    flow = routine(pose(), pose(name="fold"), hold_s=60.0)
    assert [step.hold_s for step in flow.with_holds([5.0, 0.0]).steps] == [5.0, 0.0]
    assert [step.hold_s for step in flow.steps] == [60.0, 60.0]
    with pytest.raises(ConfigError, match="made_up has 2 steps, but 3 hold times came"):
        flow.with_holds([1.0, 2.0, 3.0])


def test_title_and_notice_are_translated_unless_wanted_as_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is to be checked for safety is checked in English."""
    file = tmp_path / "evening.toml"
    file.write_text(FLOW, encoding="utf-8")
    monkeypatch.setattr(words, "catalogue", Capitals)
    said, written = (load_routine(file, LIBRARY, as_written=each) for each in (False, True))
    assert (said.title, said.notice) == ("EVENING", "NOT MEDICAL ADVICE.")
    assert (written.title, written.notice) == ("Evening", "Not medical advice.")
