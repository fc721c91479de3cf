"""Poses from TOML: the shipped ones, the user's own, and the user's changes to single numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vision.criteria.model import Kind
from vision.criteria.reading import CROSSED, UNSAID, read_pose, translated
from vision.criteria.toml import Table, read_table, suggest
from vision.errors import UsageError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vision.criteria.model import Criterion, Pose
    from vision.criteria.toml import Readable

SIDES: Final = ("right", "left")
CHANGEABLE: Final = frozenset(
    {"low", "high", "margin", "why", "cue", "priority", "call_after_s", "clear_after_s", "enabled"}
)
"""What a thresholds file may change of a criterion; ``enabled = false`` leaves it out."""
_DEFAULTS: Final = {
    "margin": UNSAID.band.margin,
    "priority": UNSAID.priority,
    "call_after_s": UNSAID.call_after_s,
    "clear_after_s": UNSAID.clear_after_s,
    "enabled": True,
}
"""The values of those of them that need not be said."""
Place: TypeAlias = tuple[str, str, str, str]
"""Pose, kind, criterion and key: where a thresholds file changes a value."""


@dataclass(frozen=True, slots=True)
class PoseLibrary:
    """All poses, and where everything in them comes from.

    Attributes
    ----------
    poses
        By name and side (None for poses without sides).
    changed
        Of each value that thresholds files changed, the file that set it.
    replaced
        Of each of these, the value it would have without any of them; None if it would have none.
    own
        Of each pose that is the user's own, its file. The others are shipped.

    """

    poses: Mapping[tuple[str, str | None], Pose]
    changed: Mapping[Place, str] = field(default_factory=dict)
    replaced: Mapping[Place, object] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return the names of the poses, in the order they were loaded."""
        return tuple(dict.fromkeys(name for name, _ in self.poses))

    def variants(self, name: str) -> tuple[Pose, ...]:
        """Return a pose once, or once for each leg in front."""
        return tuple(pose for (known, _), pose in self.poses.items() if known == name)

    def require(self, name: str) -> tuple[Pose, ...]:
        """Return a pose as `variants` does.

        Raises
        ------
        UsageError
            If there is none of that name; tells the names there are.

        """
        if found := self.variants(name):
            return found
        known = suggest(name, self.names())
        raise UsageError("there is no pose {pose!r}; {known}", pose=name, known=known)

    def with_prop(self, prop: str, pose: str | None = None) -> PoseLibrary:
        """Return the library with the easier way of each pose that a prop is used for.

        Raises
        ------
        UsageError
            If it is used for none of them, or not for the one that is named; tells what is.

        """
        asked = self.require(pose) if pose else tuple(self.poses.values())
        known = dict.fromkeys(p for each in asked if each.easier for p in each.easier.props)
        if prop not in known:
            raise UsageError(
                "--with does not know {prop!r}; {known}", prop=prop, known=suggest(prop, known)
            )
        eased = {
            key: each.easier.pose if each.easier and prop in each.easier.props else each
            for key, each in self.poses.items()
        }
        return replace(self, poses=eased)

    def criterion(self, pose: str, name: str) -> Criterion:
        """Return a criterion of a pose's first side.

        Raises
        ------
        UsageError
            If there is none of these names; tells the names there are.

        """
        named = {c.name: c for c in self.require(pose)[0].criteria}
        if name in named:
            return named[name]
        known = suggest(name, named)
        text = say("{pose} has no criterion {name!r}; {known}", pose=pose, name=name, known=known)
        raise UsageError(text)


def load_poses(
    files: Iterable[Readable],
    changes: Iterable[Readable],
    units: Mapping[str, str],
    own: Iterable[Readable] = (),
    *,
    as_written: bool = False,
) -> PoseLibrary:
    """Load poses, then change single values of them.

    Parameters
    ----------
    files
        One TOML file a pose; the file's stem is its name. A later file of the same name replaces
        an earlier one.
    changes
        Thresholds files, later ones win: ``[pose.kind.criterion]`` tables of `CHANGEABLE` keys.
    units
        The measures there are, by name.
    own
        More files of poses, the user's own: each replaces one of ``files`` of the same name.
    as_written
        Whether to leave what a person reads and hears as the files say it, untranslated.

    Raises
    ------
    ConfigError
        For anything unknown, missing or impossible, naming file and key.

    """
    tables = {_stem(file.name): read_table(file) for file in files}
    owned = {_stem(file.name): read_table(file) for file in own}
    tables |= owned
    changed: dict[Place, str] = {}
    replaced: dict[Place, object] = {}
    for file in changes:
        _apply(read_table(file), tables, changed, replaced)
    poses: dict[tuple[str, str | None], Pose] = {}
    for name, table in tables.items():
        for side in SIDES if table.flag("sided", default=False) else (None,):
            pose = read_pose(name, side, table, units)
            poses[name, side] = pose if as_written else translated(pose)
    return PoseLibrary(poses, changed, replaced, {name: t.file for name, t in owned.items()})


def _stem(file_name: str) -> str:
    return file_name.rsplit(".", 1)[0]


def _apply(
    changes: Table,
    poses: dict[str, Table],
    changed: dict[Place, str],
    replaced: dict[Place, object],
) -> None:
    """Put one thresholds file's values into the pose tables, remembering which file set what."""
    changes.only(poses.keys())
    for pose, by_kind in changes.tables().items():
        by_kind.only([kind.value for kind in Kind])
        for kind, by_criterion in by_kind.tables().items():
            criteria = poses[pose].table(kind)
            by_criterion.only(criteria.values.keys())
            for criterion, values in by_criterion.tables().items():
                values.only(CHANGEABLE)
                _check_values(values)
                before = criteria.table(criterion).values
                merged = {**before, **values.values}
                _check_bounds(values, merged)
                poses[pose] = _with(poses[pose], kind, criterion, merged)
                for key in values.values:
                    changed[pose, kind, criterion, key] = changes.file
                    was = before.get(key, _DEFAULTS.get(key))
                    replaced.setdefault((pose, kind, criterion, key), was)


def _check_values(values: Table) -> None:
    """Find mistakes while the user's own file can still be named."""
    for key in values.values.keys() & {"low", "high", "priority"}:
        values.number(key)
    for key in values.values.keys() & {"margin", "call_after_s", "clear_after_s"}:
        values.number(key, low=0.0)
    for key in values.values.keys() & {"why", "cue"}:
        values.text(key)
    values.flag("enabled", default=True)


def _check_bounds(values: Table, merged: Mapping[str, Any]) -> None:
    """Name the user's file, not the pose's, when a changed bound crosses the other one."""
    low, high = merged.get("low", -math.inf), merged.get("high", math.inf)
    if values.values.keys() & {"low", "high"} and low > high:
        raise values.fault("low", CROSSED, low=low, high=high)


def _with(pose: Table, kind: str, criterion: str, merged: Mapping[str, Any]) -> Table:
    criteria = {**pose.values[kind], criterion: dict(merged)}
    return replace(pose, values={**pose.values, kind: criteria})
