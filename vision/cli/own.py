"""The commands for what is a person's own, ``settings`` and ``flow``: arguments only."""

from __future__ import annotations

from typing import Annotated

from rich.console import Console
from typer import Argument, Context, Option, Typer

from vision.app.preferences import SETTINGS, forget, remember
from vision.app.printing import print_settings
from vision.cli.options import require_libraries
from vision.progress import print_line
from vision.words import say


def settings() -> Typer:
    """Return ``unknot settings`` and its commands."""
    app = Typer(pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(show_settings)
    app.command("set", help=say("Remember a value from now on."))(set_setting)
    app.command("reset", help=say("Forget values; all of them if none is named."))(reset_settings)
    return app


def show_settings(context: Context) -> None:
    """Run ``unknot settings``."""
    if context.invoked_subcommand is None:
        print_settings(Console())


def set_setting(
    *,
    name: Annotated[str, Argument(help=say("Which setting; unknot settings lists them."))],
    value: Annotated[str, Argument(help=say("What it is to be."))],
) -> None:
    """Run ``unknot settings set``."""
    if name == "flow":
        require_libraries()
        from vision.app.settings import require_flow  # noqa: PLC0415

        require_flow(value)
    print_line(Console(), say("saved in {file}", file=remember(name, value)))


def reset_settings(
    *,
    names: Annotated[list[str] | None, Argument(help=say("Which settings."))] = None,
) -> None:
    """Run ``unknot settings reset``."""
    file = forget(names or [])
    line = say("nothing was remembered") if file is None else say("saved in {file}", file=file)
    print_line(Console(), line)


def flow() -> Typer:
    """Return ``unknot flow`` and its commands."""
    app = Typer(pretty_exceptions_enable=False)
    app.callback(invoke_without_command=True)(list_flows)
    app.command("show", help=say("Show a routine's steps, and what to think of."))(show_flow)
    about = say("Make a routine of your own from a list of poses, and check it.")
    app.command("new", help=about)(new_flow)
    return app


def list_flows(context: Context) -> None:
    """Run ``unknot flow``."""
    if context.invoked_subcommand is None:
        require_libraries()
        from vision.app.flows import list_flows as run  # noqa: PLC0415

        run(Console())


def show_flow(
    *, name: Annotated[str, Argument(help=say("Which routine; unknot flow lists them."))]
) -> None:
    """Run ``unknot flow show``."""
    require_libraries()
    from vision.app.flows import show_flow as run  # noqa: PLC0415

    run(name, Console())


def new_flow(
    *,
    name: Annotated[str, Argument(help=say("Its name, such as my_evening."))],
    poses: Annotated[
        list[str],
        Argument(
            metavar="POSE",
            help=say("Poses in their order: diamond, hero:90, head_to_knee-left:60."),
        ),
    ],
    title: Annotated[str | None, Option(help=say("What it is called on the screen."))] = None,
    rest: Annotated[float | None, Option(help=say(SETTINGS["rest"].help))] = None,
    replace: Annotated[
        bool, Option("--replace", help=say("Replace a routine of your own of that name."))
    ] = False,
) -> None:
    """Run ``unknot flow new``."""
    require_libraries()
    from vision.app.flows import NewFlow, make_flow  # noqa: PLC0415

    make_flow(NewFlow(name, poses, title, rest, replace), Console())
