"""Whether more than one person is in a picture: only one is followed, and it may be another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.landmarker import Closing
from vision.landmarks.plausibility import plausible
from vision.landmarks.skeleton import HIPS, SHOULDERS

if TYPE_CHECKING:
    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks

APART: Final = 0.75
"""Trunks, of the longer one, between the middles of two trunks that are two people's: 2 of 128
photographs of one person gave two bodies, 0.04 and 0.13 apart. What folds up is often missed: of 64
pairs of such photographs put side by side two were found in 26, so it says "surely" or nothing."""


class Crowd(Closing):
    """Looks for a second person, picture by picture, with a landmarker of its own.

    Raises
    ------
    LandmarkerError
        If the model cannot be read or is no pose landmarker.

    """

    def __init__(self, engine: Engine) -> None:
        self._pose = engine.start(silhouette=False, tracking=False, most_bodies=2)

    def close(self) -> None:
        """Free the model; safe to call twice."""
        self._pose.close()

    def in_picture(self, frame: Frame) -> bool:
        """Tell whether two people are surely in ``frame``.

        Raises
        ------
        LandmarkerError
            After `close`, or when the model fails on this picture.

        """
        people = [body for body in self._pose.detect_all(frame) if plausible(body)]
        return any(_apart(a, b) for a, b in combinations(people, 2))


def _apart(a: Landmarks, b: Landmarks) -> bool:
    (middle_a, long_a), (middle_b, long_b) = _trunk(a), _trunk(b)
    return bool(np.linalg.norm(middle_a - middle_b) > APART * max(long_a, long_b))


def _trunk(body: Landmarks) -> tuple[np.ndarray, float]:
    """Return the middle of the trunk and its length in pixels, NaN where it is not seen."""
    hips, shoulders = (body.xy_px[list(joint)].mean(axis=0) for joint in (HIPS, SHOULDERS))
    return (hips + shoulders) / 2, float(np.linalg.norm(hips - shoulders))
