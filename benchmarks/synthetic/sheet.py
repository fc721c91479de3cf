"""The long CSV: one row for every case and measure, with every factor."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from benchmarks.accuracy.tables import write_csv
from benchmarks.synthetic.design import Conditions
from benchmarks.synthetic.shapes import Shape
from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.synthetic.outcome import Outcome

COLUMNS: Final = (
    "case",
    "mode",
    "swept",
    "level",
    *(f"shape_{each.name}" for each in fields(Shape)),
    *(each.name for each in fields(Conditions)),
    "camera_m",
    "found",
    "measure",
    "unit",
    "value",
    "seen",
    "plane_truth",
    "body_truth",
    "plane_error",
    "body_error",
)
"""``shape_`` and the factors are as in `Shape` and `Conditions`, ``camera_m`` is where the camera
was in the end, ``found`` and ``seen`` are shares of the pictures judged by; the rest as in
`Outcome`. NaN is "cannot tell"."""


def write_sheet(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the CSV.

    Raises
    ------
    OutputError
        If the file cannot be written.

    """
    write_csv(path, COLUMNS, (row for outcome in outcomes for row in _rows(outcome)))


def _rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    case = outcome.case
    factors: dict[str, Any] = {
        "case": case.number,
        "mode": case.mode,
        "swept": case.factor,
        "level": case.level,
        **{f"shape_{name}": value for name, value in asdict(case.shape).items()},
        **asdict(case.conditions),
        "camera_m": outcome.distance_m,
        "found": outcome.found,
    }
    for name, unit in UNITS.items():
        yield {
            **factors,
            "measure": name,
            "unit": unit,
            "value": outcome.values[name],
            "seen": outcome.seen[name],
            "plane_truth": outcome.plane[name],
            "body_truth": outcome.body[name],
            "plane_error": outcome.error(name, "plane"),
            "body_error": outcome.error(name, "body"),
        }
