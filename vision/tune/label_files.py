"""The labels of sessions in files: kept beside the landmarks as a CSV that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vision.criteria.library import SIDES
from vision.errors import ConfigError, OutputError, UsageError
from vision.files import locked, write_whole
from vision.tune.labels import Label, in_order, with_label, without_label
from vision.words import say
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

COLUMNS: Final = ("session", "start_s", "end_s", "pose", "side", "label", "criterion")
CORRECT: Final = "correct"
WRONG: Final = "wrong"
_REVIEWED: Final = "landmarks.npz"  # what a review calls them, in a folder of their own


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
    return in_order(_kept(labels_path(landmarks)).get(landmarks.name, ()))


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
    new = in_order(labels)
    write_labels(path, {**_kept(path), landmarks.name: new})
    return new


def add_label(landmarks: Path, new: Label) -> tuple[Label, ...]:
    """Add a label to what is kept by now, and return all; see `with_label`, and `keep_labels`.

    Two pages that are open on one session lose nothing of each other's this way.
    """
    with _alone(landmarks):
        return keep_labels(landmarks, with_label(load_labels(landmarks), new))


def remove_label(landmarks: Path, old: Label) -> tuple[Label, ...]:
    """Remove a label from what is kept by now, and return all; raises as `keep_labels`."""
    with _alone(landmarks):
        return keep_labels(landmarks, without_label(load_labels(landmarks), old))


@contextmanager
def _alone(landmarks: Path) -> Iterator[None]:
    """Let no other process change the labels of these landmarks during a block."""
    path = labels_path(landmarks)
    try:
        with locked(path.with_name(f".{path.name}.lock")):
            yield
    except OSError as error:
        raise _unwritten(path, error) from error


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
        By the landmarks' file, as seen from the folder of the CSV. Those of a review are written by
        the name of its folder, as all landmarks there have one name.

    Raises
    ------
    OutputError
        If it cannot be written; what was there stays.

    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for session in sorted(labels):
        # A folder's name may hold bytes that are no text.
        folder = printable(path.absolute().parent.name)
        shown = folder if session == _REVIEWED else session
        writer.writerows(_cells(shown, label) for label in in_order(labels[session]))
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> OutputError:
    why = error.strerror or error
    return OutputError("cannot write the labels {path}: {why}", path=path, why=why)


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
        session, label = _read(row, say("{path}: line {line}", path=path, line=line))
        session = session if session.endswith(".npz") else _REVIEWED
        found.setdefault(session, []).append(label)
    return {session: tuple(labels) for session, labels in found.items()}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or error
        raise ConfigError("cannot read the labels {path}: {why}", path=path, why=why) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            "{path}: line {line}: should be text in UTF-8; save the table as CSV in UTF-8",
            path=path,
            line=line,
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
                    "{path}: line {line}: should have {expected} cells, got {got}; part them "
                    "by commas",
                    path=path,
                    line=reader.line_num,
                    expected=len(headings),
                    got=len(cells),
                )
            yield reader.line_num, dict(zip(headings, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise ConfigError(
            "{path}: line {line}: should be a row of a CSV, got: {error}; correct it",
            path=path,
            line=reader.line_num,
            error=error,
        ) from error


def _headings(path: Path, cells: Sequence[str]) -> list[str]:
    headings = [cell.strip() for cell in cells]
    wanted = ",".join(COLUMNS)
    if len(headings) == 1 and ";" in headings[0]:
        raise ConfigError(
            "{path}: line 1: columns should be parted by commas, got semicolons; save it as a "
            "CSV with commas and points: {wanted}",
            path=path,
            wanted=wanted,
        )
    if sorted(headings) != sorted(COLUMNS):
        raise ConfigError(
            "{path}: line 1: should be {wanted}, got {got}; use these headings",
            path=path,
            wanted=wanted,
            got=",".join(headings) or say("nothing"),
        )
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
        raise ConfigError("{where}: {error}", where=where, error=error) from error


def _named(row: Mapping[str, str], column: str) -> str:
    if not row[column]:
        raise UsageError("{column} is empty; please name it", column=column)
    return row[column]


def _seconds(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError as error:
        raise UsageError(
            "{column} should be seconds with a decimal point, as 12.5, got {got!r}",
            column=column,
            got=row[column],
        ) from error


def _side(text: str) -> str | None:
    if text and text not in SIDES:
        sides = ", ".join(SIDES)
        raise UsageError("side should be {sides} or empty, got {got!r}", sides=sides, got=text)
    return text or None


def _because_of(label: str, criterion: str) -> str:
    """Return the criterion of a label, "" for a correct one."""
    words = {"correct": CORRECT, "wrong": WRONG, "label": label, "criterion": criterion}
    if label not in {CORRECT, WRONG}:
        raise UsageError("label should be {correct} or {wrong}, got {label!r}", **words)
    if label == CORRECT and criterion:
        raise UsageError(
            "criterion should be empty where the label is {correct}, got {criterion!r}; empty "
            "it, or write {wrong}",
            **words,
        )
    if label == WRONG and not criterion:
        text = say("criterion is empty; name the one because of which it is {wrong}", **words)
        raise UsageError(text)
    return criterion
