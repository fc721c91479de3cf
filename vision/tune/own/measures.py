"""Which measures may recognise a pose of the user's own, and how far bodies differ in them.

Left out on purpose: what says how deep a pose is or how well it is done (how near head, chest and
abdomen are to a leg or the floor, the bow of the back, the neck), lest a pose be recognised only
where it is done as deeply as in the recording; what names the left or the right leg, which the
landmarker swaps; places in the picture; movements; and from where the camera looks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from vision.criteria.model import View


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


_ROUNDING: Final = 1e-6

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
    Candidate("seat_over_heels", View.OBLIQUE, 0.12, 0.15, 0.0, 1.8),
    Candidate("ankle_near_deg", View.OBLIQUE, 15.0, 20.0, 60.0, 175.0),
    Candidate("toes_behind_heels", View.OBLIQUE, 0.25, 0.25, -0.5, 0.5),
    Candidate("front_ankle_ahead_of_hip", View.SIDE, 0.3, 0.3, -1.8, 1.8),
    Candidate("knee_front_deg", View.SIDE, 15.0, 25.0, 15.0, 165.0),
    Candidate("knee_back_deg", View.SIDE, 20.0, 30.0, 15.0, 165.0),
    Candidate("thigh_fall_near_deg", View.SIDE, 10.0, 20.0, -85.0, 85.0),
)
"""All there are, those that can be read from any side first; of equally good ones the first is
taken."""
