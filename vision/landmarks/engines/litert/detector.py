"""Where bodies are in a picture: the first network, which sees all of it at 224 pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from vision.landmarks.engines.litert.region import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.engines.litert.networks import Network

LAYERS: Final = ((28, 2), (14, 2), (7, 6))
"""Cells along a side, and anchors in each: strides of 8, 16, and three times 32 pixels of 224, each
with the one aspect ratio and one anchor between two scales (tasks/cc/vision/pose_detector/
pose_detector_graph.cc: ConfigureSsdAnchorsCalculator; there too ``anchor_offset`` 0.5, and
``fixed_anchor_size``, so that sizes are shares of the picture)."""
COORDINATES: Final = 12
"""Numbers of a box: its middle, its size, and four points (the same file:
ConfigureTensorsToDetectionsCalculator, ``num_coords``, ``num_keypoints``, scales of 224)."""
MIDDLE_POINT: Final = 0
RIM_POINT: Final = 1
"""Which of the points make the region (the same file: ConfigureAlignmentPointsRectsCalculator,
``rotation_vector_start_keypoint_index`` and ``rotation_vector_end_keypoint_index``)."""
MOST_OVERLAP: Final = 0.5
"""Intersection over union above which two boxes show one body (tasks/cc/vision/pose_detector/proto/
pose_detector_graph_options.proto: ``min_suppression_threshold``)."""
_Real = TypeVar("_Real", np.float32, np.float64)

BLACK, WHITE = -1.0, 1.0
"""What the network takes, as the metadata in its file says (mean and deviation 127.5)."""


def anchors() -> NDArray[np.float32]:
    """Return the ``(2254, 2)`` middles of all anchors, x and y in shares of the picture."""
    rows = []
    for cells, each in LAYERS:
        middles = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(middles, middles, indexing="ij")
        rows.append(np.repeat(np.column_stack([x.ravel(), y.ravel()]), each, axis=0))
    return np.concatenate(rows).astype(np.float32)


_ANCHORS: Final = anchors()
_COUNT: Final = len(_ANCHORS)


def detect(
    network: Network, image_bgr: NDArray[np.uint8], min_score: float, most: int
) -> list[Region]:
    """Return the regions of bodies in a picture, the surest first.

    Parameters
    ----------
    network
        The detector.
    image_bgr
        ``(rows, columns, 3)``.
    min_score
        In [0, 1]: how sure it has to be.
    most
        How many to return at most.

    """
    height, width = image_bgr.shape[:2]
    whole = Region.whole((width, height))
    crop = whole.crop(image_bgr, network.side_px, replicate=False)
    outputs = network.run(crop, BLACK, WHITE)
    # Sigmoids are taken of what is kept alone: the threshold is turned round instead.
    logits = outputs[_COUNT, 1][:, 0]
    kept = np.flatnonzero(logits >= _logit(min_score))
    scores = sigmoid(logits[kept].astype(np.float64))
    boxes = outputs[_COUNT, COORDINATES][kept].astype(np.float64) / network.side_px
    boxes = boxes.reshape(-1, COORDINATES // 2, 2)
    boxes[:, [0, *range(2, COORDINATES // 2)]] += _ANCHORS[kept, np.newaxis]
    points_px = whole.points_back(merged(boxes, scores, most).reshape(-1, 2)).reshape(
        -1, COORDINATES // 2, 2
    )
    return [Region.around(box[2 + MIDDLE_POINT], box[2 + RIM_POINT]) for box in points_px]


def merged(
    boxes: NDArray[np.float64], scores: NDArray[np.float64], most: int
) -> NDArray[np.float64]:
    """Return one box for each body, the surest first: the mean of its boxes, by their scores.

    Weighted non-maximum suppression, as calculators/util/non_max_suppression_calculator.cc has it.

    Parameters
    ----------
    boxes
        ``(n, k, 2)``: the middle, the size, then any number of points.
    scores
        ``(n,)`` in [0, 1].
    most
        How many bodies to return at most.

    Returns
    -------
    NDArray
        ``(m, k, 2)``, ``m`` at most ``most``.

    """
    left = np.argsort(-scores, kind="stable")
    found: list[NDArray[np.float64]] = []
    while left.size and len(found) < most:
        same = _overlaps(boxes[left], boxes[left[0]]) > MOST_OVERLAP
        same[0] = True  # a box without a size overlaps nothing, itself included
        members = left[same]
        found.append(np.average(boxes[members], axis=0, weights=scores[members]))
        left = left[~same]
    return np.array(found).reshape(-1, *boxes.shape[1:])


def _overlaps(boxes: NDArray[np.float64], one: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intersection over union of each box with one of them, 0 where nothing is left."""
    low, high = (boxes[:, 0] + side * boxes[:, 1] / 2 for side in (-1, 1))
    low_one, high_one = (one[0] + side * one[1] / 2 for side in (-1, 1))
    shared = np.clip(np.minimum(high, high_one) - np.maximum(low, low_one), 0, None).prod(axis=1)
    union = (high - low).prod(axis=1) + (high_one - low_one).prod() - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def sigmoid(values: NDArray[_Real]) -> NDArray[_Real]:
    """Return the logistic function of logits, of their precision."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -80, 80))), values.dtype)


def _logit(share: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log(share) - np.log1p(-share))
