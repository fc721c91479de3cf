"""What labels hold of a criterion, sorted: what can be judged, what cannot, and on which side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.tune.fit.rates import Rates, by_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Band, Criterion
    from vision.tune.fit.stretch import Judged
    from vision.tune.session import Array

_MOST_OF: Final = (2.0, 98.0)


@dataclass(frozen=True, slots=True)
class Count:
    """How much was marked.

    Attributes
    ----------
    sessions, stretches, seconds
        What the shares rest on.
    unseen, brief
        Stretches that are in no share: the criterion could not be seen for as long as a miss has to
        last before it is called, or they are shorter than that.
    stray
        Of ``stretches``, those that lie on a side of the correct ones where the band has no bound.

    """

    sessions: int
    stretches: int
    seconds: float
    unseen: int
    brief: int
    stray: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share in [0, 1] with its interval; NaN if there is nothing to count."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a whole band does to the labelled stretches, as shares of a session's."""

    caught: Share
    false_alarms: Share


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The labelled stretches of one criterion.

    Attributes
    ----------
    correct, wrong
        Those that would be called by some threshold; the others tell nothing of any.
    silent
        The others.

    """

    correct: tuple[Judged, ...]
    wrong: tuple[Judged, ...]
    silent: tuple[Judged, ...]

    @classmethod
    def of(cls, stretches: Iterable[Judged]) -> Material:
        """Sort them."""
        told: list[Judged] = []
        silent: list[Judged] = []
        for one in stretches:
            (told if one.can_be_called() else silent).append(one)
        correct = tuple(one for one in told if not one.wrong)
        return cls(correct, tuple(one for one in told if one.wrong), tuple(silent))

    def wrong_on(self, bound: str, band: Band) -> tuple[Judged, ...]:
        """Return the wrong stretches one bound is there for.

        All of them if it is the only one; else those whose median lies on its side of the median of
        the correct stretches' medians, or of the middle of the band where none is correct.
        """
        if math.isinf(band.low) or math.isinf(band.high):
            return self.wrong
        middle = self._middle(band)
        return tuple(one for one in self.wrong if (_median(one) < middle) == (bound == "low"))

    def stray(self, band: Band) -> int:
        """Return how many wrong stretches lie where the band has no bound."""
        if not self.correct:
            return 0
        middle = self._middle(band)
        below = sum(_median(one) < middle for one in self.wrong)
        above = sum(_median(one) > middle for one in self.wrong)
        return below * math.isinf(band.low) + above * math.isinf(band.high)

    def _middle(self, band: Band) -> float:
        if not self.correct:
            return (band.low + band.high) / 2
        return float(np.median([_median(one) for one in self.correct]))

    def outcome(self, band: Band) -> Outcome:
        """Return what a whole band does."""
        caught, alarms = (rates_of(some, [band]) for some in (self.wrong, self.correct))
        return Outcome(_only(caught), _only(alarms))

    def count(self, criterion: Criterion, *, wrong: bool) -> Count:
        """Count the stretches of one kind."""
        told = self.wrong if wrong else self.correct
        silent = [one for one in self.silent if one.wrong == wrong]
        brief = sum(len(s.seen) > 0 and s.seconds < criterion.call_after_s for s in silent)
        return Count(
            sessions=len({one.session for one in told}),
            stretches=len(told),
            seconds=sum(one.seconds for one in told),
            unseen=len(silent) - brief,
            brief=brief,
            stray=self.stray(criterion.band) if wrong else 0,
        )


def rates_of(stretches: Sequence[Judged], bands: Sequence[Band]) -> Rates:
    """Return the share of stretches that each of some bands calls; they differ in one bound."""
    called = np.array([one.called_by(bands) for one in stretches], bool)
    return by_session([one.session for one in stretches], called.reshape(-1, len(bands)))


def ends_of(*groups: Sequence[Judged], otherwise: float) -> Array:
    """Return between which values most of every stretch lies, in any order; else another value.

    Single pictures are left out: they are never called, and would only coarsen what is tried.
    """
    ends = [np.percentile(one.seen, _MOST_OF) for group in groups for one in group]
    return np.concatenate(ends or [np.array([otherwise])])


def _median(stretch: Judged) -> float:
    return float(np.median(stretch.seen))


def _only(rates: Rates) -> Share:
    return Share(rates.value.item(), rates.low.item(), rates.high.item())
