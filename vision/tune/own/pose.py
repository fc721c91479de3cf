"""A pose of the user's own, from a recording: what recognises it in the moments that show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Criterion, Kind, Pose, View
from vision.tune.own.measures import TRUNK, usable
from vision.tune.own.moments import parts
from vision.words import count, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.tune.own.measures import Reading
    from vision.tune.own.moments import Array, Moment, Parts

_SURELY_READABLE: Final = 0.95  # below, the pose has to stand without
_DECISIVE: Final = 0.1  # share of the rest that nothing else rejects, to ask for a view
_FEWEST, _MOST = 3, 5
_SUBSTANTIAL: Final = 0.15  # of what is left of the rest, to be worth one more criterion
_ABOUT_AS_GOOD: Final = 0.05  # shares closer than this are chance


@dataclass(frozen=True, slots=True)
class ProposedBand:
    """A criterion that recognises a pose, and how well.

    Attributes
    ----------
    criterion
        What is proposed, with its reason; a bound at a physical end is infinite.
    readable
        In what share of the moments it can be read, in [0, 1]: of the least readable one.
    rejected
        What share of the rest of the recording it tells from the pose, in [0, 1]; NaN without any.

    """

    criterion: Criterion
    readable: float
    rejected: float


def propose(
    t_s: Array,
    measured: Mapping[str, Array],
    moments: Sequence[Moment],
    units: Mapping[str, str],
    recording: str,
) -> tuple[ProposedBand, ...]:
    """Return the few bands that recognise the pose shown in some moments of a recording.

    The lean of the trunk comes first, as in every shipped pose. Each further band is the one that
    rejects the most of what is left of the rest, as long as that is a substantial part; of about
    equally good ones the one that is readable from more views. If that makes too few, those follow
    that are the narrowest for what their measure can read.

    Parameters
    ----------
    t_s
        ``(T,)`` seconds, increasing.
    measured
        Measures by name, ``(T,)`` each, NaN for "cannot tell".
    moments
        Where the pose is shown.
    units
        Every measure's unit, by name.
    recording
        What to call the recording in the reasons.

    Returns
    -------
    tuple[ProposedBand, ...]
        Empty if nothing can be read in the moments.

    Raises
    ------
    UsageError
        If a moment holds no picture.

    """
    cut = parts(t_s, measured, moments)
    chosen = _chosen(usable(measured, cut), cut.rest)
    needed = _needed(chosen, cut.rest)
    return tuple(
        ProposedBand(
            _criterion(f, _why(f, cut, units, recording), optional=f not in needed),
            f.readable,
            f.rejected_share(cut.rest) if cut.has_rest else math.nan,
        )
        for f in chosen
    )


def trial_pose(name: str, bands: Sequence[ProposedBand]) -> Pose:
    """Return a pose that is recognised by these bands and has nothing else yet, to try it."""
    criteria = tuple(band.criterion for band in bands)
    return Pose(name, name, "", needs=needs(bands), criteria=criteria)


def needs(bands: Sequence[ProposedBand]) -> tuple[str, ...]:
    """Return the measures that have to be readable before the pose can be coached."""
    return tuple(b.criterion.band.measure for b in bands if not b.criterion.optional)


def _chosen(readings: Sequence[Reading], rest: Array) -> list[Reading]:
    chosen = [f for f in readings if f.candidate is TRUNK]
    left = rest.copy()
    for f in chosen:
        left[f.rejects] = 0.0
    while len(chosen) < _MOST and (best := _best(_others(readings, chosen), left)):
        chosen.append(best)
        left[best.rejects] = 0.0
    others = [f for f in _others(readings, chosen) if not f.candidate.mostly_alike]
    narrow = sorted(others, key=_width)
    return [*chosen, *narrow[: max(0, _FEWEST - len(chosen))]]


def _others(readings: Sequence[Reading], chosen: Sequence[Reading]) -> list[Reading]:
    taken = {f.candidate.measure for f in chosen}
    return [f for f in readings if f.candidate.measure not in taken]


def _best(readings: Sequence[Reading], left: Array) -> Reading | None:
    """Return what rejects a substantial part of what is left, if anything does.

    ``readings`` is in the order of `CANDIDATES`: what more views can read is first.
    """
    shares = [f.rejected_share(left) for f in readings]
    most = max(shares, default=0.0)
    if most < _SUBSTANTIAL:
        return None
    return next(
        f for f, share in zip(readings, shares, strict=True) if share >= most - _ABOUT_AS_GOOD
    )


def _needed(chosen: Sequence[Reading], rest: Array) -> list[Reading]:
    """Return what the pose cannot stand without: what is readable, from any side or decisive."""
    needed = [
        f
        for f in chosen
        if f.readable >= _SURELY_READABLE
        and (f.candidate.view is View.ANY or _alone(f, chosen, rest) >= _DECISIVE)
    ]
    return needed or [f for f in chosen if f.readable == max(f.readable for f in chosen)][:1]


def _alone(f: Reading, chosen: Sequence[Reading], rest: Array) -> float:
    """Return the share of the rest that nothing else of what is chosen rejects."""
    others = [other.rejects for other in chosen if other is not f]
    return float(rest[f.rejects & ~np.any([np.zeros_like(f.rejects), *others], axis=0)].sum())


def _width(f: Reading) -> float:
    return f.candidate.share_of_range(f.band.low, f.band.high)


def _criterion(f: Reading, why: str, *, optional: bool) -> Criterion:
    return Criterion(
        f.candidate.name,
        Kind.RECOGNISE,
        f.band,
        why,
        view=f.candidate.view,
        call_after_s=1.0,
        optional=optional,
    )


def _why(f: Reading, cut: Parts, units: Mapping[str, str], recording: str) -> str:
    low, high = f.read
    unit = units[f.candidate.measure]
    read = say(
        "Reads {low:.{digits}f} to {high:.{digits}f} {unit} in {moments}, {shown_s:.0f} s, "
        "of {recording}",
        low=low,
        high=high,
        digits=0 if unit == "deg" else 2,
        unit=unit,
        moments=count(len(cut.moments), "{n} moment", "{n} moments"),
        shown_s=cut.shown_s,
        recording=recording,
    )
    if not cut.has_rest:
        return say("{read}; nothing else is in it to tell the pose from.", read=read)
    within = 1.0 - f.rejected_share(cut.rest)
    return say(
        "{read}; {share:.0%} of the rest of it is not told from the pose by this.",
        read=read,
        share=within,
    )
