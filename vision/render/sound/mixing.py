"""The sound of a session: the tone of the breath, chimes and speech, from its events alone.

No device and no clock: any stretch of it can be had, and a session that is told the same gives the
same samples.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.render.sound.tones import BreathTone, chime, smooth
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.breathing.events import BreathPaced
from vision.session.heard.chimes import chime_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

DUCKED_DB: Final = 12.0
"""How much softer the tone is while something is said."""
_DUCK_S: Final = 0.15
_BACK_S: Final = 0.5
_CUT_S: Final = 0.04
"""How long speech takes to fall silent that is cut short."""
_KEPT_S: Final = 30.0
_LAST_WORDS_S: Final = 8.0
_WORTH_S: Final = 2.0
"""Speech that is not to be had for this long after it was due is left out."""


class Speech(Protocol):
    """What is asked for speech."""

    def speech(self, text: str) -> Samples | None:
        """Return a text spoken; None where it is not to be had, or not yet."""


@dataclass(eq=False, slots=True)
class _Heard:
    """Samples that are heard from sample ``first`` of the session on."""

    first: int
    samples: Samples

    @property
    def end(self) -> int:
        return self.first + self.samples.size

    def cut(self, at: int) -> None:
        """Let it fall silent at a sample of the session."""
        fade = round(_CUT_S * SAMPLE_RATE_HZ)
        left = max(0, at - self.first)
        if left + fade < self.samples.size:
            kept = self.samples[: left + fade].copy()
            kept[left:] *= np.linspace(1.0, 0.0, kept.size - left, dtype=np.float32)
            self.samples = kept


class Mixer:
    """Renders a session's sound from what it has been told.

    Parameters
    ----------
    pattern
        The pattern of the breath, until the session changes it.
    voice
        Speaks what is said; None for tones and chimes alone.
    ahead_s
        How much earlier than all else the tone comes, see `BreathTone`: how the breath goes on is
        known beforehand, what happens is not.

    """

    def __init__(self, pattern: BreathPattern, voice: Speech | None, ahead_s: float = 0.0) -> None:
        self._tone = BreathTone(pattern, ahead_s)
        self._voice = voice
        self._chimes: list[_Heard] = []
        self._spoken: list[_Heard] = []
        self._due: ev.Said | None = None

    def tell(self, events: Sequence[ev.Event]) -> None:
        """Take what has happened, in order."""
        for event in events:
            self._breathe(event)
            if which := chime_for(event):
                self._chimes.append(_Heard(_sample(event.t_s), chime(which)))
            if isinstance(event, ev.Said) and self._voice is not None:
                self._hush(event.t_s)
                self._due = event
                self._speak(_sample(event.t_s))

    @property
    def silent_from_s(self) -> float:
        """When all that has been said and chimed so far is over, in seconds of the session."""
        ends = [heard.end for heard in (*self._chimes, *self._spoken)]
        return max(ends, default=0) / SAMPLE_RATE_HZ

    def _breathe(self, event: ev.Event) -> None:
        if isinstance(event, ev.BreathPhaseStarted):
            self._tone.start(event.t_s)
        elif isinstance(event, BreathPaced):
            self._tone.change(event.count, event.pattern)
        elif isinstance(event, (ev.Paused, ev.Finished)):
            self._tone.stop(event.t_s)
        elif isinstance(event, (ev.Resumed, ev.StepEntered)):
            self._tone.go_on(event.t_s)

    def _hush(self, t_s: float) -> None:
        """Let what is being said fall silent."""
        for heard in self._spoken:
            heard.cut(_sample(t_s))

    def _speak(self, first: int) -> None:
        """Begin to say what is due, as soon as it is to be had."""
        if self._due is None or self._voice is None:
            return
        samples = self._voice.speech(self._due.text)
        if samples is not None:
            self._spoken.append(_Heard(max(first, _sample(self._due.t_s)), samples))
        if samples is not None or first > _sample(self._due.t_s + _WORTH_S):
            self._due = None

    def render(self, first: int, count: int) -> Samples:
        """Return ``(count,)`` samples in [-1, 1] from sample ``first`` of the session on."""
        self._speak(first)
        self._forget(first)
        mixed = self._tone.render(first, count) * self._duck(first, count)
        for heard in (*self._chimes, *self._spoken):
            _add(mixed, heard, first)
        return np.clip(mixed, -1.0, 1.0).astype(np.float32)

    def _forget(self, first: int) -> None:
        keep = first - round(_KEPT_S * SAMPLE_RATE_HZ)
        self._chimes = [heard for heard in self._chimes if heard.end > keep]
        self._spoken = [heard for heard in self._spoken if heard.end > keep]

    def over(self, other: Samples, first: int) -> Samples:
        """Return other sound, ``(channels, n)``, ducked, with chimes and speech laid over it.

        Its first sample is sample ``first`` of the session.
        """
        self._forget(first)
        mixed = other * self._duck(first, other.shape[1])
        for heard in (*self._chimes, *self._spoken):
            for channel in mixed:
                _add(channel, heard, first)
        return np.clip(mixed, -1.0, 1.0).astype(np.float32)

    def _duck(self, first: int, count: int) -> NDArray[np.float64]:
        """Return the tone's gain: lower while something is said, and a moment to go and come."""
        t_s = (first + np.arange(count)) / SAMPLE_RATE_HZ
        depth = np.zeros(count)
        for heard in self._spoken:
            begin_s, end_s = heard.first / SAMPLE_RATE_HZ, heard.end / SAMPLE_RATE_HZ
            if t_s[0] < end_s + _BACK_S and t_s[-1] > begin_s:
                down, up = smooth((t_s - begin_s) / _DUCK_S), smooth((t_s - end_s) / _BACK_S)
                depth = np.maximum(depth, np.minimum(down, 1.0 - up))
        return np.asarray(10.0 ** (-DUCKED_DB / 20.0 * depth))


