"""Breaths as they would be measured, made up: in step, at another rate, held, chest first, none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.session.driving import GOOD
from vision.session.breath import PHASE_NAMES, BreathPattern
from vision.session.live.steprun import Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.session.driving import Player
    from vision.session import events as ev

    Values = dict[str, float]

BOX = BreathPattern()
QUICK = BreathPattern((2.0, 0.0, 2.0, 0.0))


@dataclass(frozen=True)
class Breather:
    """Somebody who breathes by a pattern of their own, ``late_s`` after a moment of the session."""

    pattern: BreathPattern = BOX
    late_s: float = 0.0
    abdomen_share: float = 0.6
    in_share: float = 0.5
    confidence: float = 0.9
    tremble: float = 0.0

    def values(self, t_s: float) -> Values:
        """Return what would be measured of them."""
        into_s = t_s - self.late_s
        breath = self.pattern.at(into_s % self.pattern.cycle_s)
        noise = self.tremble * np.sin(1234.5 * t_s) if self.tremble else 0.0
        return {
            "breath_phase": float(PHASE_NAMES.index(breath.phase)),
            "breath_fullness": float(np.clip(breath.fullness + noise, 0.0, 1.0)),
            "breath_rate_per_min": 60.0 / self.pattern.cycle_s,
            "breath_depth": 0.03,
            "breath_abdomen_share": self.abdomen_share,
            "breath_in_share": self.in_share,
            "breath_confidence": self.confidence,
        }


def unseen(_: float = 0.0) -> Values:
    """Return what is measured of a breath that cannot be told."""
    return dict.fromkeys(Breather().values(0.0), float("nan"))


def breathe(
    player: Player, seconds: float, at: Callable[[float], Values], body: Values = GOOD
) -> list[ev.Event]:
    """Show a body that breathes for a time; return what is told of it."""
    new: list[ev.Event] = []
    until_s = player.t_s + seconds
    while player.t_s < until_s - 1e-9:
        new += player.play(1.0 / player.rate_hz, body | at(player.t_s))
    return new


def observed(t_s: float, values: Values) -> Observation:
    """Return a moment of a body in the pose that breathes."""
    return Observation(t_s, GOOD | values)
