"""What a picture shows of the light, and whether anything in it changes."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from vision.frames.light import PictureWatch
from vision.frames.source import Frame

NOISE = np.random.default_rng(7)


def noisy(level: float, t_s: float = 0.0, size_px: tuple[int, int] = (960, 540)) -> Frame:
    """Return a picture of one grey with the noise of a camera."""
    image = NOISE.normal(level, 3.0, (size_px[1], size_px[0], 3)).clip(0, 255).astype(np.uint8)
    return Frame(image, t_s, round(30 * t_s))


def test_brightness_and_spread_are_those_of_the_grey() -> None:
    """Whatever part of the pixels is looked at."""
    frame = noisy(80.0)
    frame.image_bgr[:, :480] += 100
    values = PictureWatch().update(frame, None)
    assert values["brightness"] == pytest.approx(130.0, abs=1.0)
    assert values["spread"] == pytest.approx(50.0, abs=1.0)


def test_a_person_against_the_light_is_darker_than_all_around() -> None:
    """By the silhouette, at any resolution; without one nothing is told."""
    frame = noisy(200.0)
    frame.image_bgr[100:400, 300:500] = 30
    silhouette = np.zeros((54, 96), np.uint8)
    silhouette[10:40, 30:50] = 255
    values = PictureWatch().update(frame, silhouette)
    assert values["person_brightness"] == pytest.approx(30.0, abs=8.0)
    assert values["around_brightness"] == pytest.approx(200.0, abs=3.0)
    assert math.isnan(PictureWatch().update(frame, None)["person_brightness"])


def test_a_picture_stands_still_while_every_pixel_is_the_same() -> None:
    """The noise of a camera is enough to tell that it lives; so is one pixel."""
    watch = PictureWatch()
    still = noisy(100.0)
    assert watch.update(still, None)["still_s"] == 0.0
    for t_s in (0.5, 2.0):
        copy = Frame(still.image_bgr.copy(), t_s, 1)
        assert watch.update(copy, None)["still_s"] == t_s
    moved = still.image_bgr.copy()
    moved[333, 333] ^= 1
    assert watch.update(Frame(moved, 3.0, 2), None)["still_s"] == 0.0
    assert watch.update(noisy(100.0, 4.0), None)["still_s"] == 0.0


def test_another_size_is_another_picture() -> None:
    """A stream may change its size."""
    watch = PictureWatch()
    watch.update(noisy(100.0), None)
    assert watch.update(noisy(100.0, 1.0, (640, 480)), None)["still_s"] == 0.0


@pytest.mark.benchmark
def test_it_costs_next_to_nothing() -> None:
    """Under 0.3 ms of a picture's 33, of pictures that change and of those that do not."""
    silhouette = np.ones((540, 960), np.uint8)
    for frames in ([noisy(100.0, i / 30) for i in range(30)], [noisy(100.0)] * 30):
        watch, costs_s = PictureWatch(), []
        for frame in frames:
            start_s = time.perf_counter()
            watch.update(frame, silhouette)
            costs_s.append(time.perf_counter() - start_s)
        assert sorted(costs_s)[len(costs_s) // 4] < 0.0003
