"""Folds over a straight leg: their order and their speed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from benchmarks.motion.clip import Script, first_s, top_speed_deg_s
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.timeline import Keyframe

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from benchmarks.practitioner.posture import Posture, Side

    Scripted = Callable[[np.random.Generator, int], Script]

SLOW_DEG_S: Final = 36.0
HURRIED_DEG_S: Final = 48.0
"""A fold of 80 degrees within a breath of 4 s peaks at 30 degrees a second, within 2 s at 60: up to
`SLOW_DEG_S` it has to be left alone, from `HURRIED_DEG_S` on called, and between them either is
fine."""
READY_S: Final = 1.2
_AFTER_S: Final = 1.4
_ROUND_M: Final = 0.03
SPEED: Final = "fold_slowly"
ORDER: Final = "hips_before_head"
ROUNDED: Final = "back_straight"


def side_of(variant: int) -> Side:
    """Take turns, so that the leg in front is the near one as often as the far one."""
    return "right" if variant // 2 % 2 == 0 else "left"


def lasting(move_s: float) -> Scripted:
    """Script a fold from the hips, with a long back, that takes so many seconds."""

    def script(rng: np.random.Generator, variant: int) -> Script:
        front, depth = side_of(variant), float(rng.uniform(0.7, 1.0))
        return fold(
            front,
            (
                Keyframe(at.head_to_knee(front, 0.0), 0.0, READY_S),
                Keyframe(at.head_to_knee(front, depth), move_s, _AFTER_S),
            ),
        )

    return script


def fold(front: Side, keyframes: tuple[Keyframe, ...]) -> Script:
    """Script a fold with a long back: whether its speed has to be called follows from it."""
    top_deg_s = top_speed_deg_s(keyframes)
    called = frozenset({SPEED} if top_deg_s >= HURRIED_DEG_S else ())
    either = frozenset({SPEED} if SLOW_DEG_S < top_deg_s < HURRIED_DEG_S else ())
    planted_s = first_s(keyframes, lambda _, deg_s: bool(called) and deg_s >= HURRIED_DEG_S)
    return Script("head_to_knee", front, keyframes, called, either, planted_s)


def head_first(rng: np.random.Generator, variant: int) -> Script:
    """Drop the head, round the back after it, and hardly fold the hips.

    The rounded back is form and may be called as that as well, once the person has settled.
    """
    front, slow = side_of(variant), float(rng.uniform(0.85, 1.4))
    bulge_m, neck_deg = float(rng.uniform(0.065, 0.09)), float(rng.uniform(65.0, 85.0))
    keyframes = (
        Keyframe(at.head_to_knee(front, 0.0), 0.0, READY_S),
        Keyframe(at.head_first(front, 13.0, 0.4 * bulge_m, 0.75 * neck_deg), 1.4 * slow),
        Keyframe(at.head_first(front, 30.0, 0.9 * bulge_m, neck_deg), 1.4 * slow),
        Keyframe(
            at.head_first(front, float(rng.uniform(44.0, 54.0)), bulge_m, neck_deg), 1.6 * slow, 2.4
        ),
    )
    planted_s = first_s(keyframes, lambda posture, _: posture.bulge_m >= _ROUND_M)
    return Script(
        "head_to_knee", front, keyframes, frozenset({ORDER}), frozenset({ROUNDED}), planted_s
    )


def looking_down_first(rng: np.random.Generator, variant: int) -> Script:
    """Look down at the leg for a moment, look up again, and fold well."""
    front, slow = side_of(variant), float(rng.uniform(0.9, 1.3))
    upright = at.head_to_knee(front, 0.0)
    return fold(
        front,
        (
            Keyframe(upright, 0.0, READY_S),
            Keyframe(_nodding(upright, float(rng.uniform(35.0, 50.0))), 0.9, 1.2),
            Keyframe(upright, 0.9, 0.4),
            Keyframe(at.head_to_knee(front, float(rng.uniform(0.75, 1.0))), 5.0 * slow, _AFTER_S),
        ),
    )


def in_two_goes(rng: np.random.Generator, variant: int) -> Script:
    """Fold half-way, come up a little, and fold on, the eyes on the knee all the while."""
    front, slow = side_of(variant), float(rng.uniform(0.9, 1.3))
    return fold(
        front,
        (
            Keyframe(at.head_to_knee(front, 0.0), 0.0, READY_S),
            Keyframe(_nodding(at.head_to_knee(front, 0.45), 18.0), 3.0 * slow, 0.5),
            Keyframe(_nodding(at.head_to_knee(front, 0.2), 14.0), 1.6 * slow, 0.3),
            Keyframe(at.head_to_knee(front, float(rng.uniform(0.8, 1.0))), 4.5 * slow, _AFTER_S),
        ),
    )


def from_tucked_toes(rng: np.random.Generator, variant: int) -> Script:
    """Bring the leg to the front, leaning back on the hands, sit up, and fold well."""
    front, slow = side_of(variant), float(rng.uniform(0.9, 1.2))
    return fold(
        front,
        (
            Keyframe(at.diamond_toes(), 0.0, READY_S),
            Keyframe(at.leaning_back(front, at.UNDER[front], -12.0), 1.3 * slow),
            Keyframe(at.leaning_back(front, at.AROUND), 0.9 * slow),
            Keyframe(at.leaning_back(front, at.DRAWN_UP), 0.7 * slow),
            Keyframe(at.leaning_back(front, at.IN_FRONT), 1.0 * slow),
            Keyframe(at.head_to_knee(front, 0.0), 1.6 * slow, 0.8),
            Keyframe(at.head_to_knee(front, float(rng.uniform(0.8, 1.0))), 4.5 * slow, _AFTER_S),
        ),
    )


def _nodding(posture: Posture, by_deg: float) -> Posture:
    return replace(posture, neck_deg=posture.neck_deg + by_deg)
