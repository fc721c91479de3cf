"""The first job of a review: the landmarks of one segment, saved in a file of its own."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.hands import hands
from vision.frames.video.excerpt import Excerpt
from vision.landmarks.engines import Engine
from vision.landmarks.model import weights
from vision.landmarks.seeing.crowd import Crowd
from vision.landmarks.seeing.follow import Follower
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.app.review.plan import Segment
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks

MAX_SIDE_PX: Final = 1920
"""Larger pictures are shrunk as they are decoded: 4K costs memory and time, and the landmarker sees
960 pixels of a whole picture, or as many of a part of it."""
CROWD_EVERY_S: Final = 30.0
DAMAGE: Final = "damage"
"""Where the provenance of a segment tells what of the recording cannot be read."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What to look at.

    Attributes
    ----------
    video
        The recording.
    segment
        The part of it.
    rate_hz
        Pictures a second to look at, at most.
    model
        The landmarker's file. A machine of a cluster that does not have it there fetches its own.
    target
        Where the landmarks go.

    """

    video: Path
    segment: Segment
    rate_hz: float
    model: Path
    target: Path


def look(task: Looking) -> None:
    """Follow the body through a segment, and save the `Recording`, whole or not at all.

    Raises
    ------
    FrameSourceError, LandmarkerError, FrameWriterError
        If the pictures cannot be read, the landmarker fails, or the landmarks cannot be saved.

    """
    seen = _Seen()
    segment = task.segment
    model = task.model if task.model.exists() else weights.ensure()
    with ExitStack() as stack:
        source = stack.enter_context(
            Excerpt(
                task.video,
                start_s=segment.start_s,
                end_s=segment.end_s,
                rate_hz=task.rate_hz,
                max_side_px=MAX_SIDE_PX,
                threads=1,
            )
        )
        follower = stack.enter_context(Follower(Engine(model)))
        crowd = _crowd(model)
        crowd_due_s = segment.from_s
        for frame in source:
            found = follower.see(frame, wait=True)
            hands().done(1.0)
            if frame.t_s < segment.from_s:
                continue
            seen.take(frame, found)
            if frame.t_s >= crowd_due_s:
                crowd_due_s = frame.t_s + CROWD_EVERY_S
                seen.take_crowd(frame, crowded=crowd.in_picture(frame))
    seen.recording(source.ended_early).save(task.target)


@cache
def _crowd(model: Path) -> Crowd:
    """Return what looks for second persons: one for a whole process, as it follows nobody."""
    return Crowd(Engine(model))


class _Seen:
    """What has been seen so far."""

    def __init__(self) -> None:
        self._t_s: list[float] = []
        self._found: list[Landmarks | None] = []
        self._profiles: list[NDArray[np.float64]] = []
        self._crowded_s: list[float] = []
        self._size_px = (0, 0)

    def take(self, frame: Frame, found: Landmarks | None) -> None:
        """Take a picture and who is in it, without the silhouette, which only the back needs."""
        nothing = np.full(STATIONS, np.nan)
        profile = nothing if found is None else body_from_landmarks(found).dorsal_profile
        self._size_px = frame.size_px
        self._t_s.append(frame.t_s)
        self._found.append(None if found is None else replace(found, silhouette=None))
        self._profiles.append(profile)

    def take_crowd(self, frame: Frame, *, crowded: bool) -> None:
        if crowded:
            self._crowded_s.append(frame.t_s)

    def recording(self, damage: str | None) -> Recording:
        profiles = np.array(self._profiles, float).reshape(-1, STATIONS)
        recording = Recording.stack(self._t_s, self._found, profiles, self._size_px)
        return replace(
            recording,
            crowded_s=np.array(self._crowded_s, float),
            provenance={DAMAGE: damage} if damage else {},
        )
