"""What happens in a session, as data.

::

    Event                     t_s, step, pose, side
    ├── SessionStarted        flow, steps, notice
    ├── NoticeAccepted
    ├── StepEntered           title, say, caution, note, hold_s
    ├── MomentEntered         part, text: what to do now
    ├── GuidanceDue           reason, cue: what the camera needs to see
    ├── HoldStarted           held_s: 0 at first, more when a broken hold goes on
    ├── HoldProgress          held_s, remaining_s: half-way, and ten seconds before the end
    ├── HoldBroken            held_s, reason
    ├── HoldCompleted         held_s
    ├── CorrectionDue         criterion, cue, repeat
    ├── CorrectionFixed       criterion
    ├── StageReached          criterion, cue (the praise), stage
    ├── VerdictChanged        criterion, kind, status, value, reason
    ├── WaitingExplained      criterion, cue: what keeps the pose from being recognised
    ├── EasierOffered         title, cue: an easier way of the pose, which counts fully
    ├── EasierTaken           title, asked
    ├── GoingOnOffered        cue
    ├── LedOn                 cue: the pose did not come, StepSkipped follows
    ├── BreathPhaseStarted    phase, length_s, count; more in `breathing.events`
    ├── StepCompleted         held_s, in_zone_s
    ├── StepSkipped           held_s
    ├── GestureSeen           gesture: what follows is what it asks for
    ├── Paused / Resumed      reason
    ├── Lost / Found          reason
    ├── Said                  text, kind: what is spoken from now on
    └── Finished              completed, steps

Sound, speech, reports and history need nothing else. The names and fields are a public interface:
`as_record` is what ``--events`` writes, one JSON object a line, and it only ever grows.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TypeAlias

from vision.words.reasons import Reason, reason_words

Plain: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at ``t_s``, in seconds of the source.

    ``step`` is the step's index in the flow, from 0, and ``pose`` the name of its pose; ``side`` is
    the leg in front, "left" or "right", or None where the pose has no side.
    """

    t_s: float
    step: int
    pose: str
    side: str | None

    def as_record(self) -> dict[str, Plain]:
        """Return the event as plain values, ready for JSON; NaN becomes None."""
        record: dict[str, Plain] = {"t_s": round(self.t_s, 3), "event": type(self).__name__}
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return record | {name: _plain(name, v) for name, v in values.items() if name != "t_s"}


def _plain(name: str, value: Plain | Reason) -> Plain:
    if isinstance(value, Reason) or (name == "reason" and value is None):
        return reason_words(value)
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(Event):
    """The session begins; ``notice`` has to be shown or said once."""

    flow: str
    steps: int
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAccepted(Event):
    """The person has read the notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntered(Event):
    """A step begins: what to do, what to heed, what is and is not checked, for how long."""

    title: str
    say: str
    caution: str
    note: str
    hold_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentEntered(Event):
    """It is time for the next thing to do, ``text``.

    ``part`` is "ready", "way_in", "in_pose" or "way_out".
    """

    part: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceDue(Event):
    """The body cannot be judged as the camera sees it; ``cue`` says what would help."""

    reason: Reason
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStarted(Event):
    """The hold's time runs, from ``held_s`` on."""

    held_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldProgress(Event):
    """A moment worth telling: half of the hold is over, or ten seconds are left."""

    held_s: float
    remaining_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBroken(Event):
    """The hold's time stands still; nothing held is lost."""

    held_s: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCompleted(Event):
    """The step's time has been held."""

    held_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDue(Event):
    """One thing to change now. ``repeat`` counts how often it was said before in this miss."""

    criterion: str
    cue: str
    repeat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFixed(Event):
    """What was to change has changed."""

    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached(Event):
    """A stage of depth is reached for the first time in this step."""

    criterion: str
    cue: str
    stage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChanged(Event):
    """A criterion's status changed (its first one included)."""

    criterion: str
    kind: str
    status: str
    value: float
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingExplained(Event):
    """The pose is waited for because of a criterion; ``cue`` says what would bring it about."""

    criterion: str
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EasierOffered(Event):
    """The pose has an easier way, ``title``, which counts fully; ``cue`` offers it."""

    title: str
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EasierTaken(Event):
    """The step goes on as ``title``, the pose's easier way or, later on, the full one.

    ``asked`` is false where nobody asked, but the body showed the easier way.
    """

    title: str
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOnOffered(Event):
    """The step may be left out; ``cue`` says so."""

    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedOn(Event):
    """The pose did not come for long, so the session goes on; ``cue`` says so."""

    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathPhaseStarted(Event):
    """A phase of the breath begins."""

    phase: str
    length_s: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted(Event):
    """The step is over; ``in_zone_s`` of the held time had every seen criterion met."""

    held_s: float
    in_zone_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(Event):
    """The person went on, or back, before the step was over, or was led on."""

    held_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureSeen(Event):
    """The person gives a sign with the arms: "pause" or "accept"; what it does follows."""

    gesture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """Everything stands still: the person asked for it, or the camera is gone."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """It goes on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Event):
    """Nobody can be seen for a while."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Event):
    """Somebody can be seen again."""

    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """From now on ``text`` is spoken, and what was being said is not; for ``kind`` see `heard`."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """The session is over, because it is done or because the person or the source ended it."""

    completed: bool
    steps: int
