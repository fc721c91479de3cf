"""A take replayed picture by picture, by the judges of a practice.

Slow and plain: what `vision.session.recorded.replay` does at once has to come out the same.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.session.takes import observations
from vision.criteria.model import Kind, Status
from vision.session import events as ev
from vision.session.live.coaching import Coaching, EventLog
from vision.session.live.framing import Change, Presence
from vision.session.live.hold import HoldTimer
from vision.session.live.steprun import SETTLE_S, StepRun
from vision.session.recorded.naming import name_of
from vision.session.recorded.replay import Reviewed, ReviewedStep
from vision.session.recorded.tracks import LEAVING_S, Run, Track
from vision.session.snapshot import Phase
from vision.words.reasons import NOBODY, STILL_ENTERING, STILL_LOOKING, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Criterion, Verdict
    from vision.session.live.steprun import Observation
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot


def replay_stepwise(
    routine: Routine, stretches: Sequence[Stretch], take: Take
) -> tuple[Reviewed, tuple[Snapshot | None, ...]]:
    """Return what became of each step, and the session at each picture."""
    player = _Player(routine, stretches, take)
    snapshots = [player.advance(seen) for seen in observations(take)]
    found, shown = player.finish(snapshots)
    return replace(found, duration_s=take.duration_s), shown


class _Tracker:
    """Collects the runs of one criterion's status."""

    def __init__(self, start_s: float) -> None:
        self._runs: list[Run] = []
        self._start_s = start_s
        self._status: Status | None = None
        self._reasons: Counter[Reason] = Counter()

    def update(self, t_s: float, status: Status, reason: Reason | None) -> None:
        """Take what is found at ``t_s``; what is found first holds for the time before it, too."""
        if status is not self._status:
            self._close(t_s)
            self._status = status
        if reason is not None:
            self._reasons[reason] += 1

    def runs(self, end_s: float) -> tuple[Run, ...]:
        """Return the runs; the last one lasts until ``end_s``."""
        self._status = self._status or Status.UNSEEN
        self._close(end_s)
        return tuple(self._runs)

    def _close(self, t_s: float) -> None:
        if self._status is None:
            return
        # What kept it from being seen for the longest is what helps.
        common = self._reasons.most_common(1)
        unseen = common[0][0] if common else STILL_LOOKING
        reason = unseen if self._status is Status.UNSEEN else None
        self._runs.append(Run(self._start_s, t_s, self._status, reason))
        self._start_s, self._reasons = t_s, Counter()


@dataclass(slots=True)
class _Part:
    """One stretch while it is replayed; ``left_s`` is until when its leaving was judged."""

    stretch: Stretch
    run: StepRun
    left_s: float
    title: str
    presence: Presence = field(default_factory=Presence)
    lost: bool = False
    begun: bool = False
    trackers: dict[Criterion, _Tracker] = field(default_factory=dict)

    @classmethod
    def of(cls, stretch: Stretch, title: str) -> _Part:
        """Return a stretch that has not begun."""
        step = stretch.step
        part = cls(stretch, StepRun(stretch.index, step, HoldTimer(math.inf)), stretch.end_s, title)
        for criterion in step.pose.criteria:
            if criterion.kind is not Kind.TELL:
                part.trackers[criterion] = _Tracker(stretch.lead_s)
        return part

    def note(self, t_s: float, verdicts: Iterable[Verdict]) -> None:
        """Keep what was found of its criteria; a form is missed only where it may be corrected."""
        settled = self.run.findings.in_pose_s >= SETTLE_S
        for verdict in verdicts:
            missed = verdict.status is Status.MISSED
            if missed and not settled and verdict.criterion.kind is Kind.FORM:
                self.trackers[verdict.criterion].update(t_s, Status.UNSEEN, STILL_ENTERING)
            else:
                self.trackers[verdict.criterion].update(t_s, verdict.status, verdict.reason)

    def reviewed(self) -> ReviewedStep:
        """Return what became of it."""
        tracks = tuple(
            Track(c, tracker.runs(self.left_s if c.kind is Kind.LEAVE else self.stretch.end_s))
            for c, tracker in self.trackers.items()
        )
        return ReviewedStep(self.stretch, self.run.tally.summary(), tracks, self.title)


