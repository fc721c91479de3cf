"""All measures by name, and how to take them: of one picture at a time, or of a whole recording."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.smoothing import BACK_TUNING, OneEuro, smooth

# Importing these registers their measures.
from vision.measure import joints, movement, reach, space, trunk  # noqa: F401
from vision.measure.limbs import LegLengths
from vision.measure.parts import why_unseen
from vision.measure.registry import MEASURES, MOTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vision.measure.body import Body
    from vision.measure.geometry import Array
    from vision.measure.registry import Measure, Motion

UNITS: Final[Mapping[str, str]] = {
    **{name: m.unit for name, m in MEASURES.items()},
    **{name: m.unit for name, m in MOTIONS.items()},
}
"""Every measure's name and unit."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Every measure of one moment.

    Attributes
    ----------
    values
        Name to number; NaN for "cannot tell".
    unseen
        For each NaN, what would help, as a sentence for the person.

    """

    values: Mapping[str, float]
    unseen: Mapping[str, str]


class Meter:
    """Takes every measure of one picture after the other, as a live session needs it.

    The silhouette trembles, unlike the landmarks, so the profile of the back is smoothed first. The
    length of the legs is learnt on the way, for when a knee is hidden.

    Parameters
    ----------
    names
        The measures that are wanted; what they follow is taken, too.

    """

    def __init__(self, names: Iterable[str] = UNITS) -> None:
        self._static, self._motions = _needed(names)
        self._past: deque[tuple[float, dict[str, float]]] = deque()
        self._longest_s = max((m.window_s for m in self._motions.values()), default=0.0)
        self._steady_back = OneEuro(BACK_TUNING)
        self._leg_lengths = LegLengths()

    def read(self, body: Body) -> Readings:
        """Return the readings of the newest picture; times must not decrease."""
        t_s = float(body.t_s)
        profile = self._steady_back(t_s, body.dorsal_profile)
        body = replace(body, dorsal_profile=profile, leg_px=self._leg_lengths(body))
        values = {name: float(m.function(body)) for name, m in self._static.items()}
        self._past.append((t_s, values))
        while self._past[0][0] < t_s - self._longest_s:
            self._past.popleft()
        moved = {name: self._moved(name, t_s) for name in self._motions}
        unseen = {name: _why_unseen(body, name) for name, v in values.items() if np.isnan(v)}
        unseen |= {name: STILL_WATCHING for name, v in moved.items() if np.isnan(v)}
        return Readings(values | moved, unseen)

    def _moved(self, name: str, t_s: float) -> float:
        motion = MOTIONS[name]
        recent = [(t, v) for t, v in self._past if t >= t_s - motion.window_s]
        times = np.array([t for t, _ in recent])
        return motion.function(times, np.array([[v[of] for of in motion.of] for _, v in recent]))


STILL_WATCHING: Final = "I need to watch a moment longer"
CANNOT_TELL: Final = "I can't tell from here"


def _why_unseen(body: Body, name: str) -> str:
    return why_unseen(body, MEASURES[name].needs) or CANNOT_TELL


def measure_all(body: Body, names: Iterable[str] = UNITS) -> dict[str, Array]:
    """Return each named measure of a recording: arrays over its one leading axis, time.

    Equal, frame by frame, to what a `Meter` reads live.
    """
    profile = smooth(body.t_s, body.dorsal_profile, BACK_TUNING)
    body = replace(body, dorsal_profile=profile, leg_px=LegLengths.over(body))
    wanted = set(names)
    measures, motions = _needed(wanted)
    static = {name: np.asarray(m.function(body)) for name, m in measures.items()}
    moved = {name: _motion_over(name, body.t_s, static) for name in motions}
    return {name: values for name, values in (static | moved).items() if name in wanted}


def _needed(names: Iterable[str]) -> tuple[dict[str, Measure], dict[str, Motion]]:
    """Return the motions among the named, and the measures named or followed by them."""
    wanted = set(names)
    motions = {name: MOTIONS[name] for name in wanted & MOTIONS.keys()}
    followed = wanted.union(*(motion.of for motion in motions.values())) - motions.keys()
    return {name: MEASURES[name] for name in sorted(followed)}, motions


def _motion_over(name: str, t_s: Array, static: Mapping[str, Array]) -> Array:
    motion = MOTIONS[name]
    columns = np.stack([static[of] for of in motion.of], axis=-1)
    first = np.searchsorted(t_s, t_s - motion.window_s, side="left")
    windows = (slice(a, b + 1) for b, a in enumerate(first))
    return np.array([motion.function(t_s[w], columns[w]) for w in windows])
