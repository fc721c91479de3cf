"""What a teacher marked in a session: stretches in which a pose is correct, or which are not.

Kept beside the landmarks as a small CSV that a spreadsheet opens, too.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.criteria.library import SIDES
from vision.criteria.toml import suggest
from vision.errors import ConfigError, OutputError, UsageError
from vision.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vision.criteria.library import PoseLibrary

COLUMNS: Final = ("session", "start_s", "end_s", "pose", "side", "label", "criterion")
CORRECT: Final = "correct"
WRONG: Final = "wrong"
_REVIEWED: Final = "landmarks.npz"  # what a review calls them, in a folder of their own


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """What is true of a stretch of a session, as a teacher sees it.

    Attributes
    ----------
    start_s, end_s
        Finite seconds of the session, ``start_s`` the lesser; ``end_s`` is not part of it.
    pose, side
        The pose that is done; of a sided pose the leg in front, else None.
    criterion
        The criterion because of which the stretch is marked wrong; "" where every criterion of the
        pose is as it should be.

    Raises
    ------
    UsageError
        If the times make no stretch.

    """

    start_s: float
    end_s: float
    pose: str
    side: str | None
    criterion: str

    def __post_init__(self) -> None:
        """Check the times."""
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise UsageError(
                f"start_s and end_s should be finite seconds, got {self.start_s:g} and "
                f"{self.end_s:g}; mark the stretch again"
            )
        if self.start_s >= self.end_s:
            raise UsageError(
                f"start_s should be less than end_s, got {self.start_s:g} and {self.end_s:g}; "
                "mark a stretch that lasts"
            )


# --- a set of labels ---------------------------------------------------------------------------


def with_label(labels: Iterable[Label], new: Label) -> tuple[Label, ...]:
    """Return labels of one session and a new one, in the order of time.

    Older ones of the same pose that mean the same and overlap or touch it become one with it. Where
    an older one says the contrary (correct against wrong), the new one is believed, and what is
    left of the older one on either side stays. Two criteria may both be why a stretch is wrong.
    """
    kept: list[Label] = []
    merged = new
    for old in labels:
        if _same_pose(old, new) and old.criterion == new.criterion and _touch(old, merged):
            start_s, end_s = min(old.start_s, merged.start_s), max(old.end_s, merged.end_s)
            merged = replace(merged, start_s=start_s, end_s=end_s)
        elif _same_pose(old, new) and bool(old.criterion) != bool(new.criterion):
            kept.extend(_beside(old, new))
        else:
            kept.append(old)
    return _in_order([*kept, merged])


def _same_pose(one: Label, other: Label) -> bool:
    return (one.pose, one.side) == (other.pose, other.side)


def _beside(old: Label, new: Label) -> Iterator[Label]:
    """Yield what is left of a label before and after a new one."""
    for start_s, end_s in (
        (old.start_s, min(old.end_s, new.start_s)),
        (max(old.start_s, new.end_s), old.end_s),
    ):
        if start_s < end_s:
            yield replace(old, start_s=start_s, end_s=end_s)


def without_label(labels: Iterable[Label], old: Label) -> tuple[Label, ...]:
    """Return the labels in the order of time, without one; it may be gone already."""
    return _in_order(label for label in labels if label != old)


def _touch(one: Label, other: Label) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s


def _in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(sorted(set(labels), key=_order))


def _order(label: Label) -> tuple[float, float, str, str, str]:
    return label.start_s, label.end_s, label.pose, label.side or "", label.criterion


def problem(label: Label, poses: PoseLibrary) -> str:
    """Return what the poses there are do not know of a label, as one line; "" if all is known."""
    variants = poses.variants(label.pose)
    if not variants:
        return f"there is no pose {label.pose!r}; {suggest(label.pose, poses.names())}"
    if label.side not in {pose.side for pose in variants}:
        sides = [pose.side for pose in variants if pose.side]
        asked = " or ".join(sides) if sides else "empty, as it is not sided"
        return f"side of {label.pose} should be {asked}, got {label.side or 'nothing'}"
    names = {criterion.name for pose in variants for criterion in pose.criteria}
    if label.criterion and label.criterion not in names:
        known = suggest(label.criterion, names)
        return f"{label.pose} has no criterion {label.criterion!r}; {known}"
    return ""


# --- the labels of one session -------------------------------------------------------------------


def labels_path(landmarks: Path) -> Path:
    """Return where the labels of a session are kept, beside its landmarks."""
    name = "labels.csv" if landmarks.name == _REVIEWED else f"{landmarks.stem}.labels.csv"
    return landmarks.with_name(name)


def load_labels(landmarks: Path) -> tuple[Label, ...]:
    """Return the labels kept beside landmarks, in the order of time; none where none are.

    Raises
    ------
    ConfigError
        As `read_labels`.

    """
    return _in_order(_kept(labels_path(landmarks)).get(landmarks.name, ()))


def keep_labels(landmarks: Path, labels: Iterable[Label]) -> tuple[Label, ...]:
    """Keep these labels of a session instead of those it had, and return them in order.

    What the file holds of other sessions stays.

    Raises
    ------
    ConfigError
        If the file there is damaged: it is left as it is.
    OutputError
        If it cannot be written.

    """
    path = labels_path(landmarks)
    new = _in_order(labels)
    write_labels(path, {**_kept(path), landmarks.name: new})
    return new


def add_label(landmarks: Path, new: Label) -> tuple[Label, ...]:
    """Add a label to what is kept by now, and return all; see `with_label`, and `keep_labels`.

    Two pages that are open on one session lose nothing of each other's this way.
    """
    return keep_labels(landmarks, with_label(load_labels(landmarks), new))


def remove_label(landmarks: Path, old: Label) -> tuple[Label, ...]:
    """Remove a label from what is kept by now, and return all; raises as `keep_labels`."""
    return keep_labels(landmarks, without_label(load_labels(landmarks), old))


def _kept(path: Path) -> dict[str, tuple[Label, ...]]:
    return read_labels(path) if path.exists() else {}


# --- the file ------------------------------------------------------------------------------------


def write_labels(path: Path, labels: Mapping[str, Iterable[Label]]) -> None:
    """Write labels by session, whole or not at all; the same labels always give the same bytes.

    Parameters
    ----------
    path
        The CSV. Without any label it holds the headings alone: a file that vanishes would look like
        one that was lost.
    labels
        By the landmarks' file, as seen from the folder of the CSV.

    Raises
    ------
    OutputError
        If it cannot be written; what was there stays.

    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for session in sorted(labels):
        writer.writerows(_cells(session, label) for label in _in_order(labels[session]))
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"cannot write the labels {path}: {why}") from error


