"""The review of one video: which jobs it needs next, and its results when they are done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import vision
from vision.app.review import drawing, looking
from vision.app.review.crew import Job
from vision.app.review.folder import FINGERPRINT, LANDMARKS
from vision.app.review.judging import judge, often_unseen
from vision.app.review.plan import cut
from vision.app.review.writing import ANNOTATED, report_input, write_results
from vision.errors import FrameSourceError, OutputError
from vision.frames.video.joining import Piece, join
from vision.landmarks.types import Recording
from vision.render.report.tables import verdicts_csv

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vision.app.review.folder import ReviewFolder
    from vision.app.review.judging import Judged, Standard
    from vision.frames.video.scan import Scan

_DIGITS: Final = 16


class Kind(str, Enum):
    """What a job is for."""

    LOOK = "look"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Key:
    """Which job of which video; ``video`` is its place in the batch."""

    video: int
    kind: Kind
    index: int


@dataclass(frozen=True, slots=True)
class How:
    """What is the same for all videos of a batch.

    Attributes
    ----------
    standard
        What they are judged by.
    rate_hz
        Pictures a second to look at.
    model, model_sha256
        The landmarker's file, and what it is.
    video
        Whether annotated videos are wanted.
    provenance
        What the verdicts depend on, for the record.

    """

    standard: Standard
    rate_hz: float
    model: Path
    model_sha256: str
    video: bool
    provenance: Mapping[str, str]


class VideoReview:
    """One video on its way from a file to its results.

    Jobs are done by others: `start` and `take` return those that can be done next, and after the
    last one the results stand in the folder.

    Parameters
    ----------
    place
        Of the video in the batch.
    scan
        What is known of the video.
    folder
        Where everything goes.
    how
        What is the same for all videos.

    """

    def __init__(self, place: int, scan: Scan, folder: ReviewFolder, how: How) -> None:
        self.scan = scan
        self.folder = folder
        self.finished = False
        self.notes: tuple[str, ...] = ()
        self._place = place
        self._how = how
        self._segments = cut(scan.keys_s, scan.duration_s)
        self._waiting = 0
        self._judged: Judged | None = None
        self._pieces = folder.work

    @property
    def name(self) -> str:
        """The video's file name."""
        return self.scan.path.name

    def work(self, kind: Kind, index: int) -> float:
        """Return how much work a job is, in pictures looked at."""
        segment = self._segments[index]
        end_s = min(segment.end_s, self.scan.duration_s)
        if kind is Kind.LOOK:
            return max(0.0, end_s - segment.start_s) * min(self._how.rate_hz, self.scan.rate_hz)
        rate_hz = min(drawing.RATE_HZ, self.scan.rate_hz) if self._how.video else 0.0
        return max(0.0, end_s - segment.start_s) * rate_hz * drawing.DRAWN_WORK

    def drawing_work(self) -> float:
        """Return how much work drawing will be."""
        return sum(self.work(Kind.DRAW, index) for index in range(len(self._segments)))

    def start(self) -> list[Job[Key]]:
        """Return the first jobs: looking, as far as that has not been done before.

        Raises
        ------
        UnknotError
            If the folder cannot be written to, or everything has been looked at and nobody is seen.

        """
        before = self.folder.saved(self.folder.results / LANDMARKS)
        self.folder.prepare(self._plan())
        if before is not None and self._is_same(before):
            return self._judge(before)
        jobs = [
            self._look_job(index)
            for index in range(len(self._segments))
            if self.folder.saved(self.folder.segment(index)) is None
        ]
        self._waiting = len(jobs)
        return jobs or self._assemble()

    def take(self, key: Key) -> list[Job[Key]]:
        """Take that a job is done, and return the jobs that can be done now.

        Raises
        ------
        UnknotError
            If the results cannot be written, or nobody is seen.

        """
        self._waiting -= 1
        if self._waiting:
            return []
        if key.kind is Kind.LOOK:
            return self._assemble()
        self._finish()
        return []

    def _plan(self) -> dict[str, Any]:
        """Return what the landmarks depend on."""
        return {
            FINGERPRINT: self.scan.fingerprint,
            "video": self.name,
            "model_sha256": self._how.model_sha256,
            "pictures_a_second": f"{self._how.rate_hz:g}",
            "program": f"unknot {vision.__version__}",
        }

    def _is_same(self, recording: Recording) -> bool:
        """Return whether landmarks are those that looking would bring again."""
        return all(recording.provenance.get(name) == text for name, text in self._plan().items())

    def _look_job(self, index: int) -> Job[Key]:
        task = looking.Looking(
            self.scan.path.resolve(),
            self._segments[index],
            self._how.rate_hz,
            self._how.model,
            self.folder.segment(index).resolve(),
        )
        return Job(Key(self._place, Kind.LOOK, index), partial(looking.look, task), self.name)

    def _assemble(self) -> list[Job[Key]]:
        """Put the segments together, judge them, and return what is to be drawn."""
        segments = [self.folder.saved(self.folder.segment(i)) for i in range(len(self._segments))]
        done = [segment for segment in segments if segment is not None]
        if len(done) < len(segments):
            # Never go on with a gap: what is missing in it would be told as not done.
            raise OutputError(
                f"{self.name} was looked at, but the landmarks of {len(segments) - len(done)} of "
                f"{len(segments)} segments are not in {self.folder.work}; on a cluster, --out has "
                "to be on storage that all its machines share"
            )
        parts = [part for part in done if len(part.t_s)]
        if not parts:
            raise FrameSourceError(f"{self.name} has no picture that can be decoded; use a copy")
        damage = {k: v for part in done for k, v in part.provenance.items()}
        return self._judge(replace(Recording.join(parts), provenance={**self._plan(), **damage}))

    def _judge(self, recording: Recording) -> list[Job[Key]]:
        if not recording.somebody.any():
            self.folder.clear()
            raise FrameSourceError(
                f"nobody could be seen in {self.name}; expected one person in good light, best "
                "from the side, all of them in the picture"
            )
        self._judged = judge(recording, self._how.standard)
        jobs = self._draw_jobs(self._judged)
        self._waiting = len(jobs)
        if not jobs:
            self._finish()
        return jobs

    def _draw_jobs(self, judged: Judged) -> list[Job[Key]]:
        self._pieces = self.folder.pieces(self._digest(judged))
        jobs = []
        for index, segment in enumerate(self._segments):
            task = self._drawing(judged, index)
            wanted = task.video_wanted or task.stills_s
            if segment.start_s < self.scan.duration_s and wanted and not self._drawn(index):
                call = partial(drawing.draw, task)
                jobs.append(Job(Key(self._place, Kind.DRAW, index), call, self.name))
        return jobs

    def _drawing(self, judged: Judged, index: int) -> drawing.Drawing:
        start_s, end_s = self._span_s(index)
        recording, snapshots = drawing.part_of(
            judged.recording, judged.reviewed.snapshots, start_s, end_s
        )
        return drawing.Drawing(
            video=self.scan.path.resolve(),
            start_s=start_s,
            end_s=end_s,
            recording=recording,
            snapshots=snapshots,
            stills_s=tuple(m.t_s for m in judged.moments if start_s <= m.t_s < end_s),
            target=self._piece(index).resolve(),
            video_wanted=self._how.video,
        )

    def _span_s(self, index: int) -> tuple[float, float]:
        """Return from where to where a piece of the annotated video goes."""
        following = self._segments[index + 1 : index + 2]
        start_s = self._segments[index].start_s
        return start_s, following[0].start_s if following else self._segments[index].end_s

    def _digest(self, judged: Judged) -> str:
        """Return what tells one set of pieces from another: all that is drawn depends on it."""
        reviewed = judged.reviewed
        told = f"{self._how.video} {reviewed.events} {verdicts_csv(reviewed)}"
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]

    def _piece(self, index: int) -> Path:
        return self._pieces / f"piece_{index:04d}"

    def _drawn(self, index: int) -> drawing.Drawn | None:
        return drawing.Drawn.load(self._piece(index))

    def _finish(self) -> None:
        """Write the results."""
        judged = self._judged
        if judged is None:
            raise RuntimeError("there is nothing to write before a recording is judged")
        drawn = {i: d for i in range(len(self._segments)) if (d := self._drawn(i)) is not None}
        stills = {t_s: jpeg for each in drawn.values() for t_s, jpeg in each.stills.items()}
        with self.folder.publish() as made:
            note = self._join(drawn, made / ANNOTATED) if self._how.video else None
            told = report_input(
                judged,
                self.name,
                self._how.provenance,
                video=self._how.video,
                stills=stills,
                notes=[note] if note else [],
            )
            write_results(made, judged, told)
        self.notes = (*told.notes, *often_unseen(judged.recording))
        self.finished = True

    def _join(self, drawn: Mapping[int, drawing.Drawn], target: Path) -> str | None:
        pieces = [
            Piece(drawing.video_of(self._piece(index)), each.first_s)
            for index, each in sorted(drawn.items())
            if each.first_s is not None
        ]
        return join(pieces, self.scan.path, target, duration_s=self.scan.duration_s)
