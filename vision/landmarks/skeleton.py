"""The 33 landmarks by name, the bones between them, and which belong together.

Order and names follow the BlazePose topology (Bazarevsky et al., 2020, "BlazePose: On-device
Real-time Body Pose tracking"). Left and right are the person's own.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, TypeAlias

LANDMARK_COUNT: Final = 33


class Landmark(IntEnum):
    """Index of a landmark in every array of landmarks."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


# (left, right) of each joint: measures index these with a side, 0 = left and 1 = right.
EYES: Final = (Landmark.LEFT_EYE, Landmark.RIGHT_EYE)
EARS: Final = (Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
SHOULDERS: Final = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
ELBOWS: Final = (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW)
WRISTS: Final = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
HIPS: Final = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
KNEES: Final = (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
ANKLES: Final = (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
HEELS: Final = (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL)
FOOT_INDICES: Final = (Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX)

_SIDE_BONES: Final = (
    (SHOULDERS, ELBOWS),
    (ELBOWS, WRISTS),
    (SHOULDERS, HIPS),
    (HIPS, KNEES),
    (KNEES, ANKLES),
    (ANKLES, HEELS),
    (HEELS, FOOT_INDICES),
    (ANKLES, FOOT_INDICES),
    (SHOULDERS, EARS),
)

Bone: TypeAlias = tuple[Landmark, Landmark]

# Pairs to draw and to measure; the neck is drawn from ear to shoulder, for lack of a neck point.
BONES: Final[tuple[Bone, ...]] = (
    *((a[side], b[side]) for a, b in _SIDE_BONES for side in (0, 1)),
    SHOULDERS,
    HIPS,
)


def both_sides(joint: tuple[int, int]) -> slice:
    """Return what takes the left and the right of a joint out of an axis of landmarks."""
    left, right = joint
    return slice(left, right + 1, right - left)
