"""Tables of errors by view: of every measure, of what is seen at all, of what is hidden."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import Table
from benchmarks.synthetic.design import VIEW_EDGES_DEG
from benchmarks.synthetic.statistics import errors_of
from vision.landmarks.skeleton import ANKLES, KNEES
from vision.landmarks.types import SEEN_VISIBILITY
from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.accuracy.tables import Cell
    from benchmarks.synthetic.outcome import Outcome

VIEW: Final = "off_side_deg"
VIEWS: Final = tuple(f"{low:g}-{high:g} deg" for low, high in pairwise(VIEW_EDGES_DEG))
"""Names of the buckets of views, by how far the body is truly from a side view."""

_GATES_DEG: Final = (25.0, 35.0, 60.0)
_BENT_DEG: Final = 90.0
_STRAIGHT_DEG: Final = 150.0


def view_of(outcome: Outcome) -> int:
    """Give the place of a case's true view in `VIEWS`."""
    edges = VIEW_EDGES_DEG[1:-1]
    return int(np.searchsorted(edges, outcome.body[VIEW], side="right"))


def by_view(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Part outcomes by their true view, in the order of `VIEWS`."""
    parted: list[list[Outcome]] = [[] for _ in VIEWS]
    for outcome in outcomes:
        parted[view_of(outcome)].append(outcome)
    return parted


def errors_table(outcomes: Sequence[Outcome], against: str, title: str) -> Table:
    """Lay out the errors of every measure in every view."""
    parted = by_view(outcomes)
    rows = [
        (
            name,
            UNITS[name],
            *(str(errors_of(o.error(name, against) for o in each)) for each in parted),
        )
        for name in sorted(UNITS)
        if any(np.isfinite(o.body[name]) for o in outcomes)
    ]
    return Table(title, ("measure", "unit", *VIEWS), tuple(rows), named=2)


def seen_table(outcomes: Sequence[Outcome], title: str) -> Table:
    """Lay out how often a body is found, its side and facing told right, and its view."""
    rows: list[tuple[Cell, ...]] = []
    parted = by_view(outcomes)

    def add(name: str, count: Callable[[Outcome], bool | None]) -> None:
        cells = (
            share((told, o.case.number) for o in each if (told := count(o)) is not None)
            for each in parted
        )
        rows.append((name, *cells))

    add("body found", lambda o: o.found > 0.5)  # noqa: PLR2004 - in most of its pictures
    add("near side right", lambda o: o.near_right)
    add("facing right", lambda o: _same(o, "facing"))
    for gate_deg in _GATES_DEG:
        add(f"taken for within {gate_deg:g} deg of the side", lambda o, g=gate_deg: _within(o, g))  # type: ignore[misc]
    rows.append((f"error of {VIEW}", *(str(errors_of(o.error(VIEW) for o in p)) for p in parted)))
    return Table(title, ("", *VIEWS), tuple(rows))


def hidden_table(outcomes: Sequence[Outcome], title: str) -> Table:
    """Lay out what is said of far legs that the body itself hides from the camera."""
    rows: list[tuple[Cell, ...]] = []
    for name, joint in (("knee", KNEES), ("ankle", ANKLES)):
        cells = []
        for each in by_view(outcomes):
            hidden = [o for o in each if o.found and o.hidden_by_body[joint[_far(o)]]]
            trials = ((o.visibility[joint[_far(o)]] >= SEEN_VISIBILITY, o) for o in hidden)
            cells.append(share((bool(seen), o.case.number) for seen, o in trials))
        rows.append((f"hidden far {name} reported seen", *cells))
    knees = [[o for o in each if o.found and _leg_hidden(o)] for each in by_view(outcomes)]
    told = [[o for o in each if np.isfinite(_far_knee(o))] for each in knees]
    rows.append(
        (
            "hidden far leg whose knee gets an angle",
            *(share((np.isfinite(_far_knee(o)), o.case.number) for o in each) for each in knees),
        )
    )
    rows.append(
        ("error of that angle, deg", *(str(errors_of(map(_far_knee_error, e))) for e in told))
    )
    folded = [[o for o in each if _far_truth(o) < _BENT_DEG] for each in knees]
    rows.append(
        (
            "hidden folded far knee read as straight",
            *(share((_far_knee(o) > _STRAIGHT_DEG, o.case.number) for o in e) for e in folded),
        )
    )
    return Table(title, ("", *VIEWS), tuple(rows))


def _same(outcome: Outcome, measure: str) -> bool | None:
    value = outcome.values[measure]
    return None if np.isnan(value) else value == outcome.body[measure]


def _within(outcome: Outcome, gate_deg: float) -> bool | None:
    value = outcome.values[VIEW]
    return None if np.isnan(value) else value <= gate_deg


def _far(outcome: Outcome) -> int:
    """Give the truly far side: 0 left, 1 right."""
    return 0 if outcome.case.conditions.side == "right" else 1


def _far_name(outcome: Outcome) -> str:
    return f"knee_{('left', 'right')[_far(outcome)]}_deg"


def _far_knee(outcome: Outcome) -> float:
    return outcome.values[_far_name(outcome)]


def _far_truth(outcome: Outcome) -> float:
    return outcome.body[_far_name(outcome)]


def _far_knee_error(outcome: Outcome) -> float:
    return outcome.error(_far_name(outcome))


def _leg_hidden(outcome: Outcome) -> bool:
    far = _far(outcome)
    return bool(outcome.hidden_by_body[KNEES[far]] or outcome.hidden_by_body[ANKLES[far]])
