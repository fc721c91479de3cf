"""Which measures may recognise a pose of the user's own, and what they read in its moments.

Left out on purpose: what says how deep a pose is or how well it is done (how near head, chest and
abdomen are to a leg or the floor, the bow of the back, the neck), lest a pose be recognised only
where it is done as deeply as in the recording; what names the left or the right leg, which the
landmarker swaps; places in the picture; movements; and from where the camera looks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, Band, Criterion, Kind, Pose, View
from vision.session.recorded.align import RECOGNISED_FROM
from vision.session.recorded.scores import recognition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.tune.own.moments import Array, Flags, Parts

READABLE: Final = 0.8
"""The least share of every moment in which a measure has to be readable to be proposed."""
_RANGE_PERCENT: Final = (5.0, 95.0)
_WIDEST: Final = 0.6  # of all a measure can read; a wider band tells next to nothing
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that may recognise a pose.

    Attributes
    ----------
    measure
        Its name.
    view
        From where it is to be trusted, as in the shipped poses.
    error
        Its usual error, in its unit: the margin, as in the shipped poses.
    spread
        How far other people and other cameras may differ from one recording, in its unit: about as
        far as the bounds of the shipped poses lie from what was read in them.
    least, most
        The ends of what bodies can read. A bound at or beyond an end says nothing.
    follows_fold
        Whether it tells how deep a fold forward is, and so is no way to recognise one.
    mostly_alike
        Whether most poses read much the same: that it is narrow then tells nothing.

    """

    measure: str
    view: View
    error: float
    spread: float
    least: float
    most: float
    follows_fold: bool = False
    mostly_alike: bool = False

    @property
    def name(self) -> str:
        """What a criterion over it is called: the measure without its unit."""
        return self.measure.removesuffix("_deg")

    def share_of_range(self, low: float, high: float) -> float:
        """Return how much of all it can read lies between two bounds, in [0, 1]."""
        return (min(high, self.most) - max(low, self.least)) / (self.most - self.least)

    def bounds(self, low: float, high: float) -> tuple[float, float]:
        """Return bounds round what was read, rounded outwards, infinite at a physical end."""
        step = 5.0 if self.measure.endswith("_deg") else 0.05
        # Rounded once more, or 0.15 would be written 0.15000000000000002.
        low = round(math.floor((low - self.spread) / step + _ROUNDING) * step, 2)
        high = round(math.ceil((high + self.spread) / step - _ROUNDING) * step, 2)
        return (
            low if low > self.least else -math.inf,
            high if high < self.most else math.inf,
        )


TRUNK: Final = Candidate("trunk_tilt_deg", View.ANY, 10.0, 20.0, -180.0, 180.0)
"""How the trunk leans: every shipped pose is recognised by it."""
FOLDED_FROM_DEG: Final = 45.0
"""A trunk that leans forward further folds; people sitting upright lean up to 15 degrees."""
ANY_FOLD_DEG: Final = 25.0
"""How little of a fold is still one, as in head to knee; no more of it is asked of anybody."""

