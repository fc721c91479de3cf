"""What is said of a step at hand and of how the one before is left: one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.criteria.model import Kind
from vision.session import events as ev
from vision.session.live.cueing import Cueing
from vision.session.snapshot import Correction, Snapshot

if TYPE_CHECKING:
    from vision.criteria.model import Verdict
    from vision.session.live.practice import Observation
    from vision.session.live.steprun import StepRun
    from vision.session.live.telling import Telling
    from vision.session.routine import Routine
    from vision.session.snapshot import Phase


class Coaching:
    """Judges, and tells what is to be told of it.

    Attributes
    ----------
    left
        The step whose leaving is judged, if any.
    leave_verdicts
        What was found of it at the latest moment.
    praise
        The latest stage reached in the step at hand, in words, or "".

    """

    def __init__(self, telling: Telling) -> None:
        self.left: StepRun | None = None
        self.leave_verdicts: tuple[Verdict, ...] = ()
        self.praise = ""
        self._telling = telling
        self._cueing = Cueing()
        self._leave_cueing = Cueing()

    def enter(self, run: StepRun) -> None:
        """Begin a step; how the one before is left goes on being judged."""
        self._cueing = Cueing()
        self.praise = ""
        self._telling.step_entered(run)

    def judge(self, run: StepRun, seen: Observation) -> None:
        """Judge the step at hand, and how the one before is left."""
        findings = run.observe(seen.t_s, seen.values, seen.unseen)
        for verdict in run.changed():
            self._telling.verdict(run, verdict)
        self.judge_leaving(seen)
        # One thing at a time: what hurts when leaving a pose comes before the next one.
        correctable = [] if self._leave_cueing.current else findings.correctable()
        for cue in self._cueing.update(seen.t_s, correctable):
            self._telling.cue(run, cue)

    def judge_leaving(self, seen: Observation) -> None:
        """Judge how the pose before is left, until the next one is held."""
        if self.left is None:
            return
        self.leave_verdicts = self.left.observe_leaving(seen.t_s, seen.values, seen.unseen)
        for cue in self._leave_cueing.update(seen.t_s, self.leave_verdicts):
            self._telling.cue(self.left, cue)

    def end(self) -> None:
        """Let corrections of the step at hand be: its hold is over."""
        self._cueing = Cueing()

    def watch_leaving(self, run: StepRun) -> None:
        """Judge from now on how a step is left."""
        self.forget_leaving()
        self.left = run

    def forget_leaving(self) -> None:
        """Judge no leaving any more."""
        self.left, self.leave_verdicts, self._leave_cueing = None, (), Cueing()

    def tell_stages(self, run: StepRun) -> None:
        """Praise what has been reached now."""
        while stage := run.next_stage():
            self.praise = stage.cue
            self._telling.tell(
                ev.StageReached, run, criterion=stage.name, cue=stage.cue, stage=stage.stage
            )

    def snapshot(self, t_s: float, phase: Phase, run: StepRun, routine: Routine) -> Snapshot:
        """Return what a renderer may know of the step at hand: nothing of breath and messages."""
        following = routine.steps[run.index + 1 : run.index + 2]
        current = self._leave_cueing.current or self._cueing.current
        return Snapshot(
            t_s=t_s,
            phase=phase,
            step_index=run.index,
            step_count=len(routine.steps),
            title=run.step.title,
            side=run.step.pose.side,
            say=run.step.pose.say,
            note=run.step.pose.note,
            held_s=min(run.hold.held_s, run.step.hold_s),
            target_s=run.step.hold_s,
            holding=run.hold.running,
            breath=None,
            verdicts=(*run.findings.of(Kind.FORM, Kind.MOVEMENT), *self.leave_verdicts),
            correction=Correction(current.name, current.cue) if current else None,
            guidance="",
            praise=self.praise,
            message="",
            next_title=following[0].title if following else "",
            stage=len(run.tally.stages),
            stage_count=len(run.step.pose.of(Kind.AIM)),
        )
