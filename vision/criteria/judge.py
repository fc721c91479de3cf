"""From numbers to verdicts: scores, three-valued statuses, and hysteresis in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.model import VIEW_LIMIT_DEG, Kind, Status, Verdict
from vision.words.reasons import STILL_LOOKING, TURN_SIDE_ON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Band, Criterion, Pose, Unseen, Values
    from vision.words.reasons import Reason

VIEW_MEASURE: Final = "off_side_deg"
OWN_BACK: Final = "back_bow_own"
"""The measure that is known once this person's own back has been learnt from sitting tall."""

_UNSEEN_AFTER_S: Final = 0.6  # a hand before the leg, a dropped frame: the last verdict stands
_FIRST_S: Final = 0.2  # one picture alone can show anything
LONGEST_MOMENT_S: Final = 0.5  # a picture does not speak for more time than this
ROUNDING_S: Final = 1e-9
MAY_BE_HIDDEN_S: Final = 1.0  # longer out of sight, and an order of movements cannot be judged
TRIGGER_S: Final = 0.25  # what must not come early has to last this long to count
MISS_STANDS_S: Final = 8.0  # time to tell it once; what is over cannot be mended


def score(band: Band, value: float) -> float:
    """Return how well a value keeps a band: 1 inside, 0 from ``margin`` outside on, NaN for NaN.

    Linear over the margin, after the tolerance rewards of Tassa et al., 2018, "DeepMind Control
    Suite".
    """
    if math.isnan(value):
        return math.nan
    outside = max(band.low - value, value - band.high, 0.0)
    if outside == 0.0:
        return 1.0
    return max(0.0, 1.0 - outside / band.margin) if band.margin > 0 else 0.0


def judgeable(criterion: Criterion, values: Values, unseen: Unseen) -> tuple[float, Reason]:
    """Return the value a criterion may be judged by now, and why where it is NaN.

    NaN also while the band it depends on (``when``) is not kept, and from a view in which the
    measure is not to be trusted.
    """
    c = criterion
    if values.get(VIEW_MEASURE, math.nan) > VIEW_LIMIT_DEG[c.view]:
        return math.nan, TURN_SIDE_ON
    if c.when is not None and not score(c.when, values.get(c.when.measure, math.nan)) > 0:
        return math.nan, STILL_LOOKING
    return values.get(c.band.measure, math.nan), unseen.get(c.band.measure, STILL_LOOKING)


def all_met(verdicts: Iterable[Verdict]) -> Status:
    """Return the three-valued "and": a miss decides, then an unseen that is not optional."""
    statuses = {
        v.status for v in verdicts if not (v.criterion.optional and v.status is Status.UNSEEN)
    }
    for decisive in (Status.MISSED, Status.UNSEEN):
        if decisive in statuses:
            return decisive
    return Status.MET


class Steady:
    """A status that changes only when the new one has lasted.

    What speaks for a change is added up and what speaks against it taken off, so that single
    pictures neither bring a change nor keep one away. Driven by the times it is handed; how often
    it is asked does not matter.
    """

    def __init__(self, call_after_s: float, clear_after_s: float) -> None:
        self.status: Status | None = None
        self._for_s = dict.fromkeys(Status, 0.0)
        self._last: tuple[float, Status] | None = None
        self._call_after_s = call_after_s
        self._clear_after_s = clear_after_s

    def update(self, t_s: float, found: Status) -> Status:
        """Return the steadied status at ``t_s``, when ``found`` is what this moment shows."""
        self._weigh(t_s)
        self._last = (t_s, found)
        if found is not self.status and self._for_s[found] >= self.delay_s(found) - ROUNDING_S:
            self.status = found
            self._for_s = dict.fromkeys(Status, 0.0)
        return self.status or Status.UNSEEN

    def _weigh(self, t_s: float) -> None:
        """Let the picture before speak for the time since it."""
        if self._last is None:
            return
        before_s, showed = self._last
        elapsed_s = min(t_s - before_s, LONGEST_MOMENT_S)
        for status in Status:
            change_s = elapsed_s if status is showed else -elapsed_s
            self._for_s[status] = max(0.0, self._for_s[status] + change_s)

    def delay_s(self, found: Status) -> float:
        """Return how long what is found has to last before the present status gives way to it."""
        if found is Status.MISSED:
            return self._call_after_s
        if found is Status.UNSEEN:
            return _UNSEEN_AFTER_S
        return self._clear_after_s if self.status is Status.MISSED else _FIRST_S


