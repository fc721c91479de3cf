"""Every transition of a session in one table: no clock, no input, no output.

::

    [notice ->] framing -> get ready -> enter <-> hold -> done -> rest -> get ready ... -> finished

``paused`` and ``lost`` can be entered from every active phase and return to where it was left; a
hold is returned to through ``enter``, so that the pose is seen again before its time runs on.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from vision.session.snapshot import Phase


class Signal(Enum):
    """What can move a session on."""

    ACCEPTED = auto()  # the person has read the notice
    FRAMED = auto()  # the camera sees what the first pose needs
    WAITED = auto()  # the phase's own time is over
    STEADY = auto()  # the pose is recognised and its form is met
    UNSTEADY = auto()  # it no longer is
    HELD = auto()  # the hold's time is complete
    OVER = auto()  # there is no further step
    SKIP = auto()  # the person goes on or back, or is led on
    PAUSE = auto()
    RESUME = auto()
    LOSE = auto()  # nobody is seen
    FIND = auto()
    END = auto()  # the person or the source ends the session


_ACTIVE: Final = (Phase.FRAMING, Phase.READY, Phase.ENTER, Phase.HOLD, Phase.DONE, Phase.REST)

TRANSITIONS: Final[dict[tuple[Phase, Signal], Phase]] = {
    (Phase.NOTICE, Signal.ACCEPTED): Phase.FRAMING,
    (Phase.NOTICE, Signal.END): Phase.FINISHED,
    (Phase.FRAMING, Signal.FRAMED): Phase.READY,
    (Phase.READY, Signal.WAITED): Phase.ENTER,
    (Phase.ENTER, Signal.STEADY): Phase.HOLD,
    (Phase.HOLD, Signal.UNSTEADY): Phase.ENTER,
    (Phase.HOLD, Signal.HELD): Phase.DONE,
    (Phase.DONE, Signal.WAITED): Phase.REST,
    (Phase.REST, Signal.WAITED): Phase.READY,
    (Phase.REST, Signal.OVER): Phase.FINISHED,
    **{(phase, Signal.SKIP): Phase.READY for phase in (*_ACTIVE, Phase.PAUSED, Phase.LOST)},
    **{(phase, Signal.OVER): Phase.FINISHED for phase in (*_ACTIVE, Phase.PAUSED, Phase.LOST)},
    **{(phase, Signal.END): Phase.FINISHED for phase in (*_ACTIVE, Phase.PAUSED, Phase.LOST)},
    **{(phase, Signal.PAUSE): Phase.PAUSED for phase in _ACTIVE},
    **{(phase, Signal.LOSE): Phase.LOST for phase in _ACTIVE},
    (Phase.LOST, Signal.PAUSE): Phase.PAUSED,
}

# Where paused and lost return to: the phase that was left, but for a hold.
_RETURN_TO: Final = {phase: phase for phase in _ACTIVE} | {Phase.HOLD: Phase.ENTER}
_RETURNING: Final = {(Phase.PAUSED, Signal.RESUME), (Phase.LOST, Signal.FIND)}


class Machine:
    """Holds the phase, and moves it as the table says."""

    def __init__(self, phase: Phase = Phase.FRAMING) -> None:
        self.phase = phase
        self._left = phase

    def move(self, signal: Signal) -> bool:
        """Move on, and say whether anything moved: what the table lacks is ignored."""
        if (self.phase, signal) in _RETURNING:
            self.phase = _RETURN_TO[self._left]
            return True
        target = TRANSITIONS.get((self.phase, signal))
        if target is None:
            return False
        if target in {Phase.PAUSED, Phase.LOST} and self.phase in _RETURN_TO:
            self._left = self.phase
        self.phase = target
        return True
