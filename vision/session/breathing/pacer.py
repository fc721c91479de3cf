"""The pacer that follows: it takes a person's own rhythm, and slows it gently towards a pattern."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.session.breath import BreathPattern

if TYPE_CHECKING:
    from typing_extensions import Self

MINE: Final = "mine"
MOST_A_BREATH: Final = 0.05
"""How much longer one breath may be led than the one before, of its length; no phase of it grows by
more than this either. Teachers slow a class like that: nobody notices one breath's difference."""
WITH_IT: Final = 0.93
"""A person whose breath takes at least this share of the pacer's breathes with it: it may slow. The
rate is measured over some breaths, so that it comes after the pacer by one or two."""
LEFT_BEHIND: Final = 0.8
"""One whose breath is shorter than this share of it does not: the pacer comes back to them."""
_SHORTEST_S: Final = 2.5
_LEAST_SHARE: Final = 0.25
_DONE_S: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Pacing:
    """How the breath is led: by a pattern, and whether it follows the person towards that."""

    pattern: BreathPattern
    mine: bool = False

    def __str__(self) -> str:
        """Return what `parse` reads it from."""
        own = MINE if self.pattern == BreathPattern() else f"{MINE}:{self.pattern}"
        return own if self.mine else str(self.pattern)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern, ``mine``, or ``mine:`` and the pattern it slows towards.

        Raises
        ------
        UsageError
            Unless it is one of these.

        """
        if text == MINE:
            return cls(BreathPattern(), mine=True)
        mine = text.startswith(f"{MINE}:")
        return cls(BreathPattern.parse(text.removeprefix(f"{MINE}:") if mine else text), mine=mine)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A breath as it is measured: its length, and the share of breathing in, the holds left out."""

    cycle_s: float
    in_share: float

    @property
    def pattern(self) -> BreathPattern:
        """The same as a pattern without holds."""
        cycle_s = max(self.cycle_s, _SHORTEST_S)
        share = min(max(self.in_share, _LEAST_SHARE), 1.0 - _LEAST_SHARE)
        return BreathPattern((cycle_s * share, 0.0, cycle_s * (1.0 - share), 0.0))


class Pacer:
    """Chooses the pattern of each breath to come, from the one before and what was measured of it.

    Attributes
    ----------
    pacing
        Whether it follows the person. If not, it goes towards the pattern, as gently.

    """

    def __init__(self, pacing: Pacing) -> None:
        self.pacing = pacing
        self._has_taken = False

    def follow(self, *, mine: bool) -> None:
        """Follow the person from the next breath on, or go back to the pattern."""
        self.pacing, self._has_taken = replace(self.pacing, mine=mine), False

    def following(self, now: BreathPattern, own: Rhythm | None) -> BreathPattern:
        """Return the pattern of the breath after one by ``now``.

        Parameters
        ----------
        now
            What is breathed now.
        own
            What is measured of the person; None for cannot tell, and then nothing changes.

        """
        if not self.pacing.mine:
            return _towards(now, self.pacing.pattern)
        if own is None:
            return now
        taken = own.pattern
        if not self._has_taken:
            self._has_taken = True
            # Who breathes as slowly as the pattern asks has taken it up already.
            return now if taken.cycle_s >= WITH_IT * now.cycle_s else taken
        if taken.cycle_s < LEFT_BEHIND * now.cycle_s:
            return _scaled(now, taken.cycle_s)
        if taken.cycle_s < WITH_IT * now.cycle_s:
            return now
        return _towards(now, self.pacing.pattern)


def _towards(now: BreathPattern, goal: BreathPattern) -> BreathPattern:
    """Return a pattern on the straight way to another, no step longer than `MOST_A_BREATH`."""
    ways_s = [to - by for by, to in zip(now.seconds, goal.seconds, strict=True)]
    furthest_s = max(abs(sum(ways_s)), *map(abs, ways_s))
    if furthest_s <= _DONE_S:
        return now
    share = min(1.0, MOST_A_BREATH * now.cycle_s / furthest_s)
    if share == 1.0:
        return goal
    first, full, out, empty = (
        by + share * way_s for by, way_s in zip(now.seconds, ways_s, strict=True)
    )
    return BreathPattern((first, full, out, empty))


def _scaled(now: BreathPattern, cycle_s: float) -> BreathPattern:
    """Return a pattern of the same proportions and another length."""
    first, full, out, empty = (seconds * cycle_s / now.cycle_s for seconds in now.seconds)
    return BreathPattern((first, full, out, empty))
