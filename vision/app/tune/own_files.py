"""Where poses and flows of the user's own are kept, and what they have to keep to get there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from vision.app.settings import load_flow
from vision.criteria.library import PoseLibrary, load_poses
from vision.criteria.soundness import faults_of, notice_faults
from vision.criteria.toml import Unwritten, read_table
from vision.errors import ConfigError, OutputError, UsageError
from vision.files import write_whole
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine
from vision.tune.own.toml import check_name

if TYPE_CHECKING:
    from vision.session.routine import Routine


def save_own_pose(
    folder: Path, name: str, text: str, library: PoseLibrary, *, replace: bool = False
) -> Path:
    """Check a pose's TOML, and save it as ``poses/NAME.toml`` in the configuration folder.

    Parameters
    ----------
    folder
        The user's configuration folder; made if it is not there.
    name, text
        The pose.
    library
        All poses there are, lest one that comes with the program be replaced by accident.
    replace
        Whether an own pose of that name may be replaced; what it was is kept beside it as
        ``NAME.toml.before``, or with a number after it if there is one already.

    Raises
    ------
    UsageError
        If the name is no plain word, or taken.
    ConfigError
        If the pose does not load, or is not sound.
    OutputError
        If it cannot be written.

    """
    check_pose_name(folder, name, library, replace=replace)
    with_pose(library, folder, name, text)
    return _save(pose_file(folder, name), text)


def save_flow(
    folder: Path, name: str, text: str, library: PoseLibrary, *, replace: bool = False
) -> Path:
    """Check a flow's TOML, and save it as ``flows/NAME.toml``; as `save_own_pose`."""
    path = flow_file(folder, name)
    check_name(name, shipped_flow(folder, name, library), "flow")
    _refuse_existing(path, replace=replace)
    check_flow(name, text, library)
    return _save(path, text)


def with_pose(library: PoseLibrary, folder: Path, name: str, text: str) -> PoseLibrary:
    """Return all poses and a new one, with what the user's thresholds file changes of it.

    Raises
    ------
    ConfigError
        If it does not load, or is not sound.

    """
    file = Unwritten(Path(f"{name}.toml"), text)
    loaded = load_poses([file], [], UNITS)
    if found := faults_of(loaded.variants(name), UNITS):
        more = f" (and {len(found) - 1} more to change)" if len(found) > 1 else ""
        raise ConfigError(f"{file}: {found[0]}{more}")
    loaded = load_poses([file], _changes_of(folder, name), UNITS)
    others = {key: pose for key, pose in library.poses.items() if key[0] != name}
    return PoseLibrary({**others, **loaded.poses}, library.changed)


def check_flow(name: str, text: str, library: PoseLibrary) -> Routine:
    """Return the routine of a flow's TOML.

    Raises
    ------
    ConfigError
        If it does not load, or its notice leaves out what it has to say.

    """
    routine = load_routine(Unwritten(Path(f"{name}.toml"), text), library)
    if found := notice_faults(routine.notice):
        raise ConfigError(f"{name}.toml: {found[0]}")
    return routine


def pose_file(folder: Path, name: str) -> Path:
    """Return where an own pose is kept."""
    return folder / "poses" / f"{name}.toml"


def flow_file(folder: Path, name: str) -> Path:
    """Return where an own flow is kept."""
    return folder / "flows" / f"{name}.toml"


def check_pose_name(folder: Path, name: str, library: PoseLibrary, *, replace: bool) -> None:
    """Refuse a name that is taken: by a pose of the program's, or by an own one."""
    path = pose_file(folder, name)
    check_name(name, () if path.exists() else library.names())
    _refuse_existing(path, replace=replace)


def shipped_flow(folder: Path, name: str, library: PoseLibrary) -> tuple[str, ...]:
    """Return the name if a flow that comes with the program has it."""
    if flow_file(folder, name).exists():
        return ()
    try:
        load_flow(name, library)
    except UsageError:
        return ()
    return (name,)


def _refuse_existing(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise UsageError(
            f"{path} is there already; choose another name, or allow to replace it (--replace)"
        )


def _changes_of(folder: Path, name: str) -> list[Unwritten]:
    """Return what the user's thresholds file says of one pose, as a file of its own."""
    path = folder / "thresholds.toml"
    values = read_table(path).values if path.exists() else {}
    return [Unwritten(path, tomlkit.dumps({name: values[name]}))] if name in values else []


def _save(path: Path, text: str) -> Path:
    """Write a file whole or not at all, and keep beside it what it was."""
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
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    return path


def _free(path: Path) -> Path:
    """Return where to keep a file's text; what is not called ``*.toml`` is never loaded."""
    number = 1
    while True:
        kept = path.with_name(f"{path.name}.before{number if number > 1 else ''}")
        if not kept.exists():
            return kept
        number += 1
