"""What was found is told on standard output, everything else beside it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from vision.app.review.messages import Messages
from vision.errors import FrameSourceError


@pytest.fixture
def messages() -> Messages:
    """Print into a text."""
    return Messages(Console(file=io.StringIO(), width=40))


def text_of(messages: Messages) -> str:
    """Read what was messages."""
    assert isinstance(messages.console.file, io.StringIO)
    return messages.console.file.getvalue()


def test_a_problem_is_one_line_that_names_the_file(messages: Messages) -> None:
    """Whether the reason names it already or not, and whatever is in it."""
    messages.problem(
        "a [b].mp4", FrameSourceError("a [b].mp4 is empty (0 bytes); use another copy")
    )
    messages.problem("c.mp4", ValueError("strange"))
    assert text_of(messages).splitlines() == [
        "unknot: a [b].mp4 is empty (0 bytes); use another copy",
        "unknot: c.mp4: ValueError: strange",
    ]
    assert [name for name, _ in messages.problems] == ["a [b].mp4", "c.mp4"]


def test_a_report_is_told_where_programs_read_it(
    messages: Messages, capsys: pytest.CaptureFixture[str]
) -> None:
    """Notes go beside it, and the progress is taken away meanwhile."""
    messages.result("a.mp4", Path("reviews/a"), ["Somebody else is there."])
    assert text_of(messages) == "unknot: a.mp4: Somebody else is there.\n"
    assert capsys.readouterr().out == f"a.mp4: {Path('reviews/a/report.html')}\n"
