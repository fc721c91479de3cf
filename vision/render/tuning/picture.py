"""The picture a teacher tunes by: the body, what is told of it, and no words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.landmarks.skeleton import EARS, HIPS, SHOULDERS, Landmark
from vision.render.body import bone_looks, draw_body
from vision.render.draw import draw_disc
from vision.render.silhouette import draw_edge, draw_outline
from vision.render.theme import TRACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Verdict
    from vision.landmarks.types import Landmarks
    from vision.render.body import BonesIn
    from vision.render.draw import Image
    from vision.render.theme import Colour

LONG_SIDE_PX: Final = 960
_HEAD: Final = (*EARS, Landmark.NOSE)
_HEAD_SHARE: Final = 0.22
"""Radius of a head, of the trunk's length."""
_GROUND: Final[Colour] = (52, 46, 42)
"""Darker than any line on it, and lighter than their rims."""


def plain_ground(size_px: tuple[int, int], body: Landmarks | None) -> Image:
    """Return a ground to draw a body on where there is no picture of it.

    Parameters
    ----------
    size_px
        ``(width, height)`` of the picture that is not there: the ground has its proportions, and a
        long side of `LONG_SIDE_PX`.
    body
        In pixels of that picture; its head is laid on the ground, as a skeleton has no bone there.

    """
    scale = LONG_SIDE_PX / max(size_px)
    width_px, height_px = (max(1, round(side * scale)) for side in size_px)
    ground = np.full((height_px, width_px, 3), _GROUND, np.uint8)
    if body is None:
        return ground
    head, shoulder, hip = (_middle(body.xy_px[list(joint)]) for joint in (_HEAD, SHOULDERS, HIPS))
    radius_px = _HEAD_SHARE * float(np.hypot(*(shoulder - hip)))
    if np.isfinite([*head, radius_px]).all():
        x_px, y_px = head * scale
        draw_disc(ground, (float(x_px), float(y_px)), radius_px * scale, TRACK)
    return ground


def _middle(points_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of those points that are seen, ``(2,)``; NaN where none is."""
    seen = points_px[np.isfinite(points_px).all(axis=-1)]
    return np.asarray(seen.mean(axis=0)) if len(seen) else np.full(2, np.nan)


def tuned_picture(
    image: Image,
    body: Landmarks | None,
    bones_in: BonesIn,
    silhouette: Image | None = None,
    edge_px: NDArray[np.float64] | None = None,
    verdicts: Sequence[Verdict] = (),
) -> Image:
    """Return a new picture with a long side of `LONG_SIDE_PX`, the body drawn on it.

    Parameters
    ----------
    image
        What the camera saw, or `plain_ground`, BGR uint8; left as it is.
    body
        In pixels of a picture of the same proportions; what is unseen is left out. None when
        nobody is there, and nothing is drawn then.
    bones_in
        Tells which bones show a measure's verdict.
    silhouette
        ``(rows, columns)`` uint8 over the whole picture, nonzero on the person; its outline is
        drawn.
    edge_px
        ``(N, 2)`` the back's edge in the pixels of ``body``, NaN where unseen; drawn where there is
        no silhouette.
    verdicts
        Colour the bones they are about. The first is of the criterion looked at, and is shown also
        where it is one of depth that is not reached.

    """
    scene = _scaled(image)
    if body is None:
        return scene
    if silhouette is not None:
        draw_outline(scene, silhouette)
    elif edge_px is not None:
        scale = np.array([scene.shape[1], scene.shape[0]]) / body.size_px
        draw_edge(scene, (edge_px + 0.5) * scale - 0.5)
    called = verdicts[0].criterion.name if verdicts else ""
    looks = bone_looks(body, verdicts, bones_in, called)
    return draw_body(scene, body, looks, mirror=False)


def _scaled(image: Image) -> Image:
    height_px, width_px = image.shape[:2]
    scale = LONG_SIDE_PX / max(width_px, height_px)
    size_px = max(1, round(width_px * scale)), max(1, round(height_px * scale))
    if size_px == (width_px, height_px):
        return np.array(image)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size_px, interpolation=way), np.uint8)
