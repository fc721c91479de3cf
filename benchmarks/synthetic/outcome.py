"""What was measured of a case, beside what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.catalog import UNITS
from vision.measure.geometry import wrap_deg
from vision.measure.meter import measure_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from benchmarks.synthetic.design import Case
    from benchmarks.synthetic.picture import Take
    from vision.measure.body import Body

_MOST: Final = 0.5  # share of the pictures in which a measure has to be seen to count as seen


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One case, measured.

    Attributes
    ----------
    case
        What was asked for.
    distance_m
        Where the camera was in the end.
    found
        Share of the pictures to judge by in which a plausible body was found.
    values
        Every measure: the median over these pictures; NaN where most of them do not tell.
    seen
        For every measure the share of these pictures in which it is a number.
    plane, body
        The two truths of every measure (see `truth`).
    near_right
        Whether the side taken for the near one is; None where nobody was found.
    visibility
        (33,) median over these pictures; NaN where nobody was found.
    hidden_by_body, hidden
        (33,) whether the body itself, or anything, hides the landmark.

    """

    case: Case
    distance_m: float
    found: float
    values: Mapping[str, float]
    seen: Mapping[str, float]
    plane: Mapping[str, float]
    body: Mapping[str, float]
    near_right: bool | None
    visibility: NDArray[np.float64]
    hidden_by_body: NDArray[np.bool_]
    hidden: NDArray[np.bool_]

    def error(self, measure: str, against: str = "body") -> float:
        """Give value minus truth, angles the short way round; ``against`` is "body" or "plane"."""
        truth = self.body if against == "body" else self.plane
        return difference(measure, self.values[measure], truth[measure])


def difference(measure: str, value: float, truth: float) -> float:
    """Give value minus truth in the measure's unit, angles the short way round."""
    off = value - truth
    return float(wrap_deg(np.asarray(off))) if UNITS[measure] == "deg" else off


def compare(taken: Take, seen: Body, found: NDArray[np.bool_]) -> Outcome:
    """Measure what was seen of a take.

    Parameters
    ----------
    taken
        The pictures and their truth.
    seen
        (T,) bodies, NaN where nobody was found.
    found
        (T,) whether a plausible body was.

    """
    settled, use = taken.settled, taken.settled & found
    measured = measure_all(seen, UNITS)
    side = 1 if taken.case.conditions.side == "right" else 0
    return Outcome(
        taken.case,
        taken.distance_m,
        float(found[settled].mean()),
        {name: _median(each[settled]) for name, each in measured.items()},
        {name: float(np.isfinite(each[settled]).mean()) for name, each in measured.items()},
        {name: _median(each[settled]) for name, each in taken.plane.items()},
        {name: _median(each[settled]) for name, each in taken.body.items()},
        bool(np.mean(seen.near[use] == side) > _MOST) if use.any() else None,
        np.median(seen.visibility[use], axis=0) if use.any() else np.full(33, np.nan),
        taken.hidden_by_body,
        taken.hidden,
    )


def _median(values: NDArray[np.float64]) -> float:
    told = values[np.isfinite(values)]
    return float(np.median(told)) if told.size >= _MOST * values.size else float("nan")
