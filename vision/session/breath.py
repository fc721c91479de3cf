"""The four-phase breath as a pure function of time, and over a session that pauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.errors import UsageError
from vision.words import mark

if TYPE_CHECKING:
    from typing_extensions import Self

PHASE_NAMES: Final = (mark("in"), mark("hold full"), mark("out"), mark("hold empty"))
_LONGEST_PHASE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Breath:
    """Where the breath is at one moment.

    Attributes
    ----------
    phase
        One of `PHASE_NAMES`.
    progress
        How much of the phase is over, in [0, 1).
    fullness
        How full the lungs should be, in [0, 1]: rises through "in", falls through "out".
    remaining_s
        Seconds until the next phase.
    count
        The number of the breath, from 1.

    """

    phase: str
    progress: float
    fullness: float
    remaining_s: float
    count: int

    def into_s(self, pattern: BreathPattern) -> float:
        """Return how long the breath has been going on, which goes by a pattern."""
        ends_s = sum(pattern.seconds[: PHASE_NAMES.index(self.phase) + 1])
        return ends_s - self.remaining_s


@dataclass(frozen=True, slots=True)
class BreathPattern:
    """Seconds of each phase: in, hold full, out, hold empty. A phase of 0 s is left out."""

    seconds: tuple[float, float, float, float] = (4.0, 4.0, 4.0, 4.0)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern such as ``4-4-4-4`` or ``4-0-6-0``.

        Raises
        ------
        UsageError
            Unless it is four numbers from 0 to 60, with a breath in and a breath out.

        """
        try:
            numbers = tuple(float(part) for part in text.split("-"))
        except ValueError:
            numbers = ()
        usable = len(numbers) == len(PHASE_NAMES) and all(
            0 <= number <= _LONGEST_PHASE_S for number in numbers
        )
        if not usable or numbers[0] <= 0 or numbers[2] <= 0:
            raise UsageError(
                "--breath expects four numbers of seconds such as 4-4-4-4 (in, hold full, out, "
                "hold empty; a hold may be 0), mine, or mine:4-4-4-4; got {text!r}",
                text=text,
            )
        return cls((numbers[0], numbers[1], numbers[2], numbers[3]))

    def __str__(self) -> str:
        """Return what `parse` reads it from."""
        return "-".join(f"{seconds:g}" for seconds in self.seconds)

    @property
    def cycle_s(self) -> float:
        """How long one breath takes."""
        return sum(self.seconds)

    def at(self, t_s: float) -> Breath:
        """Return the breath ``t_s`` seconds after the breathing began (negative counts as 0)."""
        cycles, into_s = divmod(max(t_s, 0.0), self.cycle_s)
        for index, length_s in enumerate(self.seconds):
            if into_s < length_s:
                return self._breath(index, into_s, int(cycles) + 1)
            into_s -= length_s
        # Rounding can leave a hair of the cycle over: it belongs to the next breath.
        return self._breath(0, 0.0, int(cycles) + 2)

    def _breath(self, index: int, into_s: float, count: int) -> Breath:
        length_s = self.seconds[index]
        progress = into_s / length_s
        fullness = (progress, 1.0, 1.0 - progress, 0.0)[index]
        return Breath(PHASE_NAMES[index], progress, fullness, length_s - into_s, count)


@dataclass(frozen=True, slots=True)
class Era:
    """Breaths of one pattern: the number of the first, and when it begins in the breath's time."""

    count: int
    from_s: float
    pattern: BreathPattern


class Course:
    """The breath in its own time, by a pattern that may change from one breath to the next.

    Whoever is told the same changes has the same breath at every moment: session, sound, replay.

    Attributes
    ----------
    eras
        In their order, at least one.

    """

    def __init__(self, pattern: BreathPattern) -> None:
        self.eras = [Era(1, 0.0, pattern)]

    def change(self, count: int, pattern: BreathPattern) -> Era:
        """Breathe by another pattern from breath ``count`` on, which has not begun; return it."""
        last = self.eras[-1]
        from_s = last.from_s + (count - last.count) * last.pattern.cycle_s
        self.eras.append(Era(count, from_s, pattern))
        return self.eras[-1]

    def era(self, into_s: float) -> Era:
        """Return what the breath goes by after it has been going on for ``into_s``."""
        return next((e for e in reversed(self.eras) if e.from_s <= into_s), self.eras[0])

    def at(self, into_s: float) -> Breath:
        """Return the breath after it has been going on for ``into_s``, pauses apart."""
        era = self.era(into_s)
        breath = era.pattern.at(into_s - era.from_s)
        return replace(breath, count=breath.count + era.count - 1)


class Breathing:
    """Maps the session's time to the breath's own time, which pauses with the session."""

    def __init__(self, pattern: BreathPattern) -> None:
        self._course = Course(pattern)
        self._from_s: float | None = None
        self._stopped_s: float | None = None
        self._begun: tuple[int, str] | None = None

    def start(self, t_s: float) -> None:
        """Begin to breathe, unless that has begun."""
        if self._from_s is None:
            self._from_s = t_s

    def stop(self, t_s: float) -> None:
        """Stand still from ``t_s`` on."""
        self._stopped_s = t_s

    def go_on(self, t_s: float) -> None:
        """Go on where the breath stood still."""
        if self._from_s is not None and self._stopped_s is not None:
            self._from_s += t_s - self._stopped_s
        self._stopped_s = None

    def change(self, count: int, pattern: BreathPattern) -> None:
        """Breathe by another pattern from breath ``count`` on, one that has not begun."""
        self._course.change(count, pattern)

    @property
    def latest(self) -> BreathPattern:
        """The pattern of the breath to come."""
        return self._course.eras[-1].pattern

    def pattern_at(self, t_s: float) -> BreathPattern:
        """Return what the breath goes by at ``t_s``."""
        return self._course.era(self._into_s(t_s) or 0.0).pattern

    def at(self, t_s: float) -> Breath | None:
        """Return the breath at ``t_s``; None before it has begun."""
        into_s = self._into_s(t_s)
        return None if into_s is None else self._course.at(into_s)

    def _into_s(self, t_s: float) -> float | None:
        """Return how long the breath has been going on at ``t_s``; None before it has begun."""
        now_s = t_s if self._stopped_s is None else self._stopped_s
        return None if self._from_s is None else now_s - self._from_s

    def update(self, t_s: float) -> Breath | None:
        """Return the breath if a phase of it began since this was asked last, else None."""
        breath = self.at(t_s)
        if breath is None or (breath.count, breath.phase) == self._begun:
            return None
        self._begun = (breath.count, breath.phase)
        return breath
