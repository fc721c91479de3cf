"""What several parts of the page are made of."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nicegui import ui

from vision.errors import UnknotError
from vision.words import say
from vision.words.wording import clock, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nicegui.events import GenericEventArguments

    from vision.app.tune.desk import Desk


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a session that was dragged over."""

    session: int
    start_s: float
    end_s: float

    def words(self, desk: Desk) -> str:
        """Return which session it is of, and from when to when it lasts."""
        return say(
            "{session}, {start} to {end}",
            session=desk.sessions[self.session].name,
            start=clock(self.start_s),
            end=clock(self.end_s),
        )


@dataclass(frozen=True, slots=True)
class Message:
    """What the page's script sends, or anybody who got hold of it."""

    args: Mapping[str, Any]

    @classmethod
    def of(cls, event: GenericEventArguments) -> Message:
        """Return what was sent; nothing, if it is something else."""
        return cls(event.args if isinstance(event.args, dict) else {})

    def number(self, key: str) -> float:
        """Return a number, NaN for what is none."""
        value = self.args.get(key)
        return float(value) if isinstance(value, (int, float)) else math.nan

    def text(self, key: str) -> str:
        """Return a text, "" for what is none."""
        value = self.args.get(key)
        return value if isinstance(value, str) else ""


def status_line() -> ui.label:
    """Return a line that says what has come of what was asked for, also to those who listen."""
    return ui.label().props("role=status").style("white-space: pre-line")


@contextmanager
def errors_shown_in(line: ui.label) -> Iterator[None]:
    """Show in a line why something could not be done; what it said before is out of date."""
    line.set_text("")
    try:
        yield
    except UnknotError as error:
        line.set_text(printable(str(error)))


def icon_button(icon: str, words: str, act: Callable[[], None]) -> ui.button:
    """Add a button that shows an icon, with words for those who listen."""
    button = ui.button(icon=icon, on_click=act).props("flat dense round")
    button.props["aria-label"] = words
    return button


def warn(sentence: str) -> None:
    """Show what one should know before trusting something."""
    with ui.row().classes("no-wrap gap-2 items-start"):
        ui.label("◆").classes("text-orange-10")
        ui.label(sentence)
