"""Which joints a camera cannot see, and where the body covers the picture: by geometry alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.figure import Primitives
from benchmarks.practitioner.raymarch import draw, figure_m, kernel
from benchmarks.practitioner.scene import Backdrop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.practitioner.scene import View

_CASTS: Final = 16
_COLOUR: Final = slice(13, 16)
_SLACK_M: Final = 0.04
_HIT_M: Final = 0.001
_MOST_STEPS: Final = 400

FLESH_M: Final = np.array(
    [0.03] * 11  # the face is on the surface
    + [0.09] * 2  # shoulders
    + [0.05] * 2  # elbows
    + [0.04] * 8  # wrists and fingers
    + [0.13] * 2  # hips
    + [0.075] * 2  # knees
    + [0.05] * 4  # ankles and heels
    + [0.03] * 2  # toes
)
"""(33,) how thick the flesh and clothes around each landmark are, of a body 1.66 m tall."""


def hidden(
    joints_m: NDArray[np.float64], figure: Primitives, view: View, scale: float = 1.0
) -> NDArray[np.bool_]:
    """Say which joints are behind something other than their own flesh.

    Parameters
    ----------
    joints_m
        (33, 3) landmarks in the world.
    figure
        What may be in the way: the body, with or without a chair.
    view
        The camera.
    scale
        The body's size against one 1.66 m tall.

    Returns
    -------
    NDArray[np.bool_]
        (33,); a ray from the camera is stopped before it comes to the joint's own flesh.

    """
    cover_m = _cover_m(view.eye, joints_m, figure.table)
    return np.asarray(cover_m > scale * FLESH_M + _SLACK_M)


def silhouette(figure: Primitives, view: View) -> NDArray[np.uint8]:
    """Give the (height, width) picture of where the figure is: 1 on it, 0 beside it.

    The figure is drawn black and without shadow before a white room, so that the edges are those
    of the picture itself.
    """
    table = figure.table.copy()
    table[:, _COLOUR] = 0.0
    table[:, _CASTS] = 0.0
    width, height = view.size
    white = np.ones((height, width, 3))
    room = Backdrop(white, np.zeros_like(white), np.array([0.0, 1.0, 0.0]))
    brightness = draw(Primitives(table), room, view)[..., 0]
    return np.asarray(brightness < 0.5, np.uint8)  # noqa: PLR2004 - half covered


@kernel
def _cover_m(
    eye: NDArray[np.float64], joints_m: NDArray[np.float64], table: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give how far before each joint the ray from the eye first meets a surface."""
    every = np.arange(table.shape[0])
    cover_m = np.zeros(joints_m.shape[0])
    for index in range(joints_m.shape[0]):
        ray = joints_m[index] - eye
        length_m = np.sqrt(np.sum(ray * ray))
        ray = ray / length_m
        depth_m = 0.0
        for _ in range(_MOST_STEPS):
            place = eye + depth_m * ray
            clear_m = figure_m((place[0], place[1], place[2]), table, every)
            depth_m += clear_m
            if clear_m < _HIT_M or depth_m > length_m:
                break
        cover_m[index] = max(length_m - depth_m, 0.0)
    return cover_m
