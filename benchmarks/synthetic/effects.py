"""What a webcam does to a picture: too little light, a soft lens, a noisy sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WARMTH: Final = np.array([-1.0, 0.0, 1.0], np.float32)


def exposed(image: NDArray[np.float32], gain: float, warmth: float) -> NDArray[np.float32]:
    """Change the exposure and the colour of the light.

    Parameters
    ----------
    image
        (height, width, 3) blue, green, red, 0-255.
    gain
        1 leaves the picture as it is; what passes 255 is lost, as on a sensor.
    warmth
        Share by which red is raised and blue lowered; negative is a cold light.

    """
    scale = gain * (1.0 + warmth * _WARMTH)
    return np.asarray(np.clip(image * scale, 0.0, 255.0), np.float32)


def blurred(image: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Soften as a lens out of focus does; a sigma of 0 leaves the picture as it is."""
    if sigma_px <= 0.0:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.float32)


def noisy(image: NDArray[np.float32], deviation: float, seed: int) -> NDArray[np.uint8]:
    """Add a sensor's noise, each colour of each pixel by itself, and round to bytes."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(image.shape, np.float32) * np.float32(deviation)
    return np.asarray(np.clip(image + noise + 0.5, 0.0, 255.0), np.uint8)
