"""The four-phase breath as a pure function of time, and over a session that pauses."""

from __future__ import annotations

from dataclasses import dataclass
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
                "hold empty; a hold may be 0), got {text!r}",
                text=text,
            )
        return cls((numbers[0], numbers[1], numbers[2], numbers[3]))

    def at(self, t_s: float) -> Breath:
        """Return the breath ``t_s`` seconds after the breathing began (negative counts as 0)."""
        cycle_s = sum(self.seconds)
        cycles, into_s = divmod(max(t_s, 0.0), cycle_s)
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


class Breathing:
    """Maps the session's time to the breath's own time, which pauses with the session."""

    def __init__(self, pattern: BreathPattern) -> None:
        self._pattern = pattern
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

    def at(self, t_s: float) -> Breath | None:
        """Return the breath at ``t_s``; None before it has begun."""
        if self._from_s is None:
            return None
        now_s = t_s if self._stopped_s is None else self._stopped_s
        return self._pattern.at(now_s - self._from_s)

    def update(self, t_s: float) -> Breath | None:
        """Return the breath if a phase of it began since this was asked last, else None."""
        breath = self.at(t_s)
        if breath is None or (breath.count, breath.phase) == self._begun:
            return None
        self._begun = (breath.count, breath.phase)
        return breath
