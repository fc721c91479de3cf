"""One step while it is being practised: its judges, its hold, its stages."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import PoseJudge, all_met
from vision.criteria.model import Kind, Status
from vision.session.breathing.aims import BreathAims
from vision.session.live.framing import framing_problem
from vision.session.live.hold import HoldTimer, Tally
from vision.session.live.leading import Leading
from vision.session.live.waiting import Waiting, what_keeps
from vision.words.reasons import STILL_ENTERING

if TYPE_CHECKING:
    from vision.criteria.model import Criterion, Unseen, Values, Verdict
    from vision.session.routine import Step
    from vision.words.reasons import Reason


@dataclass(frozen=True, slots=True)
class Observation:
    """One moment, measured.

    Attributes
    ----------
    t_s
        Seconds of the source; must not decrease.
    values
        Measures by name, NaN for "cannot tell". Empty when nobody is seen.
    unseen
        For each NaN, why.
    picture
        The camera's picture itself, measured: its light, since when it stands still, where in it
        the body is. Empty of a recording.

    """

    t_s: float
    values: Values = field(default_factory=dict)
    unseen: Unseen = field(default_factory=dict)
    picture: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one moment shows of a step's pose.

    Attributes
    ----------
    verdicts
        All of them, of every kind but `Kind.LEAVE`.
    recognised
        Whether the body is in the pose.
    form
        Whether its form is met.
    in_pose_s
        How long the body has been in the pose.

    """

    verdicts: tuple[Verdict, ...]
    recognised: Status
    form: Status
    in_pose_s: float = 0.0

    @property
    def steady(self) -> Status:
        """Whether the hold may run: recognised for a moment, and the form met."""
        if self.recognised is Status.MET and self.in_pose_s < RECOGNISED_S:
            return Status.UNSEEN
        for status in (Status.MISSED, Status.UNSEEN):
            if status in {self.recognised, self.form}:
                return status
        return Status.MET

    def of(self, *kinds: Kind) -> list[Verdict]:
        """Return the verdicts of some kinds."""
        return [v for v in self.verdicts if v.criterion.kind in kinds]

    @property
    def settled(self) -> bool:
        """Whether the body has been in the pose for long enough to speak of its form."""
        return self.in_pose_s >= SETTLE_S

    def correctable(self) -> list[Verdict]:
        """Return what may be corrected now: form only once settled in the pose, movement always."""
        return self.of(Kind.MOVEMENT, Kind.FORM) if self.settled else self.of(Kind.MOVEMENT)

    def shown(self) -> list[Verdict]:
        """Return what may be shown: on the way in, a form that is not there yet is no miss."""
        form_and_movement = self.of(Kind.FORM, Kind.MOVEMENT)
        return form_and_movement if self.settled else [_entering(v) for v in form_and_movement]


RECOGNISED_S: Final = 1.0
"""The hold begins only after this long in the pose: many a movement passes through one."""
SETTLE_S: Final = 3.0
"""Form is spoken of only this long after the pose is recognised: the last of the way into a pose
passes through shapes that would be corrected if one stayed in them."""
STAGE_AFTER_S: Final = 2.0
"""A stage of depth is reached by resting in it, not by passing it."""


def _entering(verdict: Verdict) -> Verdict:
    if verdict.criterion.kind is Kind.FORM and verdict.status is Status.MISSED:
        return replace(verdict, status=Status.UNSEEN, reason=STILL_ENTERING)
    return verdict


NOTHING_SEEN = Findings((), Status.UNSEEN, Status.UNSEEN)


