"""What the last moments tell of how somebody breathes: range, speeds, rate, and whether at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.geometry import Array

IN, FULL, OUT, EMPTY = range(4)
_LONG_S: Final = 1.0  # over which a slope trembles little; it comes late, but tells of the past
_SLOPES_S: Final = (0.4, 0.5, 0.6)
_STEADY: Final = 0.3  # of the usual speed, by which a slope may tremble
FLOWS: Final = 0.5
"""Share of the usual speed from which on the breath flows."""
_LEARN_S: Final = 20.0  # the range, the speeds and what moves most are those of so long
_FIRST_S: Final = 5.0
_FEWEST: Final = 20
_LEAST_DEPTH: Final = 0.005  # trunks, under which it may be anything
_MOST_DEPTH: Final = 0.25
_LEAST_NOISE: Final = 1e-4  # trunks
_LEAST_CLEAR: Final = 6.0  # depths over the trembling
_LEAST_CONFIDENCE: Final = 0.3
_TURN: Final = 0.25  # of the range, by which a breath goes on from where it has turned
_NEARLY: Final = 0.8
_HELD_S: Final = 1.1  # a turn that lasts so long is a breath held
_OF_SIDE: Final = 2.0  # how much farther the front goes than the side
_SLOWEST_S: Final = 20.0  # a breath takes no longer from empty to full


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the last moments tell of how this person breathes.

    Attributes
    ----------
    mix
        ``(7,)`` how much each way counts.
    low, high
        The range of the mixed expansion.
    speed_in, speed_out
        How fast it usually grows and shrinks, trunks a second.
    slope_s
        Over how long before a moment its speed is taken.
    holds
        Whether the breath is held full, and empty.
    rate_per_min, depth, abdomen_share, in_share, confidence
        As the measures.

    """

    mix: Array
    low: float
    high: float
    speed_in: float
    speed_out: float
    slope_s: float
    holds: tuple[bool, bool]
    rate_per_min: float
    depth: float
    abdomen_share: float
    in_share: float
    confidence: float


def learn(t_s: Array, places: Array) -> Learnt | None:
    """Return what the last moments tell, None where they show no breath.

    Parameters
    ----------
    t_s
        ``(n,)`` seconds, increasing.
    places
        ``(n, 7)`` how far each way has expanded, from any beginning; one never seen stays.

    """
    first = int(np.searchsorted(t_s, t_s[-1] - _LEARN_S))
    recent_s, recent = t_s[first:], places[first:]
    if recent_s.size < _FEWEST or recent_s[-1] - recent_s[0] < _FIRST_S:
        return None
    centred = _level(recent_s, recent)
    trembling = np.maximum(_trembling(recent_s, recent), _LEAST_NOISE)
    mix, together = _mix(centred / trembling, trembling)
    path, wave = recent @ mix, centred @ mix
    noise = max(float(_trembling(recent_s, path[:, np.newaxis])[0]), _LEAST_NOISE)
    rate_per_min = _rate_per_min(t_s, places @ mix, float(np.ptp(wave)))
    low, high = _range(recent_s, path, rate_per_min)
    depth = high - low
    if not (_LEAST_DEPTH <= depth <= _MOST_DEPTH and depth >= _LEAST_CLEAR * noise):
        return None
    confidence = together * min(1.0, depth / (2.0 * _LEAST_CLEAR * noise))
    if confidence < _LEAST_CONFIDENCE:
        return None
    slopes = _slopes(recent_s, path, _LONG_S)
    speed_in, speed_out = (max(_usual(s), depth / _SLOWEST_S) for s in (slopes, -slopes))
    fronts = _fronts(centred, wave)
    phases = _phases(slopes, speed_in, speed_out)
    return Learnt(
        mix=mix,
        low=low,
        high=high,
        speed_in=speed_in,
        speed_out=speed_out,
        slope_s=_slope_s(recent_s, path, min(speed_in, speed_out)),
        holds=(_held(recent_s, phases, IN, OUT), _held(recent_s, phases, OUT, IN)),
        rate_per_min=rate_per_min,
        abdomen_share=float(fronts[0] / max(fronts.sum(), 1e-9)),
        depth=depth * float(np.fmax(*fronts)),
        in_share=_share(phases == IN, phases == OUT),
        confidence=confidence,
    )


