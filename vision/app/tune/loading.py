"""Sessions as the user names them: videos, landmarks that a review saved, or a review's folder."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from vision.app.review.batch import Batch
from vision.app.review.batch import Options as ReviewOptions
from vision.app.review.folder import FINGERPRINT, LANDMARKS, folder_for
from vision.app.review.judging import Standard, measured
from vision.app.review.lock import locked
from vision.app.review.messages import Messages
from vision.app.review.writing import ANNOTATED
from vision.errors import FrameSourceError, UsageError
from vision.frames.video.index import scanned
from vision.landmarks.engines import AUTO
from vision.landmarks.types import Recording
from vision.progress import count_progress
from vision.session.recorded.align import find_stretches, one_pose
from vision.words import say
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine
    from vision.tune.sweep import Search

RATE_HZ: Final = 10.0
"""Pictures a second that are looked at in a video, as a review does."""
VIDEO: Final = "video"
"""Under which a recording's provenance tells the name of its video."""
_LANDMARKS_ENDING: Final = ".npz"
_LEVELS_UP: Final = 3
"""A review lies in reviews/NAME/ beside its video, as a rule."""


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
    model, engine
        The user's model file, None for the usual one, and the engine that runs it.

    """

    library: PoseLibrary
    routine: Routine
    out: Path
    model: Path | None
    engine: str = AUTO


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A recording, where it is kept, and where in it which pose is done.

    Attributes
    ----------
    take
        What was measured of it: every measure there is.
    recording, landmarks
        What it was measured from, and the file of it.
    stretches
        Of the routine's steps.
    alone
        By name, the stretches of poses that are none of these, but were found each on its own.

    """

    take: Take
    recording: Recording
    landmarks: Path
    stretches: tuple[Stretch, ...] = ()
    alone: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it from the others that are loaded."""
        return self.take.name

    def search(self, pose: str) -> Search:
        """Return the take, and all that was found when the pose was looked for."""
        return self.take, self.alone.get(pose, self.stretches)

    def of(self, pose: str) -> tuple[Stretch, ...]:
        """Return where a pose is done, in the order of time."""
        return tuple(s for s in self.search(pose)[1] if s.step.pose.name == pose)


def open_sessions(paths: Sequence[Path], source: Source, console: Console) -> list[Session]:
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
    sessions = []
    with count_progress(console, len(files), say("measuring")) as bar:
        for file, name in zip(files, names, strict=True):
            sessions.append(_measured(file, name, source))
            bar.advance()
    return sessions


def _landmarks_of(path: Path, source: Source, console: Console) -> Path:
    if path.is_dir():
        if not (path / LANDMARKS).is_file():
            raise UsageError(
                "{path} is a folder without {landmarks}; expected a video, or what a review of "
                "it saved",
                path=path,
                landmarks=LANDMARKS,
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
        engine=source.engine,
    )
    messages = Messages(console)
    judged_by = {"flow": source.routine.name}
    with locked(source.out):
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


def _measured(file: Path, name: str, source: Source) -> Session:
    recording = Recording.load(file)
    if not recording.somebody.any():
        raise UsageError("{file} holds no landmarks of anybody; review the video again", file=file)
    return searched(Session(measured(recording, name=name), recording, file), source)


def searched(session: Session, source: Source) -> Session:
    """Return a session that is searched for all poses anew.

    The steps of the routine are found as a review finds them. A pose that none of them is, or that
    is not found so, is looked for on its own: a clip may show that pose alone.
    """
    stretches = find_stretches(source.routine, session.take)
    others = set(source.library.names()) - {stretch.step.pose.name for stretch in stretches}
    alone = {name: one_pose(source.library.variants(name), session.take)[1] for name in others}
    found = {name: its for name, its in alone.items() if its}
    return replace(session, stretches=stretches, alone=found)


# --- their videos ----------------------------------------------------------------------------


def video_of(recording: Recording, landmarks: Path, given: Sequence[Path]) -> Path | None:
    """Return the video a recording was made of, None if it is not found.

    Only a file with the recorded fingerprint counts: other pictures under the same name would be
    shown with landmarks that are not theirs. Without it, the annotated copy beside them is taken.

    Parameters
    ----------
    recording
        Whose provenance tells the video's name and fingerprint.
    landmarks
        Where it is saved; a video of that name is looked for in the folder and the two above it.
    given
        Files the user named: those with that name are tried first, and the others last, as a video
        may have been renamed.

    """
    fingerprint = recording.provenance.get(FINGERPRINT, "")
    # A name only, whatever a file from elsewhere says: never the way to another folder.
    name = PureWindowsPath(recording.provenance.get(VIDEO, "")).name
    folders = landmarks.absolute().parents[:_LEVELS_UP]
    named = [path for path in given if path.name == name]
    around = [folder / name for folder in folders] if name else []
    tried = dict.fromkeys([*named, *around, *given])
    found = next((path for path in tried if fingerprint and _is_it(path, fingerprint)), None)
    annotated = landmarks.with_name(ANNOTATED)
    return found or (annotated if annotated.is_file() else None)


def the_video(recording: Recording, written: str, name: str) -> Path:
    """Return the file at a path as a person writes it, if it is the video of a recording.

    Raises
    ------
    UnknotError
        If it is not, or cannot be read.

    """
    text = written.strip().strip("\"'")
    if not text:
        raise UsageError("expected the path of {name}, got none", name=name)
    # As file managers copy it.
    path = Path(unquote(urlsplit(text).path) if text.startswith("file:") else text)
    with suppress(RuntimeError):  # of a tilde that is nobody's
        path = path.expanduser()
    fingerprint = recording.provenance.get(FINGERPRINT)
    if fingerprint is None:
        raise UsageError("this session does not tell which video it was made of")
    if not path.is_file():
        raise UsageError(
            "there is no file {path}; expected the path of {name}", path=path, name=name
        )
    if scanned(path).fingerprint != fingerprint:
        raise UsageError(
            "{path} is not what this session was made of; expected {name} as it was then",
            path=path,
            name=name,
        )
    return path


def _is_it(path: Path, fingerprint: str) -> bool:
    try:
        return path.is_file() and scanned(path).fingerprint == fingerprint
    except FrameSourceError:
        return False
