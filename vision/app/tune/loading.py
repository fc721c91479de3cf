"""Sessions as the user names them: videos, landmarks that a review saved, or a review's folder."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.app.review.batch import Batch
from vision.app.review.batch import Options as ReviewOptions
from vision.app.review.folder import FINGERPRINT, LANDMARKS, folder_for
from vision.app.review.judging import Standard
from vision.app.review.messages import Messages
from vision.app.tune.pictures import scanned
from vision.errors import FrameSourceError, UsageError
from vision.landmarks.types import Recording
from vision.measure.body import body_from_recording
from vision.measure.catalog import UNITS
from vision.measure.recorded import readings_over
from vision.progress import count_progress
from vision.session.recorded.align import find_stretches, one_pose
from vision.session.recorded.replay import LEAVING_S
from vision.tune.session import Place, Session
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.session.recorded.reviewed import Stretch
    from vision.session.routine import Routine

RATE_HZ: Final = 10.0
"""Pictures a second that are looked at in a video, as a review does."""
_LANDMARKS_ENDING: Final = ".npz"


@dataclass(frozen=True, slots=True)
class Source:
    """What sessions are judged by and looked at with.

    Attributes
    ----------
    library
        The poses.
    routine
        The steps that are looked for.
    out
        The folder of all reviews, where the landmarks of videos are kept.
    model
        The user's model file, None for the usual one.

    """

    library: PoseLibrary
    routine: Routine
    out: Path
    model: Path | None


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A session, where it is kept, and what it was made of.

    ``alone`` names the poses that were not found among the steps of the routine, but each on its
    own.
    """

    session: Session
    recording: Recording
    landmarks: Path
    alone: frozenset[str] = frozenset()


def open_sessions(paths: Sequence[Path], source: Source, console: Console) -> list[Opened]:
    """Load sessions, looking at the videos among them first; each is measured once.

    Raises
    ------
    UnknotError
        If one of them cannot be loaded, or nobody is seen in it.

    """
    found = [_landmarks_of(path, source, console) for path in paths]
    # The same session twice would count as two in a fit.
    files = list({file.resolve(): file for file in found}.values())
    names = _names(files)
    opened = []
    with count_progress(console, len(files), "measuring") as bar:
        for file, name in zip(files, names, strict=True):
            opened.append(_opened(file, name, source))
            bar.advance()
    return opened


def _landmarks_of(path: Path, source: Source, console: Console) -> Path:
    if path.is_dir():
        if not (path / LANDMARKS).is_file():
            raise UsageError(
                f"{path} is a folder without {LANDMARKS}; expected a video, or what a review of it "
                "saved"
            )
        return path / LANDMARKS
    if path.suffix.lower() == _LANDMARKS_ENDING:
        return path
    return _looked_at(path, source, console)


def _looked_at(video: Path, source: Source, console: Console) -> Path:
    """Return the landmarks of a video, those of an earlier review if there is one."""
    fingerprint = scanned(video).fingerprint
    folder = folder_for(source.out, video.stem, fingerprint, ())
    target = folder.results / LANDMARKS
    before = folder.saved(target)
    if before is None or before.provenance.get(FINGERPRINT) != fingerprint:
        _review(video, source, console)
    return target


def _review(video: Path, source: Source, console: Console) -> None:
    options = ReviewOptions(
        videos=[video],
        landmarks=[],
        out=source.out,
        rate_hz=RATE_HZ,
        jobs=None,
        cluster=None,
        flow=source.routine.name,
        hold_s=None,
        pose=None,
        video=False,
        thresholds=None,
        model=source.model,
    )
    messages = Messages(console)
    judged_by = {"flow": source.routine.name}
    Batch(options, source.out, Standard(source.routine), judged_by, messages).run([video])
    if messages.problems:
        raise FrameSourceError(messages.problems[0][1])


def _names(files: Iterable[Path]) -> list[str]:
    """Return a name for each file, long enough to tell it from the others."""
    names: list[str] = []
    for file in files:
        plain = file.parent.name if file.name == LANDMARKS else file.stem
        plain = printable(plain or os.fspath(file))
        name, number = plain, 2
        while name in names:
            name, number = f"{plain} ({number})", number + 1
        names.append(name)
    return names


def _opened(file: Path, name: str, source: Source) -> Opened:
    recording = Recording.load(file)
    if not recording.somebody.any():
        raise UsageError(f"{file} holds no landmarks of anybody; review the video again")
    measured = readings_over(body_from_recording(recording), UNITS).measured
    session = Session(name, recording.t_s, measured, {})
    return placed(Opened(session, recording, file), source)


def placed(opened: Opened, source: Source) -> Opened:
    """Return a session with the places of all poses found anew.

    The steps of the routine are found as a review finds them. A pose that none of them is, or that
    is not found so, is looked for on its own: a clip may show that pose alone.
    """
    t_s, measured = opened.session.t_s, opened.session.measured
    found = find_stretches(source.routine, t_s, measured)
    places = _places(source.routine, found, float(t_s[-1]))
    in_routine = places.keys()
    for name in set(source.library.names()) - in_routine:
        alone, stretches = one_pose(source.library.variants(name), t_s, measured)
        places = places | _places(alone, stretches, float(t_s[-1]))
    return replace(
        opened,
        session=replace(opened.session, places=places),
        alone=frozenset(places) - in_routine,
    )


def _places(
    routine: Routine, stretches: Sequence[Stretch], last_s: float
) -> dict[str, tuple[Place, ...]]:
    places: dict[str, tuple[Place, ...]] = {}
    starts_s = [stretch.start_s for stretch in stretches]
    for stretch, next_s in zip(stretches, [*starts_s, last_s][1:], strict=True):
        pose = routine.steps[stretch.index].pose
        left_s = max(stretch.end_s, min(stretch.end_s + LEAVING_S, next_s))
        place = Place(pose, stretch.lead_s, stretch.start_s, stretch.end_s, left_s)
        places[pose.name] = (*places.get(pose.name, ()), place)
    return places
