"""Outlines for single pictures of a recording, sought in a thread of their own."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from concurrent import futures
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.errors import UnknotError
from vision.frames.glance import Glance
from vision.landmarks.landmarker import Closing
from vision.landmarks.seeing.search import CONFIDENCE, look, window_around
from vision.measure.body import body_from_landmarks
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.landmarker import Landmarker
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body
    from vision.render.draw import Image

_MOST_KEPT: Final = 24
"""Half a megabyte each."""
_FEWEST_SHARED: Final = 6
_SAME_BODY: Final = 0.2
"""Median distance of the landmarks found from those recorded, in trunks, up to which the body found
is the one recorded."""


class Outlines(Closing):
    """Finds the silhouettes of bodies whose landmarks are known already.

    The landmarker is loaded with the first picture asked for, in the thread; where it cannot be,
    there are no outlines and nothing else happens. Only the picture asked for last is waiting at
    any time.

    Parameters
    ----------
    engine
        What starts the landmarker.

    Attributes
    ----------
    trouble
        Why there are none, as one sentence; empty while there may be.

    """

    def __init__(self, engine: Engine) -> None:
        self.trouble = ""
        self._engine = engine
        self._pose: Landmarker | None = None
        self._pool = futures.ThreadPoolExecutor(1, thread_name_prefix="outline")
        self._lock = threading.Lock()
        self._kept: OrderedDict[float, Future[Image | None]] = OrderedDict()
        self._closed = False

    def close(self) -> None:
        """Finish the picture at hand and free the model; safe to call twice."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(cancel_futures=True)
        if self._pose is not None:
            self._pose.close()

    def ask(self, frame: Frame, body: Landmarks, wait_s: float = 0.0) -> Image | None:
        """Return the silhouette of a body in a picture; where it is not known, begin to seek it.

        Parameters
        ----------
        frame
            The picture; its time tells it from others.
        body
            The person whose silhouette it is to be, in pixels of a picture of any size.
        wait_s
            How long to wait for it. Waiting ends at once when another picture is asked for before
            the search for this one has begun.

        Returns
        -------
        Image | None
            ``(rows, columns)`` uint8 over the whole picture, nonzero on the person; None where it
            is not known yet, or that body is not found.

        """
        seeking = self._seeking(frame, body)
        if seeking is None:
            return None
        with suppress(futures.CancelledError, futures.TimeoutError):
            return seeking.result(wait_s)
        return None

    def _seeking(self, frame: Frame, body: Landmarks) -> Future[Image | None] | None:
        with self._lock:
            if self._closed:
                return None
            seeking = self._kept.pop(frame.t_s, None)
            if seeking is None:
                self._drop_waiting()
                seeking = self._pool.submit(self._find, frame, body)
            self._kept[frame.t_s] = seeking
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return seeking

    def _drop_waiting(self) -> None:
        for t_s, seeking in list(self._kept.items()):
            if seeking.cancel():
                del self._kept[t_s]

    def _find(self, frame: Frame, body: Landmarks) -> Image | None:
        pose = self._landmarker()
        if pose is None:
            return None
        with suppress(UnknotError):
            return silhouette_of(pose, frame, body)
        return None

    def _landmarker(self) -> Landmarker | None:
        if self._pose is None and not self.trouble:
            try:
                self._pose = self._engine.start(min_confidence=CONFIDENCE, tracking=False)
            except UnknotError as error:
                self.trouble = say("No outlines: {why}.", why=error)
        return self._pose


def silhouette_of(pose: Landmarker, frame: Frame, body: Landmarks) -> Image | None:
    """Return the silhouette of a known body in a picture, None where another or none is found.

    Parameters
    ----------
    pose
        A landmarker for single pictures.
    frame
        The picture.
    body
        The known body, in pixels of a picture of the same proportions.

    """
    scale = np.array(frame.size_px) / body.size_px
    known = replace(body, xy_px=body.xy_px * scale, size_px=frame.size_px, silhouette=None)
    trunk = body_from_landmarks(known)
    for glance in _glances(known, trunk):
        seen = look(pose, frame, glance)
        if seen is not None and _apart_px(seen, known) <= _SAME_BODY * float(trunk.trunk_px):
            return seen.silhouette
    return None


def _glances(known: Landmarks, trunk: Body) -> Iterator[Glance]:
    """Give the ways to look at a known body: in the picture, then closer, upright and as it is."""
    yield Glance()
    window_px = window_around(known)
    up = trunk.shoulder_px - trunk.hip_px
    if window_px is not None and np.isfinite(up).all():
        yield Glance(float(np.degrees(np.arctan2(up[0], -up[1]))), window_px=window_px)
        yield Glance(window_px=window_px)


def _apart_px(one: Landmarks, other: Landmarks) -> float:
    """Return the median distance of the landmarks seen in both, infinite where too few are."""
    apart_px = np.linalg.norm(one.xy_px - other.xy_px, axis=-1)
    shared_px = apart_px[np.isfinite(apart_px)]
    return float(np.median(shared_px)) if len(shared_px) >= _FEWEST_SHARED else math.inf
