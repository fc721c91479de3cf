"""What ``unknot tune`` prints when it shows no page: what numbers change, and a proposed pose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.table import Table

from vision.app.poses import band_text
from vision.progress import print_line
from vision.render.tuning.plot import LOOKS
from vision.tune.bounds import NUMBERS
from vision.words import mark, say
from vision.words.wording import heading

if TYPE_CHECKING:
    from rich.console import Console

    from vision.app.tune.own import Plan
    from vision.app.tune.view import Counts, View

_PROPOSAL_HEADINGS: Final = (
    mark("recognised by"),
    mark("margin"),
    mark("view"),
    mark("needed"),
    mark("readable"),
    mark("rejects of the rest"),
)


def print_report(view: View, console: Console) -> None:
    """Print what a criterion finds in each session, as saved and with the numbers tried."""
    tried = view.bounds.unlike(view.saved)
    numbers = ", ".join(
        f"{name} {getattr(view.saved, name):g} -> {tried[name]:g}"
        for name in NUMBERS
        if name in tried
    )
    title = say(
        "{pose}: {criterion} ({numbers})",
        pose=view.choice.pose,
        criterion=heading(view.choice.criterion),
        numbers=numbers or say("as saved"),
    )
    table = Table(title=escape(title), title_justify="left")
    table.add_column(say("session"), overflow="fold")
    for words, *_ in LOOKS.values():
        table.add_column(say(words), justify="right")
    table.add_column(say("called"), justify="right")
    for index, session in enumerate(view.desk.sessions):
        table.add_row(escape(session.name), *_cells(*view.counts(index)))
    if len(view.desk.sessions) > 1:
        table.add_row(say("all"), *_cells(*view.counts()), style="bold")
    console.print(table)
    for index, session in enumerate(view.desk.sessions):
        if not view.places(index):
            pose = view.choice.pose
            line = say("{session}: {pose} was not found in it", session=session.name, pose=pose)
            print_line(console, line)


def _cells(before: Counts, now: Counts) -> list[str]:
    pairs = zip(before.words(), now.words(), strict=True)
    return [is_now if was == is_now else f"{was} -> {is_now}" for was, is_now in pairs]


def print_plan(session: str, plan: Plan, console: Console) -> None:
    """Print what would recognise a pose made from a session, and what to know before it is used."""
    title = say("{pose}, from {session}", pose=plan.new.name, session=session)
    table = Table(title=escape(title), title_justify="left")
    for words in _PROPOSAL_HEADINGS:
        table.add_column(say(words), overflow="fold")
    for band in plan.bands:
        c = band.criterion
        table.add_row(
            band_text(c.band),
            f"{c.band.margin:g}",
            c.view.value,
            say("no") if c.optional else say("yes"),
            f"{band.readable:.0%}",
            "-" if math.isnan(band.rejected) else f"{band.rejected:.0%}",
        )
    if plan.bands:
        console.print(table)
    for sentence in plan.warnings:
        print_line(console, say("note: {sentence}", sentence=sentence))
