"""The breath as one soft tone, and chimes: sums of sines whose phase never jumps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.session.breath import Course
from vision.session.heard.chimes import Chime

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.session.breath import BreathPattern

    Array: TypeAlias = NDArray[np.float64]

LOW_HZ: Final = 185.0
RATIO: Final = 1.5
"""The pitch of an empty breath, and how much higher a full one is, a fifth: small loudspeakers
still give it."""
LEVEL: Final = 0.1
"""Root mean square of the tone at its fullest would be 0.07: -23 dB."""
PARTIALS: Final = (1.0, 0.22, 0.06)
"""Of the tone, by multiples of its pitch."""
_FULLNESS: Final = (0.0, 1.0, 1.0, 0.0, 0.0)
_EMPTY_LEVEL: Final = 0.6
_ATTACK_S: Final = 0.3
_RELEASE_S: Final = 0.4
_LATE_S: Final = 2.0
"""What is told later than this of a tone that was given out ahead is heard at once, clicking."""
_GATE_S: Final = 0.25
"""How long the tone takes to fall silent where the session pauses, and to come back."""


def smooth(share: Array) -> Array:
    """Return a ramp from 0 to 1 without corners, of one that is straight; beyond them it stays."""
    share = np.clip(share, 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


@dataclass(frozen=True, slots=True)
class _Run:
    """A time in which the breath goes on all the time, or stands still all the time.

    Attributes
    ----------
    from_s
        When it begins.
    into_s
        Where in the cycle the breath is then.
    goes
        Whether it goes on.
    phase, gate
        Of the tone then: radians, and how far it is open, in [0, 1].

    """

    from_s: float
    into_s: float
    goes: bool
    phase: float
    gate: float


class _Shape:
    """The tone of breaths by one pattern, by how long they have been going on.

    ``after_rest`` tells whether there is silence before the first of them.
    """

    def __init__(self, pattern: BreathPattern, *, after_rest: bool) -> None:
        self._ends_s = np.cumsum([0.0, *pattern.seconds])
        self._after_rest = after_rest
        self.rests = pattern.seconds[3] > 0

    def fullness(self, into_s: Array) -> Array:
        """Return how full the lungs should be, in [0, 1]."""
        return np.asarray(np.interp(into_s % self._ends_s[-1], self._ends_s, _FULLNESS))

    def loudness(self, into_s: Array) -> Array:
        """Return the tone's gain, in [0, 1]: 0 through the empty hold."""
        loudness = np.asarray(_EMPTY_LEVEL + (1.0 - _EMPTY_LEVEL) * self.fullness(into_s))
        is_first, into_s = into_s < self._ends_s[-1], into_s % self._ends_s[-1]
        attack = smooth(into_s / _ATTACK_S)
        loudness *= np.where(
            is_first, attack if self._after_rest else 1.0, attack if self.rests else 1.0
        )
        if self.rests:
            loudness *= smooth((self._ends_s[3] - into_s) / _RELEASE_S)
        return loudness

    def turns(self, into_s: Array) -> Array:
        """Return the turns of the tone since the first of these breaths: its pitch, added up."""
        cycles, rest_s = np.divmod(into_s, self._ends_s[-1])
        of_cycle = self._in_cycle(self._ends_s[-1:])
        return np.asarray(cycles * of_cycle + self._in_cycle(rest_s))

    def turns_of(self, breaths: int) -> float:
        """Return the turns of so many whole breaths."""
        return breaths * float(self._in_cycle(self._ends_s[-1:])[0])

    def _in_cycle(self, into_s: Array) -> Array:
        lengths_s = np.diff(self._ends_s)
        into = np.clip(into_s - self._ends_s[:4, np.newaxis], 0.0, lengths_s[:, np.newaxis])
        rise = _risen(into[0], lengths_s[0])
        fall = _risen(np.full(1, lengths_s[2]), lengths_s[2])
        fall = fall - _risen(lengths_s[2] - into[2], lengths_s[2])
        return np.asarray(rise + LOW_HZ * RATIO * into[1] + fall + LOW_HZ * into[3])


