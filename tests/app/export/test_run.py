"""Reviewed sessions in the forms that other programs read, opened by readers that are not ours."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pytest
from trc import TRCData

from tests.builders import practitioner
from tests.paths import ROOT
from vision.app.export.run import FORMATS, Options, export, typical_hz
from vision.errors import OutputError, UsageError
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import FORMAT_VERSION, Recording
from vision.measure.body import OUTLINE
from vision.measure.catalog import UNITS
from vision.measure.contour import STATIONS
from vision.render.report.tables import column_of

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: Final = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
RATE_HZ: Final = 10.0


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """Return the folder of a review of two seconds, one picture of which shows nobody."""
    folder = tmp_path / "morning"
    folder.mkdir()
    t_s = np.arange(20) / RATE_HZ
    bodies = [practitioner("diamond", t_s=at_s, silhouette=False) for at_s in t_s.tolist()]
    found = [None if k == 7 else body for k, body in enumerate(bodies)]
    profiles = np.full((20, STATIONS), np.nan)
    recording = Recording.stack(t_s, found, profiles, bodies[0].size_px)
    recording = replace(recording, patch_motion=np.full((20, 8, 3), np.nan))
    recording.save(folder / "landmarks.npz")
    step = {"index": 4, "pose": "diamond", "start_s": 0.5, "end_s": 1.5}
    (folder / "session.json").write_text(json.dumps({"steps": [step]}), encoding="utf-8")
    return folder


def written(session: Path, form: str, even_hz: float | None = None) -> Path:
    """Export a session and return the file."""
    (path,) = export(Options([session], form, None, even_hz))
    return path


def test_the_long_table_is_read_by_pandas(session: Path) -> None:
    """A row for each measure that could be told, with its unit, and the step of its time."""
    table = pd.read_csv(written(session, "csv"))
    assert set(table.session) == {"morning"}
    assert set(table.measure) <= {column_of(name) for name in UNITS}
    assert not table.value.isna().any()
    assert 0.7 not in table.time.tolist()
    knee = table[table.measure == "knee_near"].set_index("time")
    assert knee.unit.unique() == ["deg"]
    assert knee.loc[1.0, "step"] == 5
    assert knee.step.isna().loc[0.2]


def test_the_markers_are_read_by_a_trc_reader(session: Path) -> None:
    """In metres, y up: the head of who sits is over the hips."""
    data = TRCData()
    data.load(str(written(session, "trc")))
    assert float(data["DataRate"]) == RATE_HZ
    assert int(data["NumFrames"]) == 20
    assert list(data["Markers"]) == [point.name.lower() for point in Landmark]
    assert data["Units"] == "m"
    assert data["nose"][0][1] > data["left_hip"][0][1] + 0.3


def test_the_landmarks_are_read_as_deeplabcuts(session: Path) -> None:
    """As `movement` does: three rows of headings, and what is unseen is missing."""
    table = pd.read_csv(written(session, "movement"), header=[0, 1, 2], index_col=0)
    assert table.columns.names == ["scorer", "bodyparts", "coords"]
    points = table["unknot"]
    assert list(points.columns.unique(0)) == [point.name.lower() for point in Landmark]
    assert list(points["nose"].columns) == ["x", "y", "likelihood"]
    body = Recording.load(session / "landmarks.npz")
    assert points["nose"][["x", "y"]].to_numpy()[0] == pytest.approx(body.xy_px[0, 0], abs=0.01)
    assert points.loc[7].isna().all()


def test_the_rate_is_that_of_most_pictures() -> None:
    """Whatever gaps there are."""
    assert typical_hz(np.array([0.0, 0.1, 0.2, 0.5])) == 10.0


@pytest.mark.parametrize("even_hz", [0.0, -1.0, 1e6])
def test_a_rate_that_is_none_is_refused(session: Path, even_hz: float) -> None:
    """In one line."""
    with pytest.raises(UsageError, match="--even expects pictures a second"):
        written(session, "csv", even_hz)


def test_a_newer_recording_is_said_to_be_one(session: Path) -> None:
    """And one without a version is read."""
    path = session / "landmarks.npz"
    with np.load(path) as arrays:
        kept = dict(arrays)
    np.savez(path, **{**kept, "version": FORMAT_VERSION + 1})
    with pytest.raises(UsageError, match="saved by a newer unknot"):
        Recording.load(path)
    np.savez(path, **{name: kept[name] for name in kept if name != "version"})
    assert len(Recording.load(path).t_s) == 20


def test_the_document_tells_every_array_and_point(session: Path) -> None:
    """Of landmarks.npz, and names every form."""
    section = DOCUMENT.split("## landmarks.npz")[1].split("\n## ")[0]
    with np.load(session / "landmarks.npz") as arrays:
        assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(arrays)
    assert f"`(T, {OUTLINE})` what the picture itself shows: {STATIONS} times" in section
    for point in Landmark:
        assert f"{point.value} {point.name.lower()}" in section
    assert all(f"--to {form}" in DOCUMENT for form in FORMATS)


def test_the_example_plots_a_knee(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In ten lines, as they stand in the document."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    (example,) = re.findall(r"```python\n(.+?)```", DOCUMENT, re.DOTALL)
    assert len(example.splitlines()) <= 10
    reviews = session.parent / "reviews"
    session.rename(reviews)
    table = reviews / "session" / "measures.csv"
    table.parent.mkdir()
    table.write_text("time,step,pose,knee_near\n0.0,,,20.5\n0.1,1,diamond,\n0.2,1,diamond,21\n")
    monkeypatch.chdir(reviews.parent)
    exec(compile(example, "docs/data.md", "exec"), {})  # noqa: S102 (our own document)
    assert (reviews.parent / "knee.png").stat().st_size > 1000


def test_two_sessions_never_write_to_one_file(session: Path, tmp_path: Path) -> None:
    """Of one name in two folders, as of two weeks: nothing is written, and each is named."""
    other = tmp_path / "later" / session.name
    shutil.copytree(session, other)
    with pytest.raises(UsageError, match=r"later.*would write to the same file"):
        export(Options([session, other], "csv", tmp_path / "out", None))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_only_an_earlier_export_is_replaced(session: Path, form: str) -> None:
    """What somebody else wrote there under the same name is kept."""
    first = written(session, form)
    before = first.read_bytes()
    assert written(session, form).read_bytes() == before
    first.write_text("my own notes\n", encoding="utf-8")
    with pytest.raises(OutputError, match="is no export"):
        written(session, form)
    assert first.read_text(encoding="utf-8") == "my own notes\n"
