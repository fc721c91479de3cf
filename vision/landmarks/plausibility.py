"""Whether landmarks can be a person practising this routine: sure is not the same as right.

With the head outside the picture the model may find the body upside down, the knees for the head,
and still call every point seen. Such a skeleton gives itself away by its trunk, head and limbs.

The limits stand well outside what the model gives for people doing the routine (110 photographs of
kneeling, sitting, folding and lying: see each limit) and well inside what it gives when it is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.skeleton import (
    ANKLES,
    EARS,
    ELBOWS,
    HIPS,
    KNEES,
    SHOULDERS,
    WRISTS,
    Landmark,
)
from vision.landmarks.types import SEEN_VISIBILITY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

MAX_TRUNK_TILT_DEG: Final = 125.0
"""A chest laid on the thighs or on the floor reads up to 114 from upright; bodies found upside down
134-180. A shoulder stand, which the routine has none of, is refused with them."""
MIN_HEAD_ALONG_TRUNK: Final = 0.0
"""How far past the shoulders the ears lie along the trunk, in trunks; 0.08-0.54 on people, down to
-0.14 on bodies found upside down."""
LIMB_RATIOS: Final = (
    (HIPS, KNEES, ANKLES, (0.5, 2.2)),  # thigh over shank: 0.7-1.9 on people, about 1 in anatomy
    (SHOULDERS, HIPS, KNEES, (0.6, 2.3)),  # trunk over thigh: 0.8-2.0 on people
    (SHOULDERS, ELBOWS, WRISTS, (0.5, 2.6)),  # upper arm over forearm: 0.8-2.3 on people
)
"""Three joints down a limb, and limits for the first bone's length over the second's."""
MOST_STRAY_LIMBS: Final = 1
"""One limb out of proportion is a limb that is hidden, as in deep folds; two are another body."""

# Joints of each limb, (limbs, 3), and the limits of its ratio, (limbs,): all limbs at once.
_JOINTS: Final = np.array(
    [[pair[side] for pair in joints] for *joints, _ in LIMB_RATIOS for side in (0, 1)]
)
_LOW, _HIGH = np.array([limits for *_, limits in LIMB_RATIOS for _ in (0, 1)]).T


def plausible(landmarks: Landmarks) -> bool:
    """Tell whether these landmarks can be a person practising this routine."""
    return bool(plausible_bodies(landmarks.xyz_m, landmarks.visibility))


def plausible_bodies(
    xyz_m: NDArray[np.float64], visibility: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell it for any number of bodies.

    Parameters
    ----------
    xyz_m
        ``(..., 33, 3)`` metres, y down.
    visibility
        ``(..., 33)`` in [0, 1]. Limbs with an unseen joint are not held against a body.

    Returns
    -------
    NDArray[np.bool_]
        ``(...)``; False where the landmarks are NaN.

    """
    trunk = _middle(xyz_m, SHOULDERS) - _middle(xyz_m, HIPS)
    head = _middle(xyz_m, EARS) - _middle(xyz_m, SHOULDERS)
    squared = _dot(trunk, trunk)
    lowest_m = np.cos(np.radians(MAX_TRUNK_TILT_DEG)) * np.sqrt(squared)
    sound: NDArray[np.bool_] = -trunk[..., 1] >= lowest_m
    sound &= _dot(head, trunk) >= MIN_HEAD_ALONG_TRUNK * squared
    stray = ~_limbs_fit(xyz_m, visibility)
    return np.asarray(sound & (stray.sum(axis=-1) <= MOST_STRAY_LIMBS))


def _limbs_fit(xyz_m: NDArray[np.float64], visibility: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell of each limb whether its bones are in proportion, or one of its joints is unseen."""
    limbs_m = xyz_m[..., _JOINTS, :]
    bones_m = limbs_m[..., 1:, :] - limbs_m[..., :-1, :]
    lengths_m = np.sqrt(_dot(bones_m, bones_m))
    first_m, second_m = lengths_m[..., 0], lengths_m[..., 1]
    unseen = (visibility[..., _JOINTS] < SEEN_VISIBILITY).any(axis=-1)
    fits: NDArray[np.bool_] = (_LOW * second_m <= first_m) & (first_m <= _HIGH * second_m)
    return unseen | fits


def _middle(xyz_m: NDArray[np.float64], pair: tuple[Landmark, Landmark]) -> NDArray[np.float64]:
    left, right = pair
    middle: NDArray[np.float64] = (xyz_m[..., left, :] + xyz_m[..., right, :]) / 2
    return middle


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = (a * b).sum(axis=-1)
    return product
