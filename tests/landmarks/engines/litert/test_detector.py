"""Anchors, and boxes that show one body made one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ai_edge_litert")

from vision.landmarks.engines.litert.detector import MOST_OVERLAP, anchors, detect, merged, sigmoid


class FakeNetwork:
    """A detector that answers with given numbers, and keeps the crop it is shown."""

    side_px = 224

    def __init__(self, boxes: dict[int, np.ndarray], score: float = 5.0) -> None:
        self._logits = np.full((2254, 1), -100.0, np.float32)
        self._boxes = np.zeros((2254, 12), np.float32)
        for row, box in boxes.items():
            self._logits[row] = score
            self._boxes[row] = box

    def run(self, crop_bgr: np.ndarray, low: float, high: float) -> dict[tuple[int, int], object]:
        """Answer."""
        assert (low, high) == (-1.0, 1.0)
        self.shown = crop_bgr
        return {(2254, 1): self._logits, (2254, 12): self._boxes}


def test_anchors_are_the_middles_of_cells() -> None:
    """Those of the finest layer first, row by row, as many in each cell as the network has."""
    made = anchors()
    assert made.shape == (2254, 2)
    np.testing.assert_allclose(made[:4] * 28, [[0.5, 0.5], [0.5, 0.5], [1.5, 0.5], [1.5, 0.5]])
    np.testing.assert_allclose(made[56] * 28, [0.5, 1.5])
    np.testing.assert_allclose(made[28 * 28 * 2] * 14, [0.5, 0.5])
    np.testing.assert_allclose(made[-1] * 7, [6.5, 6.5])
    assert ((made > 0) & (made < 1)).all()


def test_a_body_is_where_its_points_are_beside_its_anchor() -> None:
    """In pixels of the picture, whatever its shape: the network sees it in a square."""
    row = 28 * 28 * 2 + (7 * 14 + 7) * 2  # the cell right and below of the middle, 16 pixels wide
    box = np.zeros(12)
    box[2:4] = 50
    box[4:8] = -8, -8, -8, -8 - 56  # hips in the middle of all, the rim a quarter above them
    network = FakeNetwork({row: box})
    (region,) = detect(network, np.full((300, 600, 3), 200, np.uint8), 0.5, 1)  # type: ignore[arg-type]
    assert (region.x_px, region.y_px) == pytest.approx((300, 150))
    assert region.side_px == pytest.approx(2 * 150 * 1.25)
    assert region.turn_rad == pytest.approx(0.0)
    assert (network.shown[:50] == 0).all(), "above and below of it there is nothing"
    assert (network.shown[60:160] == 200).all()


@pytest.mark.parametrize(("least", "count"), [(0.5, 1), (0.99, 1), (0.995, 0), (1.0, 0)])
def test_only_sure_ones_count(least: float, count: int) -> None:
    """A logit of 5 is a chance of 0.9933."""
    box = np.array([0, 0, 50, 50, 0, 0, 0, -50, 0, 0, 0, 0])
    found = detect(FakeNetwork({0: box}), np.zeros((224, 224, 3), np.uint8), least, 1)  # type: ignore[arg-type]
    assert len(found) == count


def test_nobody_is_no_region() -> None:
    """And no error."""
    assert detect(FakeNetwork({}), np.zeros((9, 9, 3), np.uint8), 0.0001, 2) == []  # type: ignore[arg-type]


def boxes(*middles: float) -> np.ndarray:
    """Return boxes of side 1 with these x of their middle and of one point."""
    return np.array([[[x, 0.0], [1.0, 1.0], [x, 5.0]] for x in middles])


def test_boxes_of_one_body_are_averaged_by_their_scores() -> None:
    """Those that overlap the surest one enough, its points along; the others are other bodies."""
    scores = np.array([0.9, 0.3, 0.5])
    found = merged(boxes(0.0, 0.2, 3.0), scores, 5)
    np.testing.assert_allclose(found[:, 0, 0], [0.2 * 0.3 / 1.2, 3.0])
    np.testing.assert_allclose(found[:, 2, 0], found[:, 0, 0])
    np.testing.assert_allclose(merged(boxes(0.0, 0.2, 3.0), scores, 1), found[:1])


def test_the_surest_come_first_and_half_an_overlap_is_two() -> None:
    """Boxes a third apart share half of what they cover: not more."""
    apart = (1 - MOST_OVERLAP) / (1 + MOST_OVERLAP)
    found = merged(boxes(0.0, apart + 1e-6), np.array([0.6, 0.7]), 5)
    np.testing.assert_allclose(found[:, 0, 0], [apart + 1e-6, 0.0])
    assert len(merged(boxes(0.0, apart - 1e-6), np.array([0.6, 0.7]), 5)) == 1


def test_boxes_without_a_size_end() -> None:
    """They overlap nothing, not even themselves."""
    none = boxes(0.0, 0.0)
    none[:, 1] = 0
    assert len(merged(none, np.array([0.6, 0.7]), 5)) == 2
    assert merged(none[:0], np.array([]), 5).shape == (0, 3, 2)


@given(st.floats(-1e6, 1e6))
def test_the_sigmoid_stays_a_chance(value: float) -> None:
    """However sure a network is, in both precisions."""
    for kind in (np.float32, np.float64):
        chance = sigmoid(np.array([value], kind))
        assert chance.dtype == kind
        assert 0 <= chance[0] <= 1
        assert chance[0] + sigmoid(np.array([-value], kind))[0] == pytest.approx(1)
