"""The command ``unknot review``: a batch of videos, or of landmarks saved before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import vision
from vision.app.check.photos import require_pose
from vision.app.preferences import config_folder
from vision.app.review.batch import Batch
from vision.app.review.judging import Standard
from vision.app.review.lock import locked
from vision.app.review.messages import Messages
from vision.app.review.writing import rejudge
from vision.app.settings import load_flow, load_library, require_even_rate
from vision.app.sound import coach
from vision.errors import UnknotError, UsageError
from vision.session.recorded.align import ONE_POSE_HOLD_S
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from vision.app.review.batch import Options
    from vision.criteria.library import PoseLibrary
    from vision.render.sound.voice import Voice

INTERRUPTED: Final = 130
DEFAULT_OUT: Final = Path("reviews")
LEAST_RATE_HZ: Final = 2.0
MOST_RATE_HZ: Final = 60.0
"""Pictures a second: holds are judged at 2 and more, movements at 5 and more."""


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
    voice = coach(options.voice, library, standard.routine) if options.voice_over else None
    messages = Messages(console)
    if not (options.videos or options.out):
        return _reviewed(options, DEFAULT_OUT, standard, messages, voice)
    out = options.out or DEFAULT_OUT
    with locked(out):
        return _reviewed(options, out, standard, messages, voice)


def _reviewed(
    options: Options, out: Path, standard: Standard, messages: Messages, voice: Voice | None
) -> int:
    for path in _distinct(options.landmarks, messages):
        _rejudge(path, options, standard, messages)
    if options.videos:
        videos = _distinct(options.videos, messages)
        try:
            Batch(options, out, standard, _judged_by(options), messages, voice).run(videos)
        except KeyboardInterrupt:
            messages.line(
                say("stopped; what is done is kept, and the same command goes on from here")
            )
            return INTERRUPTED
    if options.videos or options.out:
        messages.index(out)
    return int(bool(messages.problems))


def _require_something(options: Options) -> None:
    """Make sure that there is something to review, at a rate that can be judged."""
    if not options.videos and not options.landmarks:
        raise UsageError("expected recordings to review, or --from with saved landmarks; got none")
    if not LEAST_RATE_HZ <= options.rate_hz <= MOST_RATE_HZ:
        raise UsageError(
            "--fps expects {least:g} to {most:g} pictures a second, got {rate_hz:g}; 10 are "
            "enough for a slow routine",
            least=LEAST_RATE_HZ,
            most=MOST_RATE_HZ,
            rate_hz=options.rate_hz,
        )
    require_even_rate(options.even_hz)
    if options.voice_over and not (options.videos and options.video):
        raise UsageError(
            "--voice-over is heard in annotated videos, and none would be made; name recordings, "
            "and leave out --no-video"
        )


def _standard(options: Options, library: PoseLibrary) -> Standard:
    """Return what recordings are judged by."""
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
    """Return what verdicts depend on besides the landmarks, for the record."""
    saved = config_folder() / "thresholds.toml"
    files = [saved] if saved.exists() else []
    files += [options.thresholds] if options.thresholds else []
    return {
        "judged_by": f"unknot {vision.__version__}",
        "flow": options.flow,
        "thresholds": ", ".join(map(str, files)) or mark("as shipped"),
    }


def _rejudge(path: Path, options: Options, standard: Standard, messages: Messages) -> None:
    judged_by = _judged_by(options)
    try:
        results = rejudge(
            path,
            options.out,
            standard,
            judged_by,
            share=options.share,
            even_hz=options.even_hz,
        )
        messages.result(path.name, *results)
    except UnknotError as error:
        messages.problem(path.name, error)


def _distinct(paths: Iterable[Path], messages: Messages) -> list[Path]:
    """Return each file once, and say so of those that were named again."""
    once: dict[str, Path] = {}
    for path in paths:
        real_path = os.path.realpath(path)
        if real_path in once:
            messages.line(say("{path} is named twice; it is reviewed once", path=path))
        once.setdefault(real_path, path)
    return list(once.values())
