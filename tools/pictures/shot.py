"""What a picture shows: a body led from posture to posture, its props, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.body import pose
from benchmarks.practitioner.postures import BODY
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tools.pictures.room import SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Posture, Side
    from benchmarks.practitioner.rotations import Vector
    from benchmarks.practitioner.scene import Camera
    from benchmarks.practitioner.timeline import Motion
    from tools.pictures.figure import Clay

_BREATH_S: Final = 4.0
_BREATH_LEVELS: Final = 6
"""Steps too small to be seen: a body that stays still is drawn so often, not every time."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where a joint goes during a move, and perhaps the moves after it.

    Attributes
    ----------
    joint
        ``head``, ``chest``, ``seat``, or a limb's as in ``right.knee``.
    beside_m
        How far from the joint's own path the arrow stands: ahead, up, to the person's right.
    moves
        How many moves it spans.
    times
        How many times longer than the path it is drawn, back from where the joint goes.

    """

    joint: str
    beside_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    moves: int = 1
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Move:
    """A posture to move to, and to stay in."""

    posture: Posture
    move_s: float
    stay_s: float = 0.0
    motion: Motion | None = None
    arrow: Arrow | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One piece of a picture, without a cut.

    Attributes
    ----------
    moves
        The first is where it begins.
    tinted
        The leg in question.
    props
        What lies about, of the body's joints at the moment.
    camera
        From where it is seen.
    shrug
        How far the shoulders are drawn up by the seconds since the beginning, metres.

    """

    moves: tuple[Move, ...]
    tinted: Side | None = None
    props: Callable[[Skeleton], Clay] | None = None
    shrug: Callable[[float], float] | None = None
    camera: Camera = SIDE

    def timeline(self) -> Timeline:
        """Return the body's movement."""
        return Timeline([Keyframe(m.posture, m.move_s, m.stay_s, m.motion) for m in self.moves])

    def skeleton(self, timeline: Timeline, t_s: float) -> Skeleton:
        """Return the body's joints at a time; it breathes."""
        breath = 0.5 - 0.5 * float(np.cos(2.0 * np.pi * t_s / _BREATH_S))
        breath = round(breath * _BREATH_LEVELS) / _BREATH_LEVELS
        joints = pose(replace(timeline.still_at(t_s), breath=breath), BODY)
        return joints if self.shrug is None else _shrugged(joints, self.shrug(t_s))


def place(joints: Skeleton, joint: str) -> Vector:
    """Return where a joint is, (3,) metres."""
    if joint == "head":
        return joints.head
    if joint in {"chest", "seat"}:
        spot: Vector = joints.spine[6 if joint == "chest" else 0]
        return spot
    side, name = joint.split(".")
    found: Vector = getattr(joints.left if side == "left" else joints.right, name)
    return found


def _shrugged(joints: Skeleton, up_m: float) -> Skeleton:
    """Draw the shoulders up, and with them the elbows half as far."""
    up = up_m * joints.trunk_axes[:, 1]
    left, right = (
        replace(limbs, shoulder=limbs.shoulder + up, elbow=limbs.elbow + 0.5 * up)
        for limbs in (joints.left, joints.right)
    )
    return replace(joints, left=left, right=right)
