"""The webcam's effects do what they say."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.synthetic.effects import blurred, exposed, noisy

EDGE = np.zeros((40, 60, 3), np.float32)
EDGE[:, 30:] = 200.0
GREY = np.full((200, 200, 3), 120.0, np.float32)


def steepest(image: np.ndarray) -> float:
    """Give the greatest step from a pixel to the next."""
    return float(np.abs(np.diff(image, axis=1)).max())


def test_a_soft_lens_lowers_the_steepest_edge() -> None:
    """And none leaves the picture as it is; the light stays the same in sum."""
    assert blurred(EDGE, 0.0) is EDGE
    soft, softer = blurred(EDGE, 1.0), blurred(EDGE, 2.5)
    assert steepest(EDGE) > 2.0 * steepest(soft) > 2.0 * steepest(softer)
    assert soft.mean() == pytest.approx(EDGE.mean(), rel=0.02)


def test_noise_has_the_deviation_asked_for() -> None:
    """In each colour by itself, around the same brightness, and the same for the same seed."""
    grainy = noisy(GREY, 9.0, seed=1)
    assert grainy.dtype == np.uint8
    assert grainy.mean() == pytest.approx(120.0, abs=0.2)
    assert grainy.std(axis=(0, 1)) == pytest.approx([9.0] * 3, abs=0.2)
    assert np.corrcoef(grainy[..., 0].ravel(), grainy[..., 1].ravel())[0, 1] < 0.02
    np.testing.assert_array_equal(grainy, noisy(GREY, 9.0, seed=1))
    assert (noisy(GREY, 0.0, seed=1) == 120).all()


def test_exposure_scales_and_what_is_too_bright_is_lost() -> None:
    """As on a sensor."""
    np.testing.assert_allclose(exposed(GREY, 0.5, 0.0), 60.0)
    np.testing.assert_allclose(exposed(GREY, 3.0, 0.0), 255.0)


def test_warm_light_raises_red_and_lowers_blue() -> None:
    """Pictures are blue, green, red."""
    np.testing.assert_allclose(exposed(GREY, 1.0, 0.1)[0, 0], [108.0, 120.0, 132.0], rtol=1e-5)
