"""Before the first step camera, light and place are looked at, and told what would help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.builders import NAN, criterion
from tests.session.driving import FRONTAL, GOOD, NOBODY, routine, sitting, told
from vision.criteria.judge import OWN_BACK
from vision.criteria.model import Status
from vision.session import events as ev
from vision.session.live.practice import Session
from vision.session.live.setup.checks import ADVISED_S, SHOWN_S, STILL_S
from vision.session.live.steprun import Observation
from vision.session.snapshot import Phase
from vision.words.reasons import SIT_TALL, Code, Reason, cue_for

if TYPE_CHECKING:
    from vision.criteria.model import Pose

WELL: Final = {
    "brightness": 120.0,
    "spread": 50.0,
    "still_s": 0.0,
    "person_brightness": 90.0,
    "around_brightness": 130.0,
    "trunk_share": 0.2,
    "hips_down": 0.5,
    "legs_down": 1.7,
    "room": 1.0,
}
BODILESS: Final = dict.fromkeys(("trunk_share", "hips_down", "legs_down", "room"), NAN)


class Camera:
    """Shows a session pictures, ten a second, and keeps what it tells."""

    def __init__(self, *, sets_up: bool = True, pose: Pose | None = None) -> None:
        self.session = Session(routine(pose or sitting(), hold_s=20.0), sets_up=sets_up)
        self.t_s = 0.0
        self.events: list[ev.Event] = []

    def show(self, seconds: float, values: dict[str, float] = GOOD, **picture: float) -> None:
        """Show the same for a time; all is well with the picture but what is given."""
        for _ in range(round(10 * seconds)):
            self.events += self.session.advance(
                Observation(self.t_s, values, {}, {**WELL, **picture})
            )
            self.t_s += 0.1

    @property
    def phase(self) -> Phase:
        """Where the session stands."""
        return self.session.snapshot().phase

    @property
    def amiss(self) -> list[str]:
        """What is not ticked off."""
        checks = self.session.snapshot().checks
        return [check.text for check in checks if check.status is Status.MISSED]


def test_what_is_fine_is_ticked_off_and_the_practice_begins() -> None:
    """After a moment in which one sees that all is well."""
    camera = Camera()
    camera.show(SHOWN_S - 0.3)
    assert camera.phase is Phase.FRAMING
    assert {check.status for check in camera.session.snapshot().checks} == {Status.MET}
    assert len(camera.session.snapshot().checks) == 8
    camera.show(0.5)
    assert camera.phase is Phase.READY
    assert camera.session.snapshot().checks == ()


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        ({"brightness": 30.0}, Code.DARK),
        ({"person_brightness": 40.0, "around_brightness": 150.0}, Code.BACKLIT),
        ({"trunk_share": 0.6}, Code.NEAR),
        ({"trunk_share": 0.06}, Code.FAR),
        ({"hips_down": 0.2}, Code.HEIGHT),
        ({"hips_down": 0.8}, Code.HEIGHT),
        ({"room": 0.8}, Code.ROOM),
    ],
)
def test_what_could_be_better_is_asked_for_and_never_insisted_on(
    picture: dict[str, float], code: Code
) -> None:
    """In kind words; one may go on as it is at once, and it goes on by itself in the end."""
    camera = Camera()
    camera.show(4.0, **picture)
    assert camera.phase is Phase.FRAMING
    assert len(camera.amiss) == 1
    assert camera.session.snapshot().guidance == cue_for(Reason(code))
    assert camera.session.snapshot().accepts
    patient = Camera()
    patient.show(ADVISED_S + 0.3, **picture)
    assert patient.phase is Phase.READY
    assert told(camera.session.accept(camera.t_s)) == ["StepEntered"]


@pytest.mark.parametrize(
    ("values", "picture", "code"),
    [
        (NOBODY, {"brightness": 4.0, "spread": 3.0, **BODILESS}, Code.COVERED),
        (NOBODY, {"brightness": 90.0, "spread": 2.0, **BODILESS}, Code.COVERED),
        (NOBODY, BODILESS, Code.NOBODY),
        (FRONTAL, {}, Code.TURN_SIDE_ON),
    ],
)
def test_without_a_person_that_can_be_judged_nothing_begins(
    values: dict[str, float], picture: dict[str, float], code: Code
) -> None:
    """However long it takes, and whatever is accepted."""
    camera = Camera()
    camera.show(60.0, values, **picture)
    camera.session.accept(camera.t_s)
    assert camera.phase is Phase.FRAMING
    assert camera.session.snapshot().guidance == cue_for(Reason(code))


def test_how_high_the_camera_is_can_only_be_told_of_those_who_stand() -> None:
    """Who kneels already is not sent to the camera."""
    camera = Camera()
    camera.show(1.0, hips_down=0.8, legs_down=0.2)
    assert camera.amiss == []


def tall() -> Pose:
    """Return the pose with a criterion of this person's own back."""
    own = criterion(OWN_BACK, high=0.04, margin=0.02, name="back_tall", optional=True)
    return replace(sitting(), criteria=(*sitting().criteria, own))


