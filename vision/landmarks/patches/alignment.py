"""Aligns square patches of a picture with how they looked in an earlier one.

Inverse compositional alignment by shifts (Baker and Matthews, "Lucas-Kanade 20 years on", IJCV
2004): the slopes are those of the earlier picture, so that a picture costs a few products.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS: Final = 32
"""Along a patch's side."""
_STEPS: Final = 3
_LONGEST_STEP: Final = 2.0
_DAMPING: Final = 0.01  # of motion along an edge, which the picture does not show
LEAST_QUALITY: Final = 0.3
"""Under which a patch is not found; 1 is a patch that looks as it did."""
_SAMPLING: Final = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(eq=False)
class Aligned:
    """Patches, the window of the picture they are looked for in, and how they looked.

    Attributes
    ----------
    window_px
        Left, top, right and bottom pixel of the window.
    scale
        Cells of the copy that is looked at for each pixel.
    grids
        ``(P, 2, 3)`` from the cells of each patch to those of the copy.
    weights
        ``(P, cells)`` how much each cell counts; a patch of zeros is never found.
    looks, slopes
        ``(P, cells)`` and ``(P, cells, 2)`` brightness and its slopes, right and down.
    pulls
        ``(P, 2, 2)`` from the slopes' products to the shift.
    moved
        ``(P, 2)`` how far each has moved since, right and down in its own cells.

    """

    window_px: tuple[int, int, int, int]
    scale: float
    grids: NDArray[np.float64]
    weights: NDArray[np.float32]
    looks: NDArray[np.float32] = field(init=False)
    slopes: NDArray[np.float32] = field(init=False)
    pulls: NDArray[np.float64] = field(init=False)
    moved: NDArray[np.float64] = field(init=False)

    def remember(self, image_bgr: NDArray[np.uint8]) -> None:
        """Take how the patches look in this picture as what they are compared with."""
        self.moved = np.zeros((len(self.grids), 2))
        cells = self._sampled(self.copy(image_bgr))
        squares = cells.reshape(-1, CELLS, CELLS)
        slopes = np.stack([np.gradient(squares, axis=axis) for axis in (2, 1)], axis=-1)
        slopes = slopes.reshape(len(cells), -1, 2)
        self.looks = self._centred(cells)
        self.slopes = np.stack([self._centred(slopes[..., i]) for i in (0, 1)], axis=-1)
        products = np.einsum("pc,pci,pcj->pij", self.weights, self.slopes, self.slopes)
        damping = _DAMPING * np.trace(products, axis1=1, axis2=2) + 1e-3
        self.pulls = np.linalg.inv(products + damping[:, np.newaxis, np.newaxis] * np.eye(2))

    def copy(self, image_bgr: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the window as it is looked at: grey, not too large, smoothed a little."""
        left, top, right, bottom = self.window_px
        grey = cv2.cvtColor(image_bgr[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
        if self.scale < 1.0:
            grey = cv2.resize(
                grey, None, fx=self.scale, fy=self.scale, interpolation=cv2.INTER_AREA
            )
        return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0), np.float32)

    def follow(self, image_bgr: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Follow the patches into this picture; return how well each is found, ``(P,)`` to 1."""
        copy = self.copy(image_bgr)
        moved = self.moved.copy()
        for _ in range(_STEPS):
            off = self._centred(self._sampled(copy, moved)) - self.looks
            pull = np.einsum("pc,pci,pc->pi", self.weights, self.slopes, off)
            step = np.einsum("pij,pj->pi", self.pulls, pull)
            moved -= np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        off = self._centred(self._sampled(copy, moved)) - self.looks
        rest, all_of_it = (
            np.einsum("pc,pc,pc->p", self.weights, each, each) for each in (off, self.looks)
        )
        quality = np.clip(1.0 - rest / np.maximum(all_of_it, 1e-6), 0.0, 1.0)
        quality[self.weights.sum(axis=1) == 0.0] = 0.0
        good = quality >= LEAST_QUALITY
        self.moved[good] = moved[good]
        return np.asarray(quality)

    def _sampled(
        self, copy: NDArray[np.float32], moved: NDArray[np.float64] | None = None
    ) -> NDArray[np.float32]:
        moved = self.moved if moved is None else moved
        cells = np.empty((len(self.grids), CELLS, CELLS), np.float32)
        grids = self.grids.copy()
        grids[:, :, 2] += np.einsum("pij,pj->pi", grids[:, :, :2], moved)
        for shifted, target in zip(grids, cells, strict=True):
            cv2.warpAffine(copy, shifted, (CELLS, CELLS), target, _SAMPLING, cv2.BORDER_REPLICATE)
        return cells.reshape(len(cells), -1)

    def _centred(self, cells: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return cells less their weighted mean, so that changing light changes nothing."""
        total = np.maximum(self.weights.sum(axis=1, keepdims=True), 1e-6)
        mean = (self.weights * cells).sum(axis=1, keepdims=True) / total
        return np.asarray(cells - mean, np.float32)
