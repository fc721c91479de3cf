"""The leg stretched ahead as the silhouette shows it, where it has no landmarks.

Behind the folded near leg and the arms that reach for its foot a far leg has none; its outline runs
along the floor to the foot all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.geometry import angle_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.geometry import Array

# In trunks (hip-shoulder chord as seen) and degrees.
_FOLDED_DEG: Final = 80.0  # the near knee of who sits on that heel, or beside it
_AT_THE_HIP: Final = 0.4  # and its ankle is no farther ahead of the hip
_FLOOR_BAND: Final = (-0.45, 0.35)  # a lower edge so far over to so far under the near knee's
_GAP: Final = 0.06  # holes in the silhouette up to this long are looked through
_STRAIGHT: Final = 0.08  # median distance of the lower edge off a line, at most: a hand may hang
_FOOT: Final = 0.35  # over the last of it stands the foot,
_FOOT_HEIGHT: Final = 0.22  # this high; an arm on the floor is half of that
_SHORTEST: Final = (
    1.6  # a leg and a foot end 1.7 and more ahead, an arm to lean on no more than 1.5
)
_SHOULDERS_UP: Final = (
    0.14  # over the hips, in a fold of 82 degrees; in child's pose they are level
)
_HAND: Final = 0.45  # a wrist so near to the end,
_HAND_ON_FLOOR: Final = 0.17  # and no higher than this over the floor: an arm lies there
_LONGEST: Final = 2.6  # a leg and a foot, from the hip


@dataclass(frozen=True, slots=True)
class _Edge:
    """The silhouette ahead of the near knee, column by column, in trunks.

    Attributes
    ----------
    ahead
        ``(n,)`` how far each column is ahead of the hip.
    low, high
        ``(n,)`` height of its lowest run's lower and upper edge over the near knee.
    ground
        Height of the near knee's lower edge over it, a negative number; NaN where there is none.

    """

    ahead: Array
    low: Array
    high: Array
    ground: float


def leg_ahead(
    silhouette: NDArray[np.uint8],
    size_px: tuple[int, int],
    near_leg_px: Array,
    wrists_px: Array,
    forward_px: float,
    rise: float,
) -> float:
    """Return how far ahead of the hips, level, a stretched leg without landmarks ends, in trunks.

    The end is that of its foot. NaN unless the near leg is seen folded back, its heel by the hip,
    and past its knee the silhouette runs on along the floor, with a straight lower edge, to
    something as high as a foot. An arm that is seen to lie there is none.

    Parameters
    ----------
    silhouette
        ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture.
    size_px
        ``(width, height)`` of the picture.
    near_leg_px
        ``(3, 2)`` pixels: hip, knee and ankle of the near leg.
    wrists_px
        ``(2, 2)`` pixels; NaN for unseen.
    forward_px
        The trunk's length, negative if the front of the body is to the left of the picture.
    rise
        Height of the shoulders over the hips, in trunks.

    """
    hip, knee, ankle = near_leg_px
    points = np.array([knee, ankle, *wrists_px]) - hip
    knee_at, ankle_at, *wrists = points / (forward_px, -abs(forward_px))
    folded = float(angle_deg(hip, knee, ankle)) <= _FOLDED_DEG and ankle_at[0] <= _AT_THE_HIP
    if not (folded and knee_at[0] > 0.0 and rise >= _SHOULDERS_UP):
        return float("nan")
    edge = _edge_ahead(silhouette, size_px, hip, knee, forward_px)
    end, ground = _end_of_leg(edge), knee_at[1] + edge.ground
    lies = any(abs(x - end) <= _HAND and y - ground <= _HAND_ON_FLOOR for x, y in wrists)
    return float("nan") if lies else end


def _edge_ahead(
    silhouette: NDArray[np.uint8],
    size_px: tuple[int, int],
    hip: Array,
    knee: Array,
    forward_px: float,
) -> _Edge:
    """Look at the columns from the knee on."""
    rows, columns = silhouette.shape
    to_cells = np.array([columns / size_px[0], rows / size_px[1]])
    hip_cell, knee_cell = hip * to_cells, knee * to_cells
    across, tall = forward_px * to_cells[0], abs(forward_px) * to_cells[1]
    end = np.clip(hip_cell[0] + _LONGEST * across, 0, columns - 1)
    picked = np.arange(int(np.clip(knee_cell[0], 0, columns - 1)), int(end), int(np.sign(across)))
    # Rows from the floor upwards: the first run of each column is what rests on it.
    floor = int(np.clip(knee_cell[1] + 0.5 * tall, 0, rows))
    inside = silhouette[:floor, picked][::-1] > 0
    first = inside.argmax(axis=0)
    ends = ~inside & (np.arange(len(inside))[:, np.newaxis] > first)
    last = np.where(ends.any(axis=0), ends.argmax(axis=0), len(inside))
    empty = ~inside.any(axis=0)
    low, high = ((floor - at - knee_cell[1]) / -tall for at in (first, last))
    nothing = np.where(empty, np.nan, 0.0)
    ahead = (picked - hip_cell[0]) / across
    below = low[(ahead <= ahead[:1] + _GAP) & ~empty]
    ground = float(np.median(below)) if below.size else float("nan")
    return _Edge(ahead, low + nothing, high + nothing, ground)


def _end_of_leg(edge: _Edge) -> float:
    """Return where a leg along the floor ends, NaN where there is none."""
    with np.errstate(invalid="ignore"):
        under = edge.ground - edge.low
        along = (under >= _FLOOR_BAND[0]) & (under <= _FLOOR_BAND[1])
    latest = np.maximum.accumulate(np.where(along, edge.ahead, -np.inf))
    ended = edge.ahead - latest > _GAP
    leg = np.flatnonzero(along[: int(ended.argmax()) if ended.any() else len(ended)])
    past = leg[edge.ahead[leg] > edge.ahead[0] + _GAP] if leg.size else leg
    end = float(edge.ahead[leg[-1]]) if past.size else -np.inf
    return end if end >= _SHORTEST and _is_leg(edge, past, end) else float("nan")


def _is_leg(edge: _Edge, past: NDArray[np.intp], end: float) -> bool:
    """Say whether what lies ahead is straight below and ends in something as high as a foot."""
    places, low = edge.ahead[past], edge.low[past]
    line = np.polyval(np.polyfit(places, low, 1), places)
    straight = float(np.median(np.abs(low - line))) <= _STRAIGHT
    foot = past[places >= end - _FOOT]
    height = float(np.max(edge.high[foot] - edge.low[foot]))
    return straight and height >= _FOOT_HEIGHT
