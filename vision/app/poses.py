"""``unknot poses``: every criterion, its band, and where each value comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.table import Table

from vision.app.settings import load_library
from vision.criteria.model import Kind
from vision.criteria.toml import suggest
from vision.errors import UsageError
from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from vision.criteria.load import PoseLibrary
    from vision.criteria.model import Band, Criterion, Pose

SHIPPED = "shipped"


def print_poses(names: Sequence[str], thresholds: Path | None, console: Console) -> None:
    """Print the named poses, or all.

    Raises
    ------
    UsageError
        If a name is not a pose's, or a file of the user's says something unknown.

    """
    library = load_library(thresholds)
    for name in names:
        if name not in library.names():
            raise UsageError(f"there is no pose {name!r}; {suggest(name, library.names())}")
    for name in names or library.names():
        console.print(_table(library.variants(name)[0], library))


def _table(pose: Pose, library: PoseLibrary) -> Table:
    sides = f" ({pose.side} leg; the other mirrors it)" if pose.side else ""
    table = Table(title=f"{pose.name}: {pose.title}{sides}", title_justify="left", expand=True)
    for heading in ("kind", "criterion", "should be", "margin", "why", "from"):
        table.add_column(heading, overflow="fold")
    for kind in Kind:
        for c in pose.of(kind):
            table.add_row(
                kind.value,
                c.name,
                _should_be(c),
                f"{c.band.margin:g}",
                c.why,
                _origin(c, pose, library),
            )
    return table


def _should_be(criterion: Criterion) -> str:
    text = band_text(criterion.band)
    if criterion.before:
        return f"{text} before {band_text(criterion.before)}"
    return f"{text} while {band_text(criterion.when)}" if criterion.when else text


def band_text(band: Band) -> str:
    """Return a band as a person writes it: ``160 <= knee_left_deg [deg]``."""
    low = "" if math.isinf(band.low) else f"{band.low:g} <= "
    high = "" if math.isinf(band.high) else f" <= {band.high:g}"
    return f"{low}{band.measure}{high} ({UNITS[band.measure]})"


def _origin(criterion: Criterion, pose: Pose, library: PoseLibrary) -> str:
    """Return the file of every changed key; the rest is as shipped."""
    place = (pose.name, criterion.kind.value, criterion.name)
    changed = [
        f"{key}: {file}" for (*where, key), file in library.changed.items() if tuple(where) == place
    ]
    return "\n".join(changed) or SHIPPED
