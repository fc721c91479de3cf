"""The session that a take shows, replayed on the stretches in which its steps were found.

As in a practice, but nobody is talked to: no breath is led, no view is asked for, nobody is waited
for, and a hold goes on for as long as the pose is held. All criteria are judged beforehand
(`vision.session.recorded.tracks`), so that most pictures only let a hold's time run on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind
from vision.session import events as ev
from vision.session.live.coaching import Coaching, EventLog
from vision.session.live.framing import Change
from vision.session.live.hold import HoldTimer
from vision.session.live.steprun import RECOGNISED_S, SETTLE_S, StepRun
from vision.session.recorded.naming import name_of
from vision.session.recorded.statuses import MISSED_CODE, TakeValues
from vision.session.recorded.tracks import StretchJudge, leavings
from vision.session.snapshot import Phase
from vision.words.reasons import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Verdict
    from vision.session.recorded.take import Flags, Stretch, Take
    from vision.session.recorded.tracks import Leaving, Track
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot, StepSummary

_PRACTISED: Final = (Kind.RECOGNISE, Kind.FORM, Kind.MOVEMENT, Kind.AIM)


@dataclass(frozen=True, slots=True)
class ReviewedStep:
    """One stretch, judged; a step that is done twice in a take comes twice.

    ``tracks`` hold the criteria of every kind but `Kind.TELL`, in the order of the pose.
    ``summary`` counts all the time held, also beyond the time asked for. ``title`` is what it is
    called by what was seen (`vision.session.recorded.naming`).
    """

    stretch: Stretch
    summary: StepSummary
    tracks: tuple[Track, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A take, judged by a routine.

    Attributes
    ----------
    routine
        What it was judged by.
    duration_s
        From the first picture looked at to the end of the last.
    steps
        The stretches in the order of time.
    skipped
        The steps of the routine that were not found, by their places from 0.
    events
        What a session would have told, in the order of time.

    """

    routine: Routine
    duration_s: float
    steps: tuple[ReviewedStep, ...]
    skipped: tuple[int, ...]
    events: tuple[ev.Event, ...]


def replay(routine: Routine, stretches: Sequence[Stretch], take: Take) -> Reviewed:
    """Return what became of each step, and what a session would have told.

    Parameters
    ----------
    routine
        What was practised.
    stretches
        Where its steps were found, in the order of time; they must not overlap.
    take
        The recording.

    """
    return _Player(routine, stretches, take).play()


def snapshots(
    routine: Routine, stretches: Sequence[Stretch], take: Take
) -> tuple[Snapshot | None, ...]:
    """Return the session at each picture, ``T`` of them; None where no step is being done.

    This takes several times as long as `replay`, with the same parameters.
    """
    shown: list[Snapshot | None] = [None] * len(take.t_s)
    _Player(routine, stretches, take, shown).play()
    return tuple(shown)


class _Part:
    """One stretch while it is replayed."""

    def __init__(self, judge: StretchJudge, leaving: Leaving | None, title: str) -> None:
        self.title = title
        self.stretch, self.rows, self.presence = judge.stretch, judge.rows, judge.presence
        self.leaving = leaving
        self.run = StepRun(self.stretch.index, self.stretch.step, HoldTimer(math.inf))
        self._judge = judge
        pose = self.stretch.step.pose
        self._practised = [judge.tracker(c) for kind in _PRACTISED for c in pose.of(kind)]
        self._left = [judge.tracker(c, leaving) for c in pose.of(Kind.LEAVE)]

    def verdicts(self, row: int) -> tuple[Verdict, ...]:
        """Return what is found of the pose at a picture of the take."""
        return tuple([tracker.verdict(row) for tracker in self._practised])

    def leave_verdicts(self, row: int) -> tuple[Verdict, ...]:
        """Return what is found of its leaving."""
        return tuple([tracker.verdict(row) for tracker in self._left])

    def due(self) -> Flags:
        """Return in which of its pictures something may have to be told, ``(n,)``.

        Those in which a status changes or something begins to count; and all in which there is
        something to correct, as that is said again after a while.
        """
        inside_s = self._judge.inside_s
        settled = inside_s >= SETTLE_S
        counts = [inside_s >= RECOGNISED_S, settled]
        states = np.array([*counts, *(tracker.codes for tracker in self._practised)], np.int8)
        due = np.ones(len(inside_s), bool)
        due[1:] = (states[:, 1:] != states[:, :-1]).any(axis=0)
        for tracker in self._practised:
            if tracker.criterion.kind is Kind.MOVEMENT:
                due |= tracker.codes == MISSED_CODE
            elif tracker.criterion.kind is Kind.FORM:
                due |= settled & (tracker.codes == MISSED_CODE)
        return due

    def reviewed(self) -> ReviewedStep:
        """Return what became of it."""
        tracks = tuple(
            self._judge.tracker(criterion).track()
            for criterion in self.stretch.step.pose.criteria
            if criterion.kind is not Kind.TELL
        )
        return ReviewedStep(self.stretch, self.run.tally.summary(), tracks, self.title)


