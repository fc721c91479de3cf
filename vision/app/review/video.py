"""The review of one video: its jobs, stage by stage, and its results when all are done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import vision
from vision.app.review import drawing
from vision.app.review.crew import Job
from vision.app.review.drawing import DrawnPiece, DrawTask, draw
from vision.app.review.folder import FINGERPRINT, LANDMARKS
from vision.app.review.judging import judge, often_unseen
from vision.app.review.looking import LookTask, changed, cut, look
from vision.app.review.writing import ANNOTATED, has_share, report_input, write_results
from vision.errors import FrameSourceError, OutputError
from vision.frames.video.index import scan
from vision.frames.video.joining import Piece, join
from vision.landmarks.types import Recording
from vision.render.report.tables import verdicts_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from vision.app.review.folder import ReviewFolder
    from vision.app.review.judging import JudgedRecording, Standard
    from vision.frames.video.index import Scan
    from vision.landmarks.engines import Engine
    from vision.render.sound.mixing import VoiceOver
    from vision.render.sound.voice import Voice

_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What is the same for all videos of a batch.

    Attributes
    ----------
    standard
        What they are judged by.
    rate_hz
        Pictures a second to look at.
    engine, model_sha256
        What looks at the pictures, and what its model is.
    video
        Whether annotated videos are wanted.
    provenance
        What the verdicts depend on, for the record.
    share
        Whether pages to be given away are wanted.
    even_hz
        Rows a second of the tables of measures; None for a row where each picture is.
    voice
        What speaks in the annotated videos; None for nothing.

    """

    standard: Standard
    rate_hz: float
    engine: Engine
    model_sha256: str
    video: bool
    provenance: Mapping[str, str]
    share: bool = False
    even_hz: float | None = None
    voice: Voice | None = None


