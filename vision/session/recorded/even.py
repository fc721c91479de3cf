"""A recording at even times: made of the pictures beside each, and nothing where there are none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.session.recorded.take import Array, Flags, Take

LONGEST_GAP_S: Final = 1.0
"""Between pictures farther apart nothing is made up."""
_FACING: Final = "facing"
_FARTHEST: Final = {"sign": 0.0, "phase": 0.0, "deg": 180.0}
"""By unit, how far apart two values may be and still have something between them."""


def evened(
    t_s: Array, values: Array, rate_hz: float, leaps: Flags | None = None
) -> tuple[Array, Array]:
    """Return even times, ``(N,)``, and what there is at each: in straight lines between pictures.

    Parameters
    ----------
    t_s
        ``(T,)`` seconds, increasing, at least one.
    values
        ``(T, ...)``; NaN in either picture gives NaN between them, as does a gap of more than
        `LONGEST_GAP_S`.
    rate_hz
        Of the times that are returned; the first is that of the first picture.
    leaps
        ``(T - 1, ...)`` whether there is nothing half way between a picture and the next, so that
        the value of the nearer one stands; None for nowhere.

    """
    if len(t_s) == 1:
        return t_s, values
    even_s = t_s[0] + np.arange(math.floor((t_s[-1] - t_s[0]) * rate_hz + 1e-6) + 1) / rate_hz
    new = np.clip(np.searchsorted(t_s, even_s), 1, len(t_s) - 1)
    old = new - 1
    gap_s = t_s[new] - t_s[old]
    share = np.clip((even_s - t_s[old]) / gap_s, 0.0, 1.0)
    share[(gap_s > LONGEST_GAP_S) & (share % 1 != 0)] = np.nan
    share = share.reshape(-1, *[1] * (values.ndim - 1))
    part = share if leaps is None else np.where(leaps[old], np.round(share), share)
    between = values[old] * (1 - part) + values[new] * part
    return even_s, np.where(share == 0, values[old], np.where(share == 1, values[new], between))


def evened_measures(
    take: Take, units: Mapping[str, str], rate_hz: float
) -> tuple[Array, dict[str, Array]]:
    """Return even times, ``(N,)``, and each measure at them, as `evened`.

    A body that has turned round between two pictures, or an angle that goes on from 180 degrees at
    -180, was at no time half way: what the nearer picture shows stands.

    Parameters
    ----------
    take
        The recording, at least one picture of it.
    units
        Name to unit of each measure.
    rate_hz
        Of the times.

    """
    names = list(take.measures)
    values = np.stack([take.measures[name] for name in names], axis=1)
    farthest = np.array([_FARTHEST.get(units.get(name, ""), math.inf) for name in names])
    turned = np.abs(np.diff(take.values(_FACING))) > 0
    leaps = (np.abs(np.diff(values, axis=0)) > farthest) | turned[:, np.newaxis]
    even_s, even = evened(take.t_s, values, rate_hz, leaps)
    return even_s, dict(zip(names, even.T, strict=True))
