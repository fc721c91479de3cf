"""The command ``unknot review``: a batch of videos, or of landmarks saved before."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import vision
from vision.app.check.photos import require_pose
from vision.app.review.batch import Batch
from vision.app.review.judging import Standard
from vision.app.review.rejudge import rejudge
from vision.app.review.told import Told
from vision.app.settings import config_folder, load_flow, load_library
from vision.errors import UnknotError, UsageError
from vision.session.recorded.align import ONE_POSE_HOLD_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from vision.criteria.library import PoseLibrary

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
    judged_by = _judged_by(options)
    out = options.out or DEFAULT_OUT
    told = Told(console)
    for path in _distinct(options.landmarks, told):
        _rejudge(path, options.out, standard, judged_by, told)
    if options.videos:
        videos = _distinct(options.videos, told)
        try:
            Batch(options, out, standard, judged_by, told).run(videos)
        except KeyboardInterrupt:
            told.line("stopped; what is done is kept, and the same command goes on from here")
            return INTERRUPTED
    if options.videos or options.out:
        told.index(out)
    return int(bool(told.problems))


def _rejudge(
    path: Path, out: Path | None, standard: Standard, judged_by: Mapping[str, str], told: Told
) -> None:
    try:
        told.result(path.name, *rejudge(path, out, standard, judged_by))
    except UnknotError as error:
        told.problem(path.name, error)


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


def _judged_by(options: Options) -> dict[str, str]:
    """Return what verdicts depend on besides the landmarks, in words."""
    saved = config_folder() / "thresholds.toml"
    files = [saved] if saved.exists() else []
    files += [options.thresholds] if options.thresholds else []
    return {
        "judged_by": f"unknot {vision.__version__}",
        "flow": options.flow,
        "thresholds": ", ".join(map(str, files)) or "as shipped",
    }


def _distinct(paths: Iterable[Path], told: Told) -> list[Path]:
    """Return each file once, and say so of those that were named again."""
    once: dict[str, Path] = {}
    for path in paths:
        place = os.path.realpath(path)
        if place in once:
            told.line(f"{path} is named twice; it is reviewed once")
        once.setdefault(place, path)
    return list(once.values())
