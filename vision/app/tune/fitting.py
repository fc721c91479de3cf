"""``unknot tune --fit labels.csv``: a band proposed from labels, told as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from rich.console import Console
from rich.table import Table

from vision.app.poses import band_text
from vision.app.review.folder import FINGERPRINT
from vision.criteria.toml import suggest
from vision.errors import ConfigError, UsageError
from vision.landmarks.types import Recording
from vision.measure.body import body_from_recording
from vision.measure.catalog import UNITS
from vision.measure.recorded import readings_over
from vision.progress import count_progress
from vision.tune.bounds import Bounds
from vision.tune.fit.proposal import fit
from vision.tune.fit.rates import CONFIDENCE
from vision.tune.fit.stretch import labelled, measures_of
from vision.tune.fit.warnings import counted
from vision.tune.labels import problem, read_labels
from vision.tune.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.tune.fit.material import Count, Outcome, Share
    from vision.tune.fit.proposal import Curve, Fit
    from vision.tune.labels import Label

_ROWS: Final = 13  # and those of the bound as it is and as suggested


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSession:
    """A measured session and what is marked in it."""

    session: Session
    labels: tuple[Label, ...]


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
    sessions = load_labelled(paths, library)
    chosen = _chosen(sessions, pose, criterion)
    if not chosen:
        raise UsageError(
            f"{', '.join(map(str, paths))}: nothing{_of(pose, criterion)} is marked wrong because "
            "of a criterion; mark some stretches that should be called"
        )
    for place in chosen:
        if len(chosen) > 1 and library.criterion(*place).before is not None:
            _say(console, f"{', '.join(place)}: about an order, of which labels cannot tell.\n")
        else:
            print_fit(fit_of(sessions, library, *place), console, place[0])
    return 0


def _refuse_unknown(library: PoseLibrary, pose: str | None, criterion: str | None) -> None:
    if pose is not None:
        library.require(pose)
    names = library.names() if pose is None else (pose,)
    known = {c.name for name in names for each in library.variants(name) for c in each.criteria}
    if criterion is not None and criterion not in known:
        none = "no pose has a" if pose is None else f"{pose} has no"
        raise UsageError(f"{none} criterion {criterion!r}; {suggest(criterion, known)}")


def _of(pose: str | None, criterion: str | None) -> str:
    return f" of {' '.join(filter(None, (pose, criterion)))}" if pose or criterion else ""


def _chosen(
    sessions: Iterable[LabelledSession], pose: str | None, criterion: str | None
) -> list[tuple[str, str]]:
    """Return (pose, criterion) of what is told, those marked most often first."""
    if pose is not None and criterion is not None:
        return [(pose, criterion)]
    marked = Counter(
        (label.pose, label.criterion)
        for each in sessions
        for label in each.labels
        if label.criterion and pose in {None, label.pose} and criterion in {None, label.criterion}
    )
    return [place for place, _ in sorted(marked.items(), key=lambda item: (-item[1], item[0]))]


# --- what is marked ----------------------------------------------------------------------------


def load_labelled(paths: Sequence[Path], library: PoseLibrary) -> tuple[LabelledSession, ...]:
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
    sessions: dict[str, Session] = {}
    marked: dict[str, dict[Label, None]] = {}
    with count_progress(Console(stderr=True), len(found), "measuring") as bar:
        for path, session, labels in found:
            recording = _recording(path, session)
            name = recording.provenance.get(FINGERPRINT) or str((path.parent / session).resolve())
            if name not in sessions:
                sessions[name] = _measured(name, recording, library)
            marked.setdefault(name, {}).update(dict.fromkeys(labels))
            bar.advance()
    return tuple(LabelledSession(sessions[name], tuple(marked[name])) for name in sessions)


def _refuse_unlike(path: Path, session: str, labels: Iterable[Label], library: PoseLibrary) -> None:
    for label in labels:
        if found := problem(label, library):
            raise ConfigError(
                f"{path}: {session}, {label.start_s:g} to {label.end_s:g} s: {found}; correct the "
                "line, or remove it"
            )


def _recording(path: Path, session: str) -> Recording:
    try:
        return Recording.load(path.parent / session)
    except UsageError as error:
        raise ConfigError(
            f"{path}: session {session!r} should be the landmarks a review saved, as seen from "
            f"the folder of the labels: {error}"
        ) from error


def _measured(name: str, recording: Recording, library: PoseLibrary) -> Session:
    """Measure what labels can be about: everything that a criterion without an order looks at."""
    names = {
        measure
        for pose in library.poses.values()
        for criterion in pose.criteria
        if criterion.before is None
        for measure in measures_of(criterion)
    }
    body = body_from_recording(recording)
    return Session(name, recording.t_s, readings_over(body, names).measured, {})


def fit_of(
    sessions: Iterable[LabelledSession], library: PoseLibrary, pose: str, criterion: str
) -> Fit:
    """Return what the labels tell of one criterion.

    Raises
    ------
    UsageError
        If it is one of order, or the pose has none of that name.

    """
    about = library.criterion(pose, criterion)
    stretches = [
        stretch
        for each in sessions
        for stretch in labelled(each.session, each.labels, library.variants(pose), criterion)
    ]
    return fit(about, Bounds.of(about), stretches)


# --- what is told of it ------------------------------------------------------------------------


def print_fit(fit: Fit, console: Console, pose: str = "") -> None:
    """Print the table of each bound, what the band does as it is and as proposed, and the warnings.

    ``pose`` is named before the criterion, if it is given.
    """
    band = fit.criterion.band
    name = f"{pose}, {fit.criterion.name}" if pose else fit.criterion.name
    _say(console, f"{name}: {band_text(band)}, margin {band.margin:g}", style="bold")
    _say(console, f"marked wrong: {_counted(fit.wrong)}; correct: {_counted(fit.correct)}")
    for curve in fit.curves:
        console.print(_table(curve, UNITS[band.measure]))
        if curve.as_good:
            least, most = curve.as_good
            _say(console, f"As good on these labels: {curve.bound} from {least:g} to {most:g}.")
    if fit.curves:
        _say(console, f"as it is: {_outcome(fit.now)}")
    _say(console, _proposal(fit), style="bold")
    for sentence in fit.warnings:
        _say(console, f"- {sentence}")
    if fit.curves:
        _say(console, _HOW)
    console.print()


_HOW: Final = (
    f"Shares are means over sessions; in brackets their {CONFIDENCE:.0%} intervals, in which a "
    "session is one witness, however long it is."
)


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _counted(count: Count) -> str:
    if not count.stretches:
        return "nothing that can be judged"
    stretches, sessions = counted(count.stretches, "stretch"), counted(count.sessions, "session")
    return f"{stretches} of {sessions}, {count.seconds:.0f} s"


def _table(curve: Curve, unit: str) -> Table:
    table = Table()
    table.add_column(f"{curve.bound} ({unit})", justify="right")
    for heading in ("caught", "false alarms"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for row in rows_of(curve):
        caught = curve.caught[row], curve.caught_low[row], curve.caught_high[row]
        alarms = (
            curve.false_alarms[row],
            curve.false_alarms_low[row],
            curve.false_alarms_high[row],
        )
        marks = {curve.current: "as it is", curve.suggested: "suggested"}
        if curve.current == curve.suggested:
            marks = {curve.current: "as it is, suggested"}
        table.add_row(
            f"{curve.threshold[row]:g}", _percent(*caught), _percent(*alarms), marks.get(row, "")
        )
    return table


def rows_of(curve: Curve) -> list[int]:
    """Return which thresholds are told: those where something changes, thinned out.

    The bound as it is and as suggested are always among them.
    """
    steps = np.abs(np.diff(np.nan_to_num(curve.caught))) + np.abs(
        np.diff(np.nan_to_num(curve.false_alarms))
    )
    changes = np.flatnonzero(steps)
    first, last = (changes[0], changes[-1] + 1) if len(changes) else (0, len(steps))
    evenly = np.linspace(first, last, min(_ROWS, last - first + 1)).round().astype(int)
    marked = [row for row in (curve.current, curve.suggested) if row is not None]
    return sorted({*evenly.tolist(), *marked})


def _percent(value: float, low: float, high: float) -> str:
    """Write ``83 % (55-95)``, and a dash where there is nothing to count."""
    if np.isnan(value):
        return "-"
    return f"{100 * value:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


def _outcome(outcome: Outcome) -> str:
    return f"caught {_share(outcome.caught)}, false alarms {_share(outcome.false_alarms)}"


def _share(share: Share) -> str:
    return _percent(share.value, share.low, share.high)


def _proposal(fit: Fit) -> str:
    if fit.proposed is None or fit.then is None:
        return "proposed: nothing"
    changes = fit.proposed.unlike(fit.current)
    told = ", ".join(f"{name} = {value:g}" for name, value in changes.items())
    return f"proposed: {told or 'the band as it is'}: {_outcome(fit.then)}"
