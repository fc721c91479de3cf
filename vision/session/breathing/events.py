"""What happens to the breath in a session, besides its phases.

::

    Event
    ├── BreathPaced           count, in_s, full_s, out_s, empty_s: the breaths from ``count`` on
    ├── BreathFollows         cue, breaths: it has been in step with the led one for so many
    ├── BreathHinted          criterion, cue: what may help, said once in a hold
    ├── PacerOffered          cue: the pacer could follow the person
    └── PacerTaken            cue, own: it does so from now on, or leads by the pattern again

A public interface, as `vision.session.events` is.
"""

from __future__ import annotations

from dataclasses import dataclass

from vision.session.breath import BreathPattern
from vision.session.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathPaced(Event):
    """The breath goes by another pattern from breath ``count`` on, which is yet to begin.

    It is told as the breath before it begins to go out, and holds until the next one: these events
    and the pauses tell where the breath is at every moment.
    """

    count: int
    in_s: float
    full_s: float
    out_s: float
    empty_s: float

    @property
    def pattern(self) -> BreathPattern:
        """The pattern."""
        return BreathPattern((self.in_s, self.full_s, self.out_s, self.empty_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathFollows(Event):
    """The measured breath has been in step with the led one for ``breaths`` breaths."""

    cue: str
    breaths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathHinted(Event):
    """Something that may help the breath, by an aim's name; never a correction."""

    criterion: str
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacerOffered(Event):
    """The breath has not followed for long: the pacer could follow the person instead."""

    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacerTaken(Event):
    """The person asked the pacer to follow their own breath, or to lead by the pattern again."""

    cue: str
    own: bool
