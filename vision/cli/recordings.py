"""The commands for recordings, ``review`` and ``tune``: arguments only."""

from __future__ import annotations

from enum import Enum
from pathlib import Path  # noqa: TC003 (Typer reads annotations when it runs)
from typing import Annotated

from rich.console import Console
from typer import Argument, Option

from vision.cli.options import (
    DEFAULT_FLOW,
    EngineName,
    EngineOption,
    FlowOption,
    ModelOption,
    ThresholdsOption,
    require_libraries,
)
from vision.words import say


class ExportFormat(str, Enum):
    """What ``unknot export`` writes."""

    CSV = "csv"
    TRC = "trc"
    MOVEMENT = "movement"


def review(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    videos: Annotated[
        list[Path] | None, Argument(metavar="VIDEO", help=say("Recordings of one person each."))
    ] = None,
    landmarks: Annotated[
        list[Path] | None,
        Option("--from", help=say("Judge the landmarks.npz of an earlier review again.")),
    ] = None,
    out: Annotated[
        Path | None, Option(help=say("The folder for all reviews. Default: reviews"))
    ] = None,
    pose: Annotated[
        str | None,
        Option(help=say("The one pose that is shown, instead of finding the routine's steps.")),
    ] = None,
    flow: FlowOption = DEFAULT_FLOW,
    hold: Annotated[
        float | None,
        Option(min=0.0, help=say("Seconds every pose is to be held, instead of the routine's.")),
    ] = None,
    fps: Annotated[float, Option(help=say("Pictures a second to look at."))] = 10.0,
    video: Annotated[
        bool, Option("--video/--no-video", help=say("Make the annotated video."))
    ] = True,
    share: Annotated[
        bool,
        Option(
            "--share",
            help=say("Also make share.html to give away: summary, pictures, a short film."),
        ),
    ] = False,
    jobs: Annotated[
        int | None, Option(min=1, help=say("Processes at once. Default: one for each core"))
    ] = None,
    cluster: Annotated[
        str | None,
        Option(help=say("Work on the cluster of this Dask scheduler, such as tcp://host:8786.")),
    ] = None,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = EngineName.AUTO,
) -> int:
    """Run ``unknot review``."""
    require_libraries()
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
        engine=engine.value,
        share=share,
    )
    return run(options, Console(stderr=True))


def export(
    *,
    sessions: Annotated[
        list[Path],
        Argument(metavar="SESSION", help=say("Folders of reviews, or their landmarks.npz.")),
    ],
    to: Annotated[
        ExportFormat,
        Option(
            help=say(
                "csv: a long table of all measures. trc: the body for OpenSim. movement: the "
                "landmarks as DeepLabCut writes them, for movement."
            )
        ),
    ] = ExportFormat.CSV,
    out: Annotated[
        Path | None, Option(help=say("The folder for the files. Default: beside each session"))
    ] = None,
    even: Annotated[
        float | None, Option(help=say("Even the time to this many pictures a second."))
    ] = None,
) -> None:
    """Run ``unknot export``."""
    require_libraries()
    from vision.app.export.run import Options  # noqa: PLC0415
    from vision.app.export.run import export as run  # noqa: PLC0415

    for path in run(Options(sessions, to.value, out, even)):
        Console().print(str(path), markup=False, highlight=False, soft_wrap=True)


def tune(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    sessions: Annotated[
        list[Path] | None,
        Argument(
            metavar="SESSION", help=say("Videos, or the landmarks.npz or folders of their reviews.")
        ),
    ] = None,
    pose: Annotated[str | None, Option(help=say("The pose to tune."))] = None,
    criterion: Annotated[
        str | None, Option(help=say("The criterion of it, as unknot poses names it."))
    ] = None,
    low: Annotated[float | None, Option(help=say("Try this lower bound."))] = None,
    high: Annotated[float | None, Option(help=say("Try this upper bound."))] = None,
    margin: Annotated[float | None, Option(help=say("Try this margin."))] = None,
    call_after: Annotated[
        float | None, Option(help=say("Seconds a miss has to last before it is called."))
    ] = None,
    clear_after: Annotated[float | None, Option(help=say("Seconds it has to be gone."))] = None,
    report: Annotated[
        bool, Option("--report", help=say("Print what the numbers change; open no page."))
    ] = False,
    save: Annotated[bool, Option("--save", help=say("Save the numbers; open no page."))] = False,
    why: Annotated[str, Option(help=say("Why these numbers, in one line."))] = "",
    fit: Annotated[
        list[Path] | None, Option(help=say("Propose bands from these labels; open no page."))
    ] = None,
    new_pose: Annotated[
        str | None, Option(help=say("Make a pose of your own of this name; open no page."))
    ] = None,
    moments: Annotated[str, Option(help=say("When it is shown, such as 12-20,1:05-1:12."))] = "",
    title: Annotated[str | None, Option(help=say("The new pose's title."))] = None,
    say: Annotated[
        str | None, Option(help=say("What is said when the new pose is entered."))
    ] = None,
    add_to: Annotated[
        str | None, Option(help=say("Put the new pose in this flow of yours."))
    ] = None,
    replace: Annotated[
        bool, Option("--replace", help=say("Replace a pose of your own of that name."))
    ] = False,
    out: Annotated[
        Path | None, Option(help=say("The folder of all reviews, for videos. Default: reviews"))
    ] = None,
    flow: FlowOption = DEFAULT_FLOW,
    port: Annotated[
        int | None, Option(help=say("Serve the page at this port. Default: a free one"))
    ] = None,
    browser: Annotated[
        bool, Option("--browser/--no-browser", help=say("Open the page, or print its address."))
    ] = True,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = EngineName.AUTO,
) -> int:
    """Run ``unknot tune``."""
    require_libraries()
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
        engine=engine.value,
    )
    return run(options, Console(stderr=True))
