"""The commands ``practise``, ``poses``, ``check`` and ``model``: arguments only."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads annotations when it runs)
from typing import Annotated

from rich.console import Console
from typer import Argument, Context, Exit, Option, echo

import vision
from vision.cli.options import (
    DEFAULT_FLOW,
    EngineOption,
    FlowOption,
    ModelOption,
    OverwriteOption,
    ThresholdsOption,
    remembered_in,
    require_libraries,
    setting,
)
from vision.words import say


def show_help(
    context: Context,
    *,
    version: Annotated[bool, Option("--version", help=say("Show the version, and end."))] = False,
) -> None:
    """Show the help where no command is named."""
    if version:
        echo(f"unknot {vision.__version__}")
        raise Exit
    if context.invoked_subcommand is None:
        echo(context.get_help())


def practise(  # noqa: PLR0913 (each argument is an option of the command)
    context: Context,
    *,
    camera: Annotated[str | None, setting("camera")] = None,
    demo: Annotated[bool, Option("--demo", help=say("Play the built-in demo clip."))] = False,
    fast: Annotated[
        bool, Option("--fast", help=say("Run a video as fast as it can be looked at."))
    ] = False,
    flow: FlowOption = DEFAULT_FLOW,
    steps: Annotated[
        str, Option(help=say("Only these of its steps, such as 1-3,9; unknot flow shows them."))
    ] = "",
    start: Annotated[str | None, setting("start")] = None,
    hold: Annotated[str | None, setting("hold", metavar="SECONDS")] = None,
    rest: Annotated[float | None, setting("rest")] = None,
    breath: Annotated[str, setting("breath")] = "4-4-4-4",
    window: Annotated[bool, setting("window")] = True,
    sound: Annotated[str, setting("sound")] = "voice",
    voice: Annotated[str | None, setting("voice")] = None,
    volume: Annotated[float, setting("volume")] = 70.0,
    window_size: Annotated[str, setting("window_size")] = "full",
    events: Annotated[
        str | None,
        Option(help=say("Write events as JSON lines to this file, or to standard output for -.")),
    ] = None,
    record: Annotated[
        Path | None, Option(help=say("Record what is shown and heard to this video file."))
    ] = None,
    sound_file: Annotated[
        Path | None, Option(help=say("Write what is heard to this sound file (.opus, .m4a, .wav)."))
    ] = None,
    overwrite: OverwriteOption = False,
    mirror: Annotated[bool, setting("mirror")] = True,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = "auto",
) -> int:
    """Run ``unknot practise``."""
    given = dict(locals())
    del given["context"]
    require_libraries()
    console = Console(stderr=True)
    screen = None
    if window:
        # First of all, so that something is there while the rest is made ready.
        from vision.app.live.screen import open_window  # noqa: PLC0415

        screen = open_window(window_size)
    from vision.app.live.options import Options  # noqa: PLC0415
    from vision.app.practise import practise as run  # noqa: PLC0415

    options = Options(**given, remembered=remembered_in(context))
    return run(options, console, screen)


def poses(
    *,
    names: Annotated[
        list[str] | None, Argument(help=say("Poses to show; all if none is named."))
    ] = None,
    page: Annotated[
        Path | None,
        Option(help=say("Write a page with their pictures, words and criteria to this file.")),
    ] = None,
    overwrite: OverwriteOption = False,
    thresholds: ThresholdsOption = None,
) -> None:
    """Run ``unknot poses``."""
    require_libraries()
    from vision.app.poses import print_poses, write_page  # noqa: PLC0415

    if page is None:
        print_poses(names or [], thresholds, Console())
    else:
        write_page(names or [], thresholds, page, Console(stderr=True), overwrite=overwrite)


def list_sentences(
    *,
    folder: Annotated[
        Path | None,
        Argument(help=say("A folder of recordings: what it lacks is listed. Without: everything.")),
    ] = None,
) -> None:
    """Run ``unknot voice``."""
    require_libraries()
    from vision.app.sound import print_sentences  # noqa: PLC0415

    print_sentences(folder, Console())


def check(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    photos: Annotated[
        list[Path], Argument(metavar="PHOTO", help=say("Photographs of one person each."))
    ],
    pose: Annotated[
        str | None, Option(help=say("Judge by this pose instead of recognising which it is."))
    ] = None,
    prop: Annotated[
        str | None,
        Option(
            "--with", help=say("What is used: cushion, block, blanket, belt, bolster or chair.")
        ),
    ] = None,
    as_json: Annotated[
        bool, Option("--json", help=say("Print one JSON object a photograph."))
    ] = False,
    out: Annotated[
        Path | None,
        Option(help=say("Save the photographs, with what was found drawn on, in this folder.")),
    ] = None,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = "auto",
) -> int:
    """Run ``unknot check``."""
    given = dict(locals())
    require_libraries()
    from vision.app.check.run import Options  # noqa: PLC0415
    from vision.app.check.run import check as run  # noqa: PLC0415

    return run(Options(**given), Console(stderr=True))


def show_model(
    *,
    model: ModelOption = None,
    fetch: Annotated[bool, Option(help=say("Fetch the model if it is not there."))] = True,
) -> None:
    """Run ``unknot model``."""
    from vision.app.model import print_model  # noqa: PLC0415

    print_model(model, Console(), fetch=fetch)


def licences() -> None:
    """Run ``unknot licences``."""
    from vision.licences import print_licences  # noqa: PLC0415

    print_licences(Console())
