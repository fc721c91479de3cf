"""The command ``practise``: opens what a practice needs, and runs it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console

from vision.app.loop import Practice, Watcher
from vision.app.model import ready_engine
from vision.app.outputs import Outputs
from vision.app.settings import DEFAULT_FLOW, demo_clip, load_demo_flow, load_flow, load_library
from vision.errors import FrameSourceError, UsageError
from vision.frames.opening import open_source
from vision.measure.catalog import bones_in
from vision.render.output import STANDARD_OUTPUT, EventStream, Recording
from vision.render.overlay.overlay import Overlay
from vision.render.terminal import TerminalPanel, summary_table
from vision.render.window import Window
from vision.session.breath import BreathPattern
from vision.session.live.practice import Session
from vision.system import prepare_windows, why_no_window
from vision.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from vision.frames.source import FrameSource

DEFAULT_CAMERA: Final = "0"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    camera
        Number, address or path; None for the first webcam, or the demo where there is none.
    demo
        Play the demo clip.
    fast
        Take a recording's pictures as fast as they can be looked at.
    flow
        Name of the routine.
    hold_s
        One hold time for all steps, instead of the routine's.
    breath
        The breathing pattern, as `BreathPattern.parse` takes it.
    thresholds, model
        Files of the user's.
    engine
        What runs the model, one of `vision.landmarks.engines.NAMES`.
    window
        Whether a window is wanted.
    events
        Where events go: a path, "-" for standard output, None for nowhere.
    record
        Where the annotated session goes.
    mirror
        Whether to show the picture as a mirror does.

    """

    camera: str | None
    demo: bool
    fast: bool
    flow: str
    hold_s: float | None
    breath: str
    thresholds: Path | None
    model: Path | None
    engine: str
    window: bool
    events: str | None
    record: Path | None
    mirror: bool


def practise(options: Options, console: Console) -> int:
    """Run a practice until it is finished, the source ends, or the person quits.

    Returns
    -------
    int
        The exit code: 1 if an output that was asked for failed on the way.

    Raises
    ------
    UnknotError
        If something needed is missing or wrong; nothing has been lost then.

    """
    breath = BreathPattern.parse(options.breath)
    library = load_library(options.thresholds)
    routine = load_demo_flow(library) if options.demo else load_flow(options.flow, library)
    with ExitStack() as stack:
        source, is_demo = _open_source(stack, options, console)
        if is_demo:
            routine = load_demo_flow(library)
        if options.hold_s is not None:
            routine = routine.with_holds([options.hold_s] * len(routine.steps))
        outputs = stack.enter_context(Outputs(Overlay(bones_in, mirror=options.mirror), console))
        _add_files(outputs, options)
        engine = ready_engine(options.model, options.engine, console)
        watcher = stack.enter_context(Watcher(engine))
        _add_screen(outputs, options, console)
        session = Session(routine, breath)
        Practice(source, watcher, session, outputs).run()
        if source.ended_early:
            _print(console, source.ended_early)
        outputs.end(session.summary())
    # Standard output may be the events' own.
    target = console if options.events == STANDARD_OUTPUT else Console(file=sys.stdout)
    target.print(summary_table(session.summary()))
    return 1 if outputs.failed else 0


def _open_source(stack: ExitStack, options: Options, console: Console) -> tuple[FrameSource, bool]:
    """Open what was asked for; without a wish and without a webcam, the demo clip."""
    if options.demo:
        return _open_demo(stack, options), True
    if options.fast and options.camera is None:
        raise UsageError("--fast needs a recording: add --demo, or --camera FILE")
    spec = DEFAULT_CAMERA if options.camera is None else options.camera
    try:
        return stack.enter_context(open_source(spec, fast=options.fast)), False
    except FrameSourceError as error:
        if options.camera is not None or options.flow != DEFAULT_FLOW:
            raise
        _print(console, str(error))
        _print(console, say("so here is the demo clip; --camera chooses another source"))
        return _open_demo(stack, options), True


def _open_demo(stack: ExitStack, options: Options) -> FrameSource:
    if options.camera is not None:
        raise UsageError("--demo brings its own pictures; leave out --camera, or --demo")
    if options.flow != DEFAULT_FLOW:
        raise UsageError(
            "--demo shows the flow {shown}; leave out --flow {asked}",
            shown=DEFAULT_FLOW,
            asked=options.flow,
        )
    clip = stack.enter_context(demo_clip())
    return stack.enter_context(open_source(str(clip), fast=options.fast))


def _add_files(outputs: Outputs, options: Options) -> None:
    """Add what is written to, first of all: a path that cannot be used is best told at once."""
    if options.events is not None:
        outputs.add(EventStream(options.events))
    if options.record is not None:
        outputs.add(Recording(options.record))


def _add_screen(outputs: Outputs, options: Options, console: Console) -> None:
    """Add the window, or the panel in the terminal where there can be or should be none."""
    why_not = why_no_window() if options.window else ""
    if why_not:
        _print(console, say("{reason}; so the practice is shown here", reason=why_not))
    if why_not is None:
        prepare_windows()
        outputs.add(Window("unknot"), instead=TerminalPanel(console))
    elif options.events != STANDARD_OUTPUT or console.is_terminal:
        outputs.add(TerminalPanel(console))


def _print(console: Console, line: str) -> None:
    console.print(f"unknot: {line}", markup=False)
