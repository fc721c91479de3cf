"""Samples a layer where the pixels of a moved picture come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.practitioner.raymarch import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@kernel
def _weights(share: float) -> tuple[float, float, float, float]:
    """Give four neighbours' weights for a place between the middle two, by Catmull and Rom."""
    a, b = share, 1.0 - share
    return (
        -0.5 * a * b * b,
        1.0 + a * a * (1.5 * a - 2.5),
        1.0 + b * b * (1.5 * b - 2.5),
        -0.5 * b * a * a,
    )


@kernel
def _move_px(moves_px: Floats, y: int, x: int, amounts: Floats) -> tuple[float, float]:
    right, down = 0.0, 0.0
    for way in range(amounts.shape[0]):
        right += amounts[way] * moves_px[y, x, way, 0]
        down += amounts[way] * moves_px[y, x, way, 1]
    return right, down


@kernel
def _came_px(moves_px: Floats, y: int, x: int, amounts: Floats) -> tuple[float, float]:
    """Give how far what is at a pixel now has moved: as far as the surface it came from moves."""
    right, down = _move_px(moves_px, y, x, amounts)
    high, wide = moves_px.shape[0], moves_px.shape[1]
    from_x, from_y = min(max(x - right, 0.0), wide - 1.001), min(max(y - down, 0.0), high - 1.001)
    left, top = int(from_x), int(from_y)
    share_x, share_y = from_x - left, from_y - top
    right, down = 0.0, 0.0
    for i in range(2):
        for j in range(2):
            weight = (share_y if i else 1.0 - share_y) * (share_x if j else 1.0 - share_x)
            move = _move_px(moves_px, top + i, left + j, amounts)
            right += weight * move[0]
            down += weight * move[1]
    return right, down


@kernel
def sampled(
    picture: Floats,
    moves_px: Floats,
    near: NDArray[np.bool_],
    amounts: Floats,
    finer: float,
    corner: tuple[int, int],
) -> Floats:
    """Give the (h, w, 4) window of a layer that has moved.

    Parameters
    ----------
    picture
        (H, W, 4) the layer at rest, ``finer`` times the size of the picture.
    moves_px
        (h, w, n, 2) how far the window's pixels move for each unit of n amounts, right and down.
    near
        (h, w) where to look at all.
    amounts
        (n,) how much of each.
    finer, corner
        See above; left and top of the window.

    """
    high, wide = near.shape
    found = np.zeros((high, wide, 4), np.float32)
    for y in range(high):
        for x in range(wide):
            if not near[y, x]:
                continue
            right, down = _came_px(moves_px, y, x, amounts)
            from_x = (x - right + corner[0] + 0.5) * finer - 0.5
            from_y = (y - down + corner[1] + 0.5) * finer - 0.5
            left, top = int(np.floor(from_x)), int(np.floor(from_y))
            if left < 1 or top < 1 or left + 2 >= picture.shape[1] or top + 2 >= picture.shape[0]:
                continue
            across, along = _weights(from_x - left), _weights(from_y - top)
            blue, green, red, cover = 0.0, 0.0, 0.0, 0.0
            for i in range(4):
                for j in range(4):
                    weight, pixel = along[i] * across[j], picture[top + i - 1, left + j - 1]
                    blue += weight * pixel[0]
                    green += weight * pixel[1]
                    red += weight * pixel[2]
                    cover += weight * pixel[3]
            found[y, x] = blue, green, red, cover
    return found
