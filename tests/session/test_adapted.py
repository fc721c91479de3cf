"""A routine as a person wants it: steps, times, rests and the leg in front first."""

from __future__ import annotations

import pytest

from tests.session.driving import GOOD, Player, sitting, told
from tests.session.driving import session as session_over
from vision.app.settings import DEFAULT_FLOW, load_demo_flow, load_library
from vision.errors import UsageError
from vision.session import events as ev
from vision.session.adapted import Holds, check_rest, starting_with, with_steps
from vision.session.live.practice import NOT_TWICE_S, Session
from vision.session.routine import READY_S, Routine
from vision.session.snapshot import Phase

LIBRARY = load_library(None)
ROUTINE = load_demo_flow(LIBRARY)


def names(routine: Routine) -> list[str]:
    """Return the poses of a routine, with their legs."""
    return [f"{step.pose.name} {step.pose.side or ''}".strip() for step in routine.steps]


# --- steps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", [1]),
        ("1-3,9", [1, 2, 3, 9]),
        (" 2 - 3 , 1 ", [2, 3, 1]),
        ("13,13", [13, 13]),
        ("5-5", [5]),
    ],
)
def test_steps_are_chosen_by_number(text: str, numbers: list[int]) -> None:
    """In the order they are named."""
    chosen = with_steps(ROUTINE, text)
    assert chosen.steps == tuple(ROUTINE.steps[number - 1] for number in numbers)
    assert chosen.name == DEFAULT_FLOW


@pytest.mark.parametrize("text", ["", "0", "14", "3-1", "1-", "one", "1,,2", "1-99999", "-1"])
def test_steps_that_are_not_there_are_told(text: str) -> None:
    """With those there are, and how to see them."""
    with pytest.raises(UsageError, match=r"from 1 to 13 .*unknot flow show cramp_relief"):
        with_steps(ROUTINE, text)


# --- times ---------------------------------------------------------------------------------------


def test_holds_are_for_every_step_or_for_single_ones() -> None:
    """By the number of the step; what is not named stays as it is."""
    usual = [step.hold_s for step in ROUTINE.steps]

    def held(text: str) -> list[float]:
        return [step.hold_s for step in Holds.parse(text).applied(ROUTINE).steps]

    assert held("45") == [45.0] * 13
    assert held("3=90,9=120") == [*usual[:2], 90.0, *usual[3:8], 120.0, *usual[9:]]
    assert held("60, 3=0.5") == [60.0, 60.0, 0.5, *[60.0] * 10]


@pytest.mark.parametrize(
    "text",
    ["", "inf", "nan", "-1", "3=inf", "=90", "3=", "a=3", "60,70", "3=1,3=2", "3=1,", "1e999"],
)
def test_holds_that_cannot_be_meant_are_told(text: str) -> None:
    """A hold without an end would never be completed."""
    with pytest.raises(UsageError, match="--hold expects seconds"):
        Holds.parse(text)


@pytest.mark.parametrize("text", ["0=5", "14=5", "60,-1=5"])
def test_a_hold_of_a_step_that_is_not_there_is_told(text: str) -> None:
    """With the steps there are."""
    with pytest.raises(UsageError, match="cramp_relief has the steps 1 to 13"):
        Holds.parse(text).applied(ROUTINE)


@pytest.mark.parametrize("rest_s", [-1.0, float("inf"), float("nan")])
def test_a_rest_has_an_end(rest_s: float) -> None:
    """And is no less than nothing."""
    with pytest.raises(UsageError, match="--rest expects seconds"):
        check_rest(rest_s)


# --- the leg in front first ----------------------------------------------------------------------


def test_the_left_leg_may_come_first() -> None:
    """All legs change places, and nothing else."""
    left = starting_with(ROUTINE, "left", LIBRARY)
    swapped = {"head_to_knee right": "head_to_knee left", "head_to_knee left": "head_to_knee right"}
    assert names(left) == [swapped.get(name, name) for name in names(ROUTINE)]
    assert [step.hold_s for step in left.steps] == [step.hold_s for step in ROUTINE.steps]
    assert starting_with(left, "right", LIBRARY) == ROUTINE
    assert starting_with(ROUTINE, "right", LIBRARY) == ROUTINE


def test_a_routine_without_sides_is_as_it_was() -> None:
    """There is no leg in front."""
    lying = with_steps(ROUTINE, "10-13")
    assert starting_with(lying, "left", LIBRARY) == lying


# --- as it is practised --------------------------------------------------------------------------


def resting(rest_s: float) -> Player:
    """Return a player at the rest between two steps, of this length."""
    short = session_over(sitting(), sitting("lie"), hold_s=2.0).routine
    player = Player(Session(Routine(short.name, short.title, short.notice, short.steps, rest_s)))
    while player.session.snapshot().phase is not Phase.REST:
        player.play(0.1, GOOD)
    return player


def test_a_rest_is_as_long_as_asked_for_and_tells_what_comes_next() -> None:
    """The next step is entered after it."""
    player = resting(20.0)
    snapshot = player.session.snapshot()
    assert snapshot.message == "Come out of it slowly. Next: Lie"
    player.play(19.5, GOOD)
    assert player.session.snapshot().phase is Phase.REST
    player.play(1.0, GOOD)
    assert player.session.snapshot().step_index == 1


def test_the_usual_rest_is_as_short_as_ever() -> None:
    """A breath, and the message that there was."""
    player = resting(1.0)
    assert player.session.snapshot().message == "Come out of it slowly"
    player.play(1.2, GOOD)
    assert player.session.snapshot().step_index == 1


def test_a_rest_can_be_skipped() -> None:
    """Whoever is ready goes on."""
    player = resting(60.0)
    player.say("skip")
    assert player.session.snapshot().step_index == 1


def test_going_on_just_as_a_step_advances_does_not_skip_two() -> None:
    """The one before was meant; a moment later, this one is."""
    player = resting(1.0)
    player.play(1.2, GOOD)
    assert player.session.snapshot().phase is Phase.READY
    assert told(player.say("skip"), ev.StepSkipped, ev.Finished) == []
    assert player.session.snapshot().step_index == 1
    assert NOT_TWICE_S < READY_S
    player.play(NOT_TWICE_S, GOOD)
    assert told(player.say("skip"), ev.StepSkipped, ev.Finished) == ["StepSkipped", "Finished"]


def test_going_on_after_a_pause_is_no_mistake() -> None:
    """However short a time ago it ended."""
    player = Player(session_over(sitting(), sitting("lie")))
    player.play(1.5, GOOD)
    player.say("toggle_pause")
    player.say("toggle_pause")
    player.say("skip")
    assert player.session.snapshot().step_index == 1


def test_steps_are_skipped_one_after_the_other_as_fast_as_one_likes() -> None:
    """Only a step that began by itself stays."""
    player = Player(session_over(sitting(), sitting("lie"), sitting("rest")))
    player.play(0.1, GOOD)
    player.say("skip")
    player.say("skip")
    assert player.session.snapshot().step_index == 2