class CriterionJudge:
    """Judges one criterion from moment to moment."""

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion
        self._steady = Steady(criterion.call_after_s, criterion.clear_after_s)

    def update(self, t_s: float, values: Values, unseen: Unseen) -> Verdict:
        """Return the verdict at ``t_s``; times must not decrease.

        ``values`` maps measures to numbers (NaN for "cannot tell"), ``unseen`` says for each NaN
        why.
        """
        c = self.criterion
        value, reason = judgeable(c, values, unseen)
        mark = score(c.band, value)
        status = self._steady.update(t_s, self._found(mark))
        return Verdict(c, value, mark, status, reason if status is Status.UNSEEN else None)

    def _found(self, mark: float) -> Status:
        """Within the margin nothing changes: noise on the edge must not flicker."""
        if math.isnan(mark):
            return Status.UNSEEN
        if mark in {0.0, 1.0}:
            return Status.MET if mark == 1.0 else Status.MISSED
        return self._steady.status if self._steady.status is Status.MISSED else Status.MET


class OrderJudge:
    """Judges a criterion of order: its band has to be reached before another one is.

    Nothing is said of an order that was out of sight, whose measure cannot tell as it is decided,
    or whose beginning was not seen: the other band has to be seen left alone first. A miss cannot
    be undone any more, so it is let go when it has been told.
    """

    def __init__(self, criterion: Criterion, before: Band) -> None:
        self.criterion = criterion
        self._before = before
        self._reached = False
        self._decided: Status | None = None
        self._decided_s = 0.0
        self._hidden_s = 0.0
        self._early, self._not_yet = _Lasting(), _Lasting()
        self._last_s: float | None = None

    def update(self, t_s: float, values: Values, unseen: Unseen) -> Verdict:
        """Return the verdict at ``t_s``; times must not decrease."""
        c = self.criterion
        value = values.get(c.band.measure, math.nan)
        mark = score(c.band, value)
        self._watch(t_s, mark)
        self._decide(t_s, mark, score(self._before, values.get(self._before.measure, math.nan)))
        status = self._status(t_s)
        reason = unseen.get(c.band.measure, STILL_LOOKING) if status is Status.UNSEEN else None
        return Verdict(c, value, mark, status, reason)

    def _watch(self, t_s: float, mark: float) -> None:
        elapsed_s = 0.0 if self._last_s is None else t_s - self._last_s
        self._last_s = t_s
        # Nobody saw what happened in a long gap: a pause, a camera that was away.
        if math.isnan(mark) or elapsed_s > MAY_BE_HIDDEN_S:
            self._hidden_s += elapsed_s
        if mark > 0:
            self._reached = True

    def _decide(self, t_s: float, mark: float, early: float) -> None:
        self._not_yet.update(t_s, holds=early < 1.0)
        self._early.update(t_s, holds=early == 1.0)
        if self._decided is None and self._early.lasts:
            self._decided, self._decided_s = self._judge_order(mark), t_s

    def _judge_order(self, mark: float) -> Status:
        if self._reached:
            return Status.MET
        # A pose that is left has been held: that is its beginning.
        begun = self._not_yet.lasted or self.criterion.kind is Kind.LEAVE
        hidden = math.isnan(mark) or self._hidden_s > MAY_BE_HIDDEN_S
        return Status.MISSED if begun and not hidden else Status.UNSEEN

    def _status(self, t_s: float) -> Status:
        if self._decided is Status.MISSED and self._reached:
            return Status.MET
        if self._decided is Status.MISSED and t_s - self._decided_s > MISS_STANDS_S:
            return Status.UNSEEN
        if self._decided is None:
            return Status.MET if self._reached else Status.UNSEEN
        return self._decided


class _Lasting:
    """Whether something holds without a break for `TRIGGER_S`, now or ever."""

    def __init__(self) -> None:
        self.lasts = False
        self.lasted = False
        self._since_s: float | None = None

    def update(self, t_s: float, *, holds: bool) -> None:
        """Take whether it holds at ``t_s``."""
        if not holds:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = t_s
        self.lasts = self._since_s is not None and t_s - self._since_s >= TRIGGER_S
        self.lasted = self.lasted or self.lasts


class PoseJudge:
    """Judges every criterion of a pose, of the kinds asked for."""

    def __init__(self, pose: Pose, *kinds: Kind) -> None:
        wanted = kinds or tuple(Kind)
        self._judges = [_judge_of(c) for kind in wanted for c in pose.of(kind)]

    def update(self, t_s: float, values: Values, unseen: Unseen) -> tuple[Verdict, ...]:
        """Return a verdict for every criterion; times must not decrease."""
        return tuple(judge.update(t_s, values, unseen) for judge in self._judges)


def _judge_of(criterion: Criterion) -> CriterionJudge | OrderJudge:
    if criterion.before is None:
        return CriterionJudge(criterion)
    return OrderJudge(criterion, criterion.before)
