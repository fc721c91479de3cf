"""What was measured and judged, as tables (CSV) for a spreadsheet or a program.

Lines end in a line feed, numbers have a point, the text is UTF-8: write it with ``newline=""``.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Status
from vision.session.recorded.even import evened_measures
from vision.words.reasons import reason_words
from vision.words.wording import digits_of, printable, without_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Band
    from vision.session.recorded.replay import Reviewed
    from vision.session.recorded.take import Take
    from vision.session.recorded.tracks import Run

_DIGITS: Final = 4
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_VERDICTS: Final = (
    *("step", "pose", "side", "criterion", "kind", "start", "end", "status", "reason"),
    *("measure", "value", "low", "high", "margin"),
)
_TIME_DIGITS: Final = 3


def measures_csv(
    take: Take, reviewed: Reviewed, units: Mapping[str, str], even_hz: float | None = None
) -> str:
    """Return a row for each picture: the time, the step, its pose, and each measure.

    Empty for "cannot tell", and between the steps. The columns are named without units
    (`column_of`); ``step`` is its place in the routine, from 1, as the page and the video count.

    Parameters
    ----------
    take
        The pictures looked at, where they are in time: not evenly apart if the video's are not.
    reviewed
        The steps found in it.
    units
        Name to unit of each measure.
    even_hz
        Rows a second, at even times instead of the pictures'; None for the pictures.

    """
    t_s, measures = take.t_s, dict(take.measures)
    if even_hz is not None:
        t_s, measures = evened_measures(take, units, even_hz)
    columns = [_numbers(t_s, _TIME_DIGITS), *steps_at(t_s, reviewed)]
    columns += [_numbers(v, digits_of(units.get(n, ""))) for n, v in measures.items()]
    headings = ["time", "step", "pose", *map(column_of, measures)]
    return _csv(headings, zip(*columns, strict=True))


def column_of(measure: str) -> str:
    """Return what a measure's column is called: its name without the unit."""
    return without_unit(measure)


def steps_at(t_s: NDArray[np.float64], reviewed: Reviewed) -> tuple[list[object], list[object]]:
    """Return the step from 1, and its pose, at each time; "" between the steps."""
    numbers: list[object] = [""] * len(t_s)
    poses: list[object] = [""] * len(t_s)
    for step in reviewed.steps:
        for k in range(*np.searchsorted(t_s, [step.stretch.start_s, step.stretch.end_s])):
            numbers[k], poses[k] = step.stretch.index + 1, step.summary.pose
    return numbers, poses


def verdicts_csv(reviewed: Reviewed, take: Take) -> str:
    """Return a row for each time in which a criterion's status stays the same.

    With the median of its measure in that time, in its unit, empty where it is unseen, and the band
    it was judged by. ``step`` is its place in the routine, from 1.
    """
    return _csv(
        _VERDICTS,
        (
            (
                step.stretch.index + 1,
                step.stretch.step.pose.name,
                step.stretch.step.pose.side or "",
                track.criterion.name,
                track.criterion.kind.value,
                round(run.start_s, _TIME_DIGITS),
                round(run.end_s, _TIME_DIGITS),
                run.status.value,
                reason_words(run.reason),
                column_of(track.criterion.band.measure),
                _median(track.criterion.band.measure, run, take),
                *_bounds(track.criterion.band),
            )
            for step in reviewed.steps
            for track in step.tracks
            for run in track.runs
        ),
    )


def _median(measure: str, run: Run, take: Take) -> object:
    values = take.values(measure)[take.rows(run.start_s, run.end_s)]
    seen = values[np.isfinite(values)]
    if run.status is Status.UNSEEN or not len(seen):
        return ""
    return round(float(np.median(seen)), _DIGITS) + 0.0


def _bounds(band: Band) -> tuple[object, object, object]:
    low, high = (bound if math.isfinite(bound) else "" for bound in (band.low, band.high))
    return low, high, band.margin


def _numbers(values: NDArray[np.float64], digits: int) -> list[object]:
    """Return the numbers to so many digits, "" for NaN; there is no minus zero."""
    rounded = (np.round(values, digits) + 0.0).tolist()
    return ["" if value != value else value for value in rounded]  # noqa: PLR0124 (NaN, quickly)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_inert(heading) for heading in headings])
    writer.writerows(
        [_inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue()


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that is one in UTF-8."""
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
