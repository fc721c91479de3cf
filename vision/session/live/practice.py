"""A session: observations and commands in, events and snapshots out. No clock, no input, no output.

Time is whatever ``t_s`` the observations carry, so a recording replays to the same events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vision.criteria.model import Status
from vision.session import events as ev
from vision.session.breath import Breathing, BreathPattern
from vision.session.live.coaching import Coaching, EventLog, message
from vision.session.live.framing import (
    ASK_IN_STEP_AFTER_S,
    FRAMED_AFTER_S,
    Change,
    Framing,
    Presence,
    framing_problem,
)
from vision.session.live.machine import Machine, Signal
from vision.session.live.steprun import StepRun
from vision.session.snapshot import Phase
from vision.words import say
from vision.words.reasons import NOBODY, cue_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.session.live.steprun import Observation
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot, StepSummary
    from vision.words.reasons import Reason

DONE_S: Final = 1.5
REST_S: Final = 1.0


class Session:
    """One practice of a routine.

    Every method that lets something happen returns the events of it, in order.
    """

    def __init__(self, routine: Routine, breath: BreathPattern | None = None) -> None:
        self.routine = routine
        self._machine = Machine()
        self._runs = [StepRun(0, routine.steps[0])]
        self._framing = Framing()
        self._presence = Presence()
        self._breathing = Breathing(breath or BreathPattern())
        self._log = EventLog()
        self._coaching = Coaching(self._log)
        self._phase_s = 0.0
        self._interrupted: str | None = None
        self._started = False
        self._on_phase: dict[Phase, Callable[[Observation], None]] = {
            Phase.FRAMING: self._frame,
            Phase.READY: self._get_ready,
            Phase.ENTER: self._enter,
            Phase.HOLD: self._hold,
            Phase.DONE: self._done,
            Phase.REST: self._rest,
        }

    @property
    def finished(self) -> bool:
        """Whether the session is over."""
        return self._machine.phase is Phase.FINISHED

    @property
    def paused(self) -> bool:
        """Whether everything stands still."""
        return self._machine.phase is Phase.PAUSED

    @property
    def _run(self) -> StepRun:
        return self._runs[-1]

    # --- what can happen ---------------------------------------------------------------------

    def advance(self, seen: Observation) -> list[ev.Event]:
        """Take the next moment."""
        self._begin(seen.t_s)
        if self.paused and self._interrupted is not None:
            self._resume()
        if not (self.paused or self.finished):
            self._watch_for_person(seen)
        if handle := self._on_phase.get(self._machine.phase):
            handle(seen)
            if begun := self._breathing.update(seen.t_s):
                fields = {"phase": begun.phase, "length_s": begun.remaining_s, "count": begun.count}
                self._tell(ev.BreathPhaseStarted, **fields)
        return self._log.take()

    def interrupt(self, t_s: float, reason: str) -> list[ev.Event]:
        """Pause because no pictures come; the next observation resumes."""
        self._begin(t_s)
        if self._machine.move(Signal.PAUSE):
            self._interrupted = reason
            self._pause(reason)
        return self._log.take()

    def toggle_pause(self, t_s: float) -> list[ev.Event]:
        """Pause, or go on."""
        self._begin(t_s)
        if self.paused:
            self._resume()
        elif self._machine.move(Signal.PAUSE):
            self._interrupted = None
            self._pause(say("you asked for it"))
        return self._log.take()

    def skip(self, t_s: float) -> list[ev.Event]:
        """Go on to the next step; from the last one, finish."""
        self._begin(t_s)
        self._go_to(self._run.index + 1)
        return self._log.take()

    def back(self, t_s: float) -> list[ev.Event]:
        """Go back to the step before, or to the start of the first one."""
        self._begin(t_s)
        self._go_to(max(0, self._run.index - 1))
        return self._log.take()

    def end(self, t_s: float) -> list[ev.Event]:
        """End the session now; doing so twice is no harm."""
        self._begin(t_s)
        if self._machine.move(Signal.END):
            self._finish(completed=False)
        return self._log.take()

    def summary(self) -> tuple[StepSummary, ...]:
        """Return what became of every step entered; of one practised twice, the longer hold."""
        best: dict[int, StepSummary] = {}
        for run in self._runs:
            result = run.tally.summary()
            if run.index not in best or result.held_s > best[run.index].held_s:
                best[run.index] = result
        return tuple(best[index] for index in sorted(best))

    # --- phases ------------------------------------------------------------------------------

    def _frame(self, seen: Observation) -> None:
        self._ask(framing_problem(self._run.step.pose, seen.values, seen.unseen))
        if self._framing.clear_for_s(seen.t_s) >= FRAMED_AFTER_S:
            self._move(Signal.FRAMED)
            self._enter_step()

    def _get_ready(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        if self._in_phase_s >= self._run.step.ready_s:
            self._move(Signal.WAITED)

    def _enter(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        self._run.run_hold(seen.t_s)
        self._ask(self._run.unseen_reason() or self._view_problem(seen) or self._run.hint())
        if self._run.hold.running and self._move(Signal.STEADY):
            self._coaching.forget_leaving()
            self._tell(ev.HoldStarted, held_s=self._run.hold.held_s)

    def _hold(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        self._run.run_hold(seen.t_s)
        self._ask(self._run.unseen_reason())
        self._coaching.tell_stages(self._run)
        if self._run.hold.passed_a_mark():
            left_s = self._run.hold.remaining_s
            self._tell(ev.HoldProgress, held_s=self._run.hold.held_s, remaining_s=left_s)
        if self._run.hold.remaining_s <= 0:
            self._move(Signal.HELD)
            self._run.tally.completed = True
            self._tell(ev.HoldCompleted, held_s=self._run.hold.held_s)
            self._coaching.end()
            self._coaching.watch_leaving(self._run)
        elif not self._run.hold.running and self._move(Signal.UNSTEADY):
            reason = self._run.why_unsteady()
            self._tell(ev.HoldBroken, held_s=self._run.hold.held_s, reason=reason)

    def _done(self, seen: Observation) -> None:
        self._coaching.judge_leaving(seen)
        if self._in_phase_s >= DONE_S:
            self._move(Signal.WAITED)
            tally = self._run.tally
            self._tell(ev.StepCompleted, held_s=tally.held_s, in_zone_s=tally.in_zone_s)

    def _rest(self, seen: Observation) -> None:
        self._coaching.judge_leaving(seen)
        if self._in_phase_s < REST_S:
            return
        if self._run.index + 1 < len(self.routine.steps):
            self._move(Signal.WAITED)
            self._start(self._run.index + 1)
        elif self._move(Signal.OVER):
            self._finish(completed=True)

    def _view_problem(self, seen: Observation) -> Reason | None:
        if self._run.findings.recognised is Status.MET or not seen.values:
            return None
        return framing_problem(self._run.step.pose, seen.values, seen.unseen)

    def _ask(self, reason: Reason | None) -> None:
        if asked := self._framing.update(self._log.t_s, reason):
            self._tell(ev.GuidanceDue, reason=asked, cue=cue_for(asked))

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

    def _watch_for_person(self, seen: Observation) -> None:
        change = self._presence.update(seen.t_s, person=bool(seen.values))
        if change is Change.LOST and self._machine.phase is not Phase.FRAMING:
            if self._move(Signal.LOSE):
                self._run.hold.stop()
                self._tell(ev.Lost, reason=NOBODY)
        elif change is Change.FOUND and self._move(Signal.FIND):
            self._tell(ev.Found)

    def _pause(self, reason: str) -> None:
        self._run.hold.stop()
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
        if self.finished:
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
        self._runs.append(StepRun(index, self.routine.steps[index]))
        self._enter_step()

    def _enter_step(self) -> None:
        self._framing = Framing(ASK_IN_STEP_AFTER_S)
        self._breathing.start(self._log.t_s)
        self._coaching.enter(self._run)

    def _finish(self, *, completed: bool) -> None:
        self._run.hold.stop()
        self._tell(ev.Finished, completed=completed, steps=len(self.routine.steps))

    def _tell(self, event: type[ev.Event], /, **fields: Any) -> None:  # noqa: ANN401
        self._log.add(event, self._run, **fields)

    def snapshot(self) -> Snapshot:
        """Return the session as it stands."""
        asked = self._framing.asked
        return self._coaching.snapshot(
            self._machine.phase,
            self._run,
            self.routine,
            breath=self._breathing.at(self._log.t_s),
            guidance=cue_for(asked) if asked else "",
            message=self._message(),
        )

    def _message(self) -> str:
        if self.paused:
            return self._interrupted or ""
        held_anything = any(run.tally.held_s > 0 for run in self._runs)
        notice = "" if held_anything else self.routine.notice
        return message(self._machine.phase, self._run.step.pose, notice)
