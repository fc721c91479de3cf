"""The statuses of a criterion over a whole recording, at every picture at once.

This is what `vision.criteria.judge` says from moment to moment, without a step for each moment:
pictures in a row that show the same are one run, and within a run a steadied status changes at most
once. What does not depend on a criterion's numbers is worked out first, so that other numbers can
be tried again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.criteria.judge import (
    LONGEST_MOMENT_S,
    MAY_BE_HIDDEN_S,
    MISS_STANDS_S,
    ROUNDING_S,
    TRIGGER_S,
    Steady,
)
from vision.criteria.model import Kind, Status
from vision.session.recorded.scores import judgeable_values, scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Band, Criterion
    from vision.session.recorded.take import Array, Flags, Take

    Codes: TypeAlias = NDArray[np.int8]

ANSWERS: Final = (Status.MET, Status.MISSED, Status.UNSEEN)
"""What a code stands for: its place here."""
MET_CODE, MISSED_CODE, UNSEEN_CODE = range(3)
_WITHIN_MARGIN = _UNDECIDED = 3  # one more class of pictures, and one more state to be in
_OTHERS = ((1, 2), (0, 2), (0, 1))


class TakeValues:
    """What criteria look at in a take; worked out once for each criterion."""

    def __init__(self, take: Take) -> None:
        self.take = take
        elapsed_s = np.minimum(np.diff(take.t_s, prepend=take.t_s[:1]), LONGEST_MOMENT_S)
        self._heard_s = np.cumsum(elapsed_s)
        self._judgeable: dict[Criterion, Array] = {}

    def of(self, criterion: Criterion, rows: slice) -> SteadyValues | OrderValues:
        """Return what a criterion looks at in some pictures, judged from the first of them on."""
        if criterion.before is not None:
            return self._order(criterion, criterion.before, rows)
        if criterion not in self._judgeable:
            values = judgeable_values(criterion, self.take.measures)
            self._judgeable[criterion] = np.broadcast_to(values, self.take.t_s.shape)
        return SteadyValues(self._judgeable[criterion][rows], self._heard_s[rows])

    def _order(self, criterion: Criterion, before: Band, rows: slice) -> OrderValues:
        t_s = self.take.t_s[rows]
        values = self.take.values(criterion.band.measure)[rows]
        marks = scores(before, self.take.values(before.measure)[rows])
        decided = _first(_lasts(marks == 1.0, t_s))
        if decided == len(t_s):
            return OrderValues(values, decided, decided, UNSEEN_CODE)
        let_go = _first(t_s - t_s[decided] > MISS_STANDS_S)
        seen = slice(0, decided + 1)
        # A pose that is left has been held: that is its beginning.
        begun = criterion.kind is Kind.LEAVE or _lasts(marks[seen] < 1.0, t_s[seen]).any()
        hidden = np.isnan(values[decided]) or _hidden_s(values[seen], t_s[seen]) > MAY_BE_HIDDEN_S
        return OrderValues(
            values, decided, let_go, MISSED_CODE if begun and not hidden else UNSEEN_CODE
        )


@dataclass(frozen=True, slots=True, eq=False)
class SteadyValues:
    """What `vision.criteria.judge.CriterionJudge` looks at.

    Attributes
    ----------
    values
        ``(T,)`` the measure, NaN where it cannot be told or may not be judged by.
    heard_s
        ``(T,)`` for how much time the pictures have spoken until each.

    """

    values: Array
    heard_s: Array

    def statuses(self, criterion: Criterion) -> Codes:
        """Return the codes of the statuses, ``(T,)``."""
        shown = _shown(scores(criterion.band, self.values))
        starts = run_starts(shown)
        runs, since_s, codes = _walk(criterion, shown[starts], *self._spans_s(starts))
        # Within its run, a change comes with the first picture that has lasted for long enough.
        first = np.maximum(np.searchsorted(self.heard_s, since_s), starts[runs])
        return _held(len(shown), first, codes)

    def _spans_s(self, starts: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        """Return of each run what was heard at its first picture, its last, and the one after."""
        after = np.append(starts, len(self.heard_s))[1:]
        until = np.minimum(after, len(self.heard_s) - 1)
        return self.heard_s[starts], self.heard_s[after - 1], self.heard_s[until]


@dataclass(frozen=True, slots=True, eq=False)
class OrderValues:
    """What `vision.criteria.judge.OrderJudge` looks at.

    Attributes
    ----------
    values
        ``(T,)`` the measure that has to come first, NaN where it cannot be told.
    decided, let_go
        The picture from which the other band is kept, and the one at which its miss is let go;
        ``T`` if there is none.
    too_early
        The code of what is said if the first band was not reached by then.

    """

    values: Array
    decided: int
    let_go: int
    too_early: int

    def statuses(self, criterion: Criterion) -> Codes:
        """Return the codes of the statuses, ``(T,)``."""
        reached = _first(scores(criterion.band, self.values) > 0)
        codes = np.full(len(self.values), UNSEEN_CODE, np.int8)
        if reached > self.decided:
            codes[self.decided : self.let_go] = self.too_early
        if reached <= self.decided or self.too_early == MISSED_CODE:
            codes[reached:] = MET_CODE
        return codes


# --- steadied ------------------------------------------------------------------------------------


def _shown(marks: Array) -> Codes:
    """Return what each picture shows by its score: an answer's code, or `_WITHIN_MARGIN`."""
    shown = np.full(marks.shape, _WITHIN_MARGIN, np.int8)
    shown[marks == 1.0] = MET_CODE
    shown[marks == 0.0] = MISSED_CODE
    shown[np.isnan(marks)] = UNSEEN_CODE
    return shown


