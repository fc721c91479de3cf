"""The benchmark on photographs, run on rendered people with the real landmarker."""

import csv
import json
import sys
from pathlib import Path

import cv2
import pytest

from benchmarks import accuracy_photos
from benchmarks.accuracy.tables import LONG_COLUMNS
from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from vision.errors import UsageError

SHOWN = {"diamond": "diamond", "reclining_hero": "reclining_hero", "kneeling_other": "kneeling_up"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of three rendered people and its index."""
    path = tmp_path_factory.mktemp("photos")
    rows = ["file,label,view,kind,quality,note,repo"]
    for label, posture in SHOWN.items():
        picture = render(postures.NAMED[posture](), size=(640, 480))
        assert cv2.imwrite(str(path / f"{label}.png"), picture)
        rows.append(f"{label}.png,{label},side,photo,ok,,rendered/{label}")
    (path / "index.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_folder_that_is_none_ends_in_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Before the model is looked for."""
    monkeypatch.setattr(sys, "argv", ["accuracy_photos", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as ended:
        accuracy_photos.main()
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.startswith("accuracy_photos: there is no folder")
    assert said.err.count("\n") == 1


def test_a_file_that_could_not_be_written_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    """Not after minutes of looking at pictures."""
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere for a\.csv"):
        accuracy_photos.run([str(folder), "--csv", str(tmp_path / "nowhere" / "a.csv")])


@pytest.mark.model
@pytest.mark.benchmark
def test_rendered_people_are_found_recognised_and_written_down(
    folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables on the screen, a row a picture and a line a cell in the files."""
    file = tmp_path / "photos.csv"
    accuracy_photos.run([str(folder), "--model", str(model), "--csv", str(file)])
    said = capsys.readouterr().out
    assert said.index("## Bodies found") < said.index("## Targets")
    assert "| bodies found, good photos | 100.0 % (3 of 3; 44-100 %*) | >= 98 % | yes |" in said
    assert "| right pose (a) | 100.0 % (2 of 2; 34-100 %*) | >= 95 % | yes |" in said
    assert "| other poses accepted, good photos | 0.0 % (0 of 1; 0-79 %*) | <= 2 % | yes |" in said
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert {row["label"]: row["recognised"] for row in rows} == {
        "diamond": "diamond", "reclining_hero": "reclining_hero", "kneeling_other": "",
    }  # fmt: skip
    assert rows[0]["named.form.back_straight.status"] == "met"
    beside = (tmp_path / "photos_tables.csv").read_text(encoding="utf-8")
    long = list(csv.DictReader(beside.splitlines()))
    assert tuple(long[0]) == LONG_COLUMNS
    assert {"Targets", "Taken for: headline"} <= {row["table"] for row in long}


@pytest.mark.model
@pytest.mark.benchmark
def test_json_holds_the_same_figures(
    folder: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Photographs and tables, for another program to read."""
    accuracy_photos.run([str(folder), "--model", str(model), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [one["answer"] for one in told["photos"]] == ["right"] * 3
    targets = {row["what"]: row for row in told["tables"][-1]["rows"]}
    assert targets["right pose (a)"]["figure"]["value"] == 1.0
