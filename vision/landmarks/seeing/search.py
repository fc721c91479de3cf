"""Search a picture thoroughly: a body folded up or lying down, that one look misses or misreads.

A body that one look finds costs ten, a third of a second; a picture of nobody from twenty, half a
second, to eighty. For photographs, and for a body that was lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.frames.glance import Glance
from vision.frames.level import lean_of
from vision.landmarks import skeleton as sk
from vision.landmarks.landmarker import MAX_SIDE_PX, Closing
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.consensus import consensus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from vision.frames.glance import WarpedFrame
    from vision.frames.level import Lean
    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.landmarker import Landmarker
    from vision.landmarks.types import Landmarks

CONFIDENCE: Final = 0.05
"""How sure the model has to be. Folded bodies that it misses at its usual 0.5 are found at 0.05 to
0.1; what else it finds at that is refused because the looks do not agree."""
TURNS_DEG: Final = (0.0, 60.0, -60.0, 90.0, -90.0, 180.0, 120.0, -120.0)
"""In which turned copies a body is sought, one after the other."""
CLOSER: Final = (
    (0.0, False),
    (0.0, True),
    (20.0, False),
    (-20.0, True),
    (40.0, True),
    (-40.0, False),
    (90.0, False),
    (-90.0, True),
    (180.0, False),
)
"""Turn (degrees) and mirror of the looks at a found body, through a window around it."""
_MAX_MASK_SIDE_PX: Final = 4096
_PAD: Final = 0.25  # of the body's longer side, left around it
_PART: Final = 2 / 3  # side of the windows a picture is searched in, in its shorter side
_MOST_CLOSER: Final = 6  # bodies looked at closely in vain before a picture is given up
_MOST_PARTS: Final = 5  # windows along one side, however long it is


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A body, and from where it was first seen.

    Attributes
    ----------
    landmarks
        In the picture's pixels.
    glance
        The look that first found it.

    """

    landmarks: Landmarks
    glance: Glance


class Searcher(Closing):
    """Finds one person in single pictures, with a landmarker of its own.

    Use as a context manager, or call `close`. Calls on one `Searcher` must not overlap, but for
    `stop`.

    Raises
    ------
    LandmarkerError
        If the model cannot be read or is no pose landmarker.

    """

    def __init__(self, engine: Engine) -> None:
        self._pose = engine.start(min_confidence=CONFIDENCE, tracking=False)
        self._stopped = Event()

    def close(self) -> None:
        """Free the model; safe to call twice."""
        self._pose.close()

    def stop(self) -> None:
        """Let a search that is under way in another thread, and any after it, find nobody soon."""
        self._stopped.set()

    def find(self, frame: Frame) -> Landmarks | None:
        """Return the person in ``frame``, in its pixels, or None when nobody is surely seen.

        Raises
        ------
        LandmarkerError
            After `close`, or when the model fails on this picture.

        """
        found = self.search(frame)
        if found is None:
            return None
        body = found.landmarks
        return levelled(body, lean_of(frame, body.silhouette))

    def search(self, frame: Frame) -> Found | None:
        """Do as `find`, and tell from where the body was first seen."""
        closer = 0
        for glance in _first_glances(frame.size_px):
            if self._stopped.is_set():
                return None
            seen = look(self._pose, frame, glance)
            if seen is None or not plausible(seen):
                continue
            agreed = self._look_closer(frame, seen)
            if agreed is not None:
                return Found(agreed, glance)
            closer += 1
            if closer == _MOST_CLOSER:
                return None
        return None

    def _look_closer(self, frame: Frame, seen: Landmarks) -> Landmarks | None:
        window_px = window_around(seen)
        if window_px is None:
            return None
        mask_px = _mask_px(frame.size_px, window_px)
        glances = (Glance(turn_deg, mirrored, window_px) for turn_deg, mirrored in CLOSER)
        looks = [look(self._pose, frame, glance, mask_px) for glance in glances]
        return consensus([body for body in looks if body is not None])


def levelled(body: Landmarks, lean: Lean | None) -> Landmarks:
    """Return a body that knows how the vertical leans where its hips are, if that is known."""
    hips_px = body.xy_px[list(sk.HIPS), 0]
    seen_px = hips_px[np.isfinite(hips_px)]
    if lean is None or not seen_px.size:
        return body
    return replace(body, lean_deg=lean.at_deg(float(seen_px.mean()) / body.size_px[0]))


