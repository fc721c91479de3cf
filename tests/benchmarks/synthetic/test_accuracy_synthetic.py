"""The whole benchmark, once over a handful of cases with the real landmarker."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from benchmarks import accuracy_synthetic
from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model


@pytest.mark.benchmark
def test_the_quick_run_prints_every_table_and_writes_the_sheet(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most bodies are found, and every case has a row for every measure."""
    path = tmp_path / "synthetic.csv"
    accuracy_synthetic.main(["--quick", "--model", str(model), "--csv", str(path)])
    printed = capsys.readouterr().out
    for title in ("Errors against the body's truth, followed", "Hidden far legs", "Margins"):
        assert f"## {title}" in printed
    assert "## Targets" in printed
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = accuracy_synthetic.cases_of(accuracy_synthetic.QUICK)
    assert len(rows) == len(cases) * len(UNITS)
    found = {row["case"]: float(row["found"]) for row in rows}
    assert sum(share > 0.5 for share in found.values()) > 0.5 * len(cases)


def test_a_sheet_that_cannot_be_written_is_one_line(
    model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the exit code is the program's own."""
    monkeypatch.setattr(accuracy_synthetic, "cases_of", lambda _: [])
    with pytest.raises(SystemExit) as ended:
        accuracy_synthetic.main(["--model", str(model), "--csv", "no/such/folder/sheet.csv"])
    assert ended.value.code == 1
    assert "cannot write no/such/folder/sheet.csv" in capsys.readouterr().err


def test_the_targets_alone_are_about_clips_from_the_side() -> None:
    """A quarter of them: no still, and none seen at an angle."""
    cases = accuracy_synthetic.cases_of(accuracy_synthetic.FULL)
    clips = accuracy_synthetic.from_the_side(cases)
    assert {clip.mode for clip in clips} == {"tracked"}
    assert max(abs(clip.conditions.off_side_deg) for clip in clips) <= 15.0
    assert 50 <= len(clips) <= 80
