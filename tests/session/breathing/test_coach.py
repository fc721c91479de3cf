"""The breath of a session: led, watched beside it, told sparingly, and never a reason to stop."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import criterion, pose, routine
from tests.session.breathing.waves import BOX, QUICK, Breather, breathe, unseen
from tests.session.driving import GOOD, Player, Values, held_s, sitting, told
from vision.criteria.model import Kind
from vision.session import events as ev
from vision.session.breath import Breathing, BreathPattern
from vision.session.breathing import events as bev
from vision.session.breathing.aims import HINTS
from vision.session.breathing.coach import FOLLOWS, OFFER, OFFERED_AFTER
from vision.session.breathing.pacer import MOST_A_BREATH, Pacing
from vision.session.heard.speaking import Speaking
from vision.session.live.practice import Session
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.criteria.model import Pose

BREATH_EVENTS = (
    bev.BreathPaced, bev.BreathFollows, bev.BreathHinted, bev.PacerOffered, bev.PacerTaken,
)  # fmt: skip


def breathing_pose() -> Pose:
    """Return a pose with aims of depth and of the breath."""
    aims = (
        criterion("breath_in_share", kind=Kind.AIM, low=0.42, high=0.58, margin=0.04,
                  name="breath_even", cue="Even."),
        criterion("breath_abdomen_share", kind=Kind.AIM, low=0.5, margin=0.1,
                  name="breath_low", cue="Low."),
    )  # fmt: skip
    return pose(*sitting().criteria, *aims, name="sit", needs=("seat",))


def holding(breath: BreathPattern | Pacing = BOX, hold_s: float = 600.0) -> Player:
    """Return a player in the hold of a pose with aims of the breath."""
    player = Player(Session(routine(breathing_pose(), hold_s=hold_s), breath))
    player.play(4.0, GOOD)
    assert player.session.snapshot().phase is Phase.HOLD
    return player


def begun_s(player: Player) -> float:
    """Return when the led breath began."""
    return next(e.t_s for e in player.events if isinstance(e, ev.BreathPhaseStarted))


def of(player: Player, kind: type[ev.Event]) -> list[ev.Event]:
    """Return all that was told of a kind."""
    return [event for event in player.events if isinstance(event, kind)]


# --- as before, where nothing is measured ---------------------------------------------------------


def test_without_a_measure_all_is_as_it_was() -> None:
    """A session without any breath in its readings, or one that cannot be told, tells nothing."""
    plain, blind = holding(), holding()
    plain.play(120.0, GOOD)
    breathe(blind, 120.0, unseen)
    assert told(plain.events, *BREATH_EVENTS) == told(blind.events, *BREATH_EVENTS) == []
    assert [e for e in plain.events if not isinstance(e, ev.VerdictChanged)] == [
        e for e in blind.events if not isinstance(e, ev.VerdictChanged)
    ]
    shown = plain.session.snapshot()
    assert (shown.measured, shown.news, shown.praise) == (None, "", "")


def test_where_the_breath_is_seen_it_is_shown_beside_the_led_one() -> None:
    """Its phase and how full; nothing where that cannot be told."""
    player = holding()
    breathe(player, 1.0, lambda _: Breather().values(5.0))
    measured = player.session.snapshot().measured
    assert measured is not None
    assert (measured.phase, measured.fullness, measured.follows) == ("hold full", 1.0, False)
    breathe(player, 0.2, unseen)
    assert player.session.snapshot().measured is None


# --- following ------------------------------------------------------------------------------------


def test_a_breath_that_follows_is_praised_once_in_a_hold() -> None:
    """After three breaths; it is shown as praise, and goes again."""
    player = holding()
    breathe(player, 100.0, Breather(late_s=begun_s(player) + 0.3).values)
    (event,) = of(player, bev.BreathFollows)
    assert 40.0 <= event.t_s - begun_s(player) <= 75.0
    assert event.as_record()["breaths"] == 3
    measured = player.session.snapshot().measured
    assert measured is not None
    assert measured.follows


def test_following_is_said_between_the_changes_of_the_breath() -> None:
    """By the same policy as all that is said."""
    player, speaking, said = holding(), Speaking(), []
    follows = Breather(late_s=begun_s(player)).values
    for _ in range(900):
        events = breathe(player, 0.1, follows)
        shown = player.session.snapshot()
        said += [(each, shown.breath) for each in speaking.update(shown.t_s, events, shown)]
    praise = [(each, breath) for each, breath in said if each.text == FOLLOWS]
    assert len(praise) == 1
    assert praise[0][0].kind == "praise"
    breath = praise[0][1]
    assert breath is not None
    into_s = breath.progress * 4.0
    assert breath.remaining_s > 1.5 or into_s <= 0.4


def test_who_does_not_breathe_along_is_told_nothing_of_it_but_an_offer() -> None:
    """Another rhythm, the opposite, a breath that is held: no correction, no false praise."""
    for breather in (
        Breather(QUICK),
        Breather(late_s=8.0),
        Breather(BreathPattern((60, 0, 60, 0))),
    ):
        player = holding()
        breathe(player, 200.0, breather.values)
        assert told(player.events, ev.CorrectionDue, bev.BreathFollows, ev.HoldBroken) == []


def test_who_skips_the_holds_hears_nothing_of_holding() -> None:
    """Breathing in until it is time to go out is following, too."""
    player = holding()
    skipping = Breather(BreathPattern((8.0, 0.0, 8.0, 0.0)), late_s=begun_s(player))
    breathe(player, 150.0, skipping.values)
    assert told(player.events, *BREATH_EVENTS) == ["BreathFollows"]


# --- the offer ------------------------------------------------------------------------------------


def test_after_five_breaths_of_ones_own_the_pacer_offers_to_follow_once() -> None:
    """In words on the screen, with the key; and never again in the session."""
    player = holding()
    breathe(player, 300.0, Breather(QUICK).values)
    (offer,) = of(player, bev.PacerOffered)
    assert offer.as_record()["cue"] == OFFER
    assert offer.t_s >= begun_s(player) + OFFERED_AFTER * 16.0 - 0.2
    assert player.session.snapshot().news == ""
    assert told(player.events, bev.BreathPaced) == []


def test_the_offer_is_shown_for_a_while() -> None:
    """And taken by a key, which is answered."""
    player = holding()
    while not of(player, bev.PacerOffered):
        breathe(player, 1.0, Breather(QUICK).values)
    assert player.session.snapshot().news == OFFER
    (taken,) = player.say("follow_breath")
    assert taken.as_record()["own"] is True
    assert player.session.pacing == Pacing(BOX, mine=True)
    breathe(player, 40.0, Breather(QUICK).values)
    assert of(player, bev.BreathPaced)


def test_nothing_is_offered_at_the_end_of_a_hold_or_to_who_has_it() -> None:
    """The last seconds are quiet, and the pacer that follows has nothing to offer."""
    player = holding(hold_s=98.0)
    breathe(player, 95.0, Breather(QUICK).values)
    mine = holding(Pacing(BOX, mine=True))
    breathe(mine, 300.0, Breather(QUICK).values)
    assert told([*player.events, *mine.events], bev.PacerOffered) == []


# --- the pacer that follows -----------------------------------------------------------------------


def test_the_pacer_takes_ones_rhythm_and_slows_with_who_comes_along() -> None:
    """Each breath is at most 5 % longer than the one before, up to the pattern."""
    player = holding(Pacing(BOX, mine=True))
    breathe(player, 30.0, Breather(QUICK).values)
    breathe(player, 500.0, along(player))
    lengths = [pattern.cycle_s for pattern in paced(player)]
    assert lengths[0] == pytest.approx(4.0)
    assert all(b <= a * (1.0 + MOST_A_BREATH) + 1e-9 for a, b in pairwise(lengths))
    assert lengths[-1] == pytest.approx(16.0)


def along(player: Player) -> Callable[[float], Values]:
    """Return what is measured of somebody who takes up the rhythm that is led."""

    def at(t_s: float) -> Values:
        led = player.session.snapshot().breath
        assert led is not None
        length_s = paced(player)[-1].cycle_s if paced(player) else QUICK.cycle_s
        measured = {"breath_fullness": led.fullness, "breath_rate_per_min": 60.0 / length_s}
        return Breather(QUICK).values(t_s) | measured

    return at


def paced(player: Player) -> list[BreathPattern]:
    """Return the patterns that were settled, in order."""
    return [event.pattern for event in player.events if isinstance(event, bev.BreathPaced)]


def test_it_stays_at_the_pattern_while_nothing_is_measured() -> None:
    """Nothing is told then, either."""
    player = holding(Pacing(BOX, mine=True))
    breathe(player, 200.0, unseen)
    assert told(player.events, *BREATH_EVENTS) == []


def test_each_breath_is_settled_before_it_begins() -> None:
    """With all of the breath out before it: no sound of it has been made yet."""
    player = holding(Pacing(BOX, mine=True))
    breathe(player, 120.0, Breather(QUICK).values)
    starts = {
        e.count: e.t_s
        for e in player.events
        if isinstance(e, ev.BreathPhaseStarted) and e.phase == "in"
    }
    for event in player.events:
        if isinstance(event, bev.BreathPaced) and event.count in starts:
            assert starts[event.count] - event.t_s >= 1.0


def test_the_events_alone_give_the_same_breath() -> None:
    """From when it began, what was settled, and the pauses: to a hundredth of a second."""
    player = holding(Pacing(BOX, mine=True))
    breathe(player, 40.0, Breather(QUICK).values)
    player.say("toggle_pause")
    player.play(7.0, GOOD)
    player.say("toggle_pause")
    breathe(player, 80.0, along(player))
    replayed = Breathing(BOX)
    for event in player.events:
        if isinstance(event, ev.BreathPhaseStarted):
            replayed.start(event.t_s)
            again = replayed.at(event.t_s)
            assert again is not None
            assert (again.phase, again.count) == (event.phase, event.count)
            assert again.remaining_s == pytest.approx(event.length_s, abs=0.01)
        elif isinstance(event, ev.Paused):
            replayed.stop(event.t_s)
        elif isinstance(event, ev.Resumed):
            replayed.go_on(event.t_s)
        elif isinstance(event, bev.BreathPaced):
            replayed.change(event.count, event.pattern)
    assert len(paced(player)) > 10
    assert replayed.at(player.session.snapshot().t_s) == player.session.snapshot().breath


def test_the_same_again_is_the_same() -> None:
    """No clock and no chance in it."""
    runs = []
    for _ in range(2):
        player = holding(Pacing(BOX, mine=True))
        breathe(player, 90.0, Breather(QUICK, tremble=0.1).values)
        runs.append([event.as_record() for event in player.events])
    assert runs[0] == runs[1]


# --- aims and the hint ----------------------------------------------------------------------------


def test_aims_of_the_breath_are_praised_apart_and_once() -> None:
    """Kept for twenty seconds, long apart from each other, and no stage of depth."""
    player = holding()
    breathe(player, 120.0, Breather(BreathPattern((3.0, 0.0, 3.0, 0.0))).values)
    reached = of(player, ev.StageReached)
    assert [(e.as_record()["criterion"], e.as_record()["stage"]) for e in reached] == [
        ("breath_even", 0), ("breath_low", 0),
    ]  # fmt: skip
    assert reached[1].t_s - reached[0].t_s >= 45.0
    shown = player.session.snapshot()
    assert (shown.stage, shown.stage_count) == (0, 2)
    assert player.session.summary()[0].stage == ""
    assert player.session.summary()[0].aim_s["breath_even"] > 60.0
    assert reached[0].t_s >= 20.0


def test_who_breathes_high_gets_one_hint_in_a_hold() -> None:
    """Let the belly rise first: after a while, once, as a hint and not a correction."""
    player = holding()
    breathe(player, 240.0, Breather(abdomen_share=0.05, late_s=begun_s(player)).values)
    (hint,) = of(player, bev.BreathHinted)
    assert hint.as_record()["cue"] == HINTS["breath_abdomen_share"]
    assert hint.as_record()["criterion"] == "breath_low"
    assert told(player.events, ev.CorrectionDue) == []


def test_a_belly_that_may_well_move_gets_no_hint() -> None:
    """Under its aim, but not so far that the measure could not be wrong."""
    player = holding()
    breathe(player, 120.0, Breather(abdomen_share=0.2, late_s=begun_s(player)).values)
    assert told(player.events, bev.BreathHinted) == []


def test_an_uneven_breath_is_told_nothing() -> None:
    """Only the place of the breath has a hint."""
    player = holding()
    breathe(player, 120.0, Breather(in_share=0.2, late_s=begun_s(player) + 8.0).values)
    assert told(player.events, bev.BreathHinted, ev.CorrectionDue) == []


# --- it stops nothing -----------------------------------------------------------------------------

anything = st.fixed_dictionaries(
    {
        "breath_phase": st.sampled_from([0.0, 1.0, 2.0, 3.0, float("nan")]),
        "breath_fullness": st.one_of(st.floats(0.0, 1.0), st.just(float("nan"))),
        "breath_rate_per_min": st.one_of(st.floats(0.5, 90.0), st.just(float("nan"))),
        "breath_in_share": st.one_of(st.floats(0.0, 1.0), st.just(float("nan"))),
        "breath_abdomen_share": st.one_of(st.floats(0.0, 1.0), st.just(float("nan"))),
        "breath_depth": st.one_of(st.floats(0.0, 0.3), st.just(float("nan"))),
        "breath_confidence": st.one_of(st.floats(0.0, 1.0), st.just(float("nan"))),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(anything, min_size=1, max_size=30), st.booleans())
def test_a_hold_is_never_stopped_by_a_breath(breaths: list[Values], mine: bool) -> None:  # noqa: FBT001 (drawn)
    """Whatever is measured of it, the time runs as if nothing were; nothing is ever corrected."""
    player = holding(Pacing(BOX, mine=mine))
    before_s = held_s(player)
    for values in breaths:
        player.play(2.0, GOOD | values)
    assert held_s(player) - before_s == pytest.approx(2.0 * len(breaths), abs=1e-6)
    assert told(player.events, ev.HoldBroken, ev.CorrectionDue) == []