def _level(t_s: Array, places: Array) -> Array:
    """Return the expansions less their straight line over time."""
    off_s = (t_s - t_s.mean())[:, np.newaxis]
    flat = places - places.mean(axis=0)
    return np.asarray(flat - off_s * (off_s * flat).sum(axis=0) / (off_s * off_s).sum())


def _range(t_s: Array, path: Array, rate_per_min: float) -> tuple[float, float]:
    """Return how far the mixture goes in a breath: over one and a third, as bodies drift."""
    since_s = _LEARN_S if math.isnan(rate_per_min) else max(_FIRST_S, 80.0 / rate_per_min)
    low, high = np.percentile(path[t_s >= t_s[-1] - since_s], [3, 97])
    return float(low), float(high)


def _mix(clear: Array, noise: Array) -> tuple[Array, float]:
    """Return in which mixture the ways move most together, and how much of all motion that is.

    A breath moves none of them inward; one that trembles counts less.
    """
    spreads, axes = np.linalg.eigh(clear.T @ clear)
    main = axes[:, -1] * (1.0 if axes[:, -1].sum() >= 0.0 else -1.0)
    mix = np.maximum(main, 0.0) / noise
    return mix / np.linalg.norm(mix), float(spreads[-1] / max(spreads.sum(), 1e-12))


def _trembling(t_s: Array, paths: Array) -> Array:
    """Return how far pictures are off the line between their neighbours, as deviations."""
    before_s, after_s = t_s[1:-1] - t_s[:-2], t_s[2:] - t_s[1:-1]
    share = (before_s / (before_s + after_s))[:, np.newaxis]
    off = paths[1:-1] - (1.0 - share) * paths[:-2] - share * paths[2:]
    return np.asarray(1.4826 * np.median(np.abs(off), axis=0) / math.sqrt(1.5))


def _slopes(t_s: Array, path: Array, while_s: float) -> Array:
    """Return the slope up to each moment, over a while before it."""
    first = np.searchsorted(t_s, t_s - while_s)
    off_s, flat = t_s - t_s.mean(), path - path.mean()
    sums = [np.concatenate([[0.0], np.cumsum(x)]) for x in (off_s, flat, off_s**2, off_s * flat)]
    end = np.arange(1, t_s.size + 1)
    count = np.maximum(end - first, 1)
    s_t, s_x, s_tt, s_tx = (x[end] - x[first] for x in sums)
    spread = s_tt - s_t * s_t / count
    return np.where(spread > 1e-9, (s_tx - s_t * s_x / count) / np.maximum(spread, 1e-9), 0.0)  # noqa: PLR2004


def _slope_s(t_s: Array, path: Array, speed: float) -> float:
    """Return over how short a while slopes tremble little: those before and after it agree."""
    for while_s in _SLOPES_S:
        slopes = _slopes(t_s, path, while_s)
        before = slopes[np.searchsorted(t_s, t_s - while_s)]
        if 1.05 * float(np.median(np.abs(slopes - before))) <= _STEADY * speed:
            return while_s
    return _SLOPES_S[-1]


def _usual(slopes: Array) -> float:
    """Return the usual speed of what grows."""
    fast = float(np.percentile(slopes, 95))
    growing = slopes[slopes > 0.3 * fast]
    return float(np.median(growing)) if fast > 0.0 and growing.size else 0.0


def _phases(slopes: Array, speed_in: float, speed_out: float) -> Array:
    """Return ``IN``, ``OUT``, or NaN for held, at each moment of the past."""
    flowing = np.where(slopes > FLOWS * speed_in, float(IN), np.nan)
    return np.where(slopes < -FLOWS * speed_out, float(OUT), flowing)


