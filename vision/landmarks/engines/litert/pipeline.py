"""The landmarker made of both networks: searches the picture, then follows the body's region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from typing_extensions import override

from vision.errors import LandmarkerError
from vision.landmarks.engines.litert import networks
from vision.landmarks.engines.litert.detector import detect
from vision.landmarks.engines.litert.filters import Filters
from vision.landmarks.engines.litert.reading import read
from vision.landmarks.engines.litert.region import Region
from vision.landmarks.landmarker import MAX_SIDE_PX, Landmarker, landmarks_from
from vision.landmarks.skeleton import HIPS, SHOULDERS
from vision.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.landmarks.engines.litert.filters import Steadied
    from vision.landmarks.engines.litert.reading import Reading
    from vision.landmarks.types import Landmarks


class LitePose(Landmarker):
    """Finds people with our own pipeline, or follows one.

    Parameters
    ----------
    model
        The ``.task`` file.
    threads
        On how many threads a network runs.
    tracking, min_confidence, silhouette, most_bodies
        As for `vision.landmarks.engines.Engine.start`; only one body can be tracked.

    Raises
    ------
    LandmarkerError
        If the file cannot be read or is no pose landmarker.
    ValueError
        If several bodies are to be tracked.

    """

    def __init__(
        self,
        model: Path,
        *,
        threads: int = 1,
        tracking: bool = True,
        min_confidence: float = 0.5,
        silhouette: bool = True,
        most_bodies: int = 1,
    ) -> None:
        if tracking and most_bodies > 1:
            raise ValueError("only one body can be tracked")
        self._model = model
        self._threads = threads
        self._tracking = tracking
        self._min_confidence = min_confidence
        self._silhouette = silhouette
        self._most_bodies = most_bodies
        self._region: Region | None = None
        self._filters = Filters()
        self._networks: networks.Networks | None = networks.borrow(model, threads)

    @override
    def close(self) -> None:
        if self._networks is not None:
            networks.give_back(self._networks, self._model, self._threads)
            self._networks = None

    @override
    def forget(self) -> None:
        self._opened()
        self._lose()

    @override
    def follow(self, body: Landmarks) -> bool:
        self._opened()
        self._lose()
        seen = np.isfinite(body.xy_px[:, 0])
        if not all(seen[list(pair)].any() for pair in (HIPS, SHOULDERS)):
            return False
        shrunk = min(1.0, MAX_SIDE_PX / max(body.size_px))
        self._region = Region.of_body(body.xy_px * shrunk)
        return True

    def _lose(self) -> None:
        self._region, self._filters = None, Filters()

    def _opened(self) -> networks.Networks:
        if self._networks is None:
            raise LandmarkerError(say("the landmarker is closed; make a new one for more pictures"))
        return self._networks

    @override
    def detect_all(self, frame: Frame) -> list[Landmarks]:
        loaded = self._opened()
        image = _shrunk(frame.image_bgr)
        if self._tracking and self._region is not None:
            regions = [self._region]
        else:
            regions = detect(loaded.detector, image, self._min_confidence, self._most_bodies)
        found = []
        for region in regions:
            reading = read(loaded.landmarker, image, region, self._min_confidence)
            if reading is not None:
                found.append(self._landmarks(reading, image, frame))
        if not found:
            self._lose()
        return found

    def _landmarks(self, reading: Reading, image: NDArray[np.uint8], frame: Frame) -> Landmarks:
        body: Reading | Steadied = reading
        if self._tracking:
            self._region = reading.next_region
            body = self._filters(reading, frame.t_s)
        size_px = image.shape[1], image.shape[0]
        return landmarks_from(
            frame,
            body.xy_px / size_px,
            body.xyz_m,
            body.visibility,
            reading.silhouette(size_px) if self._silhouette else None,
        )


def _shrunk(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture whose sides are at most `MAX_SIDE_PX` long."""
    longest = max(image.shape[:2])
    if longest <= MAX_SIDE_PX:
        return image
    height, width = (max(1, round(side * MAX_SIDE_PX / longest)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