class StepRun:
    """The state of one step, from the moment it is entered.

    Its hold is the step's, unless another one is given.
    """

    def __init__(self, index: int, step: Step, hold: HoldTimer | None = None) -> None:
        self.index = index
        self.step = step
        self.hold = hold or HoldTimer(step.hold_s)
        self.tally = Tally(index, step)
        self.findings = NOTHING_SEEN
        self.began_by_itself_s = -math.inf
        """When it followed the step before; never if the person went to it, or it is the first."""
        self.leading = Leading(step.pose)
        self.waiting = Waiting(step.wait_s)
        self._judge = PoseJudge(step.pose, Kind.RECOGNISE, Kind.FORM, Kind.MOVEMENT, Kind.AIM)
        self._leave = PoseJudge(step.pose, Kind.LEAVE)
        self._aims = step.pose.stages
        self.breath = BreathAims(step.pose)
        self._since_s: float | None = None
        self._aims_met: list[Criterion] = []
        self._aim_since_s: dict[Criterion, float] = {}
        self._told: dict[Criterion, Status] = {}

    def observe(self, seen: Observation) -> None:
        """Judge the step's pose."""
        self.take(seen.t_s, self._judge.update(seen.t_s, seen.values, seen.unseen))

    def take(self, t_s: float, verdicts: tuple[Verdict, ...]) -> None:
        """Take what was found of the step's pose at ``t_s``."""
        recognised = all_met(v for v in verdicts if v.criterion.kind is Kind.RECOGNISE)
        form = all_met(v for v in verdicts if v.criterion.kind is Kind.FORM)
        self.findings = Findings(verdicts, recognised, form, self._in_pose(t_s, recognised))
        self._watch_aims(t_s)
        self.breath.take(t_s, self.findings.of(Kind.AIM))

    def _in_pose(self, t_s: float, recognised: Status) -> float:
        if recognised is not Status.MET:
            self._since_s = None
            return 0.0
        if self._since_s is None:
            self._since_s = t_s
        return t_s - self._since_s

    def observe_leaving(self, seen: Observation) -> tuple[Verdict, ...]:
        """Judge how the pose is left."""
        return self._leave.update(seen.t_s, seen.values, seen.unseen)

    def changed(self) -> list[Verdict]:
        """Return the verdicts whose status differs from when this was asked last."""
        changed = [v for v in self.findings.verdicts if self._told.get(v.criterion) is not v.status]
        self._told |= {v.criterion: v.status for v in changed}
        return changed

    def run_hold(self, t_s: float) -> None:
        """Let the hold's time run or stand still, by the latest findings."""
        added_s = self.hold.update(t_s, self.findings.steady)
        self.tally.held(added_s, self.findings.form, self._aims_met)
        self.tally.seen(t_s, self.findings.recognised, self.findings.form)

    def next_stage(self, t_s: float) -> Criterion | None:
        """Return the stage reached at ``t_s``, if it is the next in order: depth is no short cut.

        A stage counts when it has been rested in for `STAGE_AFTER_S`, with no miss of the form
        meanwhile: a rounded back also brings the head to the leg.
        """
        reached = len(self.tally.stages)
        if reached >= len(self._aims) or not self._rested_in(self._aims[reached], t_s):
            return None
        self.tally.stages.append(self._aims[reached])
        return self._aims[reached]

    def _rested_in(self, aim: Criterion, t_s: float) -> bool:
        since_s = self._aim_since_s.get(aim)
        return since_s is not None and t_s - since_s >= STAGE_AFTER_S

    def _watch_aims(self, t_s: float) -> None:
        aims = self.findings.of(Kind.AIM)
        self._aims_met = [v.criterion for v in aims if v.status is Status.MET]
        sound = self.findings.recognised is Status.MET and self.findings.form is not Status.MISSED
        for aim in self._aims:
            if sound and aim in self._aims_met:
                self._aim_since_s.setdefault(aim, t_s)
            else:
                self._aim_since_s.pop(aim, None)

    def why_unsteady(self) -> str:
        """Return which criterion keeps the hold from running, by name, or "" when none does."""
        kinds = (Kind.RECOGNISE, Kind.FORM)
        for status in (Status.MISSED, Status.UNSEEN):
            for verdict in self.findings.of(*kinds):
                ignored = status is Status.UNSEEN and verdict.criterion.optional
                if verdict.status is status and not ignored:
                    return verdict.criterion.name
        return ""

    def done_as(self, step: Step) -> StepRun:
        """Return the run as it goes on when the same step is done in another way."""
        run = StepRun(self.index, step, self.hold)
        run.tally = self.tally
        return run

    def what_keeps(self) -> Verdict | None:
        """Return what keeps the pose from being recognised, if anything that is seen does."""
        return what_keeps(self.findings.of(Kind.RECOGNISE))

    def view_problem(self, seen: Observation) -> Reason | None:
        """Return what the camera needs while somebody is seen, but not in the pose."""
        if self.findings.recognised is Status.MET or not seen.values:
            return None
        return framing_problem(self.step.pose, seen.values, seen.unseen)

    def unseen_reason(self) -> Reason | None:
        """Return why the pose cannot be judged, when that is what keeps the hold waiting."""
        if self.findings.steady is not Status.UNSEEN:
            return None
        for verdict in self.findings.of(Kind.RECOGNISE, Kind.FORM):
            unseen = verdict.status is Status.UNSEEN and math.isnan(verdict.value)
            if unseen and not verdict.criterion.optional:
                return verdict.reason
        return None
