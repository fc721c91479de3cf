"""The command ``unknot review``: a batch of videos, or of landmarks saved before."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

import vision
from vision.app.check import require_pose
from vision.app.review.crew import Crew
from vision.app.review.folder import folder_for
from vision.app.review.judging import Standard
from vision.app.review.processes import Cluster, Here
from vision.app.review.rejudge import rejudge
from vision.app.review.video import How, Kind, VideoReview
from vision.app.review.writing import REPORT, write_index
from vision.app.settings import config_folder, load_flow, load_library
from vision.errors import OutputError, UnknotError, UsageError
from vision.frames.scan import scan
from vision.landmarks import weights
from vision.progress import bytes_progress, work_progress
from vision.session.align import ONE_POSE_HOLD_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from vision.app.review.crew import Done, Job
    from vision.app.review.processes import Place
    from vision.app.review.video import Key
    from vision.criteria.load import PoseLibrary
    from vision.frames.scan import Scan
    from vision.progress import WorkProgress

INTERRUPTED: Final = 130
DEFAULT_OUT: Final = Path("reviews")
LEAST_RATE_HZ, MOST_RATE_HZ = 2.0, 60.0
"""Pictures a second: holds are judged at 2 and more, movements at 5 and more."""


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


def review(options: Options, console: Console) -> int:
    """Review everything; return the exit code, 1 if anything could not be reviewed.

    Raises
    ------
    UnknotError
        If something all of it needs is missing or cannot be meant.

    """
    _require_something(options)
    library = load_library(options.thresholds)
    standard = _standard(options, library)
    told = _Told(console)
    for path in _distinct(options.landmarks, told):
        told.rejudged(path, options, standard)
    if options.videos:
        try:
            _Batch(options, standard, told).run()
        except KeyboardInterrupt:
            told.line("stopped; what is done is kept, and the same command goes on from here")
            return INTERRUPTED
    if options.videos or options.out:
        told.index(options.out or DEFAULT_OUT)
    return int(bool(told.problems))


def _require_something(options: Options) -> None:
    if not options.videos and not options.landmarks:
        raise UsageError("expected recordings to review, or --from with saved landmarks; got none")
    if not LEAST_RATE_HZ <= options.rate_hz <= MOST_RATE_HZ:
        raise UsageError(
            f"--fps expects {LEAST_RATE_HZ:g} to {MOST_RATE_HZ:g} pictures a second, "
            f"got {options.rate_hz:g}; 10 are enough for a slow routine"
        )


def _standard(options: Options, library: PoseLibrary) -> Standard:
    require_pose(options.pose, library)
    routine = load_flow(options.flow, library)
    if options.hold_s is not None:
        routine = routine.with_holds([options.hold_s] * len(routine.steps))
    if options.pose is None:
        return Standard(routine)
    held_s = [step.hold_s for step in routine.steps if step.pose.name == options.pose]
    hold_s = options.hold_s or max(held_s, default=ONE_POSE_HOLD_S)
    return Standard(routine, library.variants(options.pose), hold_s)


def _provenance(options: Options) -> dict[str, str]:
    """Return what verdicts depend on besides the landmarks."""
    saved = config_folder() / "thresholds.toml"
    files = [saved] if saved.exists() else []
    files += [options.thresholds] if options.thresholds else []
    return {
        "judged_by": f"unknot {vision.__version__}",
        "flow": options.flow,
        "thresholds": ", ".join(map(str, files)) or "as shipped",
    }


def _distinct(paths: Iterable[Path], told: _Told) -> list[Path]:
    """Return each file once, and say so of those that were named again."""
    once: dict[str, Path] = {}
    for path in paths:
        place = os.path.realpath(path)
        if place in once:
            told.line(f"{path} is named twice; it is reviewed once")
        once.setdefault(place, path)
    return list(once.values())


@dataclass
class _Told:
    """What the user is told, line by line, and what went amiss."""

    console: Console
    problems: dict[str, str] = field(default_factory=dict)

    def line(self, text: str) -> None:
        """Print a line, however long, on whatever terminal."""
        self.console.print(f"unknot: {text}", markup=False, highlight=False, soft_wrap=True)

    def problem(self, name: str, error: Exception) -> None:
        """Tell why something could not be reviewed."""
        text = str(error) if isinstance(error, UnknotError) else f"{type(error).__name__}: {error}"
        self.problems[name] = text
        self.line(text if name in text else f"{name}: {text}")

    def result(self, name: str, folder: Path, notes: Sequence[str]) -> None:
        """Tell where a report is, on standard output, and what is to be known of its recording."""
        for note in notes:
            self.line(f"{name}: {note}")
        self._place(f"{name}: {folder / REPORT}")

    def rejudged(self, path: Path, options: Options, standard: Standard) -> None:
        """Judge saved landmarks again, and tell how it ended."""
        try:
            self.result(path.name, *rejudge(path, options.out, standard, _provenance(options)))
        except UnknotError as error:
            self.problem(path.name, error)

    def index(self, out: Path) -> None:
        """Compare the reviews in a folder, if there are several."""
        if out.is_dir() and (page := write_index(out, self.problems)):
            self._place(f"all of them side by side: {page}")

    def _place(self, text: str) -> None:
        Console().print(text, markup=False, highlight=False, soft_wrap=True)


class _Batch:
    """All videos of one command."""

    def __init__(self, options: Options, standard: Standard, told: _Told) -> None:
        self._options = options
        self._standard = standard
        self._told = told
        self._out = options.out or DEFAULT_OUT
        self._reviews: list[VideoReview] = []
        self._failed: set[int] = set()
        self._done = 0.0

    def run(self) -> None:
        """Review the videos, the first one first.

        Raises
        ------
        UnknotError
            If nothing can be reviewed at all.

        """
        videos = _distinct(self._options.videos, self._told)
        with ExitStack() as stack:
            place: Place = stack.enter_context(_place(self._options))
            _make_folder(self._out)
            self._prepare(videos)
            jobs = [self._next(i, review.start) for i, review in enumerate(self._reviews)]
            total = sum(map(self._work_of, jobs))
            bar = stack.enter_context(work_progress(self._told.console, total, "pictures"))
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
            _provenance(self._options),
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


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"--out expects a folder it can write to, got {out}: {error.strerror or error}"
        ) from error
