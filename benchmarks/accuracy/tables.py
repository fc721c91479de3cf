"""Tables of a benchmark: printed as Markdown, kept as one long CSV, or handed on as JSON."""

from __future__ import annotations

import csv
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from benchmarks.accuracy.intervals import Share
from vision.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Cell: TypeAlias = "str | int | float | Share"

LONG_COLUMNS: Final = (
    "table",
    "row",
    "column",
    "value",
    "hits",
    "of",
    "low",
    "high",
    "clusters",
    "method",
)
"""Of the long CSV: one line a cell. A share fills every column; anything else ends at ``value``."""


@dataclass(frozen=True, slots=True)
class Table:
    """A title, column headings, and rows of as many cells; the first ``named`` cells name a row."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    named: int = 1

    def cells(self) -> Iterator[tuple[str, str, Cell]]:
        """Yield every cell behind the names: the row's name, the column's, and what it holds."""
        for row in self.rows:
            name = " / ".join(map(text, row[: self.named]))
            for heading, cell in zip(self.headings[self.named :], row[self.named :], strict=True):
                yield name, heading, cell


def text(cell: Cell) -> str:
    """Write a cell for people: numbers to three digits, "-" for NaN."""
    if isinstance(cell, float):
        return "-" if math.isnan(cell) else f"{cell:.3g}"
    return str(cell)


def markdown(table: Table) -> str:
    """Lay out a table as Markdown, its title as a heading over it."""
    if not table.rows:
        return f"## {table.title}\n\n(none)"
    ruler = ("---" if isinstance(cell, str) else "---:" for cell in table.rows[0])
    lines = [_line(table.headings), _line(ruler), *(_line(map(text, row)) for row in table.rows)]
    return "\n".join([f"## {table.title}", "", *lines])


def _line(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def as_json(table: Table) -> dict[str, Any]:
    """Turn a table into what ``json.dumps`` takes; NaN becomes null."""
    rows = [
        {h: _plain(cell) for h, cell in zip(table.headings, row, strict=True)} for row in table.rows
    ]
    return {"title": table.title, "rows": rows}


def _plain(cell: Cell) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(cell, Share):
        whole = asdict(cell) | {"value": cell.value}
        return {key: None if _is_nan(value) else value for key, value in whole.items()}
    return None if _is_nan(cell) else cell


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def long_rows(tables: Iterable[Table]) -> Iterator[dict[str, Any]]:
    """Yield one row of `LONG_COLUMNS` for every cell of every table."""
    for table in tables:
        for row, column, cell in table.cells():
            plain = _plain(cell)
            kept = plain if isinstance(plain, dict) else {"value": plain}
            yield {"table": table.title, "row": row, "column": column, **kept}


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as a CSV with these columns; a missing key or None leaves its cell empty.

    Raises
    ------
    OutputError
        If the file cannot be written.

    """
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; please name a file in a folder that "
            "exists and may be written to"
        ) from error
