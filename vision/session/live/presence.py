"""Whether somebody is there: steadied, so that a dropped picture is no disappearance."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

LOST_AFTER_S: Final = 2.0
FOUND_AFTER_S: Final = 0.7


class Change(Enum):
    """What `Presence.update` reports."""

    LOST = auto()
    FOUND = auto()


class Presence:
    """Watches for a person's going and coming."""

    def __init__(self) -> None:
        self._present = True
        self._since_s: float | None = None

    def update(self, t_s: float, *, person: bool) -> Change | None:
        """Return the change that the moment at ``t_s`` settles, if any."""
        if person == self._present:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = t_s
        if t_s - self._since_s < (FOUND_AFTER_S if person else LOST_AFTER_S):
            return None
        self._present, self._since_s = person, None
        return Change.FOUND if person else Change.LOST
