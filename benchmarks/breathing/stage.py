"""A breathing body before a camera: rendered once, then moved by what is known of each pixel.

Ray-marching every picture of a minute would take an hour. So the body is rendered once, at rest,
larger than the picture, in two layers that slide over each other: the trunk with the head, and the
limbs before it. Of every pixel the place on the body's surface is known, hence how it moves in the
picture for each millimetre of breath and of sway. A picture is the layers, sampled where their
pixels come from (to a hundredth of a pixel), over the room. What this leaves out: shading and
shadows ride on the surface, and limbs behind the trunk rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from benchmarks.breathing.cloth import CLOTHS, Cloth, brightness
from benchmarks.breathing.sampling import sampled
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.breathing import WAYS, Amounts, arm_moves, trunk_moves
from benchmarks.practitioner.figure import Looks, Primitives, sculpt, sculpt_parts
from benchmarks.practitioner.raymarch import Layer, draw_layer, draw_shadow
from benchmarks.practitioner.scene import Camera, Room, backdrop, view_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Posture
    from benchmarks.practitioner.scene import View

_OPTICS_PX: Final = 0.55
"""Standard deviation of a lens's and a sensor's softness, pixels."""
_MARGIN_PX: Final = 16
_REACH_PX: Final = 25
"""Twice as far as anything moves, at least."""
_FINER: Final = {False: 2.0, True: 1.5}
"""How much larger than the picture the layers are, in pictures of fewer than 1000 lines or more."""
_LARGE_LINES: Final = 1000


@dataclass(frozen=True, slots=True)
class Setting:
    """Who sits where, and what is known of how the body breathes.

    Attributes
    ----------
    posture
        The posture.
    camera, size
        The camera; width and height of the picture, pixels.
    amounts
        How far a full breath moves the surface.
    behind
        How much of it goes to the back, as where the belly rests on a thigh.
    looks, cloth
        Clothes and their texture.
    scale
        The body's size against one 1.66 m tall.
    seed
        Chooses the cloth's pattern.

    """

    posture: Posture
    camera: Camera
    size: tuple[int, int]
    amounts: Amounts = field(default_factory=Amounts)
    behind: float = 0.0
    looks: Looks = field(default_factory=Looks)
    cloth: Cloth = CLOTHS["knit"]
    scale: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A layer to be moved.

    ``picture`` is (H, W, 4) colour times cover, and cover, ``finer`` times the size of the window;
    ``moves_px`` is (h, w, 5, 2) how far the pixels of the window move for each of `WAYS`, and
    ``near`` (h, w) where the layer may come to be.
    """

    picture: NDArray[np.float32]
    moves_px: NDArray[np.float32]
    near: NDArray[np.bool_]


