"""The moving picture of a pose: when it is shown, and where in its box."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.render.layout import Box
from vision.render.pictures.film import Film, film, film_name
from vision.render.theme import SOFT_WHITE
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from vision.render.draw import Image
    from vision.session.snapshot import Snapshot, Way

LARGE_S: Final = 9.0
"""So long a step's picture stays large: about once through the way in, before one begins."""
_CORNER: Final = 0.04
"""Radius of a picture's corners, a share of its width."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A picture to show now, from its own ``t_s`` on: large, or small in a corner."""

    film: Film
    t_s: float
    large: bool


def demonstration(snapshot: Snapshot) -> Demonstration | None:
    """Return the picture that helps at this moment, None where none does or there is none.

    Large while the person gets ready, small on the way in; away in the hold, where it would only
    draw the eyes, and back while a form stays missed, showing that very thing put right. When the
    easier way is offered, it is the easier one; between two steps, the next one's.
    """
    if snapshot.correction is not None and snapshot.doing is not None:
        return _small(film_name(snapshot.doing, snapshot.correction.criterion), snapshot.t_s)
    if snapshot.phase is Phase.REST and not snapshot.moment:
        return _of(snapshot.following, snapshot.in_phase_s, large=True)
    if snapshot.phase is Phase.REST:
        return _way_out(snapshot)
    if snapshot.phase not in {Phase.READY, Phase.ENTER}:
        return None
    if snapshot.offered is not None and (offered := _of(snapshot.offered, snapshot.t_s)):
        return offered
    early = snapshot.in_step_s < LARGE_S and not snapshot.waiting
    large = snapshot.phase is Phase.READY or early
    return _of(snapshot.doing, snapshot.in_step_s, large=large)


def _way_out(snapshot: Snapshot) -> Demonstration | None:
    """Return the step's picture from its middle on, where the pose is there and then left."""
    shown = _of(snapshot.doing, snapshot.in_phase_s)
    return shown and replace(shown, t_s=shown.t_s + 0.5 * shown.film.duration_s)


def _small(name: str, t_s: float) -> Demonstration | None:
    found = film(name)
    return Demonstration(found, t_s, large=False) if found else None


def _of(way: Way | None, t_s: float, *, large: bool = False) -> Demonstration | None:
    found = film(film_name(way)) if way else None
    return Demonstration(found, t_s, large=large) if found else None


def place_of(shown: Demonstration, box: Box) -> Box:
    """Return where a picture stands: as large as its box allows, at the box's top right."""
    width_px, height_px = shown.film.size_px
    scale = min(box.width / width_px, box.height / height_px)
    width, height = max(2, round(scale * width_px)), max(2, round(scale * height_px))
    return Box(box.right - width, box.y, width, height)


def draw_demonstration(scene: Image, place: Box, shown: Demonstration) -> Image:
    """Draw a picture where it stands, with round corners."""
    under = scene[place.y : place.bottom, place.x : place.right]
    mask, edge = _shape(place.width, place.height)
    cv2.copyTo(shown.film.at(shown.t_s, (place.width, place.height)), mask, under)
    cv2.polylines(under, [edge], True, SOFT_WHITE, 2, cv2.LINE_AA)  # noqa: FBT003
    return scene


@lru_cache(maxsize=4)
def _shape(width_px: int, height_px: int) -> tuple[Image, np.ndarray]:
    """Return the mask of a box with round corners, and its outline."""
    radius = max(1, round(_CORNER * width_px))
    low = (radius, radius)
    corners = [
        cv2.ellipse2Poly((x, y), low, 0, start, start + 90, 6)
        for x, y, start in (
            (radius, radius, 180),
            (width_px - 1 - radius, radius, 270),
            (width_px - 1 - radius, height_px - 1 - radius, 0),
            (radius, height_px - 1 - radius, 90),
        )
    ]
    edge = np.concatenate(corners).astype(np.int32)
    mask = np.zeros((height_px, width_px), np.uint8)
    cv2.fillPoly(mask, [edge], (255,))
    return mask, edge
