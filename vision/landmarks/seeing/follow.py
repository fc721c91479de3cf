"""Follow one body from picture to picture, doubt it when it cannot be one, search when it is lost.

The landmarker alone loses bodies that fold up or lie down, and finds some upside down. What it
finds is believed only when plausible; what stays lost is searched for as photographs are, and then
followed in the copy, turned perhaps, in which the search found it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.frames.glance import Glance
from vision.frames.level import Level
from vision.landmarks.landmarker import Closing
from vision.landmarks.patches.motion import PatchMotion
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.consensus import same_body
from vision.landmarks.seeing.search import CONFIDENCE, Searcher, levelled, look, window_around

if TYPE_CHECKING:
    from concurrent.futures import Future

    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.landmarker import Landmarker
    from vision.landmarks.seeing.search import Found
    from vision.landmarks.types import Landmarks

FORGET_AFTER_S: Final = 1.0
"""A tracked body that is implausible for this long is let go, so that it is looked for anew."""
SEARCH_AFTER_S: Final = 1.0
"""A body not seen for this long is searched for."""
SEARCH_EVERY_S: Final = 4.0
"""Time from one search to the next: each costs a third of a second to three seconds of one core."""


_TURNS_DEG: Final = (0.0, 90.0, -90.0, 40.0, -40.0)
_CONFIDENCES: Final = (0.3, CONFIDENCE)
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """A landmarker, and how it is shown the pictures."""

    pose: Landmarker
    glance: Glance


@dataclass(frozen=True, slots=True, eq=False)
class _Rescue:
    """What a search brought: the body in the picture searched, and a way to follow it from here."""

    landmarks: Landmarks
    way: _Way


class Follower(Closing):
    """Sees one body in pictures handed over in the order of time.

    Use as a context manager, or call `close`; each source needs a follower of its own. Calls must
    not overlap.

    Raises
    ------
    LandmarkerError
        If the model cannot be read or is no pose landmarker.

    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._usual = _Way(engine.start(), Glance())
        self._way = self._usual
        self._level = Level()
        self._searcher: Searcher | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._searching: Future[_Rescue | None] | None = None
        self._searched_s: float | None = None
        self._missing_since_s: float | None = None
        self._doubted_since_s: float | None = None
        self._patches = PatchMotion()

    def close(self) -> None:
        """End a search under way and free the models; safe to call twice.

        Raises
        ------
        LandmarkerError
            When that search failed; all is freed nevertheless.

        """
        if self._searcher is not None:
            self._searcher.stop()
        self._pool.shutdown(cancel_futures=True)
        try:
            self._take_rescue()
        finally:
            self._free()

    def _free(self) -> None:
        for each in {id(way): way for way in (self._usual, self._way)}.values():
            each.pose.close()
        if self._searcher is not None:
            self._searcher.close()

    def see(self, frame: Frame, *, wait: bool) -> Landmarks | None:
        """Return the body in ``frame``, or None where nobody plausible is seen.

        With it comes how patches on its trunk have moved.

        Parameters
        ----------
        frame
            The next picture.
        wait
            Whether a search, where one is due, is waited for. Recordings wait, so that they give
            the same result always; live pictures must not, and the search goes on beside them.

        Raises
        ------
        LandmarkerError
            After `close`, or when the model fails.

        """
        found = self._see(frame, wait=wait)
        motion = self._patches(frame, found)
        if found is None:
            return None
        found = levelled(found, self._level.update(frame, found.silhouette))
        return found if np.isnan(motion).all() else replace(found, patch_motion=motion)

    def _see(self, frame: Frame, *, wait: bool) -> Landmarks | None:
        if self._searching is not None and self._searching.done():
            self._take_rescue()
        found = look(self._way.pose, frame, self._way.glance)
        if found is not None and plausible(found):
            self._missing_since_s = self._doubted_since_s = None
            return found
        self._doubt(frame.t_s, implausible=found is not None)
        self._miss(frame)
        return self._take_rescue() if wait else None

    def _doubt(self, t_s: float, *, implausible: bool) -> None:
        """Let go of what has been implausible for long; a body not found is let go already."""
        if not implausible:
            self._doubted_since_s = None
            return
        if self._doubted_since_s is None:
            self._doubted_since_s = t_s
        if t_s - self._doubted_since_s >= FORGET_AFTER_S:
            self._way.pose.forget()
            self._doubted_since_s = None

    def _miss(self, frame: Frame) -> None:
        if self._missing_since_s is None:
            self._missing_since_s = frame.t_s
        if frame.t_s - self._missing_since_s < SEARCH_AFTER_S:
            return
        self._take_way(self._usual)
        rested = self._searched_s is None or frame.t_s - self._searched_s >= SEARCH_EVERY_S
        if self._searching is None and rested:
            self._searched_s = frame.t_s
            self._searching = self._pool.submit(self._search, frame)

    def _search(self, frame: Frame) -> _Rescue | None:
        if self._searcher is None:
            self._searcher = Searcher(self._engine)
        found = self._searcher.search(frame)
        way = None if found is None else _way_to(found, frame, self._engine)
        return None if found is None or way is None else _Rescue(found.landmarks, way)

    def _take_rescue(self) -> Landmarks | None:
        """Take what the search brought, waiting for it if it is still under way."""
        searching, self._searching = self._searching, None
        rescue = None if searching is None or searching.cancelled() else searching.result()
        if rescue is None:
            return None
        if self._missing_since_s is None:
            # The body has come back by itself, and need not be where it was searched for.
            rescue.way.pose.close()
            return None
        self._take_way(rescue.way)
        self._missing_since_s = None
        return rescue.landmarks

    def _take_way(self, way: _Way) -> None:
        if self._way is not self._usual and self._way is not way:
            self._way.pose.close()
        self._way = way


def _way_to(found: Found, frame: Frame, engine: Engine) -> _Way | None:
    """Return a way of following the body found that has been seen to work, None if there is none.

    A landmarker that can go on from the body does so. Others find less in tracking mode than a
    search does, and what they find depends on how the picture is turned; so ways are tried on the
    picture until one holds on to that body.
    """
    window_px = window_around(found.landmarks)
    turns_deg = dict.fromkeys((found.glance.turn_deg, *_TURNS_DEG))
    glances = [Glance(found.glance.turn_deg), *(Glance(t, window_px=window_px) for t in turns_deg)]
    for confidence in _CONFIDENCES:
        with ExitStack() as unless_it_works:
            pose = engine.start(min_confidence=confidence)
            unless_it_works.callback(pose.close)
            if pose.follow(found.landmarks):
                glances.insert(0, Glance())
            for glance in glances:
                if all(_sees(pose, frame, glance, found.landmarks) for _ in range(_TRIES)):
                    unless_it_works.pop_all()
                    return _Way(pose, glance)
                pose.forget()
    return None


def _sees(pose: Landmarker, frame: Frame, glance: Glance, body: Landmarks) -> bool:
    seen = look(pose, frame, glance)
    return seen is not None and plausible(seen) and same_body(seen, body)
