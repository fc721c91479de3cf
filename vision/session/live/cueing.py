"""When to speak: one correction at a time, not too soon, not too often, and never twice at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.criteria.priority import most_relevant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Criterion, Verdict

REPEAT_S: Final = 12.0
"""How long a person gets to act before the same cue is said again."""
QUIET_S: Final = 3.0
"""Pause between two different corrections."""
SAME_AGAIN_S: Final = 6.0
"""A miss that is mended and comes back is spoken of again only after this long."""


@dataclass(frozen=True, slots=True)
class Due:
    """A cue to give now; ``repeat`` counts how often it was given before in this miss."""

    criterion: Criterion
    repeat: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A criterion that was called is met."""

    criterion: Criterion


class Cueing:
    """Chooses what to say from the verdicts of each moment."""

    def __init__(self) -> None:
        self.current: Criterion | None = None
        self._called: dict[Criterion, int] = {}
        self._last_s: dict[Criterion, float] = {}
        self._said_s = -math.inf
        self._quiet_until_s = -math.inf

    def update(self, t_s: float, verdicts: Sequence[Verdict]) -> list[Due | Fixed]:
        """Return what is due at ``t_s``; only verdicts that may be corrected should be given."""
        status = {v.criterion: v.status for v in verdicts}
        fixed = [c for c in self._called if status.get(c) is Status.MET]
        for criterion in fixed:
            del self._called[criterion]
        if self.current and status.get(self.current) is not Status.MISSED:
            self.current = None
            self._quiet_until_s = t_s + QUIET_S
        out: list[Due | Fixed] = [Fixed(criterion) for criterion in fixed]
        worst = most_relevant(verdicts)
        if worst and self._may_say(t_s, worst.criterion):
            out.append(self._say(t_s, worst.criterion))
        return out

    def _may_say(self, t_s: float, criterion: Criterion) -> bool:
        if criterion is self.current:
            return t_s - self._said_s >= REPEAT_S
        if t_s - self._last_s.get(criterion, -math.inf) < SAME_AGAIN_S:
            return False
        urgent = criterion.kind is not Kind.FORM
        if self.current is None:
            return urgent or t_s >= self._quiet_until_s
        return (urgent and self.current.kind is Kind.FORM) or t_s - self._said_s >= REPEAT_S

    def _say(self, t_s: float, criterion: Criterion) -> Due:
        repeat = self._called.get(criterion, -1) + 1
        self._called[criterion] = repeat
        self._last_s[criterion] = self._said_s = t_s
        self.current = criterion
        return Due(criterion, repeat)
