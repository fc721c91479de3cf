"""How small patches on the trunk move from picture to picture, by hundredths of a pixel.

A breath moves the surface of the trunk by millimetres, which landmarks and silhouettes drown in
their trembling. So patches are put on the body once it keeps still: on both edges of abdomen and
chest, where the silhouette ends, and on what lies between them. Each picture is then compared with
the one they were put on in, not with the one before, so that errors do not add up over a breath.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.landmarks.patches.alignment import CELLS, LEAST_QUALITY, Aligned
from vision.landmarks.skeleton import ELBOWS, HIPS, SHOULDERS, WRISTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks

PATCHES: Final = (
    "abdomen_edge_right",
    "abdomen_edge_left",
    "chest_edge_right",
    "chest_edge_left",
    "abdomen",
    "chest",
    "shoulders",
    "hips",
)
"""In the order of the rows. Right and left as one looks from the hips to the shoulders."""
_ALONG: Final = (0.35, 0.35, 0.75, 0.75, 0.35, 0.75, 1.0, 0.0)
"""How far up from the hips to the shoulders each patch is, in lengths of the trunk."""
_SIDES: Final = (1, -1, 1, -1, 0, 0, 0, 0)

EVERY_S: Final = 0.06
"""A breath changes slowly: of thirty pictures a second every other one tells enough."""
_SIDE: Final = 0.3  # of a patch, in trunks
_TRUNK_CELLS: Final = 150.0  # a longer trunk is looked at in a smaller copy
_SHORTEST_PX: Final = 40.0
_MARGIN: Final = 1.1  # trunks around the middle of the trunk that are looked at
_FARTHEST_EDGE: Final = 0.75  # of the silhouette from the trunk's axis, in trunks
_NEAREST_EDGE: Final = 0.06
_ARM: Final = 0.12  # trunks from an arm's bone, within which a patch shows the arm
_MOST_SPEED: Final = 0.5  # trunks a second, from which on a body does not keep still
_MOST_SHIFT: Final = 0.12  # trunks between landmarks and patches before these are put on anew
_MOST_TURN: Final = math.radians(10.0)
_LONGEST_GAP_S: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Trunk:
    """Where the trunk is: middle of the hips, unit vectors, and length, in pixels."""

    hip: NDArray[np.float64]
    along: NDArray[np.float64]
    length_px: float

    @property
    def across(self) -> NDArray[np.float64]:
        return np.array([-self.along[1], self.along[0]])

    def place(self, across: float, along: float) -> NDArray[np.float64]:
        """Return the pixel of a place in trunks."""
        return self.hip + self.length_px * (across * self.across + along * self.along)

    def differs(self, other: _Trunk, shift: float) -> bool:
        """Return whether another one is somewhere else, by more than a share of its length."""
        ends = max(float(np.hypot(*(self.place(0, at) - other.place(0, at)))) for at in (0.0, 1.0))
        turn = abs(math.atan2(float(self.along @ other.across), float(self.along @ other.along)))
        return ends > shift * self.length_px or turn > _MOST_TURN


def _trunk_of(landmarks: Landmarks) -> _Trunk | None:
    """Return the trunk, None where an end of it is unseen."""
    ends = []
    for joint in (HIPS, SHOULDERS):
        points = landmarks.xy_px[list(joint)]
        seen = points[np.isfinite(points).all(axis=1)]
        if not len(seen):
            return None
        ends.append(seen.mean(axis=0))
    along = ends[1] - ends[0]
    length_px = float(np.hypot(*along))
    return _Trunk(ends[0], along / length_px, length_px) if length_px >= _SHORTEST_PX else None


class PatchMotion:
    """Follows patches on one body through pictures handed over in the order of time."""

    def __init__(self) -> None:
        self._placed: tuple[_Trunk, Aligned] | None = None
        self._told: NDArray[np.float64] = np.zeros((len(PATCHES), 2))
        self._trunk: _Trunk | None = None
        self._now_s = -math.inf

    def __call__(self, frame: Frame, landmarks: Landmarks | None) -> NDArray[np.float64]:
        """Return how the patches have moved since the picture they were last seen in.

        Parameters
        ----------
        frame
            The next picture.
        landmarks
            The body in it, with its silhouette, which tells where the trunk's edges are; None for
            nobody.

        Returns
        -------
        NDArray
            ``(P, 3)``, a row for each of `PATCHES`: to the right of who looks from the hips to the
            shoulders, towards the shoulders (both in lengths of the trunk), and how well the patch
            was found, in [0, 1]. NaN for a patch that is unseen, and throughout for a picture that
            follows another too soon to tell anything (`EVERY_S`).

        """
        found = np.full((len(PATCHES), 3), np.nan)
        since_s = frame.t_s - self._now_s
        if since_s < EVERY_S:
            return found
        self._now_s = frame.t_s
        trunk = None if landmarks is None else _trunk_of(landmarks)
        before, self._trunk = self._trunk, trunk
        if trunk is None or landmarks is None or since_s > _LONGEST_GAP_S:
            self._placed = None
            return found
        if before is None or trunk.differs(before, _MOST_SPEED * since_s):
            self._placed = None
            return found
        if self._placed is not None:
            placed_on, patches = self._placed
            found = self._followed(patches, frame)
            lost = np.nanmedian([*found[:, 2], 0.0]) < LEAST_QUALITY
            if lost or trunk.differs(placed_on, _MOST_SHIFT):
                self._placed = None
        if self._placed is None:
            anew = _place(frame, landmarks, trunk)
            self._placed = None if anew is None else (trunk, anew)
            self._told = np.zeros((len(PATCHES), 2))
        return found

    def _followed(self, placed: Aligned, frame: Frame) -> NDArray[np.float64]:
        quality = placed.follow(frame.image_bgr)
        good = quality >= LEAST_QUALITY
        step = (placed.moved - self._told) * (_SIDE / CELLS)
        self._told[good] = placed.moved[good]
        found = np.stack([step[:, 0], -step[:, 1], quality], axis=-1)
        found[~good] = np.nan
        return found


def _place(frame: Frame, landmarks: Landmarks, trunk: _Trunk) -> Aligned | None:
    """Put patches on a body, None where its trunk is not in the picture."""
    middle, reach = trunk.place(0.0, 0.5), _MARGIN * trunk.length_px
    corners = [*np.floor(middle - reach), *np.ceil(middle + reach)]
    width, height = frame.size_px
    left, top, right, bottom = (
        int(np.clip(corner, 0, side))
        for corner, side in zip(corners, (width, height, width, height), strict=True)
    )
    if min(right - left, bottom - top) < _SHORTEST_PX:
        return None
    edges = [_edge(landmarks, trunk, at, side) for at, side in zip(_ALONG, _SIDES, strict=True)]
    scale = min(1.0, _TRUNK_CELLS / trunk.length_px)
    grids, weights = [], []
    for across, at, side in zip(edges, _ALONG, _SIDES, strict=True):
        grid = _grid(trunk, 0.0 if math.isnan(across) else across, at)
        shows_arm = 0.0 < at < 1.0 and _on_arm(landmarks, trunk, trunk.place(across, at))
        told = not (math.isnan(across) or shows_arm)
        weights.append(_weights(landmarks, grid, side) * told)
        # The middle of a pixel of the copy lies within the pixels that it is made of.
        grid[:, 2] = (grid[:, 2] - (left, top) + 0.5) * scale - 0.5
        grid[:, :2] *= scale
        grids.append(grid)
    placed = Aligned(
        (left, top, right, bottom),
        scale,
        np.array(grids),
        np.array(weights, np.float32).reshape(len(grids), -1),
    )
    placed.remember(frame.image_bgr)
    return placed


def _grid(trunk: _Trunk, across: float, at: float, columns: int = CELLS) -> NDArray[np.float64]:
    """Return ``(2, 3)``, from the cells of a patch around a place to pixels."""
    cell_px = trunk.length_px * _SIDE / CELLS
    axes = cell_px * np.stack([trunk.across, -trunk.along], axis=1)
    middle = np.array([(columns - 1) / 2, (CELLS - 1) / 2])
    return np.column_stack([axes, trunk.place(across, at) - axes @ middle])


def _silhouette(
    landmarks: Landmarks, grid: NDArray[np.float64], columns: int = CELLS
) -> NDArray[np.float32]:
    """Return how much of a person is in each cell of a grid, 0 to 1."""
    silhouette = landmarks.silhouette
    if silhouette is None:
        return np.zeros((CELLS, columns), np.float32)
    rows, across = silhouette.shape
    to_mask = np.array([[across / landmarks.size_px[0]], [rows / landmarks.size_px[1]]])
    shown = (silhouette > 0).astype(np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(shown, grid * to_mask, (columns, CELLS), flags=flags))


def _edge(landmarks: Landmarks, trunk: _Trunk, at: float, side: int) -> float:
    """Return how far across the silhouette's edge is from the axis, NaN for nowhere near."""
    if side == 0:
        return 0.0
    columns = int(_FARTHEST_EDGE / _SIDE * CELLS)
    grid = _grid(trunk, side * _FARTHEST_EDGE / 2, at, columns)
    inside = _silhouette(landmarks, grid, columns)[:, ::side] > 0.5  # noqa: PLR2004 (half a cell)
    left = ~inside
    ends = left.any(axis=1) & inside[:, 0]
    if ends.mean() < 0.5:  # noqa: PLR2004 (half of the rows)
        return math.nan
    across = float(np.median(left[ends].argmax(axis=1))) / CELLS * _SIDE
    return side * across if across >= _NEAREST_EDGE else math.nan


