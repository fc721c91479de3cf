"""Which events have a chime: a short sound that tells something by itself."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from vision.session import events as ev

if TYPE_CHECKING:
    from collections.abc import Mapping

TEN_S: Final = 10.5
"""A mark with less than this left of a hold is that of its last ten seconds."""


class Chime(str, Enum):
    """A short sound that tells something by itself."""

    STEP = "step"
    HOLD = "hold"
    HALF = "half"
    TEN_SECONDS = "ten"
    DONE = "done"
    PAUSED = "paused"


_CHIMES: Final[Mapping[type[ev.Event], Chime]] = {
    ev.StepEntered: Chime.STEP,
    ev.HoldStarted: Chime.HOLD,
    ev.HoldCompleted: Chime.DONE,
    ev.Finished: Chime.DONE,
    ev.Paused: Chime.PAUSED,
    ev.Lost: Chime.PAUSED,
}


def chime_for(event: ev.Event) -> Chime | None:
    """Return the chime of an event, if it has one."""
    if isinstance(event, ev.HoldProgress):
        return Chime.TEN_SECONDS if event.remaining_s < TEN_S else Chime.HALF
    return _CHIMES.get(type(event))
