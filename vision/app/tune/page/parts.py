"""What several parts of the page are made of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from nicegui import ui

from vision.errors import UnknotError
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def message() -> ui.label:
    """Return a line that says what has come of what was asked for, also to those who listen."""
    return ui.label().props("role=status").style("white-space: pre-line")


@contextmanager
def told_in(line: ui.label) -> Iterator[None]:
    """Tell in a message why something could not be done; what it said before is out of date."""
    line.set_text("")
    try:
        yield
    except UnknotError as error:
        line.set_text(printable(str(error)))


def warn(sentence: str) -> None:
    """Show what one should know before trusting something."""
    with ui.row().classes("no-wrap gap-2 items-start"):
        ui.label("◆").classes("text-orange-10")
        ui.label(sentence)
