"""All measures by name, and how to take them: of one picture at a time, or of a whole recording."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.smoothing import BACK_TUNING, OneEuro

# Importing these registers their measures.
from vision.measure import joints, movement, reach, space, trunk  # noqa: F401
from vision.measure.limbs import LegLengths
from vision.measure.parts import sights, why_unseen
from vision.measure.past import Past
from vision.measure.registry import MEASURES, MOTIONS
from vision.words.reasons import Code, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array
    from vision.measure.registry import Measure, Motion

_BLOCK: Final = 1024  # pictures measured at once: an hour's intermediate results would fill memory

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
        For each NaN, why.

    """

    values: Mapping[str, float]
    unseen: Mapping[str, Reason]


class Meter:
    """Takes every measure of one picture after the other, as a live session needs it.

    The silhouette trembles, unlike the landmarks, so the profile of the back is smoothed first. The
    length of the legs is learnt on the way, for when a knee is hidden. A picture that shows nobody
    is passed over.

    Parameters
    ----------
    names
        The measures that are wanted; what they follow is taken, too.

    """

    def __init__(self, names: Iterable[str] = UNITS) -> None:
        self._measures, motions = _needed(names)
        self._past = Past(motions)
        self._steady_back = OneEuro(BACK_TUNING)
        self._leg_lengths = LegLengths()
        self.names: Final = (*self._measures, *motions)
        """What is taken."""

    def read(self, body: Body) -> Readings:
        """Return the readings of the newest picture; times have to increase."""
        one = body[np.newaxis]
        sight = int(sights(one)[0])
        values = dict.fromkeys(self.names, math.nan)
        if one.somebody[0]:
            values = {name: float(value[0]) for name, value in self.take(one).items()}
        unseen = [name for name, value in values.items() if math.isnan(value)]
        return Readings(values, {name: reason(name, sight) for name in unseen})

    def take(self, body: Body) -> dict[str, Array]:
        """Return the measures, each ``(T,)``, of the next pictures; all have to show somebody."""
        profile = self._steady_back.over(body.t_s, body.dorsal_profile)
        body = body.steadied(profile, self._leg_lengths(body))
        values = {name: measure.function(body) for name, measure in self._measures.items()}
        return values | self._past.take(body.t_s, values)


_STILL_WATCHING: Final = Reason(Code.STILL_WATCHING)
_CANNOT_TELL: Final = Reason(Code.CANNOT_TELL)


def reason(name: str, sight: int) -> Reason:
    """Return why a measure cannot be told in a picture with one of the `sights`."""
    if name in MOTIONS:
        return _STILL_WATCHING
    return why_unseen(sight, MEASURES[name].needs) or _CANNOT_TELL


def measure_all(body: Body, names: Iterable[str] = UNITS) -> dict[str, Array]:
    """Return each named measure of a recording: arrays over its one leading axis, time.

    Equal, picture by picture, to what a `Meter` reads live.
    """
    wanted = set(names)
    measured = measure_needed(body, wanted)
    return {name: values for name, values in measured.items() if name in wanted}


def measure_needed(body: Body, names: Iterable[str]) -> dict[str, Array]:
    """Return each named measure of a recording, as `measure_all`, and those that motions follow."""
    meter = Meter(names)
    measured = {name: np.full(body.t_s.shape, np.nan) for name in meter.names}
    for pictures in _blocks(np.flatnonzero(body.somebody)):
        for name, values in meter.take(body[pictures]).items():
            measured[name][pictures] = values
    return measured


def _blocks(pictures: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(pictures), _BLOCK):
        yield pictures[start : start + _BLOCK]


def _needed(names: Iterable[str]) -> tuple[dict[str, Measure], dict[str, Motion]]:
    """Return the motions among the named, and the measures named or followed by them."""
    wanted = set(names)
    motions = {name: MOTIONS[name] for name in sorted(wanted & MOTIONS.keys())}
    followed = wanted.union(*(motion.of for motion in motions.values())) - motions.keys()
    return {name: MEASURES[name] for name in sorted(followed)}, motions