def test_a_seat_whose_back_is_judged_by_its_own_is_asked_for_first() -> None:
    """Kindly, last of all, and on it goes once it is known."""
    camera = Camera(pose=tall())
    camera.show(1.0, GOOD | {OWN_BACK: NAN}, brightness=30.0)
    assert camera.amiss == ["Light enough, and not behind you"]
    camera.show(4.0, GOOD | {OWN_BACK: NAN})
    assert camera.amiss == ["Your back, sitting tall"]
    assert camera.session.snapshot().guidance == cue_for(SIT_TALL)
    camera.show(0.2, GOOD | {OWN_BACK: 0.0})
    assert camera.phase is Phase.READY


def test_a_back_that_is_known_stays_known() -> None:
    """Even if it is hidden later: nobody is asked twice."""
    camera = Camera(pose=tall())
    camera.show(0.5, GOOD | {OWN_BACK: 0.0})
    camera.show(0.5, GOOD | {OWN_BACK: NAN})
    assert camera.phase is Phase.FRAMING
    assert camera.amiss == []
    assert len(camera.session.snapshot().checks) == 9
    camera.show(SHOWN_S)
    assert camera.phase is Phase.READY


def test_sitting_tall_may_be_left_out() -> None:
    """By a hand that is raised, or by doing something else: it is not waited for."""
    camera = Camera(pose=tall())
    camera.show(4.0, GOOD | {OWN_BACK: NAN})
    assert told(camera.session.accept(camera.t_s)) == ["StepEntered"]
    patient = Camera(pose=tall())
    patient.show(ADVISED_S + 0.3, GOOD | {OWN_BACK: NAN})
    assert patient.phase is Phase.READY


def test_only_who_is_set_up_for_is_asked_to_sit_tall() -> None:
    """A recording goes on as it is."""
    camera = Camera(sets_up=False, pose=tall())
    camera.show(0.5, GOOD | {OWN_BACK: NAN})
    assert camera.phase is Phase.FRAMING
    assert camera.session.snapshot().checks == ()
    camera.show(1.0, GOOD | {OWN_BACK: NAN})
    assert camera.phase is not Phase.FRAMING


def test_a_recording_is_taken_as_it_is() -> None:
    """Nobody can do anything about its light."""
    camera = Camera(sets_up=False)
    camera.show(1.5, brightness=30.0, trunk_share=0.6)
    assert camera.phase is not Phase.FRAMING
    assert camera.session.snapshot().checks == ()


@pytest.mark.parametrize(
    ("picture", "code"),
    [({"still_s": 0.1}, Code.FROZEN), ({"brightness": 2.0, "spread": 1.0}, Code.COVERED)],
)
def test_a_frozen_or_black_picture_never_advances_a_hold(
    picture: dict[str, float], code: Code
) -> None:
    """It pauses instead, says why, and goes on with the next picture that shows something."""
    camera = Camera(sets_up=False)
    camera.show(6.0)
    assert camera.phase is Phase.HOLD
    held_s = camera.session.snapshot().held_s
    camera.show(STILL_S + 30.0, **picture)
    assert camera.session.snapshot().held_s == held_s
    assert camera.phase is Phase.PAUSED
    assert camera.session.snapshot().message == cue_for(Reason(code))
    camera.events.clear()
    camera.show(1.5)
    assert told(camera.events, ev.Resumed) == ["Resumed"]
    assert camera.session.snapshot().held_s <= held_s + 1.5


def test_pictures_that_come_twice_keep_the_time_of_the_hold() -> None:
    """A camera of 15 pictures a second, asked 30 times: half of them are the same."""
    camera = Camera(sets_up=False)
    camera.show(6.0)
    held_s = camera.session.snapshot().held_s
    for _ in range(20):
        camera.show(0.1)
        camera.show(0.1, still_s=0.1)
    assert camera.session.snapshot().held_s == pytest.approx(held_s + 4.0, abs=0.21)