def _on_arm(landmarks: Landmarks, trunk: _Trunk, place: NDArray[np.float64]) -> bool:
    """Return whether an arm that is seen lies over a place."""
    arms = landmarks.xy_px[np.array([SHOULDERS, ELBOWS, WRISTS])] - place
    starts, ends = arms[:-1].reshape(-1, 2), arms[1:].reshape(-1, 2)
    bones = ends - starts
    spans = np.maximum((bones * bones).sum(axis=1), 1e-9)
    share = np.clip(-(starts * bones).sum(axis=1) / spans, 0.0, 1.0)
    away = starts + share[:, np.newaxis] * bones
    return bool((np.hypot(away[:, 0], away[:, 1]) < _ARM * trunk.length_px).any())


def _weights(landmarks: Landmarks, grid: NDArray[np.float64], side: int) -> NDArray[np.float32]:
    """Return how much each cell counts: those about the edge on a side, or all of them."""
    if side == 0:
        return np.ones((CELLS, CELLS), np.float32)
    inside = cv2.GaussianBlur(_silhouette(landmarks, grid), (0, 0), 0.08 * CELLS)
    leaving = np.maximum(-side * np.gradient(inside, axis=1), 0.0)
    most = float(leaving.max())
    return np.asarray(leaving / most if most > 0.0 else leaving, np.float32)
