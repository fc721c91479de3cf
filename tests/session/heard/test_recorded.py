"""What is said of a recording is what would have been said in a practice."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.builders import routine
from tests.session.driving import (
    AWAY,
    DEEP,
    GOOD,
    HASTY,
    NOBODY,
    ROUND,
    Values,
    rolling_out,
    sitting,
)
from tests.session.heard.listening import Listener
from tests.session.takes import Spans, filmed, stretches_of
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.heard.recorded import Spoken, spoken
from vision.session.heard.speaking import PAUSE_S, estimated_s
from vision.session.live.practice import Session
from vision.session.recorded.replay import replay, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.criteria.model import Pose

WAY_OUT: Values = GOOD | {"seat": 0.0, "knee": 150.0}
JUDGED = {"correction", "safety"}
SCRIPT = (
    (4.0, AWAY),
    (12.0, GOOD),
    (9.0, ROUND),
    (9.0, GOOD),
    (6.0, DEEP),
    (9.0, GOOD),
    (1.0, HASTY),
    (12.0, GOOD),
)


def everything(_: str) -> bool:
    """Say that everything can be spoken."""
    return True


def spoken_to(
    *script: tuple[float, Values],
    spans: Spans = (),
    poses: tuple[Pose, ...] = (sitting(),),
    can_say: Callable[[str], bool] = everything,
) -> Spoken:
    """Return what is said of a script, with one step over it if none is given."""
    of, take = routine(*poses, hold_s=90.0), filmed(*script)
    end_s = sum(seconds for seconds, _ in script)
    stretches = stretches_of(of, spans or ((0, 0.0, 4.0, end_s),))
    shown = snapshots(of, stretches, take)
    return spoken(replay(of, stretches, take), shown, take.t_s.tolist(), estimated_s, can_say)


def words(events: tuple[ev.Event, ...] | list[ev.Said]) -> list[ev.Said]:
    """Return what is said."""
    return [event for event in events if isinstance(event, ev.Said)]


def test_it_is_what_would_have_been_said_live() -> None:
    """Of what there is to change: where a practice leads as well, a recording is let be."""
    live = Listener(Session(routine(sitting(), hold_s=90.0), BreathPattern()))
    for seconds, values in SCRIPT:
        live.play(seconds, values)
    there = [(said.kind, said.text) for said in live.said if said.kind in JUDGED]
    found = [each for each in words(spoken_to(*SCRIPT).events) if each.kind in JUDGED]
    assert [(each.kind, each.text) for each in found] == there
    assert {kind for kind, _ in there} == JUDGED


def test_one_thing_is_said_at_a_time_and_to_its_end() -> None:
    """Nothing begins that the recording would not let end."""
    for cut_s in range(1, 62, 3):
        script = [*SCRIPT]
        left_s = float(cut_s)
        kept = []
        for seconds, values in script:
            kept.append((min(seconds, left_s), values))
            left_s -= seconds
            if left_s <= 0:
                break
        if cut_s <= 5:
            continue
        said = words(spoken_to(*kept).events)
        for one, other in pairwise(said):
            urgent = other.kind in {"safety", "state"}
            assert urgent or other.t_s >= one.t_s + estimated_s(one.text) + PAUSE_S - 1e-6
        assert said[-1].t_s + estimated_s(said[-1].text) <= cut_s


def test_what_is_said_is_shown() -> None:
    """From its beginning to its end, and nothing else."""
    heard = spoken_to(*SCRIPT)
    t_s = [index / 10 for index in range(len(heard.shown))]
    captions = [(at_s, each.spoken) for at_s, each in zip(t_s, heard.shown, strict=True) if each]
    assert len(words(heard.events)) >= 6
    for said in words(heard.events):
        during = [text for at_s, text in captions if said.t_s <= at_s < said.t_s + 0.3]
        assert set(during) == {said.text}
    assert {text for _, text in captions} == {"", *(said.text for said in words(heard.events))}


def test_a_pose_left_in_a_hurry_is_spoken_of_between_the_steps() -> None:
    """Where the session shows nothing."""
    poses = (rolling_out(), sitting())
    heard = spoken_to(
        (20.0, GOOD), (8.0, WAY_OUT), (20.0, GOOD), spans=((0, 0, 2, 19.5),), poses=poses
    )
    (warned,) = [said for said in words(heard.events) if said.kind == "safety"]
    assert warned.text == "Roll first."
    assert 20.0 <= warned.t_s <= 23.0
    assert heard.shown[round(warned.t_s * 10)] is None


def test_a_lost_person_is_told_so() -> None:
    """As in a practice."""
    heard = spoken_to((12.0, GOOD), (12.0, NOBODY), (12.0, GOOD))
    assert [said.kind for said in words(heard.events)].count("state") == 2


def test_a_step_whose_name_cannot_be_spoken_is_not_named() -> None:
    """Its chime tells it."""
    named = [said.kind for said in words(spoken_to(*SCRIPT).events)]
    nameless = spoken_to(*SCRIPT, can_say=lambda text: text != "Sit.")
    assert "title" in named
    assert "title" not in [said.kind for said in words(nameless.events)]
    assert any(isinstance(event, ev.StepEntered) for event in nameless.events)


def test_of_a_recording_without_steps_nothing_is_said() -> None:
    """Nobody knows what it shows."""
    of, take = routine(sitting()), filmed((10.0, AWAY))
    found = replay(of, [], take)
    heard = spoken(found, snapshots(of, [], take), take.t_s.tolist(), estimated_s, everything)
    assert heard.events == found.events
