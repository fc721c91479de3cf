"""One tab of the page without its widgets: what is chosen, what is tried, and what comes of it."""

from __future__ import annotations

import math
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.tune.desk import Choice
from vision.criteria.model import Kind, Status
from vision.errors import UsageError
from vision.measure.catalog import UNITS
from vision.tune.bounds import Bounds
from vision.words import count, say
from vision.words.wording import brief, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.app.tune.desk import Desk
    from vision.criteria.model import Criterion
    from vision.session.recorded.take import Array, Stretch
    from vision.session.recorded.tracks import Run, Track

KINDS: Final = (Kind.FORM, Kind.MOVEMENT, Kind.AIM, Kind.LEAVE, Kind.RECOGNISE, Kind.TELL)
"""What one most likely wants to tune first."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How long each answer was given, in seconds, and how often a miss was called."""

    met_s: float
    missed_s: float
    unseen_s: float
    calls: int

    @property
    def seconds(self) -> tuple[float, float, float]:
        """How long each answer was given, in the order of `Status`."""
        return self.met_s, self.missed_s, self.unseen_s

    def words(self) -> list[str]:
        """Return how long each answer was given, and the number of calls, as a table shows them."""
        return [*map(brief, self.seconds), str(self.calls)]

    @classmethod
    def of(cls, tracks: Sequence[Track]) -> Counts:
        """Return the counts of one or more tracks together."""
        met_s, missed_s, unseen_s = (sum(t.seconds(status) for t in tracks) for status in Status)
        return cls(met_s, missed_s, unseen_s, sum(track.calls for track in tracks))


class View:
    """What one tab shows.

    Attributes
    ----------
    choice
        The pose and the criterion.
    saved, bounds
        The numbers as they are saved, and as they are tried.
    before, now
        The tracks that come of them, for each session.
    session, t_s
        Which session's picture is shown, and of when.

    """

    def __init__(self, desk: Desk, choice: Choice) -> None:
        self.desk = desk
        self.session = 0
        self.t_s = 0.0
        self._version = desk.version
        self._tried: dict[Choice, Mapping[str, float]] = {}
        self.choice = choice
        self.saved = self.bounds = Bounds.of(desk.criterion(choice))
        self.before = self.now = desk.sweep(choice).judged(self.saved)
        self.show_first_stretch()

    def choose(self, choice: Choice) -> None:
        """Show another criterion, with the numbers that were tried for it last."""
        changed = choice.pose != self.choice.pose
        self._tried[self.choice] = self.bounds.unlike(self.saved)
        self._take(choice)
        # What does not fit what is saved by now is let go.
        with suppress(UsageError):
            self.move(**self._tried.get(choice, {}))
        if changed:
            self.show_first_stretch()

    def move(self, **numbers: float) -> None:
        """Try other numbers.

        Raises
        ------
        UsageError
            If they cannot be meant; nothing has changed then.

        """
        self.bounds = self.bounds.changed(**numbers)
        self.now = self.desk.sweep(self.choice).judged(self.bounds)

    def reset(self) -> None:
        """Go back to what is saved."""
        self._take(self.choice)

    def follow(self) -> bool:
        """Take up what other tabs have saved; returns whether there was anything.

        Numbers that are being tried stay, those that are not follow.
        """
        if self._version == self.desk.version:
            return False
        self._version = self.desk.version
        before = self.choice
        tried = self.bounds.unlike(self.saved)
        choice = choice_of(self.desk, self.choice.pose, self.choice.criterion)
        self._take(choice)
        if tried and choice == before:
            # What does not fit what is saved now is let go.
            with suppress(UsageError):
                self.move(**tried)
        return True

    @property
    def criterion(self) -> Criterion:
        """The criterion as it is saved, of the pose's first side."""
        return self.desk.criterion(self.choice)

    @property
    def unit(self) -> str:
        """The unit of its measure."""
        return UNITS[self.criterion.band.measure]

    def stretches(self, session: int) -> tuple[Stretch, ...]:
        """Return where the pose is done in a session."""
        return self.desk.sessions[session].of(self.choice.pose)

    def spans(self, session: int) -> list[tuple[float, float]]:
        """Return from when to when the criterion is judged in a session, for each stretch."""
        return [(track.runs[0].start_s, track.runs[-1].end_s) for track in self.now[session]]

    def found_alone(self, session: int) -> bool:
        """Return whether the pose is none of the routine's steps that were found there."""
        return self.choice.pose in self.desk.sessions[session].alone

    def side_within(self, session: int, start_s: float, end_s: float) -> str | None:
        """Return the side of the pose that is done for the most of a stretch, None if none is."""
        shared_s = [
            (min(done.end_s, end_s) - max(done.start_s, start_s), done.step.pose.side)
            for done in self.stretches(session)
        ]
        longest_s, side = max(shared_s, key=lambda each: each[0], default=(0.0, None))
        return side if longest_s > 0 else None

    def values(self, session: int) -> Array:
        """Return the measure in a session, ``(T,)``: of a sided pose, that of the side done."""
        take = self.desk.sessions[session].take
        values = np.array(take.measures[self.criterion.band.measure])
        for track, span in zip(self.now[session], self.spans(session), strict=True):
            rows = take.rows(*span)
            values[rows] = take.measures[track.criterion.band.measure][rows]
        return values

    def counts(self, session: int | None = None) -> tuple[Counts, Counts]:
        """Return the counts as saved and as tried, of one session or of all."""
        if session is None:
            return Counts.of(sum(self.before, ())), Counts.of(sum(self.now, ()))
        return Counts.of(self.before[session]), Counts.of(self.now[session])

    def difference(self) -> list[str]:
        """Return what is tried and what comes of it, as sentences."""
        if not self.bounds.unlike(self.saved):
            return [say("All numbers are as they are saved.")]
        changes = changed_words(self.bounds, self.saved)
        before, now = self.counts()
        called = say(
            "In these sessions it is called {now} instead of {before}.",
            now=count(now.calls, "{n} time", "{n} times"),
            before=count(before.calls, "{n} time", "{n} times"),
        )
        return [*changes, called]

    def seek(self, session: int, t_s: float) -> None:
        """Show another moment; one outside of the session is moved to its end."""
        times = self.desk.sessions[session].take.t_s
        self.session = session
        self.t_s = float(np.clip(t_s, times[0], times[-1]))

    def show_first_stretch(self) -> None:
        """Show the first moment, in any session, in which the pose is done."""
        for session in range(len(self.desk.sessions)):
            if done := self.stretches(session):
                self.seek(session, (done[0].start_s + done[0].end_s) / 2)
                return
        self.seek(self.session, self.t_s)

    def status(self) -> Status | None:
        """Return the answer at the moment shown, with the numbers tried; None outside the pose."""
        found = (status_at(track.runs, self.t_s) for track in reversed(self.now[self.session]))
        return next((status for status in found if status is not None), None)

    def value(self) -> float:
        """Return the measure at the moment shown, NaN for "cannot tell"."""
        times = self.desk.sessions[self.session].take.t_s
        row = max(0, int(np.searchsorted(times, self.t_s, side="right")) - 1)
        return float(self.values(self.session)[row])

    def _take(self, choice: Choice) -> None:
        saved = Bounds.of(self.desk.criterion(choice))
        self.before = self.now = self.desk.sweep(choice).judged(saved)
        self.saved = self.bounds = saved
        self.choice = choice


