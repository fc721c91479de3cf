"""The landmark model: what ``unknot model`` tells of it, and the engine that runs it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.table import Table

from vision.landmarks import weights
from vision.landmarks.engines import LIVE_THREADS, MEDIAPIPE, Engine
from vision.progress import bytes_progress
from vision.system import require_libraries
from vision.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from vision.landmarks.weights import ModelStatus


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
    status = weights.describe(given)
    table = Table(show_header=False)
    table.add_row(say("file"), str(status.path))
    table.add_row(say("state"), _state(status))
    table.add_row(say("size"), say("{n:,} bytes", n=status.model.size_bytes))
    table.add_row(say("sha256"), status.model.sha256)
    table.add_row(say("licence"), status.model.licence)
    console.print(table)


def ready_engine(
    model: Path | None, name: str, console: Console, *, threads: int = LIVE_THREADS
) -> Engine:
    """Return an engine that works on this machine, with its model fetched if it is not there.

    Parameters
    ----------
    model
        A model file of the user's.
    name
        Which engine, one of `vision.landmarks.engines.NAMES`.
    console
        Where the fetching shows, and a line if this machine cannot run the usual engine.
    threads
        On how many threads a network may run.

    Raises
    ------
    UnknotError
        If there is no model, or not the engine asked for.

    """
    with bytes_progress(console) as progress:
        path = weights.ensure(model, progress=progress)
    engine, note = Engine(path, name, threads).settled(time.perf_counter)
    if note:
        console.print(f"unknot: {note}", markup=False, highlight=False, soft_wrap=True)
    if engine.name == MEDIAPIPE:
        require_libraries("MediaPipe")
    return engine


def _state(status: ModelStatus) -> str:
    if status.ready:
        return say("ready: its bytes are the right ones")
    return status.fault or say("not here yet; it is fetched when it is first needed")
