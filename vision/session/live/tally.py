"""What became of a step, added up while it happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from vision.criteria.judge import all_met
from vision.criteria.model import Kind, Status
from vision.session.snapshot import StepSummary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Criterion, Verdict
    from vision.session.routine import Step


class Tally:
    """Adds up one step; a step that is come back to begins anew."""

    def __init__(self, index: int, step: Step) -> None:
        self.step = step
        self.stages: list[Criterion] = []
        self.completed = False
        self.held_s = 0.0
        self.in_zone_s = 0.0
        self._index = index
        self._corrections: Counter[str] = Counter()
        self._aim_s: defaultdict[str, float] = defaultdict(float)

    def held(self, added_s: float, verdicts: Sequence[Verdict]) -> None:
        """Add held time, with the verdicts of that moment."""
        self.held_s += added_s
        if all_met(v for v in verdicts if v.criterion.kind is Kind.FORM) is Status.MET:
            self.in_zone_s += added_s
        for verdict in verdicts:
            if verdict.criterion.kind is Kind.AIM and verdict.status is Status.MET:
                self._aim_s[verdict.criterion.name] += added_s

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
        )
