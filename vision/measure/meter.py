"""Takes measures, live or of a whole recording, with what is remembered from picture to picture."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.landmarks.smoothing import BACK_TUNING, OneEuro
from vision.measure.body import near_and_far
from vision.measure.breath.follow import UNITS as BREATH
from vision.measure.breath.follow import BreathFollower
from vision.measure.catalog import MEASURES, MOTIONS, UNITS
from vision.measure.geometry import angle_deg, distance
from vision.measure.movement import Past
from vision.measure.parts import sights, why_unseen
from vision.measure.trunk import back_bow, off_side_deg, trunk_tilt_deg
from vision.words.reasons import SIT_TALL, Code, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.catalog import Measure, Motion
    from vision.measure.geometry import Array

_BLOCK: Final = 1024  # pictures measured at once: an hour's intermediate results would fill memory
STRAIGHT_DEG: Final = 165.0
"""A knee seen at this angle or more belongs to a leg that is straight."""
_SURE: Final = 0.8  # visibility of hip, knee and ankle from which on a leg is learnt from
_RISE_S: Final = 1.0  # a leg pointing a little to the camera looks short, never long: longer counts
_FALL_S: Final = 60.0  # and shorter does so only slowly, as when the person moves away
_LONGEST_STEP_S: Final = 0.2
_LEG: Final = (sk.HIPS, sk.KNEES, sk.ANKLES)
_STILL_WATCHING: Final = Reason(Code.STILL_WATCHING)
_CANNOT_TELL: Final = Reason(Code.CANNOT_TELL)
_BREATH_UNSEEN: Final = Reason(Code.BREATH_UNSEEN)
_TRUNK: Final = ("shoulders", "hips")


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
    length of the legs is learnt on the way, for when a knee is hidden, and how the back reads while
    its person sits tall. A picture that shows nobody is passed over.

    Parameters
    ----------
    names
        The measures that are wanted; what they follow is taken, too.

    """

    def __init__(self, names: Iterable[str] = UNITS) -> None:
        names = set(names)
        self._measures, motions = _needed(names)
        self._past = Past(motions)
        self._steady_back = OneEuro(BACK_TUNING)
        self._leg_lengths = LegLengths()
        self._own_back = OwnBack()
        self._breath_names = sorted(BREATH.keys() & names)
        self._breath = BreathFollower()
        self.names: Final = (*self._measures, *motions, *self._breath_names)
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
        body.own_bow = self._own_back(body)
        values = {name: measure.function(body) for name, measure in self._measures.items()}
        moved = self._past.take(body.t_s, values)
        return values | moved | self._breathed(body)

    def _breathed(self, body: Body) -> dict[str, Array]:
        if not self._breath_names:
            return {}
        told = self._breath(body)
        return {name: told[name] for name in self._breath_names}


def measure_all(body: Body, names: Iterable[str] = UNITS) -> dict[str, Array]:
    """Return each named measure of a recording, and those that motions among them follow.

    Arrays over its one leading axis, time; equal, picture by picture, to what a `Meter` reads live.
    """
    meter = Meter(names)
    measured = {name: np.full(body.t_s.shape, np.nan) for name in meter.names}
    for pictures in _blocks(np.flatnonzero(body.somebody)):
        for name, values in meter.take(body[pictures]).items():
            measured[name][pictures] = values
    return measured


def _blocks(pictures: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(pictures), _BLOCK):
        yield pictures[start : start + _BLOCK]


def reason(name: str, sight: int) -> Reason:
    """Return why a measure cannot be told in a picture with one of the `sights`."""
    if name in MOTIONS:
        return _STILL_WATCHING
    if name in BREATH:
        return why_unseen(sight, _TRUNK) or _BREATH_UNSEEN
    learnt = SIT_TALL if name == "back_bow_own" else _CANNOT_TELL
    return why_unseen(sight, MEASURES[name].needs) or learnt


def _needed(names: Iterable[str]) -> tuple[dict[str, Measure], dict[str, Motion]]:
    """Return the motions among the named, and the measures named or followed by them."""
    wanted = set(names)
    motions = {name: MOTIONS[name] for name in sorted(wanted & MOTIONS.keys())}
    followed = wanted.union(*(motion.of for motion in motions.values()))
    followed -= motions.keys() | BREATH.keys()
    return {name: MEASURES[name] for name in sorted(followed)}, motions


