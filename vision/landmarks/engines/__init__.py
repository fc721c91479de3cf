"""What finds landmarks in a picture; the only rooms that know a vendor."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from vision.errors import MissingLibraryError, UnknotError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vision.landmarks.landmarker import Landmarker

AUTO: Final = "auto"
LITERT: Final = "litert"
MEDIAPIPE: Final = "mediapipe"
NAMES: Final = (AUTO, LITERT, MEDIAPIPE)
LIVE_THREADS: Final = 2
"""One network's threads while one picture at a time is looked at: 9.5 ms instead of 15.5 on one;
where many processes look, each has one."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Starts landmarkers: the one place that chooses what they are made of.

    It is handed to all who look at pictures, and may be sent to another process.

    Attributes
    ----------
    model
        The ``.task`` file.
    name
        One of `NAMES`: our own pipeline on LiteRT, the reference by MediaPipe, or the first of them
        that works on this machine.
    threads
        On how many threads at most a network of LiteRT runs; MediaPipe's run on one.

    """

    model: Path
    name: str = AUTO
    threads: int = LIVE_THREADS

    def settled(self) -> tuple[Engine, str]:
        """Return the engine that works on this machine, and what the person should know of it."""
        if self.name != AUTO:
            return self, ""
        ours = replace(self, name=LITERT)
        try:
            ours.start().close()  # what it loads is kept for the next start
        except UnknotError as error:
            return replace(self, name=MEDIAPIPE), say(
                "{reason}; MediaPipe finds the landmarks instead, more slowly", reason=error
            )
        return ours, ""

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
            How many people `Landmarker.detect_all` may find; more than one only without tracking.

        Raises
        ------
        LandmarkerError
            If the file cannot be read or is no pose landmarker.
        MissingLibraryError
            If the engine is not installed, or the system lacks a shared library it loads.

        """
        return _landmarker_class(self.settled()[0])(
            tracking=tracking,
            min_confidence=min_confidence,
            silhouette=silhouette,
            most_bodies=most_bodies,
        )


def _landmarker_class(engine: Engine) -> Callable[..., Landmarker]:
    """Return what makes a settled engine's landmarkers; the vendor is imported only now."""
    if engine.name == MEDIAPIPE:
        from vision.landmarks.engines.mediapipe import BlazePose  # noqa: PLC0415

        return partial(BlazePose, engine.model)
    try:
        from vision.landmarks.engines.litert.pipeline import LitePose  # noqa: PLC0415
    except (ImportError, OSError) as error:
        reason = " ".join(str(error).split())
        raise MissingLibraryError("LiteRT cannot be loaded: {reason}", reason=reason) from error
    threads = min(engine.threads, os.cpu_count() or 1)
    return partial(LitePose, engine.model, threads=threads)
