"""The skeleton in the colours of the verdicts, each on the bones its measure is read off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.criteria.model import Kind, Status
from vision.landmarks.skeleton import BONES, Landmark
from vision.render.draw import draw_bone, draw_marker
from vision.render.theme import LOOKS, PLAIN, WAITED_FOR, Look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vision.criteria.model import Verdict
    from vision.landmarks.skeleton import Bone
    from vision.landmarks.types import Landmarks
    from vision.render.draw import Image, Point

BonesIn: TypeAlias = "Callable[[Landmarks, Iterable[str]], Mapping[str, Sequence[Bone]]]"
"""Tells of a body which bones each of the named measures is read off."""

_ORDER: Final = (Status.UNSEEN, Status.MET, Status.MISSED)
"""Where criteria share a bone, the later answer shows: a miss is seen whatever else is met."""
_DEPTH: Final = (PLAIN, *(LOOKS[status] for status in _ORDER), WAITED_FOR)
_BONE_WIDTH: Final = 0.0055
"""Of the picture's long side."""
_JOINT_RADIUS: Final = 1.6
"""In widths of a plain bone."""


def bone_looks(
    landmarks: Landmarks, verdicts: Sequence[Verdict], bones_in: BonesIn, called: str = ""
) -> dict[Bone, Look]:
    """Return how each bone looks that a criterion speaks of.

    How deep a pose is goes uncoloured until it is reached, and so does what tells the pose from
    others, unless it is ``called``, the correction of the moment: neither is a fault.
    """
    shown = [v for v in verdicts if _speaks(v, called)]
    shown.sort(key=lambda v: _ORDER.index(v.status))
    bones = bones_in(landmarks, [v.criterion.band.measure for v in shown])
    return {bone: LOOKS[v.status] for v in shown for bone in bones[v.criterion.band.measure]}


def _speaks(verdict: Verdict, called: str) -> bool:
    if verdict.criterion.name == called:
        return True
    patient = verdict.criterion.kind in (Kind.AIM, Kind.RECOGNISE)
    return verdict.status is Status.MET or not patient


def draw_body(
    scene: Image, landmarks: Landmarks, looks: dict[Bone, Look], *, mirror: bool
) -> Image:
    """Draw the bones and joints that are seen.

    Parameters
    ----------
    scene
        Already mirrored, if it is to be; BGR uint8.
    landmarks
        Of the picture as the camera gave it; NaN is left out.
    looks
        As `bone_looks` returns them.
    mirror
        Whether the skeleton has to be mirrored like the scene.

    """
    points_px = _points_in_scene(landmarks, scene, mirror=mirror)
    width_px = max(2.0, _BONE_WIDTH * max(scene.shape[:2]))
    joints: dict[Landmark, Look] = {}
    for (a, b), look in _back_to_front(looks):
        if a in points_px and b in points_px:
            draw_bone(scene, points_px[a], points_px[b], width_px, look)
            joints |= {a: look, b: look}
    for joint, look in joints.items():
        draw_marker(scene, points_px[joint], _JOINT_RADIUS * width_px, look)
    return scene


def _back_to_front(looks: dict[Bone, Look]) -> list[tuple[Bone, Look]]:
    bones = {bone: looks.get(bone, PLAIN) for bone in BONES}
    return sorted(bones.items(), key=lambda item: _DEPTH.index(item[1]))


def _points_in_scene(landmarks: Landmarks, scene: Image, *, mirror: bool) -> dict[Landmark, Point]:
    width_px, height_px = scene.shape[1], scene.shape[0]
    scale = np.array([width_px, height_px]) / landmarks.size_px
    # A pixel's middle stays the middle when the picture is enlarged.
    xy_px = (landmarks.xy_px + 0.5) * scale - 0.5
    if mirror:
        xy_px[:, 0] = width_px - 1 - xy_px[:, 0]
    return {
        joint: (float(x_px), float(y_px))
        for joint, (x_px, y_px) in zip(Landmark, xy_px, strict=True)
        if np.isfinite(x_px) and np.isfinite(y_px)
    }
