"""``unknot poses``: every criterion, its band, its reason, and where each value comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from vision.app.overwriting import refuse_existing, refuse_inputs
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Kind
from vision.errors import UsageError
from vision.files import write_whole
from vision.measure.catalog import UNITS
from vision.render.pictures.page import poses_html
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Band, Criterion, Pose

_TITLES: Final = {
    None: mark("{name}: {title}"),
    "right": mark("{name}: {title} (right leg; the other mirrors it)"),
    "left": mark("{name}: {title} (left leg; the other mirrors it)"),
}
_OF_THE_BAND: Final = {"low", "high", "margin"}


def print_poses(names: Sequence[str], thresholds: Path | None, console: Console) -> None:
    """Print the named poses, or all.

    Raises
    ------
    UsageError
        If a name is not a pose's, or a file of the user's says something unknown.

    """
    library = load_library(thresholds)
    for name in names:
        library.require(name)
    for name in names or library.names():
        console.print(_table(library.variants(name)[0], library))


def write_page(
    names: Sequence[str], thresholds: Path | None, page: Path, console: Console, *, overwrite: bool
) -> None:
    """Write the page of the named poses, or of all, with their pictures.

    Raises
    ------
    UsageError
        As `print_poses`; if the page is there already and is to be kept, or cannot be written.

    """
    library = load_library(thresholds)
    in_order = [step.pose.name for step in load_flow(DEFAULT_FLOW, library).steps]
    chosen = names or dict.fromkeys([*in_order, *library.names()])
    poses = [library.require(name) for name in chosen]
    refuse_inputs({"--page": page}, [thresholds] if thresholds else [])
    refuse_existing({"--page": page}, console, overwrite=overwrite)
    html = poses_html([sorted(sides, key=_right_first) for sides in poses], UNITS)
    try:
        write_whole(page, html.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or error
        raise UsageError("{file} cannot be written: {reason}", file=page, reason=reason) from error
    console.print(say("written: {file}", file=page), markup=False, highlight=False, soft_wrap=True)


def _right_first(pose: Pose) -> bool:
    return pose.side == "left"


def _table(pose: Pose, library: PoseLibrary) -> Table:
    """Return a table that can be read where a terminal has but 80 columns."""
    title = say(_TITLES[pose.side], name=pose.name, title=pose.title)
    table = Table(title=Text(title), title_justify="left", expand=True, show_lines=True)
    table.add_column(say("criterion"), overflow="fold")
    table.add_column(say("should be, and why"), overflow="fold", ratio=3)
    table.add_column(say("from"), overflow="fold", ratio=2)
    for kind in Kind:
        for c in pose.of(kind):
            origin = _origin((pose.name, kind.value, c.name), c, library)
            _add_row(table, c.name, kind, f"{_should_be(c)}\n{say(c.why)}", origin)
        for name in _left_out(pose, kind, library):
            origin = _origin((pose.name, kind.value, name), None, library)
            _add_row(table, name, kind, say("left out: nobody is checked for it"), origin)
    return table


def _add_row(table: Table, name: str, kind: Kind, should_be: str, origin: str) -> None:
    # As texts: what a person wrote in square brackets is no markup.
    table.add_row(Text(f"{name}\n{kind.value}"), Text(should_be), Text(origin))


def _left_out(pose: Pose, kind: Kind, library: PoseLibrary) -> list[str]:
    """Return the criteria of a kind that a thresholds file takes out of a pose."""
    named = dict.fromkeys(c for p, k, c, _ in library.changed if (p, k) == (pose.name, kind.value))
    there = {c.name for c in pose.of(kind)}
    return [name for name in named if name not in there]


def _should_be(criterion: Criterion) -> str:
    c = criterion
    values = {"band": band_text(c.band), "margin": c.band.margin}
    if c.before:
        other = band_text(c.before)
        return say("{band}, margin {margin:g}, before {other}", other=other, **values)
    if c.when:
        other = band_text(c.when)
        return say("{band}, margin {margin:g}, while {other}", other=other, **values)
    return say("{band}, margin {margin:g}", **values)


def band_text(band: Band) -> str:
    """Return a band as a person writes it: ``160 <= knee_left_deg [deg]``."""
    low = "" if math.isinf(band.low) else f"{band.low:g} <= "
    high = "" if math.isinf(band.high) else f" <= {band.high:g}"
    return f"{low}{band.measure}{high} ({UNITS[band.measure]})"


def _origin(place: tuple[str, str, str], criterion: Criterion | None, library: PoseLibrary) -> str:
    """Return what each thresholds file changed, from what to what, and where all else is from."""
    pose_file = library.own.get(place[0]) or say("shipped")
    by_file: dict[str, list[str]] = {}
    for where, file in library.changed.items():
        if where[:3] == place:
            change = _changed(where[3], library.replaced[where], criterion)
            by_file.setdefault(file, []).append(change)
    if not by_file:
        return pose_file
    lines = [
        line for file, each in by_file.items() for line in (*each, say("by {file}", file=file))
    ]
    return "\n".join([*lines, say("the rest: {file}", file=pose_file)])


def _changed(key: str, before: object, criterion: Criterion | None) -> str:
    """Return one change in words; of a number, what it would be without the change, and what it is.

    Without a criterion, it is left out.
    """
    if key == "enabled":
        return say("not left out") if criterion else say("left out")
    if criterion is None:
        return say("{key}: not used", key=key)
    now = _number(criterion, key)
    if now is None:
        return say("{key}: its own", key=key)
    was = f"{before:g}" if isinstance(before, (int, float)) else say("none")
    return say("{key}: {was} -> {now:g}", key=key, was=was, now=now)


def _number(criterion: Criterion, key: str) -> float | None:
    """Return a number of a criterion by the key that changes it, None for a text."""
    value = getattr(criterion.band if key in _OF_THE_BAND else criterion, key)
    return value if isinstance(value, (int, float)) else None
