"""One call from a posture to a picture, and from landmarks to pixels."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.figure import Looks, sculpt
from benchmarks.practitioner.posture import Posture
from benchmarks.practitioner.raymarch import draw
from benchmarks.practitioner.scene import Camera, backdrop, view_of

SIZE = (848, 480)
"""Width and height of the demo clip, pixels."""

_GRAIN = 1.6


def render(
    posture: Posture,
    camera: Camera | None = None,
    size: tuple[int, int] = SIZE,
    *,
    proportions: Proportions | None = None,
    looks: Looks | None = None,
    seed: int = 0,
) -> NDArray[np.uint8]:
    """Render a posture.

    Parameters
    ----------
    posture
        The joint angles.
    camera
        Where the webcam stands; side-on when left out.
    size
        Width and height, pixels.
    proportions
        The body; 1.66 m tall when left out.
    looks
        Colours and clothes.
    seed
        Chooses the picture's grain.

    Returns
    -------
    NDArray[np.uint8]
        (height, width, 3) picture: blue, green, red.

    """
    body, webcam = proportions or Proportions(), camera or Camera()
    scale = body.spine_m / Proportions().spine_m
    figure = sculpt(pose(posture, body), looks, scale)
    image = draw(figure, backdrop(webcam, size), view_of(webcam, size))
    grain = np.random.default_rng(seed).normal(0.0, _GRAIN, image.shape[:2]).astype(np.float32)
    grainy = np.clip(image + grain[..., None] + 0.5, 0.0, 255.0)
    return np.asarray(grainy, dtype=np.uint8)


def project(
    landmarks: NDArray[np.float64], camera: Camera | None = None, size: tuple[int, int] = SIZE
) -> NDArray[np.float64]:
    """Give the (..., 2) pixels at which (..., 3) points in the world appear."""
    return view_of(camera or Camera(), size).project(landmarks)
