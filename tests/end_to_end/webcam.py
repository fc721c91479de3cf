"""``unknot`` with a recording in the webcam's place: ``webcam.py CLIP practise ...``."""

from __future__ import annotations

import sys
import time
from itertools import cycle
from typing import TYPE_CHECKING

import av
import cv2

from vision.cli import main

if TYPE_CHECKING:
    import numpy as np

_FPS = 15


class Webcam:
    """Shows a recording over and over; the part of `cv2.VideoCapture` that unknot uses."""

    def __init__(self, index: int) -> None:
        self.index = index
        with av.open(CLIP) as container:
            images = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
        self._images = cycle(images)

    def isOpened(self) -> bool:  # noqa: N802 -- OpenCV's name
        """Say that it is there."""
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        """Wait for the next picture, as a camera does."""
        time.sleep(1 / _FPS)
        return True, next(self._images)

    def release(self) -> None:
        """Do nothing."""


if __name__ == "__main__":
    CLIP = sys.argv.pop(1)
    cv2.VideoCapture = Webcam
    main()
