"""What is true of a posed body, as measures would see it.

Two truths: that of the *plane*, measured on the joints as this camera projects them, tells how well
the landmarker finds joints; that of the *body*, measured in the body's own sagittal plane (from
exactly the side, level, from far away), is what a criterion is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks.skeleton import HIPS, LANDMARK_COUNT
from vision.measure.body import Body
from vision.measure.catalog import UNITS
from vision.measure.contour import STATIONS
from vision.measure.meter import measure_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Side
    from benchmarks.practitioner.scene import View

    Array = NDArray[np.float64]

_PX_PER_M: Final = 1000.0
_VIEW: Final = "off_side_deg"
_BOW: Final = "back_bow"


def plane_body(t_s: Array, joints_m: Array, view: View, profile: Array) -> Body:
    """Give the body that a faultless landmarker would see in this view.

    Parameters
    ----------
    t_s
        (T,) seconds.
    joints_m
        (T, 33, 3) in the world.
    view
        The camera.
    profile
        (T, STATIONS) of the true silhouette's back.

    """
    middle = joints_m[:, list(HIPS)].mean(axis=1, keepdims=True)
    # The landmarker's axes: to the picture's right, down, away from the camera.
    seen_m = (joints_m - middle) @ (view.axes * np.array([1.0, -1.0, 1.0]))
    return Body(t_s, view.project(joints_m), seen_m, _all_seen(t_s), profile)


def sagittal_body(t_s: Array, joints_m: Array, side: Side) -> Body:
    """Give the body as seen from exactly one side, level, from far away; a pixel is a millimetre.

    Parameters
    ----------
    t_s
        (T,) seconds.
    joints_m
        (T, 33, 3) in the world.
    side
        The side of the body that is looked at.

    """
    ahead = 1.0 if side == "right" else -1.0
    seen_m = joints_m * np.array([ahead, -1.0, -ahead])
    blank = np.full((len(t_s), STATIONS), np.nan)
    return Body(t_s, seen_m[..., :2] * _PX_PER_M, seen_m, _all_seen(t_s), blank)


def plane_truth(body: Body) -> Mapping[str, Array]:
    """Give every measure of `plane_body`, each (T,)."""
    return measure_all(body, UNITS)


def body_truth(body: Body, side: Side, view: View, bow: float) -> Mapping[str, Array]:
    """Give every measure of `sagittal_body`, each (T,).

    Two are not what they would be from the side: the view is the camera's true one over the floor,
    and the bow of the back is the spine's own, before flesh and shirt.
    """
    values = dict(measure_all(body, UNITS))
    values[_VIEW] = _off_side_deg(body, side, view)
    values[_BOW] = np.full(len(body.t_s), bow)
    return values


def _off_side_deg(body: Body, side: Side, view: View) -> Array:
    """Give the angle between the level line of sight and the body's left-right axis, (T,)."""
    into = view.axes[:, 2] * np.array([1.0, 0.0, 1.0])
    level = into / np.linalg.norm(into)
    # Into the axes of `sagittal_body`; level, so that its turn of the vertical does not matter.
    sight = level * (1.0 if side == "right" else -1.0) * np.array([1.0, 0.0, -1.0])
    across = body.lateral_m
    cosine = np.abs(across @ sight) / np.linalg.norm(across, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, 0.0, 1.0))))


def _all_seen(t_s: Array) -> Array:
    return np.ones((len(t_s), LANDMARK_COUNT))
