"""Points moved by the heat around them, and what is read of a region."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("ai_edge_litert")

from vision.landmarks.engines.litert.reading import HEAT_SIDE, POINTS, read, refined
from vision.landmarks.engines.litert.region import Region

COLD = -50.0


def heat(*hot: tuple[int, int, float]) -> np.ndarray:
    """Return a map of one point, cold but for cells of row, column and logit."""
    made = np.full((HEAT_SIDE, HEAT_SIDE, 1), COLD, np.float32)
    for row, column, logit in hot:
        made[row, column] = logit
    return made


def moved(x: float, y: float, heat_map: np.ndarray) -> tuple[float, float]:
    """Return where a point at x and y in cells of the map is put, in cells."""
    to = refined(np.array([[x, y]]) / HEAT_SIDE, heat_map)[0] * HEAT_SIDE
    return float(to[0]), float(to[1])


def test_a_point_goes_to_the_middle_of_the_heat() -> None:
    """Of the cells up to three away from its own, by their chances."""
    assert moved(20.9, 30.2, heat((31, 22, 9.0))) == pytest.approx((22, 31))
    assert moved(20.0, 30.0, heat((30, 20, 2.0), (30, 22, 2.0))) == pytest.approx((21, 30))
    assert moved(20.0, 30.0, heat((30, 20, 9.0), (30, 24, 9.0))) == pytest.approx((20, 30))


@pytest.mark.parametrize("logit", [COLD, -0.1])
def test_without_heat_it_stays(logit: float) -> None:
    """Half a chance in one cell is the least."""
    assert moved(20.3, 30.6, heat((30, 20, logit))) == pytest.approx((20.3, 30.6))


def test_at_the_edge_the_cells_beyond_are_cold() -> None:
    """And a point beyond it stays, but where the decimals of its cell are cut off towards it."""
    hot = heat((0, 0, 9.0), (63, 63, 9.0))
    assert moved(1.5, 2.5, hot) == pytest.approx((0, 0))
    assert moved(62.5, 61.5, hot) == pytest.approx((63, 63))
    assert moved(-0.5, 0.5, hot) == pytest.approx((0, 0))
    for beyond in ((-1.5, 0.5), (0.5, -1.5), (64.5, 63.5), (63.5, 68.0)):
        assert moved(*beyond, hot) == pytest.approx(beyond)


class FakeNetwork:
    """A landmark network that finds all points in one place of the crop."""

    side_px = 256

    def __init__(self, presence: float, broken: tuple[int, ...] | None = None) -> None:
        self._presence = presence
        self._broken = broken

    def run(self, crop_bgr: np.ndarray, low: float, high: float) -> dict[tuple[int, ...], object]:
        """Answer: points in the middle of the crop, the rim a quarter above; x forward in space."""
        assert (low, high) == (0.0, 1.0)
        assert crop_bgr.shape == (256, 256, 3)
        rows = np.tile(np.array([128, 128, 7, 2.0, 1.0], np.float32), (POINTS, 1))
        rows[34, 1] = 64
        world = np.tile(np.array([1.0, 0.0, 0.5], np.float32), (POINTS, 1))
        outputs = {
            (1,): np.array([self._presence], np.float32),
            (195,): rows.ravel(),
            (117,): world.ravel(),
            (64, 64, 39): np.full((64, 64, 39), COLD, np.float32),
            (256, 256, 1): np.where(np.arange(256)[:, None, None] < 128, 9.0, -9.0).astype(
                np.float32
            )
            * np.ones((256, 256, 1), np.float32),
        }
        if self._broken is not None:
            outputs[self._broken].flat[0] = np.nan
        return outputs


def test_what_is_read_is_turned_back() -> None:
    """Points in pixels, metres in the picture's directions with depth as it is, and the mask."""
    region = Region(200.0, 100.0, 128.0, math.pi / 2)
    reading = read(FakeNetwork(0.9), np.zeros((240, 320, 3), np.uint8), region, 0.5)  # type: ignore[arg-type]
    assert reading is not None
    np.testing.assert_allclose(reading.xy_px, np.tile([200.0, 100.0], (33, 1)))
    np.testing.assert_allclose(reading.xyz_m[0], [0, 1, 0.5], atol=1e-6)
    np.testing.assert_allclose(reading.visibility, 1 / (1 + math.exp(-2)))
    assert (reading.next_region.x_px, reading.next_region.y_px) == pytest.approx((200, 100))
    assert reading.next_region.side_px == pytest.approx(2 * 32 * 1.25)
    assert reading.next_region.turn_rad == pytest.approx(math.pi / 2)
    silhouette = reading.silhouette((320, 240))
    assert silhouette.shape == (240, 320)
    # Above in the region is to the right in the picture.
    assert silhouette[100, 230]
    assert not silhouette[100, 170]
    assert not silhouette[200, 230]


def test_who_is_not_there_is_not_read() -> None:
    """The network's own word, against how sure it has to be."""
    image = np.zeros((240, 320, 3), np.uint8)
    network = FakeNetwork(0.3)
    assert read(network, image, Region.whole((320, 240)), 0.5) is None  # type: ignore[arg-type]
    assert read(network, image, Region.whole((320, 240)), 0.05) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("output", [(1,), (195,), (117,)])
def test_what_is_not_a_number_is_nobody(output: tuple[int, ...]) -> None:
    """Nothing could be followed from it; in a map or the mask it is one cold cell."""
    image, region = np.zeros((240, 320, 3), np.uint8), Region.whole((320, 240))
    assert read(FakeNetwork(0.9, output), image, region, 0.5) is None  # type: ignore[arg-type]
    for harmless in ((64, 64, 39), (256, 256, 1)):
        assert read(FakeNetwork(0.9, harmless), image, region, 0.5) is not None  # type: ignore[arg-type]


def test_a_region_that_is_nowhere_shows_nobody() -> None:
    """As one made of points that are NaN."""
    nowhere = Region.around(np.full(2, np.nan), np.zeros(2))
    image = np.zeros((240, 320, 3), np.uint8)
    assert read(FakeNetwork(0.9), image, nowhere, 0.5) is None  # type: ignore[arg-type]
