"""Into reclining hero and out of it: on the elbows, without them, falling; rolling, or pulling."""

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

    from benchmarks.motion.folds import Scripted

SPEED: Final = "lower_slowly"
ELBOWS: Final = "elbows_first"
ROLL: Final = "roll_to_one_side"
_AFTER_S: Final = 1.4
_RECLINED_S: Final = 4.2  # recognised and held, before it is left
_FALLING_DEG_S: Final = -48.0
_DOWN_DEG: Final = -68.0
_FREE_KNEE_DEG: Final = 48.0
_SITTING: Final = Keyframe(at.hero(), 0.0, READY_S)
_FREED: Final = replace(at.BESIDE, thigh_deg=-3.0, knee_deg=100.0, twist_deg=90.0, ankle_deg=140.0)
_LIFTED: Final = replace(_FREED, thigh_deg=8.0, twist_deg=35.0, foot_turn_deg=20.0)
_OPENED: Final = replace(_FREED, thigh_deg=0.0, knee_deg=152.0, foot_turn_deg=50.0)


def one_elbow_then_the_other(rng: np.random.Generator, variant: int) -> Script:
    """Lean on the hands, on one elbow, on both, and lie down."""
    slow, lean_deg = float(rng.uniform(0.65, 1.05)), float(rng.uniform(7.0, 14.0))
    return _lowering(
        variant,
        (
            Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.2 * slow),
            Keyframe(at.on_elbows(-56.0, lean_deg, ("right",)), 2.6 * slow, 0.3),
            Keyframe(at.on_elbows(-62.0, -3.0), 1.4 * slow, 0.3),
            Keyframe(at.reclining_hero(), 2.6 * slow, _AFTER_S),
        ),
    )


def both_elbows(rng: np.random.Generator, variant: int) -> Script:
    """Lean on the hands, then on both elbows at once, and lie down."""
    slow = float(rng.uniform(0.7, 1.1))
    return _lowering(
        variant,
        (
            Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.0 * slow),
            Keyframe(at.on_elbows(float(rng.uniform(-63.0, -57.0))), 2.8 * slow, 0.4),
            Keyframe(at.reclining_hero(), 2.6 * slow, _AFTER_S),
        ),
    )


def without_elbows(rng: np.random.Generator, variant: int) -> Script:
    """Lower the trunk slowly, arms on the thighs, on the chest or stretched ahead."""
    slow, arms = float(rng.uniform(4.5, 7.0)), ("thighs", "chest", "ahead")[variant % 3]
    keyframes = (
        Keyframe(at.reclining_unsupported(0.0, arms), 0.0, READY_S),
        Keyframe(at.reclining_unsupported(-45.0, arms), 0.5 * slow),
        Keyframe(at.reclining_unsupported(-90.0, arms), 0.5 * slow, _AFTER_S),
    )
    planted_s = first_s(keyframes, lambda posture, _: posture.tilt_deg <= _DOWN_DEG)
    return Script("reclining_hero", None, keyframes, frozenset({ELBOWS}), planted_s=planted_s)


def falling(move_s: float) -> Scripted:
    """Script tipping over backwards within so many seconds, arms anywhere.

    Whether the elbows come first in a fall is not asked.
    """

    def script(_: np.random.Generator, variant: int) -> Script:
        arms = ("beside", "thighs", "ahead")[variant % 3]
        down = at.reclining_hero() if arms == "beside" else at.reclining_unsupported(-90.0, arms)
        keyframes = (_SITTING, Keyframe(down, move_s, _AFTER_S))
        planted_s = first_s(keyframes, lambda _, deg_s: deg_s <= _FALLING_DEG_S)
        return Script(
            "reclining_hero",
            None,
            keyframes,
            frozenset({SPEED}),
            frozenset({ELBOWS}),
            planted_s,
        )

    return script


def shifting_about_first(rng: np.random.Generator, variant: int) -> Script:
    """Look about, lean back on the hands, come up again, then go down on the elbows."""
    slow = float(rng.uniform(0.9, 1.2))
    return _lowering(
        variant,
        (
            Keyframe(replace(at.hero(4.0), head_turn_deg=35.0, lean_deg=6.0), 0.9, 0.3),
            Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.0 * slow),
            Keyframe(at.hero(), 1.6 * slow),
            Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.0 * slow),
            Keyframe(at.on_elbows(-58.0, 9.0, ("right",)), 2.6 * slow, 0.3),
            Keyframe(at.on_elbows(-62.0, -3.0), 1.2 * slow, 0.3),
            Keyframe(at.reclining_hero(), 2.6 * slow, _AFTER_S),
        ),
    )


def rolling_out(rng: np.random.Generator, variant: int) -> Script:
    """Roll to one side, free the upper leg, then the other one."""
    slow, roll_deg = float(rng.uniform(0.8, 1.2)), float(rng.uniform(46.0, 60.0))
    movement = (
        Keyframe(at.lying(at.BESIDE, at.BESIDE, roll_deg, 0.62 * roll_deg), 2.4 * slow),
        Keyframe(at.lying(_LIFTED, at.BESIDE, roll_deg + 5.0, 0.65 * roll_deg), 1.5 * slow),
        Keyframe(at.lying(at.STRETCHED, at.BESIDE, 26.0, 14.0), 1.5 * slow),
        Keyframe(at.lying(at.STRETCHED, _FREED), 1.5 * slow),
        Keyframe(at.lying(at.STRETCHED, _OPENED), 0.8 * slow),
        Keyframe(at.lying(), 0.8 * slow, 0.8),
    )
    return _leaving(movement if variant // 2 % 2 == 0 else all_mirrored(movement), rolls=True)


def pulling_out(rng: np.random.Generator, variant: int) -> Script:
    """Stay flat on the back and pull the folded legs out, both at once or one after the other."""
    slow, roll_deg = float(rng.uniform(0.8, 1.2)), float(rng.uniform(-8.0, 8.0))
    if variant % 3 == 0:
        return _leaving((Keyframe(at.lying_knees_bent(), 2.6 * slow, _AFTER_S),), rolls=False)
    movement = (
        Keyframe(at.lying(_FREED, at.BESIDE, roll_deg), 1.6 * slow),
        Keyframe(at.lying(at.STRETCHED, at.BESIDE), 1.4 * slow),
        Keyframe(at.lying(at.STRETCHED, _FREED, -roll_deg), 1.6 * slow),
        Keyframe(at.lying(), 1.4 * slow, _AFTER_S),
    )
    return _leaving(movement if variant // 2 % 2 == 0 else all_mirrored(movement), rolls=False)


def _lowering(variant: int, movement: tuple[Keyframe, ...]) -> Script:
    keyframes = movement if variant // 2 % 2 == 0 else all_mirrored(movement)
    return Script("reclining_hero", None, (_SITTING, *keyframes))


def _leaving(movement: tuple[Keyframe, ...], *, rolls: bool) -> Script:
    keyframes = (Keyframe(at.reclining_hero(), 0.0, _RECLINED_S), *movement)
    if rolls:
        return Script("reclining_hero", None, keyframes, hold_s=0.5)
    planted_s = first_s(
        keyframes,
        lambda posture, _: (
            max(leg.knee_deg for leg in (posture.left_leg, posture.right_leg)) > _FREE_KNEE_DEG
        ),
    )
    return Script(
        "reclining_hero", None, keyframes, frozenset({ROLL}), planted_s=planted_s, hold_s=0.5
    )
