"""The camera and the empty room it looks into.

The world has x ahead of the person, y up from the floor at 0, z to the person's right. Pictures
have x to the right and y down, in pixels, with pixel centres at halves.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.rotations import about_z, unit

WALL_M = 1.7
MAT_HALF_LENGTH_M = 1.12
MAT_HALF_WIDTH_M = 0.42
LIGHT = (0.32, 0.86, 0.44)
_DARKENING_M = 5.0


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the webcam stands.

    Parameters
    ----------
    azimuth_deg
        0 sees the right side of the person, 90 the front, 180 the left side.
    distance_m
        From the point looked at, over the floor.
    height_m
        Above the floor.
    roll_deg
        Turn of the picture, positive clockwise.
    width_deg
        Field of view from the left edge to the right edge.
    look_at_m
        The point in the middle of the picture.

    """

    azimuth_deg: float = -4.0
    distance_m: float = 3.1
    height_m: float = 0.8
    roll_deg: float = 0.0
    width_deg: float = 46.0
    look_at_m: tuple[float, float, float] = (0.0, 0.55, 0.0)


@dataclass(frozen=True, slots=True)
class Room:
    """What surrounds the person.

    Parameters
    ----------
    wall_azimuth_deg
        The wall is behind the person for a camera that stands here; `WALL_M` from the origin.
    light
        The direction to the light, of any length.
    door_m
        Where in the wall a door is, metres to the right of the person as seen, if there is one.

    """

    wall_azimuth_deg: float = 0.0
    light: tuple[float, float, float] = LIGHT
    door_m: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A camera fitted to a picture.

    Parameters
    ----------
    eye
        (3,) place of the camera, metres.
    axes
        (3, 3); the columns point to the picture's right, its top, and into it.
    focal_px
        Pixels per unit of slope.
    size
        Width and height, pixels.

    """

    eye: NDArray[np.float64]
    axes: NDArray[np.float64]
    focal_px: float
    size: tuple[int, int]

    def depth_m(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give how deep (..., 3) points lie in the picture."""
        depths: NDArray[np.float64] = (points - self.eye) @ self.axes[:, 2]
        return depths

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the (..., 2) pixels at which (..., 3) points appear."""
        local = (points - self.eye) @ self.axes
        across_px = self.focal_px * local[..., :2] / local[..., 2:]
        middle = 0.5 * np.array(self.size, dtype=float)
        pixels: NDArray[np.float64] = middle + across_px * np.array([1.0, -1.0])
        return pixels

    def rays(self) -> NDArray[np.float64]:
        """Give the (height, width, 3) unit direction in the world that each pixel looks along."""
        width, height = self.size
        across, down = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
        right = (across - 0.5 * width) / self.focal_px
        up = (0.5 * height - down) / self.focal_px
        slopes = np.stack([right, up, np.ones_like(right)], axis=-1)
        slopes /= np.linalg.norm(slopes, axis=-1, keepdims=True)
        directions: NDArray[np.float64] = slopes @ self.axes.T
        return directions


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The empty room in one view.

    Parameters
    ----------
    colour
        (height, width, 3) blue, green, red, 0-255.
    points
        (height, width, 3) place in the room that each pixel shows, metres.
    light
        (3,) unit direction to the light.

    """

    colour: NDArray[np.float64]
    points: NDArray[np.float64]
    light: NDArray[np.float64]


def view_of(camera: Camera, size: tuple[int, int]) -> View:
    """Fit a camera to a picture of `size` (width, height) pixels."""
    target = np.array(camera.look_at_m)
    stand = towards(camera.azimuth_deg) * camera.distance_m
    eye = np.array([target[0], 0.0, target[2]]) + stand + np.array([0.0, camera.height_m, 0.0])
    into = unit(target - eye)
    right = unit(np.cross(into, np.array([0.0, 1.0, 0.0])))
    level = np.stack([right, np.cross(right, into), into], axis=1)
    focal_px = 0.5 * size[0] / np.tan(np.radians(0.5 * camera.width_deg))
    return View(eye, level @ about_z(camera.roll_deg), float(focal_px), size)


