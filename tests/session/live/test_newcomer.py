"""A newcomer who touches no key, through the shipped routine with measures of whole bodies."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import pytest

from benchmarks.motion.signs import raised
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.posture import SIDES, Leg, Posture
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from tests.builders import practitioner, stick
from tests.session.driving import Player, Values, told
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.frames.source import Frame
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.session import events as ev
from vision.session.live.gestures import MEASURES as SIGNS
from vision.session.live.practice import Session
from vision.session.routine import WAIT_S, Routine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.practitioner.posture import Side
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
    return measured([replace(body, t_s=picture / 10) for picture in range(20)])


def measured(seen: list[Landmarks]) -> Values:
    """Return what is measured in the last of some pictures."""
    meter = Meter({*flow().measures(), *SIGNS})
    values: Values = {}
    for landmarks in seen:
        values = dict(meter.read(body_from_landmarks(landmarks)).values)
    return values | {"back_bow": 0.0}


# --- somebody who sits on a chair instead of kneeling, and has no hand free for a key -----------

_ON_A_CHAIR: Final = Leg(thigh_deg=0.0, knee_deg=90.0, ankle_deg=95.0)
_CROSSED: Final = at.seated().left_leg


def on_a_chair() -> Posture:
    """Sit as on a chair, hands on the thighs."""
    return Posture(_ON_A_CHAIR, _ON_A_CHAIR, tilt_deg=2.0, neck_deg=4.0)


def with_a_belt(front: Side, tilt_deg: float) -> Posture:
    """Sit on a blanket, one leg in front and the other one bent to the side."""
    posture = at.head_to_knee(front, tilt_deg=tilt_deg)
    if front == "right":
        return replace(posture, left_leg=_CROSSED)
    return replace(posture, right_leg=_CROSSED)


POSTURES: Final[dict[str, Callable[[], Posture]]] = {
    "chair": on_a_chair,
    "chair, arm up": lambda: raised(on_a_chair(), ("right",), (0.05, 0.48, 0.1)),
    **{f"tall, {side}": partial(with_a_belt, side, 4.0) for side in SIDES},
    "tall, arm up": lambda: raised(with_a_belt("right", 4.0), ("right",), (0.05, 0.48, 0.1)),
    **{f"belt, {side}": partial(with_a_belt, side, 21.5) for side in SIDES},
    "lying": at.lying,
    "lying_on_side": at.lying_on_side,
    "seated": at.seated,
}
"""The right side is nearer the camera, and the arm on it is raised."""


class Newcomer:
    """Goes through the routine by what the screen says, and touches no key."""

    def __init__(self, bodies: Mapping[str, Values]) -> None:
        self.player = Player(Session(flow(), asks=True), rate_hz=5.0)
        self._bodies = bodies

    def practise(self) -> None:
        """Accept the notice; leave out what is knelt, do what comes otherwise."""
        self.shows("chair", 2.0)
        self._raises("chair")
        for index in range(8):
            side = flow().steps[index].pose.side
            if side is None:
                self._leaves_out("chair")
            else:
                self._folds(side)
        self._until(lambda: self._step == 9, "lying")
        self._until(lambda: self._step == 12, "lying")
        self.shows("lying_on_side", 4.0)
        self.shows("seated", 20.0)

    def shows(self, body: str, seconds: float) -> None:
        """Be in a posture for a time."""
        self.player.play(seconds, self._bodies[body])

    @property
    def _step(self) -> int:
        return self.player.session.snapshot().step_index

    def _raises(self, body: str) -> None:
        arm = "chair, arm up" if body == "chair" else "tall, arm up"
        self.shows(arm, 2.6)
        self.shows(body, 1.0)

    def _until(self, done: Callable[[], bool], body: str) -> None:
        for _ in range(400):
            if done():
                return
            self.shows(body, 0.4)
        raise AssertionError(self.player.session.snapshot())

    def _leaves_out(self, body: str) -> None:
        step = self._step
        self._until(lambda: "leave this one out" in self.player.session.snapshot().waiting, body)
        self._raises(body)
        assert self._step == step + 1

    def _folds(self, side: Side) -> None:
        step, tall, belt = self._step, f"tall, {side}", f"belt, {side}"
        if side == "right":
            self._until(lambda: self.player.session.snapshot().accepts, tall)
            self._raises(tall)
        self.shows(tall, 6.0)
        self._until(lambda: self._step == step + 1, belt)


def gets_through(bodies: Mapping[str, Values]) -> Newcomer:
    """Let somebody who cannot kneel practise, and tell that all is well."""
    newcomer = Newcomer(bodies)
    newcomer.practise()
    player = newcomer.player
    assert player.session.finished
    summaries = player.session.summary()
    done = [summary.pose for summary in summaries if summary.completed]
    assert done == ["head_to_knee", "head_to_knee", "reclining_hero", *_AT_THE_END]
    assert [s.title for s in summaries if s.pose == "head_to_knee"] == [
        "Head to knee, with a belt, right leg",
        "Head to knee, with a belt, left leg",
    ]
    signs = [event.gesture for event in player.events if isinstance(event, ev.GestureSeen)]
    assert signs == ["accept"] * 8
    assert told(player.events, ev.NoticeAccepted, ev.LedOn) == ["NoticeAccepted"]
    return newcomer


_AT_THE_END: Final = ("relax_v1", "relax_v2", "spinal_harmony", "coming_up")


def test_who_cannot_kneel_gets_through_by_easier_ways_and_signs() -> None:
    """No key, nothing led on: a raised arm accepts the notice, the belt, and leaving out."""
    gets_through({name: measured_of(posture()) for name, posture in POSTURES.items()})


def measured_of(posture: Posture) -> Values:
    """Return what is measured of a posture by a landmarker that sees all."""
    body = practitioner(posture)
    return measured([replace(body, t_s=picture / 10) for picture in range(20)])


@pytest.mark.whole
@pytest.mark.model
def test_who_cannot_kneel_gets_through_before_the_camera() -> None:
    """The same, rendered, and seen by the real landmarker."""
    gets_through({name: looked_at(posture()) for name, posture in POSTURES.items()})


def looked_at(posture: Posture) -> Values:
    """Return what is measured of a rendered posture once the landmarker has settled on it."""
    image = render(posture, Camera(azimuth_deg=8.0, distance_m=3.4), (640, 360))
    with Engine(weights.ensure(None)).start() as pose:
        found = [pose.detect(Frame(image, index / 10, index)) for index in range(20)]
    return measured([each for each in found if each is not None])


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
    assert explained.criterion == "shins_back"
    assert "cross-legged" in player.session.snapshot().waiting


def test_who_sits_on_a_chair_is_not_told_to_sit_cross_legged() -> None:
    """Shins across are only crossed legs where the seat is low."""
    player = at_step(0)
    player.play(12.0, measured_of(on_a_chair()))
    (explained,) = [e for e in player.events if isinstance(e, ev.WaitingExplained)]
    assert explained.criterion == "on_the_heels"


def test_the_legs_on_a_chair_are_reclining_too() -> None:
    """Lying flat is offered where the knees do not like to fold, and taken by doing it."""
    player = at_step(8)
    player.play(WAIT_S, read_off("lying"))
    taken = told(player.events, ev.EasierTaken, ev.HoldCompleted)
    assert taken[:2] == ["EasierTaken", "HoldCompleted"]
