"""The turned square: what is cut out of it, and the way back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.landmarks.engines.litert.region import ROOM, Region

turns = st.floats(-math.pi, math.pi - 1e-6)


@given(st.floats(-500, 500), st.floats(-500, 500), turns, st.floats(1, 400))
def test_the_body_stands_upright_in_its_region(x: float, y: float, turn: float, r: float) -> None:
    """Hips in the middle, the rim straight above them, with a quarter more room than the circle."""
    rim = np.array([x + r * math.sin(turn), y - r * math.cos(turn)])
    region = Region.around(np.array([x, y]), rim)
    assert region.side_px == pytest.approx(2 * r * ROOM)
    assert math.cos(region.turn_rad - turn) == pytest.approx(1)
    assert -math.pi <= region.turn_rad <= math.pi
    back = region.points_back(np.array([[0.5, 0.5], [0.5, 0.5 - 0.5 / ROOM]]))
    np.testing.assert_allclose(back, [[x, y], rim], atol=1e-6)


def test_the_region_of_a_known_body_is_about_the_one_it_was_found_in() -> None:
    """Hips in the middle and the trunk upright, lying too; unseen points do not matter."""
    body = np.full((33, 2), np.nan)
    body[[11, 12]] = [300, 190], [300, 210]  # shoulders, right of the hips: the body lies
    body[[23, 24]] = [200, 200], [np.nan, np.nan]
    body[28] = [50, 200]
    region = Region.of_body(body)
    assert (region.x_px, region.y_px) == (200, 200)
    assert region.side_px == pytest.approx(2 * 150 * ROOM)
    assert region.turn_rad == pytest.approx(math.pi / 2)


def spotted(x: int, y: int) -> np.ndarray:
    """Return a grey picture with a white spot around a pixel."""
    image = np.full((240, 320, 3), 60, np.uint8)
    image[y - 4 : y + 5, x - 4 : x + 5] = 255
    return image


@pytest.mark.parametrize("turn_rad", [0.0, 0.4, math.pi / 2, -2.0])
def test_what_is_cut_out_lies_where_points_come_back_to(turn_rad: float) -> None:
    """And what is pasted, too: within a pixel of the picture."""
    region = Region(150.0, 110.0, 128.0, turn_rad)
    crop = region.crop(spotted(170, 100), 256, replicate=True)
    rows, columns = np.nonzero(crop[:, :, 0] > 200)
    middle = np.array([[columns.mean(), rows.mean()]]) / 256
    np.testing.assert_allclose(region.points_back(middle), [[170, 100]], atol=0.6)
    pasted = region.paste((crop[:, :, 0] > 200).astype(np.float32), (320, 240))
    assert pasted.shape == (240, 320)
    rows, columns = np.nonzero(pasted > 0.5)
    np.testing.assert_allclose([columns.mean(), rows.mean()], [170, 100], atol=0.6)


def test_pixels_lie_on_whole_numbers() -> None:
    """A region as large as its crop is cut out without being smeared over half pixels."""
    image = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    crop = Region.whole((64, 64)).crop(image, 64, replicate=False)
    np.testing.assert_array_equal(crop, image)


def test_beyond_the_picture_is_its_edge_or_nothing() -> None:
    """As each network was taught."""
    image = np.full((100, 100, 3), 200, np.uint8)
    beyond = Region(0.0, 50.0, 100.0, 0.0)
    assert (beyond.crop(image, 64, replicate=True) == 200).all()
    black = beyond.crop(image, 64, replicate=False)
    assert (black[:, :30] == 0).all()
    assert (black[:, 34:] == 200).all()
    assert (beyond.paste(np.ones((64, 64), np.float32), (100, 100))[:, 60:] == 0).all()
