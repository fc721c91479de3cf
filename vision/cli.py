"""The command line: arguments only."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Final, Optional

import typer
from rich.console import Console

from vision.errors import DEBUG_VARIABLE, UnknotError, UsageError

_INTERRUPTED: Final = 130

app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)


# Typer reads these at run time, so they are spelt for Python 3.10.
@app.callback(invoke_without_command=True)
def show_help(context: typer.Context) -> None:
    """A pose coach for a slow routine against leg cramps. Nothing leaves your machine."""  # noqa: D401 (shown as help)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


ModelOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--model", help="Use this model file instead of the fetched one."),
]
ThresholdsOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--thresholds", help="A TOML file that changes single thresholds."),
]


@app.command("practice", hidden=True)
@app.command("practise")
def practise(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    camera: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Webcam number, http:// or rtsp:// address, or a video file. "
            "Default: the first webcam, or the demo where there is none."
        ),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Play the built-in demo clip.")] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="Run a video as fast as it can be looked at.")
    ] = False,
    flow: Annotated[str, typer.Option(help="The routine.")] = "cramp_relief",
    hold: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(min=0.0, help="Seconds to hold every pose, instead of the routine's."),
    ] = None,
    breath: Annotated[
        str, typer.Option(help="Seconds of in, hold full, out, hold empty; a hold may be 0.")
    ] = "4-4-4-4",
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Show a window, or only the terminal.")
    ] = True,
    events: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Write events as JSON lines to this file, or to standard output for -."),
    ] = None,
    record: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Record what is shown to this video file."),
    ] = None,
    mirror: Annotated[
        bool, typer.Option("--mirror/--no-mirror", help="Show the picture as a mirror does.")
    ] = True,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
) -> None:
    """Practise: a camera watches, and unknot tells you kindly what to change."""
    _require_libraries()
    # These load OpenCV and MediaPipe: only once it is known that they can be loaded.
    from vision.app.practise import Options  # noqa: PLC0415
    from vision.app.practise import practise as run  # noqa: PLC0415

    options = Options(
        camera=camera,
        demo=demo,
        fast=fast,
        flow=flow,
        hold_s=hold,
        breath=breath,
        thresholds=thresholds,
        model=model,
        window=window,
        events=events,
        record=record,
        mirror=mirror,
    )
    run(options, Console(stderr=True))


@app.command()
def poses(
    *,
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(help="Poses to show; all if none is named."),
    ] = None,
    thresholds: ThresholdsOption = None,
) -> None:
    """Print what is checked in each pose: every criterion, its band, and where it comes from."""
    _require_libraries()
    from vision.app.poses import print_poses  # noqa: PLC0415

    print_poses(names or [], thresholds, Console())


@app.command()
def check(
    *,
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO", help="Photographs of one person each.")
    ],
    pose: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Judge by this pose instead of recognising which it is."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a photograph.")
    ] = False,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Save the photographs, with what was found drawn on, in this folder."),
    ] = None,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
) -> int:
    """Check photographs: which pose it is, how it is done, and one thing to change."""
    _require_libraries()
    from vision.app.check.run import Options  # noqa: PLC0415
    from vision.app.check.run import check as run  # noqa: PLC0415

    options = Options(photos, pose, as_json, out, thresholds, model)
    return run(options, Console(stderr=True))


@app.command()
def review(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    videos: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(metavar="VIDEO", help="Recordings of one person each."),
    ] = None,
    landmarks: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("--from", help="Judge the landmarks.npz of an earlier review again."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="The folder for all reviews. Default: reviews"),
    ] = None,
    pose: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The one pose that is shown, instead of finding the routine's steps."),
    ] = None,
    flow: Annotated[str, typer.Option(help="The routine.")] = "cramp_relief",
    hold: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(min=0.0, help="Seconds every pose is to be held, instead of the routine's."),
    ] = None,
    fps: Annotated[float, typer.Option(help="Pictures a second to look at.")] = 10.0,
    video: Annotated[
        bool, typer.Option("--video/--no-video", help="Make the annotated video.")
    ] = True,
    jobs: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Processes at once. Default: one for each core"),
    ] = None,
    cluster: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Work on the cluster of this Dask scheduler, such as tcp://host:8786."),
    ] = None,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
) -> int:
    """Review recorded sessions: a report on what was held, what went well, and what to change."""
    _require_libraries()
    from vision.app.review.batch import Options  # noqa: PLC0415
    from vision.app.review.run import review as run  # noqa: PLC0415

    options = Options(
        videos=videos or [],
        landmarks=landmarks or [],
        out=out,
        rate_hz=fps,
        jobs=jobs,
        cluster=cluster,
        flow=flow,
        hold_s=hold,
        pose=pose,
        video=video,
        thresholds=thresholds,
        model=model,
    )
    return run(options, Console(stderr=True))


@app.command()
def tune(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    sessions: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(
            metavar="SESSION", help="Videos, or the landmarks.npz or folders of their reviews."
        ),
    ] = None,
    pose: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The pose to tune."),
    ] = None,
    criterion: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The criterion of it, as unknot poses names it."),
    ] = None,
    low: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Try this lower bound."),
    ] = None,
    high: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Try this upper bound."),
    ] = None,
    margin: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Try this margin."),
    ] = None,
    call_after: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds a miss has to last before it is called."),
    ] = None,
    clear_after: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds it has to be gone."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Print what the numbers change; open no page.")
    ] = False,
    save: Annotated[bool, typer.Option("--save", help="Save the numbers; open no page.")] = False,
    why: Annotated[str, typer.Option(help="Why these numbers, in one line.")] = "",
    fit: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(help="Propose bands from these labels; open no page."),
    ] = None,
    new_pose: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Make a pose of your own of this name; open no page."),
    ] = None,
    moments: Annotated[str, typer.Option(help="When it is shown, such as 12-20,1:05-1:12.")] = "",
    title: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The new pose's title."),
    ] = None,
    say: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="What is said when the new pose is entered."),
    ] = None,
    add_to: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Put the new pose in this flow of yours."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a pose of your own of that name.")
    ] = False,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="The folder of all reviews, for videos. Default: reviews"),
    ] = None,
    flow: Annotated[str, typer.Option(help="The routine.")] = "cramp_relief",
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Serve the page at this port. Default: a free one"),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page, or print its address.")
    ] = True,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
) -> int:
    """Tune what "correct" means: see at once what every threshold does to real sessions."""
    _require_libraries()
    from vision.app.tune.own import NewPose  # noqa: PLC0415
    from vision.app.tune.run import Options  # noqa: PLC0415
    from vision.app.tune.run import tune as run  # noqa: PLC0415

    tried = {
        "low": low,
        "high": high,
        "margin": margin,
        "call_after_s": call_after,
        "clear_after_s": clear_after,
    }
    own = None
    if any(given not in (None, "", False) for given in (new_pose, moments, title, say, add_to)):
        own = NewPose(new_pose or "", moments, title, say, add_to=add_to, replace=replace)
    options = Options(
        sessions=sessions or [],
        pose=pose,
        criterion=criterion,
        numbers={name: value for name, value in tried.items() if value is not None},
        report=report,
        save=save,
        why=why,
        fit=fit or [],
        new_pose=own,
        out=out,
        flow=flow,
        thresholds=thresholds,
        port=port,
        browser=browser,
        model=model,
    )
    return run(options, Console(stderr=True))


@app.command("model")
def show_model(
    *,
    model: ModelOption = None,
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Fetch the model if it is not there.")
    ] = True,
) -> None:
    """Show which landmark model is used and where it is; fetch it if it is not there."""
    from vision.app.model import print_model  # noqa: PLC0415

    print_model(model, Console(), fetch=fetch)


def _require_libraries() -> None:
    from vision.system import require_libraries  # noqa: PLC0415

    require_libraries()


def main() -> None:
    """Run the command; every expected failure is one line and an exit code."""
    try:
        sys.exit(app(standalone_mode=False))
    except UnknotError as error:
        _fail(str(error), error.exit_code)
    except typer.Abort:
        sys.exit(_INTERRUPTED)
    except Exception as error:
        # Typer's own errors about arguments, whose common base it does not export.
        if format_message := getattr(error, "format_message", None):
            _fail(f"{format_message()}; see unknot --help", UsageError.exit_code)
        if os.environ.get(DEBUG_VARIABLE):
            raise
        _fail(
            f"something went wrong that should not have: {type(error).__name__}: {error}. "
            f"Please report it, with what {DEBUG_VARIABLE}=1 makes unknot print",
            UnknotError.exit_code,
        )


def _fail(message: str, exit_code: int) -> None:
    Console(stderr=True).print(f"unknot: {message}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(exit_code)
