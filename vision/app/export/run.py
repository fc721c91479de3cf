"""The command ``unknot export``: each form is one function from a recording to a text."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vision.app.overwriting import refuse_inputs
from vision.app.review.folder import LANDMARKS
from vision.app.review.judging import measured
from vision.app.review.writing import SESSION
from vision.app.settings import require_even_rate
from vision.errors import OutputError, UsageError
from vision.files import write_whole
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import Recording
from vision.measure.catalog import UNITS
from vision.render.report.tables import column_of
from vision.session.recorded.even import evened, evened_measures
from vision.words.wording import digits_of, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMATS: Final = ("csv", "trc", "movement")
_ENDINGS: Final = {"csv": ".csv", "trc": ".trc", "movement": ".dlc.csv"}
_LONG: Final = ("session", "time", "step", "pose", "measure", "unit", "value")
_UP: Final = (1.0, -1.0, -1.0)
"""From the camera's axes (x to the right, y down, z away) to y up and z towards the camera."""
_POINTS: Final = [landmark.name.lower() for landmark in Landmark]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    sessions
        Folders of reviews, or their landmarks.
    form
        One of `FORMATS`.
    out
        The folder for the files; None for beside the landmarks.
    even_hz
        Pictures a second to even the time to; None for the pictures' own times where the format
        allows it, else their typical rate.

    """

    sessions: Sequence[Path]
    form: str
    out: Path | None
    even_hz: float | None


def export(options: Options) -> list[Path]:
    """Write every session in the form asked for, and return the files.

    Raises
    ------
    UsageError
        If a session is none, the rate is not one, or two sessions would have the same file.
    OutputError
        If a file cannot be written, or something else is there.

    """
    require_even_rate(options.even_hz)
    landmarks = [path / LANDMARKS if path.is_dir() else path for path in options.sessions]
    targets = {str(path): _target(path, options) for path in landmarks}
    refuse_inputs(targets, ())
    return [_export(path, targets[str(path)], options) for path in landmarks]


def _target(landmarks: Path, options: Options) -> Path:
    return (options.out or landmarks.parent) / f"{_name(landmarks)}{_ENDINGS[options.form]}"


def _name(landmarks: Path) -> str:
    return landmarks.absolute().parent.name if landmarks.name == LANDMARKS else landmarks.stem


def _export(path: Path, target: Path, options: Options) -> Path:
    recording = Recording.load(path)
    if len(recording.t_s) < 2:  # noqa: PLR2004 (one picture has no rate)
        raise UsageError("{path} holds fewer than two pictures; review a longer video", path=path)
    text = {"csv": _long, "trc": _trc, "movement": _dlc}[options.form](
        recording, _name(path), path.with_name(SESSION), options.even_hz
    )
    try:
        _require_own(target, re.split("[,\t]", text, maxsplit=1)[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text.encode("utf-8"))
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write {path}: {why}", path=target, why=why) from error
    return target


def _require_own(target: Path, head: str) -> None:
    """Make sure that what is replaced is an earlier export, which begins with the same word."""
    if target.exists():
        with target.open("rb") as file:
            if file.read(len(head.encode())) != head.encode():
                raise OutputError(
                    "{file} is there already and is no export; name another folder by --out",
                    file=target,
                )


# --- the time ------------------------------------------------------------------------------------


def typical_hz(t_s: Array) -> float:
    """Return the rate at which most pictures follow each other."""
    return round(1.0 / float(np.median(np.diff(t_s))), 3)


# --- the forms -----------------------------------------------------------------------------------


def _long(recording: Recording, name: str, session: Path, even_hz: float | None) -> str:
    """Return a row for each measure in each picture, without those that cannot be told."""
    take = measured(recording)
    t_s, measures = take.t_s, dict(take.measures)
    if even_hz is not None:
        t_s, measures = evened_measures(take, UNITS, even_hz)
    values = np.stack(list(measures.values()), axis=1)
    steps = _steps(session)
    rows: list[Sequence[object]] = []
    for at_s, row in zip(t_s.tolist(), values.tolist(), strict=True):
        number, pose = _step_at(steps, at_s)
        for measure, value in zip(measures, row, strict=True):
            if math.isfinite(value):
                unit, column = UNITS[measure], column_of(measure)
                told = round(value, digits_of(unit) + 1)
                rows.append((printable(name), round(at_s, 3), number, pose, column, unit, told))
    return _table((_LONG, *rows), ",")


def _steps(session: Path) -> list[dict[str, Any]]:
    """Return the steps that a review found, none where there is no session beside the landmarks."""
    try:
        steps = json.loads(session.read_text(encoding="utf-8"))["steps"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [step for step in steps if isinstance(step, dict)]


def _step_at(steps: Iterable[dict[str, Any]], t_s: float) -> tuple[object, object]:
    for step in steps:
        if step["start_s"] <= t_s < step["end_s"]:
            return step["index"] + 1, step["pose"]
    return "", ""


def _trc(recording: Recording, name: str, _session: Path, even_hz: float | None) -> str:
    """Return the body in metres from between the hips, y up, as OpenSim reads markers."""
    rate_hz = even_hz or typical_hz(recording.t_s)
    t_s, xyz_m = evened(recording.t_s, recording.xyz_m * _UP, rate_hz)
    rate, count = f"{rate_hz:g}", str(len(t_s))
    names = [cell for point in _POINTS for cell in (point, "", "")]
    axes = [f"{axis}{k}" for k in range(1, len(_POINTS) + 1) for axis in "XYZ"]
    head = (
        ("PathFileType", "4", "(X/Y/Z)", f"{printable(name)}.trc"),
        ("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate",
         "OrigDataStartFrame", "OrigNumFrames"),
        (rate, rate, count, str(len(_POINTS)), "m", rate, "1", count),
        ("Frame#", "Time", *names),
        ("", "", *axes),
        (),
    )  # fmt: skip
    rows = [
        (k, f"{at_s:.4f}", *_cells(row.reshape(-1), 5))
        for k, (at_s, row) in enumerate(zip(t_s.tolist(), xyz_m, strict=True), 1)
    ]
    return _table((*head, *rows), "\t")


def _dlc(recording: Recording, _name: str, _session: Path, even_hz: float | None) -> str:
    """Return the landmarks in pixels as DeepLabCut writes them, which `movement` loads."""
    points = np.concatenate([recording.xy_px, recording.visibility[..., np.newaxis]], axis=-1)
    _, even = evened(recording.t_s, points, even_hz or typical_hz(recording.t_s))
    head = (
        ("scorer", *["unknot"] * 3 * len(_POINTS)),
        ("bodyparts", *[point for point in _POINTS for _ in range(3)]),
        ("coords", *["x", "y", "likelihood"] * len(_POINTS)),
    )
    rows = [(k, *_cells(row.reshape(-1), 3)) for k, row in enumerate(even)]
    return _table((*head, *rows), ",")


def _cells(values: Array, digits: int) -> list[object]:
    return [round(value, digits) if math.isfinite(value) else "" for value in values.tolist()]


def _table(rows: Iterable[Sequence[object]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
