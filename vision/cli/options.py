"""What the commands share: options that several have, and what has to be there first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from vision.app.preferences import SETTINGS
from vision.words import say

DEFAULT_FLOW: Final = str(SETTINGS["flow"].default)


def setting(name: str, **shape: Any) -> Any:  # noqa: ANN401 (as Typer's own, which it returns)
    """Return the option of a setting, with the setting's help."""
    return typer.Option(help=say(SETTINGS[name].help), **shape)


ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help=say("Use this model file instead of the fetched one.")),
]
EngineOption = Annotated[
    Literal["auto", "litert", "mediapipe"],
    typer.Option("--engine", help=say("What runs the model; auto is the fastest that works here.")),
]
ThresholdsOption = Annotated[
    Path | None,
    typer.Option("--thresholds", help=say("A TOML file that changes single thresholds.")),
]
FlowOption = Annotated[str, setting("flow")]
ReviewsOption = Annotated[
    Path | None, typer.Option(help=say("The folder of all reviews. Default: reviews"))
]
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
