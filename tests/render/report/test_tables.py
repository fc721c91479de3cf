"""The tables a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tests.builders import criterion
from tests.render.review_examples import FOLD, MISS, SIT, example, reviewed, with_track
from tests.session.takes import take_of
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
    """With the step and its pose, to the digits that mean something, empty for "cannot tell"."""
    measures = {
        "trunk_tilt_deg": [1.26, NAN, -0.01],
        "back_bow": [0.12345, -0.2, 1e-9],
        "mine": [1.0, 2.0, 3.0],
    }
    units = {"trunk_tilt_deg": "deg", "back_bow": "trunk"}
    take = take_of([3.9, SIT[0] + 1 / 30, FOLD[0]], measures)
    assert measures_csv(take, reviewed(), units) == (
        "time,step,pose,trunk_tilt,back_bow,mine\n"
        "3.9,,,1.3,0.123,1.0\n"
        "4.033,1,diamond,,-0.2,2.0\n"
        "18.0,2,head_to_knee,0.0,0.0,3.0\n"
    )


def test_verdicts_are_a_row_for_each_run() -> None:
    """All of them, with their times, what was measured and the band it was judged by."""
    heading, *found = rows(verdicts_csv(reviewed(), example().take))
    assert heading == [
        "step", "pose", "side", "criterion", "kind", "start", "end", "status", "reason",
        "measure", "value", "low", "high", "margin",
    ]  # fmt: skip
    runs = [run for s in reviewed().steps for track in s.tracks for run in track.runs]
    assert len(found) == len(runs)
    assert found[0][:9] == [
        "1", "diamond", "", "upright", "recognise", "0.0", str(SIT[1]), "met", "",
    ]  # fmt: skip
    (missed,) = [row for row in found if row[3] == "back_straight" and row[7] == "missed"]
    assert missed[:3] == ["2", "head_to_knee", "right"]
    assert missed[5:7] == [str(t_s) for t_s in MISS]
    assert missed[9:] == ["back_bow", "0.12", "", "0.06", "0.015"]
    (hidden,) = [row for row in found if row[7] == "unseen"]
    assert hidden[10] == ""


def test_no_text_becomes_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name or a reason that starts like one is a text; a number below zero stays a number."""
    for start in "=+-@":
        text = f'{start}HYPERLINK("x")'
        name = f"{start}cmd|' /C calc'!A0"
        monkeypatch.setattr(tables, "reason_words", lambda _, said=text: said)
        run = Run(*FOLD, Status.UNSEEN, NOBODY)
        found = with_track(reviewed(), 1, criterion(name=name), run, only=True)
        row = rows(verdicts_csv(found, example().take))[-1]
        assert (row[3], row[8]) == (f"'{name}", f"'{text}")
    text = measures_csv(take_of([0.0], {"=a": [-2.0]}), reviewed(), {})
    assert rows(text) == [["time", "step", "pose", "'=a"], ["0.0", "", "", "-2.0"]]


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
    text = verdicts_csv(found, example().take)
    assert rows(text.encode("utf-8").decode())[-1][8] == words.replace("\udcff", "\ufffd")


def test_nothing_found_is_a_table_of_its_heading() -> None:
    """No rows, and no pictures."""
    nothing = take_of([], {"a": []})
    assert len(rows(verdicts_csv(reviewed(steps=()), nothing))) == 1
    assert measures_csv(nothing, reviewed(steps=()), {}) == "time,step,pose,a\n"