class _Player:
    """Goes through the moments, from stretch to stretch."""

    def __init__(self, routine: Routine, stretches: Sequence[Stretch], take: Take) -> None:
        self._routine = routine
        self._parts = [_Part.of(s, name_of(s, routine, take)) for s in stretches]
        self._coming = list(reversed(self._parts))
        self._now: _Part | None = None
        self._left: _Part | None = None
        self._log = EventLog()
        self._coaching = Coaching(self._log)
        self._span_s: tuple[float, float] | None = None

    def advance(self, seen: Observation) -> Snapshot | None:
        """Take the next moment, and return the session at it."""
        self._begin(seen.t_s)
        self._move_on(seen.t_s)
        self._log.t_s = seen.t_s
        if self._now is None:
            self._coaching.judge_leaving(seen)
        else:
            self._practise(self._now, seen)
        self._note_leaving(seen.t_s)
        return self._snapshot()

    def finish(
        self, snapshots: Sequence[Snapshot | None]
    ) -> tuple[Reviewed, tuple[Snapshot | None, ...]]:
        """Return all that was found."""
        if self._span_s is not None:
            self._move_on(math.inf)
            ends_s = [part.stretch.end_s for part in self._parts]
            self._log.t_s = max(self._span_s[1], *ends_s, -math.inf)
            completed = {part.run.index for part in self._parts if part.run.tally.completed}
            steps = len(self._routine.steps)
            self._tell(ev.Finished, completed=len(completed) == steps, steps=steps)
        done = {part.run.index for part in self._parts}
        reviewed = Reviewed(
            routine=self._routine,
            duration_s=math.nan,
            steps=tuple(part.reviewed() for part in self._parts),
            skipped=tuple(k for k in range(len(self._routine.steps)) if k not in done),
            events=tuple(self._log.take()),
        )
        return reviewed, tuple(snapshots)

    # --- from stretch to stretch -------------------------------------------------------------

    def _begin(self, t_s: float) -> None:
        if self._span_s is None:
            self._log.t_s = t_s
            notice, steps = self._routine.notice, len(self._routine.steps)
            self._tell(ev.SessionStarted, flow=self._routine.name, steps=steps, notice=notice)
        self._span_s = (t_s if self._span_s is None else self._span_s[0], t_s)

    def _move_on(self, t_s: float) -> None:
        """End and enter the stretches that are over and begun at ``t_s``."""
        while True:
            if self._now is not None and t_s >= self._now.stretch.end_s:
                self._end(self._now)
            if self._now is not None or not self._coming:
                break
            if t_s < self._coming[-1].stretch.lead_s:
                break
            self._enter(self._coming.pop())
        if self._left is not None and t_s >= self._left.stretch.end_s + LEAVING_S:
            self._forget_leaving(self._left.stretch.end_s + LEAVING_S)

    def _enter(self, part: _Part) -> None:
        self._now = part
        self._log.t_s = part.stretch.lead_s
        self._coaching.enter(part.run)
        if part.run.step == self._routine.steps[part.run.index].easier():
            self._log.add(ev.EasierTaken, part.run, title=part.run.step.title, asked=False)

    def _end(self, part: _Part) -> None:
        self._log.t_s = part.stretch.end_s
        tally = part.run.tally
        if tally.completed:
            self._tell(ev.StepCompleted, held_s=tally.held_s, in_zone_s=tally.in_zone_s)
        else:
            self._tell(ev.StepSkipped, held_s=tally.held_s)
        self._coaching.end()
        self._now = None

    # --- in a stretch ------------------------------------------------------------------------

    def _practise(self, part: _Part, seen: Observation) -> None:
        t_s, run = seen.t_s, part.run
        if part.begun and self._left is not part and t_s >= part.stretch.end_s - LEAVING_S:
            self._forget_leaving(t_s)
            self._left = part
            self._coaching.watch_leaving(run)
        self._coaching.judge(run, seen)
        part.note(t_s, run.findings.verdicts)
        self._watch_for_person(part, seen)
        if not part.lost and t_s >= part.stretch.start_s:
            self._hold(part, t_s)

    def _watch_for_person(self, part: _Part, seen: Observation) -> None:
        change = part.presence.update(seen.t_s, person=bool(seen.values))
        if change is Change.LOST:
            part.lost = True
            part.run.hold.stop()
            self._tell(ev.Lost, reason=NOBODY)
        elif change is Change.FOUND:
            part.lost = False
            self._tell(ev.Found)

    def _hold(self, part: _Part, t_s: float) -> None:
        run, ran = part.run, part.run.hold.running
        run.run_hold(t_s)
        if run.hold.running and not ran:
            part.begun = True
            if self._left is not part:
                self._forget_leaving(t_s)
            self._tell(ev.HoldStarted, held_s=run.hold.held_s)
        elif ran and not run.hold.running:
            self._tell(ev.HoldBroken, held_s=run.hold.held_s, reason=run.why_unsteady())
        if run.hold.running:
            self._coaching.tell_stages(run)
        if part.begun and not run.tally.completed and run.hold.held_s >= run.step.hold_s:
            run.tally.completed = True
            self._tell(ev.HoldCompleted, held_s=run.hold.held_s)

    def _note_leaving(self, t_s: float) -> None:
        if self._left is not None:
            self._left.note(t_s, self._coaching.leave_verdicts)

    def _forget_leaving(self, t_s: float) -> None:
        if self._left is not None:
            self._left.left_s = max(t_s, self._left.stretch.end_s)
        self._left = None
        self._coaching.forget_leaving()

    # --- what is told of it ------------------------------------------------------------------

    def _tell(self, event: type[ev.Event], /, **fields: Any) -> None:  # noqa: ANN401
        part = self._now or (self._parts[-1] if self._parts and not self._coming else None)
        about = part.run if part else StepRun(0, self._routine.steps[0])
        self._log.add(event, about, **fields)

    def _snapshot(self) -> Snapshot | None:
        if self._now is None:
            return None
        run = self._now.run
        phase = Phase.HOLD if run.hold.running else Phase.ENTER
        shown = self._coaching.snapshot(phase, run, self._routine)
        return replace(shown, title=self._now.title, side=None)
