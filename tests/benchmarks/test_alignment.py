"""The alignment is measured on recordings that are cut up, and whose steps stay known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks import alignment
from benchmarks.alignment import NONE, Result, by_kind, compared, matched, truth
from benchmarks.alignment_cases import (
    AWAY_S,
    KEPT,
    Case,
    Piece,
    Shown,
    cases,
    joined,
    nobody,
    pieces_of,
    something_else,
    uneven,
    with_pause,
)
from tests.builders import pose, practitioner, routine, stacked
from tests.session.takes import done
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks

if TYPE_CHECKING:
    from pathlib import Path

    from vision.measure.body import Body
    from vision.session.recorded.take import Stretch

RATE_HZ = 10.0
STEPS: list[dict[str, Any]] = [
    {"start_s": 0.5, "in_pose_s": 1.0, "out_s": 4.0},
    {"start_s": 4.0, "in_pose_s": 6.0, "out_s": 10.0},
    {"start_s": 10.0, "in_pose_s": 11.0, "out_s": 15.0},
]


def filmed() -> Body:
    """Return 16 s of a body that does nothing, its rows numbered by their first landmark."""
    still = body_from_landmarks(practitioner("diamond", silhouette=False))
    body = stacked([still] * 160)
    body.t_s[:] = np.arange(160) / RATE_HZ
    body.xy_px[:, 0, 0] = np.arange(160)
    return body


PIECES = pieces_of(filmed(), STEPS)


def spans(case: Case) -> list[tuple[int, float, float]]:
    """Return (step, start, end) of what a case shows."""
    return [(s.index, round(s.start_s, 3), round(s.end_s, 3)) for s in case.shown]


def found(*spans: tuple[int, float, float]) -> list[Stretch]:
    """Return stretches."""
    return [done(pose(), start, end, index=index) for index, start, end in spans]


def test_a_recording_is_cut_where_its_steps_begin_and_joined_as_it_was() -> None:
    """Every row in its place, every step at its time."""
    case = joined("as it is", "", PIECES)
    assert [len(piece.lasts_s) for piece in PIECES] == [40, 60, 60]
    assert case.body.xy_px[:, 0, 0].tolist() == list(range(160))
    np.testing.assert_allclose(case.body.t_s, np.arange(160) / RATE_HZ, atol=1e-9)
    assert spans(case) == [(0, 1.0, 4.0), (1, 6.0, 10.0), (2, 11.0, 15.0)]


def test_a_step_that_is_left_out_moves_the_rest_up() -> None:
    """In the rows and in the truth."""
    case = joined("", "", [PIECES[0], PIECES[2]])
    assert spans(case) == [(0, 1.0, 4.0), (2, 5.0, 9.0)]
    assert case.body.xy_px[40, 0, 0] == 100.0


def test_times_can_be_stretched() -> None:
    """The truth with them."""
    case = joined("", "", PIECES, pace=2.0)
    assert spans(case) == [(0, 2.0, 8.0), (1, 12.0, 20.0), (2, 22.0, 30.0)]
    assert case.body.t_s[-1] == pytest.approx(31.8)


def test_a_pause_amid_a_step_does_not_end_it() -> None:
    """Nobody is there, and the step goes on around it."""
    paused = with_pause(PIECES[1], nobody(PIECES[0].body, RATE_HZ))
    case = joined("", "", [PIECES[0], paused])
    assert spans(case) == [(0, 1.0, 4.0), (1, 6.0, 10.0 + AWAY_S)]
    assert np.isnan(case.body.xyz_m).any(axis=(1, 2)).sum() == AWAY_S * RATE_HZ
    with pytest.raises(ValueError, match="expected a piece with a step"):
        with_pause(Piece(PIECES[0].body, PIECES[0].lasts_s), paused)


def test_something_else_is_somebody_without_a_step() -> None:
    """A body, and no truth of it."""
    piece = something_else(PIECES[0].body, RATE_HZ)
    assert piece.shown is None
    assert np.isfinite(piece.body.xy_px).all()
    assert len(piece.lasts_s) == AWAY_S * RATE_HZ


def test_an_uneven_frame_rate_keeps_some_pictures_at_their_times() -> None:
    """And all of the truth."""
    case = joined("", "", PIECES)
    fewer = uneven(case)
    assert 0.5 * KEPT < len(fewer.body.t_s) / len(case.body.t_s) < 1.5 * KEPT
    assert set(fewer.body.t_s) <= set(case.body.t_s)
    assert fewer.shown == case.shown


def test_every_kind_of_case_is_made_in_one_go() -> None:
    """So that the table has a row for each."""
    kinds = [case.kind for case in cases(PIECES, RATE_HZ)]
    assert len(set(kinds)) == 12
    assert kinds == sorted(kinds, key=kinds.index)
    assert kinds.count("a step left out") == 3
    assert kinds.count("two steps swapped") == 2


TWO_ALIKE = routine(pose(name="sit"), pose(name="fold"), pose(name="sit"))


def compare(*what: tuple[int, float, float]) -> Result:
    """Compare what is found with the steps as they are."""
    return compared(joined("k", "n", PIECES), TWO_ALIKE, found(*what))


def test_all_found_is_all_right() -> None:
    """No error of any kind."""
    result = compare((0, 1.0, 4.0), (1, 6.0, 10.0), (2, 11.0, 15.0))
    assert (result.right, result.right_pose, result.quiet) == (1.0, 1.0, 1.0)
    assert (result.missed, result.invented) == (0, 0)
    assert result.start_off_s == pytest.approx((0.0, 0.0, 0.0))


def test_the_same_pose_at_another_step_is_half_right() -> None:
    """It is missed and invented, but the pose is that one."""
    result = compare((2, 1.0, 4.0), (1, 6.0, 10.0), (2, 11.0, 15.0))
    assert result.right == pytest.approx(8 / 11, abs=0.01)
    assert result.right_pose == 1.0
    assert (result.missed, result.invented) == (1, 1)


def test_a_label_where_nothing_is_shown_is_no_harm_next_to_its_step() -> None:
    """But a step from elsewhere is."""
    assert compare((0, 1.0, 6.0), (1, 6.0, 10.0), (2, 10.0, 16.0)).quiet == 1.0
    assert compare((2, 4.0, 5.0)).quiet < 1.0


def test_nothing_found_is_nothing_right() -> None:
    """And quiet."""
    result = compare()
    assert (result.right, result.quiet, result.missed) == (0.0, 1.0, 3)


def test_a_step_is_matched_with_the_stretch_that_overlaps_it_most() -> None:
    """And each stretch with one step only."""
    shown = [Shown(0, 0.0, 5.0), Shown(0, 6.0, 9.0), Shown(1, 10.0, 12.0)]
    stretches = found((0, 4.0, 9.0), (0, 0.0, 3.0))
    pairs = [other and other.start_s for _, other in matched(shown, stretches)]
    assert pairs == [0.0, 4.0, None]


def test_the_table_has_a_row_for_each_kind() -> None:
    """With medians and worst cases."""
    results = [compare((0, 1.5, 4.0), (1, 6.0, 11.0)), compare()]
    (row,) = by_kind(results).rows
    assert row[:2] == ("k", 2)
    assert row[6:8] == pytest.approx((0.25, 0.5))
    assert row[8:10] == pytest.approx((0.5, 1.0))
    assert row[10:] == (4, 0)


def test_the_truth_is_that_of_the_demo_clip() -> None:
    """Thirteen steps, in the order of time."""
    steps = truth()
    assert len(steps) == 13
    assert all(step["start_s"] <= step["in_pose_s"] < step["out_s"] for step in steps)
    assert NONE not in range(len(steps))


def test_the_command_measures_a_saved_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the landmarks to every case, as JSON; here of a body that kneels for as long."""
    still = practitioner("diamond", silhouette=False)
    t_s = np.arange(0.0, 188.4, 1.0)
    blank = np.full((len(t_s), 21), np.nan)
    Recording.stack(t_s, [still] * len(t_s), blank, still.size_px).save(tmp_path / "demo.npz")
    monkeypatch.setattr(alignment, "cases", lambda pieces, _: [joined("as it is", "", pieces)])
    alignment.main(["--recording", str(tmp_path / "demo.npz"), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert [case["kind"] for case in printed["cases"]] == ["as it is"]
    assert printed["cases"][0]["right"] < 0.5
    assert [table["title"] for table in printed["tables"]] == [
        "Steps found in the demo clip, cut up", "Corrections in its replay",
    ]  # fmt: skip
