"""The breath over time: cycles of four phases of any length, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

IN, FULL, OUT, EMPTY = range(4)
PHASES: Final = ("in", "full", "out", "empty")
RATE_OVER_S: Final = 20.0
"""The true rate of a moment is that of so many seconds before it."""

Seconds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Wave:
    """A breath of given cycles.

    Between the phases the flow changes evenly within ``ramp_s``, half of it before the change and
    half after: a phase begins where the flow is half-way to its own.

    Attributes
    ----------
    cycles
        The seconds of each cycle's phases: in, held full, out, held empty; 0 leaves one out.
    sizes
        How full each cycle fills the body, 1 for the amounts that are asked for.
    ramp_s
        How long the flow takes to change.

    """

    cycles: tuple[Seconds, ...]
    sizes: tuple[float, ...]
    ramp_s: float = field(default=0.5)

    @cached_property
    def starts_s(self) -> NDArray[np.float64]:
        """When each cycle begins, and when the last ends: (n + 1,) seconds."""
        return np.concatenate([[0.0], np.cumsum([sum(cycle) for cycle in self.cycles])])

    @property
    def duration_s(self) -> float:
        """When the last cycle ends."""
        return float(self.starts_s[-1])

    @cached_property
    def changes(self) -> tuple[tuple[float, int], ...]:
        """Every change: when, and to which phase. The first phase begins at 0."""
        found: list[tuple[float, int]] = []
        for start_s, cycle in zip(self.starts_s, self.cycles, strict=False):
            at_s = float(start_s)
            for phase, length_s in enumerate(cycle):
                if length_s > 0.0 and (not found or found[-1][1] != phase):
                    found.append((at_s, phase))
                at_s += length_s
        return tuple(found)

    def phase(self, t_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the phase at each moment."""
        times_s = np.array([when_s for when_s, _ in self.changes])
        phases = np.array([phase for _, phase in self.changes])
        index = np.searchsorted(times_s, t_s, side="right") - 1
        return np.asarray(phases[np.clip(index, 0, None)])

    def fullness(self, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how full the body is: 0 empty, 1 full by a cycle of size 1."""
        half_s = 0.5 * self.ramp_s
        rise = self._filled(t_s + half_s) - self._filled(t_s - half_s)
        return np.asarray(rise / self.ramp_s)

    @cached_property
    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The corners of the wave before its changes are softened: seconds, fullness."""
        times_s, values = [-1.0], [0.0]
        for start_s, cycle, size in zip(self.starts_s, self.cycles, self.sizes, strict=False):
            times_s += (start_s + np.concatenate([[0.0], np.cumsum(cycle)])).tolist()
            values += [0.0, size, size, 0.0, 0.0] if cycle[IN] > 0.0 else [0.0] * 5
        return np.array([*times_s, self.duration_s + 1e4]), np.array([*values, 0.0])

    def _filled(self, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the integral of the unsoftened wave up to each moment."""
        times_s, values = self._knots
        steps = np.diff(times_s) * 0.5 * (values[1:] + values[:-1])
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        index = np.clip(np.searchsorted(times_s, t_s, side="right") - 1, 0, len(times_s) - 2)
        within_s = t_s - times_s[index]
        span_s = np.maximum(times_s[index + 1] - times_s[index], 1e-12)
        slope = (values[index + 1] - values[index]) / span_s
        return np.asarray(sums[index] + within_s * (values[index] + 0.5 * slope * within_s))

    def rate_per_min(self, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return breaths a minute over the `RATE_OVER_S` before each moment, 0 where none is taken.

        Of the first seconds, over what there is; NaN before a second is over.
        """
        before_s = np.maximum(t_s - RATE_OVER_S, 0.0)
        breaths = self._count(t_s) - self._count(before_s)
        span_s = np.where(t_s - before_s < 1.0, np.nan, t_s - before_s)
        return np.asarray(60.0 * breaths / span_s)

    def _count(self, t_s: NDArray[np.float64]) -> NDArray[np.float64]:
        taken = [float(cycle[IN] > 0.0) for cycle in self.cycles]
        return np.asarray(np.interp(t_s, self.starts_s, [0.0, *np.cumsum(taken)]))


def paced(seconds: Seconds, duration_s: float) -> Wave:
    """Breathe the same cycle again and again for at least so long."""
    count = int(np.ceil(duration_s / sum(seconds)))
    return Wave((seconds,) * count, (1.0,) * count)


def natural(
    seconds: Seconds, duration_s: float, rng: np.random.Generator, spread: float = 0.08
) -> Wave:
    """Breathe as nobody leads: each cycle a little longer or shorter, fuller or less full."""
    cycles: list[Seconds] = []
    sizes: list[float] = []
    while sum(map(sum, cycles)) < duration_s:
        longer = np.exp(rng.normal(0.0, spread, 4))
        scaled = [float(s * k) for s, k in zip(seconds, longer, strict=True)]
        cycles.append((scaled[0], scaled[1], scaled[2], scaled[3]))
        sizes.append(float(np.exp(rng.normal(0.0, spread))))
    return Wave(tuple(cycles), tuple(sizes))


def stopped(duration_s: float) -> Wave:
    """Breathe not at all."""
    return Wave(((0.0, 0.0, 0.0, duration_s),), (1.0,))


def joined(waves: Sequence[Wave]) -> Wave:
    """Breathe one wave after the other."""
    return Wave(
        tuple(cycle for wave in waves for cycle in wave.cycles),
        tuple(size for wave in waves for size in wave.sizes),
    )
