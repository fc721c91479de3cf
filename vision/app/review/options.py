"""What the user asked of a review, checked before any work begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import vision
from vision.app.check.photos import require_pose
from vision.app.review.judging import Standard
from vision.app.settings import config_folder, load_flow, load_library
from vision.errors import UsageError
from vision.session.recorded.align import ONE_POSE_HOLD_S
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEAST_RATE_HZ: Final = 2.0
MOST_RATE_HZ: Final = 60.0
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


def require_something(options: Options) -> None:
    """Make sure that there is something to review, at a rate that can be judged.

    Raises
    ------
    UsageError
        If there is not.

    """
    if not options.videos and not options.landmarks:
        raise UsageError(
            say("expected recordings to review, or --from with saved landmarks; got none")
        )
    if not LEAST_RATE_HZ <= options.rate_hz <= MOST_RATE_HZ:
        raise UsageError(
            say(
                "--fps expects {least:g} to {most:g} pictures a second, got {rate_hz:g}; 10 are "
                "enough for a slow routine",
                least=LEAST_RATE_HZ,
                most=MOST_RATE_HZ,
                rate_hz=options.rate_hz,
            )
        )


def standard_of(options: Options) -> Standard:
    """Return what recordings are judged by.

    Raises
    ------
    UsageError
        If there is no such pose or flow, or a file of thresholds cannot be used.

    """
    library = load_library(options.thresholds)
    require_pose(options.pose, library)
    routine = load_flow(options.flow, library)
    if options.hold_s is not None:
        routine = routine.with_holds([options.hold_s] * len(routine.steps))
    if options.pose is None:
        return Standard(routine)
    held_s = [step.hold_s for step in routine.steps if step.pose.name == options.pose]
    hold_s = options.hold_s or max(held_s, default=ONE_POSE_HOLD_S)
    return Standard(routine, library.variants(options.pose), hold_s)


def judged_by(options: Options) -> dict[str, str]:
    """Return what verdicts depend on besides the landmarks, for the record."""
    saved = config_folder() / "thresholds.toml"
    files = [saved] if saved.exists() else []
    files += [options.thresholds] if options.thresholds else []
    return {
        "judged_by": f"unknot {vision.__version__}",
        "flow": options.flow,
        "thresholds": ", ".join(map(str, files)) or "as shipped",
    }
