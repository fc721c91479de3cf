"""What a change would do to sessions, told in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from vision.render.tuning.plot import LOOKS
from vision.tune.bounds import NUMBERS
from vision.words.wording import brief, heading

if TYPE_CHECKING:
    from rich.console import Console

    from vision.app.tune.view import Counts, View

_AS_SAVED = "as saved"


def print_report(view: View, console: Console) -> None:
    """Print what a criterion finds in each session, as saved and with the numbers tried."""
    tried = view.bounds.unlike(view.saved)
    numbers = ", ".join(
        f"{name} {getattr(view.saved, name):g} -> {tried[name]:g}"
        for name in NUMBERS
        if name in tried
    )
    title = escape(f"{view.choice.pose}: {heading(view.choice.criterion)} ({numbers or _AS_SAVED})")
    table = Table(title=title, title_justify="left")
    table.add_column("session", overflow="fold")
    for words, *_ in LOOKS.values():
        table.add_column(words, justify="right")
    table.add_column("called", justify="right")
    for index, session in enumerate(view.desk.sessions):
        table.add_row(escape(session.name), *_cells(*view.counts(index)))
    if len(view.desk.sessions) > 1:
        table.add_row("all", *_cells(*view.counts()), style="bold")
    console.print(table)
    for index, session in enumerate(view.desk.sessions):
        if not view.places(index):
            console.print(
                f"{session.name}: {view.choice.pose} was not found in it",
                markup=False,
                highlight=False,
            )


def _cells(before: Counts, now: Counts) -> list[str]:
    seconds = zip(before.seconds, now.seconds, strict=True)
    return [
        *(_changed(brief(was), brief(is_now)) for was, is_now in seconds),
        _changed(str(before.calls), str(now.calls)),
    ]


def _changed(before: str, now: str) -> str:
    return now if before == now else f"{before} -> {now}"
