"""From a case to its pictures and to what is true in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.figure import Primitives, sculpt
from benchmarks.practitioner.raymarch import draw
from benchmarks.practitioner.scene import Camera, Room, View, backdrop, towards, view_of
from benchmarks.practitioner.timeline import Keyframe, Timeline
from benchmarks.practitioner.truth import landmarks
from benchmarks.practitioner.truth import measure as construct
from benchmarks.synthetic.chair import chair, with_chair
from benchmarks.synthetic.effects import blurred, exposed, noisy
from benchmarks.synthetic.hidden import hidden, silhouette
from benchmarks.synthetic.looks import LOOKS
from benchmarks.synthetic.shapes import before, posture_of
from benchmarks.synthetic.truth import body_truth, plane_body, plane_truth, sagittal_body
from vision.landmarks.skeleton import HIPS, KNEES, SHOULDERS
from vision.measure.contour import dorsal_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Posture
    from benchmarks.synthetic.design import Case, Conditions

Array = NDArray[np.float64]
Image = NDArray[np.uint8]

SIZE_PX: Final = (640, 360)
FPS: Final = 15
MOVE_S: Final = 0.8
HOLD_S: Final = 1.0
SETTLED_S: Final = 0.5
"""A clip's end, over which it is judged: the landmarker's smoothing is done by then."""

_MARGIN: Final = 0.04  # of the picture that stays free around the body
_STEP_BACK: Final = 1.06
_CHAIR_AWAY_M: Final = 0.62
_CHAIR_TURN_DEG: Final = 25.0
_SEED: Final = 1000  # noise seeds of a case: enough for the pictures of a clip


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """Pictures and their truth.

    Attributes
    ----------
    case
        What was asked for.
    images
        (height, width, 3) each; blue, green, red.
    t_s
        (T,) their seconds.
    settled
        (T,) whether the picture is one to judge by.
    plane, body
        Every measure's two truths, (T,).
    hidden_by_body, hidden
        (33,) whether the body itself, or anything, hides the landmark in the last picture.
    distance_m
        Where the camera was in the end.

    """

    case: Case
    images: list[Image]
    t_s: Array
    settled: NDArray[np.bool_]
    plane: Mapping[str, Array]
    body: Mapping[str, Array]
    hidden_by_body: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    distance_m: float


def take(case: Case) -> Take:
    """Photograph or film a case."""
    size = Proportions().scaled(case.conditions.body_scale)
    t_s, postures, same_as = _moments(case)
    skeletons = [pose(posture, size) for posture in postures]
    joints_m = np.array([landmarks(each, case.conditions.body_scale) for each in skeletons])
    camera = camera_for(case.conditions, joints_m)
    stage = Stage(case.conditions, camera, joints_m[-1])
    clean = {index: stage.picture(skeletons[index]) for index in dict.fromkeys(same_as)}
    seeds = _SEED * case.number + np.arange(len(t_s))
    images = [
        noisy(clean[index], case.conditions.noise, int(seed))
        for index, seed in zip(same_as, seeds, strict=True)
    ]
    plane, body = _truths(stage, t_s, joints_m, skeletons[-1])
    alone = stage.figure(skeletons[-1])
    scale = case.conditions.body_scale * case.conditions.build
    return Take(
        case,
        images,
        t_s,
        t_s >= t_s[-1] - (SETTLED_S if case.mode == "tracked" else 0.0),
        plane,
        body,
        hidden(joints_m[-1], alone, stage.view, scale),
        hidden(joints_m[-1], stage.furnished(alone), stage.view, scale),
        camera.distance_m,
    )


def camera_for(conditions: Conditions, joints_m: Array) -> Camera:
    """Aim a camera at the middle of a body, and step back until all of it is in the picture.

    Parameters
    ----------
    conditions
        The wished camera.
    joints_m
        (T, 33, 3) landmarks in the world, of every moment.

    """
    points_m = joints_m.reshape(-1, 3)
    middle_m = 0.5 * (points_m.min(axis=0) + points_m.max(axis=0))
    distance_m = conditions.distance_m
    while True:
        camera = _camera(conditions, middle_m, distance_m)
        share = view_of(camera, SIZE_PX).project(points_m) / np.array(SIZE_PX)
        if share.min() > _MARGIN and share.max() < 1.0 - _MARGIN:
            return camera
        distance_m *= _STEP_BACK


def _camera(conditions: Conditions, middle_m: Array, distance_m: float) -> Camera:
    azimuth = np.radians(conditions.azimuth_deg)
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    wide_m = 2.0 * distance_m * np.tan(np.radians(0.5 * conditions.width_deg))
    high_m = wide_m * SIZE_PX[1] / SIZE_PX[0]
    up = np.array([0.0, 1.0, 0.0])
    spot = middle_m - conditions.aim_x * wide_m * right - conditions.aim_y * high_m * up
    return Camera(
        conditions.azimuth_deg,
        distance_m,
        conditions.height_m,
        conditions.roll_deg,
        conditions.width_deg,
        (float(spot[0]), float(spot[1]), float(spot[2])),
    )


def _moments(case: Case) -> tuple[Array, list[Posture], list[int]]:
    """Give the seconds, the postures, and for each the posture whose picture shows it.

    While a body holds still, all that changes in its pictures is the noise.
    """
    end = posture_of(case.shape)
    if case.mode == "still":
        return np.zeros(1), [end], [0]
    line = Timeline([Keyframe(before(case.shape), 0.0), Keyframe(end, MOVE_S, HOLD_S)])
    t_s = np.arange(0.0, MOVE_S + HOLD_S - 1e-9, 1.0 / FPS)
    postures = [line.posture_at(min(float(t), MOVE_S)) for t in t_s]
    still = int(np.searchsorted(t_s, MOVE_S))
    return t_s, postures, [min(index, still) for index in range(len(t_s))]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A camera before a person who is about to be photographed."""

    conditions: Conditions
    camera: Camera
    joints_m: Array

    @property
    def view(self) -> View:
        """The camera's view."""
        return view_of(self.camera, SIZE_PX)

    def figure(self, skeleton: Skeleton) -> Primitives:
        """Give the person alone."""
        wanted = self.conditions
        return sculpt(skeleton, LOOKS[wanted.look], wanted.body_scale * wanted.build)

    def furnished(self, figure: Primitives) -> Primitives:
        """Add the chair, if there is one: a stool before the knees, or a chair behind them."""
        kind = self.conditions.chair
        if kind == "none":
            return figure
        in_front, camera_deg = kind == "in front", self.camera.azimuth_deg
        away_m = _CHAIR_AWAY_M if in_front else -_CHAIR_AWAY_M
        knees = self.joints_m[list(KNEES)].mean(axis=0)
        x_m, _, z_m = knees + away_m * towards(camera_deg)
        # A back in front of the person would hide the head: nobody sets a camera up like that.
        stands = chair(float(x_m), float(z_m), camera_deg + _CHAIR_TURN_DEG, back=not in_front)
        return with_chair(figure, stands)

    def picture(self, skeleton: Skeleton) -> NDArray[np.float32]:
        """Give the picture before the sensor's noise."""
        room = Room(self.camera.azimuth_deg, self.light(), self.conditions.door_m)
        empty = backdrop(self.camera, SIZE_PX, room)
        image = draw(self.furnished(self.figure(skeleton)), empty, self.view)
        soft = blurred(image, self.conditions.blur_px)
        return exposed(soft, self.conditions.gain, self.conditions.warmth)

    def light(self) -> tuple[float, float, float]:
        """Give the direction of the light in the world."""
        azimuth = np.radians(self.camera.azimuth_deg + self.conditions.light_deg)
        up = np.radians(self.conditions.light_up_deg)
        level = np.cos(up)
        return float(level * np.sin(azimuth)), float(np.sin(up)), float(level * np.cos(azimuth))

    def true_profile(self, skeleton: Skeleton) -> Array:
        """Give the back's profile on the true silhouette, from the true joints."""
        pixels = self.view.project(self.joints_m)
        hip, shoulder = (pixels[list(pair)].mean(axis=0) for pair in (HIPS, SHOULDERS))
        ahead = float(np.sign(self.view.axes[0, 0]))
        mask = silhouette(self.figure(skeleton), self.view)
        return dorsal_profile(mask, SIZE_PX, hip, shoulder, ahead)


def _truths(
    stage: Stage, t_s: Array, joints_m: Array, last: Skeleton
) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
    """Give the two truths; the back's is that of the last moment throughout."""
    profile = np.tile(stage.true_profile(last), (len(t_s), 1))
    side, bow = stage.conditions.side, construct(last).back_bow
    plane = plane_truth(plane_body(t_s, joints_m, stage.view, profile))
    sagittal = sagittal_body(t_s, joints_m, side)
    return plane, body_truth(sagittal, side, stage.view, bow)