class Track:
    """A session's sound for a file: from the first moment on, without gaps, each part once.

    Parameters
    ----------
    mixer
        Makes the sound.

    """

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._next: int | None = None

    def tell(self, events: Sequence[ev.Event]) -> None:
        """Take what has happened, in order; before `until` is asked for the time after it."""
        self._mixer.tell(events)

    def until(self, t_s: float) -> Iterator[Samples]:
        """Yield the sound up to ``t_s`` in blocks; the first call says where it begins."""
        end = _sample(t_s)
        if self._next is None:
            self._next = end
        while self._next < end:
            count = min(SAMPLE_RATE_HZ, end - self._next)
            block = self._mixer.render(self._next, count)
            self._next += count
            yield block

    def rest(self) -> Iterator[Samples]:
        """Yield what is still heard after the last moment: the end of what is being said."""
        if self._next is not None:
            now_s = self._next / SAMPLE_RATE_HZ
            yield from self.until(min(self._mixer.silent_from_s, now_s + _LAST_WORDS_S))


class VoiceOver:
    """Lays the chimes and the speech of a session over other sound, block by block.

    Parameters
    ----------
    voice
        Speaks what is said; has to have it when it is asked.
    events
        What happens, in the order of time, from sample 0 of the other sound on. No breath is led:
        there is no tone. Nor a chime for the end, which is the end of the other sound.

    """

    def __init__(self, voice: Speech, events: Iterable[ev.Event]) -> None:
        self._mixer = Mixer(BreathPattern(), voice)
        self._waiting = deque(each for each in events if not isinstance(each, ev.Finished))

    def __call__(self, other: Samples, first: int) -> Samples:
        """Return a block of the other sound, ``(channels, n)`` from sample ``first`` on, with it.

        Blocks have to come in their order.
        """
        while self._waiting and _sample(self._waiting[0].t_s) < first + other.shape[1]:
            self._mixer.tell([self._waiting.popleft()])
        return self._mixer.over(other, first)


def _sample(t_s: float) -> int:
    return round(t_s * SAMPLE_RATE_HZ)


def _add(mixed: NDArray[np.float64], heard: _Heard, first: int) -> None:
    start, end = max(first, heard.first), min(first + mixed.size, heard.end)
    if start < end:
        mixed[start - first : end - first] += heard.samples[start - heard.first : end - heard.first]