class VideoReview:
    """One video on its way from a file to its results.

    Others do the jobs: they ask for the `next_jobs` as often as all of the last ones are done, and
    when there are none the results stand in the folder.

    Parameters
    ----------
    number
        The video's place in the batch, the key of its jobs.
    scan
        What is known of the video.
    folder
        Where everything goes.
    settings
        What is the same for all videos.

    """

    def __init__(
        self, number: int, scan: Scan, folder: ReviewFolder, settings: ReviewSettings
    ) -> None:
        self.scan = scan
        self.folder = folder
        self.notes: tuple[str, ...] = ()
        self.later_work = 0.0
        """About how much work comes after the jobs that were returned last."""
        self._number = number
        self._settings = settings
        self._segments = cut(scan.keys_s, scan.duration_s)
        self._stages = self._run()
        self._waiting = 0

    @property
    def name(self) -> str:
        """The video's file name."""
        return self.scan.path.name

    def next_jobs(self) -> list[Job[int]]:
        """Return the jobs that can be done now; none when the results are written.

        Raises
        ------
        UnknotError
            If the folder cannot be written to, or nobody is seen.

        """
        jobs = next((jobs for jobs in self._stages if jobs), [])
        self._waiting = len(jobs)
        return jobs

    def stage_finished(self) -> bool:
        """Record that a job has finished, and return whether it was the last of its stage."""
        self._waiting -= 1
        return not self._waiting

    def _run(self) -> Iterator[list[Job[int]]]:
        """Yield the jobs of each stage, and write the results after the last."""
        recording = self.folder.saved(self.folder.results / LANDMARKS)
        self.folder.prepare(self._plan())
        if recording is None or not self._is_same(recording):
            self.later_work = self._work(self._drawn_hz())
            yield self._look_jobs()
            self.later_work = 0.0
            recording = self._joined()
        if not recording.somebody.any():
            self.folder.clear()
            raise FrameSourceError(
                "nobody could be seen in {name}; expected one person in good light, best "
                "from the side, all of them in the picture",
                name=self.name,
            )
        judged = judge(recording, self._settings.standard, self._settings.voice)
        folder = self.folder.pieces(self._digest(judged))
        targets = [folder / f"piece_{index:04d}" for index in range(len(self._segments))]
        yield self._draw_jobs(judged, targets)
        self._require_unchanged()
        self._write(judged, targets)

    def _require_unchanged(self) -> None:
        """Publish nothing under the fingerprint of a file that is another one by now."""
        if scan(self.scan.path).fingerprint != self.scan.fingerprint:
            self.folder.clear()
            raise changed(self.scan.path)

    def _work(self, rate_hz: float, *segments: int) -> float:
        """Return how many pictures are in some segments, or in all of them."""
        length_s = sum(
            max(0.0, min(segment.end_s, self.scan.duration_s) - segment.start_s)
            for index, segment in enumerate(self._segments)
            if index in segments or not segments
        )
        return length_s * min(rate_hz, self.scan.rate_hz)

    def _plan(self) -> dict[str, Any]:
        """Return what the landmarks depend on."""
        return {
            FINGERPRINT: self.scan.fingerprint,
            "video": self.name,
            "model_sha256": self._settings.model_sha256,
            "engine": self._settings.engine.name,
            "pictures_a_second": f"{self._settings.rate_hz:g}",
            "program": f"unknot {vision.__version__}",
        }

    def _is_same(self, recording: Recording) -> bool:
        """Return whether landmarks are those that looking would bring again."""
        return all(recording.provenance.get(name) == text for name, text in self._plan().items())

    # --- looking ---------------------------------------------------------------------------------

    def _look_jobs(self) -> list[Job[int]]:
        """Return the jobs of looking, as far as that has not been done before."""
        jobs = []
        for index, segment in enumerate(self._segments):
            target = self.folder.segment(index)
            if self.folder.saved(target) is None:
                task = LookTask(
                    self.scan.path.resolve(),
                    self.scan.signature,
                    segment,
                    self._settings.rate_hz,
                    self._settings.engine,
                    target.resolve(),
                )
                work = self._work(self._settings.rate_hz, index)
                jobs.append(Job(self._number, partial(look, task), self.name, work))
        return jobs

    def _joined(self) -> Recording:
        """Return the landmarks of all segments as one recording."""
        segments = [self.folder.saved(self.folder.segment(i)) for i in range(len(self._segments))]
        done = [segment for segment in segments if segment is not None]
        if len(done) < len(segments):
            # Never go on with a gap: what is missing in it would be told as not done.
            raise OutputError(
                "{name} was looked at, but the landmarks of {missing} of {all} segments are "
                "not in {folder}; on a cluster, --out has to be on storage that all its "
                "machines share",
                name=self.name,
                missing=len(segments) - len(done),
                all=len(segments),
                folder=self.folder.work,
            )
        parts = [part for part in done if len(part.t_s)]
        if not parts:
            raise FrameSourceError(
                "{name} has no picture that can be decoded; use a copy", name=self.name
            )
        damage = {k: v for part in done for k, v in part.provenance.items()}
        return replace(Recording.join(parts), provenance={**self._plan(), **damage})

    # --- drawing ---------------------------------------------------------------------------------

    def _drawn_hz(self) -> float:
        """Return how many pictures a second are drawn, in pictures looked at."""
        return drawing.RATE_HZ * drawing.DRAWN_WORK if self._settings.video else 0.0

    def _draw_jobs(self, judged: JudgedRecording, targets: Sequence[Path]) -> list[Job[int]]:
        """Return the jobs of drawing, as far as that has not been done before."""
        starts_s = [segment.start_s for segment in self._segments]
        ends_s = [*starts_s[1:], self._segments[-1].end_s]
        jobs = []
        for index, (start_s, end_s) in enumerate(zip(starts_s, ends_s, strict=True)):
            task = self._draw_task(judged, start_s, end_s, targets[index])
            wanted = task.video_wanted or task.stills_s
            undone = wanted and DrawnPiece.load(targets[index]) is None
            if undone and start_s < self.scan.duration_s:
                work = self._work(self._drawn_hz(), index)
                jobs.append(Job(self._number, partial(draw, task), self.name, work))
        return jobs

    def _draw_task(
        self, judged: JudgedRecording, start_s: float, end_s: float, target: Path
    ) -> DrawTask:
        recording, snapshots = drawing.part_of(judged.recording, judged.snapshots, start_s, end_s)
        return DrawTask(
            video=self.scan.path.resolve(),
            start_s=start_s,
            end_s=end_s,
            recording=recording,
            snapshots=snapshots,
            stills_s=tuple(m.t_s for m in judged.moments if start_s <= m.t_s < end_s),
            target=target.resolve(),
            video_wanted=self._settings.video,
        )

    def _digest(self, judged: JudgedRecording) -> str:
        """Return what tells one set of pieces from another: all that is drawn depends on it."""
        reviewed = judged.reviewed
        titles = [step.title for step in reviewed.steps]
        verdicts = verdicts_csv(reviewed, judged.take)
        drawn = f"{self._settings.video} {reviewed.events} {titles} {verdicts}"
        return hashlib.sha256(drawn.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]

    # --- results ---------------------------------------------------------------------------------

    def _write(self, judged: JudgedRecording, targets: Sequence[Path]) -> None:
        """Write the results."""
        drawn = {t: piece for t in targets if (piece := DrawnPiece.load(t)) is not None}
        stills = {t_s: jpeg for piece in drawn.values() for t_s, jpeg in piece.stills.items()}
        with self.folder.publish() as made:
            film, over = made / ANNOTATED, judged.voice_over
            note = self._join(drawn, film, over) if self._settings.video else None
            report = report_input(
                judged,
                self.name,
                self._settings.provenance,
                video=self._settings.video,
                stills=stills,
                notes=[note] if note else [],
            )
            report = replace(report, even_hz=self._settings.even_hz)
            share = self._settings.share or has_share(self.folder.results)
            write_results(made, judged, report, share=share)
        self.notes = (*report.notes, *often_unseen(judged.recording))

    def _join(
        self, drawn: Mapping[Path, DrawnPiece], target: Path, over: VoiceOver | None
    ) -> str | None:
        pieces = [
            Piece(drawing.video_of(path), each.first_s)
            for path, each in drawn.items()
            if each.first_s is not None
        ]
        return join(pieces, self.scan.path, target, duration_s=self.scan.duration_s, over=over)
