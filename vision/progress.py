"""Progress bars on the terminal: for what comes in bytes, and for what can be counted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator


class BytesProgress(Protocol):
    """Told how far something is."""

    def __call__(self, done_bytes: int, total_bytes: int | None, what: str) -> None:
        """Tell that ``done_bytes`` of ``total_bytes`` (None: not known) of ``what`` are done."""


@contextmanager
def bytes_progress(console: Console | None = None) -> Iterator[BytesProgress]:
    """Give a callback that shows progress on stderr, from its first call to the end of the block.

    One line whenever something new begins. On a terminal a bar below it, which goes away in the
    end; elsewhere, as in a log, a line more when all is done. An error leaves the block without
    that last line: whoever catches it says more.
    """
    console = console or Console(stderr=True)
    if console.is_terminal:
        with _bar(console) as progress:
            yield _Bar(progress)
    else:
        lines = _Lines(console)
        yield lines
        lines.end()


def _bar(console: Console) -> Progress:
    return Progress(
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._what = ""

    def __call__(self, done_bytes: int, total_bytes: int | None, what: str) -> None:
        if self._task is None or what != self._what:  # speed and time left begin anew
            if self._task is not None:
                self._progress.remove_task(self._task)
            # Above the bar and not beside it: both do not fit in 80 columns.
            self._progress.console.print(what, markup=False, highlight=False)
            self._task = self._progress.add_task(what, total=total_bytes)
            self._what = what
        self._progress.update(self._task, completed=done_bytes, total=total_bytes)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._what = ""

    def __call__(self, done_bytes: int, total_bytes: int | None, what: str) -> None:
        del done_bytes
        if what != self._what:
            size = f" ({total_bytes / 1e6:.1f} MB)" if total_bytes else ""
            self._print(f"{what}{size} ...")
            self._what = what

    def end(self) -> None:
        """Print the last line, if there was a first."""
        if self._what:
            self._print(f"{self._what}: done")

    def _print(self, text: str) -> None:
        # Soft wrap: a line in a log is not to be broken where a terminal would end.
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Shown:
    """A bar on a terminal; elsewhere nothing."""

    def __init__(self, progress: Progress | None, total: float, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total) if progress else None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something else is printed, perhaps to the same terminal."""
        if self._progress is not None:
            self._progress.stop()
        yield
        if self._progress is not None:
            self._progress.start()


class CountProgress(_Shown):
    """How many of a known number are done."""

    def advance(self) -> None:
        """Tell that one more is done."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, refresh=True)


@contextmanager
def count_progress(console: Console, total: int, what: str) -> Iterator[CountProgress]:
    """Give a count that is shown as a bar on a terminal, if there is more than one to count.

    The bar is drawn only when it advances: no thread of its own writes between others' lines.
    """
    if total <= 1 or not console.is_terminal or console.is_dumb_terminal:
        yield CountProgress(None, total, what)
        return
    with _drawn_when_told(console, MofNCompleteColumn()) as progress:
        yield CountProgress(progress, total, what)


def _drawn_when_told(console: Console, *columns: ProgressColumn) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *columns,
        TimeRemainingColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
        # What is printed meanwhile belongs on standard output, not where the bar is.
        redirect_stdout=False,
        redirect_stderr=False,
    )


class WorkProgress(_Shown):
    """How much of a long work is done."""

    def show(self, done: float) -> None:
        """Tell how much is done altogether."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, refresh=True)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Show how much is done in a second."""
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:.0f}/s")


@contextmanager
def work_progress(console: Console, total: float, what: str) -> Iterator[WorkProgress]:
    """Give a bar with rate and remaining time for work of any units, on a terminal.

    What is printed to the console meanwhile stands above the bar.
    """
    if not console.is_terminal or console.is_dumb_terminal:
        yield WorkProgress(None, total, what)
        return
    share = TextColumn("{task.percentage:>3.0f} %")
    with _drawn_when_told(console, share, _Rate()) as progress:
        yield WorkProgress(progress, total, what)
