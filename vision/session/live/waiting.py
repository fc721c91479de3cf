"""What to say while a pose does not come: what keeps it, what is easier, and that one may go on."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Status
from vision.session.live.hold import LONGEST_GAP_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Criterion, Verdict

EXPLAIN_AFTER_S: Final = 6.0
"""How long the same thing has to keep a pose from coming, with the body at rest: the moment of the
way in has been read twice by then."""
EASIER_AFTER: Final = 1 / 3
GO_ON_AFTER: Final = 2 / 3
"""The shares of the time that is waited for a pose after which something else is offered."""
_MOST_AT_REST: Final = {"trunk_speed_deg_s": 6.0, "leg_motion": 0.08}
"""Bodies at rest read under 2 degrees a second and 0.04 trunk lengths; on the way, twice this."""


class Due(Enum):
    """What is to be said while waiting."""

    EXPLAIN = auto()
    EASIER = auto()
    GO_ON = auto()
    LEAVE = auto()


class Waiting:
    """Watches for how long one pose is waited for.

    Attributes
    ----------
    blocking
        What keeps the pose from being recognised, once it has been explained.

    """

    def __init__(self, wait_s: float) -> None:
        self.blocking: Verdict | None = None
        self._wait_s = wait_s
        self._waited_s = 0.0
        self._last_s: float | None = None
        self._at_rest_s = 0.0
        self._missed: Criterion | None = None
        self._said: set[Due] = set()

    def update(self, t_s: float, missed: Verdict | None, values: Mapping[str, float]) -> list[Due]:
        """Return what is due at ``t_s``, in order; each once, but for explanations of other things.

        Only rest is waiting: nobody who is slowly on the way in is led on.

        Parameters
        ----------
        t_s
            Seconds; while nobody waits, `pause`.
        missed
            What keeps the pose from being recognised, if anything does.
        values
            The measures at this moment, for whether the body moves.

        """
        elapsed_s = 0.0 if self._last_s is None else min(t_s - self._last_s, LONGEST_GAP_S)
        self._last_s = t_s
        self._waited_s += 0.0 if _moves(values) else elapsed_s
        due = [Due.EXPLAIN] if self._explains(elapsed_s, missed, values) else []
        after_s = {
            Due.EASIER: EASIER_AFTER * self._wait_s,
            Due.GO_ON: GO_ON_AFTER * self._wait_s,
            Due.LEAVE: self._wait_s,
        }
        offers = [each for each, s in after_s.items() if self._waited_s >= s]
        due += [each for each in offers if each not in self._said]
        self._said.update(due)
        return due

    def restart(self) -> None:
        """Begin to wait anew: the body has come further."""
        self._waited_s = 0.0

    def pause(self) -> None:
        """Let the time stand still."""
        self._last_s = None

    def _explains(
        self, elapsed_s: float, missed: Verdict | None, values: Mapping[str, float]
    ) -> bool:
        criterion = missed.criterion if missed else None
        if criterion is not self._missed:
            self._missed, self._at_rest_s, self.blocking = criterion, 0.0, None
        if self.blocking is not None:
            self.blocking = missed
            return False
        self._at_rest_s = 0.0 if _moves(values) else self._at_rest_s + elapsed_s
        if missed is None or self._at_rest_s < EXPLAIN_AFTER_S:
            return False
        self.blocking = missed
        return True


def _moves(values: Mapping[str, float]) -> bool:
    """Return whether the body is on its way somewhere; what is unseen is taken to rest."""
    return any(abs(values.get(name, math.nan)) > most for name, most in _MOST_AT_REST.items())


def what_keeps(verdicts: list[Verdict]) -> Verdict | None:
    """Return the missed criterion that says most about what is not yet so: the lowest priority."""
    missed = [v for v in verdicts if v.status is Status.MISSED and v.criterion.cue]
    return min(missed, key=lambda v: v.criterion.priority, default=None)
