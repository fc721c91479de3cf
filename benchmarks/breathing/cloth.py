"""The texture of cloth: its weave, a print, and folds, as brightness by the place on the body.

It is a pattern in space, made of value noise of several sizes, that is looked up where the body's
surface is before it breathes, and rides on the surface from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.raymarch import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cloth:
    """How far brightness strays, standard deviations as a share of it.

    Attributes
    ----------
    weave
        What is 4 to 12 mm across.
    print_
        Blots of 4 to 8 cm.
    folds
        Ridges some 3 cm apart and a hand long.

    """

    weave: float
    print_: float
    folds: float


CLOTHS: Final = {
    "bare": Cloth(0.0, 0.0, 0.0),
    "plain": Cloth(0.02, 0.0, 0.05),
    "knit": Cloth(0.065, 0.0, 0.08),
    "print": Cloth(0.04, 0.26, 0.065),
}
_WEAVE_M: Final = ((0.004, 0.5), (0.008, 0.6), (0.012, 0.6))
_PRINT_M: Final = ((0.04, 0.7), (0.08, 0.7))
_FOLDS_M: Final = (((0.12, 0.03, 0.12), 0.7), ((0.05, 0.09, 0.035), 0.7))
_SPREAD: Final = 0.37
"""The standard deviation of value noise between -1 and 1."""


def brightness(points: NDArray[np.float64], cloth: Cloth, seed: int) -> NDArray[np.float64]:
    """Return by how much the cloth is brighter or darker, (n,) about 1.

    Parameters
    ----------
    points
        (n, 3) places, metres, along the trunk's axes: ahead, up, to the right.
    cloth
        How strong the pattern is.
    seed
        Which of the patterns of this kind.

    """
    parts = (
        (cloth.weave, [((size,) * 3, by) for size, by in _WEAVE_M]),
        (cloth.print_, [((size,) * 3, by) for size, by in _PRINT_M]),
        (cloth.folds, list(_FOLDS_M)),
    )
    total = np.ones(len(points))
    for strength, octaves in parts:
        for index, (size_m, by) in enumerate(octaves if strength else ()):
            noise = _value_noise(points / np.array(size_m), 97 * seed + 13 * index)
            total += strength * by * noise / _SPREAD
    return np.clip(total, 0.3, 1.7)


@kernel
def _lattice(x: int, y: int, z: int, seed: int) -> float:
    """Give the number between -1 and 1 that belongs to a corner of the lattice."""
    mixed = (x * 73856093) ^ (y * 19349663) ^ (z * 83492791) ^ (seed * 2654435761)
    mixed &= 0x7FFFFFFF
    mixed = ((mixed >> 13) ^ mixed) * 1274126177 & 0x7FFFFFFF
    mixed = ((mixed >> 16) ^ mixed) * 668265263 & 0x7FFFFFFF
    return ((mixed >> 7) & 0xFFFF) / 32767.5 - 1.0


@kernel
def _value_noise(places: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Blend the numbers of the eight corners around each place."""
    found = np.empty(places.shape[0])
    for i in range(places.shape[0]):
        x, y, z = np.floor(places[i, 0]), np.floor(places[i, 1]), np.floor(places[i, 2])
        fx, fy, fz = places[i, 0] - x, places[i, 1] - y, places[i, 2] - z
        fx, fy, fz = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy), fz * fz * (3 - 2 * fz)
        total = 0.0
        for corner in range(8):
            dx, dy, dz = corner & 1, (corner >> 1) & 1, corner >> 2
            weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy) * (fz if dz else 1 - fz)
            total += weight * _lattice(int(x) + dx, int(y) + dy, int(z) + dz, seed)
        found[i] = total
    return found
