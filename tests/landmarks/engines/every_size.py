"""Run by test_mediapipe in a process of its own: detects one body in pictures of many sizes.

Usage: ``every_size.py MODEL 64x64 65x97 ...``; prints a line of JSON for each size, as it goes:
the size, and the shape of the silhouette, null when nobody was found.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[3]))

from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from vision.frames.source import Frame
from vision.landmarks.engines.mediapipe import BlazePose


def fitted(picture: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Put the whole picture in the middle of a wall of the given size."""
    width, height = size_px
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner = (max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
    wall = np.full((height, width, 3), picture[0, 0], np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    wall[top : top + inner[1], left : left + inner[0]] = cv2.resize(picture, inner)
    return wall


def main(model: str, *sizes: str) -> None:
    """Detect, and print."""
    picture = render(postures.diamond(), size=(640, 640))[40:600, 40:600]
    for size in sizes:
        width, height = map(int, size.split("x"))
        with BlazePose(Path(model)) as blazepose:
            found = blazepose.detect(Frame(fitted(picture, (width, height)), 0.0, 0))
        shape = None if found is None or found.silhouette is None else found.silhouette.shape
        sys.stdout.write(json.dumps([size, shape]) + "\n")
        sys.stdout.flush()


main(*sys.argv[1:])
