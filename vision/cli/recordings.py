"""The commands for recordings, ``review`` and ``tune``: arguments only."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads annotations when it runs)
from typing import Annotated, Final, Literal

from rich.console import Console
from typer import Argument, Option

from vision.app.preferences import SETTINGS
from vision.cli.options import (
    DEFAULT_FLOW,
    EngineOption,
    FlowOption,
    ModelOption,
    ReviewsOption,
    ThresholdsOption,
    require_libraries,
)
from vision.words import say

_NUMBERS: Final = ("low", "high", "margin", "call_after_s", "clear_after_s")


def review(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    videos: Annotated[
        list[Path] | None, Argument(metavar="VIDEO", help=say("Recordings of one person each."))
    ] = None,
    landmarks: Annotated[
        list[Path] | None,
        Option("--from", help=say("Judge the landmarks.npz of an earlier review again.")),
    ] = None,
    out: ReviewsOption = None,
    pose: Annotated[
        str | None,
        Option(help=say("The one pose that is shown, instead of finding the routine's steps.")),
    ] = None,
    flow: FlowOption = DEFAULT_FLOW,
    hold_s: Annotated[
        float | None,
        Option("--hold", min=0.0, help=say("Seconds to hold every pose, not the routine's.")),
    ] = None,
    rate_hz: Annotated[float, Option("--fps", help=say("Pictures a second to look at."))] = 10.0,
    video: Annotated[bool, Option(help=say("Make the annotated video."))] = True,
    share: Annotated[
        bool,
        Option(
            "--share",
            help=say("Also make share.html to give away: summary, pictures, a short film."),
        ),
    ] = False,
    even_hz: Annotated[
        float | None,
        Option("--even", help=say("Even the time of measures.csv to this many rows a second.")),
    ] = None,
    voice_over: Annotated[
        bool, Option("--voice-over", help=say("Let the coach speak in the annotated video."))
    ] = False,
    voice: Annotated[str | None, Option(help=say(SETTINGS["voice"].help))] = None,
    jobs: Annotated[
        int | None, Option(min=1, help=say("Processes at once. Default: one for each core"))
    ] = None,
    cluster: Annotated[
        str | None,
        Option(help=say("Work on the cluster of this Dask scheduler, such as tcp://host:8786.")),
    ] = None,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = "auto",
) -> int:
    """Run ``unknot review``."""
    given = dict(locals(), videos=videos or [], landmarks=landmarks or [])
    require_libraries()
    from vision.app.review.batch import Options  # noqa: PLC0415
    from vision.app.review.run import review as run  # noqa: PLC0415

    return run(Options(**given), Console(stderr=True))


def export(
    *,
    sessions: Annotated[
        list[Path],
        Argument(metavar="SESSION", help=say("Folders of reviews, or their landmarks.npz.")),
    ],
    to: Annotated[
        Literal["csv", "trc", "movement"],
        Option(
            help=say(
                "csv: a long table of all measures. trc: the body for OpenSim. movement: the "
                "landmarks as DeepLabCut writes them, for movement."
            )
        ),
    ] = "csv",
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

    for path in run(Options(sessions, to, out, even)):
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
    criterion: Annotated[str | None, Option(help=say("Its criterion; see unknot poses."))] = None,
    low: Annotated[float | None, Option(help=say("Try this lower bound."))] = None,
    high: Annotated[float | None, Option(help=say("Try this upper bound."))] = None,
    margin: Annotated[float | None, Option(help=say("Try this margin."))] = None,
    call_after_s: Annotated[
        float | None,
        Option("--call-after", help=say("Seconds a miss has to last before it is called.")),
    ] = None,
    clear_after_s: Annotated[
        float | None, Option("--clear-after", help=say("Seconds it has to be gone."))
    ] = None,
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
    say: Annotated[str | None, Option(help=say("What is said when it is entered."))] = None,
    add_to: Annotated[str | None, Option(help=say("Put it in this flow of yours."))] = None,
    replace: Annotated[
        bool, Option("--replace", help=say("Replace a pose of your own of that name."))
    ] = False,
    out: ReviewsOption = None,
    flow: FlowOption = DEFAULT_FLOW,
    port: Annotated[int | None, Option(help=say("The page's port. Default: a free one"))] = None,
    browser: Annotated[bool, Option(help=say("Open the page, or print its address."))] = True,
    thresholds: ThresholdsOption = None,
    model: ModelOption = None,
    engine: EngineOption = "auto",
) -> int:
    """Run ``unknot tune``."""
    given = dict(locals(), sessions=sessions or [], fit=fit or [])
    require_libraries()
    from vision.app.tune.own import NewPose  # noqa: PLC0415
    from vision.app.tune.run import Options  # noqa: PLC0415
    from vision.app.tune.run import tune as run  # noqa: PLC0415

    tried = {name: given.pop(name) for name in _NUMBERS}
    numbers = {name: value for name, value in tried.items() if value is not None}
    told = {name: given.pop(name) for name in ("moments", "title", "say", "add_to", "replace")}
    given["new_pose"] = NewPose(new_pose or "", **told) if new_pose or any(told.values()) else None
    return run(Options(**given, numbers=numbers), Console(stderr=True))
