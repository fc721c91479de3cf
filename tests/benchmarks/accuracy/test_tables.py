"""A table reads the same in Markdown, in the long CSV and in JSON."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import (
    LONG_COLUMNS,
    Table,
    as_json,
    long_rows,
    markdown,
    write_csv,
)
from vision.errors import OutputError

HALF = share([(True, 0), (False, 1)])
TABLE = Table(
    "Found",
    ("by", "which", "share", "photos", "value"),
    (("view", "side", HALF, 2, 0.12345), ("view", "a|b", share([]), 0, float("nan"))),
    named=2,
)


def test_markdown_has_a_line_for_every_row() -> None:
    """Numbers stand to the right; a bar inside a cell does not end it."""
    assert markdown(TABLE).splitlines() == [
        "## Found",
        "",
        "| by | which | share | photos | value |",
        "| --- | --- | ---: | ---: | ---: |",
        f"| view | side | {HALF} | 2 | 0.123 |",
        r"| view | a\|b | - (0 of 0) | 0 | - |",
    ]


def test_a_table_without_rows_says_so() -> None:
    """No false corrections is a result."""
    assert markdown(Table("Each false correction", ("file",), ())).endswith("\n\n(none)")


def test_the_long_csv_has_a_line_for_every_cell(tmp_path: Path) -> None:
    """A share fills its columns, a number the value, and what is not known stays empty."""
    write_csv(tmp_path / "long.csv", LONG_COLUMNS, long_rows([TABLE]))
    with (tmp_path / "long.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert tuple(rows[0]) == LONG_COLUMNS
    assert [rows[0][key] for key in ("table", "row", "column", "value", "hits", "of")] == [
        "Found", "view / side", "share", "0.5", "1", "2",
    ]  # fmt: skip
    assert float(rows[0]["low"]) == HALF.low
    assert (rows[2]["value"], rows[2]["hits"]) == ("0.12345", "")
    assert (rows[3]["value"], rows[3]["low"], rows[3]["of"]) == ("", "", "0")
    assert rows[5]["value"] == ""


def test_json_holds_the_figures_and_no_nan() -> None:
    """NaN is no JSON: it becomes null."""
    told = json.loads(json.dumps(as_json(TABLE), allow_nan=False))
    assert told["title"] == "Found"
    first, second = told["rows"]
    assert (first["share"]["value"], first["share"]["of"], first["photos"]) == (0.5, 2, 2)
    assert (second["share"]["value"], second["value"]) == (None, None)


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(OutputError, match=r"cannot write .*nowhere"):
        write_csv(tmp_path / "nowhere" / "a.csv", LONG_COLUMNS, [])
