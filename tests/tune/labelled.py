"""Labelled stretches made up for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.builders import criterion
from tests.session.takes import take_of
from vision.tune.bounds import Bounds
from vision.tune.fit.proposal import fit
from vision.tune.fit.stretch import Labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from vision.criteria.model import Criterion
    from vision.tune.fit.result import Fit

RATE_HZ: Final = 10.0
MEASURE: Final = "trunk_tilt_deg"  # a real one: it says what a round number is


def upright(**changes: Any) -> Criterion:  # noqa: ANN401 (as `tests.builders.criterion`)
    """Return a criterion of the trunk: at most 15 degrees if no bound is given, margin 4."""
    bounds = {} if {"low", "high"} & changes.keys() else {"high": 15.0}
    changes = {"margin": 4.0, "name": "upright", **bounds, **changes}
    return criterion(MEASURE, **changes)


def stretch(
    session: str,
    values: ArrayLike,
    *,
    wrong: bool = False,
    seconds: float = 5.0,
    of: Criterion | None = None,
) -> Labelled:
    """Return a stretch that reads one value throughout, or these values, one each picture."""
    count = np.size(values) if np.ndim(values) else round(seconds * RATE_HZ) + 1
    read = np.broadcast_to(np.asarray(values, float), (count,))
    t_s = 100.0 + np.arange(count) / RATE_HZ
    take = take_of(t_s, {MEASURE: read}, name=session)
    return Labelled(take, slice(0, count), of or upright(), wrong)


def fitted(stretches: Sequence[Labelled], of: Criterion | None = None) -> Fit:
    """Return what the stretches tell of a criterion by its own numbers."""
    about = of or upright()
    return fit(about, Bounds.of(about), stretches)


def sessions(count: int, *, correct: float, wrong: float) -> list[Labelled]:
    """Return as many sessions with a stretch of each kind, a little apart from each other."""
    return [
        stretch(f"s{k}", value + 0.1 * k, wrong=is_wrong)
        for k in range(count)
        for value, is_wrong in ((correct, False), (wrong, True))
    ]


def of_six(*made: Labelled) -> list[Labelled]:
    """Return each stretch as six people show it, each in a session of their own: enough to tell."""
    return [
        replace(one, take=replace(one.take, name=f"{one.take.name}{k}"))
        for one in made
        for k in range(6)
    ]
