"""Which one miss to speak of: a person on a mat can change one thing at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

# Movements pass and can hurt, so they come first; aims are never asked for at all.
_RANK: Final = {Kind.MOVEMENT: 0, Kind.LEAVE: 0, Kind.FORM: 1}


def relevance(verdict: Verdict) -> tuple[int, int, float, str]:
    """Return the sort key of a miss, the most relevant first.

    How dangerous its kind is; the priority its pose gives it; how far off it is (the score); and
    the name, so that equal ones do not take turns.
    """
    c = verdict.criterion
    off_by = 0.0 if math.isnan(verdict.score) else verdict.score
    return (_RANK[c.kind], c.priority, off_by, c.name)


def most_relevant(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the one miss to correct, or None if there is none."""
    missed = [v for v in verdicts if v.status is Status.MISSED and v.criterion.kind in _RANK]
    return min(missed, key=relevance, default=None)
