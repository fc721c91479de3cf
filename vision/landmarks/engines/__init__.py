"""What finds landmarks in a picture; the only rooms that know a vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from vision.landmarks.landmarker import Landmarker

MAX_SIDE_PX: Final = 960
"""Larger pictures are scaled down to this before a network sees them."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Starts landmarkers: the one place that chooses what they are made of.

    It is handed to all who look at pictures, and may be sent to another process.

    Attributes
    ----------
    model
        The ``.task`` file.

    """

    model: Path

    def start(
        self,
        *,
        tracking: bool = True,
        min_confidence: float = 0.5,
        silhouette: bool = True,
        most_bodies: int = 1,
    ) -> Landmarker:
        """Start a landmarker.

        Parameters
        ----------
        tracking
            False treats every picture on its own, as photographs want it: the body is searched for
            anew and nothing is smoothed. With tracking the landmarks are smoothed, by the times of
            the pictures, but not the silhouette; ``benchmarks/SMOOTHING.md`` tells what that costs.
        min_confidence
            In [0, 1]: how sure the network must be to report a body, and to go on following it.
        silhouette
            Whether to compute the mask.
        most_bodies
            How many people `Landmarker.detect_all` may find.

        Raises
        ------
        LandmarkerError
            If the file cannot be read or is no pose landmarker.
        MissingLibraryError
            If the system lacks a shared library the engine loads.

        """
        from vision.landmarks.engines.mediapipe import BlazePose  # noqa: PLC0415 (slow to import)

        return BlazePose(
            self.model,
            tracking=tracking,
            min_confidence=min_confidence,
            silhouette=silhouette,
            most_bodies=most_bodies,
            max_side_px=MAX_SIDE_PX,
        )
