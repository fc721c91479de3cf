"""What the camera has to see: somebody, and what can be judged; and when to ask for it."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG
from vision.words.reasons import NOBODY, STILL_LOOKING, TURN_SIDE_ON

if TYPE_CHECKING:
    from vision.criteria.model import Pose, Unseen, Values
    from vision.words.reasons import Reason

FRAMED_AFTER_S: Final = 1.0
LOST_AFTER_S: Final = 2.0
FOUND_AFTER_S: Final = 0.7
ASK_AFTER_S: Final = 3.0
"""People move about while they get ready; only what lasts is worth saying."""
ASK_IN_STEP_AFTER_S: Final = 8.0
"""On the way into a pose limbs hide each other for a while: no trouble of the camera's."""
_ASK_AGAIN_S: Final = 15.0


def framing_problem(pose: Pose, values: Values, unseen: Unseen) -> Reason | None:
    """Return what keeps a pose from being judged as the camera stands, if anything."""
    if not values:
        return NOBODY
    if values.get(VIEW_MEASURE, math.nan) > VIEW_LIMIT_DEG[pose.view]:
        return TURN_SIDE_ON
    for measure in pose.needs:
        if math.isnan(values.get(measure, math.nan)):
            return unseen.get(measure, STILL_LOOKING)
    return None


class Framing:
    """Watches for a reason that lasts, and says when it is time to ask."""

    def __init__(self, ask_after_s: float = ASK_AFTER_S) -> None:
        self.reason: Reason | None = None
        self._ask_after_s = ask_after_s
        self._since_s: float | None = None
        self._asked_s = -math.inf
        self._asked: Reason | None = None

    def update(self, t_s: float, reason: Reason | None) -> Reason | None:
        """Take the present reason, if any, and return it when it should be asked about now."""
        if reason != self.reason or self._since_s is None:
            self.reason, self._since_s = reason, t_s
        lasted = t_s - self._since_s >= self._ask_after_s
        repeated = reason == self._asked and t_s - self._asked_s < _ASK_AGAIN_S
        if reason is None or not lasted or repeated:
            return None
        self._asked, self._asked_s = reason, t_s
        return reason

    @property
    def asked(self) -> Reason | None:
        """The present reason, if it has been asked about."""
        return self.reason if self.reason == self._asked else None

    def clear_for_s(self, t_s: float) -> float:
        """Return how long there has been no reason."""
        return 0.0 if self.reason or self._since_s is None else t_s - self._since_s


class Change(Enum):
    """What `Presence.update` reports."""

    LOST = auto()
    FOUND = auto()


class Presence:
    """Watches for a person's going and coming; a dropped picture is no disappearance."""

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
