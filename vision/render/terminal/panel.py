"""The session in the terminal, where there is no screen to open a window on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.live import Live
from rich.table import Table
from rich.text import Text

from vision.render.output import Output
from vision.render.overlay.card import duration_text, form_text
from vision.render.overlay.title import title_with_side
from vision.render.terminal.lines import panel_of, texts
from vision.session.snapshot import Phase
from vision.words import mark, say
from vision.words.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vision.render.output import Moment
    from vision.session.snapshot import Snapshot, StepSummary

_REFRESH_S: Final = 0.1
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
        self._size = (0, 0)
        self._shown_at_s = -math.inf
        self._news: tuple[str, ...] = ()
        self._sound = ""

    def begin(self) -> None:
        """Start the live panel, on a terminal."""
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._start()

    def _start(self) -> None:
        self._size = (self._console.width, self._console.height)
        # Events may be written to standard output meanwhile: the panel must not catch them.
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._live.start()

    def show(self, moment: Moment) -> None:
        """Show the session: at once if there is news, else ten times a second at most."""
        snapshot = moment.snapshot
        news = _news_of(snapshot)
        size = (self._console.width, self._console.height)
        changed = news != self._news or (self._live is not None and size != self._size)
        self._news = news
        if self._live is None:
            if changed:
                self._print(" | ".join(filter(None, news)))
            if snapshot.sound not in ("", self._sound):
                self._print(snapshot.sound)
            self._sound = snapshot.sound
        elif changed or abs(snapshot.t_s - self._shown_at_s) >= _REFRESH_S:
            self._shown_at_s = snapshot.t_s
            live = self._fitting(self._live)
            live.update(panel_of(snapshot, self._console), refresh=True)

    def _fitting(self, live: Live) -> Live:
        """Return the live panel, begun anew where the terminal has another size than before.

        A panel of another width leaves torn lines behind.
        """
        if self._size == (self._console.width, self._console.height):
            return live
        live.stop()
        self._console.clear()
        self._start()
        return self._live or live

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
    return step, title, say(_PHASES[snapshot.phase]), *texts(snapshot)


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
