"""The command ``practise``: opens what a practice needs, and runs it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from vision.app.keyboard import TerminalKeys
from vision.app.live.screen import WAKING
from vision.app.loop import Practice, Watcher
from vision.app.model import ready_engine
from vision.app.outputs import Outputs
from vision.app.overwriting import refuse_existing, refuse_inputs
from vision.app.preferences import config_folder, remember, remembered
from vision.app.settings import DEFAULT_FLOW, demo_clip, load_demo_flow, load_flow, load_library
from vision.app.sound import player, remember_volume, speaking, track, voice_choice
from vision.errors import FrameSourceError, UnknotError, UsageError
from vision.frames.live.cameras import ChosenCamera
from vision.frames.opening import open_source
from vision.landmarks import weights
from vision.measure.catalog import bones_in
from vision.render.output import STANDARD_OUTPUT, EventStream, Recording, SoundFile
from vision.render.overlay.overlay import Overlay
from vision.render.sound.wanted import OFF, VOICE, require_sound, require_volume
from vision.render.terminal.panel import TerminalPanel, summary_table
from vision.session.breathing.pacer import Pacing
from vision.session.live.practice import Session
from vision.system import why_no_window
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.app.live.options import Options
    from vision.criteria.library import PoseLibrary
    from vision.frames.source import FrameSource
    from vision.render.sound.choice import VoiceChoice
    from vision.render.sound.mixing import Track
    from vision.render.sound.player import Player
    from vision.render.window import Window
    from vision.session.breath import BreathPattern
    from vision.session.routine import Routine

DEFAULT_CAMERA: Final = "0"


def practise(options: Options, console: Console, window: Window | None = None) -> int:
    """Run a practice until it is finished, the source ends, or the person quits.

    Parameters
    ----------
    options
        What is wanted.
    console
        Where it is told what happens besides.
    window
        The one to show it in, if that is open already.

    Returns
    -------
    int
        The exit code: 1 if an output that was asked for failed on the way.

    Raises
    ------
    UnknotError
        If something needed is missing or wrong; nothing has been lost then.

    """
    if options.demo:
        options = options.for_demo()
    breath = Pacing.parse(options.breath)
    library = load_library(options.thresholds)
    flow = load_demo_flow(library) if options.demo else load_flow(options.flow, library)
    routine = options.adapted(flow, library)
    _refuse_to_destroy(options, console)
    with ExitStack() as stack:
        if window is not None:
            stack.callback(window.close)
        source, is_demo = _open_source(stack, options, console)
        if is_demo:
            routine = options.for_demo().adapted(load_demo_flow(library), library)
        voice = _voice(options, library, routine)
        overlay = Overlay(bones_in, mirror=options.mirror, tag=say("Demo") if is_demo else "")
        outputs = stack.enter_context(Outputs(overlay, console))
        _add_files(outputs, options, partial(track, breath.pattern, voice))
        if window is not None:
            _add_window(outputs, window, overlay, console)
        playing = _add_sound(outputs, options, breath.pattern, voice, console)
        engine = ready_engine(options.model, options.engine, console)
        watcher = stack.enter_context(Watcher(engine))
        _add_terminal(outputs, options, console, window)
        session = _session(routine, breath, source, outputs)
        if playing is not None:
            playing.wait()
        practice = Practice(source, watcher, session, outputs, speaking(voice))
        failure = _run(practice, source, console)
        if not practice.broken_off:
            outputs.end(session.summary())
    _remember(session, breath, source, options, console)
    if playing is not None:
        remember_volume(playing, options.volume, partial(_print, console))
    _summary_console(options, console).print(summary_table(session.summary()))
    return 1 if failure or outputs.failed else 0


def _session(routine: Routine, breath: Pacing, source: FrameSource, outputs: Outputs) -> Session:
    """Return the session: only who practises before a camera can be asked for anything."""
    noticed = bool(remembered().get("notice")) and not source.waits
    asks = not (source.waits or noticed) and outputs.have_keys
    return Session(routine, breath, asks=asks, noticed=noticed, sets_up=not source.waits)


def _summary_console(options: Options, console: Console) -> Console:
    """Return where the summary is printed: standard output may be the events' own."""
    return console if options.events == STANDARD_OUTPUT else Console(file=sys.stdout)


