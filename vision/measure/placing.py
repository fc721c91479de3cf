"""Where a body stands in its picture: what a camera's place is told by, and no pose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk

if TYPE_CHECKING:
    from vision.measure.body import Body

_BODY: Final = 3.4
"""Length of a lying body, its arms at its sides, in trunk lengths."""


def placing(body: Body, size_px: tuple[int, int]) -> dict[str, float]:
    """Return where one body stands in its picture.

    Parameters
    ----------
    body
        One body, without leading axes.
    size_px
        ``(width, height)`` of the picture.

    Returns
    -------
    dict[str, float]
        ``trunk_share``, length of the trunk in heights of the picture; ``hips_down``, where the
        hips are, from 0 at its top to 1; ``legs_down``, how far the ankles are under the hips, in
        trunk lengths; ``room``, how much of a body stretched out on the floor, with its hips where
        they are, is in the picture, 1 for all of it. NaN for unseen.

    """
    width_px, height_px = size_px
    trunk_px = float(body.trunk_px)
    x_px, y_px = (float(value) for value in body.hip_px)
    ankle_y_px = float(body.middle(sk.ANKLES)[1])
    half_px = 0.5 * _BODY * trunk_px
    sides = [min(1.0, max(0.0, px / half_px)) for px in (x_px, width_px - x_px)]
    return {
        "trunk_share": trunk_px / height_px,
        "hips_down": y_px / height_px,
        "legs_down": (ankle_y_px - y_px) / trunk_px,
        "room": float(np.mean(sides)) if np.isfinite(half_px) else np.nan,
    }