class BreathTone:
    """A tone that rises as one breathes in, stays, falls as one breathes out, and rests.

    Its pitch follows `BreathPattern.at` to the sample: straight in octaves from `LOW_HZ`, a
    fifth up and back. It is silent through the empty hold, before the breath begins, and while it
    stands still. Any stretch of it can be had at any time, and is the same each time.

    Parameters
    ----------
    pattern
        What the breath goes by at first.
    ahead_s
        How much earlier than its time all of it is given out, for a device that plays what it is
        given so much later. Then what is told of a time that has been given out begins where that
        ends: the breath is where it should be, but the tone does not jump.

    """

    def __init__(self, pattern: BreathPattern, ahead_s: float = 0.0) -> None:
        self._ahead = round(ahead_s * SAMPLE_RATE_HZ)
        self._given_s = self._stood_into_s = 0.0
        self._course = Course(pattern)
        # Of each era of the course: its shape, and the turns of the tone before it.
        self._shapes: list[tuple[_Shape, float]] = [
            (_Shape(pattern, after_rest=pattern.seconds[3] > 0), 0.0)
        ]
        self._runs: list[_Run] = []

    def change(self, count: int, pattern: BreathPattern) -> None:
        """Let the breath go by another pattern from breath ``count`` on, one yet to begin."""
        before, (shape, turns) = self._course.eras[-1], self._shapes[-1]
        self._course.change(count, pattern)
        turns += shape.turns_of(count - before.count)
        self._shapes.append((_Shape(pattern, after_rest=shape.rests), turns))

    def start(self, t_s: float) -> None:
        """Let the breath begin at ``t_s``, unless it has begun."""
        if not self._runs:
            from_s = self._not_given(t_s)
            self._runs.append(_Run(from_s, from_s - t_s, goes=True, phase=0.0, gate=0.0))

    def stop(self, t_s: float) -> None:
        """Let it stand still from ``t_s`` on."""
        self._change(t_s, goes=False)

    def go_on(self, t_s: float) -> None:
        """Let it go on at ``t_s`` from where it stood still."""
        self._change(t_s, goes=True)

    def _not_given(self, t_s: float) -> float:
        """Return ``t_s``, or where what has been given out ends, if that is not long after it."""
        if not self._ahead:
            return t_s
        latest_s = t_s + self._ahead / SAMPLE_RATE_HZ + _LATE_S
        return min(max(t_s, self._given_s), latest_s)

    def _change(self, t_s: float, *, goes: bool) -> None:
        if not self._runs or self._runs[-1].goes is goes:
            return
        from_s, last = self._not_given(t_s), self._runs[-1]
        now, into_s = np.array([from_s]), self._stood_into_s + from_s - t_s
        if not goes:
            into_s = float(self._into_s(last, now)[0])
            self._stood_into_s = into_s - (from_s - t_s)
        self._runs.append(
            _Run(
                from_s,
                into_s,
                goes,
                float(self._phase(last, now)[0]),
                float(_gate(last, now)[0]),
            )
        )

    def render(self, first: int, count: int) -> Array:
        """Return ``count`` samples, ``(count,)``, from sample ``first`` of the session on."""
        t_s = (first + self._ahead + np.arange(count)) / SAMPLE_RATE_HZ
        self._given_s = max(self._given_s, (first + self._ahead + count) / SAMPLE_RATE_HZ)
        starts = np.searchsorted(t_s, [run.from_s for run in self._runs]).tolist()
        out = np.zeros(count)
        for run, start, end in zip(self._runs, starts, [*starts[1:], count], strict=False):
            if end > start:
                out[start:end] = self._sounded(run, t_s[start:end])
        return out

    def _sounded(self, run: _Run, t_s: Array) -> Array:
        gate = _gate(run, t_s)
        if not gate.any():
            return gate
        loudness = smooth(gate) * self._by_era(self._into_s(run, t_s), _loudness)
        phase = self._phase(run, t_s)
        sines = [share * np.sin(n * phase) for n, share in enumerate(PARTIALS, start=1)]
        return np.asarray(LEVEL * loudness * np.sum(sines, axis=0))

    def _into_s(self, run: _Run, t_s: Array) -> Array:
        """Return how long the breath has been going on, standing still apart."""
        return np.asarray(run.into_s + (t_s - run.from_s if run.goes else 0.0 * t_s))

    def _phase(self, run: _Run, t_s: Array) -> Array:
        """Return the tone's phase in radians, which goes on from run to run."""
        begun_s = np.array([run.into_s])
        if run.goes:
            turns = self._by_era(self._into_s(run, t_s), _turns) - self._by_era(begun_s, _turns)
        else:
            fullness = float(self._by_era(begun_s, _fullness)[0])
            turns = LOW_HZ * RATIO**fullness * (t_s - run.from_s)
        return np.asarray(run.phase + 2.0 * np.pi * turns)

    def _by_era(self, into_s: Array, of: Callable[[_Shape, float, Array], Array]) -> Array:
        """Return a value of the tone, of times that do not decrease, by the pattern of each."""
        starts = np.searchsorted(into_s, [era.from_s for era in self._course.eras]).tolist()
        out, starts[0] = np.empty_like(into_s), 0
        ends = [*starts[1:], into_s.size]
        for era, shape, start, end in zip(
            self._course.eras, self._shapes, starts, ends, strict=True
        ):
            if end > start:
                out[start:end] = of(*shape, into_s[start:end] - era.from_s)
        return out


