"""Labelled stretches, and whether a criterion would be called in them at any bound."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.judge import VIEW_MEASURE
from vision.errors import UsageError
from vision.session.recorded.over_time import scores
from vision.session.recorded.steadied import MISSED_CODE, watch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Band, Criterion, Pose
    from vision.session.recorded.steadied import Watch
    from vision.tune.labels import Label
    from vision.tune.session import Array, Session

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A stretch of which it is known whether a criterion should be called in it.

    Attributes
    ----------
    session
        What tells its session from others: pictures of one session are not independent.
    t_s
        ``(T,)`` seconds, increasing; may be empty.
    measures
        By name, ``(T,)``, NaN for "cannot tell": at least those of `measures_of`.
    criterion
        The variant that is judged there.
    wrong
        Whether it should be called.

    """

    session: str
    t_s: Array
    measures: Mapping[str, Array]
    criterion: Criterion
    wrong: bool


def measures_of(criterion: Criterion) -> frozenset[str]:
    """Return the names of the measures by which a criterion is judged."""
    bands = (criterion.band, criterion.when)
    return frozenset({VIEW_MEASURE, *(band.measure for band in bands if band)})


def labelled(
    session: Session, labels: Iterable[Label], variants: Sequence[Pose], criterion: str
) -> tuple[Labelled, ...]:
    """Return what the labels of a session tell of one criterion.

    Parameters
    ----------
    session
        Measured.
    labels
        Its labels; those of other poses, or wrong because of another criterion, are passed over:
        what is wrong in one way may be as it should be in another, or not.
    variants
        The pose, or all of it for a pose with one for each leg in front; at least one.
    criterion
        The name of one of its criteria.

    Raises
    ------
    UsageError
        If a label's side is none of the pose's.

    """
    by_side = {
        pose.side: one for pose in variants for one in pose.criteria if one.name == criterion
    }
    about = [
        label
        for label in labels
        if label.pose == variants[0].name and label.criterion in {"", criterion}
    ]
    for label in about:
        if label.side not in by_side:
            raise UsageError(
                f"{label.pose} has no {criterion} of side {label.side or 'none'}; correct the "
                f"label from {label.start_s:g} to {label.end_s:g} s"
            )
    return tuple(_cut(session, label, by_side[label.side]) for label in about)


def _cut(session: Session, label: Label, criterion: Criterion) -> Labelled:
    rows = slice(*np.searchsorted(session.t_s, [label.start_s, label.end_s]))
    measures = {
        name: session.measured[name][rows]
        for name in measures_of(criterion)
        if name in session.measured
    }
    return Labelled(session.name, session.t_s[rows], measures, criterion, bool(label.criterion))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A labelled stretch, ready to be judged by many bands.

    Attributes
    ----------
    session, wrong
        As in `Labelled`.
    seconds
        From its first picture to its last.
    seen
        The values it is judged by, without those that cannot be told, in the order of time.

    """

    session: str
    wrong: bool
    seconds: float
    seen: Array
    _criterion: Criterion
    _watch: Watch

    @classmethod
    def of(cls, stretch: Labelled) -> Judged:
        """Work out what does not depend on a band."""
        t_s = np.asarray(stretch.t_s, np.float64)
        watched = watch(stretch.criterion, t_s, stretch.measures)
        seen = watched.values[~np.isnan(watched.values)]
        seconds = float(t_s[-1] - t_s[0]) if len(t_s) else 0.0
        return cls(stretch.session, stretch.wrong, seconds, seen, stretch.criterion, watched)

    def can_be_called(self) -> bool:
        """Whether it is seen for long enough to be called if every value of it is missed."""
        return self.called(replace(self._criterion.band, low=math.inf, high=math.inf))

    def called(self, band: Band) -> bool:
        """Whether a miss would be called in it, judged from its first picture on."""
        if not len(self.seen):
            return False
        codes = self._watch.statuses(replace(self._criterion, band=band))
        return bool((codes == MISSED_CODE).any())

    def called_by(self, bands: Sequence[Band]) -> Flags:
        """Return `called` for bands that differ in one bound and are ordered by it, ``(n,)``.

        Until a miss is called, all that counts is which values are beyond the margin. Of values
        beyond one bound, those of a laxer bound are some: so where there are as many, they are the
        same, and the answer is.
        """
        beyond = self._beyond(bands)
        answers = {0: False}
        for count, band in zip(beyond, bands, strict=True):
            if count not in answers:
                answers[count] = self.called(band)
        return np.array([answers[count] for count in beyond], bool)

    def _beyond(self, bands: Sequence[Band]) -> list[int]:
        """Return how many values are beyond the margin of each band.

        Where both ends of a part of them have as many, so has all in between.
        """
        counts = [-1] * len(bands)
        parts = [(0, len(bands) - 1)]
        while parts:
            first, last = parts.pop()
            for end in {first, last}:
                if counts[end] < 0:
                    counts[end] = int(np.count_nonzero(scores(bands[end], self.seen) == 0.0))
            if counts[first] == counts[last]:
                counts[first : last + 1] = [counts[first]] * (last + 1 - first)
            elif last - first > 1:
                middle = (first + last) // 2
                parts += [(first, middle), (middle, last)]
        return counts