CANDIDATES: Final = (
    TRUNK,
    Candidate("knee_fold_near_deg", View.ANY, 8.0, 25.0, 15.0, 165.0),
    Candidate("hip_fold_near_deg", View.ANY, 8.0, 20.0, 15.0, 165.0, follows_fold=True),
    Candidate("seat_over_floor", View.ANY, 0.2, 0.2, 0.2, 1.9),
    Candidate("shoulders_over_floor", View.ANY, 0.25, 0.25, 0.2, 2.8, follows_fold=True),
    Candidate("trunk_roll_deg", View.ANY, 8.0, 15.0, 10.0, 80.0, mostly_alike=True),
    Candidate("ankles_apart", View.ANY, 0.05, 0.15, -1.0, 1.5),
    Candidate("knee_fold_far_deg", View.ANY, 20.0, 30.0, 15.0, 165.0),
    Candidate("knees_apart", View.ANY, 0.1, 0.2, -0.5, 2.0, mostly_alike=True),
    Candidate("shin_across_near", View.ANY, 0.13, 0.2, -1.8, 1.8),
    Candidate("seat_over_heels", View.OBLIQUE, 0.12, 0.15, 0.0, 1.8),
    Candidate("knee_over_floor_near", View.OBLIQUE, 0.15, 0.15, 0.1, 1.2, mostly_alike=True),
    Candidate("knee_over_floor_far", View.OBLIQUE, 0.15, 0.25, 0.1, 1.2, mostly_alike=True),
    Candidate("ankle_near_deg", View.OBLIQUE, 15.0, 20.0, 60.0, 175.0),
    Candidate("toes_behind_heels", View.OBLIQUE, 0.25, 0.25, -0.5, 0.5),
    Candidate("front_ankle_ahead_of_hip", View.SIDE, 0.3, 0.3, -1.8, 1.8),
    Candidate("knee_front_deg", View.SIDE, 15.0, 25.0, 15.0, 165.0),
    Candidate("knee_back_deg", View.SIDE, 20.0, 30.0, 15.0, 165.0),
    Candidate("thigh_fall_near_deg", View.PROFILE, 10.0, 20.0, -85.0, 85.0),
)
"""All there are, those that can be read from any side first; of equally good ones the first is
taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a measure reads in the moments; ``rejects`` is ``(T,)``, where it is surely missed."""

    candidate: Candidate
    band: Band
    read: tuple[float, float]
    readable: float
    rejects: Flags

    def rejected_share(self, left: Array) -> float:
        """Return what share of what is left is rejected; ``left`` are ``(T,)`` weights."""
        total = float(left.sum())
        return float(left[self.rejects].sum()) / total if total > 0 else 0.0


def usable(measured: Mapping[str, Array], cut: Parts) -> list[Reading]:
    """Return what may recognise the pose, in the order of `CANDIDATES`."""
    found = [_found(c, measured, cut) for c in CANDIDATES if c.measure in measured]
    usable = [f for f in found if f is not None]
    folded = any(f.candidate is TRUNK and f.read[1] > FOLDED_FROM_DEG for f in usable)
    return [f for f in usable if not (folded and f.candidate.follows_fold)]


def _found(candidate: Candidate, measured: Mapping[str, Array], cut: Parts) -> Reading | None:
    """Return what is read; None if it is not readable enough, or reads nearly anything."""
    values = measured[candidate.measure]
    seen = np.isfinite(values) & _in_view(candidate.view, measured)
    readable = min(float(weights[seen].sum()) for weights in cut.moments)
    if readable < READABLE:
        return None
    read = _range(values[seen], cut.shown[seen])
    low, high = candidate.bounds(*read)
    if candidate.share_of_range(low, high) > _WIDEST:
        return None
    if candidate is TRUNK:
        low = min(low, ANY_FOLD_DEG)
    band = Band(candidate.measure, low, high, candidate.error)
    return Reading(candidate, band, read, readable, _rejects(band, candidate.view, measured))


def _in_view(view: View, measured: Mapping[str, Array]) -> Flags:
    off_side_deg = measured.get(VIEW_MEASURE, np.asarray(math.nan))
    return np.asarray(~(off_side_deg > VIEW_LIMIT_DEG[view]))


def _range(values: Array, weights: Array) -> tuple[float, float]:
    """Return the robust range of values that count differently; the outermost are left out."""
    order = np.argsort(values)
    so_far = np.cumsum(weights[order])
    middle = (so_far - weights[order] / 2) / so_far[-1] * 100.0
    low, high = np.interp(_RANGE_PERCENT, middle, values[order])
    return float(low), float(high)


def _rejects(band: Band, view: View, measured: Mapping[str, Array]) -> Flags:
    alone = Criterion("alone", Kind.RECOGNISE, band, "", view=view)
    pose = Pose("alone", "", "", criteria=(alone,))
    return np.asarray(recognition(pose, measured, tell=False) < RECOGNISED_FROM)
