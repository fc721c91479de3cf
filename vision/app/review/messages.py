"""The messages of a review to its user, and the report of what could not be reviewed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

from vision.app.review.writing import REPORT, write_index
from vision.errors import UnknotError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass
class Messages:
    """Prints results on standard output, and everything else on the console.

    Attributes
    ----------
    console
        Where lines and progress go.
    aside
        Takes the progress away while something is printed on standard output, which may be the
        same terminal.
    problems
        Name and reason of what could not be reviewed, in order.

    """

    console: Console
    aside: Callable[[], AbstractContextManager[None]] = nullcontext
    problems: list[tuple[str, str]] = field(default_factory=list)

    def line(self, text: str) -> None:
        """Print a line, however long, on whatever terminal."""
        self.console.print(f"unknot: {text}", markup=False, highlight=False, soft_wrap=True)

    def problem(self, name: str, error: Exception) -> None:
        """Print why something could not be reviewed, and keep it for the index."""
        known = isinstance(error, UnknotError)
        # Others' errors may be long and of many lines.
        text = str(error) if known else " ".join(f"{type(error).__name__}: {error}".split())
        self.problems.append((name, text))
        self.line(text if name in text else say("{name}: {text}", name=name, text=text))

    def result(self, name: str, folder: Path, notes: Sequence[str]) -> None:
        """Print where a report is, and the notes on its recording."""
        for note in notes:
            self.line(say("{name}: {text}", name=name, text=note))
        self._result(say("{name}: {text}", name=name, text=folder / REPORT))

    def index(self, out: Path) -> None:
        """Write the page that compares the reviews in a folder, if there are several."""
        if out.is_dir() and (page := write_index(out, self.problems)):
            self._result(say("all of them side by side: {page}", page=page))

    def _result(self, text: str) -> None:
        with self.aside():
            Console().print(text, markup=False, highlight=False, soft_wrap=True)
