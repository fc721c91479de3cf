"""The one line that goes with a phase, when there is nothing more pressing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from vision.criteria.model import Pose

_BEFORE_A_HOLD: Final = (Phase.FRAMING, Phase.READY, Phase.ENTER)
_WORDS: Final = {
    Phase.READY: "Get ready, there is no hurry",
    Phase.ENTER: "Come into it in your own time",
    Phase.HOLD: "Stay, and breathe",
    Phase.DONE: "Well done",
    Phase.REST: "Come out of it slowly",
}


def message(phase: Phase, pose: Pose, notice: str) -> str:
    """Return the line for a phase.

    ``notice`` is what has to be read once, given until the first hold begins: it stays in view all
    that time. A pose's caution is shown while the person gets ready for it.
    """
    if notice and phase in _BEFORE_A_HOLD:
        return notice
    if phase is Phase.READY and pose.caution:
        return pose.caution
    return _WORDS.get(phase, "")
