"""Waiting says why, and what else one can do; in the end it goes on by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from tests.builders import NAN, criterion, pose
from tests.session.driving import AWAY, FRONTAL, GOOD, NOBODY, Player, Values, find, session, told
from vision.criteria.model import Band, Easier, Kind, Moment, Part, Pose
from vision.session import events as ev
from vision.session.live.helping import NEWS_S, SHOWN_S
from vision.session.live.waiting import EXPLAIN_AFTER_S
from vision.session.routine import WAIT_S
from vision.session.snapshot import Phase, Way

SEATED: Final = criterion(
    "seat", kind=Kind.RECOGNISE, low=0.5, margin=0.1, name="seated", call_after_s=1.0,
    cue="Sit down when you like.",
)  # fmt: skip
UNCROSSED: Final = criterion(
    "legs", kind=Kind.RECOGNISE, low=0.5, name="uncrossed", call_after_s=1.0, priority=10,
    cue="Kneel for this one.",
)  # fmt: skip
FULL: Final = pose(SEATED, UNCROSSED, needs=("seat",))
LOWER: Final = replace(SEATED, band=replace(SEATED.band, low=0.2))
EASIER: Final = replace(FULL, title="Sit, on a cushion", criteria=(LOWER, UNCROSSED))
BOTH: Final = replace(FULL, easier=Easier("A cushion is as good.", EASIER))
UP: Final[Values] = AWAY | {"legs": 1.0, "trunk_speed_deg_s": 0.0}
CUSHION: Final = UP | {"seat": 0.3}
SAT: Final = UP | {"seat": 1.0}
KINDS: Final = (
    ev.WaitingExplained, ev.EasierOffered, ev.EasierTaken, ev.GoingOnOffered, ev.LedOn,
    ev.StepSkipped,
)  # fmt: skip


def waiting(*poses: Pose) -> Player:
    """Return a player whose first pose is being waited for, from now on."""
    player = Player(session(*(poses or (BOTH,)), hold_s=20.0))
    while player.session.snapshot().phase is not Phase.ENTER:
        player.play(0.1, UP)
    return player


def after(player: Player, kind: type[ev.Event]) -> float:
    """Return how long after the wait began something was told."""
    (entered,) = [e for e in player.events if isinstance(e, ev.StepEntered) and e.step == 0]
    return find(player, kind).t_s - entered.t_s - player.session.routine.steps[0].ready_s


def test_what_keeps_the_pose_is_told_when_it_lasts_and_the_body_rests() -> None:
    """In the pose's own words, and with what was found, to be marked on the limb."""
    player = waiting()
    player.play(EXPLAIN_AFTER_S - 1.0, UP)
    assert told(player.events, *KINDS) == []
    assert player.session.snapshot().blocking is None
    player.play(2.0, UP)
    explained = find(player, ev.WaitingExplained).as_record()
    assert (explained["criterion"], explained["cue"]) == ("seated", "Sit down when you like.")
    shown = player.session.snapshot()
    assert shown.waiting == "Sit down when you like."
    assert shown.blocking is not None
    assert shown.blocking.criterion is SEATED
    assert told(player.events, ev.CorrectionDue) == []


@pytest.mark.parametrize("moving", [{"trunk_speed_deg_s": -15.0}, {"leg_motion": 0.2}])
def test_nothing_is_explained_to_somebody_on_the_way(moving: Values) -> None:
    """Who moves knows what to do."""
    player = waiting()
    player.play(15.0, UP | moving)
    assert told(player.events, ev.WaitingExplained) == []
    player.play(EXPLAIN_AFTER_S + 0.5, UP)
    assert told(player.events, ev.WaitingExplained) == ["WaitingExplained"]


def test_an_explanation_goes_with_what_it_is_about() -> None:
    """And the next thing gets its own time."""
    player = waiting()
    player.play(EXPLAIN_AFTER_S + 1.0, UP | {"legs": 0.0})
    assert player.session.snapshot().waiting == "Kneel for this one."
    player.play(2.0, UP)
    assert player.session.snapshot().waiting == ""
    player.play(EXPLAIN_AFTER_S, UP)
    assert player.session.snapshot().waiting == "Sit down when you like."


