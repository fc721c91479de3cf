"""What is said and when: the exact transcript of a session, and the rules it keeps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from tests.builders import routine
from tests.session.driving import (
    AWAY,
    DEEP,
    FRONTAL,
    GOOD,
    HASTY,
    HIDDEN,
    NOBODY,
    ROUND,
)
from tests.session.driving import rolling_out as lying
from tests.session.driving import sitting as bare_sitting
from tests.session.heard.listening import Listener
from vision.criteria.model import Band, Easier, Moment, Part, Pose
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.heard.lines import MANNERS
from vision.session.heard.lines import Kind as LineKind
from vision.session.heard.speaking import APART_S, PAUSE_S, estimated_s
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Callable

BREATH = BreathPattern()
LYING: Final = GOOD | {"roll": 0.0, "knee": 20.0}
FREED: Final = LYING | {"knee": 150.0}


def sitting() -> Pose:
    """Return a pose with moments of every part, and an easier way."""
    full = replace(
        bare_sitting(),
        note="",
        moments=(
            Moment(Part.WAY_IN, "Sit down.", Band("seat", low=0.5)),
            Moment(Part.WAY_IN, "Grow tall."),
            Moment(Part.IN_POSE, "Let your hands be soft."),
            Moment(Part.WAY_OUT, "Rise slowly."),
        ),
    )
    on_cushion = replace(full, title="Sit, on a cushion")
    return replace(full, easier=Easier("A cushion is as good.", on_cushion))


def listener(*poses: Pose, hold_s: float = 40.0) -> Listener:
    """Return somebody who listens to a session of these poses."""
    return Listener(Session(routine(*(poses or (sitting(),)), hold_s=hold_s), BREATH))


def held(hold_s: float = 60.0) -> Listener:
    """Return one who has been in a hold for six seconds."""
    heard = listener(hold_s=hold_s)
    heard.until(ev.HoldStarted, GOOD)
    heard.play(6.0, GOOD)
    return heard


def whole_session() -> Listener:
    """Play a session in which everything happens that has something to say."""
    heard = listener(sitting(), lying(), sitting(), hold_s=60.0)
    heard.until(ev.GuidanceDue, FRONTAL)
    heard.until(ev.EasierOffered, AWAY)
    heard.play(12.0, AWAY)
    heard.say("change_way")
    heard.until(ev.HoldStarted, GOOD)
    heard.play(25.0, GOOD)
    heard.until(ev.CorrectionDue, ROUND)
    heard.play(3.0, ROUND)
    heard.until(ev.CorrectionFixed, GOOD)
    heard.until(ev.StageReached, DEEP)
    heard.until(ev.HoldProgress, DEEP)
    heard.play(3.0, GOOD)
    heard.until(ev.CorrectionDue, HASTY)
    heard.say("toggle_pause")
    heard.play(4.0, GOOD)
    heard.say("toggle_pause")
    heard.until(ev.HoldProgress, GOOD)
    heard.play(3.0, GOOD)
    heard.until(ev.Lost, NOBODY)
    heard.play(3.0, NOBODY)
    heard.until(ev.HoldCompleted, GOOD)
    heard.until(ev.StepEntered, AWAY)
    heard.until(ev.HoldCompleted, LYING)
    heard.until(ev.CorrectionDue, FREED)
    heard.until(ev.HoldStarted, GOOD)
    heard.until(ev.StageReached, DEEP)
    heard.play(4.0, DEEP)
    heard.until(ev.GoingOnOffered, AWAY)
    heard.until(ev.Finished, AWAY)
    return heard


GO_ON_FIRST: Final = "It is fine to leave this one out."
TRANSCRIPT: Final = [
    (0.0, "notice", "This is not medical advice."),
    (3.0, "help", "Please turn so that the camera sees you from the side."),
    (7.4, "title", "Sit."),
    (8.5, "instruction", "Sit down."),
    (9.9, "caution", "Gently."),
    (12.3, "help", "Please mind your seat."),
    (25.3, "help", "A cushion is as good. Raise an arm, press v, or simply do it."),
    (37.4, "title", "Sit, on a cushion. This way counts fully."),
    (41.0, "instruction", "Let your hands be soft."),
    (44.2, "breath", "Breathe out, as the tone falls."),
    (48.2, "breath", "Rest, while the tone is silent."),
    (52.2, "breath", "Breathe in, as the tone rises."),
    (56.2, "breath", "Hold, while the tone stays."),
    (65.2, "correction", "Please mind your bow."),
    (72.4, "answer", "That is it."),
    (74.0, "mark", "Half way."),
    (75.8, "safety", "Please mind your speed."),
    (77.8, "state", "Paused. Take your time."),
    (79.9, "state", "We go on."),
    (97.4, "mark", "Ten more seconds."),
    (101.8, "state", "I can't see you. Come back into the picture when you like."),
    (105.7, "state", "There you are. We go on."),
    (112.7, "instruction", "Rise slowly."),
    (115.2, "title", "Lie."),
    (134.5, "encouragement", "This is good. Stay with the breath."),
    (146.5, "mark", "Half way."),
    (166.5, "mark", "Ten more seconds."),
    (176.2, "safety", "Roll first."),
    (177.8, "done", "Well done."),
    (180.3, "title", "Sit, on a cushion."),
    (182.3, "instruction", "Let your hands be soft."),
    (184.7, "praise", "Near."),
    (187.0, "instruction", "Grow tall."),
    (193.1, "help", "Please mind your seat."),
    (227.1, "help", f"{GO_ON_FIRST} Raise an arm, press n, or rest: I go on by myself soon."),
    (247.1, "state", "Thank you for practising."),
]
"""What a person hears of it, word for word."""


def test_the_transcript_of_a_session_is_exact() -> None:
    """With every kind of event that has something to say."""
    heard = whole_session()
    assert heard.transcript == TRANSCRIPT
    silent = {"CorrectionFixed", "HoldBroken", "StepCompleted", "StepSkipped", "LedOn"}
    quiet = {"VerdictChanged", "HoldStarted", "Said", "NoticeAccepted", "GestureSeen"} | silent
    # What is said of the breath has its tests beside it.
    kinds = [kind for kind in ev.Event.__subclasses__() if kind.__module__ == ev.__name__]
    every = {kind.__name__ for kind in kinds} - quiet
    assert {type(event).__name__ for event in heard.events} >= every


# --- the rules ---------------------------------------------------------------------------------


def everything_amiss() -> Listener:
    """Play a person who sits down only now and then, always bent, hasty, or not to be seen."""
    heard = listener(*[sitting()] * 6, hold_s=60.0)
    heard.play(3.0, GOOD)
    bent = ROUND | {"head": 5.0}
    for round_ in range(30):
        heard.play(4.0, AWAY)
        heard.play(12.0, bent)
        heard.play(0.6, bent | {"speed": 99.0})
        heard.play(3.0 + round_ % 5, HIDDEN)
    return heard


def never_there() -> Listener:
    """Play a person who never comes into any pose."""
    heard = listener(*[sitting()] * 6)
    heard.play(3.0, GOOD)
    heard.until(ev.StepSkipped, AWAY)
    heard.play(400.0, AWAY)
    return heard


SESSIONS: Final = (whole_session, everything_amiss, never_there)


@pytest.mark.parametrize("play", SESSIONS[1:])
def test_who_does_everything_amiss_hears_seven_things_a_minute(
    play: Callable[[], Listener],
) -> None:
    """At most, the notice apart; and not much less, so that the limit is what is tested.

    Only warnings of what could hurt make it more, and keep back whatever else is remarked.
    """
    heard = [said for said in play().said if said.kind != "notice"]
    most = 0
    for first in heard:
        minute = [said for said in heard if first.t_s <= said.t_s < first.t_s + 60.0]
        warnings = sum(said.kind == "safety" for said in minute)
        assert len(minute) - warnings <= 7
        most = max(most, len(minute))
    assert most >= 6
    remarks = [s for s in heard if s.kind == "safety" or MANNERS[LineKind(s.kind)].most]
    for last in remarks:
        before = [said for said in remarks if last.t_s - 60.0 < said.t_s <= last.t_s]
        assert last.kind == "safety" or len(before) <= 4


def test_what_could_hurt_is_never_held_back() -> None:
    """However often it comes: each warning that is due is heard at once."""
    heard = held(hold_s=600.0)
    for _ in range(12):
        heard.play(6.0, GOOD)
        heard.until(ev.CorrectionDue, HASTY)
    due_s = [e.t_s for e in heard.events if isinstance(e, ev.CorrectionDue)]
    warned_s = [said.t_s for said in heard.said if said.kind == "safety"]
    assert len(due_s) == 12
    assert warned_s == due_s
    assert due_s[7] - due_s[0] < 60.0


@pytest.mark.parametrize("play", SESSIONS)
def test_one_thing_is_said_at_a_time(play: Callable[[], Listener]) -> None:
    """Each after the one before, and a rest; only what is urgent cuts it short."""
    heard = play()
    for end_s, said in zip(heard.ends_s(), heard.said[1:], strict=False):
        assert said.t_s >= end_s + PAUSE_S - 1e-6 or said.kind in {"safety", "state"}


@pytest.mark.parametrize("play", SESSIONS)
def test_two_cues_are_never_said_within_eight_seconds(play: Callable[[], Listener]) -> None:
    """Those of safety apart, which wait for nothing."""
    cues = [said for said in play().said if MANNERS[LineKind(said.kind)].cue]
    gaps_s = [b.t_s - a.t_s for a, b in pairwise(cues)]
    assert min(gaps_s) >= APART_S - 1e-6


@pytest.mark.parametrize("play", SESSIONS)
@pytest.mark.parametrize("pattern", ["4-4-4-4", "3-0-5-0"])
def test_speech_lies_over_no_change_of_breath_that_is_a_second_away(
    play: Callable[[], Listener], pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the change; what is urgent does not."""
    monkeypatch.setattr(f"{__name__}.BREATH", BreathPattern.parse(pattern))
    heard = play()
    checked = 0
    for said, breath in zip(heard.said, heard.breaths, strict=True):
        if breath is not None and said.kind not in {"safety", "state"}:
            checked += 1
            over = estimated_s(said.text) > breath.remaining_s
            assert not (over and breath.remaining_s <= 1.0)
    assert checked > 10


