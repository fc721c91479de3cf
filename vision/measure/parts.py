"""Parts of the body by name: what has to be seen for a measure, and what shows its verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.landmarks.types import SEEN_VISIBILITY
from vision.measure.geometry import seen
from vision.words.reasons import Code, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body

_LEG: Final = (sk.HIPS, sk.KNEES, sk.ANKLES)
_FOOT: Final = (sk.ANKLES, sk.HEELS, sk.FOOT_INDICES)

# Each part: what a reason calls it, its joints, which side of them ("any" needs one of the two).
PARTS: Final[dict[str, tuple[str, tuple[tuple[int, int], ...], str]]] = {
    "head": ("head", (sk.EARS,), "any"),
    "shoulders": ("shoulders", (sk.SHOULDERS,), "any"),
    "hips": ("hips", (sk.HIPS,), "any"),
    "hip": ("hips_and_shoulders", (sk.HIPS, sk.SHOULDERS), "any"),
    "knees": ("knees", (sk.KNEES,), "any"),
    "feet": ("feet", _FOOT, "any"),
    "ankle": ("feet", _FOOT, "any"),
    "back": ("back", (sk.HIPS, sk.SHOULDERS), "any"),
    "near_elbow": ("elbow", (sk.ELBOWS,), "near"),
    "near_knee": ("knee", (sk.HIPS, sk.KNEES), "near"),
    "far_knee": ("other_knee", (sk.HIPS, sk.KNEES), "far"),
    "near_foot": ("feet", _FOOT, "near"),
    "near_leg": ("leg", _LEG, "near"),
    "far_leg": ("other_leg", _LEG, "far"),
    "front_leg": ("front_leg", _LEG, "front"),
    "back_leg": ("back_leg", _LEG, "back"),
    "left_leg": ("left_leg", _LEG, "left"),
    "right_leg": ("right_leg", _LEG, "right"),
}

_THIGH: Final = ((sk.HIPS, sk.KNEES),)
_SHIN: Final = ((sk.KNEES, sk.ANKLES),)
BONES: Final = {
    "neck": ((sk.SHOULDERS, sk.EARS),),
    "trunk": ((sk.SHOULDERS, sk.HIPS),),
    "arm": ((sk.SHOULDERS, sk.ELBOWS), (sk.ELBOWS, sk.WRISTS)),
    "thigh": _THIGH,
    "shin": _SHIN,
    "leg": (*_THIGH, *_SHIN),
    "foot": (
        (sk.ANKLES, sk.HEELS),
        (sk.HEELS, sk.FOOT_INDICES),
        (sk.ANKLES, sk.FOOT_INDICES),
    ),
}

# A sight in bits: unseen landmarks, those outside the picture, the near side, the front leg.
_WATCHED: Final = sorted({place for _, joints, _ in PARTS.values() for j in joints for place in j})
_UNSEEN: Final = {place: 1 << bit for bit, place in enumerate(_WATCHED)}
_OUTSIDE: Final = {place: bit << len(_WATCHED) for place, bit in _UNSEEN.items()}
_NEAR: Final = 1 << 2 * len(_WATCHED)
_FRONT: Final = _NEAR << 1
_UNSEEN_BITS: Final = np.array(list(_UNSEEN.values()))
_OUTSIDE_BITS: Final = np.array(list(_OUTSIDE.values()))


def sights(body: Body) -> NDArray[np.int64]:
    """Return all that `why_unseen` asks of a picture as one whole number, ``(...)``.

    The pictures of a recording show few different ones.
    """
    unseen = ~seen(body.xy_px[..., _WATCHED, :])
    # The model is sure of it, but its place is beyond the picture's edge.
    outside = unseen & (body.visibility[..., _WATCHED] >= SEEN_VISIBILITY)
    landmarks = unseen @ _UNSEEN_BITS + outside @ _OUTSIDE_BITS
    return np.asarray(landmarks + body.near * _NEAR + body.front * _FRONT)


@lru_cache(maxsize=1 << 16)
def why_unseen(sight: int, needs: tuple[str, ...]) -> Reason | None:
    """Return why the first needed part that is unseen in one of `sights` is so, if there is one.

    A part outside the picture is told apart from one that something is in front of: the first the
    person can help by moving the camera, the second often not at all.
    """
    near, front = int(sight & _NEAR > 0), int(sight & _FRONT > 0)
    for part in needs:
        called, joints, side = PARTS[part]
        for joint in joints:
            places = [joint[place] for place in _sides(side, near, front)]
            if all(sight & _UNSEEN[place] for place in places):
                outside = any(sight & _OUTSIDE[place] for place in places)
                return Reason(Code.OUTSIDE if outside else Code.HIDDEN, called)
    return None


@lru_cache
def bones_of(names: tuple[str, ...], near: int, front: int) -> tuple[sk.Bone, ...]:
    """Return bones by name, such as "trunk", "near_leg" or "left_foot"; both sides without a side.

    ``near`` and ``front`` are the sides, 0 left and 1 right, of the body they are asked of.
    """
    found = []
    for name in names:
        side, _, bones = name.rpartition("_")
        places = _sides(side or "any", near, front)
        found += [(a[place], b[place]) for a, b in BONES[bones] for place in places]
    return tuple(found)


def _sides(side: str, near: int, front: int) -> tuple[int, ...]:
    return {
        "left": (0,),
        "right": (1,),
        "near": (near,),
        "far": (1 - near,),
        "front": (front,),
        "back": (1 - front,),
        "any": (0, 1),
    }[side]
