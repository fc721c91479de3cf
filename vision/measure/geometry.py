"""Plane geometry on arrays of points, with any leading axes; NaN in, NaN out.

Points are pixels, x to the right and y down, in the last axis. Angles are degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]


def angle_deg(a: Array, b: Array, c: Array) -> Array:
    """Return the angle at ``b`` between ``a`` and ``c``, in [0, 180]; NaN where points coincide.

    The two-argument arctangent of cross and dot product keeps its precision near 0 and 180, where
    an arc cosine loses it.
    """
    u, v = a - b, c - b
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = np.sum(u * v, axis=-1)
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    return np.where((cross == 0) & (dot == 0), np.nan, angle)


def angle_in_space_deg(a: Array, b: Array, c: Array) -> Array:
    """Return the angle at ``b`` of points ``(..., 3)``, in [0, 180]; NaN where points coincide."""
    u, v = a - b, c - b
    cross = np.linalg.norm(np.cross(u, v), axis=-1)
    dot = np.sum(u * v, axis=-1)
    return np.where((cross == 0) & (dot == 0), np.nan, np.degrees(np.arctan2(cross, dot)))


def distance(a: Array, b: Array) -> Array:
    """Return the distance between two points, in their unit."""
    return np.asarray(np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1]))


def distance_to_segment(p: Array, a: Array, b: Array) -> Array:
    """Return the distance from ``p`` to the segment ``a``-``b``; NaN where it has no length."""
    ab = b - a
    length_squared = np.sum(ab * ab, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(np.sum((p - a) * ab, axis=-1) / length_squared, 0.0, 1.0)
    return distance(p, a + share[..., np.newaxis] * ab)


def wrap_deg(angle: Array) -> Array:
    """Return the angle brought into (-180, 180]."""
    return -((180.0 - angle) % 360.0 - 180.0)


def mean_seen(*points: Array) -> Array:
    """Return the mean of those points that are seen, NaN where none is.

    A point counts as seen when both its coordinates are numbers.
    """
    stacked = np.stack(points)
    seen = np.isfinite(stacked).all(axis=-1, keepdims=True)
    count = seen.sum(axis=0)
    total = np.where(seen, stacked, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)