def _cells(session: str, label: Label) -> tuple[str, ...]:
    """Return a row; `repr` writes the shortest number that is read back as the same."""
    times_s = repr(float(label.start_s)), repr(float(label.end_s))
    meaning = WRONG if label.criterion else CORRECT
    return (session, *times_s, label.pose, label.side or "", meaning, label.criterion)


def read_labels(path: Path) -> dict[str, tuple[Label, ...]]:
    """Return labels by session, in the order of the file, as `write_labels` took them.

    What spreadsheets write is read, too: a byte order mark, CRLF, columns in another order.

    Raises
    ------
    ConfigError
        If there is no such file, or it holds anything else: names the file, the line, and what was
        expected. Whether poses, criteria and sessions exist is not looked at; see `problem`.

    """
    found: dict[str, list[Label]] = {}
    for line, row in _rows(path, _text(path)):
        session, label = _read(row, f"{path}: line {line}")
        found.setdefault(session, []).append(label)
    return {session: tuple(labels) for session, labels in found.items()}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read the labels {path}: {error.strerror or error}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}: line {line}: should be text in UTF-8; save the table as CSV in UTF-8"
        ) from error


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield every row that is not empty with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = _headings(path, next(reader, []))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(headings):
                raise ConfigError(
                    f"{path}: line {reader.line_num}: should have {len(headings)} cells, got "
                    f"{len(cells)}; part them by commas"
                )
            yield reader.line_num, dict(zip(headings, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise ConfigError(
            f"{path}: line {reader.line_num}: should be a row of a CSV, got: {error}; correct it"
        ) from error


def _headings(path: Path, cells: Sequence[str]) -> list[str]:
    headings = [cell.strip() for cell in cells]
    wanted = ",".join(COLUMNS)
    if len(headings) == 1 and ";" in headings[0]:
        raise ConfigError(
            f"{path}: line 1: columns should be parted by commas, got semicolons; save it as a CSV "
            f"with commas and points: {wanted}"
        )
    if sorted(headings) != sorted(COLUMNS):
        got = ",".join(headings) or "nothing"
        raise ConfigError(f"{path}: line 1: should be {wanted}, got {got}; use these headings")
    return headings


def _read(row: Mapping[str, str], where: str) -> tuple[str, Label]:
    """Return the session and the label of a row."""
    try:
        return _named(row, "session"), Label(
            _seconds(row, "start_s"),
            _seconds(row, "end_s"),
            _named(row, "pose"),
            _side(row["side"]),
            _because_of(row["label"], row["criterion"]),
        )
    except UsageError as error:
        raise ConfigError(f"{where}: {error}") from error


def _named(row: Mapping[str, str], column: str) -> str:
    if not row[column]:
        raise UsageError(f"{column} is empty; please name it")
    return row[column]


def _seconds(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError as error:
        raise UsageError(
            f"{column} should be seconds with a decimal point, as 12.5, got {row[column]!r}"
        ) from error


def _side(text: str) -> str | None:
    if text and text not in SIDES:
        raise UsageError(f"side should be {', '.join(SIDES)} or empty, got {text!r}")
    return text or None


def _because_of(label: str, criterion: str) -> str:
    """Return the criterion of a label, "" for a correct one."""
    if label not in {CORRECT, WRONG}:
        raise UsageError(f"label should be {CORRECT} or {WRONG}, got {label!r}")
    if label == CORRECT and criterion:
        raise UsageError(
            f"criterion should be empty where the label is {CORRECT}, got {criterion!r}; "
            f"empty it, or write {WRONG}"
        )
    if label == WRONG and not criterion:
        raise UsageError(f"criterion is empty; name the one because of which it is {WRONG}")
    return criterion
