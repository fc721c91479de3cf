"""Progress bars on the terminal: for what comes in bytes, and for what can be counted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from vision.words import say
from vision.words.wording import lasting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


LOG_EVERY_S: Final = 10.0
BytesProgress: TypeAlias = "Callable[[int, int | None, str], None]"
"""Told how many bytes of how many (None: not known) are done, and a sentence on what they are."""


@contextmanager
def bytes_progress(console: Console | None = None) -> Iterator[BytesProgress]:
    """Give a callback that shows progress on stderr, from its first call to the end of the block.

    One line whenever something new begins. On a terminal a bar below it, which goes away in the
    end; elsewhere, as in a log, a line more when all is done. An error leaves the block without
    that last line: whoever catches it says more.
    """
    console = console or Console(stderr=True)
    shown = ""
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_terminal(console), transient=True) as progress:

        def show(done_bytes: int, total_bytes: int | None, what: str) -> None:
            nonlocal shown
            if what != shown:
                shown = what
                print_line(console, _beginning(what, None if console.is_terminal else total_bytes))
                for task in progress.task_ids:  # speed and time left begin anew
                    progress.remove_task(task)
                progress.add_task(what)
            progress.update(progress.task_ids[0], completed=done_bytes, total=total_bytes)

        yield show
    if shown and not console.is_terminal:
        print_line(console, say("{what}: done", what=shown))


def _beginning(what: str, total_bytes: int | None) -> str:
    if total_bytes is None:
        return what
    return say("{what} ({size_mb:.1f} MB) ...", what=what, size_mb=total_bytes / 1e6)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print a text as it is: square brackets are no markup, and no line in a log is broken."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _terminal(console: Console) -> Console:
    """Return the console if bars can be drawn on it, else one that shows nothing."""
    drawn = console.is_terminal and not console.is_dumb_terminal
    return console if drawn else Console(quiet=True)


class Bar:
    """How much of a work is done; drawn only when told, for it has no thread of its own."""

    def __init__(
        self, progress: Progress, total: float, what: str, log: Console | None = None
    ) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total)
        self._log = log
        self._logged_s = 0.0

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something else is printed, perhaps to the same terminal."""
        self._progress.stop()
        yield
        self._progress.start()

    def advance(self) -> None:
        """Tell that one more is done."""
        self._progress.update(self._task, advance=1, refresh=True)

    def show(self, done: float) -> None:
        """Tell how much is done altogether."""
        self._progress.update(self._task, completed=done, refresh=True)
        elapsed_s = self._progress.tasks[0].elapsed or 0.0
        if self._log is not None and elapsed_s >= self._logged_s + LOG_EVERY_S:
            self._logged_s = elapsed_s
            print_line(self._log, self._line())

    def _line(self) -> str:
        """Return how far the work is, and how long it may still take, for a log."""
        task = self._progress.tasks[0]
        values = {"what": task.description, "percent": task.percentage}
        if task.time_remaining is None:
            return say("unknot: {what}, {percent:.0f} %", **values)
        left = lasting(task.time_remaining)
        return say("unknot: {what}, {percent:.0f} %, about {left} left", **values, left=left)


@contextmanager
def count_progress(console: Console, total: int, what: str) -> Iterator[Bar]:
    """Give a count that is shown as a bar on a terminal, if there is more than one to count."""
    shown = console if total > 1 else Console(quiet=True)
    with _drawn_when_told(shown, MofNCompleteColumn()) as progress:
        yield Bar(progress, total, what)


@contextmanager
def work_progress(console: Console, total: float, what: str) -> Iterator[Bar]:
    """Give a bar with rate and remaining time for work of any units, on a terminal.

    What is printed to the console meanwhile stands above the bar. Elsewhere, as in a log, a line
    tells every ten seconds how far it is.
    """
    share = TextColumn("{task.percentage:>3.0f} %")
    log = None if console.is_terminal else console
    with _drawn_when_told(console, share, _Rate()) as progress:
        yield Bar(progress, total, what, log)


def _drawn_when_told(console: Console, *columns: ProgressColumn) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *columns,
        TimeRemainingColumn(),
        console=_terminal(console),
        auto_refresh=False,
        transient=True,
        # What is printed meanwhile belongs on standard output, not where the bar is.
        redirect_stdout=False,
        redirect_stderr=False,
    )


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Show how much is done in a second."""
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:.0f}/s")
