"""From lying to sitting: over a side, or straight up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from benchmarks.motion.clip import Script, first_s
from benchmarks.motion.folds import READY_S
from benchmarks.motion.mirror import all_mirrored
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.timeline import Keyframe

if TYPE_CHECKING:
    import numpy as np

TURN: Final = "turn_first"
_AFTER_S: Final = 1.4
_UP_DEG: Final = -50.0
_BY_HALVES: Final = (2, 5)
_LYING: Final = Keyframe(at.lying_knees_bent(), 0.0, READY_S)


def over_the_side(rng: np.random.Generator, variant: int) -> Script:
    """Turn onto a side, push up with the hands, and sit."""
    return _rise(variant, _over_the_side(float(rng.uniform(0.8, 1.2))))


def stretching_first(rng: np.random.Generator, variant: int) -> Script:
    """Let the knees sway, stretch the legs, lift the head a little, then rise over a side."""
    slow = float(rng.uniform(0.8, 1.1))
    return _rise(
        variant,
        (
            Keyframe(at.lying_knees_bent(22.0), 1.4 * slow),
            Keyframe(at.lying(), 1.6 * slow, 0.3),
            Keyframe(replace(at.lying_knees_bent(), neck_deg=25.0), 1.8 * slow, 0.4),
            *_over_the_side(slow),
        ),
    )


def straight_up(rng: np.random.Generator, variant: int) -> Script:
    """Sit straight up, at once or by way of a trunk held half-way."""
    move_s = float(rng.uniform(1.4, 3.4))
    half_way = (Keyframe(at.seated(-38.0), 0.6 * move_s, 0.2),) if variant in _BY_HALVES else ()
    keyframes = (_LYING, *half_way, Keyframe(at.seated(), move_s, _AFTER_S))
    planted_s = first_s(keyframes, lambda posture, _: posture.tilt_deg >= _UP_DEG)
    return Script("coming_up", None, keyframes, frozenset({TURN}), planted_s=planted_s)


def _over_the_side(slow: float) -> tuple[Keyframe, ...]:
    return (
        Keyframe(at.lying_on_side(), 3.4 * slow, 0.5),
        Keyframe(at.side_sit(), 2.4 * slow),
        Keyframe(at.side_sit(-22.0, 34.0), 1.6 * slow),
        Keyframe(at.seated(), 2.2 * slow, _AFTER_S),
    )


def _rise(variant: int, movement: tuple[Keyframe, ...]) -> Script:
    keyframes = movement if variant // 2 % 2 == 0 else all_mirrored(movement)
    return Script("coming_up", None, (_LYING, *keyframes))
