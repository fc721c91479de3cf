"""A newcomer who touches no key, through the shipped routine with measures of whole bodies."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.builders import practitioner, stick
from tests.session.driving import Player, Values, told
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.session import events as ev
from vision.session.live.practice import Session
from vision.session.routine import WAIT_S, Routine

if TYPE_CHECKING:
    from vision.landmarks.types import Landmarks

HOLD_S: Final = 10.0


@lru_cache
def flow() -> Routine:
    """Return the routine, with short holds."""
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    return routine.with_holds([HOLD_S] * len(routine.steps))


@lru_cache
def read_off(posture: str) -> Values:
    """Return what is measured of a body that has been in a posture for a while."""
    # Straight sticks have no outline to read a back off.
    chair = stick(thigh_deg=0.0, knee_deg=90.0, ankle_deg=100.0)
    body: Landmarks = chair if posture == "chair" else practitioner(posture)
    meter = Meter(flow().measures())
    values: Values = {}
    for picture in range(20):
        seen = replace(body, t_s=picture / 10)
        values = dict(meter.read(body_from_landmarks(seen)).values)
    return values | {"back_bow": 0.0}


def at_step(index: int, *, easier: bool = False) -> Player:
    """Return a player who has come to a step, in the posture of the one before."""
    player = Player(Session(flow()), rate_hz=5.0)
    player.play(2.0, read_off("diamond"))
    for _ in range(index):
        player.say("skip")
    if easier:
        player.say("change_way")
    return player


def test_who_cannot_kneel_gets_through_the_whole_routine_without_a_key() -> None:
    """What does not come is left out, kindly; what can be done lying is done, and counts."""
    player = Player(Session(flow()), rate_hz=5.0)
    while player.session.snapshot().step_index < 9:
        player.play(1.0, read_off("chair"))
    for posture, until in (("lying", 12), ("lying_on_side", None), ("seated", None)):
        player.play(4.0, read_off(posture))
        while until and player.session.snapshot().step_index < until:
            player.play(1.0, read_off(posture))
    player.play(20.0, read_off("seated"))
    assert player.session.finished
    done = [summary.completed for summary in player.session.summary()]
    assert done == [False] * 9 + [True] * 4
    assert told(player.events, ev.LedOn) == ["LedOn"] * 9
    explained = [e for e in player.events if isinstance(e, ev.WaitingExplained)]
    assert {e.step for e in explained} == set(range(9))
    assert player.t_s < 9 * (WAIT_S + 5.0) + 120.0


@pytest.mark.parametrize("easier", [False, True], ids=["", "with a belt"])
@pytest.mark.parametrize(("index", "side"), [(2, "right"), (4, "left")])
def test_who_sits_tall_and_does_not_fold_gets_no_hold(
    index: int, side: str, *, easier: bool
) -> None:
    """The upright sit is the way in: the person is led on from there, and waited for."""
    player = at_step(index, easier=easier)
    upright = read_off(f"head_to_knee_{side}_upright")
    new = player.play(WAIT_S - 5.0, upright)
    assert told(new, ev.HoldStarted) == []
    assert "fold" in player.session.snapshot().moment or easier
    (explained,) = [e for e in new if isinstance(e, ev.WaitingExplained)]
    assert explained.criterion == "folded"
    assert told(player.play(5.0, read_off(f"head_to_knee_{side}")), ev.HoldStarted)


def test_the_camera_does_not_fold_anybody() -> None:
    """Not level by as much as is measured of rooms, it reads the upright sit as a lean."""
    player = at_step(2)
    upright = read_off("head_to_knee_right_upright")
    new = player.play(WAIT_S - 5.0, upright | {"trunk_tilt_deg": 14.0})
    assert told(new, ev.HoldStarted) == []


def test_a_shallow_fold_is_a_fold() -> None:
    """As far as it comes by itself."""
    player = at_step(2)
    upright = read_off("head_to_knee_right_upright")
    player.play(6.0, upright)
    new = player.play(6.0, upright | {"trunk_tilt_deg": 27.0})
    assert told(new, ev.HoldStarted) == ["HoldStarted"]


def test_who_sits_cross_legged_is_told_so() -> None:
    """The measures tell it surely, and the step is another one."""
    player = at_step(0)
    player.play(12.0, read_off("seated"))
    (explained,) = [e for e in player.events if isinstance(e, ev.WaitingExplained)]
    assert explained.criterion == "legs_not_crossed"
    assert "cross-legged" in player.session.snapshot().waiting


def test_the_legs_on_a_chair_are_reclining_too() -> None:
    """Lying flat is offered where the knees do not like to fold, and taken by doing it."""
    player = at_step(8)
    player.play(WAIT_S, read_off("lying"))
    taken = told(player.events, ev.EasierTaken, ev.HoldCompleted)
    assert taken[:2] == ["EasierTaken", "HoldCompleted"]
