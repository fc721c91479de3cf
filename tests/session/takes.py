"""Takes made up for tests, and the stretches of them in which a step is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tests.builders import NAN, UNSEEN_BACK
from tests.session.driving import GOOD
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import Kind
from vision.session.live.steprun import Observation
from vision.session.recorded.take import Stretch, Take
from vision.session.routine import Step
from vision.words.reasons import Code, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from tests.session.driving import Values
    from vision.criteria.model import Pose
    from vision.session.routine import Routine

RATE_HZ: Final = 10.0
Spans = tuple[tuple[int, float, float, float], ...]
"""The step, and lead, start and end of each stretch."""


def take_of(
    t_s: ArrayLike,
    measures: Mapping[str, ArrayLike],
    *,
    somebody: ArrayLike | None = None,
    name: str = "a take",
) -> Take:
    """Return a take of these measures; what is not seen of it is the back."""
    times_s = np.asarray(t_s, float)
    arrays = {key: np.asarray(values, float) for key, values in measures.items()}
    seen = np.ones(times_s.shape, bool) if somebody is None else np.asarray(somebody, bool)
    sights = np.zeros(times_s.shape, np.int64)
    return Take(name, times_s, arrays, seen, sights, lambda _name, _sight: UNSEEN_BACK)


def filmed(*script: tuple[float, Values], rate_hz: float = RATE_HZ) -> Take:
    """Return a take of values that are each shown for a time; empty ones show nobody."""
    shown = [values for seconds, values in script for _ in range(round(seconds * rate_hz))]
    names = GOOD.keys() | {name for values in shown for name in values}
    measures = {name: [values.get(name, np.nan) for values in shown] for name in sorted(names)}
    somebody = [bool(values) for values in shown]
    return take_of(np.arange(len(shown)) / rate_hz, measures, somebody=somebody)


def stretches_of(routine: Routine, spans: Spans) -> list[Stretch]:
    """Return the stretches of a routine's steps."""
    return [
        Stretch(index, routine.steps[index], lead_s, start_s, end_s, 1.0)
        for index, lead_s, start_s, end_s in spans
    ]


def done(
    pose: Pose, start_s: float, end_s: float, *, lead_s: float | None = None, index: int = 0
) -> Stretch:
    """Return where a pose is done, as a step of a minute; without a way into it unless given."""
    lead_s = start_s if lead_s is None else lead_s
    return Stretch(index, Step(pose, 60.0), lead_s, start_s, end_s, 1.0)


def observations(take: Take) -> Sequence[Observation]:
    """Return the moments of a take as a practice is told them."""
    rows = []
    for row, t_s in enumerate(take.t_s.tolist()):
        values, unseen = {}, {}
        if take.somebody[row]:
            values = {name: measure.item(row) for name, measure in take.measures.items()}
            sight = take.sights.item(row)
            hidden = [name for name, value in values.items() if np.isnan(value)]
            unseen = {name: take.why_unseen(name, sight) for name in hidden}
        rows.append(Observation(t_s, values, unseen))
    return rows


def wandering(variants: tuple[Pose, ...], seed: int) -> Take:
    """Return two minutes of measures that dwell on and about the edges of a pose's bands."""
    rng = np.random.default_rng(seed)
    t_s = np.cumsum(rng.choice([0.1, 0.1, 0.1, 0.04, 0.7, 2.5], 900))
    edges: dict[str, list[float]] = {VIEW_MEASURE: [0.0, 10.0, 20.0, 20.0, 30.0, NAN]}
    for c in (c for variant in variants for c in variant.criteria):
        for band in (c.band, c.before, c.when):
            if band is None or band.measure == VIEW_MEASURE:
                continue
            width = max(band.margin, 0.1)
            ends = [end for end in (band.low, band.high) if np.isfinite(end)]
            about = [end + k * width for end in ends for k in (-2, -1, -0.5, 0, 0.5, 2)]
            # Mostly in the pose, so that its form counts.
            inside = [float(np.mean(ends))] if len(ends) == 2 else []
            sure = [max(ends) + 3 * width if np.isinf(band.high) else min(ends) - 3 * width]
            often = (inside or sure) * (24 if c.kind is Kind.RECOGNISE else 4)
            edges.setdefault(band.measure, []).extend([*about, *often, NAN])
    measures = {}
    for name, values in edges.items():
        lasts = rng.integers(1, 40, len(t_s))
        measures[name] = np.repeat(rng.choice(values, len(t_s)), lasts)[: len(t_s)]
    somebody = np.repeat(rng.random(len(t_s)) > 0.05, rng.integers(1, 40, len(t_s)))[: len(t_s)]
    measures = {name: np.where(somebody, values, NAN) for name, values in measures.items()}
    sights = np.repeat(rng.integers(0, 4, len(t_s)), 20)[: len(t_s)]
    take = take_of(t_s, measures, somebody=somebody)
    return replace(take, sights=sights, why_unseen=_hidden)


def _hidden(_name: str, sight: int) -> Reason:
    return Reason(Code.HIDDEN, ("back", "head", "head", "hips")[sight])
