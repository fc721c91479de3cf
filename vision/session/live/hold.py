"""The hold's time: it runs while the form is met, stands still otherwise, and never runs back."""

from __future__ import annotations

from typing import Final

from vision.criteria.model import Status

GRACE_S: Final = 2.0
"""How long the form may be out of sight before the time stands still."""
LONGEST_GAP_S: Final = 1.0
"""A longer gap between two pictures is not counted: nobody saw what happened in it."""


class HoldTimer:
    """Adds up the time a form is met."""

    def __init__(self, target_s: float) -> None:
        self.target_s = target_s
        self.held_s = 0.0
        self.running = False
        self._last_s: float | None = None
        self._met_s = 0.0

    @property
    def remaining_s(self) -> float:
        """Time still to hold, at least 0."""
        return max(0.0, self.target_s - self.held_s)

    def update(self, t_s: float, form: Status) -> float:
        """Take the form's status at ``t_s`` and return the seconds that were added.

        A form that is unseen goes on counting as met for `GRACE_S`, once it has been met.
        """
        elapsed_s = 0.0 if self._last_s is None else t_s - self._last_s
        self._last_s = t_s
        was_running = self.running
        if form is Status.MET:
            self._met_s = t_s
        unseen_briefly = form is Status.UNSEEN and was_running and t_s - self._met_s <= GRACE_S
        self.running = form is Status.MET or unseen_briefly
        if not (was_running and self.running) or elapsed_s > LONGEST_GAP_S:
            return 0.0
        added_s = min(elapsed_s, self.remaining_s)
        self.held_s += added_s
        return added_s

    def stop(self) -> None:
        """Let the time stand still, whatever the form: paused, lost, or the pose left."""
        self.running = False
        self._last_s = None