def _loudness(shape: _Shape, _: float, into_s: Array) -> Array:
    return shape.loudness(into_s)


def _fullness(shape: _Shape, _: float, into_s: Array) -> Array:
    return shape.fullness(into_s)


def _turns(shape: _Shape, before: float, into_s: Array) -> Array:
    return before + shape.turns(into_s)


def _risen(into_s: Array, length_s: float) -> Array:
    """Return the turns of a tone that rises for ``length_s``, after ``into_s`` of it."""
    rate = np.log(RATIO) / length_s
    return np.asarray(LOW_HZ / rate * np.expm1(rate * into_s))


def _gate(run: _Run, t_s: Array) -> Array:
    way = (t_s - run.from_s) / _GATE_S
    return np.clip(run.gate + (way if run.goes else -way), 0.0, 1.0)


# --- chimes ----------------------------------------------------------------------------------

_G4, _B4, _D5, _G5 = 392.0, 493.9, 587.3, 784.0
_NOTES: Final[dict[Chime, tuple[tuple[float, float], ...]]] = {
    # When each note begins, in seconds, and its pitch: told apart by number and direction.
    Chime.STEP: ((0.0, _G4), (0.22, _D5)),
    Chime.HOLD: ((0.0, _D5),),
    Chime.HALF: ((0.0, _B4), (0.18, _B4)),
    Chime.TEN_SECONDS: ((0.0, _G5), (0.14, _G5), (0.28, _G5)),
    Chime.DONE: ((0.0, _G5), (0.2, _D5), (0.4, _G4)),
    Chime.PAUSED: ((0.0, _D5), (0.3, _G4 / 2)),
}
_CHIME_LEVEL: Final = 0.11
_NOTE_S: Final = 0.9
_NOTE_ATTACK_S: Final = 0.012
_DECAY_S: Final = 0.22
_BELL: Final = ((1.0, 1.0), (2.0, 0.3), (3.0, 0.1))


@cache
def chime(which: Chime) -> Samples:
    """Return a chime as samples, from silence to silence."""
    notes = _NOTES[which]
    out = np.zeros(round((notes[-1][0] + _NOTE_S) * SAMPLE_RATE_HZ))
    for begin_s, pitch_hz in notes:
        start, note = round(begin_s * SAMPLE_RATE_HZ), _note(pitch_hz)
        out[start : start + note.size] += note
    return (_CHIME_LEVEL * out).astype(np.float32)


def _note(pitch_hz: float) -> Array:
    t_s = np.arange(round(_NOTE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    ring = sum(
        share * np.sin(2.0 * np.pi * pitch_hz * times * t_s) * np.exp(-t_s * times / _DECAY_S)
        for times, share in _BELL
    )
    return np.asarray(ring * smooth(t_s / _NOTE_ATTACK_S) * smooth((_NOTE_S - t_s) / 0.2))
