"""How a picture is turned against the world, by the long lines of the room behind the person.

Doors, windows and cupboards have upright edges, walls and floors level ones. Where enough of them
agree, the lean of the vertical is known to a fraction of a degree; where they do not, nothing is.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frames.source import Frame

MOST_DEG: Final = 7.0
"""Cameras that are set up with care roll by less: what looks like more is a slope of its own."""
_MOST_BY_LEVELS_DEG: Final = 4.0
"""Of photographs one in ten has a rug or a shelf that runs away from the camera, by 8 degrees."""
_WIDTH_PX: Final = 640  # of the copy that is looked at
_SOFT_PX: Final = 1.0  # a camera's noise would break lines up
_SHORTEST: Final = 0.07  # of a line, in heights of the picture
_PERSON: Final = 0.03  # kept clear around the person, in heights of the picture
_AGREE_DEG: Final = 0.5
_CONVERGING_DEG: Final = np.linspace(-8.0, 8.0, 17)
"""How much more the lines of one side lean than those of the other, from edge to edge."""
_LEANS_DEG: Final = np.arange(-MOST_DEG, MOST_DEG + 0.01, 0.25)
_ENOUGH: Final = 0.7  # length of the lines that agree, in heights of the picture
_SHARE: Final = 0.55  # of the length of all lines near their direction
_APART: Final = 0.05  # of the picture's side, between two that are not one line
_PARALLEL_DEG: Final = 1.0
_PARALLEL_OVER: Final = 0.25
"""Level lines tell the camera's roll only where they look parallel over this much of the height:
those that run away from the camera lean as they do, however level it is."""

EVERY_S: Final = 0.5
_AT_FIRST: Final = 6
LATER_EVERY_S: Final = 10.0
_KEPT: Final = 5
_FEWEST: Final = 2
_STEADY_DEG: Final = 1.0


class Lean(NamedTuple):
    """How the world's vertical leans in a picture.

    Attributes
    ----------
    middle_deg
        In the picture's middle, positive to the right.
    across_deg
        How much more to the right it leans at the right edge than at the left.

    """

    middle_deg: float
    across_deg: float

    def at_deg(self, across: float) -> float:
        """Return how it leans at a place, 0 at the left edge of the picture and 1 at the right."""
        return self.middle_deg + self.across_deg * (across - 0.5)


def lean_of(frame: Frame, silhouette: NDArray[np.uint8] | None) -> Lean | None:
    """Return how the vertical leans in one picture, None where its lines do not tell.

    Parameters
    ----------
    frame
        The picture.
    silhouette
        ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture, if known: a
        person's lines are none of the room's.

    """
    lines = _lines(frame, silhouette)
    return _by_uprights(lines) or _by_levels(lines)


def _lines(frame: Frame, silhouette: NDArray[np.uint8] | None) -> NDArray[np.float64]:
    """Return the long straight lines beside the person, ``(n, 4)``.

    Columns: where the middle is, across and down, from -0.5 to 0.5 of the picture; the direction,
    degrees clockwise from level, in [-90, 90); the length, in heights of the picture.
    """
    width, height = frame.size_px
    scale = min(1.0, _WIDTH_PX / width)
    size_px = max(1, round(width * scale)), max(1, round(height * scale))
    grey = cv2.cvtColor(frame.image_bgr, cv2.COLOR_BGR2GRAY)
    grey = cv2.resize(grey, size_px, interpolation=cv2.INTER_AREA) if scale < 1.0 else grey
    grey = cv2.GaussianBlur(grey, (0, 0), _SOFT_PX)
    # As bright and dark as can be: lines are sought by their contrast.
    dark, bright = np.percentile(grey, (1.0, 99.0))
    grey = cv2.convertScaleAbs(np.maximum(grey, dark) - dark, alpha=255.0 / max(bright - dark, 1.0))
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    # None where it finds none, though its types do not say so.
    ends = np.array([] if found is None else found, float).reshape(-1, 2, 2)
    middle, along = ends.mean(axis=1), ends[:, 1] - ends[:, 0]
    length = np.hypot(along[:, 0], along[:, 1]) / size_px[1]
    direction = (np.degrees(np.arctan2(along[:, 1], along[:, 0])) + 90.0) % 180.0 - 90.0
    clear = (length >= _SHORTEST) & ~_on_person(middle, size_px, silhouette)
    return np.asarray(np.column_stack([middle / size_px - 0.5, direction, length])[clear])


def _on_person(
    points_px: NDArray[np.float64],
    size_px: tuple[int, int],
    silhouette: NDArray[np.uint8] | None,
) -> NDArray[np.bool_]:
    if silhouette is None:
        return np.zeros(len(points_px), dtype=bool)
    mask = cv2.resize(silhouette, size_px, interpolation=cv2.INTER_NEAREST)
    reach_px = max(1, round(_PERSON * size_px[1]))
    grown = cv2.dilate(mask, np.ones((2 * reach_px + 1, 2 * reach_px + 1), np.uint8))
    columns, rows = np.clip(points_px.astype(int), 0, np.array(size_px) - 1).T
    return np.asarray(grown[rows, columns] > 0)


def _by_uprights(lines: NDArray[np.float64]) -> Lean | None:
    """Return what upright lines tell: they may converge, as where the camera looks down."""
    across, direction, length = lines[:, 0], lines[:, 2], lines[:, 3]
    # Leaning right is clockwise from upright, -90.
    lean_deg = np.where(direction < 0.0, direction + 90.0, direction - 90.0)
    near = np.abs(lean_deg) <= MOST_DEG + np.abs(_CONVERGING_DEG).max() / 2
    return _agreed(across[near], lean_deg[near], length[near])


def _by_levels(lines: NDArray[np.float64]) -> Lean | None:
    """Return what level lines tell, where they look parallel near and far."""
    down, lean_deg, length = lines[:, 1], lines[:, 2], lines[:, 3]
    near = np.abs(lean_deg) <= MOST_DEG + np.abs(_CONVERGING_DEG).max() / 2
    found = _agreed(down[near], lean_deg[near], length[near], over=_PARALLEL_OVER)
    if found is None or abs(found.across_deg) > _PARALLEL_DEG:
        return None
    if abs(found.middle_deg) > _MOST_BY_LEVELS_DEG:
        return None
    return Lean(found.middle_deg, 0.0)


def _agreed(
    place: NDArray[np.float64],
    lean_deg: NDArray[np.float64],
    length: NDArray[np.float64],
    over: float = _APART,
) -> Lean | None:
    """Return the lean, and its change with the place, that most of the lines' length agrees on."""
    if length.sum() < _ENOUGH:
        return None
    wanted = _LEANS_DEG[:, np.newaxis, np.newaxis] + _CONVERGING_DEG[:, np.newaxis] * place
    votes = np.where(np.abs(lean_deg - wanted) <= _AGREE_DEG, length, 0.0).sum(axis=-1)
    # Of equal ones the one that converges least.
    votes -= 1e-3 * np.abs(_CONVERGING_DEG)
    best = np.unravel_index(int(votes.argmax()), votes.shape)
    middle_deg, across_deg = float(_LEANS_DEG[best[0]]), float(_CONVERGING_DEG[best[1]])
    agree = np.abs(lean_deg - middle_deg - across_deg * place) <= _AGREE_DEG
    told = float(length[agree].sum())
    if told < max(_ENOUGH, _SHARE * float(length.sum())) or np.ptp(place[agree]) < over:
        return None
    rest = lean_deg[agree] - across_deg * place[agree]
    middle_deg = float((rest * length[agree]).sum()) / told
    return Lean(middle_deg, across_deg) if abs(middle_deg) <= MOST_DEG else None


class Level:
    """Follows how a camera is turned: looks often at first, and now and then later on."""

    def __init__(self) -> None:
        self._leans: deque[Lean] = deque(maxlen=_KEPT)
        self._looked_s: float | None = None
        self._looks = 0

    def update(self, frame: Frame, silhouette: NDArray[np.uint8] | None) -> Lean | None:
        """Take a picture; return how the vertical leans, None while that is not known.

        Times must not decrease.
        """
        wait_s = EVERY_S if self._looks < _AT_FIRST else LATER_EVERY_S
        if self._looked_s is None or frame.t_s - self._looked_s >= wait_s:
            self._looked_s, self._looks = frame.t_s, self._looks + 1
            if lean := lean_of(frame, silhouette):
                self._leans.append(lean)
        leans = np.array(self._leans)
        if len(leans) < _FEWEST or np.ptp(leans[:, 0]) > _STEADY_DEG:
            return None
        return Lean(*np.median(leans, axis=0).tolist())
