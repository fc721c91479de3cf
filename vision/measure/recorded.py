"""Measures of a whole recording at once, and its readings picture by picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, overload

import numpy as np

from vision.measure.catalog import UNITS
from vision.measure.meter import Meter, Readings, reason
from vision.measure.parts import sights
from vision.words.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array

_BLOCK: Final = 1024  # pictures measured at once: an hour's intermediate results would fill memory


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


def readings_over(body: Body, names: Iterable[str] = UNITS) -> RecordedReadings:
    """Measure a recording once, and return what a `Meter` would have read at each picture.

    Parameters
    ----------
    body
        ``(T,)`` bodies, rows of NaN where nobody is; times have to increase.
    names
        The measures that are wanted; what they follow is taken, too.

    """
    return RecordedReadings(measure_needed(body, names), sights(body), body.somebody)


class RecordedReadings(Sequence[Readings]):
    """Readings of each picture of a recording, made when asked for.

    Those of a picture that shows nobody are empty, as a live session is told nothing of it.

    Attributes
    ----------
    measured
        Every measure by name, ``(T,)``, NaN for "cannot tell".
    somebody
        ``(T,)`` bool, whether there is anybody in the picture.

    """

    def __init__(
        self,
        measured: Mapping[str, Array],
        sights: NDArray[np.int64],
        somebody: NDArray[np.bool_],
    ) -> None:
        self.measured = measured
        self._sights = sights
        self.somebody = somebody

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.somebody)

    @overload
    def __getitem__(self, index: int) -> Readings: ...
    @overload
    def __getitem__(self, index: slice) -> RecordedReadings: ...
    def __getitem__(self, index: int | slice) -> Readings | RecordedReadings:
        """Return the readings of one picture, or of a part of the recording."""
        if isinstance(index, slice):
            cut = {name: values[index] for name, values in self.measured.items()}
            return RecordedReadings(cut, self._sights[index], self.somebody[index])
        if not self.somebody[index]:
            return Readings({}, {})
        values = _Values(self.measured, index)
        return Readings(values, _Unseen(values, self._sights.item(index)))


@dataclass(frozen=True, slots=True, eq=False)
class _Values(Mapping[str, float]):
    """The measures of one picture."""

    measured: Mapping[str, Array]
    index: int

    def __getitem__(self, name: str) -> float:
        return self.measured[name].item(self.index)

    def __contains__(self, name: object) -> bool:
        return name in self.measured

    def __iter__(self) -> Iterator[str]:
        return iter(self.measured)

    def __len__(self) -> int:
        return len(self.measured)


@dataclass(frozen=True, slots=True, eq=False)
class _Unseen(Mapping[str, Reason]):
    """Why some measures of one picture cannot be told."""

    told: _Values
    sight: int

    def __getitem__(self, name: str) -> Reason:
        if not math.isnan(self.told[name]):
            raise KeyError(name)
        return reason(name, self.sight)

    def __contains__(self, name: object) -> bool:
        return name in self.told.measured and math.isnan(self.told[str(name)])

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in self.told.items() if math.isnan(value))

    def __len__(self) -> int:
        return sum(1 for _ in self)