@lru_cache(maxsize=8)
def backdrop(camera: Camera, size: tuple[int, int], room: Room | None = None) -> Backdrop:
    """Paint the empty room: a wall, a wooden floor, a mat."""
    around, view = room or Room(), view_of(camera, size)
    points, on_floor = _points(view, towards(around.wall_azimuth_deg))
    colour = np.where(on_floor[..., None], _floor(points), _wall(points, around))
    return Backdrop(colour, points, unit(np.array(around.light)))


def towards(azimuth_deg: float) -> NDArray[np.float64]:
    """Give the (3,) level direction from the person to a camera at this azimuth."""
    azimuth = np.radians(azimuth_deg)
    return np.array([np.sin(azimuth), 0.0, np.cos(azimuth)])


def _points(
    view: View, from_wall: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Find where each pixel's ray meets the floor or the wall."""
    rays = view.rays()
    to_floor = np.where(rays[..., 1] < 0.0, -view.eye[1] / np.minimum(rays[..., 1], -1e-9), 1e9)
    into_wall = -(rays @ from_wall)
    wall_m = (view.eye @ from_wall + WALL_M) / np.maximum(into_wall, 1e-9)
    to_wall = np.where(into_wall > 0.0, wall_m, 1e9)
    nearest = np.minimum(np.minimum(to_floor, to_wall), 50.0)
    return view.eye + nearest[..., None] * rays, to_floor < to_wall


def _wall(points: NDArray[np.float64], room: Room) -> NDArray[np.float64]:
    """Paint a warm white wall with a skirting board, and a door if there is one."""
    height = points[..., 1:2]
    plain = np.array([205.0, 216.0, 222.0]) * (0.9 + 0.08 * np.clip(height, 0.0, 1.5))
    skirting = np.array([228.0, 234.0, 236.0])
    board = _step(0.09 - height)
    wall = plain * (1.0 - board) + skirting * board * (0.8 + 0.2 * _step(0.083 - height))
    if room.door_m is None:
        return wall
    right = np.cross(np.array([0.0, 1.0, 0.0]), towards(room.wall_azimuth_deg))
    off_m = np.abs(points @ right - room.door_m)[..., None]
    frame, leaf = (_step(np.minimum(m - off_m, 1.58 + m - height)) for m in (0.5, 0.43))
    wall = wall * (1.0 - frame) + np.array([214.0, 220.0, 222.0]) * frame
    return wall * (1.0 - leaf) + np.array([150.0, 168.0, 182.0]) * leaf


def _floor(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Paint floorboards along x, and the mat."""
    x_m, z_m = points[..., 0], points[..., 2]
    board = np.floor(z_m / 0.14)
    shade = 0.94 + 0.06 * np.sin(board * 12.9898) + 0.015 * np.sin(x_m * 9.0 + board * 4.0)
    gap = np.abs(z_m / 0.14 - board - 0.5) > 0.48  # noqa: PLR2004 - the joint between boards
    wood = np.array([128.0, 164.0, 196.0]) * (shade * np.where(gap, 0.9, 1.0))[..., None]
    inside = np.minimum(MAT_HALF_LENGTH_M - np.abs(x_m), MAT_HALF_WIDTH_M - np.abs(z_m))
    weight = _step(inside)[..., None]
    hem = (0.93 + 0.07 * _step(inside - 0.02))[..., None]
    mat = np.array([168.0, 160.0, 138.0]) * hem
    distance = np.hypot(x_m, z_m)[..., None]
    return (wood * (1.0 - weight) + mat * weight) * (1.0 - 0.05 * distance / _DARKENING_M)


def _step(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rise from 0 to 1 over the few millimetres around 0."""
    return np.clip(0.5 + value / 0.006, 0.0, 1.0)
