"""Signs with the arms do what keys do, where something is asked, and nothing else does."""

from __future__ import annotations

from typing import Final

import pytest

from tests.builders import NAN
from tests.session.driving import GOOD, Player, Values, holding, routine, sitting, told
from tests.session.live.test_waiting import BOTH, UP, waiting
from vision.session import events as ev
from vision.session.live.gestures import (
    FEET,
    GUESSED,
    HELD_S,
    OTHER,
    RAISED,
    TILT,
    Gesture,
    Gestures,
)
from vision.session.live.practice import Session
from vision.session.routine import WAIT_S
from vision.session.snapshot import Phase

DOWN: Final[Values] = {TILT: 3.0, RAISED: -1.1, OTHER: -1.2}
BOTH_UP: Final[Values] = {TILT: 3.0, RAISED: 0.6, OTHER: 0.5}
ONE_UP: Final[Values] = {TILT: 3.0, RAISED: 0.6, OTHER: -1.0}
FAR_HIDDEN: Final[Values] = ONE_UP | {OTHER: NAN}
FROM_THE_SIDE: Final[Values] = ONE_UP | {OTHER: NAN, GUESSED: 0.5}
ON_THE_HEAD: Final[Values] = {TILT: 3.0, RAISED: 0.2, OTHER: 0.2}


def given(*moments: tuple[float, Values], rate_hz: float = 15.0) -> list[Gesture]:
    """Return the signs of values shown for so many seconds each, one after the other."""
    gestures, found, t_s = Gestures(), [], 0.0
    for seconds, values in moments:
        for _ in range(round(seconds * rate_hz)):
            sign = gestures.update(t_s, values)
            found += [sign] if sign else []
            t_s += 1.0 / rate_hz
    return found


@pytest.mark.parametrize("rate_hz", [5.0, 15.0, 30.0])
@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (BOTH_UP, Gesture.PAUSE),
        (ONE_UP, Gesture.ACCEPT),
        (FAR_HIDDEN, Gesture.ACCEPT),
        (FAR_HIDDEN | {GUESSED: -1.0}, Gesture.ACCEPT),
        (FROM_THE_SIDE, Gesture.EITHER),
    ],
)
def test_a_sign_counts_once_it_has_been_held(values: Values, sign: Gesture, rate_hz: float) -> None:
    """Once, however long the arms stay up, and again when they have been down."""
    long_s = HELD_S[sign] + 0.5
    assert given((1.0, DOWN), (long_s - 1.0, values), (1.0, DOWN), rate_hz=rate_hz) == []
    assert given((1.0, DOWN), (9.0, values), rate_hz=rate_hz) == [sign]
    twice = ((1.0, DOWN), (long_s, values), (1.0, DOWN), (long_s, values))
    assert given(*twice, rate_hz=rate_hz) == [sign, sign]


@pytest.mark.parametrize(
    "values",
    [
        ON_THE_HEAD,
        DOWN,
        {},
        {TILT: 3.0, RAISED: NAN, OTHER: NAN},
        BOTH_UP | {TILT: -88.0},  # lying, the arms above the head on the floor
        BOTH_UP | {TILT: 178.0},  # found upside down
        BOTH_UP | {TILT: 50.0},
        ONE_UP | {TILT: NAN},
        BOTH_UP | {FEET: 0.9},  # on one leg, as in tree
        {TILT: 3.0, RAISED: 0.6, OTHER: 0.1},  # cannot be told: the other hand beside the head
    ],
)
def test_what_is_no_sign_is_none(values: Values) -> None:
    """However long it lasts."""
    assert given((1.0, DOWN), (20.0, values)) == []


def test_an_overhead_reach_on_the_way_is_none() -> None:
    """A stretch of a moment, as often as one likes."""
    assert given(*[(1.0, DOWN), (1.0, BOTH_UP)] * 5, (1.0, DOWN)) == []


def test_arms_that_were_up_from_the_start_are_none() -> None:
    """A sign is a movement; a picture of somebody with raised arms gives none."""
    assert given((20.0, BOTH_UP)) == []
    assert given((20.0, BOTH_UP), (1.0, DOWN), (2.5, BOTH_UP)) == [Gesture.PAUSE]


def test_a_hand_out_of_sight_for_a_moment_breaks_no_sign() -> None:
    """Raised hands leave the picture and come back; one that is gone for long is down."""
    gone = {TILT: 3.0, RAISED: NAN, OTHER: NAN}
    assert given((1.0, DOWN), (1.2, BOTH_UP), (0.3, gone), (1.0, BOTH_UP)) == [Gesture.PAUSE]
    assert given((1.0, DOWN), (1.2, BOTH_UP), (1.0, gone), (1.2, BOTH_UP)) == []