def _held(t_s: Array, phases: Array, before: int, after: int) -> bool:
    """Return whether the breath is usually held between two phases."""
    flowing = np.flatnonzero(np.isfinite(phases))
    turns = [
        t_s[b] - t_s[a]
        for a, b in pairwise(flowing.tolist())
        if phases[a] == before and phases[b] == after
    ]
    return bool(turns) and float(np.median(turns)) > _HELD_S


def _share(these: NDArray[np.bool_], others: NDArray[np.bool_]) -> float:
    total = float(these.sum() + others.sum())
    return float(these.sum()) / total if total else math.nan


def _fronts(centred: Array, wave: Array) -> Array:
    """Return how far the fronts of abdomen and chest go with the mixture, ``(2,)``, of its way.

    The side of either goes half as far as its front; where an arm covers the one, the other tells.
    Of who folds only the backs may be seen. NaN where the one is seen otherwise than the other.
    """
    seen = np.any(centred[:, :6], axis=0).reshape(3, 2)
    along = np.maximum(centred[:, :6].T @ wave, 0.0).reshape(3, 2) / float(wave @ wave)
    front, side, back = along
    ahead = np.any(seen[:2], axis=0)
    fronts = np.where(ahead, np.maximum(front, _OF_SIDE * side), np.nan)
    return np.asarray(back if np.all(seen[2]) and not np.any(ahead) else fronts)


def _rate_per_min(t_s: Array, path: Array, swing: float) -> float:
    """Return breaths a minute, from when the path is half-way up and half-way down, NaN before.

    Half-way between its own turns, which no drift of the body moves. Of the last `_LEARN_S`, or of
    longer where no breath was whole in them.
    """
    smooth = _smoothed(t_s, path)
    turns = _turns(smooth.tolist(), _TURN * swing)
    halves_s = [_half_way_s(t_s, smooth, *leg) for leg in pairwise(turns)]
    spans_s = [*zip(halves_s, halves_s[2:], strict=False)]
    # The first leg may have begun before, and seem too short.
    later = [span for span in spans_s[1:] if span[0] >= t_s[-1] - _LEARN_S] or spans_s[-1:]
    lengths_s = [after_s - before_s for before_s, after_s in later]
    return 60.0 / float(np.mean(lengths_s)) if lengths_s else math.nan


def _smoothed(t_s: Array, path: Array) -> Array:
    """Return the mean of the last moments at each."""
    sums = np.concatenate([[0.0], np.cumsum(path)])
    first = np.searchsorted(t_s, t_s - 0.3)
    end = np.arange(1, t_s.size + 1)
    return np.asarray((sums[end] - sums[first]) / (end - first))


def _turns(path: list[float], least: float) -> list[int]:
    """Return the rows at which a path turns, up and down, each time by ``least`` or more."""
    turns, at, up = [0], 0, 0.0
    for row, value in enumerate(path):
        if (value - path[at]) * up > 0.0 or (up == 0.0 and abs(value - path[at]) >= least):
            up = up or math.copysign(1.0, value - path[at])
            at = row
        elif up and abs(value - path[at]) >= least:
            turns.append(at)
            at, up = row, -up
    turns.append(at)
    # The first leg may have begun before, and the last goes on: they count once nearly as long.
    heights = [abs(path[a] - path[b]) for a, b in pairwise(turns)]
    if len(heights) < 3:  # noqa: PLR2004 (none between them to compare with)
        return turns[1:-1]
    first, last = heights[0] < _NEARLY * heights[1], heights[-1] < _NEARLY * heights[-2]
    return turns[int(first) : len(turns) - int(last)]


def _half_way_s(t_s: Array, path: Array, start: int, end: int) -> float:
    """Return when a path is half-way from one turn to the next."""
    leg = np.abs(path[start : end + 1] - path[start])
    after = max(1, int(np.argmax(leg >= leg[-1] / 2)))
    share = (leg[-1] / 2 - leg[after - 1]) / max(leg[after] - leg[after - 1], 1e-12)
    before_s, after_s = t_s[start + after - 1 : start + after + 1]
    return float(before_s + share * (after_s - before_s))
