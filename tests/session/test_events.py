"""Events are a public interface: their names, their fields, and what they become in a file."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any, Final

import pytest

from vision.session import events as ev
from vision.session.breathing import events as bev
from vision.words.reasons import NOBODY, Code, Reason

# What `--events` has written since the first release. It only ever grows.
FIELDS: Final = {
    "SessionStarted": {"flow", "steps", "notice"},
    "NoticeAccepted": set(),
    "StepEntered": {"title", "say", "caution", "note", "hold_s"},
    "MomentEntered": {"part", "text"},
    "GuidanceDue": {"reason", "cue"},
    "HoldStarted": {"held_s"},
    "HoldProgress": {"held_s", "remaining_s"},
    "HoldBroken": {"held_s", "reason"},
    "HoldCompleted": {"held_s"},
    "CorrectionDue": {"criterion", "cue", "repeat"},
    "CorrectionFixed": {"criterion"},
    "StageReached": {"criterion", "cue", "stage"},
    "VerdictChanged": {"criterion", "kind", "status", "value", "reason"},
    "WaitingExplained": {"criterion", "cue"},
    "EasierOffered": {"title", "cue"},
    "EasierTaken": {"title", "asked"},
    "GoingOnOffered": {"cue"},
    "LedOn": {"cue"},
    "BreathPhaseStarted": {"phase", "length_s", "count"},
    "BreathPaced": {"count", "in_s", "full_s", "out_s", "empty_s"},
    "BreathFollows": {"cue", "breaths"},
    "BreathHinted": {"criterion", "cue"},
    "PacerOffered": {"cue"},
    "PacerTaken": {"cue", "own"},
    "StepCompleted": {"held_s", "in_zone_s"},
    "StepSkipped": {"held_s"},
    "GestureSeen": {"gesture"},
    "Paused": {"reason"},
    "Resumed": {"reason"},
    "Lost": {"reason"},
    "Found": {"reason"},
    "Said": {"text", "kind"},
    "Finished": {"completed", "steps"},
}
VALUES: Final[dict[str, Any]] = {"float": 1.23456789, "int": 3, "bool": True, "str": "words"}
VALUES |= {"Reason": NOBODY, "Reason | None": None}
CLASSES: Final = {kind.__name__: kind for kind in ev.Event.__subclasses__()}


def made(kind: type[ev.Event]) -> ev.Event:
    """Return an event of a kind, its fields filled by their types."""
    own = {f.name: VALUES[str(f.type)] for f in dataclasses.fields(kind)[4:]}
    return kind(t_s=12.3456789, step=2, pose="hero", side=None, **own)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_an_event_becomes_one_line_of_json_with_its_keys(name: str) -> None:
    """When, what, in which step of which pose on which side; and its own fields."""
    record = made(CLASSES[name]).as_record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record.keys() >= {"t_s", "event", "step", "pose", "side"} | FIELDS[name]
    assert list(record)[:2] == ["t_s", "event"]
    assert (record["event"], record["t_s"], record["step"]) == (name, 12.346, 2)
    assert (record["pose"], record["side"]) == ("hero", None)


def test_every_kind_of_event_is_known_here_and_in_the_docs() -> None:
    """A new one has to be written down where the others are."""
    assert CLASSES.keys() == FIELDS.keys()
    documented = f"{ev.__doc__} {bev.__doc__}"
    for name, fields in FIELDS.items():
        assert name in documented
        assert all(field in documented for field in fields), name


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_becomes_null(value: float) -> None:
    """JSON has no NaN."""
    event = ev.VerdictChanged(
        t_s=0.0, step=0, pose="sit", side=None, criterion="bow", kind="form", status="unseen",
        value=value, reason=Reason(Code.HIDDEN, "back"),
    )  # fmt: skip
    assert event.as_record()["value"] is None


def test_events_do_not_change_once_they_happened() -> None:
    """They may be kept, compared and told to many."""
    event = made(ev.HoldBroken)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.t_s = 0.0  # type: ignore[misc]
    assert event == made(ev.HoldBroken)
