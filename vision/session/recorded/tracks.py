"""What becomes of each criterion in a stretch, for all its pictures at once.

The rules of when a criterion counts stand here: of settling in a pose, of coming into it, of
leaving it. Whoever judges a recording, or judges it again by other numbers, follows them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from vision.criteria.judge import VIEW_MEASURE, score
from vision.criteria.model import VIEW_LIMIT_DEG, Kind, Status, Verdict
from vision.session.live.framing import Change, Presence
from vision.session.live.steprun import RECOGNISED_S, SETTLE_S
from vision.session.recorded.scores import scores
from vision.session.recorded.statuses import ANSWERS, MET_CODE, MISSED_CODE, UNSEEN_CODE, run_starts
from vision.words.reasons import STILL_ENTERING, STILL_LOOKING, TURN_SIDE_ON, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Criterion
    from vision.session.recorded.statuses import Codes, TakeValues
    from vision.session.recorded.take import Array, Flags, Stretch

LEAVING_S: Final = 15.0
"""How long before and after the end of a stretch its leaving is judged: what still looks like the
pose may be the way out of it already, but somebody who turns a little in a long hold does not leave
it."""

# Why a criterion cannot be judged in a picture: one of these, or one of the take's sights.
_CAUSES: Final = {-1: STILL_LOOKING, -2: TURN_SIDE_ON, -3: STILL_ENTERING}
_LOOKING, _TURNED, _ENTERING = _CAUSES


@dataclass(frozen=True, slots=True)
class Run:
    """A time in which a criterion's status stays the same; ``reason`` as in `Verdict`."""

    start_s: float
    end_s: float
    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What became of one criterion in one stretch.

    ``runs`` are in order, adjoin, and cover the time in which it is judged: see
    `StretchJudge.tracker`.
    """

    criterion: Criterion
    runs: tuple[Run, ...]

    def seconds(self, status: Status) -> float:
        """Return how long the criterion had a status."""
        return sum(run.end_s - run.start_s for run in self.runs if run.status is status)

    @property
    def calls(self) -> int:
        """How many times a miss begins."""
        return sum(run.status is Status.MISSED for run in self.runs)


class Leaving(NamedTuple):
    """When it is judged how a pose is left: in some pictures of the take, and until when."""

    rows: slice
    left_s: float


class Tracker:
    """Judges one criterion in one stretch, by its own numbers or by others.

    Parameters
    ----------
    values
        Of the take.
    criterion
        What is judged; also an attribute.
    rows
        The pictures in which it is.
    from_s, end_s
        When its track begins, as what is found first holds for the time before it, too, and ends.
    unsettled
        ``(n,)`` in which of the pictures a miss does not count yet; None where it always does.

    """

    def __init__(
        self,
        values: TakeValues,
        criterion: Criterion,
        rows: slice,
        *,
        from_s: float,
        end_s: float,
        unsettled: Flags | None = None,
    ) -> None:
        self.criterion = criterion
        self._take = values.take
        self._rows = rows
        self._from_s, self._end_s = from_s, end_s
        self._unsettled = unsettled
        self._values = values.of(criterion, rows)

    @cached_property
    def codes(self) -> Codes:
        """The codes of its statuses, ``(n,)``, as a judge in a practice would have them."""
        return self._values.statuses(self.criterion)

    def verdict(self, row: int) -> Verdict:
        """Return the verdict at a picture of the take."""
        k = row - self._rows.start
        value = self._values.values.item(k)
        status = ANSWERS[self.codes[k]]
        reason = self._reason(self._causes.item(k)) if status is Status.UNSEEN else None
        return Verdict(self.criterion, value, score(self.criterion.band, value), status, reason)

    def track(self, by: Criterion | None = None) -> Track:
        """Return what becomes of the criterion; ``by`` is the same one with other numbers."""
        codes = self.codes if by is None else self._values.statuses(by)
        t_s = self._take.t_s[self._rows]
        codes = codes[: np.searchsorted(t_s, self._end_s)]
        entering = None
        if self._unsettled is not None:
            entering = self._unsettled & (codes == MISSED_CODE)
            codes = np.where(entering, UNSEEN_CODE, codes)
        if not len(codes):
            nothing = Run(self._from_s, self._end_s, Status.UNSEEN, STILL_LOOKING)
            return Track(by or self.criterion, (nothing,))
        starts = run_starts(codes)
        edges_s = [self._from_s, *t_s[starts[1:]].tolist(), self._end_s]
        reasons: list[Reason | None] = [None] * len(starts)
        ends = [*starts[1:].tolist(), len(codes)]
        for k in np.flatnonzero(codes[starts] == UNSEEN_CODE).tolist():
            reasons[k] = self._most_frequent(slice(starts[k], ends[k]), entering)
        answers = map(ANSWERS.__getitem__, codes[starts].tolist())
        runs = map(Run, edges_s, edges_s[1:], answers, reasons)
        return Track(by or self.criterion, tuple(runs))

    def _most_frequent(self, part: slice, entering: Flags | None) -> Reason:
        """Return why it could not be judged in the most of some pictures: that is what helps."""
        causes = self._causes[part]
        if entering is not None:
            causes = np.where(entering[part], _ENTERING, causes)
        if (causes == causes[0]).all():
            return self._reason(causes.item(0))
        reasons: Counter[Reason] = Counter()
        for cause, count in Counter(causes.tolist()).items():
            reasons[self._reason(cause)] += count
        return reasons.most_common(1)[0][0]

    @cached_property
    def _causes(self) -> NDArray[np.int64]:
        """Why it cannot be judged at each picture, ``(n,)``: a sight, or one of `_CAUSES`."""
        take, c, rows = self._take, self.criterion, self._rows
        values = take.values(c.band.measure)[rows]
        hidden = np.isnan(values) & take.somebody[rows] & (c.band.measure in take.measures)
        causes = np.where(hidden, take.sights[rows], _LOOKING)
        if c.before is not None:
            return causes
        if c.when is not None:
            kept = scores(c.when, take.values(c.when.measure)[rows]) > 0
            causes = np.where(kept, causes, _LOOKING)
        off_side_deg = take.values(VIEW_MEASURE)[rows]
        return np.where(off_side_deg > VIEW_LIMIT_DEG[c.view], _TURNED, causes)

    def _reason(self, cause: int) -> Reason:
        if cause in _CAUSES:
            return _CAUSES[cause]
        return self._take.why_unseen(self.criterion.band.measure, cause)


class StretchJudge:
    """Judges the criteria of a pose in one stretch of a take.

    Attributes
    ----------
    stretch
        Where the pose is done.
    rows
        The pictures of the take in it, from the lead on.
    t_s
        ``(n,)`` their times.

    """

    def __init__(self, values: TakeValues, stretch: Stretch) -> None:
        self.stretch = stretch
        self.rows = values.take.rows(stretch.lead_s, stretch.end_s)
        self.t_s = values.take.t_s[self.rows]
        self._values = values
        self._trackers: dict[str, Tracker] = {}

    def tracker(self, criterion: Criterion, leaving: Leaving | None = None) -> Tracker:
        """Return what judges one of the pose's criteria here.

        A criterion is judged from the lead on; one that only tells the pose from others, once the
        body is in it; how the pose is left, in its ``leaving`` alone. A form is missed only where
        the body has settled in the pose.
        """
        if criterion.name not in self._trackers:
            self._trackers[criterion.name] = self._new_tracker(criterion, leaving)
        return self._trackers[criterion.name]

    def _new_tracker(self, criterion: Criterion, leaving: Leaving | None) -> Tracker:
        stretch, rows, unsettled = self.stretch, self.rows, None
        from_s, end_s = stretch.lead_s, stretch.end_s
        if criterion.kind is Kind.FORM:
            unsettled = self.inside_s < SETTLE_S
        elif criterion.kind is Kind.TELL:
            from_s, rows = stretch.start_s, self._values.take.rows(stretch.start_s, end_s)
        elif criterion.kind is Kind.LEAVE:
            rows, end_s = leaving or Leaving(slice(0, 0), end_s)
        return Tracker(
            self._values, criterion, rows, from_s=from_s, end_s=end_s, unsettled=unsettled
        )

    @cached_property
    def inside_s(self) -> Array:
        """For how long the body has been in the pose, ``(n,)``; -1 where it is not."""
        inside = self._all_met(Kind.RECOGNISE)
        latest_out = np.maximum.accumulate(np.where(inside, -1, np.arange(len(inside))))
        since = np.minimum(latest_out + 1, len(inside) - 1)
        return np.where(inside, self.t_s - self.t_s[since], -1.0)

    @cached_property
    def presence(self) -> dict[int, Change]:
        """When the person goes and comes, by the pictures of the take."""
        seen = self._values.take.somebody[self.rows]
        if seen.all():
            return {}
        presence = Presence()
        moments = enumerate(zip(self.t_s.tolist(), seen.tolist(), strict=True), self.rows.start)
        changes = {row: presence.update(t_s, person=person) for row, (t_s, person) in moments}
        return {row: change for row, change in changes.items() if change is not None}

    @cached_property
    def hold_begins(self) -> int | None:
        """The picture of the take at which the pose begins to be held, None if it never is."""
        steady = (self.inside_s >= RECOGNISED_S) & self._all_met(Kind.FORM)
        lost = np.zeros(len(steady), bool)
        for row, change in self.presence.items():
            lost[row - self.rows.start :] = change is Change.LOST
        steady &= ~lost & (self.t_s >= self.stretch.start_s)
        return self.rows.start + int(steady.argmax()) if steady.any() else None

    def leaving(self, next_hold: int | None) -> Leaving | None:
        """Return when the pose's leaving is judged, if the next one begins to be held there."""
        if self.hold_begins is None:
            return None
        t_s, end_s = self._values.take.t_s, self.stretch.end_s
        around = self._values.take.rows(end_s - LEAVING_S, end_s + LEAVING_S)
        first = max(self.hold_begins + 1, around.start)
        if first >= self.rows.stop:
            return None
        if next_hold is not None and next_hold < around.stop:
            return Leaving(slice(first, next_hold + 1), float(t_s[next_hold]))
        return Leaving(slice(first, around.stop), end_s + LEAVING_S)

    def _all_met(self, kind: Kind) -> Flags:
        """Return where `vision.criteria.judge.all_met` says so of a kind, ``(n,)``."""
        met = np.ones(len(self.t_s), bool)
        for criterion in self.stretch.step.pose.of(kind):
            codes = self.tracker(criterion).codes
            met &= (codes == MET_CODE) | (criterion.optional & (codes == UNSEEN_CODE))
        return met


def leavings(judges: Sequence[StretchJudge]) -> list[Leaving | None]:
    """Return for each stretch of a take, in the order of time, when its leaving is judged.

    From `LEAVING_S` before its end until as long after it, or until the next pose is held; never if
    the pose was not held, or nothing is asked of its leaving.
    """
    found: list[Leaving | None] = []
    for k, judge in enumerate(judges):
        if not judge.stretch.step.pose.of(Kind.LEAVE):
            found.append(None)
            continue
        held = (later.hold_begins for later in judges[k + 1 :])
        found.append(judge.leaving(next((row for row in held if row is not None), None)))
    return found
