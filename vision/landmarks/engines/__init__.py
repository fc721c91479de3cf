"""What finds landmarks in a picture; the only rooms that know a vendor."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from vision.errors import MissingLibraryError, UnknotError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vision.landmarks.landmarker import Landmarker

AUTO: Final = "auto"
LITERT: Final = "litert"
MEDIAPIPE: Final = "mediapipe"
NAMES: Final = (AUTO, LITERT, MEDIAPIPE)
LIVE_THREADS: Final = 2
"""One network's threads, at most, while one picture at a time is looked at: 9.5 ms instead of 15.5
on one; where many processes look, each has one."""


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

    def settled(self, clock: Callable[[], float] | None = None) -> tuple[Engine, str]:
        """Return the engine that works on this machine, and what the person should know of it.

        Parameters
        ----------
        clock
            Gives seconds that never go back, to try whether a second thread helps here; None takes
            the threads as they are.

        Raises
        ------
        UnknotError
            If our own pipeline is asked for by name and does not work.

        """
        if self.name == MEDIAPIPE:
            return self, ""
        try:
            return replace(self, name=LITERT, threads=_best_threads(self, clock)), ""
        except UnknotError as error:
            if self.name == LITERT:
                raise
            return replace(self, name=MEDIAPIPE), say(
                "{reason}; MediaPipe finds the landmarks instead, more slowly", reason=error
            )

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
        settled = self.settled()[0] if self.name == AUTO else self
        return _landmarker_class(settled)(
            tracking=tracking,
            min_confidence=min_confidence,
            silhouette=silhouette,
            most_bodies=most_bodies,
        )


def _landmarker_class(engine: Engine) -> Callable[..., Landmarker]:
    """Return what makes a settled engine's landmarkers; the vendor is imported only now."""
    if engine.name == MEDIAPIPE:
        with _loading("MediaPipe"):
            from vision.landmarks.engines.mediapipe import BlazePose  # noqa: PLC0415

        return partial(BlazePose, engine.model)
    with _loading("LiteRT"):
        from vision.landmarks.engines.litert.pipeline import LitePose  # noqa: PLC0415

    return partial(LitePose, engine.model, threads=min(engine.threads, cores()))


def _best_threads(engine: Engine, clock: Callable[[], float] | None) -> int:
    """Return on how many threads our own pipeline is fastest, having loaded it."""
    engine = replace(engine, name=LITERT)
    with _loading("LiteRT"):
        from vision.landmarks.engines.litert.networks import best_threads  # noqa: PLC0415

    most = min(engine.threads, cores())
    if clock is None or most == 1:
        engine.start().close()  # what it loads is kept for the next start
        return engine.threads
    return best_threads(engine.model, most, clock)


@contextmanager
def _loading(library: str) -> Iterator[None]:
    try:
        yield
    except (ImportError, OSError) as error:
        reason = " ".join(str(error).split())
        raise MissingLibraryError(
            "{library} cannot be loaded: {reason}", library=library, reason=reason
        ) from error


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
