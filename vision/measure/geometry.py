"""Plane geometry on arrays of points, with any leading axes; NaN in, NaN out.

Points are pixels, x to the right and y down, in the last axis. Angles are degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

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
    cross = np.abs(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])
    return _angle_of(cross, dot(u, v))


def angle_in_space_deg(a: Array, b: Array, c: Array) -> Array:
    """Return the angle at ``b`` of points ``(..., 3)``, in [0, 180]; NaN where points coincide."""
    u, v = a - b, c - b
    # The next axis and the one after it, for each: `numpy.cross` takes five times as long.
    cross = u[..., _NEXT] * v[..., _AFTER] - u[..., _AFTER] * v[..., _NEXT]
    return _angle_of(length(cross), dot(u, v))


_NEXT: Final = [1, 2, 0]
_AFTER: Final = [2, 0, 1]


def _angle_of(cross: Array, along: Array) -> Array:
    return np.where((cross == 0) & (along == 0), np.nan, np.degrees(np.arctan2(cross, along)))


def dot(u: Array, v: Array) -> Array:
    """Return the scalar product of vectors in the last axis."""
    products = u * v
    # One by one: `numpy.sum` is ten times as slow on so short an axis.
    total: Array = products[..., 0]
    for axis in range(1, products.shape[-1]):
        total = total + products[..., axis]
    return total


def length(vector: Array) -> Array:
    """Return the length of vectors in the last axis."""
    return np.asarray(np.sqrt(dot(vector, vector)))


def distance(a: Array, b: Array) -> Array:
    """Return the distance between two points, in their unit."""
    apart = a - b
    return np.asarray(np.hypot(apart[..., 0], apart[..., 1]))


def distance_to_segment(p: Array, a: Array, b: Array) -> Array:
    """Return the distance from ``p`` to the segment ``a``-``b``; NaN where it has no length."""
    ab = b - a
    with np.errstate(divide="ignore", invalid="ignore"):
        share = dot(p - a, ab) / dot(ab, ab)
    within = np.minimum(np.maximum(share, 0.0), 1.0)
    return distance(p, a + within[..., np.newaxis] * ab)


def wrap_deg(angle: Array) -> Array:
    """Return the angle brought into (-180, 180]."""
    short = (180.0 - angle) % 360.0
    # Once more, as what is a hair under a whole turn is rounded to one.
    return np.asarray(180.0 - short % 360.0)


def seen(point: Array) -> NDArray[np.bool_]:
    """Say whether a point is seen, ``(...)``: whether both its coordinates are numbers."""
    finite = np.isfinite(point)
    return np.asarray(finite[..., 0] & finite[..., 1])


def mean_seen(a: Array, b: Array) -> Array:
    """Return the mean of two points, the one of them that is seen, or NaN where none is."""
    a_seen, b_seen = seen(a)[..., np.newaxis], seen(b)[..., np.newaxis]
    one = np.where(a_seen, a, np.where(b_seen, b, np.nan))
    return np.where(a_seen & b_seen, (a + b) / 2, one)