def test_a_correction_that_is_mended_before_it_can_be_said_is_dropped() -> None:
    """And is not answered either: nobody was asked for anything."""
    heard = held()
    heard.until(ev.CorrectionDue, ROUND)
    heard.play(5.0, ROUND)
    first = len(heard.said)
    assert heard.said[-1].kind == "correction"
    heard.play(1.0, GOOD | {"head": 5.0})
    heard.until(ev.CorrectionDue, GOOD | {"head": 5.0})  # within eight seconds of the first
    heard.play(10.0, GOOD)
    kinds = [said.kind for said in heard.said[first:]]
    assert "correction" not in kinds
    assert kinds.count("answer") == 1


def test_a_miss_goes_on_being_asked_about_ever_more_rarely() -> None:
    """After twelve seconds, then after twice as long, and again."""
    heard = listener(replace(bare_sitting(), caution=""), hold_s=600.0)
    heard.until(ev.HoldStarted, GOOD)
    heard.until(ev.CorrectionDue, ROUND)
    begun_s = heard.t_s
    heard.play(45.0, ROUND)
    asked_s = [said.t_s - begun_s for said in heard.said if said.kind == "correction"]
    assert asked_s == pytest.approx([0.0, 12.0, 36.0], abs=4.0)


def test_what_is_dangerous_is_said_at_once() -> None:
    """In the middle of a sentence, just after another cue, and in the last breaths."""
    heard = held(hold_s=30.0)
    heard.until(ev.CorrectionDue, ROUND)
    heard.play(0.3, GOOD)
    heard.until(ev.CorrectionDue, HASTY)
    assert heard.said[-1].kind == "safety"
    heard.play(8.0, GOOD)
    while heard.session.snapshot().target_s - heard.session.snapshot().held_s > 5.0:
        heard.play(0.1, GOOD)
    before = len(heard.said)
    heard.until(ev.CorrectionDue, HASTY)
    assert [said.kind for said in heard.said[before:]] == ["safety"]


