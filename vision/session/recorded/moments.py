"""The moments of a reviewed recording worth a look: of each step the worst and the best one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.criteria.model import Kind, Status
from vision.session.events import CorrectionDue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.criteria.model import Band, Criterion
    from vision.session.recorded.reviewed import Reviewed, ReviewedStep, Track

    Array: TypeAlias = NDArray[np.float64]
    Flags: TypeAlias = NDArray[np.bool_]

MOST: Final = 40
_UNITS: Final = {"_deg_s": "°/s", "_deg": "°"}


@dataclass(frozen=True, slots=True)
class KeyMoment:
    """A picture to show.

    Attributes
    ----------
    t_s
        Its time, one of those given.
    step
        Its place in ``Reviewed.steps``, from 0.
    best
        Whether it is its step's best moment, or its worst one.
    criterion
        What was missed most, or the depth that was reached; None where the form was met and no
        stage reached.
    value
        The criterion's measure at that time, in its unit; NaN without a criterion.
    words
        A caption.

    """

    t_s: float
    step: int
    best: bool
    criterion: Criterion | None
    value: float
    words: str


def key_moments(
    reviewed: Reviewed, measures: Mapping[str, Array], t_s: Array, most: int = MOST
) -> tuple[KeyMoment, ...]:
    """Return of each reviewed step its worst and its best moment, in the order of time.

    The worst is where a criterion that was called lies farthest outside its band, in margins,
    while it counts as missed; a step in which nothing was called has none. The best is where the
    deepest stage reached is deepest with the form met, or else the middle of the longest time in
    which the form is met.

    Parameters
    ----------
    reviewed
        A recording, judged.
    measures
        ``(T,)`` each, by name; what is not among them gives no moment.
    t_s
        ``(T,)`` seconds.
    most
        How many to return at most: the worst ones before the best ones, of these the ones of
        longer holds.

    """
    found: list[KeyMoment] = []
    for place, step in enumerate(reviewed.steps):
        called = _called(reviewed, place)
        seen = _Seen(place, step, measures, t_s)
        found += [m for m in (_worst(seen, called), _best(seen)) if m]
    held_s = [step.summary.held_s for step in reviewed.steps]
    found.sort(key=lambda m: (m.best, -_off_by(m), -held_s[m.step]))
    return tuple(sorted(found[:most], key=lambda m: (m.t_s, m.best)))


def _off_by(moment: KeyMoment) -> float:
    """Return how far a worst moment lies outside its band, in margins; 0 for a best one."""
    if moment.best or moment.criterion is None:
        return 0.0
    return float(_outside(moment.criterion.band, np.asarray(moment.value)))


def _called(reviewed: Reviewed, place: int) -> set[str]:
    """Return the names of the criteria that a step was corrected by, also while it was left."""
    mine = reviewed.steps[place].stretch
    again = [s.stretch.lead_s for s in reviewed.steps[place + 1 :] if s.stretch.index == mine.index]
    until_s = min(again, default=math.inf)
    return {
        event.criterion
        for event in reviewed.events
        if isinstance(event, CorrectionDue)
        and event.step == mine.index
        and mine.lead_s <= event.t_s < until_s
    }


@dataclass(frozen=True, slots=True)
class _Seen:
    """A reviewed step with the pictures of the recording."""

    place: int
    step: ReviewedStep
    measures: Mapping[str, Array]
    t_s: Array

    def values(self, criterion: Criterion) -> Array:
        """Return a criterion's measure, ``(T,)``."""
        return self.measures.get(criterion.band.measure, np.full(self.t_s.shape, np.nan))

    def best(self, k: int, criterion: Criterion | None, words: str) -> KeyMoment:
        """Return a picture as the best moment."""
        value = math.nan if criterion is None else float(self.values(criterion)[k])
        return KeyMoment(float(self.t_s[k]), self.place, True, criterion, value, words)  # noqa: FBT003 (a field)

    def worst(self, k: int, criterion: Criterion) -> KeyMoment:
        """Return a picture as the worst moment."""
        value = float(self.values(criterion)[k])
        words = _missed_words(criterion, value)
        return KeyMoment(float(self.t_s[k]), self.place, False, criterion, value, words)  # noqa: FBT003 (a field)


