"""How a picture is lit, and since when nothing in it has changed: numbers, and no opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frames.source import Frame

_EVERY: Final = 8
"""Of rows and columns: how a picture is lit shows in one pixel of 64."""
_FEWEST: Final = 20
"""Pixels of a person, of those, from which its brightness can be told."""


class PictureWatch:
    """Measures one picture of a camera after the other."""

    def __init__(self) -> None:
        self._last: Frame | None = None
        self._changed_s = 0.0

    def update(self, frame: Frame, silhouette: NDArray[np.uint8] | None) -> dict[str, float]:
        """Return what a picture shows of the light and the camera.

        Parameters
        ----------
        frame
            The next picture.
        silhouette
            ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture; None where
            nobody is seen.

        Returns
        -------
        dict[str, float]
            ``brightness`` and ``spread``, mean and standard deviation of the grey in [0, 255];
            ``person_brightness`` and ``around_brightness``, of the person and all else, NaN where
            nobody is seen; ``still_s``, seconds since a picture was another one than before.

        """
        grey = np.ascontiguousarray(frame.image_bgr[::_EVERY, ::_EVERY]).mean(axis=2)
        if self._last is None or not _same(frame.image_bgr, self._last.image_bgr):
            self._changed_s = frame.t_s
        self._last = frame
        return {
            "brightness": float(grey.mean()),
            "spread": float(grey.std()),
            "still_s": frame.t_s - self._changed_s,
            **_on_person(grey, silhouette),
        }


def _same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Return whether two pictures are the same in every pixel: the noise of a camera never is."""
    if one.shape != other.shape:
        return False
    few = np.s_[:: 8 * _EVERY, ::_EVERY]
    return np.array_equal(one[few], other[few]) and cv2.norm(one, other, cv2.NORM_INF) == 0


def _on_person(grey: NDArray[np.float64], silhouette: NDArray[np.uint8] | None) -> dict[str, float]:
    person, around = np.nan, np.nan
    if silhouette is not None:
        size_px = (grey.shape[1], grey.shape[0])
        mask = cv2.resize(silhouette, size_px, interpolation=cv2.INTER_NEAREST) > 0
        if _FEWEST <= mask.sum() <= mask.size - _FEWEST:
            person, around = float(grey[mask].mean()), float(grey[~mask].mean())
    return {"person_brightness": person, "around_brightness": around}
