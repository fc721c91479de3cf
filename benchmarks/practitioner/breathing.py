"""How a body's surface moves when it breathes and sways, by known amounts.

The trunk's cross-sections widen: forward most, to the sides a third as far, and not at all behind;
where the belly rests on a thigh, the back gives way instead. The abdomen widens around the navel,
the chest around the breastbone; shoulders, neck and head rise along the trunk. Every displacement
is a known vector in the world, linear in what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.practitioner.body import Skeleton

NAVEL, BREASTBONE = 0.32, 0.74
"""Where abdomen and chest widen most: shares of the way from the hips to the shoulders."""
_WIDTHS: Final = {NAVEL: 0.17, BREASTBONE: 0.16}
_SIDEWAYS: Final = 0.35
"""How far the flanks go out, of how far the front does."""
_AT_HIPS, _AT_SHOULDERS = (0.06, 0.26), (0.9, 1.08)
_RISES: Final = (0.62, 0.95)
"""Between these shares of the trunk the surface begins to rise with the shoulders."""
_ARM_M: Final = 0.5
WAYS: Final = ("abdomen", "chest", "shoulders", "bow", "lean")
"""What moves a surface: three by the metre, and the sway of the trunk about the hips, forward and
to the right, by the radian."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How far a full breath moves the surface, metres.

    Attributes
    ----------
    abdomen_m, chest_m
        How far the trunk widens, front and back together, where it widens most.
    shoulders_m
        How far the shoulders rise along the trunk.

    """

    abdomen_m: float = 0.010
    chest_m: float = 0.005
    shoulders_m: float = 0.002

    @property
    def abdomen_share(self) -> float:
        """0 all in the chest, 1 all in the abdomen; NaN where nothing moves."""
        both_m = self.abdomen_m + self.chest_m
        return self.abdomen_m / both_m if both_m > 0.0 else float("nan")


def trunk_m(skeleton: Skeleton) -> float:
    """Return the length from the middle of the hips to the middle of the shoulders, metres."""
    return float(np.linalg.norm(skeleton.spine[-1] - skeleton.spine[0]))


def trunk_moves(
    points: NDArray[np.float64], skeleton: Skeleton, behind: float = 0.0
) -> dict[str, NDArray[np.float64]]:
    """Return how the surface of trunk, neck and head moves.

    Parameters
    ----------
    points
        (..., 3) places on the surface of the body before it breathes in, metres.
    skeleton
        The body.
    behind
        How much of the widening goes to the back: 0 none, 1 all.

    Returns
    -------
    dict[str, NDArray[np.float64]]
        For each of `WAYS`, (..., 3) metres by the metre or by the radian.

    """
    share, ahead, right = _on_trunk(points, skeleton)
    return {
        "abdomen": _widening(NAVEL, share, ahead, right, skeleton, behind),
        "chest": _widening(BREASTBONE, share, ahead, right, skeleton, behind),
        "shoulders": _step(share, _RISES)[..., None] * _along(skeleton),
        **_sway(points, skeleton, _step(share, (0.0, 0.3))),
    }


def arm_moves(points: NDArray[np.float64], skeleton: Skeleton) -> dict[str, NDArray[np.float64]]:
    """Return the same of the arms: their upper end goes with the shoulders, the hand rests."""
    from_shoulder_m = np.minimum(
        *(np.linalg.norm(points - skeleton.limbs(s).shoulder, axis=-1) for s in ("left", "right"))
    )
    goes = 1.0 - _step(from_shoulder_m / _ARM_M, (0.1, 1.0))
    nothing = np.zeros_like(points)
    return {
        "abdomen": nothing,
        "chest": nothing,
        "shoulders": goes[..., None] * _along(skeleton),
        **_sway(points, skeleton, goes),
    }


def _along(skeleton: Skeleton) -> NDArray[np.float64]:
    return np.asarray((skeleton.spine[-1] - skeleton.spine[0]) / trunk_m(skeleton))


def _on_trunk(
    points: NDArray[np.float64], skeleton: Skeleton
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return how far up the trunk points are, and the cosine and sine around it: 1, 0 in front."""
    from_hips = points - skeleton.spine[0]
    share = from_hips @ _along(skeleton) / trunk_m(skeleton)
    ahead_m, right_m = from_hips @ skeleton.trunk_axes[:, 0], from_hips @ skeleton.trunk_axes[:, 2]
    spine_share = np.linspace(0.0, 1.0, len(skeleton.spine))
    behind_m = (skeleton.spine - skeleton.spine[0]) @ skeleton.trunk_axes[:, 0]
    ahead_m = ahead_m - np.interp(share, spine_share, behind_m)
    off_m = np.maximum(np.hypot(ahead_m, right_m), 1e-6)
    return share, ahead_m / off_m, right_m / off_m


def _widening(
    middle: float,
    share: NDArray[np.float64],
    ahead: NDArray[np.float64],
    right: NDArray[np.float64],
    skeleton: Skeleton,
    behind: float,
) -> NDArray[np.float64]:
    bump = np.exp(-0.5 * ((share - middle) / _WIDTHS[middle]) ** 2)
    bump = bump * _step(share, _AT_HIPS) * (1.0 - _step(share, _AT_SHOULDERS))
    forward = bump * ((1.0 - behind) * 0.5 * (1.0 + ahead) - behind * 0.5 * (1.0 - ahead))
    sideways = bump * _SIDEWAYS * right
    front, across = skeleton.trunk_axes[:, 0], skeleton.trunk_axes[:, 2]
    return np.asarray(forward[..., None] * front + sideways[..., None] * across)


def _sway(
    points: NDArray[np.float64], skeleton: Skeleton, goes: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Turn about the hips, for small angles: forward, and to the right."""
    from_hips = goes[..., None] * (points - skeleton.spine[0])
    front, across = skeleton.trunk_axes[:, 0], skeleton.trunk_axes[:, 2]
    return {"bow": np.cross(from_hips, across), "lean": np.cross(front, from_hips)}


def _step(value: NDArray[np.float64], span: tuple[float, float]) -> NDArray[np.float64]:
    """Rise smoothly from 0 to 1 over a span."""
    share = np.clip((value - span[0]) / (span[1] - span[0]), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))
