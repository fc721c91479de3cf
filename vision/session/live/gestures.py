"""Signs a person gives from the mat, with the arms: they do what keys do."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Final

from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RAISED, OTHER, GUESSED, TILT, FEET = MEASURES = (
    "raised_hand_over_head",
    "other_hand_over_head",
    "guessed_hand_over_head",
    "trunk_tilt_deg",
    "foot_over_foot",
)
"""What gestures are read off."""
OVER: Final = 0.3
"""Trunk lengths over the middle of the head from which a hand is raised: stretched arms read 0.4 to
0.75, hands resting on the head 0.2."""
DOWN: Final = -0.2
"""A hand that is not raised is under this: beside the chin or lower."""
MOST_TILT_DEG: Final = 35.0
"""Standing, kneeling or sitting: who lies or folds gives no signs, wherever the arms are."""
MOST_FOOT: Final = 0.6
"""Trunk lengths one foot may be higher than the other: who balances on one leg gives no signs."""
LONGEST_GAP_S: Final = 0.4
"""How long a raised hand may be out of sight."""
_LOWERED_S: Final = 0.3
"""How long no hand has to be raised before a sign can begin: a sign is a movement, and a picture of
raised arms is none."""


class Gesture(str, Enum):
    """What is shown, by what it does."""

    PAUSE = "pause"
    """Both hands over the head: pauses, and goes on."""
    ACCEPT = "accept"
    """One arm raised, the other one down: accepts what is asked."""
    EITHER = "either"
    """One arm or both, which nobody can tell from the side: what is asked decides."""


HELD_S: Final = {Gesture.PAUSE: 2.0, Gesture.ACCEPT: 1.5, Gesture.EITHER: 2.0}
"""How long each has to be shown: arms are also stretched on the way into a pose, for a moment."""
_SIGNS: Final = (Gesture.PAUSE, Gesture.ACCEPT)
_TELLING: Final = {
    Phase.READY: mark("Both hands over your head for two seconds: pause."),
    Phase.ENTER: mark("Both hands over your head for two seconds: pause."),
    Phase.REST: mark("Both hands over your head for two seconds: pause."),
    Phase.PAUSED: mark("Both hands over your head for two seconds: go on."),
}
_ACCEPTING: Final = mark("The arm nearer the camera up, for a moment: yes, please.")
_KEEP: Final = mark("I see your sign: a moment longer.")


class Gestures:
    """Watches for signs over time.

    Attributes
    ----------
    shown
        The sign that is being given and is not long enough yet.

    """

    def __init__(self) -> None:
        self.shown: Gesture | None = None
        self._upright = False
        self._ready = False
        self._shown_s = dict.fromkeys(_SIGNS, 0.0)
        self._sure_s = 0.0
        self._last_s = -math.inf
        self._raised_s = -math.inf
        self._down_since_s: float | None = None

    def update(self, t_s: float, values: Mapping[str, float]) -> Gesture | None:
        """Return the sign that has been given for long enough at ``t_s``, once."""
        elapsed_s, self._last_s = min(t_s - self._last_s, LONGEST_GAP_S), t_s
        balances = values.get(FEET, 0.0) > MOST_FOOT
        self._upright = abs(values.get(TILT, math.nan)) <= MOST_TILT_DEG and not balances
        raised = values.get(RAISED, math.nan) if self._upright else math.nan
        self._lower(t_s, (values.get(hand, math.nan) for hand in (RAISED, OTHER, GUESSED)))
        if raised >= OVER and self._ready:
            self._raised_s = t_s
            self._add(_shown(values), elapsed_s)
        elif raised < OVER or t_s - self._raised_s > LONGEST_GAP_S:
            self._forget()
        if self.shown is None or self._shown_s[self.shown] < HELD_S[self.shown]:
            return None
        given, self._ready = self.shown, False
        if given is Gesture.PAUSE and self._sure_s < HELD_S[given] / 2:
            given = Gesture.EITHER
        self._forget()
        return given

    def _add(self, seen: Gesture | None, elapsed_s: float) -> None:
        """Add a moment to a sign; it takes twice as much from the other, which it may have been."""
        if seen is None:
            return
        self._sure_s += elapsed_s if seen is Gesture.PAUSE else 0.0
        seen = Gesture.PAUSE if seen is Gesture.EITHER else seen
        for gesture, shown_s in self._shown_s.items():
            change_s = elapsed_s if gesture is seen else -2.0 * elapsed_s
            self._shown_s[gesture] = max(0.0, shown_s + change_s)
        self.shown = max(self._shown_s, key=self._shown_s.__getitem__)

    def _forget(self) -> None:
        self._shown_s, self._sure_s, self.shown = dict.fromkeys(_SIGNS, 0.0), 0.0, None

    def _lower(self, t_s: float, hands: Iterable[float]) -> None:
        """Watch for hands that are down, before which no sign begins."""
        highest = next((over for over in hands if not math.isnan(over)), math.nan)
        if not (self._upright and highest < OVER):
            self._down_since_s = None
        elif self._down_since_s is None:
            self._down_since_s = t_s
        elif t_s - self._down_since_s >= _LOWERED_S:
            self._ready = True

    def told(self, phase: Phase, *, accepts: bool) -> str:
        """Return what sign can be given now, in words, or ""."""
        if self.shown is Gesture.PAUSE or (self.shown and accepts):
            return say(_KEEP)
        if not self._upright:
            return ""
        return say(_ACCEPTING) if accepts else say(_TELLING.get(phase, ""))


def _shown(values: Mapping[str, float]) -> Gesture | None:
    """Return which sign one raised hand is, by the other one; None for cannot tell."""
    other = values.get(OTHER, math.nan)
    if other >= OVER:
        return Gesture.PAUSE
    guessed = values.get(GUESSED, math.nan) if math.isnan(other) else other
    if guessed >= OVER:
        return Gesture.EITHER
    return None if guessed > DOWN else Gesture.ACCEPT
