"""The bare loop of MediaPipe's Tasks API with the mask, by which everything is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

from vision.landmarks.engines.quiet import chatter_dropped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MAX_WIDTH_PX = 960


def landmarker_alone(pictures: Iterable[tuple[np.ndarray, float]], model: Path) -> Iterator[float]:
    """Run the landmarker over RGB pictures and their seconds, and yield these as it has looked."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)),
        running_mode=RunningMode.VIDEO,
        output_segmentation_masks=True,
    )
    # The library's start-up messages would spoil the table.
    with chatter_dropped():
        opened = PoseLandmarker.create_from_options(options)
    with opened as landmarker:
        for image, t_s in pictures:
            found = landmarker.detect_for_video(
                mp.Image(mp.ImageFormat.SRGB, _scaled(image)), round(t_s * 1000)
            )
            if found.segmentation_masks:
                found.segmentation_masks[0].numpy_view()
            yield t_s


def _scaled(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    scale = min(1.0, _MAX_WIDTH_PX / width)
    size = (int(width * scale) // 4 * 4, int(height * scale))
    return np.ascontiguousarray(cv2.resize(image, size) if size != (width, height) else image)
