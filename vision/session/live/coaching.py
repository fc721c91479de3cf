"""What is told of a step at hand and of how the one before is left: one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vision.session import events as ev
from vision.session.live.cueing import Cueing, Due
from vision.session.routine import REST_S
from vision.session.snapshot import Correction, Phase, Snapshot, Way
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Verdict
    from vision.session.live.steprun import Observation, StepRun
    from vision.session.routine import Routine, Step


class EventLog:
    """The events of a session in the order they happened, until they are taken.

    Its ``t_s`` is the time of the session, and of the next event.
    """

    def __init__(self) -> None:
        self.t_s = 0.0
        self._events: list[ev.Event] = []

    def take(self) -> list[ev.Event]:
        """Return what has been added since this was asked last."""
        taken, self._events = self._events, []
        return taken

    def add(
        self,
        event: type[ev.Event],
        about: StepRun,
        /,
        **fields: Any,  # noqa: ANN401 (each event class checks its own fields)
    ) -> None:
        """Add an event about a step, now."""
        pose = about.step.pose
        self._events.append(
            event(t_s=self.t_s, step=about.index, pose=pose.name, side=pose.side, **fields)
        )


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

    def __init__(self, log: EventLog) -> None:
        self.left: StepRun | None = None
        self.leave_verdicts: tuple[Verdict, ...] = ()
        self.praise = ""
        self._log = log
        self._entered_s = 0.0
        self._cueing = Cueing()
        self._leave_cueing = Cueing()

    def enter(self, run: StepRun) -> None:
        """Begin a step; how the one before is left goes on being judged."""
        self._cueing = Cueing()
        self.praise = ""
        self._entered_s = self._log.t_s
        step, pose = run.step, run.step.pose
        words = {"say": pose.say, "caution": pose.caution, "note": pose.note}
        self._log.add(ev.StepEntered, run, title=step.title, **words, hold_s=step.hold_s)

    def judge(self, run: StepRun, seen: Observation) -> None:
        """Judge the step at hand, and how the one before is left."""
        run.observe(seen)
        self.coach(run, self._leaving(seen))

    def coach(self, run: StepRun, leave_verdicts: tuple[Verdict, ...]) -> None:
        """Tell what follows from what was found of the step at hand, and of how one is left."""
        for verdict in run.changed():
            self._tell_verdict(run, verdict)
        self.coach_leaving(leave_verdicts)
        # One thing at a time: what hurts when leaving a pose comes before the next one.
        correctable = [] if self._leave_cueing.current else run.findings.correctable()
        self._tell_cues(run, self._cueing, correctable)

    def judge_leaving(self, seen: Observation) -> None:
        """Judge how the pose before is left, until the next one is held."""
        self.coach_leaving(self._leaving(seen))

    def coach_leaving(self, leave_verdicts: tuple[Verdict, ...]) -> None:
        """Tell what follows from what was found of leaving the pose before, if that is judged."""
        if self.left is None:
            return
        self.leave_verdicts = leave_verdicts
        self._tell_cues(self.left, self._leave_cueing, leave_verdicts)

    def _leaving(self, seen: Observation) -> tuple[Verdict, ...]:
        return self.left.observe_leaving(seen) if self.left else ()

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
        """Praise what has been reached now, of depth and of the breath."""
        t_s = self._log.t_s
        while stage := run.next_stage(t_s) or run.breath.reached(t_s):
            self.praise = stage.cue
            fields = {"criterion": stage.name, "cue": stage.cue, "stage": stage.stage}
            self._log.add(ev.StageReached, run, **fields)

    def _tell_verdict(self, run: StepRun, verdict: Verdict) -> None:
        self._log.add(
            ev.VerdictChanged,
            run,
            criterion=verdict.criterion.name,
            kind=verdict.criterion.kind.value,
            status=verdict.status.value,
            value=verdict.value,
            reason=verdict.reason,
        )

    def _tell_cues(self, run: StepRun, cueing: Cueing, verdicts: Sequence[Verdict]) -> None:
        """Tell the corrections that are due, and those not needed any more; the step counts."""
        for cue in cueing.update(self._log.t_s, verdicts):
            name = cue.criterion.name
            if isinstance(cue, Due):
                run.tally.corrected(cue.criterion)
                said = {"cue": cue.criterion.cue, "repeat": cue.repeat}
                self._log.add(ev.CorrectionDue, run, criterion=name, **said)
            else:
                self._log.add(ev.CorrectionFixed, run, criterion=name)

    def snapshot(self, phase: Phase, run: StepRun, routine: Routine) -> Snapshot:
        """Return what a renderer may know of a step, without what leads a person through it."""
        following = routine.steps[run.index + 1 : run.index + 2]
        current = self._leave_cueing.current or self._cueing.current
        message = ""
        if phase is Phase.REST and following and routine.rest_s > REST_S:
            message = say("Come out of it slowly. Next: {title}", title=following[0].title)
        return Snapshot(
            t_s=self._log.t_s,
            phase=phase,
            step_index=run.index,
            step_count=len(routine.steps),
            title=run.step.title,
            side=run.step.pose.side,
            say=run.step.pose.say,
            note=run.step.pose.note,
            held_s=min(run.hold.held_s, run.step.hold_s),
            target_s=run.step.hold_s,
            holding=phase is Phase.HOLD and run.hold.running,
            breath=None,
            verdicts=(*run.findings.shown(), *self.leave_verdicts),
            correction=Correction(current.name, current.cue) if current else None,
            guidance="",
            praise=self.praise,
            message=message,
            next_title=following[0].title if following else "",
            stage=len(run.tally.stages),
            stage_count=len(run.step.pose.stages),
            doing=_way(run.step, easier=run.step.pose is not routine.steps[run.index].pose),
            following=_way(following[0]) if following else None,
            in_step_s=self._log.t_s - self._entered_s,
        )


def _way(step: Step, *, easier: bool = False) -> Way:
    return Way(step.pose.name, step.pose.side, easier)
