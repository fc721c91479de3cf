"""One thing to do at a time, until the body shows that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.builders import criterion, pose
from tests.session.driving import AWAY, GOOD, Player, session, sitting
from vision.criteria.model import Band, Kind, Moment, Part
from vision.criteria.reading import MOMENT_S
from vision.session import events as ev
from vision.session.live.leading import KEPT_S, Leading
from vision.session.live.practice import DONE_S, WAY_OUT_S
from vision.session.routine import REST_S
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from vision.criteria.model import Pose

LEG: Final = Moment(Part.WAY_IN, "Leg out.", Band("leg", low=0.8))
TALL: Final = Moment(Part.WAY_IN, "Sit tall.", Band("tilt", -15, 15), for_s=4.0)
FOLD: Final = Moment(Part.WAY_IN, "Now fold.")
STAY: Final = Moment(Part.IN_POSE, "Stay.", None, MOMENT_S)
UP: Final = Moment(Part.WAY_OUT, "Come up.", Band("tilt", high=30))
FAR: Final = {"leg": 1.0, "tilt": 0.0}
HOME: Final = {"leg": 0.0, "tilt": 0.0}


def led(*moments: Moment, note: str = "") -> Pose:
    """Return a pose with moments."""
    seat = criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated", call_after_s=1.0)
    return pose(seat, moments=moments, note=note, needs=("seat",))


def shown(leading: Leading) -> str:
    """Return what it is time for."""
    return leading.moment.say if leading.moment else ""


def test_a_moment_stays_until_the_body_shows_that_it_is_done() -> None:
    """However long that takes, and not for a passing picture."""
    leading = Leading(led(LEG, FOLD))
    for t_s in range(60):
        leading.update(Phase.ENTER, float(t_s), HOME)
        assert shown(leading) == "Leg out."
    leading.update(Phase.ENTER, 60.0, FAR)
    leading.update(Phase.ENTER, 60.0 + KEPT_S / 2, HOME)
    leading.update(Phase.ENTER, 60.0 + KEPT_S, FAR)
    assert shown(leading) == "Leg out."
    leading.update(Phase.ENTER, 61.0, FAR)
    assert shown(leading) == "Now fold."


def test_what_cannot_be_told_is_not_done() -> None:
    """A leg out of sight may be anywhere."""
    leading = Leading(led(LEG, FOLD))
    for t_s in range(60):
        leading.update(Phase.ENTER, float(t_s), {"leg": float("nan")})
    assert shown(leading) == "Leg out."


def test_a_moment_is_there_long_enough_to_be_read() -> None:
    """Though it was done before it was said."""
    leading = Leading(led(TALL, FOLD))
    texts = []
    for t_s in (0.0, 2.0, 3.9, 4.1):
        leading.update(Phase.ENTER, t_s, HOME)
        texts.append(shown(leading))
    assert texts == ["Sit tall."] * 3 + ["Now fold."]


def test_each_moment_is_told_once() -> None:
    """Who leaves a hold and comes back is not told everything again, but sees it."""
    leading = Leading(led(LEG, FOLD, STAY))
    phases = (Phase.READY, Phase.ENTER, Phase.ENTER, Phase.HOLD, Phase.ENTER, Phase.HOLD)
    told = [leading.update(phase, float(t_s), FAR) for t_s, phase in enumerate(phases)]
    assert [moment.say for moment in told if moment] == ["Leg out.", "Now fold.", "Stay."]
    assert shown(leading) == "Stay."


def test_a_pose_without_moments_has_its_instruction_and_its_note() -> None:
    """The user's own poses, say."""
    leading = Leading(led(note="I check nothing."))
    texts = []
    for t_s, phase in enumerate((Phase.READY, Phase.ENTER, Phase.HOLD, Phase.DONE)):
        leading.update(phase, float(t_s), GOOD)
        texts.append(shown(leading))
    assert texts == ["Sit down.", "Sit down.", "I check nothing.", ""]


def test_in_the_pose_what_is_checked_is_told_last() -> None:
    """First what to do, then what is and is not looked at."""
    leading = Leading(led(STAY, note="I check nothing."))
    leading.update(Phase.HOLD, 0.0, GOOD)
    assert shown(leading) == "Stay."
    leading.update(Phase.HOLD, MOMENT_S + 0.1, GOOD)
    assert shown(leading) == "I check nothing."


# --- in a session -------------------------------------------------------------------------------


def test_moments_are_told_and_shown() -> None:
    """Events and snapshots carry the same."""
    player = Player(session(led(LEG, FOLD, STAY)))
    player.play(5.0, AWAY | HOME)
    assert player.session.snapshot().moment == "Leg out."
    player.play(2.0, AWAY | FAR)
    assert player.session.snapshot().moment == "Now fold."
    player.play(2.0, GOOD | FAR)
    assert player.session.snapshot().moment == "Stay."
    told = [(e.part, e.text) for e in player.events if isinstance(e, ev.MomentEntered)]
    assert told == [("way_in", "Leg out."), ("way_in", "Now fold."), ("in_pose", "Stay.")]


@pytest.mark.parametrize(
    ("tilt", "waits_s"), [(0.0, REST_S), (80.0, WAY_OUT_S)], ids=["done", "not done"]
)
def test_the_next_step_waits_for_the_way_out(tilt: float, waits_s: float) -> None:
    """But not for ever: somebody may like to stay."""
    player = Player(session(led(FOLD, UP), sitting("lie"), hold_s=3.0))
    player.play(30.0, GOOD | {"tilt": tilt})
    (completed,) = [e for e in player.events if isinstance(e, ev.HoldCompleted) and e.step == 0]
    (entered,) = [e for e in player.events if isinstance(e, ev.StepEntered) and e.step == 1]
    assert entered.t_s - completed.t_s == pytest.approx(DONE_S + waits_s, abs=0.21)
