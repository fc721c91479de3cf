"""The benchmark of the breath: what it takes, and what it says to bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import breath
from benchmarks.accuracy.tables import markdown
from benchmarks.breathing import figures
from benchmarks.breathing.counted import Compared, Counted, load

if TYPE_CHECKING:
    from pathlib import Path


def test_counted_breaths_are_read_from_a_csv(tmp_path: Path) -> None:
    """Files are sought beside it; a count over a stretch is a rate."""
    table = tmp_path / "counted.csv"
    table.write_text("file,from_s,to_s,breaths,note\nclip.mp4,10,40,6.5,seen at the belly\n")
    assert load(table) == [Counted(tmp_path / "clip.mp4", 10.0, 40.0, 6.5)]
    assert load(table)[0].rate_per_min == pytest.approx(13.0)


@pytest.mark.parametrize(
    "text", ["file,from_s,to_s\na,1,2\n", "file,from_s,to_s,breaths\na,9,2,1\n",
             "file,from_s,to_s,breaths\na,x,2,1\n"]
)  # fmt: skip
def test_a_csv_that_is_none_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    """With what it should have."""
    table = tmp_path / "counted.csv"
    table.write_text(text)
    with pytest.raises(SystemExit, match=r"^benchmarks.breath: .* columns file, from_s, to_s"):
        breath.main(["--counted", str(table)])


def test_a_video_needs_its_count_and_has_to_be_there(tmp_path: Path) -> None:
    """One line each, no traceback."""
    with pytest.raises(SystemExit, match="come together"):
        breath.main(["--video", str(tmp_path / "a.mp4")])
    table = tmp_path / "counted.csv"
    table.write_text("file,from_s,to_s,breaths\ngone.mp4,0,30,6\n")
    with pytest.raises(SystemExit, match=r"there is no .*gone\.mp4"):
        breath.main(["--counted", str(table)])


def test_real_clips_are_held_to_their_counts(tmp_path: Path) -> None:
    """By the mean error of the rates that are told."""
    counted = Counted(tmp_path / "a.mp4", 0.0, 60.0, 12.0)
    blind = Compared(counted, float("nan"), 0.0)
    near, far = Compared(counted, 12.4, 0.8), Compared(counted, 13.2, 0.8)
    for compared, reached in (([near, blind], "yes"), ([near, far], "no"), ([blind], "-")):
        last = figures.tables([], compared)[-1]
        assert last.rows[0][-1] == reached
        assert "a.mp4" in "".join(map(markdown, figures.tables([], compared)))