def test_what_is_unseen_is_asked_of_the_camera() -> None:
    """Nothing is said of a limb that nobody sees."""
    player = waiting()
    player.play(15.0, UP | {"seat": NAN})
    assert told(player.events, ev.WaitingExplained) == []
    assert "GuidanceDue" in told(player.events)


def test_easier_then_going_on_then_the_next_step_by_itself() -> None:
    """A third, two thirds, and all of the time that is waited."""
    player = waiting(BOTH, FULL)
    player.play(WAIT_S + 1.0, UP)
    in_order = [kind.__name__ for kind in KINDS if kind is not ev.EasierTaken]
    assert told(player.events, *KINDS) == in_order
    assert after(player, ev.EasierOffered) == pytest.approx(WAIT_S / 3, abs=0.3)
    assert after(player, ev.GoingOnOffered) == pytest.approx(2 * WAIT_S / 3, abs=0.3)
    assert after(player, ev.LedOn) == pytest.approx(WAIT_S, abs=0.3)
    shown = player.session.snapshot()
    assert (shown.step_index, shown.phase) == (1, Phase.READY)
    assert shown.message == find(player, ev.LedOn).as_record()["cue"]
    player.play(NEWS_S, UP)
    assert player.session.snapshot().message != shown.message


def test_the_last_step_that_does_not_come_ends_the_session() -> None:
    """As going on from it does."""
    player = waiting()
    player.play(WAIT_S + 1.0, UP)
    assert player.session.finished


def test_nobody_is_led_on_while_paused_or_away() -> None:
    """The time of waiting stands still."""
    player = waiting()
    player.play(WAIT_S / 2, UP)
    player.say("toggle_pause")
    player.play(2 * WAIT_S, UP)
    player.say("toggle_pause")
    player.play(2 * WAIT_S, NOBODY)
    player.play(WAIT_S / 3, UP)
    assert told(player.events, ev.LedOn) == []


def test_a_hold_that_was_begun_is_waited_for_anew() -> None:
    """Whoever comes out for a while has all the time there is."""
    player = waiting()
    player.play(WAIT_S - 5.0, UP)
    player.play(5.0, SAT)
    player.play(WAIT_S - 5.0, UP)
    assert told(player.events, ev.HoldStarted) == ["HoldStarted"]
    assert told(player.events, ev.LedOn) == []
    player.play(10.0, UP)
    assert told(player.events, ev.LedOn) == ["LedOn"]


def test_how_long_a_pose_is_waited_for_is_the_flows() -> None:
    """A step may say."""
    player = Player(session(BOTH))
    step = replace(player.session.routine.steps[0], wait_s=15.0)
    player = Player(type(player.session)(replace(player.session.routine, steps=(step,))))
    player.play(19.0, UP)
    assert told(player.events, ev.EasierOffered, ev.LedOn) == ["EasierOffered", "LedOn"]


def test_a_pose_without_an_easier_way_offers_none() -> None:
    """But going on."""
    player = waiting(FULL)
    player.play(WAIT_S - 1.0, UP)
    assert told(player.events, *KINDS) == ["WaitingExplained", "GoingOnOffered"]


# --- the easier way -----------------------------------------------------------------------------


def test_the_easier_way_is_taken_by_a_key_and_counts_fully() -> None:
    """Its own criteria are asked, and it is the step's title from then on."""
    player = waiting()
    player.play(1.0, CUSHION)
    assert player.session.snapshot().phase is Phase.ENTER
    player.say("change_way")
    player.play(30.0, CUSHION)
    assert player.session.finished
    (summary,) = player.session.summary()
    assert (summary.title, summary.completed) == ("Sit, on a cushion", True)
    assert find(player, ev.EasierTaken).as_record()["asked"] is True


def test_the_easier_way_is_taken_by_doing_it_once_it_was_offered() -> None:
    """Nobody on a mat can reach a key."""
    player = waiting()
    player.play(WAIT_S / 3 - 1.0, CUSHION)
    assert told(player.events, *KINDS) == ["WaitingExplained"]
    player.play(SHOWN_S + 4.0, CUSHION)
    assert told(player.events, ev.EasierTaken, ev.HoldStarted) == ["EasierTaken", "HoldStarted"]
    assert find(player, ev.EasierTaken).as_record()["asked"] is False


