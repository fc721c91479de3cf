"""When to speak: one correction at a time, not too soon, not too often, and never twice at once."""

from __future__ import annotations

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
        self._said_s = 0.0
        self._repeat = 0
        self._quiet_until_s = 0.0

    def update(self, t_s: float, verdicts: Sequence[Verdict]) -> list[Due | Fixed]:
        """Return what is due at ``t_s``; only verdicts that may be corrected should be given."""
        out: list[Due | Fixed] = []
        status = {v.criterion: v.status for v in verdicts}
        if self.current and status.get(self.current) is not Status.MISSED:
            if status.get(self.current) is Status.MET:
                out.append(Fixed(self.current))
            self.current = None
            self._quiet_until_s = t_s + QUIET_S
        worst = most_relevant(verdicts)
        if worst and self._may_say(t_s, worst.criterion):
            out.append(self._say(t_s, worst.criterion))
        return out

    def _may_say(self, t_s: float, criterion: Criterion) -> bool:
        if self.current is not None:
            urgent = criterion.kind is not Kind.FORM and criterion is not self.current
            return urgent or t_s - self._said_s >= REPEAT_S
        return t_s >= self._quiet_until_s or criterion.kind is not Kind.FORM

    def _say(self, t_s: float, criterion: Criterion) -> Due:
        self._repeat = self._repeat + 1 if criterion is self.current else 0
        self.current = criterion
        self._said_s = t_s
        return Due(criterion, self._repeat)