def test_a_long_hold_is_encouraged_and_its_last_breaths_are_silent() -> None:
    """After the ten seconds have been told, nothing is said until they are over."""
    heard = held(hold_s=120.0)
    heard.until(ev.HoldCompleted, GOOD)
    over_s = heard.t_s
    assert [said.kind for said in heard.said].count("encouragement") == 2
    last = [said.text for said in heard.said if over_s - 10.5 < said.t_s < over_s - 0.2]
    assert last == ["Ten more seconds."]


def test_while_paused_nothing_is_said_and_nothing_is_lost() -> None:
    """What waited is said when it goes on, if it still holds."""
    heard = listener()
    heard.until(ev.StepEntered, GOOD)
    heard.say("toggle_pause")
    paused_at = len(heard.said)
    heard.play(60.0, GOOD)
    assert len(heard.said) == paused_at
    heard.say("toggle_pause")
    heard.play(8.0, AWAY)
    assert [said.text for said in heard.said[paused_at:]][:4] == [
        "We go on.",
        "Sit.",
        "Sit down.",
        "Gently.",
    ]


def test_what_is_said_is_shown() -> None:
    """As long as it is said, and a moment longer."""
    heard = held()
    heard.until(ev.CorrectionDue, ROUND)
    said = heard.said[-1]
    end_s = said.t_s + estimated_s(said.text)
    assert heard.speaking.caption(end_s - 0.1) == said.text
    assert heard.speaking.caption(end_s + PAUSE_S + 0.1) == ""
