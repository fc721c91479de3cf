"""What labels tell of a criterion's band, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from vision.criteria.model import Criterion
    from vision.session.recorded.take import Array
    from vision.tune.bounds import Bounds

Bound: TypeAlias = Literal["low", "high"]
BOUNDS: Final[tuple[Bound, ...]] = ("low", "high")
Number = TypeVar("Number", float, "Array")

ALARM_WEIGHT: Final = 3.0
"""How many misses not called one false alarm is worth: a wrong correction is worse than silence, as
whoever hears one stops believing those that are right."""


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

    @property
    def worth(self) -> float:
        """How good it is, as `worth` tells."""
        return float(worth(self.caught.value, self.false_alarms.value))


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What one bound of a band does at each threshold; the other bound is left open.

    Attributes
    ----------
    bound
        Which.
    threshold
        ``(n,)`` increasing, in the measure's unit.
    caught, caught_low, caught_high
        ``(n,)`` the share of the stretches marked wrong, on this bound's side, that are called,
        and its interval (`vision.tune.fit.evidence.by_session`); NaN if there are none.
    false_alarms, false_alarms_low, false_alarms_high
        The same of the stretches marked correct.
    suggested
        The place of the suggestion; None if nothing is better than saying nothing, or something to
        compare is missing.
    as_good
        The least and the greatest threshold around the suggestion that do as well; None without.
    current
        The place of the bound as it is.
    values
        The least and the greatest value that was read in these stretches.

    """

    bound: Bound
    threshold: Array
    caught: Array
    caught_low: Array
    caught_high: Array
    false_alarms: Array
    false_alarms_low: Array
    false_alarms_high: Array
    suggested: int | None
    as_good: tuple[float, float] | None
    current: int
    values: tuple[float, float]

    @property
    def unsure(self) -> bool:
        """Whether the intervals of what the suggestion catches, and wrongly calls, overlap."""
        at = self.suggested
        return at is not None and bool(self.caught_low[at] <= self.false_alarms_high[at])


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What labels tell of a criterion's band.

    Attributes
    ----------
    criterion
        Of the first variant, with the bounds as they are now.
    current
        Those.
    curves
        One for each bound there is, if anything could be judged.
    proposed
        Other bounds; None if nothing can be proposed.
    now, then
        What the band does as it is, and as proposed.
    correct, wrong
        What there was of stretches marked correct, and wrong because of the criterion.
    sessions
        How many sessions hold either.
    warnings
        What to know before trusting it, as sentences; the gravest first.

    """

    criterion: Criterion
    current: Bounds
    curves: tuple[Curve, ...]
    proposed: Bounds | None
    now: Outcome
    then: Outcome | None
    correct: Count
    wrong: Count
    sessions: int
    warnings: tuple[str, ...]

    @property
    def no_better(self) -> bool:
        """Whether the band as it is does as well as the one suggested."""
        return self.then is not None and self.now.worth >= self.then.worth - _SAME


_SAME: Final = 1e-9


def worth(caught: Number, false_alarms: Number) -> Number:
    """Return how good thresholds are: 0 is saying nothing, 1 is all caught without false alarm."""
    return caught - ALARM_WEIGHT * false_alarms