class _Player:
    """Goes from stretch to stretch.

    Into ``shown`` it puts the session at each picture. Every picture is judged in full then, else
    only where something may have to be told, which comes to the same.
    """

    def __init__(
        self,
        routine: Routine,
        stretches: Sequence[Stretch],
        take: Take,
        shown: list[Snapshot | None] | None = None,
    ) -> None:
        self._routine = routine
        self._times_s = take.t_s.tolist()
        self._duration_s = take.duration_s
        self._shown = shown
        values = TakeValues(take)
        judges = [StretchJudge(values, stretch) for stretch in stretches]
        titles = [name_of(stretch, routine, take) for stretch in stretches]
        self._parts = list(map(_Part, judges, leavings(judges), titles))
        self._left: _Part | None = None
        self._log = EventLog()
        self._coaching = Coaching(self._log)

    def play(self) -> Reviewed:
        """Return all that is found."""
        steps = len(self._routine.steps)
        if self._times_s:
            self._play_all(steps)
        done = {part.stretch.index for part in self._parts}
        return Reviewed(
            routine=self._routine,
            duration_s=self._duration_s,
            steps=tuple(part.reviewed() for part in self._parts),
            skipped=tuple(k for k in range(steps) if k not in done),
            events=tuple(self._log.take()),
        )

    def _play_all(self, steps: int) -> None:
        first = StepRun(0, self._routine.steps[0])
        self._log.t_s = self._times_s[0]
        notice, name = self._routine.notice, self._routine.name
        self._log.add(ev.SessionStarted, first, flow=name, steps=steps, notice=notice)
        starts = [*(part.rows.start for part in self._parts), len(self._times_s)]
        for part, until in zip(self._parts, starts[1:], strict=True):
            self._play(part)
            self._play_leaving(range(part.rows.stop, until))
        ends_s = [part.stretch.end_s for part in self._parts]
        self._log.t_s = max([self._times_s[-1], *ends_s])
        completed = {part.stretch.index for part in self._parts if part.run.tally.completed}
        last = self._parts[-1].run if self._parts else first
        self._log.add(ev.Finished, last, completed=len(completed) == steps, steps=steps)

    def _play(self, part: _Part) -> None:
        run, tally, lost, was_leaving = part.run, part.run.tally, False, False
        self._log.t_s = part.stretch.lead_s
        self._coaching.enter(run)
        if run.step == self._routine.steps[run.index].easier():
            self._log.add(ev.EasierTaken, run, title=run.step.title, asked=False)
        due = part.due() if self._shown is None else np.ones(len(part.due()), bool)
        for row, is_due in enumerate(due.tolist(), part.rows.start):
            t_s = self._log.t_s = self._times_s[row]
            self._watch_leaving(row, part)
            leaving = self._left is not None
            if is_due or leaving or was_leaving:
                run.take(t_s, part.verdicts(row))
                verdicts = self._left.leave_verdicts(row) if self._left else ()
                self._coaching.coach(run, verdicts)
            was_leaving = leaving
            if change := part.presence.get(row):
                lost = change is Change.LOST
                self._tell_presence(run, lost=lost)
            if not lost and t_s >= part.stretch.start_s:
                self._hold(part, t_s)
            if self._shown is not None:
                phase = Phase.HOLD if run.hold.running else Phase.ENTER
                shown = self._coaching.snapshot(phase, run, self._routine)
                self._shown[row] = replace(shown, title=part.title, side=None)
        self._log.t_s = part.stretch.end_s
        if tally.completed:
            held = {"held_s": tally.held_s, "in_zone_s": tally.in_zone_s}
            self._log.add(ev.StepCompleted, run, **held)
        else:
            self._log.add(ev.StepSkipped, run, held_s=tally.held_s)
        self._coaching.end()

    def _play_leaving(self, rows: range) -> None:
        """Go through the pictures between two stretches, as long as a leaving is judged."""
        for row in rows:
            self._watch_leaving(row)
            if self._left is None:
                break
            self._log.t_s = self._times_s[row]
            self._coaching.coach_leaving(self._left.leave_verdicts(row))

    def _watch_leaving(self, row: int, part: _Part | None = None) -> None:
        if self._left and self._left.leaving and row >= self._left.leaving.rows.stop:
            self._forget_leaving()
        if part and part.leaving and row == part.leaving.rows.start:
            self._left = part
            self._coaching.watch_leaving(part.run)

    def _forget_leaving(self) -> None:
        self._left = None
        self._coaching.forget_leaving()

    def _tell_presence(self, run: StepRun, *, lost: bool) -> None:
        if lost:
            run.hold.stop()
            self._log.add(ev.Lost, run, reason=NOBODY)
        else:
            self._log.add(ev.Found, run)

    def _hold(self, part: _Part, t_s: float) -> None:
        run, tally, ran = part.run, part.run.tally, part.run.hold.running
        run.run_hold(t_s)
        if run.hold.running and not ran:
            if self._left is not part:
                self._forget_leaving()
            self._log.add(ev.HoldStarted, run, held_s=run.hold.held_s)
        elif ran and not run.hold.running:
            reason = run.why_unsteady()
            self._log.add(ev.HoldBroken, run, held_s=run.hold.held_s, reason=reason)
        if run.hold.running:
            self._coaching.tell_stages(run)
            if not tally.completed and run.hold.held_s >= run.step.hold_s:
                tally.completed = True
                self._log.add(ev.HoldCompleted, run, held_s=run.hold.held_s)
