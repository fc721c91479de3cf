"""Where poses, flows and the demo clip are: those shipped, and the user's own."""

from __future__ import annotations

from importlib.resources import as_file
from typing import TYPE_CHECKING, Final

from vision.app.preferences import SETTINGS, config_folder
from vision.criteria.library import load_poses
from vision.criteria.toml import suggest
from vision.errors import UsageError
from vision.files import shipped
from vision.measure.catalog import UNITS
from vision.render.sound.phrases import spoken_sentences
from vision.session.routine import load_routine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.criteria.toml import Readable
    from vision.session.routine import Routine

DEFAULT_FLOW: Final = str(SETTINGS["flow"].default)
_SHIPPED: Final = shipped("routines")
_MOST_EVEN_HZ: Final = 1000


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
    return load_routine(require_flow(name), poses)


def require_flow(name: str) -> Readable:
    """Return the file of a flow by name.

    Raises
    ------
    UsageError
        If there is none; tells the names there are.

    """
    flows = flow_files()
    if name not in flows:
        raise UsageError(
            "there is no flow {name}; {known}", name=repr(name), known=suggest(name, flows)
        )
    return flows[name]


def shipped_flow(poses: PoseLibrary) -> Routine:
    """Load the default flow as it is shipped, in English, whatever the user's own are called."""
    file = _SHIPPED / "flows" / f"{DEFAULT_FLOW}.toml"
    return load_routine(file, poses, as_written=True)


def shipped_sentences() -> list[str]:
    """Return every sentence that a practice can speak as it is shipped, in English."""
    poses = load_poses(_shipped_files("poses"), (), UNITS, as_written=True)
    flows = (load_routine(file, poses, as_written=True) for file in _shipped_files("flows"))
    return spoken_sentences(poses, flows)


def flow_files() -> dict[str, Readable]:
    """Return the files of all flows by name, the user's own in the place of shipped ones."""
    files = (*_shipped_files("flows"), *_own_files("flows"))
    return {file.name.removesuffix(".toml"): file for file in files}


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


def require_even_rate(rate_hz: float | None) -> None:
    """Make sure that a rate to even times to is one; None, for none, is.

    Raises
    ------
    UsageError
        If it is not.

    """
    if rate_hz is not None and not 0 < rate_hz <= _MOST_EVEN_HZ:
        raise UsageError(
            "--even expects pictures a second, more than 0 and at most {most}, got {rate_hz:g}",
            most=_MOST_EVEN_HZ,
            rate_hz=rate_hz,
        )
