"""What was found is told on standard output, everything else beside it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from vision.app.review.processes import Cluster, Here, cores
from vision.app.review.told import Told
from vision.errors import FrameSourceError, MissingLibraryError


@pytest.fixture
def told() -> Told:
    """Tell into a text."""
    return Told(Console(file=io.StringIO(), width=40))


def text_of(told: Told) -> str:
    """Read what was told."""
    assert isinstance(told.console.file, io.StringIO)
    return told.console.file.getvalue()


def test_a_problem_is_one_line_that_names_the_file(told: Told) -> None:
    """Whether the reason names it already or not, and whatever is in it."""
    told.problem("a [b].mp4", FrameSourceError("a [b].mp4 is empty (0 bytes); use another copy"))
    told.problem("c.mp4", ValueError("strange"))
    assert text_of(told).splitlines() == [
        "unknot: a [b].mp4 is empty (0 bytes); use another copy",
        "unknot: c.mp4: ValueError: strange",
    ]
    assert [name for name, _ in told.problems] == ["a [b].mp4", "c.mp4"]


def test_a_report_is_told_where_programs_read_it(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """Notes go beside it, and the progress is taken away meanwhile."""
    told.result("a.mp4", Path("reviews/a"), ["Somebody else is there."])
    assert text_of(told) == "unknot: a.mp4: Somebody else is there.\n"
    assert capsys.readouterr().out == f"a.mp4: {Path('reviews/a/report.html')}\n"


def test_as_many_processes_as_cores_unless_told_otherwise() -> None:
    """All of the machine, or as much of it as one wants to give."""
    assert Here(None).at_once == cores() >= 1
    assert Here(5).at_once == 5


def test_a_cluster_without_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is an extra: most people have one machine."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingLibraryError, match=r"unknot\[cluster\]"):
        Cluster("tcp://127.0.0.1:1")
