"""``unknot model``: what the landmark model is, where it is, and whether it is the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from vision.landmarks.model import weights
from vision.progress import bytes_progress

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from vision.landmarks.model.weights import ModelStatus


def print_model(given: Path | None, console: Console, *, fetch: bool) -> None:
    """Print the model's state, fetching it first if it is missing and that is wanted.

    Raises
    ------
    WeightsError
        If it is not the right file, or cannot be fetched.

    """
    if fetch:
        with bytes_progress() as progress:
            weights.ensure(given, progress=progress)
    console.print(_table(weights.describe(given)))


def _table(status: ModelStatus) -> Table:
    model = status.model
    table = Table(show_header=False)
    table.add_row("file", str(status.path))
    table.add_row("state", _state(status))
    table.add_row("size", f"{model.size_bytes:,} bytes")
    table.add_row("sha256", model.sha256)
    table.add_row("licence", model.licence)
    return table


def _state(status: ModelStatus) -> str:
    if status.ready:
        return "ready: its bytes are the right ones"
    return status.fault or "not here yet; it is fetched when it is first needed"
