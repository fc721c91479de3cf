"""What was measured and judged, as tables (CSV) for a spreadsheet or a program.

Lines end in a line feed, numbers have a point, the text is UTF-8: write it with ``newline=""``.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.words.reasons import reason_words
from vision.words.wording import digits_of, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vision.session.recorded.replay import Reviewed

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_HEADER: Final = ("step", "pose", "side", "criterion", "kind", "from_s", "to_s", "status", "reason")
_TIME_DIGITS: Final = 3


def measures_csv(
    t_s: NDArray[np.float64],
    measures: Mapping[str, NDArray[np.float64]],
    units: Mapping[str, str],
) -> str:
    """Return a row for each picture: the time, and each measure; empty for "cannot tell".

    Parameters
    ----------
    t_s
        ``(T,)`` seconds.
    measures
        Name to ``(T,)``, in the measure's unit, NaN for "cannot tell".
    units
        Name to unit; the headings are ``name [unit]``.

    """
    names = list(measures)
    columns = [_numbers(t_s, _TIME_DIGITS)]
    columns += [_numbers(measures[name], digits_of(units.get(name, ""))) for name in names]
    headings = ["t [s]", *(f"{name} [{units[name]}]" if name in units else name for name in names)]
    return _csv(headings, zip(*columns, strict=True))


def verdicts_csv(reviewed: Reviewed) -> str:
    """Return a row for each time in which a criterion's status stays the same.

    ``step`` is the step's place in the routine, from 0.
    """
    return _csv(
        _HEADER,
        (
            (
                step.stretch.index,
                step.stretch.step.pose.name,
                step.stretch.step.pose.side or "",
                track.criterion.name,
                track.criterion.kind.value,
                round(run.start_s, _TIME_DIGITS),
                round(run.end_s, _TIME_DIGITS),
                run.status.value,
                reason_words(run.reason),
            )
            for step in reviewed.steps
            for track in step.tracks
            for run in track.runs
        ),
    )


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
