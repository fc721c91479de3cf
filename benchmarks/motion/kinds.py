"""Every kind of movement, and the clips of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.motion import folds, reclining, rising
from benchmarks.motion.clip import Clip, stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.motion.folds import Scripted

VARIANTS: Final = 6
_OF_THE_REST: Final = 3
_DRAW: Final = 2
"""The criteria were set while looking at draw 1; what is reported are others."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A movement done in many ways.

    Attributes
    ----------
    name
        What it is.
    script
        Writes one variant of it.
    look_at_x_m
        Where the middle of the movement is, ahead of the origin.
    variants
        How many there are.
    quick
        Which of them a quick run takes.

    """

    name: str
    script: Scripted
    look_at_x_m: float
    variants: int = VARIANTS
    quick: tuple[int, ...] = ()


_FOLDS_X_M: Final = 0.2
_LYING_X_M: Final = -0.2

KINDS: Final = (
    *(
        Kind(f"fold from the hips, {s:g} s", folds.lasting(s), _FOLDS_X_M, quick=quick)
        for s, quick in ((1.0, ()), (1.5, (0,)), (2.0, ()), (3.0, ()), (5.0, (0,)), (8.0, ()))
    ),
    Kind("fold head first", folds.head_first, _FOLDS_X_M, quick=(1,)),
    Kind("on one elbow, then the other", reclining.one_elbow_then_the_other, -0.3, quick=(3,)),
    Kind("on both elbows", reclining.both_elbows, -0.3),
    Kind("slowly, without elbows", reclining.without_elbows, -0.3, quick=(1,)),
    *(
        Kind(f"tipping over, {s:g} s", reclining.falling(s), -0.3, quick=quick)
        for s, quick in ((0.6, ()), (0.9, (0,)), (1.5, ()))
    ),
    Kind("rolling out to a side", reclining.rolling_out, _LYING_X_M),
    Kind("pulling the legs out flat", reclining.pulling_out, _LYING_X_M, quick=(1,)),
    Kind("rising over a side", rising.over_the_side, _LYING_X_M, quick=(1,)),
    Kind("rising straight up", rising.straight_up, _LYING_X_M, quick=(0,)),
    Kind("looking down, then folding", folds.looking_down_first, _FOLDS_X_M, _OF_THE_REST),
    Kind("folding in two goes", folds.in_two_goes, _FOLDS_X_M, _OF_THE_REST),
    Kind("leg to the front, then folding", folds.from_tucked_toes, _FOLDS_X_M, _OF_THE_REST),
    Kind("shifting about, then elbows", reclining.shifting_about_first, -0.3, _OF_THE_REST),
    Kind("stretching, then over a side", rising.stretching_first, _LYING_X_M, _OF_THE_REST),
)


def clips(kinds: Iterable[Kind] = KINDS, *, quick: bool = False) -> list[Clip]:
    """Write every clip; the same ones every time."""
    return [
        clip_of(kind, variant)
        for kind in kinds
        for variant in (kind.quick if quick else range(kind.variants))
    ]


def clip_of(kind: Kind, variant: int) -> Clip:
    """Write one variant; its seed is its name and number, so that others may come and go."""
    rng = np.random.default_rng([_DRAW, *kind.name.encode(), variant])
    seen_from = stage(rng, variant, kind.look_at_x_m)
    return Clip(kind.name, variant, kind.script(rng, variant), seen_from)
