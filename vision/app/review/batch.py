"""All videos of one command: scanned, looked at, judged and drawn, the first one first."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from vision.app.check.folder import make_out_folder
from vision.app.model import ready_engine
from vision.app.review.crew import Crew
from vision.app.review.folder import folder_for
from vision.app.review.video import ReviewSettings, VideoReview
from vision.app.review.workers import ClusterWorkers, LocalWorkers
from vision.errors import UnknotError
from vision.frames.video.index import scan
from vision.landmarks import weights
from vision.progress import work_progress
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from vision.app.review.crew import FinishedJob, Job
    from vision.app.review.judging import Standard
    from vision.app.review.messages import Messages
    from vision.app.review.workers import Workers
    from vision.frames.video.index import Scan
    from vision.progress import Bar
    from vision.render.sound.voice import Voice


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    videos
        The recordings.
    landmarks
        Landmarks that earlier reviews saved, to be judged again.
    out
        Where the reviews go; None for the usual place, and for landmarks their own folder.
    rate_hz
        Pictures a second to look at.
    jobs
        How many processes; None for one a core.
    cluster
        The address of a Dask scheduler to work there instead; None to work here.
    flow
        Name of the routine.
    hold_s
        One hold time for all steps, instead of the routine's.
    pose
        The one pose the recordings show; None to find the steps of the routine.
    video
        Whether annotated videos are wanted.
    thresholds, model
        Files of the user's.
    engine
        What runs the model, one of `vision.landmarks.engines.NAMES`.
    share
        Whether pages to be given away are wanted.
    even_hz
        Rows a second of the tables of measures; None for a row where each picture is.
    voice_over
        Whether the coach speaks in the annotated videos.
    voice
        Whose voice that is, see `VoiceChoice`; None for the best there is.

    """

    videos: Sequence[Path]
    landmarks: Sequence[Path]
    out: Path | None
    rate_hz: float
    jobs: int | None
    cluster: str | None
    flow: str
    hold_s: float | None
    pose: str | None
    video: bool
    thresholds: Path | None
    model: Path | None
    engine: str
    share: bool = False
    even_hz: float | None = None
    voice_over: bool = False
    voice: str | None = None


@dataclass(eq=False)
class Batch:
    """The videos of one command, and how far their reviews are.

    Attributes
    ----------
    options
        What the user asked for.
    out
        The folder of all reviews.
    standard, judged_by
        What the videos are judged by, and that in words, for the record.
    messages
        Where results and problems are printed.
    voice
        What speaks in the annotated videos; None for nothing.

    """

    options: Options
    out: Path
    standard: Standard
    judged_by: Mapping[str, str]
    messages: Messages
    voice: Voice | None = None
    _reviews: list[VideoReview] = field(default_factory=list, init=False)
    _failed: set[int] = field(default_factory=set, init=False)
    _work_done: float = field(default=0.0, init=False)

    def run(self, videos: Sequence[Path]) -> None:
        """Review videos, each of them once.

        Raises
        ------
        UnknotError
            If nothing can be reviewed at all.

        """
        with ExitStack() as stack:
            workers = self._workers(stack)
            make_out_folder(self.out)
            self._prepare(videos)
            jobs = [job for number in range(len(self._reviews)) for job in self._next(number)]
            total = sum(job.work for job in jobs)
            total += sum(review.later_work for review in self._reviews)
            bar = stack.enter_context(work_progress(self.messages.console, total, say("pictures")))
            self.messages.aside = bar.aside
            crew: Crew[int] = Crew(
                workers.open,
                workers.at_once,
                idle=lambda: bar.show(self._worked(workers)),
                stop=workers.stop,
            )
            crew.add(jobs)
            for finished in stack.enter_context(closing(crew.run())):
                self._record(finished, crew)
                bar.show(self._worked(workers))

    def _workers(self, stack: ExitStack) -> Workers:
        if self.options.cluster is None:
            return LocalWorkers(self.options.jobs)
        return stack.enter_context(closing(ClusterWorkers(self.options.cluster)))

    def _prepare(self, videos: Sequence[Path]) -> None:
        """Scan every video, and choose where its results go."""
        scans = self._scans(videos)
        if not scans:
            return
        settings = self._settings()
        taken: set[str] = set()
        for each in scans:
            folder = folder_for(self.out, each.path.stem, each.fingerprint, taken, videos)
            taken.add(folder.name.casefold())
            self._reviews.append(VideoReview(len(self._reviews), each, folder, settings))

    def _scans(self, videos: Sequence[Path]) -> list[Scan]:
        sizes_mb = [_size_mb(video) for video in videos]
        before_mb = [0.0, *accumulate(sizes_mb)]
        with work_progress(self.messages.console, sum(sizes_mb), say("reading, MB")) as bar:
            scans = [
                self._scanned(video, partial(_show_mb, bar, done_mb))
                for video, done_mb in zip(videos, before_mb, strict=False)
            ]
        return [each for each in scans if each is not None]

    def _scanned(self, video: Path, read: Callable[[int], None]) -> Scan | None:
        try:
            return scan(video, read)
        except UnknotError as error:
            self.messages.problem(video.name, error)
            return None

    def _settings(self) -> ReviewSettings:
        engine = ready_engine(
            self.options.model, self.options.engine, self.messages.console, threads=1
        )
        return ReviewSettings(
            self.standard,
            self.options.rate_hz,
            replace(engine, model=engine.model.resolve()),
            weights.describe(self.options.model).model.sha256,
            self.options.video,
            self.judged_by,
            self.options.share,
            self.options.even_hz,
            self.voice,
        )

    def _record(self, finished: FinishedJob[int], crew: Crew[int]) -> None:
        """Record that a job has finished, and queue what can be done now."""
        number = finished.job.key
        if number in self._failed:
            return
        self._work_done += finished.job.work
        if finished.error is not None:
            self._fail(number, finished.error)
        elif self._reviews[number].stage_finished():
            # What is begun is finished first: its report can be read while others are looked at.
            crew.add(self._next(number), first=True)
        if number in self._failed:
            crew.drop(lambda key: key == number)

    def _next(self, number: int) -> list[Job[int]]:
        """Return a review's next jobs; one that fails has none, and the others go on."""
        review = self._reviews[number]
        try:
            jobs = review.next_jobs()
        except UnknotError as error:
            self._fail(number, error)
            return []
        if not jobs:
            self.messages.result(review.name, review.folder.results, review.notes)
        return jobs

    def _fail(self, number: int, error: Exception) -> None:
        self._failed.add(number)
        self.messages.problem(self._reviews[number].name, error)

    def _worked(self, workers: Workers) -> float:
        reported = workers.work_done()
        return self._work_done if reported is None else reported


def _size_mb(video: Path) -> float:
    """Return the size of a file, 0 if it cannot be had: scanning the file tells why."""
    try:
        return video.stat().st_size / 1e6
    except OSError:
        return 0.0


def _show_mb(bar: Bar, before_mb: float, read_bytes: int) -> None:
    bar.show(before_mb + read_bytes / 1e6)