def changed_words(now: Bounds, before: Bounds) -> list[str]:
    """Return a sentence for each number that is another one."""
    return [
        say(
            "{name}: {now} instead of {before}.",
            name=words_of(name),
            now=_written(getattr(now, name)),
            before=_written(getattr(before, name)),
        )
        for name in now.unlike(before)
    ]


def _written(value: float) -> str:
    return f"{value:g}" if math.isfinite(value) else say("none")


def status_at(runs: Sequence[Run], t_s: float) -> Status | None:
    """Return the status at a time, None where no run is."""
    index = bisect_right(runs, t_s, key=lambda run: run.start_s) - 1
    return runs[index].status if index >= 0 and t_s < runs[index].end_s else None


def first_choice(desk: Desk, pose: str | None = None) -> Choice:
    """Return what to show first: of a pose that is done in a session, what can be corrected."""
    if pose is None:
        done = [name for name in desk.library.names() if _is_done(desk, name)]
        pose = next((p for p in done if _kinds(desk, p) & {Kind.FORM}), None)
        pose = pose or (done or list(desk.library.names()))[0]
    criteria = sorted(desk.criteria(pose), key=lambda c: KINDS.index(c.kind))
    return Choice(pose, criteria[0].name)


def choice_of(desk: Desk, pose: str | None, criterion: str | None) -> Choice:
    """Return what was asked for, and what is there in the place of what is not."""
    if pose not in desk.library.names():
        return first_choice(desk)
    first = first_choice(desk, pose)
    known = {c.name for c in desk.criteria(first.pose)}
    return Choice(first.pose, criterion) if criterion in known else first


def _is_done(desk: Desk, pose: str) -> bool:
    return any(session.of(pose) for session in desk.sessions)


def _kinds(desk: Desk, pose: str) -> set[Kind]:
    return {c.kind for c in desk.criteria(pose)}
