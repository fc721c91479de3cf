"""What labels hold of a criterion: which stretches can be judged, and what share of them is called.

Shares are over sessions, as the pictures of one session hang together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.tune.fit.result import Count, Outcome, Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Band, Criterion
    from vision.session.recorded.take import Array, Flags
    from vision.tune.fit.stretch import Judgeable

CONFIDENCE: Final = 0.95
_MOST_OF: Final = (2.0, 98.0)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The labelled stretches of one criterion.

    Attributes
    ----------
    correct, wrong
        Those that would be called by some threshold; the others tell nothing of any.
    silent
        The others.

    """

    correct: tuple[Judgeable, ...]
    wrong: tuple[Judgeable, ...]
    silent: tuple[Judgeable, ...]

    @classmethod
    def of(cls, stretches: Iterable[Judgeable]) -> Evidence:
        """Sort them."""
        judgeable: list[Judgeable] = []
        silent: list[Judgeable] = []
        for one in stretches:
            (judgeable if one.can_be_called() else silent).append(one)
        correct = tuple(one for one in judgeable if not one.wrong)
        return cls(correct, tuple(one for one in judgeable if one.wrong), tuple(silent))

    def wrong_on(self, bound: str, band: Band) -> tuple[Judgeable, ...]:
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
        judgeable = self.wrong if wrong else self.correct
        silent = [one for one in self.silent if one.wrong == wrong]
        brief = sum(len(s.seen) > 0 and s.seconds < criterion.call_after_s for s in silent)
        return Count(
            sessions=len({one.session for one in judgeable}),
            stretches=len(judgeable),
            seconds=sum(one.seconds for one in judgeable),
            unseen=len(silent) - brief,
            brief=brief,
            stray=self.stray(criterion.band) if wrong else 0,
        )


def rates_of(stretches: Sequence[Judgeable], bands: Sequence[Band]) -> Rates:
    """Return the share of stretches that each of some bands calls; they differ in one bound."""
    called = np.array([one.called_by(bands) for one in stretches], bool)
    return by_session([one.session for one in stretches], called.reshape(-1, len(bands)))


def ends_of(*groups: Sequence[Judgeable], otherwise: float) -> Array:
    """Return between which values most of every stretch lies, in any order; else another value.

    Single pictures are left out: they are never called, and would only coarsen what is tried.
    """
    ends = [np.percentile(one.seen, _MOST_OF) for group in groups for one in group]
    return np.concatenate(ends or [np.array([otherwise])])


def _median(stretch: Judgeable) -> float:
    return float(np.median(stretch.seen))


def _only(rates: Rates) -> Share:
    return Share(rates.value.item(), rates.low.item(), rates.high.item())


# --- shares ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Shares in [0, 1] and their `CONFIDENCE` intervals, ``(n,)`` each; NaN without any session."""

    value: Array
    low: Array
    high: Array


def by_session(sessions: Sequence[str], called: Flags) -> Rates:
    """Return which share of a session's stretches is called, as a mean over the sessions.

    Every session counts as much as any other, so that a person who was labelled ten times as often
    does not decide for all.

    Parameters
    ----------
    sessions
        Of which session each stretch is, ``S`` of them.
    called
        ``(S, n)`` whether it is called, at each of n thresholds.

    Notes
    -----
    The interval is the Wilson score interval (Wilson, 1927, "Probable inference, the law of
    succession, and statistical inference") with as many trials as there are sessions: however long
    a session is, it is one witness. Shares of sessions lie in [0, 1], and no such number with mean
    p varies more than one that is 0 or 1; so the interval is wide rather than narrow. A bootstrap
    over sessions would have no width where all of them agree, which few often do.

    """
    if not len(sessions):
        nothing = np.full(called.shape[1], np.nan)
        return Rates(nothing, nothing, nothing)
    names, whose = np.unique(np.asarray(sessions), return_inverse=True)
    belongs = whose == np.arange(len(names))[:, np.newaxis]
    shares = (belongs @ called.astype(np.float64)) / belongs.sum(axis=1, keepdims=True)
    value = shares.mean(axis=0)
    return Rates(value, *wilson(value, len(names)))


def wilson(value: Array, trials: int) -> tuple[Array, Array]:
    """Return the ends of the Wilson score interval of shares out of a number of trials."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    scale = 1 + z**2 / trials
    middle = (value + z**2 / (2 * trials)) / scale
    half = z * np.sqrt(value * (1 - value) / trials + z**2 / (4 * trials**2)) / scale
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
