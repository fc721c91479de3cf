"""The outline of a person, and the edge of a back: light lines on dark ones, seen on anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.render.theme import DARK, SKY_BLUE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.render.draw import Image
    from vision.render.theme import Colour

_WIDTH_SHARE: Final = 0.0022
"""Of an outline, of the picture's long side."""
_RIM_PX: Final = 2
_HALF: Final = 127
_STEP_BLUR: Final = 0.8
"""In pixels of the mask: just enough that they are no longer seen as steps."""
_WAVE_BLUR: Final = 0.0025
"""Of the picture's long side: the landmarker's masks are finer than what it knows, and ripple."""
_SMALLEST: Final = 0.01
"""Of the largest part's area: specks of a mask are not outlined."""
_FRACTION_BITS: Final = 4
_SHORTEST: Final = 2


def outlines(silhouette: Image, width_px: int, height_px: int) -> list[NDArray[np.float64]]:
    """Return the outer edges of a mask in a picture of a given size.

    Parameters
    ----------
    silhouette
        ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture at any
        resolution.
    width_px, height_px
        Of the picture.

    Returns
    -------
    list[NDArray[np.float64]]
        Closed lines ``(N, 2)`` in pixels, counted from the middle of the first; none of an empty
        mask. Its coarseness is smoothed away, and what is tiny beside the largest part left out.

    """
    person = np.where(silhouette, np.uint8(255), np.uint8(0))
    ramp = cv2.resize(person, (width_px, height_px), interpolation=cv2.INTER_LINEAR)
    steps_px, waves_px = width_px / silhouette.shape[1], max(width_px, height_px)
    ramp = cv2.GaussianBlur(ramp, (0, 0), max(_STEP_BLUR * steps_px, _WAVE_BLUR * waves_px))
    _, mask = cv2.threshold(ramp, _HALF, 255, cv2.THRESH_BINARY)
    found, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(line) for line in found]
    least = _SMALLEST * max(areas, default=0.0)
    return [
        _rounded(np.asarray(line, float)[:, 0])
        for line, area in zip(found, areas, strict=True)
        if area >= least
    ]


def _rounded(closed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the stairs of whole pixels out of a closed line: each point a mean of five."""
    weights = {-2: 1, -1: 4, 0: 6, 1: 4, 2: 1}
    total = sum(weight * np.roll(closed, shift, axis=0) for shift, weight in weights.items())
    return np.asarray(total / sum(weights.values()))


def draw_outline(scene: Image, silhouette: Image) -> Image:
    """Draw the outline of a mask that covers the whole scene, and return the scene."""
    height_px, width_px = scene.shape[:2]
    lines = outlines(silhouette, width_px, height_px)
    return _draw(scene, lines, _line_width(scene), SKY_BLUE, closed=True)


def draw_edge(scene: Image, points_px: NDArray[np.float64], colour: Colour = SKY_BLUE) -> Image:
    """Draw an open line through points, twice as thick as an outline, and return the scene.

    Parameters
    ----------
    scene
        BGR uint8.
    points_px
        ``(N, 2)`` pixels of the scene; where one is NaN the line has a gap.
    colour
        Of the line, on its dark rim.

    """
    seen = np.isfinite(points_px).all(axis=-1)
    cuts = np.flatnonzero(np.diff(seen)) + 1
    stretches = [part for part in np.split(points_px, cuts) if np.isfinite(part).all()]
    lines = [part for part in stretches if len(part) >= _SHORTEST]
    return _draw(scene, lines, 2 * _line_width(scene), colour, closed=False)


def _line_width(scene: Image) -> int:
    height_px, width_px = scene.shape[:2]
    return max(1, round(_WIDTH_SHARE * max(int(height_px), int(width_px))))


def _draw(
    scene: Image,
    lines: list[NDArray[np.float64]],
    width_px: int,
    colour: Colour,
    *,
    closed: bool,
) -> Image:
    fine = [np.rint(line * (1 << _FRACTION_BITS)).astype(np.int32) for line in lines]
    for shade, width in ((DARK, width_px + _RIM_PX), (colour, width_px)):
        cv2.polylines(scene, fine, closed, shade, width, cv2.LINE_AA, _FRACTION_BITS)
    return scene
