"""A pose of the user's own, from a recording: what recognises it in the moments that show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, Band, Criterion, Kind, Pose, View
from vision.session.recorded.align import RECOGNISED_FROM
from vision.session.recorded.over_time import recognition
from vision.tune.own.measures import ANY_FOLD_DEG, CANDIDATES, FOLDED_FROM_DEG, TRUNK
from vision.tune.own.moments import parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.tune.own.measures import Candidate
    from vision.tune.own.moments import Array, Flags, Moment, Parts

READABLE: Final = 0.8
"""The least share of every moment in which a measure has to be readable to be proposed."""
_SURELY_READABLE: Final = 0.95  # below, the pose has to stand without
_DECISIVE: Final = 0.1  # share of the rest that nothing else rejects, to ask for a view
_RANGE_PERCENT: Final = (5.0, 95.0)
_WIDEST: Final = 0.6  # of all a measure can read; a wider band tells next to nothing
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
    recording: str = "the recording",
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
    chosen = _chosen(_usable(measured, cut), cut.rest)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What a measure reads in the moments; ``rejects`` is ``(T,)``, where it is surely missed."""

    candidate: Candidate
    band: Band
    read: tuple[float, float]
    readable: float
    rejects: Flags

    def rejected_share(self, left: Array) -> float:
        """Return what share of what is left is rejected; ``left`` are ``(T,)`` weights."""
        total = float(left.sum())
        return float(left[self.rejects].sum()) / total if total > 0 else 0.0


def _usable(measured: Mapping[str, Array], cut: Parts) -> list[_Found]:
    """Return what may recognise the pose, in the order of `CANDIDATES`."""
    found = [_found(c, measured, cut) for c in CANDIDATES if c.measure in measured]
    usable = [f for f in found if f is not None]
    folded = any(f.candidate is TRUNK and f.read[1] > FOLDED_FROM_DEG for f in usable)
    return [f for f in usable if not (folded and f.candidate.follows_fold)]


def _found(candidate: Candidate, measured: Mapping[str, Array], cut: Parts) -> _Found | None:
    """Return what is read; None if it is not readable enough, or reads nearly anything."""
    values = measured[candidate.measure]
    seen = np.isfinite(values) & _in_view(candidate.view, measured)
    readable = min(float(weights[seen].sum()) for weights in cut.moments)
    if readable < READABLE:
        return None
    read = _range(values[seen], cut.shown[seen])
    low, high = candidate.bounds(*read)
    if candidate.share_of_range(low, high) > _WIDEST:
        return None
    if candidate is TRUNK:
        low = min(low, ANY_FOLD_DEG)
    band = Band(candidate.measure, low, high, candidate.error)
    return _Found(candidate, band, read, readable, _rejects(band, candidate.view, measured))


def _in_view(view: View, measured: Mapping[str, Array]) -> Flags:
    off_side_deg = measured.get(VIEW_MEASURE, np.asarray(math.nan))
    return np.asarray(~(off_side_deg > VIEW_LIMIT_DEG[view]))


def _range(values: Array, weights: Array) -> tuple[float, float]:
    """Return the robust range of values that count differently; the outermost are left out."""
    order = np.argsort(values)
    so_far = np.cumsum(weights[order])
    middle = (so_far - weights[order] / 2) / so_far[-1] * 100.0
    low, high = np.interp(_RANGE_PERCENT, middle, values[order])
    return float(low), float(high)


def _rejects(band: Band, view: View, measured: Mapping[str, Array]) -> Flags:
    alone = Criterion("alone", Kind.RECOGNISE, band, "", view=view)
    pose = Pose("alone", "", "", criteria=(alone,))
    return np.asarray(recognition(pose, measured, tell=False) < RECOGNISED_FROM)


def _chosen(usable: Sequence[_Found], rest: Array) -> list[_Found]:
    chosen = [f for f in usable if f.candidate is TRUNK]
    left = rest.copy()
    for f in chosen:
        left[f.rejects] = 0.0
    while len(chosen) < _MOST and (best := _best(_others(usable, chosen), left)):
        chosen.append(best)
        left[best.rejects] = 0.0
    others = [f for f in _others(usable, chosen) if not f.candidate.mostly_alike]
    narrow = sorted(others, key=_width)
    return [*chosen, *narrow[: max(0, _FEWEST - len(chosen))]]


def _others(usable: Sequence[_Found], chosen: Sequence[_Found]) -> list[_Found]:
    taken = {f.candidate.measure for f in chosen}
    return [f for f in usable if f.candidate.measure not in taken]


def _best(usable: Sequence[_Found], left: Array) -> _Found | None:
    """Return what rejects a substantial part of what is left, if anything does.

    ``usable`` is in the order of `CANDIDATES`: what more views can read is first.
    """
    shares = [f.rejected_share(left) for f in usable]
    most = max(shares, default=0.0)
    if most < _SUBSTANTIAL:
        return None
    return next(
        f for f, share in zip(usable, shares, strict=True) if share >= most - _ABOUT_AS_GOOD
    )


def _needed(chosen: Sequence[_Found], rest: Array) -> list[_Found]:
    """Return what the pose cannot stand without: what is readable, from any side or decisive."""
    needed = [
        f
        for f in chosen
        if f.readable >= _SURELY_READABLE
        and (f.candidate.view is View.ANY or _alone(f, chosen, rest) >= _DECISIVE)
    ]
    return needed or [f for f in chosen if f.readable == max(f.readable for f in chosen)][:1]


def _alone(f: _Found, chosen: Sequence[_Found], rest: Array) -> float:
    """Return the share of the rest that nothing else of what is chosen rejects."""
    others = [other.rejects for other in chosen if other is not f]
    return float(rest[f.rejects & ~np.any([np.zeros_like(f.rejects), *others], axis=0)].sum())


def _width(f: _Found) -> float:
    return f.candidate.share_of_range(f.band.low, f.band.high)


def _criterion(f: _Found, why: str, *, optional: bool) -> Criterion:
    return Criterion(
        f.candidate.name,
        Kind.RECOGNISE,
        f.band,
        why,
        view=f.candidate.view,
        call_after_s=1.0,
        optional=optional,
    )


def _why(f: _Found, cut: Parts, units: Mapping[str, str], recording: str) -> str:
    low, high = f.read
    unit = units[f.candidate.measure]
    digits = 0 if unit == "deg" else 2
    count = len(cut.moments)
    told = (
        f"Reads {low:.{digits}f} to {high:.{digits}f} {unit} in {count} "
        f"moment{'s' if count > 1 else ''}, {cut.shown_s:.0f} s, of {recording}"
    )
    if not cut.has_rest:
        return f"{told}; nothing else is in it to tell the pose from."
    within = 1.0 - f.rejected_share(cut.rest)
    return f"{told}; {within:.0%} of the rest of it is not told from the pose by this."
