"""What the commands share: options that several have, and what has to be there first."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Final

import typer

from vision.app.preferences import SETTINGS
from vision.words import say

DEFAULT_FLOW: Final = str(SETTINGS["flow"].default)

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help=say("Use this model file instead of the fetched one.")),
]


class EngineName(str, Enum):
    """What runs the model."""

    AUTO = "auto"
    LITERT = "litert"
    MEDIAPIPE = "mediapipe"


EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help=say("What runs the model; auto is the fastest that works here.")),
]
ThresholdsOption = Annotated[
    Path | None,
    typer.Option("--thresholds", help=say("A TOML file that changes single thresholds.")),
]
FlowOption = Annotated[str, typer.Option(help=say(SETTINGS["flow"].help))]
HoldOption = Annotated[str | None, typer.Option(metavar="SECONDS", help=say(SETTINGS["hold"].help))]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help=say("Replace files that are there already."))
]


def require_libraries() -> None:
    """Make sure that OpenCV can be loaded, before a command imports them."""
    from vision.system import require_libraries as require  # noqa: PLC0415

    require()


def remembered_in(context: typer.Context) -> frozenset[str]:
    """Return which options of a command are not given, but come from the user's settings."""
    sources = {name: context.get_parameter_source(name) for name in SETTINGS}
    return frozenset(
        name for name, source in sources.items() if source and source.name == "DEFAULT_MAP"
    )
