"""What the camera has to see before anything can be judged, and when to ask for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import STILL_LOOKING, TURN_SIDE_ON, VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Pose

NOBODY: Final = "I can't see you yet"
FRAMED_AFTER_S: Final = 1.0
ASK_AFTER_S: Final = 3.0
"""People move about while they get ready; only what lasts is worth saying."""
ASK_IN_STEP_AFTER_S: Final = 8.0
"""On the way into a pose limbs hide each other for a while: no trouble of the camera's."""
_ASK_AGAIN_S: Final = 15.0

CUES: Final = {
    TURN_SIDE_ON: "Please turn so that the camera sees you from the side.",
    NOBODY: "Please come into the picture, so that all of you can be seen.",
    STILL_LOOKING: "Please stay a moment, I'm still looking.",
}
_OUTSIDE: Final = "outside the picture"
_STEP_BACK: Final = "{}. Please move back, or tilt the camera, until all of you can be seen."
_SHIFT: Final = "{}. If you can, shift a little, or move the camera."


def framing_problem(pose: Pose, values: Mapping[str, float], unseen: Mapping[str, str]) -> str:
    """Return what keeps a pose from being judged as the camera stands, or ""."""
    if not values:
        return NOBODY
    if values.get(VIEW_MEASURE, math.nan) > VIEW_LIMIT_DEG[pose.view]:
        return TURN_SIDE_ON
    for measure in pose.needs:
        if math.isnan(values.get(measure, math.nan)):
            return unseen.get(measure, STILL_LOOKING)
    return ""


def cue_for(reason: str) -> str:
    """Return what to say to the person so that a reason goes away.

    A reason that is a whole sentence, as a pose's own cue is, is said as it stands.
    """
    if reason.endswith("."):
        return reason
    template = _STEP_BACK if reason.endswith(_OUTSIDE) else _SHIFT
    return CUES.get(reason) or template.format(reason)


class Framing:
    """Watches for a reason that lasts, and says when it is time to ask."""

    def __init__(self, ask_after_s: float = ASK_AFTER_S) -> None:
        self.reason = ""
        self._ask_after_s = ask_after_s
        self._since_s: float | None = None
        self._asked_s = -math.inf
        self._asked = ""

    def update(self, t_s: float, reason: str) -> str:
        """Take the present reason ("" for none) and return it when it should be asked about now."""
        if reason != self.reason or self._since_s is None:
            self.reason, self._since_s = reason, t_s
        lasted = t_s - self._since_s >= self._ask_after_s
        repeated = reason == self._asked and t_s - self._asked_s < _ASK_AGAIN_S
        if not reason or not lasted or repeated:
            return ""
        self._asked, self._asked_s = reason, t_s
        return reason

    @property
    def asked(self) -> bool:
        """Whether the present reason has been asked about."""
        return bool(self.reason) and self.reason == self._asked

    def clear_for_s(self, t_s: float) -> float:
        """Return how long there has been no reason."""
        return 0.0 if self.reason or self._since_s is None else t_s - self._since_s
