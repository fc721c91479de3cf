"""The breath over a session: it starts once, stands still while paused, and tells its phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.session.breath import Breath, BreathPattern


class Breathing:
    """Maps the session's time to the breath's own time, which pauses with the session."""

    def __init__(self, pattern: BreathPattern) -> None:
        self._pattern = pattern
        self._from_s: float | None = None
        self._stopped_s: float | None = None
        self._told: tuple[int, str] | None = None

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
        if breath is None or (breath.count, breath.phase) == self._told:
            return None
        self._told = (breath.count, breath.phase)
        return breath
