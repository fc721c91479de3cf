"""The moving picture of a pose: when it is shown, and where in its box."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.landmarks.skeleton import HIPS, KNEES, SHOULDERS
from vision.render.layout import Box
from vision.render.pictures.film import Film, film, film_name
from vision.render.theme import SOFT_WHITE
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks
    from vision.render.draw import Image
    from vision.session.snapshot import Snapshot, Way

LARGE_S: Final = 7.0
"""So long a step's picture stays large: about once through the way in, before one begins."""
_AHEAD: Final = 0.25
"""So far, in trunk lengths, the knees are ahead of the hips of somebody who is seen side-on."""
_TURNED_S: Final = 1.5
"""Who looks the other way for so long has turned round; the first look counts at once."""
_OTHER: Final = {"left": "right", "right": "left"}
_CORNER: Final = 0.04
"""Radius of a picture's corners, a share of its width."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A picture to show now, from its own ``t_s`` on: large, or small in a corner."""

    film: Film
    t_s: float
    large: bool


class Facing:
    """Remembers which way the person looks in the camera's picture, as long as they stay so.

    A picture of a pose looks the same way as the person who is seen, so that what is near and far
    in it is what is near and far of them.
    """

    def __init__(self) -> None:
        self.left = False
        self._other_way_since_s: float | None = -math.inf

    def update(self, landmarks: Landmarks) -> None:
        """Take what is seen now: in all these poses the knees are ahead of the hips."""
        knees_px, hips_px, shoulders_px = (
            _middle_px(landmarks.xy_px[list(pair)]) for pair in (KNEES, HIPS, SHOULDERS)
        )
        trunk_px = float(np.hypot(*(shoulders_px - hips_px)))
        ahead_px = float(knees_px[0] - hips_px[0])
        if not abs(ahead_px) > _AHEAD * trunk_px:  # nor where something is unseen: that is NaN
            return
        if (ahead_px < 0) == self.left:
            self._other_way_since_s = None
        elif self._other_way_since_s is None:
            self._other_way_since_s = landmarks.t_s
        elif landmarks.t_s - self._other_way_since_s >= _TURNED_S:
            self.left, self._other_way_since_s = not self.left, None

    def seen_in(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the legs near and far in the pictures as they are of the person.

        Pictures look to the right, where the right leg is near. Seen from the other side, the left
        one is: the right leg's picture, turned round, shows it.
        """
        if not self.left:
            return snapshot
        doing, following, offered = (
            way and replace(way, side=_OTHER.get(way.side or ""))
            for way in (snapshot.doing, snapshot.following, snapshot.offered)
        )
        return replace(snapshot, doing=doing, following=following, offered=offered)


def _middle_px(pair_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of a left and a right point, of the one that is seen if one is not."""
    seen = pair_px[np.isfinite(pair_px[:, 0])]
    middle: NDArray[np.float64] = seen.mean(axis=0) if len(seen) else np.full(2, np.nan)
    return middle


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


def draw_demonstration(
    scene: Image, place: Box, shown: Demonstration, *, flipped: bool = False
) -> Image:
    """Draw a picture where it stands, with round corners."""
    under = scene[place.y : place.bottom, place.x : place.right]
    mask, edge = _shape(place.width, place.height)
    image = shown.film.at(shown.t_s, (place.width, place.height), flipped=flipped)
    cv2.copyTo(image, mask, under)
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
