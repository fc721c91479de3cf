"""What the second network says of a region: the points of the body in it, and its silhouette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.engines.litert.detector import sigmoid
from vision.landmarks.engines.litert.region import Region
from vision.landmarks.skeleton import LANDMARK_COUNT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.engines.litert.networks import Network

POINTS: Final = 39
"""The landmarks and six more, of which the first two make the next region (tasks/cc/vision/
pose_landmarker/pose_landmarks_detector_graph.cc: ``kLandmarksNum`` and
ConfigureSplitNormalizedLandmarkListCalculator)."""
MIDDLE_POINT: Final = 33
RIM_POINT: Final = 34
NUMBERS: Final = 5
"""Of a point: x, y and z in pixels of the crop, then logits of being seen and of being there."""
BLACK, WHITE = 0.0, 1.0
"""What the network takes, as the metadata in its file says (mean 0, deviation 255)."""
HEAT_SIDE: Final = 64
HEAT_REACH: Final = 3
"""Cells to each side of a point that are looked at (the same file:
ConfigureRefineLandmarksFromHeatmapCalculator, ``kernel_size`` 7)."""
MIN_HEAT: Final = 0.5
"""Heat that one of those cells has to have (calculators/util/
refine_landmarks_from_heatmap_calculator.proto: ``min_confidence_to_refine``)."""

_OFFSETS: Final = np.arange(-HEAT_REACH, HEAT_REACH + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A body in a region.

    Attributes
    ----------
    xy_px
        ``(33, 2)`` in pixels of the picture, also beyond it.
    xyz_m
        ``(33, 3)`` metres from the middle of the hips, as in `Landmarks`.
    visibility
        ``(33,)`` in [0, 1].
    next_region
        Where the body is to be looked for in the next picture.
    mask
        ``(256, 256)`` logits over the region.
    region
        The region looked at.

    """

    xy_px: NDArray[np.float64]
    xyz_m: NDArray[np.float64]
    visibility: NDArray[np.float64]
    next_region: Region
    mask: NDArray[np.float32]
    region: Region

    def silhouette(self, size_px: tuple[int, int]) -> NDArray[np.uint8]:
        """Return ``(rows, columns)``, 1 where the person is in a picture of ``(width, height)``."""
        return (self.region.paste(sigmoid(self.mask), size_px) > MIN_MASK).view(np.uint8)


MIN_MASK: Final = 0.5
"""Chance from which a pixel is the person's, as for the reference engine."""


def read(
    network: Network, image_bgr: NDArray[np.uint8], region: Region, min_presence: float
) -> Reading | None:
    """Return the body in a region, None where the network is less sure than ``min_presence``.

    None also where a number is NaN, as nothing can be followed from it.
    """
    if not region.finite:
        return None
    crop = region.crop(image_bgr, network.side_px, replicate=True)
    outputs = network.run(crop, BLACK, WHITE)
    if not outputs[1,][0] >= min_presence:  # a probability already
        return None
    rows = outputs[POINTS * NUMBERS,].reshape(POINTS, NUMBERS).astype(np.float64)
    xyz_m = outputs[POINTS * 3,].reshape(POINTS, 3)[:LANDMARK_COUNT].astype(np.float64)
    if not (np.isfinite(rows).all() and np.isfinite(xyz_m).all()):
        return None
    shares = refined(rows[:, :2] / network.side_px, outputs[HEAT_SIDE, HEAT_SIDE, POINTS])
    xy_px = region.points_back(shares)
    # calculators/util/world_landmark_projection_calculator.cc: turned back, depth as it is.
    xyz_m[:, :2] = xyz_m[:, :2] @ region.turning.T
    return Reading(
        xy_px=xy_px[:LANDMARK_COUNT],
        xyz_m=xyz_m,
        visibility=sigmoid(rows[:LANDMARK_COUNT, 3]),
        next_region=Region.around(xy_px[MIDDLE_POINT], xy_px[RIM_POINT]),
        mask=outputs[network.side_px, network.side_px, 1][:, :, 0].copy(),
        region=region,
    )


def refined(shares: NDArray[np.float64], heat: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return points moved to the middle of the heat around them.

    As calculators/util/refine_landmarks_from_heatmap_calculator.cc does it: cells are found by
    cutting decimals off, those beyond the map have no heat, and a point left, right or above of the
    map, or with little heat around it, stays where it is.

    Parameters
    ----------
    shares
        ``(n, 2)`` x and y in shares of the region.
    heat
        ``(rows, columns, n)`` logits.

    """
    side = heat.shape[0]
    cells = (shares * side).astype(int)
    columns, rows = (cells[:, axis, np.newaxis] + _OFFSETS for axis in (0, 1))
    inside = _within(rows, side)[:, :, np.newaxis] & _within(columns, side)[:, np.newaxis]
    around = heat[
        np.clip(rows, 0, side - 1)[:, :, np.newaxis],
        np.clip(columns, 0, side - 1)[:, np.newaxis],
        np.arange(len(shares))[:, np.newaxis, np.newaxis],
    ]
    chances = np.where(inside, sigmoid(around.astype(np.float64)), 0.0)
    near = (cells >= 0).all(axis=1) & (cells[:, 0] < side)
    moves = near & (chances.max(axis=(1, 2)) >= MIN_HEAT)
    total = np.where(moves, chances.sum(axis=(1, 2)), 1.0)
    x = (chances * columns[:, np.newaxis]).sum(axis=(1, 2)) / total / side
    y = (chances * rows[:, :, np.newaxis]).sum(axis=(1, 2)) / total / side
    return np.where(moves[:, np.newaxis], np.column_stack([x, y]), shares)


def _within(cells: NDArray[np.int_], side: int) -> NDArray[np.bool_]:
    return np.asarray((cells >= 0) & (cells < side))
