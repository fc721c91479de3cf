"""The tables a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from tests.builders import criterion
from tests.render.review_examples import FOLD, MISS, SIT, reviewed, with_track
from vision.criteria.model import Status
from vision.render.report import tables
from vision.render.report.tables import measures_csv, verdicts_csv
from vision.session.recorded.tracks import Run
from vision.words.reasons import NOBODY

if TYPE_CHECKING:
    import pytest

NAN = float("nan")


def rows(text: str) -> list[list[str]]:
    """Read a table as a program would."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_measures_are_a_row_for_each_picture() -> None:
    """Named with their units, to the digits that mean something, empty for "cannot tell"."""
    measures = {
        "trunk_tilt_deg": np.array([1.26, NAN, -0.01]),
        "back_bow": np.array([0.12345, -0.2, 1e-9]),
        "mine": np.array([1.0, 2.0, 3.0]),
    }
    units = {"trunk_tilt_deg": "deg", "back_bow": "chord"}
    text = measures_csv(np.array([0.0, 1 / 30, 2.0]), measures, units)
    assert text == (
        "t [s],trunk_tilt_deg [deg],back_bow [chord],mine\n"
        "0.0,1.3,0.123,1.0\n"
        "0.033,,-0.2,2.0\n"
        "2.0,0.0,0.0,3.0\n"
    )


def test_verdicts_are_a_row_for_each_run() -> None:
    """All of them, also on the way in, with the times to put them in order."""
    heading, *found = rows(verdicts_csv(reviewed()))
    assert heading == [
        "step", "pose", "side", "criterion", "kind", "from_s", "to_s", "status", "reason",
    ]  # fmt: skip
    runs = [run for s in reviewed().steps for track in s.tracks for run in track.runs]
    assert len(found) == len(runs)
    assert found[0] == ["0", "diamond", "", "upright", "recognise", "0.0", str(SIT[1]), "met", ""]
    (missed,) = [row for row in found if row[3] == "back_straight" and row[7] == "missed"]
    assert missed[:3] == ["1", "head_to_knee", "right"]
    assert missed[5:7] == [str(t_s) for t_s in MISS]


def test_no_text_becomes_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name or a reason that starts like one is a text; a number below zero stays a number."""
    for start in "=+-@":
        text = f'{start}HYPERLINK("x")'
        name = f"{start}cmd|' /C calc'!A0"
        monkeypatch.setattr(tables, "reason_words", lambda _, said=text: said)
        run = Run(*FOLD, Status.UNSEEN, NOBODY)
        found = with_track(reviewed(), 1, criterion(name=name), run, only=True)
        row = rows(verdicts_csv(found))[-1]
        assert (row[3], row[8]) == (f"'{name}", f"'{text}")
    text = measures_csv(np.array([0.0]), {"=a": np.array([-2.0])}, {})
    assert rows(text) == [["t [s]", "'=a"], ["0.0", "-2.0"]]


def test_any_text_survives_the_way_through_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas, quotes, line ends and bytes that are no text."""
    words = 'move, "please"\nnow \udcff'
    monkeypatch.setattr(tables, "reason_words", lambda _: words)
    found = with_track(
        reviewed(),
        1,
        criterion(name="a"),
        Run(*FOLD, Status.UNSEEN, NOBODY),
        only=True,
    )
    text = verdicts_csv(found)
    assert rows(text.encode("utf-8").decode())[-1][8] == words.replace("\udcff", "\ufffd")


def test_nothing_found_is_a_table_of_its_heading() -> None:
    """No rows, and no pictures."""
    assert len(rows(verdicts_csv(reviewed(steps=())))) == 1
    assert measures_csv(np.empty(0), {"a": np.empty(0)}, {}) == "t [s],a\n"
