"""``unknot tune --fit labels.csv``: a band proposed from labels, told as a table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from rich.console import Console

from vision.app.review.folder import FINGERPRINT
from vision.app.review.judging import measured
from vision.app.tune.terminal import print_fit
from vision.criteria.toml import suggest
from vision.errors import ConfigError, UsageError
from vision.landmarks.types import Recording
from vision.progress import count_progress, print_line
from vision.tune.bounds import Bounds
from vision.tune.fit.proposal import fit
from vision.tune.fit.stretch import labelled, measures_of
from vision.tune.label_files import read_labels
from vision.tune.labels import Label, problem
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.session.recorded.take import Take
    from vision.tune.fit.result import Fit

LabelledTake: TypeAlias = "tuple[Take, tuple[Label, ...]]"
"""A take and what is marked in it."""


def fit_files(
    paths: Sequence[Path],
    library: PoseLibrary,
    pose: str | None,
    criterion: str | None,
    console: Console,
) -> int:
    """Print what labels propose for every criterion because of which something is marked wrong.

    Parameters
    ----------
    paths
        Files of labels, at least one.
    library
        The poses as they are now.
    pose, criterion
        Only this pose, only criteria of this name; None is all of them. A criterion that is named
        with its pose is told of even if nothing is marked wrong because of it.
    console
        Where the tables go.

    Returns
    -------
    int
        The exit code, 0.

    Raises
    ------
    UsageError
        If the poses have no such pose or criterion, if the landmarks a file names cannot be read,
        or if nothing is marked wrong.
    ConfigError
        If a file of labels cannot be read, or says something unknown.

    """
    _refuse_unknown(library, pose, criterion)
    takes = load_labelled(paths, library)
    chosen = _chosen(takes, pose, criterion)
    if not chosen:
        asked = " ".join(filter(None, (pose, criterion)))
        raise UsageError(
            "{files}: nothing{of} is marked wrong because of a criterion; mark some stretches "
            "that should be called",
            files=", ".join(map(str, paths)),
            of=say(" of {what}", what=asked) if asked else "",
        )
    for name, about in chosen:
        if len(chosen) > 1 and library.criterion(name, about).before is not None:
            text = say(
                "{pose}, {criterion}: about an order, of which labels cannot tell.",
                pose=name,
                criterion=about,
            )
            print_line(console, f"{text}\n")
        else:
            print_fit(fit_of(takes, library, name, about), console, name)
    return 0


def _refuse_unknown(library: PoseLibrary, pose: str | None, criterion: str | None) -> None:
    if pose is not None:
        library.require(pose)
        if criterion is not None:
            library.criterion(pose, criterion)
    elif criterion is not None:
        known = {c.name for each in library.poses.values() for c in each.criteria}
        if criterion not in known:
            raise UsageError(
                "no pose has a criterion {criterion!r}; {known}",
                criterion=criterion,
                known=suggest(criterion, known),
            )


def _chosen(
    takes: Iterable[LabelledTake], pose: str | None, criterion: str | None
) -> list[tuple[str, str]]:
    """Return the pose and the criterion of each fit, those marked most often first."""
    if pose is not None and criterion is not None:
        return [(pose, criterion)]
    marked = Counter(
        (label.pose, label.criterion)
        for _, labels in takes
        for label in labels
        if label.criterion and pose in {None, label.pose} and criterion in {None, label.criterion}
    )
    return [about for about, _ in sorted(marked.items(), key=lambda item: (-item[1], item[0]))]


# --- what is marked ----------------------------------------------------------------------------


def load_labelled(paths: Sequence[Path], library: PoseLibrary) -> list[LabelledTake]:
    """Read labels and the landmarks they are of, and measure each session once.

    A session that several files name is one, and so are copies of one video's landmarks: they are
    no further witness.

    Parameters
    ----------
    paths
        Files of labels; the sessions in one are seen from its folder.
    library
        The poses the labels may name.

    Raises
    ------
    ConfigError
        If a file cannot be read, or names a pose or a session there is none of.

    """
    found = [
        (path, session, labels)
        for path in paths
        for session, labels in read_labels(path).items()
        if labels
    ]
    for path, session, labels in found:
        _refuse_unlike(path, session, labels, library)
    measures = _measures(library)
    takes: dict[str, Take] = {}
    marked: dict[str, dict[Label, None]] = {}
    with count_progress(Console(stderr=True), len(found), say("measuring")) as bar:
        for path, session, labels in found:
            recording = _recording(path, session)
            name = recording.provenance.get(FINGERPRINT) or str((path.parent / session).resolve())
            if name not in takes:
                takes[name] = measured(recording, measures, name)
            marked.setdefault(name, {}).update(dict.fromkeys(labels))
            bar.advance()
    return [(take, tuple(marked[name])) for name, take in takes.items()]


def _measures(library: PoseLibrary) -> set[str]:
    """Return what labels can be about: everything that a criterion without an order looks at."""
    return {
        measure
        for pose in library.poses.values()
        for criterion in pose.criteria
        if criterion.before is None
        for measure in measures_of(criterion)
    }


def _refuse_unlike(path: Path, session: str, labels: Iterable[Label], library: PoseLibrary) -> None:
    for label in labels:
        if found := problem(label, library):
            raise ConfigError(
                "{path}: {session}, {start_s:g} to {end_s:g} s: {problem}; correct the line, "
                "or remove it",
                path=path,
                session=session,
                start_s=label.start_s,
                end_s=label.end_s,
                problem=found,
            )


def _recording(path: Path, session: str) -> Recording:
    try:
        return Recording.load(path.parent / session)
    except UsageError as error:
        raise ConfigError(
            "{path}: session {session!r} should be the landmarks a review saved, as seen from "
            "the folder of the labels: {error}",
            path=path,
            session=session,
            error=error,
        ) from error


def fit_of(takes: Iterable[LabelledTake], library: PoseLibrary, pose: str, criterion: str) -> Fit:
    """Return what the labels tell of one criterion.

    Raises
    ------
    UsageError
        If it is one of order, or the pose has none of that name.

    """
    about = library.criterion(pose, criterion)
    stretches = [
        stretch
        for take, labels in takes
        for stretch in labelled(take, labels, library.variants(pose), criterion)
    ]
    return fit(about, Bounds.of(about), stretches)
