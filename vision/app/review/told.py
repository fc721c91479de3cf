"""What a user is told of a review, and what went amiss in it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

from vision.app.review.writing import REPORT, write_index
from vision.errors import UnknotError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass
class Told:
    """Tells it line by line: what is found on standard output, everything else on the console.

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
        """Tell why something could not be reviewed."""
        known = isinstance(error, UnknotError)
        # Others' errors may be long and of many lines.
        text = str(error) if known else " ".join(f"{type(error).__name__}: {error}".split())
        self.problems.append((name, text))
        self.line(text if name in text else f"{name}: {text}")

    def result(self, name: str, folder: Path, notes: Sequence[str]) -> None:
        """Tell where a report is, and what is to be known of its recording."""
        for note in notes:
            self.line(f"{name}: {note}")
        self._found(f"{name}: {folder / REPORT}")

    def index(self, out: Path) -> None:
        """Compare the reviews in a folder, if there are several."""
        if out.is_dir() and (page := write_index(out, self.problems)):
            self._found(f"all of them side by side: {page}")

    def _found(self, text: str) -> None:
        with self.aside():
            Console().print(text, markup=False, highlight=False, soft_wrap=True)
