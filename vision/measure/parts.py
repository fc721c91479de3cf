"""Parts of the body by name: what has to be seen for a measure, and what to say when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk

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
    "near_foot": ("feet", _FOOT, "near"),
    "near_leg": ("leg", _LEG, "near"),
    "far_leg": ("other leg", _LEG, "far"),
    "left_leg": ("left leg", _LEG, "left"),
    "right_leg": ("right leg", _LEG, "right"),
}


def unseen_part(body: Body, needs: tuple[str, ...]) -> str:
    """Return, in words, the first needed part that is unseen in a single picture, or ""."""
    for part in needs:
        words, joints, side = PARTS[part]
        if not all(_seen(body, joint, side) for joint in joints):
            return words
    return ""


def _seen(body: Body, joint: tuple[int, int], side: str) -> bool:
    near = int(body.near)
    places = {"left": (0,), "right": (1,), "near": (near,), "far": (1 - near,), "any": (0, 1)}
    return any(bool(np.isfinite(body.at(joint[place])).all()) for place in places[side])