def test_it_is_remembered_for_the_next_step_of_the_pose() -> None:
    """And forgotten by the same key."""
    player = waiting(BOTH, BOTH)
    player.say("change_way")
    player.say("skip")
    assert player.session.snapshot().title == "Sit, on a cushion"
    player.say("change_way")
    assert player.session.snapshot().title == "Sit"
    player.say("back")
    assert player.session.snapshot().title == "Sit"


def test_changing_the_way_keeps_the_time_that_was_held() -> None:
    """Nothing held is lost."""
    player = waiting()
    player.play(6.0, SAT)
    held_s = player.session.snapshot().held_s
    assert held_s > 3.0
    player.say("change_way")
    assert player.session.snapshot().held_s == held_s
    player.play(3.0, CUSHION)
    assert player.session.snapshot().held_s > held_s


def test_the_key_does_nothing_where_there_is_no_other_way() -> None:
    """Or nothing to be done: before the first step, in a pause, at the end."""
    plain = waiting(FULL)
    assert plain.say("change_way") == []
    framing = Player(session(BOTH))
    framing.play(1.0, FRONTAL)
    assert told(framing.say("change_way")) == []
    over = waiting()
    over.say("end")
    assert over.say("change_way") == []
    assert GOOD["seat"] == 1.0


@pytest.mark.parametrize("moving", [{"trunk_speed_deg_s": -15.0}, {"leg_motion": 0.2}])
def test_nobody_is_led_on_while_slowly_on_the_way(moving: Values) -> None:
    """Being hurried can hurt: only rest is waiting."""
    player = waiting()
    player.play(WAIT_S + 20.0, UP | moving)
    assert told(player.events, ev.EasierOffered, ev.GoingOnOffered, ev.LedOn) == []
    player.play(WAIT_S + 1.0, UP)
    assert told(player.events, ev.LedOn) == ["LedOn"]


def test_a_body_that_has_come_further_is_waited_for_anew() -> None:
    """Each moment of the way in may take as long as the pose itself."""
    by_moments = replace(
        BOTH,
        moments=(
            Moment(Part.WAY_IN, "Stretch a leg.", Band("stretched", low=1.0), 0.0),
            Moment(Part.WAY_IN, "Sit.", Band("seat", low=0.5), 0.0),
        ),
    )
    player = waiting(by_moments)
    player.play(WAIT_S - 5.0, UP)
    player.play(WAIT_S - 5.0, UP | {"stretched": 1.0})
    assert told(player.events, ev.LedOn) == []
    player.play(10.0, UP | {"stretched": 1.0})
    assert told(player.events, ev.LedOn) == ["LedOn"]


# --- what a picture may show of it --------------------------------------------------------------


def test_it_is_told_how_the_pose_is_done_and_which_comes_next() -> None:
    """In full at first, in the easier way once that is taken; the next one as well, if the same."""
    player = waiting(BOTH, replace(BOTH, side="left"))
    before = player.session.snapshot()
    assert (before.doing, before.following) == (Way("sit"), Way("sit", "left"))
    player.session.change_way(player.t_s)
    after_it = player.session.snapshot()
    assert after_it.doing == Way("sit", easier=True)
    assert after_it.following == Way("sit", "left", easier=True)


def test_the_easier_way_is_told_only_while_it_is_offered() -> None:
    """Not before, and no more once it is taken."""
    player = waiting()
    assert player.session.snapshot().offered is None
    while not any(isinstance(e, ev.EasierOffered) for e in player.events):
        player.play(0.5, UP)
    assert player.session.snapshot().offered == Way("sit", easier=True)
    player.session.change_way(player.t_s)
    assert player.session.snapshot().offered is None


def test_the_time_in_a_step_is_told() -> None:
    """From 0 with every step, however long the one before took."""
    player = waiting(FULL, FULL)
    assert player.session.snapshot().in_step_s == pytest.approx(
        player.session.routine.steps[0].ready_s, abs=0.2
    )
    player.play(3.0, UP)
    player.session.skip(player.t_s)
    player.play(0.5, UP)
    assert player.session.snapshot().in_step_s == pytest.approx(0.5, abs=0.11)
