"""The data of a review, opened by readers that are not ours and held to what the docs say of it."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pytest

from tests.builders import practitioner
from tests.paths import ROOT
from vision.app.review.folder import LANDMARKS
from vision.app.review.judging import Standard
from vision.app.review.writing import SESSION, rejudge
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Kind, Status
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import UNITS
from vision.render.report.tables import column_of

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: Final = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
T_S: Final = np.array([2, 4, 5, 7, 8, *range(10, 90, 3), *range(120, 300, 2)]) / 15
"""As ten pictures a second are taken of fifteen, with a gap of two seconds."""
UNSEEN: Final = 6
GAP_S: Final = (88 / 15, 8.0)
EVEN_HZ: Final = 10.0


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the review of somebody in diamond, at uneven times, in one picture not to be seen."""
    folder = tmp_path_factory.mktemp("session")
    bodies = [practitioner("diamond", t_s=t_s, silhouette=False) for t_s in T_S.tolist()]
    profiles = np.array([body_from_landmarks(body).dorsal_profile for body in bodies])
    shown = [None if k == UNSEEN else body for k, body in enumerate(bodies)]
    Recording.stack(T_S, shown, profiles, bodies[0].size_px).save(folder / LANDMARKS)
    return judged_again(folder)


def judged_again(folder: Path, even_hz: float | None = None) -> Path:
    """Judge the landmarks of a folder by the routine."""
    standard = Standard(load_flow(DEFAULT_FLOW, load_library(None)))
    return rejudge(folder / LANDMARKS, None, standard, {}, even_hz=even_hz)[0]


@pytest.fixture(scope="module")
def evened(session: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the same, evened."""
    folder = tmp_path_factory.mktemp("evened")
    (folder / LANDMARKS).write_bytes((session / LANDMARKS).read_bytes())
    return judged_again(folder, EVEN_HZ)


def test_evened_measures_are_on_the_lines_between_pictures(session: Path, evened: Path) -> None:
    """As numpy draws them through the pictures of the table that is not evened."""
    seen = pd.read_csv(session / "measures.csv")
    even = pd.read_csv(evened / "measures.csv")
    assert seen.time.to_numpy() == pytest.approx(T_S, abs=0.001)
    assert np.ptp(np.diff(seen.time)) > 0.05
    assert np.diff(even.time) == pytest.approx(1 / EVEN_HZ, abs=1e-6)
    assert (even.time.iloc[0], len(even)) == (seen.time.iloc[0], 1 + int((T_S[-1] - T_S[0]) * 10))
    known = seen.dropna(subset="knee_near")
    line = np.interp(even.time, known.time, known.knee_near)
    told = even.knee_near.notna()
    assert even.knee_near[told].to_numpy() == pytest.approx(line[told], abs=0.11)
    assert set(even.facing.dropna()) <= {-1.0, 1.0}


def test_nothing_stands_where_no_picture_is_near(evened: Path) -> None:
    """In the gap, and beside the picture that shows nobody; everywhere else there is a number."""
    even = pd.read_csv(evened / "measures.csv")
    gap = (even.time > GAP_S[0]) & (even.time < GAP_S[1])
    hidden = (even.time > T_S[UNSEEN - 1]) & (even.time < T_S[UNSEEN + 1])
    assert gap.sum() > 15
    assert hidden.any()
    assert even.knee_near.isna().equals(gap | hidden)


def test_a_step_holds_at_even_times_as_well(session: Path, evened: Path) -> None:
    """From when to when the session says; only the table of measures is another."""
    even = pd.read_csv(evened / "measures.csv")
    record = json.loads((evened / SESSION).read_text(encoding="utf-8"))
    (step,) = record["steps"]
    within = (even.time >= step["start_s"]) & (even.time < step["end_s"])
    assert even.step.notna().equals(within)
    assert set(even.pose.dropna()) == {step["pose"]}
    assert record["even_hz"] == EVEN_HZ
    assert json.loads((session / SESSION).read_text(encoding="utf-8"))["even_hz"] is None
    assert (evened / "verdicts.csv").read_bytes() == (session / "verdicts.csv").read_bytes()


def section(name: str) -> str:
    """Return what the document says of a file."""
    return DOCUMENT.split(f"## {name}\n")[1].split("\n## ")[0]


def columns(name: str) -> list[str]:
    """Return the columns of a table by the document, in its order."""
    return re.findall(r"^\| `(\w+)` \|", section(name), re.MULTILINE)


def heading(path: Path) -> list[str]:
    """Return the columns of a table by the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_the_document_tells_the_columns_of_measures(session: Path, evened: Path) -> None:
    """Those of every review by name, and each other is a measure that the session tells of."""
    told = [name for name in columns("measures.csv") if not name.startswith("breath_")]
    breath = [name for name in columns("measures.csv") if name not in told]
    for folder in (session, evened):
        found = heading(folder / "measures.csv")
        record = json.loads((folder / SESSION).read_text(encoding="utf-8"))
        assert found[: len(told)] == told
        assert found[len(told) :] == list(record["measures"])
        assert {column_of(name) for name in UNITS} == set(record["measures"])
        assert sorted(breath) == sorted(name for name in found if name.startswith("breath_"))
    assert "| each other |" in section("measures.csv")
    (units,) = re.findall(
        r"^Units are (.+?): lengths", section("measures.csv"), re.MULTILINE | re.DOTALL
    )
    assert set(re.findall(r"`([\w/]+)`", units)) == set(UNITS.values())


def test_the_document_tells_the_columns_of_verdicts(session: Path) -> None:
    """Each of them, in their order, and all that may stand where words do."""
    assert columns("verdicts.csv") == heading(session / "verdicts.csv")
    (statuses,) = re.findall(r"^\| `status` \| (.+?) \|$", section("verdicts.csv"), re.MULTILINE)
    assert re.findall(r"`(\w+)`", statuses) == [status.value for status in Status]
    (kinds,) = re.findall(r"^\| `kind` \| (.+?) \|$", section("verdicts.csv"), re.MULTILINE)
    assert re.findall(r"`(\w+)`", kinds) == [kind.value for kind in Kind]
    verdicts = pd.read_csv(session / "verdicts.csv")
    assert len(verdicts) > 5
    assert set(verdicts.measure) <= set(heading(session / "measures.csv"))