class LegLengths:
    """Learns the length of the straight leg, the near one and the far one, picture by picture.

    An arm across the knee hides it; the hip and the ankle on either side of it may still be seen.
    If they are as far apart as when the leg was seen straight, it is straight.
    """

    def __init__(self) -> None:
        self._length_px = [math.nan, math.nan]
        self._t_s = np.array([-np.inf])

    def __call__(self, body: Body) -> Array:
        """Take in one picture, or the next ones of a recording; times must not decrease.

        Return ``(2,)`` or ``(T, 2)`` pixels: near and far, as learnt by each, NaN where not yet.
        """
        seen_px = straight_legs_px(body)
        t_s = np.concatenate([self._t_s, body.t_s.reshape(-1)])
        rise, fall = _shares(np.minimum(t_s[1:] - t_s[:-1], _LONGEST_STEP_S))
        self._t_s = t_s[-1:]
        legs = [
            self._learn(leg, pixels, rise, fall)
            for leg, pixels in enumerate(seen_px.reshape(-1, 2).T.tolist())
        ]
        return np.asarray(np.transpose(legs).reshape(seen_px.shape))

    def _learn(
        self, leg: int, seen_px: list[float], rise: list[float], fall: list[float]
    ) -> list[float]:
        """Follow one leg: plain numbers, as each length builds on the one before."""
        known, learnt = self._length_px[leg], []
        for now, rises, falls in zip(seen_px, rise, fall, strict=True):
            if math.isnan(known):
                known = now
            elif not math.isnan(now):
                known += (rises if now > known else falls) * (now - known)
            learnt.append(known)
        self._length_px[leg] = known
        return learnt


def _shares(steps_s: Array) -> tuple[list[float], list[float]]:
    """Return how much of the way to a longer and to a shorter leg each step goes."""
    rise, fall = (1.0 - np.exp(-steps_s / pace_s) for pace_s in (_RISE_S, _FALL_S))
    return rise.tolist(), fall.tolist()


def straight_legs_px(body: Body) -> Array:
    """Return ``(..., 2)`` hip to ankle of the near and the far leg, NaN unless seen straight."""
    hip, knee, ankle = (body.both(joint) for joint in _LEG)
    visibility = [body.visibility[..., sk.both_sides(joint)] for joint in _LEG]
    sure = np.minimum.reduce(visibility) >= _SURE
    straight = sure & (angle_deg(hip, knee, ankle) >= STRAIGHT_DEG)
    return near_and_far(np.where(straight, distance(hip, ankle), np.nan), body)


TALL_DEG: Final = (-12.0, 15.0)
"""Lean of the trunk of people who sit tall."""
_SEATED_DEG: Final = 145.0  # at the hip; who stands or kneels up has a shirt that hangs otherwise
_hip_near_deg: Final = MEASURES["hip_near_deg"].function
_PROFILE_DEG: Final = 25.0  # off the side; farther off the back's edge is no outline of its bow
BREATH_S: Final = 2.0
"""Seconds of quiet sitting that give one reading; three of them have to agree."""
_BREATHS: Final = 3
_QUIET_DEG: Final = 4.0  # of lean, within which nobody moves
_BREAK_S: Final = 0.5
_FEWEST: Final = 6
PLAUSIBLE_BOW: Final = (-0.07, 0.06)
"""Of a back that sits tall in whatever it wears: -0.06 to 0.05 on rendered people. Beyond, nothing
is learnt: it slumps, perhaps, and the bound for everybody is the stricter one then."""


class OwnBack:
    """Learns how the back of this person, in these clothes, reads while it is tall.

    Every breath of quiet sitting gives its middle reading. Of three the middle one counts, so that
    one arm behind the back is no matter, and of all such the smallest: a back can only look rounder
    than it is tall. It is forgotten with the session.
    """

    def __init__(self) -> None:
        self._learnt = math.nan
        self._breaths: deque[float] = deque(maxlen=_BREATHS)
        self._breath: list[float] = []
        self._since_s = self._last_s = -math.inf
        self._lean_deg = math.nan

    def __call__(self, body: Body) -> Array:
        """Take in the next pictures, ``(T,)``; times must not decrease.

        Return ``(T,)`` the bow at rest in chords, as learnt by each, NaN where not yet.
        """
        lean_deg = trunk_tilt_deg(body)
        with np.errstate(invalid="ignore"):
            tall = (lean_deg >= TALL_DEG[0]) & (lean_deg <= TALL_DEG[1])
            tall &= (_hip_near_deg(body) <= _SEATED_DEG) & (off_side_deg(body) <= _PROFILE_DEG)
        bow = np.where(tall, back_bow(body), np.nan)
        moments = zip(body.t_s.tolist(), lean_deg.tolist(), bow.tolist(), strict=True)
        return np.array([self._learn(*moment) for moment in moments])

    def _learn(self, t_s: float, lean_deg: float, bow: float) -> float:
        """Follow one body: plain numbers, as what is known builds on what was known before."""
        if math.isnan(bow):
            return self._learnt
        if t_s - self._last_s > _BREAK_S or abs(lean_deg - self._lean_deg) > _QUIET_DEG:
            self._breath, self._since_s, self._lean_deg = [], t_s, lean_deg
        self._last_s = t_s
        self._breath.append(bow)
        if t_s - self._since_s >= BREATH_S and len(self._breath) >= _FEWEST:
            self._breaths.append(float(np.median(self._breath)))
            self._breath, self._since_s, self._lean_deg = [], t_s, lean_deg
            self._take(float(np.median(self._breaths)))
        return self._learnt

    def _take(self, bow: float) -> None:
        enough = len(self._breaths) == _BREATHS
        if enough and PLAUSIBLE_BOW[0] <= bow <= PLAUSIBLE_BOW[1]:
            self._learnt = bow if math.isnan(self._learnt) else min(self._learnt, bow)