class Stage:
    """Takes pictures of a body that breathes."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        size = Proportions().scaled(setting.scale)
        self.skeleton: Skeleton = pose(setting.posture, size)
        self.view: View = view_of(setting.camera, setting.size)
        self._finer = _FINER[setting.size[1] >= _LARGE_LINES]
        room = backdrop(
            setting.camera, setting.size, Room(wall_azimuth_deg=setting.camera.azimuth_deg)
        )
        whole = sculpt(self.skeleton, setting.looks, setting.scale)
        self.empty_room = draw_shadow(whole, room, self.view)
        """(height, width, 3) the room with the body's shadow."""
        self._build(room.light)

    def _build(self, light: NDArray[np.float64]) -> None:
        parts = sculpt_parts(self.skeleton, self.setting.looks, self.setting.scale)
        limbs = Primitives(np.concatenate([parts["arms"].table, parts["legs"].table]))
        wide, high = (round(self._finer * side) for side in self.setting.size)
        fine = view_of(self.setting.camera, (wide, high))
        trunk_layer = self._dressed(parts["trunk"], draw_layer(parts["trunk"], light, fine))
        limbs_layer = self._dressed(limbs, draw_layer(limbs, light, fine))
        covered = np.maximum(trunk_layer.cover, limbs_layer.cover)
        self.window = _window(covered, self._finer, self.setting.size)
        """Left, top, right, bottom of the body's place in the picture, pixels."""
        front = _before(limbs_layer, trunk_layer, fine)
        self._lay_behind(limbs_layer, front)
        arm = limbs_layer.capsule < len(parts["arms"].table)
        goes = trunk_moves(self._sampled(trunk_layer.points), self.skeleton, self.setting.behind)
        self._trunk = self._sheet(trunk_layer, goes)
        held = arm_moves(self._sampled(limbs_layer.points), self.skeleton)
        on_arm = self._sampled(arm)[..., None]
        self._limbs = self._sheet(
            _masked(limbs_layer, front), {way: np.where(on_arm, m, 0.0) for way, m in held.items()}
        )

    def picture(self, moves: Mapping[str, float]) -> NDArray[np.float32]:
        """Return what moves, with how much of each of `WAYS` it has moved: metres, radians.

        (h, w, 4): the `window`'s colours times cover, and cover.
        """
        amounts = np.array([moves.get(way, 0.0) for way in WAYS], np.float32)
        picture, above = self._moved(self._trunk, amounts), self._moved(self._limbs, amounts)
        picture *= 1.0 - above[..., 3:]
        picture += above
        return picture

    def over(
        self, background: NDArray[np.float32], moves: Mapping[str, float]
    ) -> NDArray[np.float32]:
        """Return a picture of the whole room with the body in it, (height, width, 3)."""
        left, top, right, bottom = self.window
        body = self.picture(moves)
        image: NDArray[np.float32] = background.copy()
        part = image[top:bottom, left:right]
        part *= 1.0 - body[..., 3:]
        part += body[..., :3]
        return image

    def shift_px(
        self, point: NDArray[np.float64], moves: Mapping[str, float]
    ) -> NDArray[np.float64]:
        """Return by how many pixels a place on the trunk moves in the picture, exactly."""
        ways = trunk_moves(point, self.skeleton, self.setting.behind)
        moved = point + sum(moves.get(way, 0.0) * ways[way] for way in WAYS)
        return np.asarray(self.view.project(moved) - self.view.project(point))

    def _dressed(self, figure: Primitives, layer: Layer) -> Layer:
        """Give what is clothed its texture."""
        looks = self.setting.looks
        colours = figure.table[:, 13:16]
        cloth = np.array([tuple(c) in {looks.shirt, looks.trousers} for c in colours.tolist()])
        clothed = (layer.capsule >= 0) & cloth[layer.capsule]
        places = (layer.points[clothed] - self.skeleton.spine[0]) @ self.skeleton.trunk_axes
        bright = brightness(places / self.setting.scale, self.setting.cloth, self.setting.seed)
        layer.colour[clothed] *= bright[:, None].astype(np.float32)
        return layer

    def _lay_behind(self, limbs: Layer, front: NDArray[np.bool_]) -> None:
        """Draw the limbs behind the trunk, which rest, into the room."""
        behind = self._soft(_masked(limbs, ~front))
        size = self.setting.size
        small = cv2.resize(behind, size, interpolation=cv2.INTER_AREA)
        self.empty_room *= 1.0 - small[..., 3:]
        self.empty_room += small[..., :3]

    def _soft(self, layer: Layer) -> NDArray[np.float32]:
        together = np.concatenate([layer.colour, layer.cover[..., None]], axis=-1)
        return np.asarray(cv2.GaussianBlur(together, (0, 0), self._finer * _OPTICS_PX))

    def _sampled(self, values: NDArray[np.floating] | NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return a layer's values at the middles of the window's pixels."""
        left, top, right, bottom = self.window
        columns = ((np.arange(left, right) + 0.5) * self._finer).astype(int)
        rows = ((np.arange(top, bottom) + 0.5) * self._finer).astype(int)
        return np.asarray(values[rows[:, None], columns])

    def _sheet(self, layer: Layer, moves: Mapping[str, NDArray[np.float64]]) -> _Sheet:
        points = self._sampled(layer.points)
        moves_px = [_seen_px(points, moves[way], self.view) for way in WAYS]
        picture = self._soft(layer)
        near = self._sampled(picture[..., 3]) > 0.0
        around = cv2.dilate(near.astype(np.uint8), np.ones((_REACH_PX, _REACH_PX))) > 0
        return _Sheet(picture, np.stack([_spread(m) for m in moves_px], axis=2), around)

    def _moved(self, sheet: _Sheet, amounts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sample a layer where the pixels of the window come from."""
        left, top = self.window[:2]
        return sampled(sheet.picture, sheet.moves_px, sheet.near, amounts, self._finer, (left, top))


def _window(
    cover: NDArray[np.float32], finer: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(cover > 0.0)
    left, top = (max(int(of.min() / finer) - _MARGIN_PX, 0) for of in (columns, rows))
    right = min(int(columns.max() / finer) + _MARGIN_PX, size[0])
    return left, top, right, min(int(rows.max() / finer) + _MARGIN_PX, size[1])


def _before(limbs: Layer, trunk: Layer, view: View) -> NDArray[np.bool_]:
    """Return where the limbs are nearer than the trunk is, or would be if it were wider."""
    depth_m = _spread(view.depth_m(trunk.points)[..., None].astype(np.float32))[..., 0]
    return np.asarray(view.depth_m(limbs.points) < depth_m)


def _masked(layer: Layer, kept: NDArray[np.bool_]) -> Layer:
    colour = np.where(kept[..., None], layer.colour, 0.0).astype(np.float32)
    cover = np.where(kept, layer.cover, 0.0).astype(np.float32)
    return Layer(colour, cover, layer.points, layer.capsule)


def _seen_px(
    points: NDArray[np.float64], moves: NDArray[np.float64], view: View
) -> NDArray[np.float64]:
    """Return how a move of places in the world looks in the picture, to first order, pixels."""
    local, step = (points - view.eye) @ view.axes, moves @ view.axes
    across = view.focal_px * (step[..., :2] - local[..., :2] / local[..., 2:] * step[..., 2:])
    return np.asarray(across / local[..., 2:] * np.array([1.0, -1.0]))


def _spread(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Fill what is NaN of (h, w, c) with what is nearest to it."""
    missing = np.isnan(values).any(axis=-1)
    _, labels = cv2.distanceTransformWithLabels(
        missing.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = np.zeros((int(labels.max()) + 1, values.shape[-1]), np.float32)
    known[labels[~missing]] = values[~missing]
    return np.asarray(known[labels])
