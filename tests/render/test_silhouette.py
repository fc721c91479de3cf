"""Outlines of masks and edges of backs: where they lie, and that they are seen on any picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vision.render.silhouette import draw_edge, draw_outline, outlines
from vision.render.theme import DARK, ORANGE, SKY_BLUE

WIDTH, HEIGHT = 640, 480
MIDDLE, RADIUS = (320, 240), 100


def disc(size: tuple[int, int] = (WIDTH, HEIGHT), share: float = 1.0) -> np.ndarray:
    """Return a mask of a disc in the middle of the picture."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    scale = size[0] / WIDTH
    centre = (round(MIDDLE[0] * scale), round(MIDDLE[1] * scale))
    cv2.circle(mask, centre, round(share * RADIUS * scale), 1, -1)
    return mask


def scene(grey: int = 128) -> np.ndarray:
    """Return an even picture."""
    return np.full((HEIGHT, WIDTH, 3), grey, np.uint8)


def near(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Return where a picture has about a colour."""
    return np.abs(image.astype(int) - colour).max(axis=-1) < 40


@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (160, 120), (1280, 960)])
def test_an_outline_lies_on_the_edge_of_the_mask(size: tuple[int, int]) -> None:
    """At whatever resolution the mask is, and without its steps."""
    (line,) = outlines(disc(size), WIDTH, HEIGHT)
    radii = np.hypot(*(line - MIDDLE).T)
    assert radii.mean() == pytest.approx(RADIUS, abs=2)
    assert radii.std() < 2.0


def test_an_outline_has_no_stairs() -> None:
    """Its points lie between pixels: no two neighbours are a whole pixel aside of the line."""
    (line,) = outlines(disc(), WIDTH, HEIGHT)
    turns = np.diff(np.unwrap(np.arctan2(*np.diff(line, axis=0).T[::-1])))
    assert np.abs(turns).max() < np.radians(30)


def test_specks_and_empty_masks_have_no_outline() -> None:
    """A hand beside the body is outlined as well, a few pixels are not."""
    mask = disc()
    cv2.circle(mask, (60, 60), 3, 1, -1)
    assert len(outlines(mask, WIDTH, HEIGHT)) == 1
    cv2.circle(mask, (60, 60), 30, 1, -1)
    assert len(outlines(mask, WIDTH, HEIGHT)) == 2
    assert outlines(np.zeros_like(mask), WIDTH, HEIGHT) == []


@pytest.mark.parametrize("grey", [0, 255, 128])
def test_an_outline_is_light_on_dark(grey: int) -> None:
    """Whatever is under it: a light line between dark ones, and nothing elsewhere."""
    drawn = draw_outline(scene(grey), disc())
    y_px, x_px = np.nonzero(near(drawn, SKY_BLUE))
    assert len(x_px) > RADIUS
    assert np.hypot(x_px - MIDDLE[0], y_px - MIDDLE[1]) == pytest.approx(RADIUS, abs=4)
    assert near(drawn[:, 300:340], DARK).any()
    assert (drawn[200:280, 280:360] == grey).all()


def test_an_edge_goes_through_its_points_and_stops_where_they_are_unseen() -> None:
    """A gap is not bridged, and a point that stands alone is no line."""
    points_px = np.stack([np.linspace(100, 500, 9), np.full(9, 200.0)], axis=1)
    points_px[[3, 7]] = np.nan
    drawn = draw_edge(scene(), points_px)
    blue = near(drawn, SKY_BLUE)[200]
    assert blue[100:200].all()
    assert not blue[206:294].any()
    assert blue[300:400].all()
    assert not blue[406:].any()
    assert (drawn[:190] == 128).all()


def test_an_edge_may_have_another_colour() -> None:
    """As of an answer."""
    points_px = np.array([[100.0, 200.0], [500.0, 200.0]])
    assert near(draw_edge(scene(), points_px, ORANGE), ORANGE)[200, 300]


@pytest.mark.parametrize("points", [np.full((21, 2), np.nan), np.empty((0, 2)), np.ones((1, 2))])
def test_nothing_to_draw_leaves_the_picture(points: np.ndarray) -> None:
    """No points, none that are seen, one alone."""
    assert (draw_edge(scene(), points) == 128).all()
