"""A wooden chair, built of the same capsules as the figure, to stand in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.figure import Primitives
from benchmarks.practitioner.rotations import about_y

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_HALF_M: Final = 0.21
_SEAT_M: Final = 0.44
_BACK_M: Final = 0.86
_LEG_RADIUS_M: Final = 0.018
_SLAT_RADIUS_M: Final = 0.02
_SLATS: Final = 6
_WOOD: Final = (58.0, 92.0, 132.0)

_Rod = tuple[tuple[float, float, float], tuple[float, float, float], float]


def chair(x_m: float, z_m: float, turn_deg: float, *, back: bool = True) -> Primitives:
    """Place a chair on the floor.

    Parameters
    ----------
    x_m, z_m
        Where its middle stands.
    turn_deg
        0 looks ahead as the person does, 90 to a camera at azimuth 0.
    back
        Whether it has one; a stool does not.

    """
    turn, place = about_y(-turn_deg), np.array([x_m, 0.0, z_m])
    rows = [
        _row(place + turn @ np.array(a), place + turn @ np.array(b), r)
        for a, b, r in _rods(back=back)
    ]
    return Primitives(np.array(rows))


def with_chair(figure: Primitives, at: Primitives) -> Primitives:
    """Put a chair beside a figure; the chair comes last, so that nothing melts into it."""
    return Primitives(np.concatenate([figure.table, at.table]))


def _rods(*, back: bool) -> Iterator[_Rod]:
    for x_m in (-_HALF_M, _HALF_M):
        top_m = _BACK_M if back and x_m < 0.0 else _SEAT_M
        for z_m in (-_HALF_M, _HALF_M):
            yield (x_m, _LEG_RADIUS_M, z_m), (x_m, top_m, z_m), _LEG_RADIUS_M
    for x_m in np.linspace(-_HALF_M, _HALF_M, _SLATS):
        yield (float(x_m), _SEAT_M, -_HALF_M), (float(x_m), _SEAT_M, _HALF_M), _SLAT_RADIUS_M
    for y_m in (0.62, 0.72, 0.84) if back else ():
        yield (-_HALF_M, y_m, -_HALF_M), (-_HALF_M, y_m, _HALF_M), _SLAT_RADIUS_M


def _row(start: NDArray[np.float64], end: NDArray[np.float64], radius_m: float) -> list[float]:
    """Lay one rod out as a row of `Primitives.table`."""
    not_widened, melts_m, casts = (0.0, 0.0, 1.0, 1.0), 0.001, 1.0
    return [*start, *end, radius_m, radius_m, *not_widened, melts_m, *_WOOD, casts]
