"""A recording, measured, and the stretches of it in which the steps of a routine are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vision.session.routine import Step
    from vision.words.reasons import Reason

Array: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
SURE_S: Final = 2.0
_FLICKER_S: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One recording of one person, measured at every picture.

    Attributes
    ----------
    name
        What tells it from other recordings.
    t_s
        ``(T,)`` seconds, increasing.
    measures
        By name, ``(T,)`` each, in the measure's unit; NaN for "cannot tell".
    somebody
        ``(T,)`` whether anybody is seen.
    sights
        ``(T,)`` what can be seen of the body, each whole number standing for the same.
    why_unseen
        Returns why a measure, by name, cannot be told at one of the ``sights``.

    """

    name: str
    t_s: Array
    measures: Mapping[str, Array]
    somebody: Flags
    sights: NDArray[np.int64]
    why_unseen: Callable[[str, int], Reason]

    @property
    def duration_s(self) -> float:
        """How long it lasts, the last picture for as long as most of them; 0 for less than two."""
        gaps_s = np.diff(self.t_s)
        return float(gaps_s.sum() + np.median(gaps_s)) if len(gaps_s) else 0.0

    def values(self, measure: str) -> Array:
        """Return a measure, ``(T,)``; NaN throughout where it was not taken."""
        if measure in self.measures:
            return self.measures[measure]
        return np.full(self.t_s.shape, np.nan)

    def rows(self, start_s: float, end_s: float) -> slice:
        """Return the pictures from ``start_s`` on and before ``end_s``."""
        return slice(*np.searchsorted(self.t_s, [start_s, end_s]).tolist())


def surely_seen(t_s: Array, somebody: Flags) -> Flags:
    """Return in which pictures, ``(T,)``, somebody is seen who stays for a while.

    Who shows for less than `SURE_S` is nobody to go by: a title's figures are taken for a body now
    and then. Flickering is staying, and a take that is as short as that is seen as it is.
    """
    rows = np.flatnonzero(somebody)
    gaps_s = np.diff(t_s)
    flicker_s = max(_FLICKER_S, 1.5 * float(np.median(gaps_s))) if len(gaps_s) else _FLICKER_S
    sure: Flags = np.array(somebody, bool)
    for run in np.split(rows, np.flatnonzero(np.diff(t_s[rows]) > flicker_s) + 1):
        if len(run) and t_s[run[-1]] - t_s[run[0]] < min(SURE_S, t_s[-1] - t_s[0]):
            sure[run] = False
    return sure


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a take in which one step of a routine is done.

    Attributes
    ----------
    index
        The step's place in the routine, from 0.
    step
        The step.
    lead_s
        From when on the movement into the pose is judged, at most ``start_s``: the end of the
        stretch before, or a few seconds where what came before is unknown.
    start_s, end_s
        When the body is in the pose, in seconds of the take; ``end_s`` is not part of it.
    score
        How well the pose is recognised in it, in [0, 1], as a mean over its seen pictures.

    """

    index: int
    step: Step
    lead_s: float
    start_s: float
    end_s: float
    score: float
