"""All that a renderer knows of a session at one moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from vision.words import mark

if TYPE_CHECKING:
    from vision.criteria.model import Status, Verdict
    from vision.session.breath import Breath


class Phase(str, Enum):
    """Where a session stands; the transitions are the table in `machine`."""

    NOTICE = mark("notice")
    FRAMING = mark("framing")
    READY = mark("get ready")
    ENTER = mark("enter")
    HOLD = mark("hold")
    DONE = mark("done")
    REST = mark("rest")
    PAUSED = mark("paused")
    LOST = mark("lost")
    FINISHED = mark("finished")


@dataclass(frozen=True, slots=True)
class Correction:
    """The one thing to change now: the criterion, and the cue in the person's words."""

    criterion: str
    cue: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is looked for before the first step: what, in words, and what was found."""

    text: str
    status: Status


@dataclass(frozen=True, slots=True)
class StepSummary:
    """What became of one step.

    Attributes
    ----------
    held_s, target_s
        Time held with the form met, and the time asked for.
    in_zone_s
        The part of ``held_s`` in which every criterion of form that can be seen was met.
    corrections
        How often each criterion was called, by name.
    most_frequent
        The criterion called most often, or "".
    stage, stage_count
        The deepest aim reached (its cue's criterion name) and how many were reached.
    aim_s
        Seconds each aim was met, by name.
    completed
        Whether the hold was completed.
    in_pose_s
        How long the pose was recognised.
    in_form_s
        The part of ``in_pose_s`` in which every criterion of form that can be seen was met; NaN
        where nothing of form is asked.

    """

    index: int
    pose: str
    side: str | None
    title: str
    held_s: float
    target_s: float
    in_zone_s: float
    corrections: dict[str, int]
    most_frequent: str
    stage: str
    stage_count: int
    aim_s: dict[str, float]
    completed: bool
    in_pose_s: float = 0.0
    in_form_s: float = math.nan

    @property
    def form_share(self) -> float:
        """The share of the pose's time in which its form was met; NaN where there is none."""
        return self.in_form_s / self.in_pose_s if self.in_pose_s > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Way:
    """A pose as it is done: its name, the leg in front, and whether in the easier way."""

    pose: str
    side: str | None = None
    easier: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredBreath:
    """The breath as the camera sees it.

    Attributes
    ----------
    phase
        One of `PHASE_NAMES`, or "" where only the fullness can be told.
    fullness
        How full the lungs are, in [0, 1].
    follows
        Whether it has been in step with the led breath for some breaths.

    """

    phase: str
    fullness: float
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The session at ``t_s``.

    Attributes
    ----------
    phase
        Where the session stands.
    step_index, step_count
        The step, from 0, and how many there are.
    title, side, say, note
        The step's pose in words: its title, the leg in front, the instruction, what is checked.
    held_s, target_s
        The hold so far and the hold asked for.
    holding
        Whether the hold's time is running at this moment.
    breath
        Where the breath is; None before the breathing starts.
    measured
        Where the breath is as the camera sees it; None where that cannot be told.
    news
        What is told of the breath now, in words, or "".
    verdicts
        What was found of each criterion of the step's pose.
    correction
        The one thing to change now, if anything.
    guidance
        What the camera needs ("turn side-on", "I can't see your feet"), or "".
    praise
        The latest stage reached in this step, in words, or "".
    message
        One line for the phase: "Get ready: ...", "Paused", ...
    next_title
        The title of the step after this one, or "".
    stage, stage_count
        How many aims of this step have been reached, and how many there are.
    moment
        What to do now, of the step's instruction, or "".
    waiting
        Why the pose is waited for, or what else one can do, or "".
    blocking
        What was found of the criterion that keeps the pose from being recognised, once explained.
    sound
        How the sound is, where that is to be seen ("No sound: no device"), or "".
    doing, following, offered
        How the step's pose is done; how that of the step after it will be, None after the last;
        and the easier way while it is offered.
    in_step_s, in_phase_s
        Seconds since the step was entered, pauses included, and since the phase began.
    accepts
        Whether something waits for being accepted, by a raised arm or a key.
    gesture
        Which sign can be given now, or is being given, in words, or "".
    checks
        What is looked for before the first step.
    spoken
        What is being said, for who cannot hear it, or "".
    camera
        Which camera this is before the first step, where there are others, or "".

    """

    t_s: float
    phase: Phase
    step_index: int
    step_count: int
    title: str
    side: str | None
    say: str
    note: str
    held_s: float
    target_s: float
    holding: bool
    breath: Breath | None
    verdicts: tuple[Verdict, ...]
    correction: Correction | None
    guidance: str
    praise: str
    message: str
    next_title: str
    stage: int
    stage_count: int
    moment: str = ""
    waiting: str = ""
    blocking: Verdict | None = None
    sound: str = ""
    accepts: bool = False
    gesture: str = ""
    checks: tuple[Check, ...] = ()
    spoken: str = ""
    doing: Way | None = None
    following: Way | None = None
    offered: Way | None = None
    in_step_s: float = 0.0
    camera: str = ""
    in_phase_s: float = 0.0
    measured: MeasuredBreath | None = None
    news: str = ""
