"""What finds bodies in pictures, as the rest of the program knows it: every engine is one of these.

Also what it shares with all that holds a model: it is freed at the end of a ``with``.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.types import SEEN_VISIBILITY, Landmarks

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray
    from typing_extensions import Self

    from vision.frames.source import Frame

MAX_SIDE_PX: Final = 960
"""Larger pictures are scaled down to this before a network sees them."""


class Closing(ABC):
    """A context manager that is ready since its creation, and closes at the end."""

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Free what is held; safe to call twice."""


class Landmarker(Closing):
    """Finds bodies in pictures handed over in the order of time, or each on its own.

    One that tracks follows a body from picture to picture, so each source needs its own. Calls on
    one landmarker must not overlap; other threads run while it works.
    """

    @abstractmethod
    def detect_all(self, frame: Frame) -> list[Landmarks]:
        """Find people in ``frame``, at most as many as it was started for.

        Returns
        -------
        list of Landmarks
            In pixels of ``frame``, whatever the network was shown.

        Raises
        ------
        LandmarkerError
            After `close`, or when the network fails on this picture.

        """

    def detect(self, frame: Frame) -> Landmarks | None:
        """Find one person in ``frame``, None when nobody is found; as `detect_all` otherwise."""
        return next(iter(self.detect_all(frame)), None)

    @abstractmethod
    def forget(self) -> None:
        """Let go of the body being followed, so that the next picture is searched anew.

        Raises
        ------
        LandmarkerError
            After `close`.

        """

    def follow(self, body: Landmarks) -> bool:
        """Go on from a body that has been found otherwise, without searching the picture for it.

        Parameters
        ----------
        body
            In pixels of pictures like the next one, upright or not.

        Returns
        -------
        bool
            Whether this engine can; one that cannot goes on as before.

        """
        del body
        return False


def landmarks_from(
    frame: Frame,
    shares: NDArray[np.float64],
    xyz_m: NDArray[np.float64],
    visibility: NDArray[np.float64],
    silhouette: NDArray[np.uint8] | None,
) -> Landmarks:
    """Return what an engine found in a picture, unseen landmarks as NaN.

    Parameters
    ----------
    frame
        The picture.
    shares
        ``(33, 2)``, in shares of the picture's sides, also beyond it.
    xyz_m, visibility, silhouette
        As in `Landmarks`.

    """
    height, width = frame.image_bgr.shape[:2]
    outside = ((shares < 0) | (shares > 1)).any(axis=1)
    unseen = outside | ~(visibility >= SEEN_VISIBILITY)
    return Landmarks(
        t_s=frame.t_s,
        xy_px=np.where(unseen[:, np.newaxis], math.nan, shares * (width, height)),
        xyz_m=xyz_m,
        visibility=visibility,
        silhouette=silhouette,
        size_px=(width, height),
    )
