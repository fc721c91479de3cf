"""The folder of the user's own poses and flows, and the rules a file has to keep to get there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from vision.app.settings import load_flow
from vision.criteria.library import PoseLibrary, load_poses
from vision.criteria.phrasing import notice_faults
from vision.criteria.soundness import faults_of
from vision.criteria.toml import Unwritten, read_table
from vision.errors import ConfigError, OutputError, UsageError
from vision.files import write_whole
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine
from vision.tune.own.toml import check_name
from vision.words import say

if TYPE_CHECKING:
    from vision.session.routine import Routine


def pose_file(folder: Path, name: str) -> Path:
    """Return where an own pose is kept, in the user's configuration folder."""
    return folder / "poses" / f"{name}.toml"


def flow_file(folder: Path, name: str) -> Path:
    """Return where an own flow is kept, in the user's configuration folder."""
    return folder / "flows" / f"{name}.toml"


def check_names(folder: Path, pose: str, flow: str, library: PoseLibrary, *, replace: bool) -> None:
    """Refuse names that cannot be a file's, or are taken by what comes with the program.

    Raises
    ------
    UsageError
        If so, or if there is an own pose of that name and ``replace`` does not allow to replace it.

    """
    path = pose_file(folder, pose)
    check_name(pose, () if path.exists() else library.names())
    if path.exists() and not replace:
        raise UsageError(
            "{file} is there already; choose another name, or allow to replace it (--replace)",
            file=path,
        )
    check_name(flow, () if flow_file(folder, flow).exists() else _if_shipped(flow, library), "flow")


def _if_shipped(flow: str, library: PoseLibrary) -> tuple[str, ...]:
    try:
        load_flow(flow, library)
    except UsageError:
        return ()
    return (flow,)


def with_pose(library: PoseLibrary, folder: Path, name: str, text: str) -> PoseLibrary:
    """Return all poses and a new one, with what the user's thresholds file changes of it.

    Raises
    ------
    ConfigError
        If it does not load, or is not sound.

    """
    file = Unwritten(Path(f"{name}.toml"), text)
    loaded = load_poses([file], [], UNITS, as_written=True)
    if found := faults_of(loaded.variants(name), UNITS):
        fault, more = say("{file}: {fault}", file=file, fault=found[0]), len(found) - 1
        if more:
            fault = say("{fault} (and {n} more to change)", fault=fault, n=more)
        raise ConfigError(fault)
    loaded = load_poses([file], _changes_of(folder, name), UNITS)
    others = {key: pose for key, pose in library.poses.items() if key[0] != name}
    return PoseLibrary({**others, **loaded.poses}, library.changed)


def _changes_of(folder: Path, name: str) -> list[Unwritten]:
    """Return what the user's thresholds file says of one pose, as a file of its own."""
    path = folder / "thresholds.toml"
    values = read_table(path).values if path.exists() else {}
    return [Unwritten(path, tomlkit.dumps({name: values[name]}))] if name in values else []


def check_flow(name: str, text: str, library: PoseLibrary) -> Routine:
    """Return the routine of a flow's TOML.

    Raises
    ------
    ConfigError
        If it does not load, or its notice leaves out what it has to say.

    """
    file = Unwritten(Path(f"{name}.toml"), text)
    routine = load_routine(file, library, as_written=True)
    if found := notice_faults(routine.notice):
        raise ConfigError("{file}: {fault}", file=file, fault=found[0])
    return routine


def save(path: Path, text: str) -> Path:
    """Write a file whole or not at all, and return where it is.

    What it was is kept beside it as ``NAME.toml.before``, with a number after it if there is one
    already.

    Raises
    ------
    OutputError
        If it cannot be written.

    """
    data = text.encode("utf-8")
    path = path.resolve()  # or a link would be replaced instead of what it leads to
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            before = path.read_bytes()
            if before == data:
                return path
            write_whole(_free(path), before)
        write_whole(path, data)
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write {file}: {why}", file=path, why=why) from error
    return path


def _free(path: Path) -> Path:
    """Return where to keep a file's text; what is not called ``*.toml`` is never loaded."""
    number = 1
    while True:
        kept = path.with_name(f"{path.name}.before{number if number > 1 else ''}")
        if not kept.exists():
            return kept
        number += 1
