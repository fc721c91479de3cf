"""What is told of one photograph, in words and signs: for the terminal and for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from vision.criteria.model import Kind, Status
from vision.render.theme import LOOKS, PLAIN, Look
from vision.words import mark, say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from vision.criteria.model import Verdict

ASCII: Final = str.maketrans("✓·°●○", "+.d#-")
"""Stand-ins for terminals that cannot write the signs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an answer is told: a sign and its colour in the terminal, a look in pictures, and a word.

    The word is yet to be said.
    """

    sign: str
    word: str
    colour: str
    look: Look


ANSWERS: Final = {
    Status.MET: Answer("✓", mark("good"), "green", LOOKS[Status.MET]),
    Status.MISSED: Answer("!", mark("adjust"), "yellow", LOOKS[Status.MISSED]),
    Status.UNSEEN: Answer("?", mark("can't see"), "bright_black", LOOKS[Status.UNSEEN]),
}
NOT_YET: Final = Answer("·", mark("not yet"), "bright_black", PLAIN)
"""How deep a pose is is praised and never asked for."""
_REACHED: Final = Answer("✓", mark("reached"), "green", LOOKS[Status.MET])
_AIM_ANSWERS: Final = {**ANSWERS, Status.MET: _REACHED, Status.MISSED: NOT_YET}


def answer_of(verdict: Verdict) -> Answer:
    """Return how a verdict on a photograph is told."""
    answers = _AIM_ANSWERS if verdict.criterion.kind is Kind.AIM else ANSWERS
    return answers[verdict.status]


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: its name in words, its answer, and the value or what would help."""

    name: str
    answer: Answer
    detail: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is told of one photograph.

    Attributes
    ----------
    title
        The pose, or that there is none.
    view
        From where it is seen; "" if unknown.
    rows
        One for each criterion.
    line
        The one thing to say: what to change, else praise, else what would help.
    look
        How that line is marked; None when it is about the photograph.
    called
        The criterion it is about, "" for none.

    """

    title: str
    view: str
    rows: tuple[Row, ...]
    line: str
    look: Look | None = None
    called: str = ""


def sheet_panel(
    sheet: Sheet, file: str, picture: Path | None = None, *, ascii_only: bool = False
) -> Panel:
    """Return a sheet for the terminal, with the file it is about and its annotated picture."""

    def written(text: str, style: str = "") -> Text:
        if ascii_only:
            text = text.translate(ASCII)
        # File names may hold what no terminal can write.
        text = text.encode("ascii" if ascii_only else "utf-8", "replace").decode()
        # Folded, so that the end of a long path is never lost.
        return Text(text, style, overflow="fold")

    parts: list[RenderableType] = [written(file, "bright_black"), Text()]
    if sheet.rows:
        table = Table.grid(padding=(0, 2))
        for row in sheet.rows:
            style = row.answer.colour
            sign, word = written(row.answer.sign, style), written(say(row.answer.word), style)
            table.add_row(sign, written(row.name), word, written(row.detail))
        parts += [table, Text()]
    parts.append(written(sheet.line, "bold"))
    if picture is not None:
        parts.append(written(say("drawn: {picture}", picture=picture), "bright_black"))
    heading = ", ".join(filter(None, (sheet.title, sheet.view)))
    return Panel(Group(*parts), title=written(heading, "bold"), title_align="left")
