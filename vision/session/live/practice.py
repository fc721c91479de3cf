"""A session: observations and commands in, events and snapshots out. No clock, no input, no output.

Time is whatever ``t_s`` the observations carry, so a recording replays to the same events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.live.framing import Change
from vision.session.live.gestures import Gesture
from vision.session.live.machine import Signal
from vision.session.live.progress import Progress
from vision.session.live.setup.checks import CameraWatch, Setup
from vision.session.live.waiting import Due
from vision.session.routine import REST_S
from vision.session.snapshot import Phase
from vision.words import mark, say
from vision.words.reasons import NOBODY, cue_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.session.breathing.pacer import Pacing
    from vision.session.live.steprun import Observation
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot, StepSummary

DONE_S: Final = 1.5
NOT_TWICE_S: Final = 1.0  # whoever goes on this soon after a step began meant the one before
WAY_OUT_S: Final = 6.0  # the next step waits for the way out of the one before: it leads on
_BEFORE_A_STEP: Final = (Phase.NOTICE, Phase.FRAMING)
_NEVER_PAUSED: Final = (Phase.NOTICE, Phase.LOST, Phase.FINISHED)
_AS_IT_IS: Final = mark("Or go on as it is: raise a hand, or press Enter.")
_ON_THE_WAY: Final = (Phase.READY, Phase.ENTER, Phase.HOLD)


class Session(Progress):
    """One practice of a routine; what lets something happen returns its events, in order.

    Parameters
    ----------
    routine, breath
        What is practised, and how one breathes.
    asks
        Whether the notice has to be accepted before anything else.
    noticed
        Whether the person has read the notice before.
    sets_up
        Whether camera, light and place are looked at thoroughly before the first step.

    """

    def __init__(
        self,
        routine: Routine,
        breath: BreathPattern | Pacing | None = None,
        *,
        asks: bool = False,
        noticed: bool = False,
        sets_up: bool = False,
    ) -> None:
        super().__init__(
            routine, breath or BreathPattern(), Phase.NOTICE if asks else Phase.FRAMING
        )
        self.noticed = noticed
        self._camera = CameraWatch()
        self._setup = Setup(routine.steps[0].pose, thorough=sets_up)
        self._on_phase: dict[Phase, Callable[[Observation], None]] = {
            Phase.FRAMING: self._frame,
            Phase.READY: self._get_ready,
            Phase.ENTER: self._enter,
            Phase.HOLD: self._hold,
            Phase.DONE: self._done,
            Phase.REST: self._rest,
        }

    # --- what can happen ---------------------------------------------------------------------

    def advance(self, seen: Observation) -> list[ev.Event]:
        """Take the next moment."""
        if not self._camera.update(seen) and self._machine.phase not in _BEFORE_A_STEP:
            return self._stand_still(seen.t_s)
        self._begin(seen.t_s)
        if self.paused and self._interrupted is not None:
            self._resume()
        events = self._obey_gesture(seen)
        if not (self.paused or self.finished):
            self._watch_for_person(seen)
        if handle := self._on_phase.get(self._machine.phase):
            handle(seen)
            self._helping.lead(self._run, self._machine.phase, seen.values)
            self._breath.take(self._run, seen.values, self._machine.phase)
        return [*events, *self._log.take()]

    def _obey_gesture(self, seen: Observation) -> list[ev.Event]:
        """Do what a sign asks for, if one is given and there is something to do."""
        gesture = self._gestures.update(seen.t_s, seen.values)
        if gesture is Gesture.EITHER:
            gesture = Gesture.ACCEPT if self.accepts else Gesture.PAUSE
        if gesture is Gesture.ACCEPT and self.accepts:
            obey = self.accept
        elif gesture is Gesture.PAUSE and self._machine.phase not in _NEVER_PAUSED:
            obey = self.toggle_pause
        else:
            return []
        self._tell(ev.GestureSeen, gesture=gesture.value)
        return obey(seen.t_s)

    def _stand_still(self, t_s: float) -> list[ev.Event]:
        """Take no account of a picture that shows nothing new, and pause where there are many."""
        trouble = self._camera.trouble if self._camera.lasts(t_s) else None
        return self.interrupt(t_s, cue_for(trouble)) if trouble else []

    def interrupt(self, t_s: float, reason: str) -> list[ev.Event]:
        """Pause because no pictures come; the next observation resumes."""
        self._begin(t_s)
        if moved := self._machine.move(Signal.PAUSE):
            self._pause(reason)
        if moved or (self.paused and self._interrupted is not None):
            self._interrupted = reason
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

    @property
    def accepts(self) -> bool:
        """Whether something waits for being accepted: the notice, an offer, the end of a rest."""
        offered = self._machine.phase is Phase.ENTER and self._helping.offer is not None
        rests = self._machine.phase is Phase.REST and self.routine.rest_s > REST_S
        set_up = self._machine.phase is Phase.FRAMING and self._setup.accepts
        return offered or rests or set_up or self._machine.phase is Phase.NOTICE

    def accept(self, t_s: float) -> list[ev.Event]:
        """Accept what waits for it, and go on; nothing where nothing does."""
        self._begin(t_s)
        if self._move(Signal.ACCEPTED):
            self.noticed = True
            self._tell(ev.NoticeAccepted)
        elif self._setup.accepts and self._move(Signal.FRAMED):
            self._enter_step()
        elif self.accepts:
            return self.change_way(t_s) if self._helping.offer is Due.EASIER else self.skip(t_s)
        return self._log.take()

    def skip(self, t_s: float) -> list[ev.Event]:
        """Go on to the next step, unless this one has just begun by itself; or finish."""
        self._begin(t_s)
        if t_s - self._run.began_by_itself_s >= NOT_TWICE_S:
            self._go_to(self._run.index + 1)
        return self._log.take()

    def back(self, t_s: float) -> list[ev.Event]:
        """Go back to the step before, or to the start of the first one."""
        self._begin(t_s)
        self._go_to(max(0, self._run.index - 1))
        return self._log.take()

    def change_way(self, t_s: float) -> list[ev.Event]:
        """Go on in the easier way of the step's pose, or again in the full one."""
        self._begin(t_s)
        full = self.routine.steps[self._run.index]
        other = full.easier() if self._run.step == full else full
        if other and self._machine.phase in _ON_THE_WAY:
            self._go_on_as(self._run.done_as(other), asked=True)
        return self._log.take()

    def follow_breath(self, t_s: float) -> list[ev.Event]:
        """Let the pacer follow the person's breath, or lead by the pattern again."""
        self._begin(t_s)
        if not self.finished and self._machine.phase not in _BEFORE_A_STEP:
            self._breath.toggle(self._run)
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
        self._helping.ask(self._run, self._setup.update(seen))
        if self._setup.over:
            self._move(Signal.FRAMED)
            self._enter_step()

    def _get_ready(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        if self._in_phase_s >= self._run.step.ready_s:
            self._move(Signal.WAITED)

    def _enter(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        self._run.run_hold(seen.t_s)
        self._helping.ask(self._run, self._run.unseen_reason() or self._run.view_problem(seen))
        if self._run.hold.running and self._move(Signal.STEADY):
            self._coaching.forget_leaving()
            self._helping.stop(self._run)
            self._tell(ev.HoldStarted, held_s=self._run.hold.held_s)
        elif self._helping.wait(self._run, seen):
            self._go_to(self._run.index + 1)
            self._run.began_by_itself_s = seen.t_s
        elif easier := self._helping.shown():
            self._go_on_as(easier, asked=False)

    def _hold(self, seen: Observation) -> None:
        self._coaching.judge(self._run, seen)
        self._run.run_hold(seen.t_s)
        self._helping.ask(self._run, self._run.unseen_reason())
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
        coming_out = self._run.leading.waits and self._in_phase_s < WAY_OUT_S
        if self._in_phase_s < self.routine.rest_after_s(self._run.index) or coming_out:
            return
        if self._run.index + 1 < len(self.routine.steps):
            self._move(Signal.WAITED)
            self._start(self._run.index + 1)
            self._run.began_by_itself_s = seen.t_s
        elif self._move(Signal.OVER):
            self._finish(completed=True)

    def _watch_for_person(self, seen: Observation) -> None:
        change = self._presence.update(seen.t_s, person=bool(seen.values))
        if change is Change.LOST and self._machine.phase not in _BEFORE_A_STEP:
            if self._move(Signal.LOSE):
                self._run.hold.stop()
                self._run.waiting.pause()
                self._tell(ev.Lost, reason=NOBODY)
        elif change is Change.FOUND and self._move(Signal.FIND):
            self._tell(ev.Found)

    def snapshot(self) -> Snapshot:
        """Return the session as it stands."""
        known = self.noticed or any(run.tally.held_s > 0 for run in self._runs)
        notice = "" if known else self.routine.notice
        shown = self._coaching.snapshot(self._machine.phase, self._run, self.routine)
        shown = self._helping.shown_in(shown, self._run, notice)
        shown = self._breath.shown_in(shown)
        message = (self._interrupted or "") if self.paused else shown.message
        gesture = self._gestures.told(self._machine.phase, accepts=self.accepts)
        shown = replace(shown, message=message, gesture=gesture)
        at_first = self._machine.phase is Phase.FRAMING
        checks = self._setup.checks if at_first else ()
        moment = say(_AS_IT_IS) if at_first and self._setup.accepts else shown.moment
        in_phase_s = self._in_phase_s
        return replace(
            shown, moment=moment, accepts=self.accepts, checks=checks, in_phase_s=in_phase_s
        )
