"""What judging again costs is timed on an hour, in the pose and at its worst."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import tune
from benchmarks.tune import (
    HEADINGS,
    Times,
    all_in,
    flipping,
    many_bounds,
    picture_by_picture_ms,
    table,
    timed,
)
from tests.builders import criterion, pose, practitioner
from tests.session.takes import take_of
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import Band, Status
from vision.landmarks.types import Recording
from vision.tune.bounds import Bounds
from vision.tune.sweep import Sweep

if TYPE_CHECKING:
    from pathlib import Path

    from vision.criteria.model import Criterion

BOW = criterion("bow", high=1.0, margin=0.5)
SIT = pose(BOW)
T_S = np.arange(0.0, 60.0, 0.1)
MEASURED = {"bow": np.zeros(600), "knee": np.zeros(600), VIEW_MEASURE: np.zeros(600)}
TAKE = take_of(T_S, MEASURED)


def test_a_session_can_be_one_long_stay_in_a_pose() -> None:
    """From its first picture to its last."""
    _, (only,) = all_in(TAKE, SIT)
    assert (only.lead_s, only.end_s) == (0.0, float(T_S[-1]))


@pytest.mark.parametrize(
    "of",
    [
        BOW,
        criterion("bow", low=-3.0, high=1.0, margin=0.0),
        criterion("bow", low=5.0, margin=1.0, when=Band("knee", low=90.0)),
    ],
)
def test_at_its_worst_a_status_changes_with_every_picture(of: Criterion) -> None:
    """Where there are no delays, once form counts; and whatever else is asked for is kept."""
    worst, alone = flipping(TAKE, SIT, of)
    sweep = Sweep([worst], [alone], of.name)
    ((track,),) = sweep.judged(Bounds.of(of).changed(call_after_s=0.0, clear_after_s=0.0))
    late = [run for run in track.runs if run.start_s > 4.0]
    assert len(late) == pytest.approx(560, abs=5)
    assert {run.status for run in late} == {Status.MET, Status.MISSED}


def test_as_many_bounds_are_tried_as_asked_for() -> None:
    """All that can be meant; the band moves only where it may."""
    moved = many_bounds(BOW, 20)
    assert len(set(moved)) == 20
    assert all(each.changed() == each for each in moved)
    assert {each.high for each in many_bounds(BOW, 20, band=False)} == {1.0}


def test_every_bound_is_timed_and_the_judge_of_a_practice_beside_them() -> None:
    """In milliseconds, none of them nothing."""
    times_ms = timed(Sweep([all_in(TAKE, SIT)], [SIT], "bow"), [Bounds.of(BOW)] * 3)
    assert len(times_ms) == 3
    assert min(*times_ms, picture_by_picture_ms(TAKE, SIT, BOW)) > 0.0


def test_the_table_has_a_row_for_each_criterion() -> None:
    """With the median, the 95th percentile and the worst of each case."""
    times = Times("sit", "bow", (1.0, 2.0, 9.0), (2.0,), (4.0,), (5.0,), 3.0, 50.0)
    told = table([times], 36000)
    row = dict(zip(HEADINGS[2:5], told.rows[0][2:5], strict=True))
    assert list(row.values()) == pytest.approx([2.0, 8.3, 9.0])
    assert told.rows[0][-3:] == (5.0, 3.0, 25.0)
    assert len(told.rows[0]) == len(told.headings)
    assert "36000" in told.title


def test_the_command_times_a_saved_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the landmarks to the table, as JSON or to be read; here of a body that kneels."""
    still = practitioner("diamond", silhouette=False)
    t_s = np.arange(0.0, 188.4, 1.0)
    blank = np.full((len(t_s), 21), np.nan)
    saved = tmp_path / "demo.npz"
    Recording.stack(t_s, [still] * len(t_s), blank, still.size_px).save(saved)
    monkeypatch.setattr(tune, "HOUR_S", 200.0)
    asked = ["--recording", str(saved), "--pose", "diamond", "--bounds", "2"]
    tune.main([*asked, "--json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["pose"] for row in rows} == {"diamond"}
    assert all(row["prepare ms"] > 0.0 for row in rows)
    tune.main(asked)
    printed = capsys.readouterr().out
    assert "| diamond |" in printed
    assert "the slowest criterion (target: 50)" in printed
