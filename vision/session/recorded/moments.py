"""The moments of a reviewed recording worth a look: of each step the worst and the best one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind, Status
from vision.session.events import CorrectionDue
from vision.words import say
from vision.words.wording import heading

if TYPE_CHECKING:
    from vision.criteria.model import Band, Criterion
    from vision.session.recorded.replay import Reviewed, ReviewedStep
    from vision.session.recorded.take import Array, Flags, Take
    from vision.session.recorded.tracks import Track

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


def key_moments(reviewed: Reviewed, take: Take, most: int = MOST) -> tuple[KeyMoment, ...]:
    """Return of each reviewed step its worst and its best moment, in the order of time.

    The worst is where a criterion that was called lies farthest outside its band, in margins,
    while it counts as missed; a step in which nothing was called has none. The best is where the
    deepest stage reached is deepest with the form met, or else the middle of the longest time in
    which the form is met, of a step that was held at all. "Held well" is said of one that was held
    for the time asked for.

    Parameters
    ----------
    reviewed
        The take, judged.
    take
        A measure that is not in it gives no moment.
    most
        How many to return at most: the worst ones before the best ones, of these the ones of
        longer holds.

    """
    due = [event for event in reviewed.events if isinstance(event, CorrectionDue)]
    found: list[KeyMoment] = []
    for place, step in enumerate(reviewed.steps):
        again = [s for s in reviewed.steps[place + 1 :] if s.stretch.index == step.stretch.index]
        until_s = again[0].stretch.lead_s if again else math.inf
        called = {
            event.criterion
            for event in due
            if event.step == step.stretch.index and step.stretch.lead_s <= event.t_s < until_s
        }
        found += [m for m in (_worst(place, step, take, called), _best(place, step, take)) if m]
    held_s = [step.summary.held_s for step in reviewed.steps]
    found.sort(key=lambda m: (m.best, -_off_by(m), -held_s[m.step]))
    return tuple(sorted(found[:most], key=lambda m: (m.t_s, m.best)))


def _off_by(moment: KeyMoment) -> float:
    """Return how far a worst moment lies outside its band, in margins; 0 for a best one."""
    if moment.best or moment.criterion is None:
        return 0.0
    return float(_outside(moment.criterion.band, np.asarray(moment.value)))


def _worst(place: int, step: ReviewedStep, take: Take, called: set[str]) -> KeyMoment | None:
    """Return where what was ``called`` in a step, also while it was left, is farthest off."""
    found: list[KeyMoment] = []
    for track in step.tracks:
        c, rows = track.criterion, take.rows(track.runs[0].start_s, track.runs[-1].end_s)
        if c.name not in called or c.kind in {Kind.RECOGNISE, Kind.AIM}:
            continue
        t_s, values = take.t_s[rows], take.values(c.band.measure)[rows]
        outside = np.where(_while_missed(track, t_s), _outside(c.band, values), np.nan)
        if (outside > 0).any():
            k = int(np.nanargmax(outside))
            value = float(values[k])
            moment = KeyMoment(float(t_s[k]), place, False, c, value, _missed_words(c, value))  # noqa: FBT003 (a field)
            found.append(moment)
    return max(found, key=_off_by, default=None)


def _while_missed(track: Track, t_s: Array) -> Flags:
    """Return in which pictures a criterion is missed; of an order, that in which it was decided."""
    if track.criterion.before is None:
        return _while(track, Status.MISSED, t_s)
    starts_s = [run.start_s for run in track.runs if run.status is Status.MISSED]
    return np.isin(np.arange(len(t_s)), np.searchsorted(t_s, starts_s))


def _best(place: int, step: ReviewedStep, take: Take) -> KeyMoment | None:
    rows = take.rows(step.stretch.start_s, step.stretch.end_s)
    t_s = take.t_s[rows]
    well = _held_well(step, take, t_s)
    if not (well.any() and step.summary.held_s):
        return None
    for track in step.tracks:
        c = track.criterion
        if c.kind is Kind.AIM and c.name == step.summary.stage:
            values = take.values(c.band.measure)[rows]
            there = well & _while(track, Status.MET, t_s)
            inside = np.where(there, -_outside(c.band, values), np.nan)
            if np.isfinite(inside).any():
                k = int(np.nanargmax(inside))
                words = say("{name}: reached, with the form met", name=heading(c.name))
                return KeyMoment(float(t_s[k]), place, True, c, float(values[k]), words)  # noqa: FBT003 (a field)
    k = _middle_of_longest(well, t_s)
    words = say("Held well") if step.summary.completed else say("In the pose, with the form met")
    return KeyMoment(float(t_s[k]), place, True, None, math.nan, words)  # noqa: FBT003 (a field)


def _held_well(step: ReviewedStep, take: Take, t_s: Array) -> Flags:
    """Return in which pictures the pose is recognised and its form met, as far as it is seen.

    What a picture itself shows counts as well: a status stays met for a while when that has ended.
    """
    rows = take.rows(step.stretch.start_s, step.stretch.end_s)
    well = np.ones(t_s.shape, bool)
    for track in step.tracks:
        c = track.criterion
        if c.kind in {Kind.RECOGNISE, Kind.FORM}:
            most = 1.0 if c.band.margin else 0.0
            beyond = _outside(c.band, take.values(c.band.measure)[rows]) > most
            unseen = _while(track, Status.UNSEEN, t_s) if c.optional else False
            well &= (_while(track, Status.MET, t_s) & ~beyond) | unseen
    return well


def _while(track: Track, status: Status, t_s: Array) -> Flags:
    """Return in which pictures a criterion has a status, ``(n,)``."""
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
    band, name = criterion.band, heading(criterion.name)
    read = _number(band, value)
    if value > band.high:
        asked = _number(band, band.high)
        return say(
            "{name}: read {read}, asked for up to {asked}", name=name, read=read, asked=asked
        )
    asked = _number(band, band.low)
    return say("{name}: read {read}, asked for from {asked} on", name=name, read=read, asked=asked)


def _number(band: Band, value: float) -> str:
    unit = next((unit for end, unit in _UNITS.items() if band.measure.endswith(end)), "")
    if unit:
        return f"{value:.0f}{unit}"
    return say("{value:.2f} trunk lengths", value=value)
