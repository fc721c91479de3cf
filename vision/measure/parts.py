"""Parts of the body by name: what has to be seen for a measure, and what to say when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.landmarks.types import SEEN_VISIBILITY

if TYPE_CHECKING:
    from vision.measure.body import Body

_LEG: Final = (sk.HIPS, sk.KNEES, sk.ANKLES)
_FOOT: Final = (sk.ANKLES, sk.HEELS, sk.FOOT_INDICES)

# Each part: in words, its joints, which side of them ("any" needs one of the two).
PARTS: Final[dict[str, tuple[str, tuple[tuple[int, int], ...], str]]] = {
    "head": ("head", (sk.EARS,), "any"),
    "shoulders": ("shoulders", (sk.SHOULDERS,), "any"),
    "hips": ("hips", (sk.HIPS,), "any"),
    "hip": ("hips and shoulders", (sk.HIPS, sk.SHOULDERS), "any"),
    "knees": ("knees", (sk.KNEES,), "any"),
    "feet": ("feet", _FOOT, "any"),
    "ankle": ("feet", _FOOT, "any"),
    "back": ("back", (sk.HIPS, sk.SHOULDERS), "any"),
    "near_elbow": ("elbow", (sk.ELBOWS,), "near"),
    "near_knee": ("knee", (sk.HIPS, sk.KNEES), "near"),
    "far_knee": ("other knee", (sk.HIPS, sk.KNEES), "far"),
    "near_foot": ("feet", _FOOT, "near"),
    "near_leg": ("leg", _LEG, "near"),
    "far_leg": ("other leg", _LEG, "far"),
    "front_leg": ("front leg", _LEG, "front"),
    "back_leg": ("folded leg", _LEG, "back"),
    "left_leg": ("left leg", _LEG, "left"),
    "right_leg": ("right leg", _LEG, "right"),
}


def why_unseen(body: Body, needs: tuple[str, ...]) -> str:
    """Return, as a sentence, what hides the first needed part unseen in a single picture, or "".

    A part outside the picture is told apart from one that something is in front of: the first the
    person can help by moving the camera, the second often not at all.
    """
    for part in needs:
        words, joints, side = PARTS[part]
        for joint in joints:
            places = [joint[place] for place in _places(body, side)]
            if not any(_seen(body, place) for place in places):
                return _sentence(words, outside=any(_outside(body, place) for place in places))
    return ""


def _sentence(words: str, *, outside: bool) -> str:
    if outside:
        return (
            f"Your {words} {'are' if words.endswith(('s', 'feet')) else 'is'} outside the picture"
        )
    return f"I can't see your {words}"


def _places(body: Body, side: str) -> tuple[int, ...]:
    near, front = int(body.near), int(body.front)
    return {
        "left": (0,),
        "right": (1,),
        "near": (near,),
        "far": (1 - near,),
        "front": (front,),
        "back": (1 - front,),
        "any": (0, 1),
    }[side]


def _seen(body: Body, landmark: int) -> bool:
    return bool(np.isfinite(body.at(landmark)).all())


def _outside(body: Body, landmark: int) -> bool:
    """Say whether the model is sure of it, but its place is beyond the picture's edge."""
    return not _seen(body, landmark) and bool(body.visibility[landmark] >= SEEN_VISIBILITY)
