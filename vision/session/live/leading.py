"""Which moment of a pose's instruction it is time for: the way in, in the pose, the way out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import score
from vision.criteria.model import Moment, Part
from vision.criteria.reading import MOMENT_S
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Pose

KEPT_S: Final = 0.4
"""How long the body has to show that a moment is done: a limb on its way passes many a place."""
_GOING_IN, _INSIDE, _GOING_OUT = range(3)
STAGES: Final = {
    # What a phase of a step is about; the others have no moments.
    Phase.READY: _GOING_IN,
    Phase.ENTER: _GOING_IN,
    Phase.HOLD: _INSIDE,
    Phase.DONE: _GOING_OUT,
    Phase.REST: _GOING_OUT,
}


class Leading:
    """Leads through the moments of one pose; a pose without any has its instruction and its note.

    Attributes
    ----------
    moment
        The moment it is time for; None before the first, and where there is none.

    """

    def __init__(self, pose: Pose) -> None:
        way_in = pose.moments_of(Part.READY, Part.WAY_IN)
        note = (Moment(Part.IN_POSE, pose.note, None, MOMENT_S),) if pose.note else ()
        self._chains: dict[int, tuple[Moment, ...]] = {
            _GOING_IN: way_in or (Moment(Part.WAY_IN, pose.say),),
            _INSIDE: (*pose.moments_of(Part.IN_POSE), *note),
            _GOING_OUT: pose.moments_of(Part.WAY_OUT),
        }
        self._places = dict.fromkeys(self._chains, 0)
        self._stage = -1
        self._since_s = 0.0
        self._kept_since_s: float | None = None
        self._over = False
        self._told: list[Moment] = []
        self.moment: Moment | None = None

    def update(self, phase: Phase, t_s: float, values: Mapping[str, float]) -> Moment | None:
        """Return the moment that begins at ``t_s``, in one of `STAGES`, if one does.

        What is left in the middle is come back to, and not told again: who leaves a hold for a
        moment is not led in from the start.
        """
        stage = STAGES[phase]
        chain = self._chains[stage]
        if stage != self._stage:
            self._begin(stage, t_s)
        self._watch(t_s, values)
        if self._over and self._places[stage] + 1 < len(chain):
            self._places[stage] += 1
            self._begin(stage, t_s)
        self.moment = chain[self._places[stage]] if chain else None
        if self.moment is None or self.moment in self._told:
            return None
        self._told.append(self.moment)
        return self.moment

    @property
    def waits(self) -> bool:
        """Whether the body has still to show that the last moment is done."""
        return self.moment is not None and self.moment.until is not None and not self._over

    def _begin(self, stage: int, t_s: float) -> None:
        self._stage, self._since_s, self._kept_since_s, self._over = stage, t_s, None, False
        chain = self._chains[stage]
        self.moment = chain[self._places[stage]] if chain else None

    def _watch(self, t_s: float, values: Mapping[str, float]) -> None:
        if self.moment is None or self._over:
            return
        until = self.moment.until
        if until is not None and score(until, values.get(until.measure, math.nan)) == 1.0:
            self._kept_since_s = t_s if self._kept_since_s is None else self._kept_since_s
        else:
            self._kept_since_s = None
        kept = self._kept_since_s is not None and t_s - self._kept_since_s >= KEPT_S
        self._over = (until is None or kept) and t_s - self._since_s >= self.moment.for_s
