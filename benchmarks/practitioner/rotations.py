"""Rotations about the three axes and blends between directions, in degrees.

Every frame here is right-handed: x ahead of the person, y up, z to the person's right.
A rotation is a (3, 3) matrix whose columns are the turned axes.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]


def about_x(angle_deg: float) -> Matrix:
    """Turn y towards z."""
    cos, sin = _cos_sin(angle_deg)
    return np.array([[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]])


def about_y(angle_deg: float) -> Matrix:
    """Turn z towards x."""
    cos, sin = _cos_sin(angle_deg)
    return np.array([[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]])


def about_z(angle_deg: float) -> Matrix:
    """Turn x towards y."""
    cos, sin = _cos_sin(angle_deg)
    return np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])


def unit(vector: Vector) -> Vector:
    """Scale a (3,) vector to length one."""
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def across(vector: Vector, axis: Vector) -> Vector:
    """Give the direction of `vector` at right angles to the unit vector `axis`."""
    return unit(vector - float(vector @ axis) * axis)


def angle_deg(end_a: Vector, corner: Vector, end_b: Vector) -> float:
    """Measure the inner angle at `corner`: 180 for a straight limb."""
    cosine = float(unit(end_a - corner) @ unit(end_b - corner))
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _cos_sin(angle_deg: float) -> tuple[float, float]:
    angle_rad = np.radians(angle_deg)
    return float(np.cos(angle_rad)), float(np.sin(angle_rad))
