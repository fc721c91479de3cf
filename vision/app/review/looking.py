"""The first stage of a review: a recording is cut into segments, and each is looked at by itself.

The cuts depend on the recording alone, never on how many processes there are, so the result is the
same on every machine and after every interruption.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.workers import worker_link
from vision.errors import FrameSourceError
from vision.frames.video.index import signature
from vision.frames.video.reading import Excerpt
from vision.landmarks import weights
from vision.landmarks.seeing.consensus import Crowd
from vision.landmarks.seeing.follow import Follower
from vision.landmarks.types import Recording
from vision.measure.body import OUTLINE, body_from_landmarks, outline_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks

SEGMENT_S: Final = 60.0
"""How long a segment is, about: what an interruption costs, and what goes on in parallel."""
WARM_UP_S: Final = 1.5
"""How long a landmarker looks before what it sees counts: by then it has found the body, settled
its smoothing, and searched once for a body it did not find (after 1 s)."""
_SHORTEST_S: Final = 15.0
MAX_SIDE_PX: Final = 1920
"""Larger pictures are shrunk as they are decoded: 4K costs memory and time, and the landmarker sees
960 pixels of a whole picture, or as many of a part of it."""
CROWD_EVERY_S: Final = 30.0
DAMAGE: Final = "damage"
"""Where the provenance of a segment tells what of the recording cannot be read."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a recording for one process.

    Attributes
    ----------
    start_s
        Where looking begins: the beginning, or a picture from which decoding can begin.
    from_s, end_s
        What the segment answers for, ``end_s`` excluded: segments adjoin without overlap.

    """

    start_s: float
    from_s: float
    end_s: float


def cut(keys_s: Sequence[float], duration_s: float) -> tuple[Segment, ...]:
    """Cut a recording into segments of about `SEGMENT_S`.

    Parameters
    ----------
    keys_s
        Seconds of the pictures from which decoding can begin, increasing, the first 0.
    duration_s
        Length of the recording.

    Returns
    -------
    tuple[Segment, ...]
        At least one; the last one's end is infinite, as a declared length may be short of the end.

    """
    starts_s = _starts(keys_s, duration_s)
    froms_s = [0.0, *(start_s + WARM_UP_S for start_s in starts_s[1:])]
    ends_s = [*froms_s[1:], math.inf]
    return tuple(map(Segment, starts_s, froms_s, ends_s))


def _starts(keys_s: Sequence[float], duration_s: float) -> list[float]:
    """Choose the key pictures nearest to even cuts, none too close to the one before or the end."""
    count = _count(duration_s)
    starts_s = [0.0]
    for index in range(1, count):
        aim_s = index * duration_s / count
        nearest_s = min(keys_s, key=lambda key_s: abs(key_s + WARM_UP_S / 2 - aim_s))
        if starts_s[-1] + _SHORTEST_S <= nearest_s <= duration_s - _SHORTEST_S:
            starts_s.append(nearest_s)
    return starts_s


def _count(duration_s: float) -> int:
    """Return into how many segments to cut: an even number, as most machines have even cores."""
    if duration_s < 2 * _SHORTEST_S:
        return 1
    return 2 * max(1, round(duration_s / SEGMENT_S / 2))


@dataclass(frozen=True, slots=True)
class LookTask:
    """What to look at.

    Attributes
    ----------
    video
        The recording.
    signature
        What the recording was like when it was scanned.
    segment
        The part of it.
    rate_hz
        Pictures a second to look at, at most.
    engine
        What looks. A machine of a cluster that does not have its model there fetches its own.
    target
        Where the landmarks go.

    """

    video: Path
    signature: tuple[int, int]
    segment: Segment
    rate_hz: float
    engine: Engine
    target: Path


def look(task: LookTask) -> None:
    """Follow the body through a segment, and save the `Recording`, whole or not at all.

    Raises
    ------
    FrameSourceError, LandmarkerError, FrameWriterError
        If the pictures cannot be read, the landmarker fails, or the landmarks cannot be saved.

    """
    seen = _Seen()
    segment = task.segment
    engine = task.engine
    if not engine.model.exists():
        engine = replace(engine, model=weights.ensure())
    crowd, crowd_due_s = _crowd(engine), segment.from_s
    excerpt = Excerpt(
        task.video,
        start_s=segment.start_s,
        end_s=segment.end_s,
        rate_hz=task.rate_hz,
        max_side_px=MAX_SIDE_PX,
        threads=1,
    )
    with excerpt as source, Follower(engine) as follower:
        for frame in source:
            found = follower.see(frame, wait=True)
            worker_link().report(1.0)
            if frame.t_s < segment.from_s:
                continue
            seen.add(frame, found)
            if frame.t_s >= crowd_due_s:
                crowd_due_s = frame.t_s + CROWD_EVERY_S
                if crowd.in_picture(frame):
                    seen.crowded_s.append(frame.t_s)
    if not _is_unchanged(task):
        raise changed(task.video)
    seen.recording(source.ended_early).save(task.target)


def _is_unchanged(task: LookTask) -> bool:
    try:
        return signature(task.video) == task.signature
    except OSError:  # it was moved away
        return False


def changed(video: Path) -> FrameSourceError:
    """Return the error that a recording is another one than at the beginning of its review."""
    return FrameSourceError(
        "{name} was changed or moved while it was reviewed, and a mixture tells nothing true; "
        "review it again once it stays as it is",
        name=video.name,
    )


@cache
def _crowd(engine: Engine) -> Crowd:
    """Return what looks for second persons: one for a whole process, as it follows nobody."""
    return Crowd(engine)


class _Seen:
    """What has been seen so far."""

    def __init__(self) -> None:
        self._t_s: list[float] = []
        self._found: list[Landmarks | None] = []
        self._profiles: list[NDArray[np.float64]] = []
        self.crowded_s: list[float] = []
        self._size_px = (0, 0)

    def add(self, frame: Frame, found: Landmarks | None) -> None:
        """Add a picture and who is in it; of the silhouette its outline of back and leg is kept."""
        nothing = np.full(OUTLINE, np.nan)
        profile = nothing if found is None else outline_of(body_from_landmarks(found))
        self._size_px = frame.size_px
        self._t_s.append(frame.t_s)
        self._found.append(None if found is None else replace(found, silhouette=None))
        self._profiles.append(profile)

    def recording(self, damage: str | None) -> Recording:
        profiles = np.array(self._profiles, float).reshape(-1, OUTLINE)
        recording = Recording.stack(self._t_s, self._found, profiles, self._size_px)
        return replace(
            recording,
            crowded_s=np.array(self.crowded_s, float),
            provenance={DAMAGE: damage} if damage else {},
        )
