"""How loose cloth and long hair hang on a posed body, by gravity.

Nothing here is simulated in time: cloth is a line held at both ends that sags under its own weight,
hair a rope that falls straight down and slides along whatever it meets.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.body import SPINE_POINTS, Skeleton
from benchmarks.practitioner.rotations import Vector

Row: TypeAlias = NDArray[np.float64]

_DOWN = np.array([0.0, -1.0, 0.0])
_GATHERED, _HELD = 0.1, 0.92  # shares of the spine between which a shirt is free to hang
# More would make kneeling backs read rounder than loose shirts on photographs do.
_SUNK = 0.25
_STRAND_STEP_M = 0.03
_FLOOR_M = 0.02


@dataclass(frozen=True, slots=True)
class Hang:
    """A loose shirt along the spine.

    Parameters
    ----------
    middle
        (9, 3) points midway between the cloth over the back and the cloth over the belly, metres.
    half_depth_m
        (9,) from there to either.

    """

    middle: NDArray[np.float64]
    half_depth_m: Row


def hang(skeleton: Skeleton, half_depths_m: Row, slack: float) -> Hang:
    """Hang a shirt on the trunk.

    The cloth is held at the shoulders and gathered at the waist, and is longer than the body by
    ``slack``, a share. What is over sags away from the body on the side that looks down: a
    parabola of length ``L (1 + slack)`` over a chord ``L`` hangs ``L sqrt(3 slack / 8)`` deep. On
    an upright trunk it sinks and stands off on either side, above the gather, a quarter as far.
    Hollows of the body are bridged.

    Parameters
    ----------
    skeleton
        The body.
    half_depths_m
        (9,) from the spine to the skin of back and belly.
    slack
        How much longer than the body the cloth is, a share.

    """
    tangent = np.gradient(skeleton.spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None]
    front = np.cross(tangent, skeleton.trunk_axes[:, 2])
    behind_m = _sagging(skeleton.spine, half_depths_m, -front, tangent, slack)
    ahead_m = _sagging(skeleton.spine, half_depths_m, front, tangent, slack)
    middle = skeleton.spine + (0.5 * (ahead_m - behind_m))[:, None] * front
    return Hang(middle, 0.5 * (ahead_m + behind_m))


def _sagging(spine: Vector, skin_m: Row, outward: Vector, tangent: Vector, slack: float) -> Row:
    """Give (9,) distances from the spine to the cloth on one side."""
    share = np.linspace(0.0, 1.0, SPINE_POINTS)
    free = np.clip((share - _GATHERED) / (_HELD - _GATHERED), 0.0, 1.0)
    length_m = (_HELD - _GATHERED) * float(np.linalg.norm(spine[-1] - spine[0]))
    looks_down = np.clip(outward @ _DOWN, 0.0, 1.0)
    upright = np.abs(tangent @ _DOWN)
    sagging, sunk = 4.0 * free * (1.0 - free), 6.75 * free * (1.0 - free) ** 2
    away = looks_down * sagging + _SUNK * upright * sunk
    cloth_m: Row = _bridged(spine, skin_m, outward) + length_m * np.sqrt(0.375 * slack) * away
    return cloth_m


def _bridged(spine: Vector, skin_m: Row, outward: Vector) -> Row:
    """Give (9,) distances from the spine to cloth pulled tight over the skin."""
    along = spine[-1] - spine[0]
    length_m = float(np.linalg.norm(along))
    along = along / length_m
    across = outward.mean(axis=0)
    across = across - (across @ along) * along
    across /= np.linalg.norm(across)
    skin = spine + skin_m[:, None] * outward - spine[0]
    height, place = skin @ across, skin @ along
    tight = height.copy()
    for low in range(SPINE_POINTS):
        for high in range(low + 2, SPINE_POINTS):
            between = slice(low + 1, high)
            line = np.interp(place[between], place[[low, high]], height[[low, high]])
            tight[between] = np.maximum(tight[between], line)
    bridged_m: Row = skin_m + tight - height
    return bridged_m


def strand(skeleton: Skeleton, root: Vector, length_m: float, clear_m: tuple[float, float]) -> Row:
    """Let a strand of hair fall.

    Parameters
    ----------
    skeleton
        The body it falls on.
    root
        (3,) where it leaves the head.
    length_m
        How long it is.
    clear_m
        How far it keeps from the spine and from the middle of the head, metres.

    Returns
    -------
    NDArray
        (n, 3) points down the strand.

    """
    points = [root]
    for _ in range(int(length_m / _STRAND_STEP_M)):
        points.append(_next(skeleton, points[-1], clear_m))
    return np.array(points)


def _next(skeleton: Skeleton, here: Vector, clear_m: tuple[float, float]) -> Vector:
    there = here + _STRAND_STEP_M * _DOWN
    for _ in range(4):
        there = _kept_off(there, _on_spine(skeleton, there), clear_m[0])
        there = _kept_off(there, skeleton.head, clear_m[1])
        there[1] = max(float(there[1]), _FLOOR_M)
        step = there - here
        there = here + _STRAND_STEP_M * step / max(float(np.linalg.norm(step)), 1e-9)
    there[1] = max(float(there[1]), _FLOOR_M)
    return there


def _kept_off(point: Vector, core: Vector, clear_m: float) -> Vector:
    away = point - core
    distance_m = max(float(np.linalg.norm(away)), 1e-9)
    kept: Vector = core + away * max(1.0, clear_m / distance_m)
    return kept


def _on_spine(skeleton: Skeleton, point: Vector) -> Vector:
    """Give the place on the spine or neck closest to a point."""
    line = np.concatenate([skeleton.spine, skeleton.neck[None]])
    start, way = line[:-1], np.diff(line, axis=0)
    share = np.clip(((point - start) * way).sum(axis=1) / (way**2).sum(axis=1), 0.0, 1.0)
    places = start + share[:, None] * way
    place: Vector = places[np.linalg.norm(places - point, axis=1).argmin()]
    return place
