"""Where poses, flows, the demo clip and the user's own settings are."""

from __future__ import annotations

import os
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from vision.criteria.library import load_poses
from vision.criteria.toml import suggest
from vision.errors import UsageError
from vision.files import shipped
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from vision.criteria.library import PoseLibrary
    from vision.criteria.toml import Readable
    from vision.session.routine import Routine

DEFAULT_FLOW: Final = "cramp_relief"
CONFIG_FOLDER_VARIABLE: Final = "UNKNOT_CONFIG_DIR"
_SHIPPED: Final = shipped("routines")


def config_folder() -> Path:
    """Return the folder of the user's ``thresholds.toml``, ``poses/`` and ``flows/``."""
    override = os.environ.get(CONFIG_FOLDER_VARIABLE)
    return Path(override) if override else platformdirs.user_config_path("unknot")


def load_library(thresholds: Path | None) -> PoseLibrary:
    """Load the shipped poses, the user's own, and the user's changes; ``thresholds`` wins.

    Raises
    ------
    ConfigError
        If any of these files says something unknown or impossible, or ``thresholds`` is missing.

    """
    saved = config_folder() / "thresholds.toml"
    changes = [saved] if saved.exists() else []
    if thresholds is not None:
        changes.append(thresholds)
    return load_changed_by(changes)


def load_changed_by(changes: Iterable[Readable]) -> PoseLibrary:
    """Load the shipped poses and the user's own, changed by just these thresholds files.

    Raises
    ------
    ConfigError
        As `load_library`.

    """
    return load_poses(_shipped_files("poses"), changes, UNITS, _own_files("poses"))


def load_flow(name: str, poses: PoseLibrary) -> Routine:
    """Load a flow by name, the user's own before a shipped one.

    Raises
    ------
    UsageError
        If there is no flow of that name, or it says something unknown or impossible.

    """
    flows = {
        file.name.removesuffix(".toml"): file
        for file in (*_shipped_files("flows"), *_own_files("flows"))
    }
    if name not in flows:
        raise UsageError(
            "there is no flow {name}; {known}", name=repr(name), known=suggest(name, flows)
        )
    return load_routine(flows[name], poses)


def demo_clip() -> AbstractContextManager[Path]:
    """Return the demo clip as a file, for as long as the context lasts."""
    return as_file(_SHIPPED / "demo.mp4")


def load_demo_flow(poses: PoseLibrary) -> Routine:
    """Load the flow the demo clip shows, whatever flows of the user's are called."""
    return load_routine(_SHIPPED / "demo" / f"{DEFAULT_FLOW}.toml", poses)


def _shipped_files(kind: str) -> list[Readable]:
    found = [file for file in (_SHIPPED / kind).iterdir() if file.name.endswith(".toml")]
    return sorted(found, key=lambda file: file.name)


def _own_files(kind: str) -> list[Readable]:
    return [*sorted((config_folder() / kind).glob("*.toml"))]
