"""Labelled stretches, and whether a criterion would be called in them at any bound."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.judge import VIEW_MEASURE
from vision.errors import UsageError
from vision.session.recorded.scores import scores
from vision.session.recorded.statuses import MISSED_CODE
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vision.criteria.model import Band, Criterion, Pose
    from vision.session.recorded.statuses import OrderValues, SteadyValues, TakeValues
    from vision.session.recorded.take import Array, Flags, Take
    from vision.tune.labels import Label


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A stretch of which it is known whether a criterion should be called in it.

    Attributes
    ----------
    take
        What it is of: pictures of one take are not independent. It holds at least the measures of
        `measures_of`.
    rows
        Its pictures in the take; may be none.
    criterion
        The variant that is judged there.
    wrong
        Whether it should be called.

    """

    take: Take
    rows: slice
    criterion: Criterion
    wrong: bool


def measures_of(criterion: Criterion) -> frozenset[str]:
    """Return the names of the measures by which a criterion is judged."""
    bands = (criterion.band, criterion.when)
    return frozenset({VIEW_MEASURE, *(band.measure for band in bands if band)})


def labelled(
    take: Take, labels: Iterable[Label], variants: Sequence[Pose], criterion: str
) -> tuple[Labelled, ...]:
    """Return what the labels of a take tell of one criterion.

    Parameters
    ----------
    take
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
                "{pose} has no {criterion} of side {side}; correct the label from {start_s:g} "
                "to {end_s:g} s",
                pose=label.pose,
                criterion=criterion,
                side=label.side or say("none"),
                start_s=label.start_s,
                end_s=label.end_s,
            )
    return tuple(
        Labelled(
            take,
            take.rows(label.start_s, label.end_s),
            by_side[label.side],
            bool(label.criterion),
        )
        for label in about
    )


@dataclass(frozen=True, slots=True, eq=False)
class Judgeable:
    """A labelled stretch, ready to be judged by many bands.

    Attributes
    ----------
    session
        The name of its take.
    wrong
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
    _values: SteadyValues | OrderValues

    @classmethod
    def of(cls, stretch: Labelled, take_values: TakeValues) -> Judgeable:
        """Work out what does not depend on a band; ``take_values`` are those of its take."""
        t_s = stretch.take.t_s[stretch.rows]
        found = take_values.of(stretch.criterion, stretch.rows)
        seen = found.values[~np.isnan(found.values)]
        seconds = float(t_s[-1] - t_s[0]) if len(t_s) else 0.0
        return cls(stretch.take.name, stretch.wrong, seconds, seen, stretch.criterion, found)

    def can_be_called(self) -> bool:
        """Whether it is seen for long enough to be called if every value of it is missed."""
        return self.called(replace(self._criterion.band, low=math.inf, high=math.inf))

    def called(self, band: Band) -> bool:
        """Whether a miss would be called in it, judged from its first picture on."""
        if not len(self.seen):
            return False
        codes = self._values.statuses(replace(self._criterion, band=band))
        return bool((codes == MISSED_CODE).any())

    def called_by(self, bands: Sequence[Band]) -> Flags:
        """Return `called` for bands that differ in one bound and are ordered by it, ``(n,)``.

        Until a miss is called, all that counts is which values are beyond the margin. A laxer
        bound has no other values beyond it than a stricter one. So two bands with as many values
        beyond them have the same ones, and the same answer.
        """
        beyond = self._beyond(bands)
        answers = {0: False}
        for count, band in zip(beyond, bands, strict=True):
            if count not in answers:
                answers[count] = self.called(band)
        return np.array([answers[count] for count in beyond], bool)

    def _beyond(self, bands: Sequence[Band]) -> list[int]:
        """Return how many values are beyond the margin of each band.

        If the first and the last of some bands have as many, so have all between them.
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