def look(
    pose: Landmarker, frame: Frame, glance: Glance, mask_px: tuple[int, int] | None = None
) -> Landmarks | None:
    """Return what a landmarker sees in a picture looked at in one way, in the picture's pixels.

    Parameters
    ----------
    pose
        The landmarker.
    frame
        The picture.
    glance
        The way of looking.
    mask_px
        ``(width, height)`` of the silhouette; as many pixels as the picture's copy has if None.

    """
    if glance.plain and mask_px is None:
        return pose.detect(frame)
    copy = glance.warp(frame, MAX_SIDE_PX)
    found = pose.detect(copy.frame)
    return None if found is None else _brought_back(found, copy, frame, mask_px)


def _brought_back(
    found: Landmarks, copy: WarpedFrame, frame: Frame, mask_px: tuple[int, int] | None
) -> Landmarks:
    names = _EXCHANGED if copy.mirrored else _AS_THEY_ARE
    size_px = frame.size_px
    xy_px = copy.points_back(found.xy_px)[names]
    beyond = ((xy_px < 0) | (xy_px > size_px)).any(axis=-1)
    xy_px[beyond] = np.nan
    xyz_m = found.xyz_m[names]
    xyz_m[:, :2] = xyz_m[:, :2] @ copy.turned_back.T
    silhouette = found.silhouette
    if silhouette is not None:
        silhouette = copy.mask_back(silhouette, size_px, mask_px or _mask_px(size_px, None))
    return replace(
        found,
        xy_px=xy_px,
        xyz_m=xyz_m,
        visibility=found.visibility[names],
        silhouette=silhouette,
        size_px=size_px,
    )


def _first_glances(size_px: tuple[int, int]) -> Iterator[Glance]:
    """Give the ways to look for a body: the whole picture, turned, then part by part."""
    for turn_deg in TURNS_DEG:
        yield Glance(turn_deg)
    for window_px in _parts(size_px):
        yield Glance(window_px=window_px)


def _parts(size_px: tuple[int, int]) -> Iterator[tuple[float, float, float, float]]:
    """Give overlapping squares over a picture, each two thirds as large as its shorter side.

    The model looks for bodies in a copy of about 224 pixels, where a small one is lost.
    """
    side = _PART * min(size_px)
    lefts, tops = (_starts(length, side) for length in size_px)
    for top in tops:
        for left in lefts:
            yield left, top, left + side, top + side


def _starts(length: int, side: float) -> list[float]:
    """Give where the windows of one side begin, half of their side apart, or more in long ones."""
    count = min(_MOST_PARTS, math.ceil((length - side) / (side / 2)) + 1)
    return [float(start) for start in np.linspace(0.0, length - side, count)]


def window_around(body: Landmarks) -> tuple[float, float, float, float] | None:
    """Return a square around a body and its silhouette, with room around it."""
    points = body.xy_px[np.isfinite(body.xy_px).all(axis=-1)]
    if body.silhouette is not None:
        points = np.concatenate([points, _corners_px(body.silhouette, body.size_px)])
    if points.size == 0:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(float((high - low).max()), 1.0) * (0.5 + _PAD)
    (left, top), (right, bottom) = (low + high) / 2 - half, (low + high) / 2 + half
    return float(left), float(top), float(right), float(bottom)


def _corners_px(silhouette: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.float64]:
    """Return two opposite corners of the box around a silhouette, ``(2, 2)``, none if empty."""
    across, down = (np.flatnonzero(silhouette.any(axis=axis)) for axis in (0, 1))
    if across.size == 0:
        return np.empty((0, 2))
    corners = np.array([[across[0], down[0]], [across[-1] + 1, down[-1] + 1]], float)
    rows, columns = silhouette.shape
    return np.asarray(corners * (size_px[0] / columns, size_px[1] / rows))


def _mask_px(
    size_px: tuple[int, int], window_px: tuple[float, float, float, float] | None
) -> tuple[int, int]:
    """Return a size for a silhouette over the whole picture, as fine as the copy looked at."""
    looked_at = max(size_px) if window_px is None else window_px[2] - window_px[0]
    longest = max(size_px)
    scale = min(1.0, MAX_SIDE_PX / looked_at, _MAX_MASK_SIDE_PX / longest)
    width, height = (max(1, round(side * scale)) for side in size_px)
    return width, height


def _mirror_image(landmark: sk.Landmark) -> int:
    left, right = ("LEFT", "RIGHT") if "LEFT" in landmark.name else ("RIGHT", "LEFT")
    return sk.Landmark[landmark.name.replace(left, right)]


_AS_THEY_ARE: Final = np.arange(sk.LANDMARK_COUNT)
_EXCHANGED: Final = np.array([_mirror_image(landmark) for landmark in sk.Landmark])
"""For each landmark, the one a mirror shows in its place."""
