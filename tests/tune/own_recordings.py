"""Measured recordings made up for poses of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.measure.catalog import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RATE_HZ: Final = 10
LONG_SIT: Final = {
    "trunk_tilt_deg": 5.0,
    "knee_fold_near_deg": 170.0,
    "seat_over_floor": 0.3,
    "off_side_deg": 5.0,
}
KNEELING: Final = {**LONG_SIT, "knee_fold_near_deg": 20.0}
STANDING: Final = {**LONG_SIT, "seat_over_floor": 1.8}
LYING: Final = {**LONG_SIT, "trunk_tilt_deg": -90.0}


def recording(
    *parts: tuple[float, Mapping[str, float]], noise: float = 0.01, seed: int = 0
) -> tuple[Array, dict[str, Array]]:
    """Return times and measures of a recording that shows each part for some seconds.

    What a part says nothing of is NaN in it. ``noise`` is a share of what the measure reads.
    """
    counts = [round(lasts_s * RATE_HZ) for lasts_s, _ in parts]
    t_s = np.arange(sum(counts)) / RATE_HZ
    shaky = np.random.default_rng(seed)
    measured = {}
    for name in UNITS:
        values = [
            np.full(n, of.get(name, np.nan)) for n, (_, of) in zip(counts, parts, strict=True)
        ]
        whole = np.concatenate(values)
        measured[name] = whole * (1.0 + noise * shaky.standard_normal(len(whole)))
    return t_s, measured
