"""What each factor costs: one changed at a time, the rest as usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import Table, text
from benchmarks.synthetic.statistics import errors_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.tables import Cell
    from benchmarks.synthetic.outcome import Outcome

SWEPT_MEASURES: Final = ("trunk_tilt_deg", "knee_near_deg", "back_bow")


def sweep_table(outcomes: Sequence[Outcome]) -> Table:
    """Lay out the mean error at every level of every factor; the first row is the default."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.case.factor, outcome.case.level), []).append(outcome)
    rows = [_row(*key, group) for key, group in groups.items()]
    title = (
        "What each factor costs: stills, one factor changed; mean error against the body, and how "
        "many of the pictures gave a number"
    )
    headings = ("factor", "level", "found", *SWEPT_MEASURES)
    return Table(title, headings, tuple(rows), named=2)


def _row(factor: str, level: str, group: Sequence[Outcome]) -> tuple[Cell, ...]:
    found = share((o.found > 0.0, o.case.shape) for o in group)
    cells = (errors_of(o.error(name) for o in group) for name in SWEPT_MEASURES)
    return (
        factor,
        level,
        f"{found.hits} of {found.of}",
        *(f"{text(e.mae)} ({e.count})" for e in cells),
    )
