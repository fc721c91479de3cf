"""What is true of a posed body: the 33 landmarks, and the measures, by construction.

Landmarks come in BlazePose's order: face from nose to mouth, then pairs, left before right, from
the shoulders to the feet.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.body import Limbs, Skeleton
from benchmarks.practitioner.posture import SIDES, Side
from benchmarks.practitioner.rotations import angle_deg

# Front, up and right of the middle of the head, metres on a body 1.66 m tall: nose, then inner,
# middle and outer corner of the left eye and of the right eye, left ear, right ear, left and right
# corner of the mouth.
_FACE_M = np.array(
    [
        [0.110, -0.018, 0.0],
        [0.080, 0.018, -0.020],
        [0.079, 0.018, -0.033],
        [0.070, 0.018, -0.045],
        [0.080, 0.018, 0.020],
        [0.079, 0.018, 0.033],
        [0.070, 0.018, 0.045],
        [0.002, 0.0, -0.082],
        [0.002, 0.0, 0.082],
        [0.076, -0.055, -0.022],
        [0.076, -0.055, 0.022],
    ]
)


@dataclass(frozen=True, slots=True)
class Truth:
    """The measures of one posture.

    Parameters
    ----------
    left_knee_deg, right_knee_deg
        Inner angle hip, knee, ankle: 180 straight.
    trunk_tilt_deg
        From the middle of the hips to the middle of the shoulders, seen from the side: 0 upright,
        positive forward, -90 lying on the back.
    back_bow
        How far the spine bulges behind that line, over the line's length.

    """

    left_knee_deg: float
    right_knee_deg: float
    trunk_tilt_deg: float
    back_bow: float


def landmarks(skeleton: Skeleton, scale: float = 1.0) -> NDArray[np.float64]:
    """Give the (33, 3) landmarks of a skeleton in the world, metres."""
    face = skeleton.head + scale * _FACE_M @ skeleton.head_axes.T
    pairs = [_pairs(skeleton.limbs(side)) for side in SIDES]
    return np.concatenate([face, np.stack(pairs, axis=1).reshape(-1, 3)])


def measure(skeleton: Skeleton) -> Truth:
    """Measure a skeleton."""
    chord = skeleton.spine[-1] - skeleton.spine[0]
    return Truth(
        left_knee_deg=_knee_deg(skeleton, "left"),
        right_knee_deg=_knee_deg(skeleton, "right"),
        trunk_tilt_deg=float(np.degrees(np.arctan2(chord[0], chord[1]))),
        back_bow=_bow(skeleton),
    )


def _pairs(limbs: Limbs) -> NDArray[np.float64]:
    """Give the (11, 3) landmarks of one side from the shoulder down."""
    palm_m = float(np.linalg.norm(limbs.knuckles - limbs.wrist))
    palm = limbs.knuckles - limbs.wrist
    return np.array(
        [
            limbs.shoulder,
            limbs.elbow,
            limbs.wrist,
            limbs.knuckles - 0.3 * palm_m * limbs.thumb,
            limbs.knuckles + 0.3 * palm_m * limbs.thumb,
            limbs.wrist + 0.6 * palm + 0.45 * palm_m * limbs.thumb,
            limbs.hip,
            limbs.knee,
            limbs.ankle,
            limbs.heel,
            limbs.toe,
        ]
    )


def _knee_deg(skeleton: Skeleton, side: Side) -> float:
    limbs = skeleton.limbs(side)
    return angle_deg(limbs.hip, limbs.knee, limbs.ankle)


def _bow(skeleton: Skeleton) -> float:
    chord = skeleton.spine[-1] - skeleton.spine[0]
    length_m = float(np.linalg.norm(chord))
    off_m = (skeleton.spine - skeleton.spine[0]) @ -skeleton.trunk_axes[:, 0]
    return float(off_m[np.abs(off_m).argmax()]) / length_m