def run_starts(codes: Codes) -> NDArray[np.intp]:
    """Return where runs of the same code begin."""
    begins = np.ones(len(codes), bool)
    begins[1:] = codes[1:] != codes[:-1]
    return np.flatnonzero(begins)


def _walk(
    criterion: Criterion, shown: Codes, from_s: Array, last_s: Array, until_s: Array
) -> tuple[list[int], list[float], list[int]]:
    """Go from run to run, as `vision.criteria.judge.Steady` goes from picture to picture.

    Parameters
    ----------
    criterion
        For its times.
    shown
        ``(R,)`` what each run shows, from `_shown`.
    from_s, last_s, until_s
        ``(R,)`` the time at the first and the last picture of each run, and at the one after it,
        until which its last picture speaks.

    Returns
    -------
    The runs in which the status changes, the time from which what they show has lasted long
    enough, and the code of what it becomes.

    """
    delays_s = _delays_s(criterion)
    runs: list[int] = []
    since_s: list[float] = []
    codes: list[int] = []
    status = _UNDECIDED
    for_s = [0.0, 0.0, 0.0]  # what speaks for each answer, less what speaks against it
    spans = zip(shown.tolist(), from_s.tolist(), last_s.tolist(), until_s.tolist(), strict=True)
    for run, (kind, begun_s, ended_s, spoke_s) in enumerate(spans):
        found = kind
        if kind == _WITHIN_MARGIN:  # nothing changes on the edge
            found = MISSED_CODE if status == MISSED_CODE else MET_CODE
        if found != status:
            due_s = begun_s + delays_s[status][found] - for_s[found]
            if ended_s >= due_s:
                runs.append(run)
                since_s.append(due_s)
                codes.append(found)
                status = found
                for_s = [0.0, 0.0, 0.0]
                continue
        lasts_s = spoke_s - begun_s
        for_s[found] += lasts_s
        for other in _OTHERS[found]:
            if for_s[other]:
                for_s[other] = max(0.0, for_s[other] - lasts_s)
    return runs, since_s, codes


def _delays_s(criterion: Criterion) -> list[list[float]]:
    """Return, by the present status and what is found, for how long that has to last."""
    steady = Steady(criterion.call_after_s, criterion.clear_after_s)
    table = []
    for steady.status in (*ANSWERS, None):
        table.append([steady.delay_s(found) - ROUNDING_S for found in ANSWERS])
    return table


def _held(count: int, first: NDArray[np.intp], codes: Sequence[int]) -> Codes:
    """Return ``(count,)`` codes, each from its first picture to the next; before them, unseen."""
    values = np.array([UNSEEN_CODE, *codes], np.int8)
    return np.repeat(values, np.diff([0, *first.tolist(), count]))


# --- in order ------------------------------------------------------------------------------------


def _first(flags: Flags) -> int:
    """Return the first place that is set, or their number if none is."""
    return int(flags.argmax()) if flags.any() else len(flags)


def _lasts(holds: Flags, t_s: Array) -> Flags:
    """Return where something has held without a break for `TRIGGER_S`."""
    begins = holds & ~np.append(np.False_, holds[:-1])
    latest = np.maximum.accumulate(np.where(begins, np.arange(len(holds)), 0))
    return np.asarray(holds & (t_s - t_s[latest] >= TRIGGER_S))


def _hidden_s(values: Array, t_s: Array) -> float:
    """Return for how long nobody saw the measure, long gaps between pictures included."""
    elapsed_s = np.diff(t_s, prepend=t_s[:1])
    hidden = np.isnan(values) | (elapsed_s > MAY_BE_HIDDEN_S)
    return float(np.cumsum(np.where(hidden, elapsed_s, 0.0))[-1])
