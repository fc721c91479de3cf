"""Where a practice stands, and what moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vision.session import events as ev
from vision.session.breathing.coach import BreathCoach
from vision.session.breathing.pacer import Pacing
from vision.session.live.coaching import Coaching, EventLog
from vision.session.live.framing import Presence
from vision.session.live.gestures import Gestures
from vision.session.live.helping import Helping
from vision.session.live.machine import Machine, Signal
from vision.session.live.steprun import StepRun
from vision.session.snapshot import Phase
from vision.words import say

if TYPE_CHECKING:
    from vision.session.breath import BreathPattern
    from vision.session.routine import Routine


class Progress:
    """The step at hand, its phase, and all that goes on from step to step."""

    def __init__(self, routine: Routine, breath: BreathPattern | Pacing, phase: Phase) -> None:
        self.routine = routine
        self._machine = Machine(phase)
        self._runs = [StepRun(0, routine.steps[0])]
        self._presence = Presence()
        self._log = EventLog()
        pacing = breath if isinstance(breath, Pacing) else Pacing(breath)
        self._breath = BreathCoach(self._log, pacing)
        self._breathing = self._breath.breathing
        self._coaching = Coaching(self._log)
        self._helping = Helping(self._log)
        self._gestures = Gestures()
        self._phase_s = 0.0
        self._interrupted: str | None = None
        self._started = False

    @property
    def finished(self) -> bool:
        """Whether the session is over."""
        return self._machine.phase is Phase.FINISHED

    @property
    def paused(self) -> bool:
        """Whether everything stands still."""
        return self._machine.phase is Phase.PAUSED

    @property
    def pacing(self) -> Pacing:
        """How the breath is led by now."""
        return self._breath.pacing

    @property
    def _run(self) -> StepRun:
        return self._runs[-1]

    def _begin(self, t_s: float) -> None:
        self._log.t_s = t_s
        if not self._started:
            self._started = True
            self._phase_s = t_s
            self._tell(
                ev.SessionStarted,
                flow=self.routine.name,
                steps=len(self.routine.steps),
                notice=self.routine.notice,
            )

    @property
    def _in_phase_s(self) -> float:
        return self._log.t_s - self._phase_s

    def _move(self, signal: Signal) -> bool:
        moved = self._machine.move(signal)
        if moved:
            self._phase_s = self._log.t_s
        return moved

    def _pause(self, reason: str) -> None:
        self._run.hold.stop()
        self._run.waiting.pause()
        self._breathing.stop(self._log.t_s)
        self._tell(ev.Paused, reason=reason)

    def _resume(self) -> None:
        if self._move(Signal.RESUME):
            self._breathing.go_on(self._log.t_s)
            self._presence = Presence()
            by_person = self._interrupted is None
            reason = say("you asked for it") if by_person else say("the camera")
            self._tell(ev.Resumed, reason=reason)

    def _go_to(self, index: int) -> None:
        if self.finished or self._machine.phase is Phase.NOTICE:
            return
        if self.paused:
            self._breathing.go_on(self._log.t_s)
        if not self._run.tally.completed:
            self._tell(ev.StepSkipped, held_s=self._run.tally.held_s)
        self._coaching.forget_leaving()
        if index < len(self.routine.steps):
            self._move(Signal.SKIP)
            self._start(index)
        elif self._move(Signal.OVER):
            self._finish(completed=self._run.tally.completed)

    def _start(self, index: int) -> None:
        self._runs.append(StepRun(index, self._helping.step(self.routine.steps[index])))
        self._enter_step()

    def _go_on_as(self, run: StepRun, *, asked: bool) -> None:
        self._runs[-1] = run
        self._coaching.end()
        self._helping.take(run, asked=asked)

    def _enter_step(self) -> None:
        self._breathing.start(self._log.t_s)
        self._helping.enter()
        self._coaching.enter(self._run)

    def _finish(self, *, completed: bool) -> None:
        self._run.hold.stop()
        self._tell(ev.Finished, completed=completed, steps=len(self.routine.steps))

    def _tell(self, event: type[ev.Event], /, **fields: Any) -> None:  # noqa: ANN401
        self._log.add(event, self._run, **fields)
