"""The back as the silhouette shows it: landmarks hold no spine points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.geometry import Array

STATIONS: Final = 21
"""Places along the chord from hip (first) to shoulder (last) at which the back's edge is sought."""

_REACH: Final = 0.6  # how far from the chord the edge of a back can be, in chords
_SAMPLES: Final = 72  # sight-line samples: one per pixel for a trunk of 120 px
_GAP: Final = 0.05  # holes in the mask up to this long, in chords, are looked through
_LATE_START: Final = 0.15  # a sight line may meet the person only this far from the chord
_BACK: Final = slice(2, 19)  # stations of the back proper: between the buttock and the shoulder cap
_ENOUGH: Final = 2 / 3  # of these stations have to be seen
_SHORTEST_CHORD_PX: Final = 12.0
_ALONG: Final = np.linspace(0.0, 1.0, STATIONS)
_PARABOLA: Final = np.stack([np.ones(STATIONS), _ALONG, _ALONG**2], axis=1)[_BACK]


def dorsal_profile(
    silhouette: NDArray[np.uint8],
    size_px: tuple[int, int],
    hip_px: Array,
    shoulder_px: Array,
    facing: float,
) -> Array:
    """Return how far the back's outer edge lies from the hip-shoulder chord, along the chord.

    Parameters
    ----------
    silhouette
        ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture.
    size_px
        ``(width, height)`` of the picture the points are in.
    hip_px, shoulder_px
        ``(2,)`` middles of hips and shoulders, pixels of the picture, y down.
    facing
        +1 if the front of the body is to the right when upright, -1 if to the left.

    Returns
    -------
    ``(STATIONS,)`` float64, distances towards the back in chord lengths, at least 0. NaN where the
    chord's point is off the silhouette, and everywhere when the chord or facing is unknown.

    """
    chord = shoulder_px - hip_px
    length_px = float(np.hypot(chord[0], chord[1]))
    if not (np.isfinite(length_px) and length_px >= _SHORTEST_CHORD_PX and facing in (1.0, -1.0)):
        return np.full(STATIONS, np.nan)
    outward = facing * np.array([chord[1], -chord[0]]) / length_px
    reach = np.linspace(0.0, _REACH, _SAMPLES)
    stations = hip_px + _ALONG[:, np.newaxis] * chord
    sights = stations[:, np.newaxis] + reach[:, np.newaxis] * length_px * outward
    return _edge(_on_person(silhouette, size_px, sights), reach)


def _on_person(
    silhouette: NDArray[np.uint8], size_px: tuple[int, int], points_px: Array
) -> NDArray[np.bool_]:
    """Look points of the picture up in the silhouette; outside the picture nobody is."""
    rows, columns = silhouette.shape
    scale = np.array([columns / size_px[0], rows / size_px[1]])
    map_xy = (points_px * scale - 0.5).astype(np.float32)
    looked_up = cv2.remap(
        silhouette, map_xy[..., 0], map_xy[..., 1], cv2.INTER_NEAREST, borderValue=0
    )
    return np.asarray(looked_up) > 0


def _edge(on_person: NDArray[np.bool_], reach: Array) -> Array:
    """Return the reach of each sight line's last sample on the person before a real gap.

    The mask may have a hole around the chord itself (an arm of another colour, a bad patch), so a
    line may also begin a little away from it.
    """
    step = reach[1] - reach[0]
    index = np.arange(reach.size)
    last_on = np.maximum.accumulate(np.where(on_person, index, -1), axis=1)
    gap = np.where(last_on < 0, index * step - (_LATE_START - _GAP), (index - last_on) * step)
    over = np.logical_or.accumulate(gap > _GAP, axis=1)
    reached = np.where(over, -1, last_on).max(axis=1)
    return np.where(reached >= 0, reach[np.maximum(reached, 0)], np.nan)


def back_curve(profile: Array) -> Array:
    """Return how far the back bulges off a straight line between hip and shoulder, in chords.

    The parabola that fits the back's edge best (least squares) is taken over the whole chord, and
    its height in the middle given. A fit of the whole edge is steadier than its single farthest
    point, and the ends, where buttock and shoulder cap bend away, can be left out of it without
    making the bulge smaller.

    Parameters
    ----------
    profile
        ``(..., STATIONS)`` from `dorsal_profile`.

    Returns
    -------
    ``(...)`` outward positive, hollow negative. NaN where more than a third of the back is unseen.

    """
    back = np.asarray(profile)[..., _BACK]
    seen = np.isfinite(back)
    weights = seen.astype(float)
    edge = np.where(seen, back, 0.0)
    normal = np.einsum("...k,ki,kj->...ij", weights, _PARABOLA, _PARABOLA)
    target = np.einsum("...k,ki->...i", edge, _PARABOLA)
    enough = np.count_nonzero(seen, axis=-1) >= _ENOUGH * back.shape[-1]
    normal = np.where(enough[..., np.newaxis, np.newaxis], normal, np.eye(3))
    solved = np.linalg.solve(normal, target[..., np.newaxis])[..., 0]
    # Over a chord of length 1 the parabola a x^2 rises a / 4 above the line through its ends.
    return np.where(enough, -solved[..., 2] / 4, np.nan)