def _remember(
    session: Session, breath: Pacing, source: FrameSource, options: Options, console: Console
) -> None:
    """Remember what was changed in the practice itself, and say so."""
    changed: dict[str, str] = {}
    if session.pacing != breath:
        changed["breath"] = str(session.pacing)
    if session.noticed and not remembered().get("notice"):
        changed["notice"] = "yes"
    if isinstance(source, ChosenCamera) and str(source.number) != (options.camera or "0"):
        changed["camera"] = str(source.number)
    for name, value in changed.items():
        file = remember(name, value)
        line = say("{name} is {value} from now on, by {file}", name=name, value=value, file=file)
        _print(console, line)


def _run(practice: Practice, source: FrameSource, console: Console) -> bool:
    """Run a practice, and return whether an error ended it, which loses nothing done before."""
    failed = False
    try:
        practice.run()
    except UnknotError as error:
        failed = True
        _print(console, say("{reason}; the practice ends here", reason=error))
    if source.ended_early:
        _print(console, source.ended_early)
    return failed


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


def _refuse_to_destroy(options: Options, console: Console) -> None:
    """Make sure that nothing written to is read from, or replaced unasked."""
    events = None if options.events == STANDARD_OUTPUT else options.events
    named = {
        "--events": events and Path(events),
        "--record": options.record,
        "--sound-file": options.sound_file,
    }
    outputs = {option: path for option, path in named.items() if path}
    if not outputs:
        return
    given = (options.camera, options.thresholds, options.model, options.voice)
    with demo_clip() as clip:
        inputs = chain(
            (Path(each) for each in given if each),
            (clip, weights.describe(options.model).path),
            config_folder().rglob("*.toml"),
        )
        refuse_inputs(outputs, inputs)
    refuse_existing(outputs, console, overwrite=options.overwrite)


def _add_window(outputs: Outputs, window: Window, overlay: Overlay, console: Console) -> None:
    """Add the window, and meanwhile say in it that the rest is made ready."""
    overlay.shape, window.on_shape = window.shape, overlay.take_shape
    window.meanwhile(say(WAKING))
    outputs.add(window, instead=TerminalPanel(console))


def _add_sound(
    outputs: Outputs,
    options: Options,
    breath: BreathPattern,
    voice: VoiceChoice | None,
    console: Console,
) -> Player | None:
    """Add what plays the sound, and return it; None where there is none to be heard."""
    if options.sound == OFF or options.fast:
        return None
    playing = player(breath, voice, options.volume, partial(_print, console))
    outputs.add(playing)
    return playing


def _add_files(outputs: Outputs, options: Options, make_track: Callable[[], Track]) -> None:
    """Add what is written to, first of all: a path that cannot be used is best told at once."""
    if options.events is not None:
        outputs.add(EventStream(options.events))
    if options.record is not None:
        outputs.add(Recording(options.record, None if options.sound == OFF else make_track()))
    if options.sound_file is not None:
        if options.sound == OFF:
            raise UsageError("--sound-file needs a sound; leave out --sound off")
        outputs.add(SoundFile(options.sound_file, make_track()))


def _voice(options: Options, library: PoseLibrary, routine: Routine) -> VoiceChoice | None:
    """Return who speaks, if anybody does."""
    require_sound(options.sound)
    require_volume(options.volume)
    if options.sound != VOICE:
        return None
    return voice_choice(options.voice, library, routine)


def _add_terminal(
    outputs: Outputs, options: Options, console: Console, window: Window | None
) -> None:
    """Add keys in the terminal, and its panel where there is no window, with the reason."""
    if window is None and options.window and (why_not := why_no_window()):
        _print(console, say("{reason}; so the practice is shown here", reason=why_not))
    if window is None and (options.events != STANDARD_OUTPUT or console.is_terminal):
        outputs.add(TerminalPanel(console))
    if sys.stdin is not None and sys.stdin.isatty():
        outputs.add(TerminalKeys(console, sys.stdin))


def _print(console: Console, line: str) -> None:
    console.print(f"unknot: {line}", markup=False)
