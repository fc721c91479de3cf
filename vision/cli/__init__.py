"""The command line: arguments only."""

from __future__ import annotations

import os
import sys
from typing import Final

import typer
from rich.console import Console

from vision.app.preferences import Remembered
from vision.errors import DEBUG_VARIABLE, UnknotError, UsageError
from vision.words import say
from vision.words.language import LanguageError

_INTERRUPTED: Final = 130


def main() -> None:
    """Run the command; every expected failure is one line and an exit code."""
    # What is written is for the user alone, from the start: files 0600, folders 0700.
    before = os.umask(0o077)
    try:
        sys.exit(command_line()(standalone_mode=False, default_map=Remembered()))
    except LanguageError as error:
        _fail(str(error), UsageError.exit_code)
    except UnknotError as error:
        _fail(str(error), error.exit_code)
    except typer.Abort:
        sys.exit(_INTERRUPTED)
    except Exception as error:
        # Typer's own errors about arguments, whose common base it does not export.
        if format_message := getattr(error, "format_message", None):
            line = say("{complaint}; see unknot --help", complaint=format_message())
            _fail(line, UsageError.exit_code)
        if os.environ.get(DEBUG_VARIABLE):
            raise
        line = say(
            "something went wrong that should not have: {kind}: {error}. "
            "Please report it, with what {variable}=1 makes unknot print",
            kind=type(error).__name__,
            error=error,
            variable=DEBUG_VARIABLE,
        )
        _fail(line, UnknotError.exit_code)
    finally:
        os.umask(before)


def command_line() -> typer.Typer:
    """Return all commands, with their help in the person's language.

    Raises
    ------
    LanguageError
        If that language has no readable catalogue.

    """
    from vision.cli import commands, own, recordings  # noqa: PLC0415 (their options are said on import)

    app = typer.Typer(pretty_exceptions_enable=False)
    about = say("A pose coach for a slow routine against leg cramps. Nothing leaves your machine.")
    app.callback(invoke_without_command=True, help=about)(commands.show_help)
    about = say("Practise: a camera watches, and unknot tells you kindly what to change.")
    app.command("practice", help=about, hidden=True)(commands.practise)
    app.command("practise", help=about)(commands.practise)
    about = say(
        "Print what is checked in each pose: every criterion, its band, and where it comes from."
    )
    app.command("poses", help=about)(commands.poses)
    about = say("Check photographs: which pose it is, how it is done, and one thing to change.")
    app.command("check", help=about)(commands.check)
    about = say(
        "Review recorded sessions: a report on what was held, what went well, and what to change."
    )
    app.command("review", help=about)(recordings.review)
    about = say("Export reviewed sessions for other programs: tables, OpenSim, movement.")
    app.command("export", help=about)(recordings.export)
    about = say(
        'Tune what "correct" means: see at once what every threshold does to real sessions.'
    )
    app.command("tune", help=about)(recordings.tune)
    about = say("Show which landmark model is used and where it is; fetch it if it is not there.")
    app.command("model", help=about)(commands.show_model)
    about = say("List the sentences that can be spoken, to be recorded in a voice of your own.")
    app.command("voice", help=about)(commands.list_sentences)
    about = say("List all that unknot consists of, and under which licences it stands.")
    app.command("licences", help=about)(commands.licences)
    about = say("Show, set and reset what is remembered: camera, routine, times and more.")
    app.add_typer(own.settings(), name="settings", help=about)
    about = say("Show the routines there are, or make one of your own.")
    app.add_typer(own.flow(), name="flow", help=about)
    return app


def _fail(message: str, exit_code: int) -> None:
    # A file's name may hold ends of lines.
    message = " ".join(message.splitlines())
    Console(stderr=True).print(f"unknot: {message}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(exit_code)
