"""A session: observations and commands in, events and snapshots out. No clock, no input, no output.

Time is whatever ``t_s`` the observations carry, so a recording replays to the same events.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from vision.criteria.model import Status
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.live.breathing import Breathing
from vision.session.live.coaching import Coaching
from vision.session.live.framing import (
    ASK_IN_STEP_AFTER_S,
    FRAMED_AFTER_S,
    Framing,
    framing_problem,
)
from vision.session.live.machine import Machine, Signal
from vision.session.live.messages import message
from vision.session.live.presence import Change, Presence
from vision.session.live.steprun import StepRun
from vision.session.live.telling import Telling
from vision.session.snapshot import Phase
from vision.words.reasons import NOBODY, cue_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot, StepSummary
    from vision.words.reasons import Reason

DONE_S: Final = 1.5
REST_S: Final = 1.0
PROGRESS_FROM_S: Final = 25.0
"""Half-way and ten-seconds-left are told in holds at least this long; shorter ones are over before
one could use the news."""
_WARN_LEFT_S: Final = 10.0
_CAMERA: Final = "the camera"
_PERSON: Final = "you asked for it"


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

    """

    t_s: float
    values: Mapping[str, float] = field(default_factory=dict)
    unseen: Mapping[str, Reason] = field(default_factory=dict)


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
        self._telling = Telling()
        self._coaching = Coaching(self._telling)
        self._t_s = 0.0
        self._phase_s = 0.0
        self._paused_by = ""
        self._paused_words = ""
        self._started = False
        self._halves_told = 0
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
        if self._machine.phase is Phase.PAUSED and self._paused_by == _CAMERA:
            self._resume()
        if self._machine.phase not in {Phase.PAUSED, Phase.FINISHED}:
            self._watch_for_person(seen)
        if handle := self._on_phase.get(self._machine.phase):
            handle(seen)
            self._breathe()
        return self._telling.take()

    def interrupt(self, t_s: float, reason: str) -> list[ev.Event]:
        """Pause because no pictures come; the next observation resumes."""
        self._begin(t_s)
        if self._machine.move(Signal.PAUSE):
            self._pause(_CAMERA, reason)
        return self._telling.take()

    def toggle_pause(self, t_s: float) -> list[ev.Event]:
        """Pause, or go on."""
        self._begin(t_s)
        if self._machine.phase is Phase.PAUSED:
            self._resume()
        elif self._machine.move(Signal.PAUSE):
            self._pause(_PERSON, _PERSON)
        return self._telling.take()

    def skip(self, t_s: float) -> list[ev.Event]:
        """Go on to the next step; from the last one, finish."""
        self._begin(t_s)
        self._go_to(self._run.index + 1)
        return self._telling.take()

    def back(self, t_s: float) -> list[ev.Event]:
        """Go back to the step before, or to the start of the first one."""
        self._begin(t_s)
        self._go_to(max(0, self._run.index - 1))
        return self._telling.take()

    def end(self, t_s: float) -> list[ev.Event]:
        """End the session now; doing so twice is no harm."""
        self._begin(t_s)
        if self._machine.move(Signal.END):
            self._finish(completed=False)
        return self._telling.take()

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
        self._tell_progress()
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

    # --- judging and telling -----------------------------------------------------------------

    def _tell_progress(self) -> None:
        hold = self._run.hold
        marks_s = (hold.target_s / 2, _WARN_LEFT_S)
        due = self._halves_told < len(marks_s) and hold.target_s >= PROGRESS_FROM_S
        if due and hold.remaining_s <= marks_s[self._halves_told]:
            self._halves_told += 1
            self._tell(ev.HoldProgress, held_s=hold.held_s, remaining_s=hold.remaining_s)

    def _view_problem(self, seen: Observation) -> Reason | None:
        if self._run.findings.recognised is Status.MET or not seen.values:
            return None
        return framing_problem(self._run.step.pose, seen.values, seen.unseen)

    def _ask(self, reason: Reason | None) -> None:
        if asked := self._framing.update(self._t_s, reason):
            self._tell(ev.GuidanceDue, reason=asked, cue=cue_for(asked))

    def _breathe(self) -> None:
        if begun := self._breathing.update(self._t_s):
            self._telling.breath(self._run, begun)

    # --- moving ------------------------------------------------------------------------------

    def _begin(self, t_s: float) -> None:
        self._t_s = self._telling.t_s = t_s
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
        return self._t_s - self._phase_s

    def _move(self, signal: Signal) -> bool:
        moved = self._machine.move(signal)
        if moved:
            self._phase_s = self._t_s
        return moved

    def _watch_for_person(self, seen: Observation) -> None:
        change = self._presence.update(seen.t_s, person=bool(seen.values))
        if change is Change.LOST and self._machine.phase is not Phase.FRAMING:
            if self._move(Signal.LOSE):
                self._run.hold.stop()
                self._tell(ev.Lost, reason=NOBODY)
        elif change is Change.FOUND and self._move(Signal.FIND):
            self._tell(ev.Found)

    def _pause(self, by: str, reason: str) -> None:
        self._paused_by = by
        self._paused_words = reason if by == _CAMERA else ""
        self._run.hold.stop()
        self._breathing.stop(self._t_s)
        self._tell(ev.Paused, reason=reason)

    def _resume(self) -> None:
        if self._move(Signal.RESUME):
            self._breathing.go_on(self._t_s)
            self._presence = Presence()
            self._tell(ev.Resumed, reason=self._paused_by)

    def _go_to(self, index: int) -> None:
        if self.finished:
            return
        if self._machine.phase is Phase.PAUSED:
            self._breathing.go_on(self._t_s)
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
        self._halves_told = 0
        self._breathing.start(self._t_s)
        self._coaching.enter(self._run)

    def _finish(self, *, completed: bool) -> None:
        self._run.hold.stop()
        self._tell(ev.Finished, completed=completed, steps=len(self.routine.steps))

    def _tell(self, event: type[ev.Event], /, **fields: Any) -> None:  # noqa: ANN401
        self._telling.tell(event, self._run, **fields)

    # --- what a renderer may know --------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return the session as it stands."""
        phase = self._machine.phase
        known = self._coaching.snapshot(self._t_s, phase, self._run, self.routine)
        return replace(
            known,
            holding=phase is Phase.HOLD and known.holding,
            breath=self._breathing.at(self._t_s),
            guidance=cue_for(self._framing.asked) if self._framing.asked else "",
            message=self._message(),
        )

    def _message(self) -> str:
        if self._machine.phase is Phase.PAUSED:
            return self._paused_words
        notice = "" if self._held_anything else self.routine.notice
        return message(self._machine.phase, self._run.step.pose, notice)

    @property
    def _held_anything(self) -> bool:
        return any(run.tally.held_s > 0 for run in self._runs)
