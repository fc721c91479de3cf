"""The second stage of a review: a piece of the annotated video, and stills of its key moments."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.workers import worker_link
from vision.errors import OutputError
from vision.files import write_whole
from vision.frames.video.reading import Excerpt
from vision.frames.video.writer import VideoWriter
from vision.measure.catalog import bones_in
from vision.render.overlay.overlay import Overlay
from vision.render.photo import thumbnail_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.frames.source import Frame
    from vision.landmarks.types import Recording
    from vision.render.draw import Image
    from vision.session.snapshot import Snapshot

RATE_HZ: Final = 15.0
"""Pictures a second of the annotated video: a slow routine moves smoothly at that."""
MAX_SIDE_PX: Final = 1280
DRAWN_WORK: Final = 0.4
"""What a picture drawn costs, in pictures looked at."""
_AROUND_S: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class DrawTask:
    """What to draw.

    Attributes
    ----------
    video
        The recording.
    start_s, end_s
        The part of it, beginning where decoding can begin; ``end_s`` is excluded.
    recording
        The landmarks of that part, and a little more on both sides.
    snapshots
        The session at each of its pictures; None where no step is being done.
    stills_s
        Moments to be returned as pictures as well.
    target
        Where the results go, without an ending: the video as ``.mp4``, and ``.json`` with the rest,
        which is written last.
    video_wanted
        Whether the annotated video is wanted, or the stills alone.

    """

    video: Path
    start_s: float
    end_s: float
    recording: Recording
    snapshots: Sequence[Snapshot | None]
    stills_s: tuple[float, ...]
    target: Path
    video_wanted: bool


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPiece:
    """A piece of the annotated video that has been drawn, or the stills alone.

    Attributes
    ----------
    first_s
        When the first picture of the piece shows, None when there is no picture in it.
    stills
        JPEG pictures by the moment that was asked for.

    """

    first_s: float | None
    stills: dict[float, bytes]

    @classmethod
    def load(cls, target: Path) -> DrawnPiece | None:
        """Return what a job left at ``target``, None if it has not been done whole."""
        try:
            record = json.loads(_notes(target).read_text(encoding="ascii"))
            stills = {float(t_s): base64.b64decode(data) for t_s, data in record["stills"]}
            return cls(record["first_s"], stills)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def save(self, target: Path) -> None:
        """Leave it at ``target``, whole or not at all."""
        stills = [[t_s, base64.b64encode(data).decode()] for t_s, data in self.stills.items()]
        record = {"first_s": self.first_s, "stills": stills}
        write_whole(_notes(target), json.dumps(record).encode("ascii"))


def video_of(target: Path) -> Path:
    """Return where the video of a piece is."""
    return target.with_name(f"{target.name}.mp4")


def _notes(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def part_of(
    recording: Recording, snapshots: Sequence[Snapshot | None], start_s: float, end_s: float
) -> tuple[Recording, tuple[Snapshot | None, ...]]:
    """Return the rows of a recording that a piece of its video needs, and their snapshots."""
    t_s = recording.t_s
    first = int(np.searchsorted(t_s, start_s - _AROUND_S))
    last = int(np.searchsorted(t_s, end_s + _AROUND_S))
    # A piece without any row still needs one to ask.
    rows = slice(min(first, len(t_s) - 1), max(last, first + 1))
    part = replace(
        recording,
        t_s=t_s[rows],
        xy_px=recording.xy_px[rows],
        xyz_m=recording.xyz_m[rows],
        visibility=recording.visibility[rows],
        dorsal_profile=recording.dorsal_profile[rows],
        crowded_s=np.empty(0),
        patch_motion=None,
    )
    return part, tuple(snapshots[rows])


def draw(task: DrawTask) -> None:
    """Draw a piece, and save it whole or not at all.

    Raises
    ------
    FrameSourceError, OutputError
        If the pictures cannot be read or the piece cannot be written.

    """
    drawn = _film(task) if task.video_wanted else _draw(task, None)
    try:
        drawn.save(task.target)
    except OSError as error:
        raise OutputError(
            "cannot write {path}: {reason}",
            path=_notes(task.target),
            reason=error.strerror or error,
        ) from error


def _film(task: DrawTask) -> DrawnPiece:
    film = video_of(task.target)
    part = film.with_suffix(".part.mp4")
    try:
        with VideoWriter(part, fps=RATE_HZ, threads=1) as writer:
            drawn = _draw(task, writer)
        if drawn.first_s is not None:
            part.replace(film)
        return drawn
    finally:
        part.unlink(missing_ok=True)


def _draw(task: DrawTask, writer: VideoWriter | None) -> DrawnPiece:
    stills, overlay = _Stills(task.stills_s), Overlay(bones_in, mirror=False)
    first_s: float | None = None
    with _source(task, stills) as source:
        for frame in source:
            first_s = frame.t_s if first_s is None else first_s
            if writer is None and not stills.due(frame.t_s):
                continue
            image = _drawn(overlay, frame, task)
            stills.keep(frame.t_s, image)
            if writer is not None:
                writer.write(image, frame.t_s)
                worker_link().report(DRAWN_WORK)
    return DrawnPiece(first_s, stills.kept)


def _source(task: DrawTask, stills: _Stills) -> Excerpt:
    """Return the pictures to draw on; for stills alone, none after the last of them."""
    until_s = task.end_s if task.video_wanted else stills.last_s + 1 / RATE_HZ
    return Excerpt(
        task.video,
        start_s=task.start_s,
        end_s=min(task.end_s, until_s),
        rate_hz=RATE_HZ,
        max_side_px=MAX_SIDE_PX,
        threads=1,
    )


def _drawn(overlay: Overlay, frame: Frame, task: DrawTask) -> Image:
    row = int(np.searchsorted(task.recording.t_s, frame.t_s, side="right")) - 1
    snapshot = task.snapshots[max(0, row)]
    landmarks = task.recording.at(frame.t_s)
    if snapshot is None:
        return overlay.draw_between(frame, landmarks)
    return overlay.draw(frame, landmarks, snapshot, keys=False)


class _Stills:
    """Keeps a picture for each moment: the first that is less than one picture before it."""

    def __init__(self, moments_s: Sequence[float]) -> None:
        self._waiting = sorted(moments_s)
        self.last_s = max(moments_s, default=-math.inf)
        self.kept: dict[float, bytes] = {}

    def due(self, t_s: float) -> bool:
        return bool(self._waiting) and self._waiting[0] <= t_s + 1 / RATE_HZ

    def keep(self, t_s: float, image: Image) -> None:
        while self.due(t_s):
            self.kept[self._waiting.pop(0)] = thumbnail_bytes(image)
