"""All videos of one command: scanned, looked at, judged and drawn, the first one first."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from vision.app.check.folder import make_out_folder
from vision.app.review.crew import Crew
from vision.app.review.folder import folder_for
from vision.app.review.processes import Cluster, Here
from vision.app.review.video import How, Kind, VideoReview
from vision.errors import UnknotError
from vision.frames.video.scan import scan
from vision.landmarks.model import weights
from vision.progress import bytes_progress, work_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vision.app.review.crew import Done, Job
    from vision.app.review.judging import Standard
    from vision.app.review.processes import Place
    from vision.app.review.run import Options
    from vision.app.review.told import Told
    from vision.app.review.video import Key
    from vision.frames.video.scan import Scan
    from vision.progress import WorkProgress


class Batch:
    """What has become of the videos so far.

    Parameters
    ----------
    options
        What the user asked for.
    out
        The folder of all reviews.
    standard, judged_by
        What they are judged by, and that in words, for the record.
    told
        What the user is told.

    """

    def __init__(
        self,
        options: Options,
        out: Path,
        standard: Standard,
        judged_by: Mapping[str, str],
        told: Told,
    ) -> None:
        self._options = options
        self._out = out
        self._standard = standard
        self._judged_by = judged_by
        self._told = told
        self._reviews: list[VideoReview] = []
        self._failed: set[int] = set()
        self._done = 0.0

    def run(self, videos: Sequence[Path]) -> None:
        """Review videos, each of them once.

        Raises
        ------
        UnknotError
            If nothing can be reviewed at all.

        """
        with ExitStack() as stack:
            place: Place = stack.enter_context(_place(self._options))
            make_out_folder(self._out)
            self._prepare(videos)
            jobs = [self._next(i, review.start) for i, review in enumerate(self._reviews)]
            total = sum(map(self._work_of, jobs))
            bar = stack.enter_context(work_progress(self._told.console, total, "pictures"))
            self._told.aside = bar.aside
            crew: Crew[Key] = Crew(
                place.open,
                place.at_once,
                idle=lambda: bar.show(self._worked(place)),
                stop=place.stop,
            )
            crew.add(job for each in jobs for job in each)
            for done in stack.enter_context(closing(crew.run())):
                self._take(done, crew)
                bar.show(self._worked(place))

    def _work_of(self, jobs: Sequence[Job[Key]]) -> float:
        """Return how much work is in a video's first jobs, and in those that follow from them."""
        work = sum(self._reviews[job.key.video].work(job.key.kind, job.key.index) for job in jobs)
        if jobs and jobs[0].key.kind is Kind.LOOK:
            work += self._reviews[jobs[0].key.video].drawing_work()
        return work

    def _prepare(self, videos: Sequence[Path]) -> None:
        """Look at every video briefly, and choose where its results go."""
        scans = self._scans(videos)
        if not scans:
            return
        how = self._how()
        taken: set[str] = set()
        for each in scans:
            folder = folder_for(self._out, each.path.stem, each.fingerprint, taken)
            taken.add(folder.name.casefold())
            self._reviews.append(VideoReview(len(self._reviews), each, folder, how))

    def _scans(self, videos: Sequence[Path]) -> list[Scan]:
        sizes_mb = [_size_mb(video) for video in videos]
        before_mb = [0.0, *accumulate(sizes_mb)]
        with work_progress(self._told.console, sum(sizes_mb), "reading, MB") as bar:
            scans = [
                self._scanned(video, partial(_show_mb, bar, done_mb))
                for video, done_mb in zip(videos, before_mb, strict=False)
            ]
        return [each for each in scans if each is not None]

    def _scanned(self, video: Path, read: Callable[[int], None]) -> Scan | None:
        try:
            return scan(video, read)
        except UnknotError as error:
            self._told.problem(video.name, error)
            return None

    def _how(self) -> How:
        with bytes_progress(self._told.console) as progress:
            model = weights.ensure(self._options.model, progress=progress)
        return How(
            self._standard,
            self._options.rate_hz,
            model.resolve(),
            weights.describe(self._options.model).model.sha256,
            self._options.video,
            self._judged_by,
        )

    def _take(self, done: Done[Key], crew: Crew[Key]) -> None:
        index = done.job.key.video
        if index in self._failed:
            return
        review = self._reviews[index]
        self._done += review.work(done.job.key.kind, done.job.key.index)
        if done.error is not None:
            self._fail(index, done.error)
        else:
            # What is begun is finished first: its report can be read while others are looked at.
            crew.add(self._next(index, lambda: review.take(done.job.key)), first=True)
        if index in self._failed:
            crew.drop(lambda key: key.video == index)

    def _next(self, index: int, ask: Callable[[], list[Job[Key]]]) -> list[Job[Key]]:
        """Ask a review for its next jobs; one that fails has none, and the others go on."""
        review = self._reviews[index]
        try:
            jobs = ask()
        except UnknotError as error:
            self._fail(index, error)
            return []
        if review.finished:
            self._told.result(review.name, review.folder.results, review.notes)
        return jobs

    def _fail(self, index: int, error: Exception) -> None:
        self._failed.add(index)
        self._told.problem(self._reviews[index].name, error)

    def _worked(self, place: Place) -> float:
        told = place.work()
        return self._done if told is None else told


@contextmanager
def _place(options: Options) -> Iterator[Place]:
    if options.cluster is None:
        yield Here(options.jobs)
        return
    with closing(Cluster(options.cluster)) as cluster:
        yield cluster


def _size_mb(video: Path) -> float:
    """Return the size of a file, 0 for what is none: reading it will tell."""
    try:
        return video.stat().st_size / 1e6
    except OSError:
        return 0.0


def _show_mb(bar: WorkProgress, before_mb: float, read_bytes: int) -> None:
    bar.show(before_mb + read_bytes / 1e6)
