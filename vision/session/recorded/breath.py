"""How somebody breathed in a stretch of a recording, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import BREATH
from vision.session.breath import PHASE_NAMES
from vision.session.breathing.agreement import SURE
from vision.session.events import BreathPhaseStarted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.session.recorded.take import Array, Flags, Stretch, Take

FULLNESS: Final = f"{BREATH}fullness"
SEEN_SHARE: Final = 0.5
"""A breath that was seen in less of a stretch is not spoken for it."""
SEEN_S: Final = 15.0
"""Nor is one that was seen for less time: three breaths at rest."""
_LONGEST_GAP_S: Final = 0.5
_PART: Final = 3


@dataclass(frozen=True, slots=True)
class HeldBreath:
    """The breath of one stretch: medians over the time it was seen in, NaN where it was not.

    Attributes
    ----------
    seen_s, seen_share
        For how long it could be told, and in which share of the stretch.
    rate_per_min
        Breaths a minute.
    in_share
        How much of the moving time is breathing in: 0.5 is even.
    abdomen_share
        How much of it the abdomen moves, in [0, 1]; the rest is the chest's.
    depth, depth_first, depth_last
        How much the trunk moves, in trunk lengths: altogether, and in the first and the last third
        of the time it was seen.

    """

    seen_s: float
    seen_share: float
    rate_per_min: float
    in_share: float
    abdomen_share: float
    depth: float
    depth_first: float
    depth_last: float

    @property
    def is_told(self) -> bool:
        """Whether it was seen in enough of the stretch to speak of it."""
        return self.seen_share >= SEEN_SHARE and self.seen_s >= SEEN_S


def breath_in(stretch: Stretch, take: Take) -> HeldBreath:
    """Return the breath while the body is in the pose of a stretch."""
    rows = take.rows(stretch.start_s, stretch.end_s)
    t_s, seen = take.t_s[rows], seen_in(take)[rows]
    lasts_s = np.minimum(np.diff(t_s, append=stretch.end_s), _LONGEST_GAP_S)
    seen_s = float(lasts_s[seen].sum())
    depth = take.values(f"{BREATH}depth")[rows][seen]
    third = max(1, len(depth) // _PART)
    length_s = stretch.end_s - stretch.start_s
    return HeldBreath(
        seen_s,
        seen_s / length_s if length_s > 0 else 0.0,
        *(
            _median(take.values(f"{BREATH}{name}")[rows][seen])
            for name in ("rate_per_min", "in_share", "abdomen_share")
        ),
        *(_median(part) for part in (depth, depth[:third], depth[-third:])),
    )


def seen_in(take: Take) -> Flags:
    """Return in which pictures it can be told where the breath is, ``(T,)``."""
    sure = take.values(f"{BREATH}confidence") >= SURE
    return np.asarray(sure & np.isfinite(take.values(FULLNESS)))


def _median(values: Array) -> float:
    told = values[np.isfinite(values)]
    return float(np.median(told)) if len(told) else math.nan


def led_fullness(events: Iterable[object], t_s: Array) -> Array:
    """Return how full the lungs should be by the phases that were told, ``(T,)``; NaN without."""
    led = np.full(t_s.shape, np.nan)
    phases = [event for event in events if isinstance(event, BreathPhaseStarted)]
    for phase in phases:
        share = (t_s - phase.t_s) / max(phase.length_s, 1e-9)
        inside = (share >= 0.0) & (share < 1.0)
        rising = (share, np.ones_like(share), 1.0 - share, np.zeros_like(share))
        led[inside] = rising[PHASE_NAMES.index(phase.phase)][inside]
    return led
