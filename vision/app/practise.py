"""The practice loop: pictures in, session on, outputs told."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console

from vision.app.outputs import STANDARD_OUTPUT, Outputs, open_events
from vision.app.settings import DEFAULT_FLOW, demo_clip, demo_holds_s, load_flow, load_library
from vision.app.sight import Eye, Sight
from vision.errors import FrameSourceError, UsageError
from vision.frames.opening import open_source
from vision.frames.video.writer import VideoWriter
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import bones_in
from vision.measure.meter import Meter
from vision.progress import bytes_progress
from vision.render.overlay.overlay import Overlay
from vision.render.terminal import TerminalPanel, summary_table
from vision.render.window import Key, Window
from vision.session.breath import BreathPattern
from vision.session.live.practice import Observation, Session
from vision.system import prepare_windows, why_no_window

if TYPE_CHECKING:
    from pathlib import Path

    from vision.frames.source import FrameSource, Interruption
    from vision.session.events import Event
    from vision.session.routine import Routine

DEFAULT_CAMERA: Final = "0"
_SUMMARY_SHOWN_S: Final = 60.0


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
    window: bool
    events: str | None
    record: Path | None
    mirror: bool


def practise(options: Options, console: Console) -> None:
    """Run a practice until it is finished, the source ends, or the person quits.

    Raises
    ------
    UnknotError
        If something needed is missing or wrong; nothing has been lost then.

    """
    breath = BreathPattern.parse(options.breath)
    routine = load_flow(options.flow, load_library(options.thresholds))
    with ExitStack() as stack:
        source, is_demo = _open_source(stack, options, console)
        routine = _with_holds(routine, options, is_demo=is_demo)
        outputs = _open_outputs(stack, options)
        with bytes_progress(console) as progress:
            model = weights.ensure(options.model, progress=progress)
        eye = stack.enter_context(Eye(Engine(model)))
        _open_screen(stack, outputs, options, console)
        session = Session(routine, breath)
        practice = Practice(source, eye, session, outputs)
        practice.run()
        if source.ended_early:
            console.print(f"unknot: {source.ended_early}", markup=False)
        practice.show_summary()
    # Standard output may be the events' own.
    target = console if options.events == STANDARD_OUTPUT else Console(file=sys.stdout)
    target.print(summary_table(session.summary()))


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
        console.print(f"unknot: {error}", markup=False)
        console.print("unknot: so here is the demo clip; --camera chooses another source")
        return _open_demo(stack, options), True


def _open_demo(stack: ExitStack, options: Options) -> FrameSource:
    if options.camera is not None:
        raise UsageError("--demo brings its own pictures; leave out --camera, or --demo")
    if options.flow != DEFAULT_FLOW:
        raise UsageError(f"--demo shows the flow {DEFAULT_FLOW}; leave out --flow {options.flow}")
    clip = stack.enter_context(demo_clip())
    return stack.enter_context(open_source(str(clip), fast=options.fast))


def _with_holds(routine: Routine, options: Options, *, is_demo: bool) -> Routine:
    if options.hold_s is not None:
        return routine.with_holds([options.hold_s] * len(routine.steps))
    return routine.with_holds(demo_holds_s()) if is_demo else routine


def _open_outputs(stack: ExitStack, options: Options) -> Outputs:
    """Open what is written to, first of all: a path that cannot be used is best told at once."""
    outputs = Outputs(Overlay(bones_in, mirror=options.mirror))
    if options.events is not None:
        outputs.events = open_events(stack, options.events)
    if options.record is not None:
        outputs.recording = stack.enter_context(VideoWriter(options.record))
    return outputs


def _open_screen(stack: ExitStack, outputs: Outputs, options: Options, console: Console) -> None:
    """Open the window, or the panel in the terminal where there can be or should be none."""
    why_not = why_no_window() if options.window else ""
    if why_not:
        console.print(f"unknot: {why_not}; so the practice is shown here", markup=False)
    if why_not is None:
        prepare_windows()
        outputs.window = stack.enter_context(Window("unknot"))
    elif options.events != STANDARD_OUTPUT or console.is_terminal:
        outputs.panel = stack.enter_context(TerminalPanel(console))


class Practice:
    """One run through a source."""

    def __init__(self, source: FrameSource, eye: Eye, session: Session, outputs: Outputs) -> None:
        self._source = source
        self._eye = eye
        self._session = session
        self._outputs = outputs
        self._meter = Meter(session.routine.measures())
        self._t_s = 0.0

    def run(self) -> None:
        """Practise until the session is finished, the source ends, or the person quits."""
        try:
            for arrival in self._eye.sights(self._source):
                quits = self._take(arrival) is Key.QUIT
                if quits or self._session.finished or self._outputs.abandoned:
                    break
        except KeyboardInterrupt:
            # Ctrl-C is the quit key of a practice without a window.
            pass
        self._tell(self._session.end(self._t_s))

    def show_summary(self) -> None:
        """Show the summary in the window until a key is pressed or a minute is over."""
        self._outputs.show_summary(self._session.summary(), _SUMMARY_SHOWN_S)

    def _take(self, arrival: Sight | Interruption) -> Key | None:
        if isinstance(arrival, Sight):
            self._t_s = arrival.frame.t_s
            self._tell(self._session.advance(self._observe(arrival)))
            key = self._outputs.show(arrival.frame, arrival.landmarks, self._session.snapshot())
        else:
            self._t_s = arrival.t_s
            self._tell(self._session.interrupt(arrival.t_s, arrival.reason))
            key = self._outputs.show(None, None, self._session.snapshot())
        return self._obey(key)

    def _observe(self, sight: Sight) -> Observation:
        if sight.landmarks is None:
            return Observation(sight.frame.t_s)
        readings = self._meter.read(body_from_landmarks(sight.landmarks))
        return Observation(sight.frame.t_s, readings.values, readings.unseen)

    def _obey(self, key: Key | None) -> Key | None:
        commands = {
            Key.PAUSE: self._session.toggle_pause,
            Key.NEXT: self._session.skip,
            Key.BACK: self._session.back,
        }
        if key in commands:
            self._tell(commands[key](self._t_s))
        if key is Key.PAUSE and self._source.waits:
            return self._stand_still()
        return key

    def _stand_still(self) -> Key | None:
        """Leave a recording where it is while paused, and return the key that ended it."""
        while self._session.paused:
            key = self._outputs.wait(self._session.snapshot())
            if key in (Key.QUIT, Key.PAUSE, Key.NEXT, Key.BACK):
                return self._obey(key) if key is not Key.QUIT else key
        return None

    def _tell(self, events: list[Event]) -> None:
        self._outputs.tell(events)
