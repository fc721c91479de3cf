"""One row for every picture, with all that was said of it."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.outcome import Judged, Outcome


def sheet(
    recognised: Sequence[Outcome], named: Sequence[Outcome]
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return columns and rows: the index, the answer, and every verdict of both runs.

    The verdict columns are called like ``recognised.form.back_straight.status``: the run
    (``recognised``: judged as the pose it was taken for; ``named``: as the pose it is labelled,
    which only pictures of our poses have), the kind, the criterion, and ``status``, ``value``
    (empty when not measured), ``unit`` or ``reason``.
    """
    by_name = {o.photo.file: o for o in named}
    rows = [_row(one, by_name.get(one.photo.file)) for one in recognised]
    first = {key: None for row in rows for key in row if "." not in key}
    rest = sorted({key for row in rows for key in row}.difference(first))
    return [*first, *rest], rows


def _row(one: Outcome, named: Outcome | None) -> dict[str, Any]:
    row = asdict(one.photo) | {
        "found": one.found,
        "recognised": one.recognised or "",
        "answer": one.answer.value,
        "side": one.side,
        "seen_view": one.seen_view,
        "error": one.error,
        "took_s": None if math.isnan(one.took_s) else round(one.took_s, 4),
    }
    row |= _verdicts("recognised", one.verdicts)
    return row | (_verdicts("named", named.verdicts) if named else {})


def _verdicts(run: str, verdicts: Sequence[Judged]) -> dict[str, Any]:
    return {
        f"{run}.{v.kind}.{v.criterion}.{key}": cell
        for v in verdicts
        for key, cell in (
            ("status", v.status),
            ("value", None if math.isnan(v.value) else v.value),
            ("unit", v.unit),
            ("reason", v.reason),
        )
    }
