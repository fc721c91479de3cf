"""Which part of the sound the device gets next, so that it stays with the session for hours.

A device's clock runs a little fast or slow, and pictures are late by turns: both are followed by
stretching the sound by less than one hears, and by a jump, with its seam smoothed, where the
session itself has jumped.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples, as_samples
from vision.session import events as ev

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.session.events import Event

LAG_S: Final = 0.45
"""How long after a moment of the session its sound is heard: the device wants its samples earlier
than this, and what is told of the moment has arrived by then."""

_WINDOW_S: Final = 30.0
_STEP_S: Final = 0.8
_SETTLED_S: Final = 0.6
"""Arrivals later than the earliest by the step, for this long: the source has stood still."""
_JUMP_S: Final = 0.12
_SETTLING_S: Final = 3.0
"""Devices that were just opened, and first pictures, do not tell well yet when they are: for this
long smaller differences are jumped over, too."""
_SMALL_JUMP_S: Final = 0.01
_FOLLOW_S: Final = 5.0
_MOST_STRETCH: Final = 0.005
_SEAM: Final = SAMPLE_RATE_HZ // 100


_MOVABLE: Final = (ev.Said, ev.HoldStarted, ev.HoldProgress, ev.HoldCompleted)
"""What has a beginning to be heard, and moves no breath."""


class Mixer(Protocol):
    """What makes the sound of a session, of any stretch of it, from what it has been told."""

    def tell(self, events: Sequence[Event]) -> None:
        """Take what has happened."""

    def render(self, first: int, count: int) -> Samples:
        """Return ``count`` samples from sample ``first`` of the session on."""


class SessionClock:
    """Tells the session's time from the system's, by when its pictures have arrived.

    A picture arrives late by how long it was looked at, never early: the earliest arrivals of the
    last seconds tell how the two clocks lie to each other.
    """

    def __init__(self) -> None:
        self._arrivals: deque[tuple[float, float]] = deque()
        self._offset_s: float | None = None

    def heard(self, t_s: float, at_s: float) -> None:
        """Take that the session's ``t_s`` was shown at the system's ``at_s``."""
        offset_s = at_s - t_s
        self._arrivals.append((at_s, offset_s))
        keep_s = _WINDOW_S
        if self._offset_s is not None and abs(self._lately(at_s) - self._offset_s) > _STEP_S:
            keep_s = _SETTLED_S
        while self._arrivals[0][0] < at_s - keep_s:
            self._arrivals.popleft()
        self._offset_s = min(offset for _, offset in self._arrivals)

    def _lately(self, at_s: float) -> float:
        return min(offset for when_s, offset in self._arrivals if when_s >= at_s - _SETTLED_S)

    def session_s(self, at_s: float) -> float | None:
        """Return the session's time at a time of the system's; None before the first picture."""
        return None if self._offset_s is None else at_s - self._offset_s


class Feed:
    """Hands out a mixer's sound block by block.

    Attributes
    ----------
    volume
        From 0, silence, to 1.
    off_s
        How far the sound was from where it should be, at the latest block; late is positive.
    quiet_s
        For how long the mixer has been silent.

    """

    def __init__(self, mixer: Mixer, clock: SessionClock) -> None:
        self.volume = 1.0
        self.off_s = 0.0
        self.quiet_s = 0.0
        self._mixer = mixer
        self._clock = clock
        self._next: int | None = None
        self._gain = 0.0
        self._steady_s = 0.0

    def not_begun(self, event: Event) -> Event:
        """Return an event, moved to what is handed out next where its own time has been already.

        So nothing is heard without its beginning that a busy machine tells of late.
        """
        next_s = (self._next or 0) / SAMPLE_RATE_HZ
        if isinstance(event, _MOVABLE) and event.t_s < next_s:
            return replace(event, t_s=next_s)
        return event

    def block(self, count: int, heard_at_s: float) -> Samples:
        """Return the next samples, the first of which leaves the device at the system's time."""
        now_s = self._clock.session_s(heard_at_s)
        if now_s is None:
            return np.zeros(count, np.float32)
        due = round((now_s - LAG_S) * SAMPLE_RATE_HZ)
        if self._next is None:
            self._next = due
        self.off_s = (due - self._next) / SAMPLE_RATE_HZ
        if abs(self.off_s) > _JUMP_S:
            self._steady_s = 0.0
        self._steady_s += count / SAMPLE_RATE_HZ
        most_s = _JUMP_S if self._steady_s > _SETTLING_S else _SMALL_JUMP_S
        jumps = abs(self.off_s) > most_s
        samples = self._jump(due, count) if jumps else self._stretched(self._next, count)
        loud = bool(np.abs(samples).max(initial=0.0) > 1e-4)  # noqa: PLR2004 (-80 dB)
        self.quiet_s = 0.0 if loud else self.quiet_s + count / SAMPLE_RATE_HZ
        return as_samples(samples * self._ramp(count))

    def _stretched(self, first: int, count: int) -> Samples:
        most = math.ceil(count * _MOST_STRETCH)
        wanted = self.off_s * count / _FOLLOW_S
        taken = count + round(max(-most, min(most, wanted)))
        self._next = first + taken
        if taken == count:
            return self._mixer.render(first, count)
        samples = self._mixer.render(first, taken + 1)
        places = np.arange(count) * (taken / count)
        return as_samples(np.interp(places, np.arange(taken + 1), samples))

    def _jump(self, due: int, count: int) -> Samples:
        """Go on elsewhere, with what was going on before fading into it."""
        before = self._next or 0
        self._next = due + count
        samples: Samples = self._mixer.render(due, count).copy()
        seam = min(_SEAM, count)
        fade = np.linspace(0.0, 1.0, seam, dtype=np.float32)
        old = self._mixer.render(before, seam)
        samples[:seam] = samples[:seam] * fade + old * (1.0 - fade)
        return samples

    def _ramp(self, count: int) -> Samples:
        """Return the gain over a block: a change of volume makes no click."""
        # What is felt as half as loud is a quarter of the amplitude.
        before, self._gain = self._gain, self.volume**2
        return as_samples(np.linspace(before, self._gain, count))
