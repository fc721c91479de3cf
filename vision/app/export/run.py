"""The command ``unknot export``: each form is one function from a recording to a text."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vision.app.review.folder import LANDMARKS
from vision.app.review.judging import measured
from vision.app.review.writing import SESSION
from vision.errors import OutputError, UsageError
from vision.files import write_whole
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import Recording
from vision.measure.catalog import UNITS
from vision.render.report.tables import column_of
from vision.words.wording import digits_of, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMATS: Final = ("csv", "trc", "movement")
LONGEST_GAP_S: Final = 1.0
"""Between pictures farther apart nothing is made up."""
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
        If a session is none, or the rate is not one.
    OutputError
        If a file cannot be written.

    """
    if options.even_hz is not None and not 0 < options.even_hz <= 1000:  # noqa: PLR2004
        raise UsageError(
            "--even expects pictures a second, more than 0 and at most 1000, got {rate_hz:g}",
            rate_hz=options.even_hz,
        )
    return [_export(path, options) for path in options.sessions]


def _export(path: Path, options: Options) -> Path:
    landmarks = path / LANDMARKS if path.is_dir() else path
    recording = Recording.load(landmarks)
    name = landmarks.absolute().parent.name if landmarks.name == LANDMARKS else landmarks.stem
    if len(recording.t_s) < 2:  # noqa: PLR2004 (one picture has no rate)
        raise UsageError("{path} holds fewer than two pictures; review a longer video", path=path)
    text = {"csv": _long, "trc": _trc, "movement": _dlc}[options.form](
        recording, name, landmarks.with_name(SESSION), options.even_hz
    )
    target = (options.out or landmarks.parent) / f"{name}{_ENDINGS[options.form]}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text.encode("utf-8"))
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write {path}: {why}", path=target, why=why) from error
    return target


# --- the time ------------------------------------------------------------------------------------


def typical_hz(t_s: Array) -> float:
    """Return the rate at which most pictures follow each other."""
    return round(1.0 / float(np.median(np.diff(t_s))), 3)


def evened(t_s: Array, values: Array, rate_hz: float) -> tuple[Array, Array]:
    """Return even times, ``(N,)``, and what there is at each: in straight lines between pictures.

    Parameters
    ----------
    t_s
        ``(T,)`` seconds, increasing, at least two.
    values
        ``(T, ...)``; NaN in either picture gives NaN between them, as does a gap of more than
        `LONGEST_GAP_S`.
    rate_hz
        Of the times that are returned; the first is that of the first picture.

    """
    even_s = t_s[0] + np.arange(math.floor((t_s[-1] - t_s[0]) * rate_hz + 1e-6) + 1) / rate_hz
    after = np.clip(np.searchsorted(t_s, even_s), 1, len(t_s) - 1)
    gap_s = t_s[after] - t_s[after - 1]
    share = np.clip((even_s - t_s[after - 1]) / gap_s, 0.0, 1.0)
    share = share.reshape(-1, *[1] * (values.ndim - 1))
    between = values[after - 1] * (1 - share) + values[after] * share
    exact = np.where(share == 0, values[after - 1], np.where(share == 1, values[after], between))
    exact[(gap_s > LONGEST_GAP_S) & (share.reshape(-1) % 1 != 0)] = np.nan
    return even_s, exact


# --- the forms -----------------------------------------------------------------------------------


def _long(recording: Recording, name: str, session: Path, even_hz: float | None) -> str:
    """Return a row for each measure in each picture, without those that cannot be told."""
    take = measured(recording)
    names = list(take.measures)
    t_s, values = take.t_s, np.stack([take.measures[each] for each in names], axis=1)
    if even_hz is not None:
        t_s, values = evened(t_s, values, even_hz)
    steps = _steps(session)
    rows: list[Sequence[object]] = []
    for at_s, row in zip(t_s.tolist(), values.tolist(), strict=True):
        number, pose = _step_at(steps, at_s)
        for measure, value in zip(names, row, strict=True):
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