def _worst(seen: _Seen, called: set[str]) -> KeyMoment | None:
    found: list[KeyMoment] = []
    for track in seen.step.tracks:
        c = track.criterion
        if c.name not in called or c.kind in {Kind.RECOGNISE, Kind.AIM}:
            continue
        missed = _while_missed(track, seen.t_s)
        outside = np.where(missed, _outside(c.band, seen.values(c)), np.nan)
        if (outside > 0).any():
            found.append(seen.worst(int(np.nanargmax(outside)), c))
    return max(found, key=_off_by, default=None)


def _while_missed(track: Track, t_s: Array) -> Flags:
    """Return in which pictures a criterion is missed; of an order, that in which it was decided."""
    if track.criterion.before is None:
        return _while(track, Status.MISSED, t_s)
    decided = np.zeros(t_s.shape, bool)
    starts_s = [run.start_s for run in track.runs if run.status is Status.MISSED]
    decided[np.searchsorted(t_s, starts_s).clip(0, len(t_s) - 1)] = True
    return decided


def _best(seen: _Seen) -> KeyMoment | None:
    well = _held_well(seen.step, seen.t_s)
    if not well.any():
        return None
    reached = seen.step.summary.stage
    for track in seen.step.tracks:
        if _is_aim(track) and track.criterion.name == reached:
            c = track.criterion
            there = well & _while(track, Status.MET, seen.t_s)
            inside = np.where(there, -_outside(c.band, seen.values(c)), np.nan)
            if np.isfinite(inside).any():
                words = f"{_title(c)}: reached, with the form met"
                return seen.best(int(np.nanargmax(inside)), c, words)
    return seen.best(_middle_of_longest(well, seen.t_s), None, "Held well")


def _is_aim(track: Track) -> bool:
    return track.criterion.kind is Kind.AIM


def _held_well(step: ReviewedStep, t_s: Array) -> Flags:
    """Return in which pictures the pose is recognised and its form met, as far as it is seen."""
    well = (t_s >= step.stretch.start_s) & (t_s < step.stretch.end_s)
    for track in step.tracks:
        if track.criterion.kind in {Kind.RECOGNISE, Kind.FORM}:
            met = _while(track, Status.MET, t_s)
            unseen = _while(track, Status.UNSEEN, t_s) if track.criterion.optional else False
            well &= met | unseen
    return well


def _while(track: Track, status: Status, t_s: Array) -> Flags:
    """Return in which pictures a criterion has a status, ``(T,)``."""
    inside = np.zeros(t_s.shape, bool)
    for run in track.runs:
        if run.status is status:
            inside[slice(*np.searchsorted(t_s, [run.start_s, run.end_s]))] = True
    return inside


def _middle_of_longest(flags: Flags, t_s: Array) -> int:
    """Return the picture in the middle of the longest time that is flagged without a break."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    starts, ends = edges[::2], edges[1::2] - 1
    longest = int((t_s[ends] - t_s[starts]).argmax())
    middle_s = (t_s[starts[longest]] + t_s[ends[longest]]) / 2
    return int(np.searchsorted(t_s, middle_s))


def _outside(band: Band, values: Array) -> Array:
    """Return how far values lie outside a band, in margins; negative inside, NaN for NaN."""
    return np.asarray(np.maximum(band.low - values, values - band.high) / (band.margin or 1.0))


def _missed_words(criterion: Criterion, value: float) -> str:
    """Return what was read and what is asked for, without a judgement."""
    band = criterion.band
    asked = (
        f"up to {_number(band, band.high)}"
        if value > band.high
        else (f"from {_number(band, band.low)} on")
    )
    return f"{_title(criterion)}: read {_number(band, value)}, asked for {asked}"


def _title(criterion: Criterion) -> str:
    return criterion.name.replace("_", " ").capitalize()


def _number(band: Band, value: float) -> str:
    unit = next((unit for end, unit in _UNITS.items() if band.measure.endswith(end)), "")
    return f"{value:.0f}{unit}" if unit else f"{value:.2f}"
