"""Collects the events of a moment, each with the step it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vision.session import events as ev
from vision.session.live.cueing import Due, Fixed

if TYPE_CHECKING:
    from vision.criteria.model import Verdict
    from vision.session.breath import Breath
    from vision.session.live.steprun import StepRun


class Telling:
    """Events in the order they happened, until they are taken."""

    def __init__(self) -> None:
        self.t_s = 0.0
        self._out: list[ev.Event] = []

    def take(self) -> list[ev.Event]:
        """Return what has been told since this was asked last."""
        out, self._out = self._out, []
        return out

    def tell(
        self,
        event: type[ev.Event],
        about: StepRun,
        /,
        **fields: Any,  # noqa: ANN401 (each event class checks its own fields)
    ) -> None:
        """Tell an event about a step, now."""
        pose = about.step.pose
        self._out.append(
            event(t_s=self.t_s, step=about.index, pose=pose.name, side=pose.side, **fields)
        )

    def step_entered(self, about: StepRun) -> None:
        """Tell that a step begins, with all a voice needs to lead into it."""
        step = about.step
        self.tell(
            ev.StepEntered,
            about,
            title=step.title,
            say=step.pose.say,
            caution=step.pose.caution,
            note=step.pose.note,
            hold_s=step.hold_s,
        )

    def verdict(self, about: StepRun, verdict: Verdict) -> None:
        """Tell that a criterion's status changed."""
        self.tell(
            ev.VerdictChanged,
            about,
            criterion=verdict.criterion.name,
            kind=verdict.criterion.kind.value,
            status=verdict.status.value,
            value=verdict.value,
            reason=verdict.reason,
        )

    def cue(self, about: StepRun, cue: Due | Fixed) -> None:
        """Tell a correction, or that it is not needed any more; the step keeps count."""
        criterion = cue.criterion
        if isinstance(cue, Fixed):
            self.tell(ev.CorrectionFixed, about, criterion=criterion.name)
            return
        about.tally.corrected(criterion)
        self.tell(
            ev.CorrectionDue,
            about,
            criterion=criterion.name,
            cue=criterion.cue,
            repeat=cue.repeat,
        )

    def breath(self, about: StepRun, begun: Breath) -> None:
        """Tell that a phase of the breath begins."""
        self.tell(
            ev.BreathPhaseStarted,
            about,
            phase=begun.phase,
            length_s=begun.remaining_s,
            count=begun.count,
        )
