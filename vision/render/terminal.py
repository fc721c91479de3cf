"""The session in the terminal, where there is no screen to open a window on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from vision.criteria.model import Kind, Status
from vision.render.output import Output
from vision.render.overlay.card import duration_text, form_text
from vision.render.overlay.panels import main_line, second_line
from vision.render.overlay.rings import clock_text
from vision.render.overlay.title import step_of, title_with_side
from vision.render.sheet import ANSWERS, ASCII, NOT_YET
from vision.session.snapshot import Phase
from vision.words import mark, say
from vision.words.reasons import reason_words
from vision.words.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from vision.criteria.model import Verdict
    from vision.render.output import Moment
    from vision.render.sheet import Answer
    from vision.session.snapshot import Snapshot, StepSummary

_REFRESH_S: Final = 0.1
_BAR_CELLS: Final = 40
_PHASES: Final = {
    Phase.NOTICE: mark("notice"),
    Phase.FRAMING: mark("framing"),
    Phase.READY: mark("get ready"),
    Phase.ENTER: mark("enter"),
    Phase.HOLD: mark("hold"),
    Phase.DONE: mark("done"),
    Phase.REST: mark("rest"),
    Phase.PAUSED: mark("paused"),
    Phase.LOST: mark("lost"),
    Phase.FINISHED: mark("finished"),
}


class TerminalPanel(Output):
    """Shows snapshots in a terminal, live; on a pipe, a line whenever there is news.

    Parameters
    ----------
    console
        Where to write. The live panel is used if it is a terminal.

    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._shown_at_s = -math.inf
        self._news: tuple[str, ...] = ()

    def begin(self) -> None:
        """Start the live panel, on a terminal."""
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            # Events may be written to standard output meanwhile: the panel must not catch them.
            self._live = Live(
                console=self._console,
                auto_refresh=False,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()

    def show(self, moment: Moment) -> None:
        """Show the session: at once if there is news, else ten times a second at most."""
        snapshot = moment.snapshot
        news = _news_of(snapshot)
        changed = news != self._news
        self._news = news
        if self._live is None:
            if changed:
                self._print(" | ".join(filter(None, news)))
        elif changed or abs(snapshot.t_s - self._shown_at_s) >= _REFRESH_S:
            self._shown_at_s = snapshot.t_s
            panel = panel_of(snapshot, ascii_only=self._console.options.ascii_only)
            self._live.update(panel, refresh=True)

    def close(self) -> None:
        """Leave the last panel standing."""
        if self._live is not None:
            self._live.stop()

    def _print(self, line: str) -> None:
        writable = line.encode(self._console.encoding, "replace").decode(self._console.encoding)
        self._console.print(writable, markup=False, highlight=False, soft_wrap=True)


def _news_of(snapshot: Snapshot) -> tuple[str, ...]:
    step = say("step {n}/{all}", n=snapshot.step_index + 1, all=snapshot.step_count)
    title = title_with_side(snapshot.title, snapshot.side)
    lines = (main_line(snapshot).text, second_line(snapshot))
    return step, title, say(_PHASES[snapshot.phase]), *lines


def panel_of(snapshot: Snapshot, *, ascii_only: bool = False) -> Panel:
    """Return the session at one moment: step, hold, breath, verdicts, and what to do."""
    parts: list[RenderableType] = [
        _hold_line(snapshot),
        _breath_line(snapshot, ascii_only=ascii_only),
    ]
    if snapshot.verdicts:
        parts += [Text(), verdict_table(snapshot, ascii_only=ascii_only)]
    line, second = main_line(snapshot).text, second_line(snapshot)
    parts += [Text(), Text(line or " ", style="bold"), Text(second or " ")]
    following = say("next: {title}", title=snapshot.next_title) if snapshot.next_title else ""
    pose = title_with_side(snapshot.title, snapshot.side)
    title = Text(say("{step}: {pose}", step=step_of(snapshot), pose=pose), style="bold")
    return Panel(Group(*parts), title=title, subtitle=Text(following) or None, title_align="left")


def _hold_line(snapshot: Snapshot) -> RenderableType:
    line = Table.grid(padding=(0, 1))
    word = say("holding") if snapshot.holding else say(_PHASES[snapshot.phase])
    if snapshot.target_s <= 0 or math.isinf(snapshot.target_s):
        line.add_row(say("hold"), duration_text(snapshot.held_s), word)
        return line
    bar = ProgressBar(
        total=snapshot.target_s,
        completed=min(snapshot.held_s, snapshot.target_s),
        width=_BAR_CELLS,
        complete_style="green" if snapshot.holding else "bright_black",
    )
    left = say("{seconds} s", seconds=clock_text(snapshot.target_s - snapshot.held_s))
    line.add_row(say("hold"), bar, left, word)
    return line


def _breath_line(snapshot: Snapshot, *, ascii_only: bool) -> Text:
    if snapshot.breath is None:
        return Text()
    breath = snapshot.breath
    full = round(breath.fullness * 10)
    disc = _written("●" * full + "○" * (10 - full), ascii_only=ascii_only)
    parts = (say("breath"), disc, say(breath.phase), clock_text(breath.remaining_s))
    return Text("  ".join(parts), style="cyan")


def verdict_table(snapshot: Snapshot, *, ascii_only: bool = False) -> Table:
    """Return what was found of each criterion, as sign and words."""
    table = Table.grid(padding=(0, 2))
    for verdict in snapshot.verdicts:
        answer = _answer(verdict)
        name = words_of(verdict.criterion.name)
        sign = _written(answer.sign, ascii_only=ascii_only)
        words = reason_words(verdict.reason) or say(answer.word)
        table.add_row(Text(sign, style=answer.colour), name, Text(words, style=answer.colour))
    return table


def _written(signs: str, *, ascii_only: bool) -> str:
    return signs.translate(ASCII) if ascii_only else signs


def _answer(verdict: Verdict) -> Answer:
    patient = verdict.criterion.kind in (Kind.AIM, Kind.RECOGNISE)
    if patient and verdict.status is Status.MISSED:
        return NOT_YET
    return ANSWERS[verdict.status]


def summary_table(summaries: Sequence[StepSummary]) -> Table:
    """Return what became of every step, as a table."""
    table = Table(title=say("Your practice"))
    table.add_column(say("step"))
    for heading in (say("held"), say("asked for"), say("in form")):
        table.add_column(heading, justify="right")
    table.add_column(say("stage"))
    table.add_column(say("next time"))
    for summary in summaries:
        has_target = 0 < summary.target_s < math.inf
        table.add_row(
            Text(title_with_side(summary.title, summary.side)),
            duration_text(summary.held_s),
            duration_text(summary.target_s) if has_target else say("free"),
            form_text(summary) if summary.held_s > 0 else "",
            Text(words_of(summary.stage)),
            Text(words_of(summary.most_frequent)),
        )
    return table
