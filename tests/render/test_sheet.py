"""What is told of a photograph, in the terminal: signs, words, and the whole path."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.render.builders import verdict
from vision.criteria.model import Kind, Status
from vision.render.sheet import Row, Sheet, answer_of, sheet_panel
from vision.render.theme import LOOKS, PLAIN

ROWS = tuple(
    Row(f"row {status.value}", answer_of(verdict(status=status)), f"detail {status.value}°")
    for status in Status
)
SHEET = Sheet("Diamond pose", "seen from the side", ROWS, "Let your back grow long.")


def printed(sheet: Sheet, *, width: int = 70, ascii_only: bool = False, **where: str | Path) -> str:
    """Return a sheet as a terminal without colours shows it."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, no_color=True)
    picture = where.get("picture")
    panel = sheet_panel(
        sheet,
        str(where.get("file", "photo.jpg")),
        Path(picture) if picture else None,
        ascii_only=ascii_only,
    )
    console.print(panel)
    return stream.getvalue()


def test_answers_differ_in_sign_and_word_and_not_in_colour_alone() -> None:
    """Printed without colours, each is still told."""
    text = printed(SHEET)
    assert "✓  row met     good       detail met°" in text
    assert "!  row missed  adjust     detail missed°" in text
    assert "?  row unseen  can't see  detail unseen°" in text


def test_title_view_file_line_and_picture_are_told() -> None:
    """A file's name is told as given, and not taken for markup."""
    text = printed(SHEET, file="a[b].jpg", picture="out/a_checked.jpg")
    for part in ("Diamond pose, seen from the side", "a[b].jpg", SHEET.line):
        assert part in text
    assert "drawn: out/a_checked.jpg" in text
    assert "drawn" not in printed(SHEET)


def test_a_path_longer_than_the_line_is_all_there() -> None:
    """Its end is what tells files apart."""
    path = "holiday/" * 12 + "last.jpg"
    inside = [line.strip("│ ") for line in printed(SHEET, file=path, width=40).splitlines()[1:-1]]
    assert path in "".join(inside)


def test_what_a_terminal_cannot_write_is_replaced() -> None:
    """Signs have stand-ins; names of files may be in any script, or in none."""
    text = printed(SHEET, file="übung_写.jpg", ascii_only=True)
    assert "+  row met" in text
    assert "?bung_?.jpg" in text
    assert "half\udc80.jpg".encode("utf-8", "replace").decode() in printed(
        SHEET, file="half\udc80.jpg"
    )


@pytest.mark.parametrize(
    ("status", "word", "look"),
    [
        (Status.MET, "reached", LOOKS[Status.MET]),
        (Status.MISSED, "not yet", PLAIN),
        (Status.UNSEEN, "can't see", LOOKS[Status.UNSEEN]),
    ],
)
def test_depth_is_praised_and_not_asked_for(status: Status, word: str, look: object) -> None:
    """A stage that is not reached is no fault, and does not look like one."""
    answer = answer_of(verdict(status=status, kind=Kind.AIM))
    assert (answer.word, answer.look) == (word, look)