def test_one_hand_after_the_other_is_the_sign_of_both() -> None:
    """Few people raise both at the same moment."""
    assert given((1.0, DOWN), (0.8, ONE_UP), (2.5, BOTH_UP)) == [Gesture.PAUSE]


# --- in a session --------------------------------------------------------------------------------


def show(player: Player, values: Values) -> list[ev.Event]:
    """Show a sign for three seconds, with the hands down before and after."""
    before = player.play(1.0, GOOD | DOWN)
    return [*before, *player.play(3.0, GOOD | values), *player.play(1.0, GOOD | DOWN)]


def test_both_hands_pause_and_go_on() -> None:
    """As the key does; what follows is told after the sign."""
    player = holding()
    held = told(show(player, BOTH_UP), ev.GestureSeen, ev.Paused, ev.Resumed)
    assert held == ["GestureSeen", "Paused"]
    assert player.session.paused
    assert "go on" in player.session.snapshot().gesture
    again = told(show(player, BOTH_UP), ev.GestureSeen, ev.Paused, ev.Resumed)
    assert again == ["GestureSeen", "Resumed"]
    assert not player.session.paused


def test_one_arm_does_nothing_where_nothing_is_asked() -> None:
    """It is no sign then, and not told as one."""
    player = holding()
    assert told(show(player, ONE_UP), ev.GestureSeen, ev.StepSkipped, ev.EasierTaken) == []


def test_one_arm_accepts_the_notice() -> None:
    """And both hands do not pause what has not begun."""
    player = Player(Session(routine(sitting()), asks=True))
    player.play(1.0, GOOD | DOWN)
    assert "yes" in player.session.snapshot().gesture
    assert told(show(player, BOTH_UP), ev.GestureSeen, ev.Paused) == []
    assert told(show(player, ONE_UP), ev.GestureSeen, ev.NoticeAccepted) == [
        "GestureSeen",
        "NoticeAccepted",
    ]


def test_one_arm_takes_what_is_offered() -> None:
    """The easier way; and later on, going on."""
    player = waiting(BOTH, sitting())
    player.play(WAIT_S / 3 + 1.0, UP | DOWN)
    taken = player.play(2.0, UP | ONE_UP)
    assert told(taken, ev.GestureSeen, ev.EasierTaken) == ["GestureSeen", "EasierTaken"]
    player = waiting(sitting(), sitting())
    player.play(2 * WAIT_S / 3 + 1.0, UP | {"seat": 0.0} | DOWN)
    left = player.play(2.0, UP | {"seat": 0.0} | ONE_UP)
    assert told(left, ev.GestureSeen, ev.StepSkipped) == ["GestureSeen", "StepSkipped"]


def test_from_the_side_what_is_asked_decides() -> None:
    """An arm behind the body may be up or down: yes where something is asked, else a pause."""
    player = holding()
    held = told(show(player, FROM_THE_SIDE), ev.GestureSeen, ev.Paused)
    assert held == ["GestureSeen", "Paused"]
    player = Player(Session(routine(sitting()), asks=True))
    accepted = show(player, FROM_THE_SIDE)
    assert told(accepted, ev.GestureSeen, ev.NoticeAccepted) == ["GestureSeen", "NoticeAccepted"]
    assert [e.gesture for e in accepted if isinstance(e, ev.GestureSeen)] == ["accept"]


def test_hands_that_rest_out_of_sight_are_down() -> None:
    """In the lap, behind a thigh, only one of them may be guessed."""
    in_the_lap = {TILT: 3.0, RAISED: NAN, OTHER: NAN, GUESSED: -1.0}
    assert given((1.0, in_the_lap), (2.5, BOTH_UP)) == [Gesture.PAUSE]


def test_a_sign_is_told_where_it_can_be_given() -> None:
    """Not to somebody who lies; and while it is given, that it is seen."""
    player = Player(Session(routine(sitting())))
    player.play(2.0, GOOD | DOWN)
    assert player.session.snapshot().phase is Phase.READY
    assert "Both hands" in player.session.snapshot().gesture
    player.play(0.1, GOOD | DOWN | {TILT: -88.0})
    assert player.session.snapshot().gesture == ""
    player.play(1.0, GOOD | BOTH_UP)
    assert "a moment longer" in player.session.snapshot().gesture
