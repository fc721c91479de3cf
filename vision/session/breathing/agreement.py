"""Whether a measured breath goes with the led one, told from chance.

Both are compared breath by breath, by the sine of the led breath's own length that fits each best:
how much later the measured one is, and how much of its motion that sine is. Any other rhythm has
little of it, or drifts through the led one from breath to breath.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from vision.criteria.model import BREATH

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from typing_extensions import Self

    from vision.criteria.model import Values
    from vision.session.breath import Breath, BreathPattern

    Array: TypeAlias = NDArray[np.float64]

BREATHS: Final = 3
"""So many breaths in step, one after the other, are no chance."""
TOLERANCE: Final = 0.1
"""How far a breath may be from the led one, in shares of a breath: 1.6 s of 16. Who leaves out the
holds, and breathes in until it is time to breathe out, is as much in step as who keeps them."""
DRIFT: Final = 0.03
"""How much of a breath it may drift on from one to the next: another rate differs by more."""
RATE: Final = 0.2
"""By what share the rate that is measured by itself may differ."""
SURE: Final = 0.5
"""The least confidence of a measure that is taken account of."""
_COVERED: Final = 0.7
_LONGEST_GAP: Final = 0.08
_REGULAR: Final = 0.6
_FEWEST: Final = 12
_PARTS: Final = 16
_UNLIKE: Final = 0.15
"""How much of their motion breaths of one rhythm may differ in."""
_STILL: Final = 0.05
"""A measured breath that moves less than this share of its fullness stands still."""


class Answer(str, Enum):
    """How the last breaths went with the led ones."""

    FOLLOWS = "follows"
    OTHERWISE = "otherwise"
    CANNOT_TELL = "unseen"


class _Moment(NamedTuple):
    """One moment of both breaths.

    How many have been led until then; how full the lungs should be, with the holds and without, and
    how full they are; how many are breathed in the time of a led one.
    """

    place: float
    led: float
    without_holds: float
    measured: float
    rate: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A breath as the camera sees it at one moment, NaN for cannot tell; see `vision.measure`.

    Attributes
    ----------
    phase
        Which one, as its place in `PHASE_NAMES`.
    fullness
        In [0, 1].
    rate_per_min, in_share
        How many breaths a minute, and how much of their moving time is breathing in.
    confidence
        In [0, 1].

    """

    phase: float = math.nan
    fullness: float = math.nan
    rate_per_min: float = math.nan
    in_share: float = math.nan
    confidence: float = math.nan

    @classmethod
    def of(cls, values: Values) -> Self:
        """Return it from measures by name; nothing of it where they are missing."""
        return cls(*(values.get(f"{BREATH}{f.name}", math.nan) for f in fields(cls)))

    @property
    def told(self) -> bool:
        """Whether it can be told where the breath is."""
        return self.confidence >= SURE and not math.isnan(self.fullness)


MEASURES: Final = frozenset(f"{BREATH}{field.name}" for field in fields(Measured))
"""What a led breath is compared with."""


class Agreement:
    """Follows a measured breath beside the led one."""

    def __init__(self) -> None:
        self._moments: deque[_Moment] = deque()

    def take(self, breath: Breath, pattern: BreathPattern, measured: Measured) -> None:
        """Take the next moment: where the led breath is, what it goes by, what is measured."""
        into_s = breath.into_s(pattern)
        place = breath.count + into_s / pattern.cycle_s
        fullness = measured.fullness if measured.told else math.nan
        plain = _without_holds(into_s, pattern)
        rate = measured.rate_per_min * pattern.cycle_s / 60.0 if measured.told else math.nan
        self._moments.append(_Moment(place, breath.fullness, plain, fullness, rate))
        while self._moments[0].place <= place - BREATHS:
            self._moments.popleft()

    @property
    def latest(self) -> Answer:
        """How the last breath alone went with the led one."""
        return self._answer(1)

    @property
    def lasting(self) -> Answer:
        """How the last `BREATHS` breaths went with the led ones."""
        return self._answer(BREATHS)

    def _answer(self, breaths: int) -> Answer:
        if not self._moments:
            return Answer.CANNOT_TELL
        moments = np.array(self._moments)
        places = moments[:, 0]
        lates = []
        for back in range(breaths, 0, -1):
            upto = places[-1] - back + 1
            one = moments[(places > upto - 1.0) & (places <= upto)]
            if not _covered(one):
                return Answer.CANNOT_TELL
            lates.append(_late(one[np.isfinite(one[:, 3])]))
        drift = abs(lates[-1] - lates[0]) / max(1, breaths - 1)
        follows = (
            not math.isnan(drift)
            and drift <= DRIFT
            and _same_rate(moments[:, 4])
            and (breaths == 1 or _alike(moments))
        )
        return Answer.FOLLOWS if follows else Answer.OTHERWISE


def _covered(one: Array) -> bool:
    """Return whether a breath has been seen for most of its time."""
    places = one[np.isfinite(one[:, 3]), 0]
    if len(places) < _FEWEST:
        return False
    return float(np.minimum(np.diff(places), _LONGEST_GAP).sum()) >= _COVERED


def _late(one: Array) -> float:
    """Return how much later a breath is than the led one, in breaths; NaN where it is another one.

    Within the tolerance of either way to breathe as led, with the holds or without.
    """
    angles = 2.0 * np.pi * one[:, 0]
    waves = np.stack([np.ones(len(one)), np.cos(angles), np.sin(angles)], axis=1)
    fits, *_ = np.linalg.lstsq(waves, one[:, 1:4], rcond=None)
    sines = fits[1] - 1j * fits[2]
    total = one[:, 1:4].var(axis=0)
    regular = (waves @ fits).var(axis=0) / np.maximum(total, 1e-12)
    if total[2] < _STILL**2 or regular[2] < _REGULAR * regular[0]:
        return math.nan
    late, without_holds = (_wrapped(sines[0] / sines[k]) for k in (2, 1))
    low, high = sorted((0.0, without_holds))
    return late if low - TOLERANCE <= late <= high + TOLERANCE else math.nan


def _wrapped(turn: complex) -> float:
    return float(np.angle(turn)) / (2.0 * math.pi)


def _same_rate(rates: Array) -> bool:
    """Return whether the rate by itself, in led breaths, is about theirs."""
    told = rates[np.isfinite(rates)]
    return len(told) > 0 and abs(float(np.median(told)) - 1.0) <= RATE


def _alike(moments: Array) -> bool:
    """Return whether the measured breaths are much like each other: what wanders is not."""
    seen = moments[np.isfinite(moments[:, 3])]
    parts = (seen[:, 0] % 1.0 * _PARTS).astype(int)
    counts = np.maximum(np.bincount(parts, minlength=_PARTS), 1)
    means = np.bincount(parts, seen[:, 3], minlength=_PARTS) / counts
    return float((seen[:, 3] - means[parts]).var()) <= _UNLIKE * float(seen[:, 3].var())


def _without_holds(into_s: float, pattern: BreathPattern) -> float:
    """Return how full the lungs are where each hold is breathed through."""
    first, full, out, empty = pattern.seconds
    if into_s < first + full:
        return into_s / (first + full)
    return 1.0 - (into_s - first - full) / (out + empty)
