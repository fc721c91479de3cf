"""The calm room: a plain ground that fades into the wall, a mat, soft light."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from benchmarks.practitioner.raymarch import draw
from benchmarks.practitioner.rotations import unit
from benchmarks.practitioner.scene import Backdrop, Camera, backdrop, view_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.practitioner.figure import Primitives
    from benchmarks.practitioner.scene import View

SIZE_PX: Final = (720, 480)
_DRAWN_PX: Final = (900, 600)
"""Larger than shown, so that the seams between colours are smooth as well."""
SIDE: Final = Camera(
    azimuth_deg=-9.0, distance_m=3.4, height_m=0.95, width_deg=38.5, look_at_m=(0.0, 0.55, 0.0)
)
CLOSER: Final = replace(SIDE, width_deg=33.5, look_at_m=(0.08, 0.52, 0.0))
CLOSER_LYING: Final = replace(SIDE, width_deg=32.0, look_at_m=(-0.22, 0.36, 0.0))
FROM_THE_FEET: Final = Camera(
    azimuth_deg=52.0, distance_m=3.4, height_m=1.5, width_deg=37.0, look_at_m=(0.08, 0.26, 0.0)
)
"""For what goes from side to side, and cannot be seen from there."""
_LIGHT: Final = (0.42, 0.82, 0.6)
_WALL: Final = np.array([232.0, 238.0, 240.0])
_FLOOR: Final = np.array([214.0, 224.0, 230.0])
_MAT: Final = np.array([196.0, 190.0, 158.0])
_MAT_HALF_M: Final = (1.1, 0.40)
_CORNER_M: Final = 0.05


class Drawing:
    """Draws figures before one camera; one that was drawn before is not drawn again."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._drawn: dict[bytes, NDArray[np.uint8]] = {}

    def picture(self, figure: Primitives) -> NDArray[np.uint8]:
        """Return the (height, width, 3) picture of a figure: blue, green, red."""
        key = figure.table.tobytes()
        if key not in self._drawn:
            large = draw(figure, _room(self._camera), view_of(self._camera, _DRAWN_PX))
            image = cv2.resize(large, SIZE_PX, interpolation=cv2.INTER_AREA)
            self._drawn[key] = np.asarray(np.clip(image + 0.5, 0.0, 255.0), np.uint8)
        return self._drawn[key]


@cache
def view(camera: Camera) -> View:
    """Return a camera fitted to the pictures."""
    return view_of(camera, SIZE_PX)


@cache
def _room(camera: Camera) -> Backdrop:
    plain = backdrop(camera, _DRAWN_PX)
    x_m, y_m, z_m = (plain.points[..., axis] for axis in range(3))
    fade = np.clip((2.1 - np.hypot(0.8 * x_m, z_m)) / 1.5, 0.0, 1.0)[..., None]
    fade = fade * fade * (3.0 - 2.0 * fade)
    ground = _WALL + (_FLOOR - _WALL) * fade
    wall = _WALL + np.clip(y_m, 0.0, 1.5)[..., None] * 4.0
    colour = np.where(y_m[..., None] > 1e-6, wall, ground)  # noqa: PLR2004 - on the ground, within rounding
    inside_m = _inside_mat_m(x_m, z_m)
    on_mat = np.clip(0.5 + inside_m / 0.006, 0.0, 1.0)[..., None] * (y_m < 1e-6)[..., None]  # noqa: PLR2004
    hem = (0.95 + 0.05 * np.clip((inside_m - 0.018) / 0.006, 0.0, 1.0))[..., None]
    colour = colour * (1.0 - on_mat) + _MAT * hem * on_mat
    return Backdrop(colour, plain.points, unit(np.array(_LIGHT)))


def _inside_mat_m(x_m: NDArray[np.float64], z_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far inside the mat, whose corners are round, a place on the ground is."""
    out_x = np.abs(x_m) - _MAT_HALF_M[0] + _CORNER_M
    out_z = np.abs(z_m) - _MAT_HALF_M[1] + _CORNER_M
    beyond = np.hypot(np.maximum(out_x, 0.0), np.maximum(out_z, 0.0))
    inside: NDArray[np.float64] = _CORNER_M - beyond - np.minimum(np.maximum(out_x, out_z), 0.0)
    return inside
