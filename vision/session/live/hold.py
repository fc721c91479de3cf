"""The time of a hold, and what becomes of its step, added up while it happens."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.session.snapshot import StepSummary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Criterion
    from vision.session.routine import Step

GRACE_S: Final = 2.0
"""How long the form may be out of sight before the time stands still."""
PROGRESS_FROM_S: Final = 25.0
"""Half-way and ten-seconds-left are told in holds at least this long; shorter ones are over before
one could use the news."""
_WARN_LEFT_S: Final = 10.0
LONGEST_GAP_S: Final = 1.0
"""A longer gap between two pictures is not counted: nobody saw what happened in it."""


class HoldTimer:
    """Adds up the time a form is met: it stands still otherwise, and never runs back."""

    def __init__(self, target_s: float) -> None:
        self.target_s = target_s
        self.held_s = 0.0
        self.running = False
        self._last_s: float | None = None
        self._met_s = 0.0
        self._marks_passed = 0

    @property
    def remaining_s(self) -> float:
        """Time still to hold, at least 0."""
        return max(0.0, self.target_s - self.held_s)

    def update(self, t_s: float, form: Status) -> float:
        """Take the form's status at ``t_s`` and return the seconds that were added.

        A form that is unseen goes on counting as met for `GRACE_S`, once it has been met.
        """
        elapsed_s = 0.0 if self._last_s is None else t_s - self._last_s
        self._last_s = t_s
        was_running = self.running
        if form is Status.MET:
            self._met_s = t_s
        unseen_briefly = form is Status.UNSEEN and was_running and t_s - self._met_s <= GRACE_S
        self.running = form is Status.MET or unseen_briefly
        if not (was_running and self.running) or elapsed_s > LONGEST_GAP_S:
            return 0.0
        added_s = min(elapsed_s, self.remaining_s)
        self.held_s += added_s
        return added_s

    def passed_a_mark(self) -> bool:
        """Return whether half of the hold is over, or ten seconds are left, and it was not said."""
        marks_s = (self.target_s / 2, _WARN_LEFT_S)[self._marks_passed :]
        passed = self.target_s >= PROGRESS_FROM_S and self.remaining_s <= max(marks_s, default=-1.0)
        self._marks_passed += passed
        return passed

    def stop(self) -> None:
        """Let the time stand still, whatever the form: paused, lost, or the pose left."""
        self.running = False
        self._last_s = None


class Tally:
    """Adds up one step; a step that is come back to begins anew."""

    def __init__(self, index: int, step: Step) -> None:
        self.step = step
        self.stages: list[Criterion] = []
        self.completed = False
        self.held_s = 0.0
        self.in_zone_s = 0.0
        self.in_pose_s = 0.0
        self.in_form_s = 0.0 if step.pose.of(Kind.FORM) else math.nan
        self._in_pose_until_s = -math.inf
        self._index = index
        self._corrections: Counter[str] = Counter()
        self._aim_s: defaultdict[str, float] = defaultdict(float)

    def held(self, added_s: float, form: Status, aims_met: Iterable[Criterion]) -> None:
        """Add held time, with what was found of the form and the aims at that moment."""
        self.held_s += added_s
        if form is Status.MET:
            self.in_zone_s += added_s
        for aim in aims_met:
            self._aim_s[aim.name] += added_s

    def seen(self, t_s: float, recognised: Status, form: Status) -> None:
        """Add the time since the moment before, if the body was in the pose then, and is now."""
        if recognised is not Status.MET:
            self._in_pose_until_s = -math.inf
            return
        elapsed_s = t_s - self._in_pose_until_s
        self._in_pose_until_s = t_s
        if elapsed_s <= LONGEST_GAP_S:
            self.in_pose_s += elapsed_s
            self.in_form_s += elapsed_s if form is Status.MET else 0.0

    def corrected(self, criterion: Criterion) -> None:
        """Count a correction."""
        self._corrections[criterion.name] += 1

    def summary(self) -> StepSummary:
        """Return the step's result so far."""
        most = self._corrections.most_common(1)
        return StepSummary(
            index=self._index,
            pose=self.step.pose.name,
            side=self.step.pose.side,
            title=self.step.title,
            held_s=self.held_s,
            target_s=self.step.hold_s,
            in_zone_s=self.in_zone_s,
            corrections=dict(self._corrections),
            most_frequent=most[0][0] if most else "",
            stage=self.stages[-1].name if self.stages else "",
            stage_count=len(self.stages),
            aim_s=dict(self._aim_s),
            completed=self.completed,
            in_pose_s=self.in_pose_s,
            in_form_s=self.in_form_s,
        )
