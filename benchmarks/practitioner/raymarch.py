"""Ray-march a figure of capsules over a backdrop, tile by tile.

Only the capsules whose outline touches a tile are looked at there, only those whose shadow may
fall on it are asked about the light, and the rays of a block of pixels start where one wider ray
came close; that is what makes a frame take a fraction of a second. The kernel lets go of the
interpreter, so that threads draw several frames at once.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner.figure import Primitives
from benchmarks.practitioner.scene import Backdrop, View

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]
Place: TypeAlias = tuple[float, float, float]

# Columns of the table of primitives; start and end take the first six.
_RADII, _AXIS, _WIDE, _BLEND, _COLOUR, _CASTS = 6, 8, 11, 12, 13, 16

_TILE_PX = 16
_BLOCK_PX = 4
_MOST_STEPS = 64
_HIT_PX = 0.08
_FAR_M = 1e9
_TINY = 1e-12
# The edge of a shadow widens by this much for every metre between it and what casts it.
_PENUMBRA = 0.17
_SHADE_ON_ROOM = 0.38
# On the figure, parts nearer than this are its own surface and cast nothing.
_OWN_M = 0.07
# What casts a shadow is at least this far towards the light.
_AHEAD_M = 0.02
_CREASE_M = 0.05
_LIFT_M = 0.01
_NORMAL_STEP_M = 0.0015


class _Lens(NamedTuple):
    eye: Floats
    axes: Floats
    focal_px: float
    width: int
    height: int


class _Room(NamedTuple):
    colour: Floats
    points: Floats
    light: Floats


def draw(primitives: Primitives, backdrop: Backdrop, view: View) -> NDArray[np.float32]:
    """Draw a figure over a backdrop.

    Parameters
    ----------
    primitives
        The figure.
    backdrop
        The empty room as this view sees it.
    view
        The camera.

    Returns
    -------
    NDArray[np.float32]
        (height, width, 3) picture; blue, green, red, 0-255.

    """
    image = np.empty(backdrop.colour.shape, np.float32)
    lens = _Lens(view.eye, view.axes, view.focal_px, *view.size)
    room = _Room(backdrop.colour, backdrop.points, backdrop.light)
    seen = np.empty((*image.shape[:2], 3), np.float32)
    _draw_tiles(image, seen, room, lens, primitives.table, _outlines_px(primitives, view))
    return image


def draw_shadow(primitives: Primitives, backdrop: Backdrop, view: View) -> NDArray[np.float32]:
    """Draw the room with a figure's shadow, without the figure."""
    image = np.empty(backdrop.colour.shape, np.float32)
    lens = _Lens(view.eye, view.axes, view.focal_px, *view.size)
    room = _Room(backdrop.colour, backdrop.points, backdrop.light)
    seen = np.empty((*image.shape[:2], 3), np.float32)
    elsewhere = np.full((len(primitives.table), 5), -_FAR_M)
    _draw_tiles(image, seen, room, lens, primitives.table, elsewhere)
    return image


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A figure alone, as a camera sees it, to be laid over something.

    Attributes
    ----------
    colour
        (height, width, 3) blue, green, red, 0-255, times ``cover``.
    cover
        (height, width) how much of the pixel the figure covers, 0 to 1.
    points
        (height, width, 3) the places on its surface, metres; NaN where it is not.
    capsule
        (height, width) the row of `Primitives.table` they belong to, -1 where it is not.

    """

    colour: NDArray[np.float32]
    cover: NDArray[np.float32]
    points: NDArray[np.float64]
    capsule: NDArray[np.int64]


def draw_layer(primitives: Primitives, light: Floats, view: View) -> Layer:
    """Draw a figure without a room."""
    width, height = view.size
    image = np.zeros((height, width, 3), np.float32)
    seen = np.zeros((height, width, 3), np.float32)
    seen[..., 1:] = np.nan
    lens = _Lens(view.eye, view.axes, view.focal_px, width, height)
    nowhere = _Room(np.empty((0, 0, 3)), np.empty((0, 0, 3)), light)
    _draw_tiles(image, seen, nowhere, lens, primitives.table, _outlines_px(primitives, view))
    points = view.eye + seen[..., 1:2].astype(np.float64) * view.rays()
    capsule = np.where(np.isnan(seen[..., 2]), -1.0, seen[..., 2]).astype(np.int64)
    return Layer(image, seen[..., 0], points, capsule)


def _outlines_px(primitives: Primitives, view: View) -> Floats:
    """Give (n, 5): each capsule's two ends and its greatest radius on the picture, pixels."""
    table = primitives.table
    start, end = table[:, 0:3], table[:, 3:6]
    radius_m = table[:, _RADII : _RADII + 2].max(axis=1) * np.maximum(table[:, _WIDE], 1.0)
    radius_m = radius_m + table[:, _BLEND]
    depth_m = np.minimum(view.depth_m(start), view.depth_m(end)) - radius_m
    radius_px = view.focal_px * radius_m / np.maximum(depth_m, 0.1) + 2.0
    return np.column_stack([view.project(start), view.project(end), radius_px])


kernel = numba.njit(cache=True, fastmath=True, nogil=True)
"""Compiles a function of numbers and arrays, and lets other threads run meanwhile."""


@kernel
def _capsule_m(place: Place, table: Floats, i: int) -> float:
    """Give the distance from a place to a capsule, never more than the true one."""
    ax, ay, az = place[0] - table[i, 0], place[1] - table[i, 1], place[2] - table[i, 2]
    bx, by, bz = table[i, 3] - table[i, 0], table[i, 4] - table[i, 1], table[i, 5] - table[i, 2]
    wide = table[i, _WIDE]
    if wide != 1.0:
        wx, wy, wz = table[i, _AXIS], table[i, _AXIS + 1], table[i, _AXIS + 2]
        squeeze = 1.0 / wide - 1.0
        shift = squeeze * (ax * wx + ay * wy + az * wz)
        ax, ay, az = ax + shift * wx, ay + shift * wy, az + shift * wz
        shift = squeeze * (bx * wx + by * wy + bz * wz)
        bx, by, bz = bx + shift * wx, by + shift * wy, bz + shift * wz
    along = (ax * bx + ay * by + az * bz) / (bx * bx + by * by + bz * bz + _TINY)
    along = min(max(along, 0.0), 1.0)
    dx, dy, dz = ax - along * bx, ay - along * by, az - along * bz
    radius = table[i, _RADII] + along * (table[i, _RADII + 1] - table[i, _RADII])
    return (np.sqrt(dx * dx + dy * dy + dz * dz) - radius) * min(wide, 1.0)  # type: ignore[no-any-return]


@kernel
def figure_m(place: Place, table: Floats, listed: Indices) -> float:
    """Give the distance to the smooth union of the listed capsules."""
    total = _FAR_M
    for i in listed:
        distance = _capsule_m(place, table, i)
        gap = abs(total - distance)
        total = min(total, distance)
        if gap < table[i, _BLEND]:
            total -= (table[i, _BLEND] - gap) ** 2 / (4.0 * table[i, _BLEND])
    return total


@kernel
def _nearest(place: Place, table: Floats, listed: Indices) -> tuple[int, float]:
    """Give the index of the listed capsule closest to a place, and its distance."""
    best, closest = -1, _FAR_M
    for i in listed:
        distance = _capsule_m(place, table, i)
        if distance < closest:
            closest, best = distance, i
    return best, closest


@kernel
def _passes_m(place: Place, table: Floats, i: int, light: Floats) -> tuple[float, float]:
    """Give how far off a capsule a ray to the light passes, and how far ahead of the place."""
    bx, by, bz = table[i, 3] - table[i, 0], table[i, 4] - table[i, 1], table[i, 5] - table[i, 2]
    ox, oy, oz = place[0] - table[i, 0], place[1] - table[i, 1], place[2] - table[i, 2]
    o_l = ox * light[0] + oy * light[1] + oz * light[2]
    l_b = light[0] * bx + light[1] * by + light[2] * bz
    b_b = bx * bx + by * by + bz * bz + _TINY
    o_b = ox * bx + oy * by + oz * bz
    along = min(max((o_b - o_l * l_b) / (b_b - l_b * l_b + _TINY), 0.0), 1.0)
    ahead = along * l_b - o_l
    dx = ox + light[0] * ahead - along * bx
    dy = oy + light[1] * ahead - along * by
    dz = oz + light[2] * ahead - along * bz
    radius = table[i, _RADII] + along * (table[i, _RADII + 1] - table[i, _RADII])
    off = np.sqrt(dx * dx + dy * dy + dz * dz) - radius * np.sqrt(table[i, _WIDE])
    return off, ahead


@kernel
def _lit(place: Place, own_m: float, table: Floats, listed: Indices, light: Floats) -> float:
    """Give the share of light that reaches a place; parts nearer than `own_m` cast nothing."""
    share = 1.0
    for i in listed:
        off, ahead = _passes_m(place, table, i, light)
        if ahead < _AHEAD_M or off > _PENUMBRA * ahead:
            continue
        if own_m > 0.0 and _capsule_m(place, table, i) < own_m:
            continue
        clear = max(0.5 * off / (_PENUMBRA * ahead) + 0.5, 0.0)
        share = min(share, clear * clear * (3.0 - 2.0 * clear))
    return share


@kernel
def _list_seen(
    corner: tuple[int, int], lens: _Lens, table: Floats, outlines: Floats, listed: Indices
) -> tuple[int, float, float]:
    """List the capsules that touch a tile; give their count and the span of depths to search."""
    count, nearest_m, farthest_m = 0, _FAR_M, 0.0
    x, y = corner[0] + 0.5 * _TILE_PX, corner[1] + 0.5 * _TILE_PX
    for i in range(table.shape[0]):
        bx, by = outlines[i, 2] - outlines[i, 0], outlines[i, 3] - outlines[i, 1]
        ax, ay = x - outlines[i, 0], y - outlines[i, 1]
        along = min(max((ax * bx + ay * by) / (bx * bx + by * by + _TINY), 0.0), 1.0)
        if np.hypot(ax - along * bx, ay - along * by) > outlines[i, 4] + 0.71 * _TILE_PX:
            continue
        listed[count] = i
        count += 1
        off, length = 0.0, 0.0
        for axis in range(3):
            off += (0.5 * (table[i, axis] + table[i, 3 + axis]) - lens.eye[axis]) ** 2
            length += (table[i, 3 + axis] - table[i, axis]) ** 2
        bulk = max(table[i, _RADII], table[i, _RADII + 1]) * max(table[i, _WIDE], 1.0)
        reach = 0.5 * np.sqrt(length) + bulk + table[i, _BLEND]
        nearest_m = min(nearest_m, np.sqrt(off) - reach)
        farthest_m = max(farthest_m, np.sqrt(off) + reach)
    return count, nearest_m, farthest_m


@kernel
def _list_shading(
    corner: tuple[int, int], room: _Room, table: Floats, casters: Indices, listed: Indices
) -> int:
    """List the capsules whose shadow may fall on the part of the room that a tile shows."""
    left, top = corner
    bottom = min(top + _TILE_PX, room.points.shape[0]) - 1
    right = min(left + _TILE_PX, room.points.shape[1]) - 1
    middle = 0.5 * (room.points[top, left] + room.points[bottom, right])
    spread = 0.0
    for y in (top, bottom):
        for x in (left, right):
            spread = max(spread, np.sqrt(np.sum((room.points[y, x] - middle) ** 2)))
    count = 0
    for i in casters:
        off, ahead = _passes_m((middle[0], middle[1], middle[2]), table, i, room.light)
        if off < spread + _PENUMBRA * (abs(ahead) + spread):
            listed[count] = i
            count += 1
    return count


@kernel
def _aim(x: float, y: float, lens: _Lens) -> Place:
    """Give the unit direction of the ray through a place on the picture."""
    right = (x - 0.5 * lens.width) / lens.focal_px
    up = (0.5 * lens.height - y) / lens.focal_px
    shorten, axes = 1.0 / np.sqrt(1.0 + right * right + up * up), lens.axes
    return (
        shorten * (axes[0, 2] + right * axes[0, 0] + up * axes[0, 1]),
        shorten * (axes[1, 2] + right * axes[1, 0] + up * axes[1, 1]),
        shorten * (axes[2, 2] + right * axes[2, 0] + up * axes[2, 1]),
    )


@kernel
def _along(eye: Floats, ray: Place, depth_m: float) -> Place:
    """Give the place at a depth along a ray."""
    return eye[0] + depth_m * ray[0], eye[1] + depth_m * ray[1], eye[2] + depth_m * ray[2]


@kernel
def _approach_m(
    ray: Place, lens: _Lens, table: Floats, listed: Indices, span_m: tuple[float, float]
) -> float:
    """Give the depth up to which all rays of a block are clear; beyond the span, all miss."""
    spread = 0.75 * (_BLOCK_PX + 2.0) / lens.focal_px
    depth_m = span_m[0]
    for _ in range(_MOST_STEPS):
        clear = figure_m(_along(lens.eye, ray, depth_m), table, listed) - spread * depth_m
        if clear < 0.0 or depth_m > span_m[1]:
            break
        depth_m += clear + 0.002
    return depth_m


@kernel
def _march(
    ray: Place, lens: _Lens, table: Floats, listed: Indices, span_m: tuple[float, float]
) -> tuple[float, float]:
    """Follow a ray; give its closest approach to the figure, in pixels, and at what depth."""
    closest_px, closest_m, depth_m = _FAR_M, span_m[0], span_m[0]
    for _ in range(_MOST_STEPS):
        distance = figure_m(_along(lens.eye, ray, depth_m), table, listed)
        off_px = distance * lens.focal_px / depth_m
        if off_px < closest_px:
            closest_px, closest_m = off_px, depth_m
        if off_px < _HIT_PX or depth_m > span_m[1]:
            break
        depth_m += distance
    return closest_px, closest_m


@kernel
def _normal(place: Place, table: Floats, listed: Indices) -> Place:
    """Give the outward direction of the figure's surface, from four distances around a place."""
    x, y, z = place
    step = _NORMAL_STEP_M
    a = figure_m((x + step, y - step, z - step), table, listed)
    b = figure_m((x - step, y - step, z + step), table, listed)
    c = figure_m((x - step, y + step, z - step), table, listed)
    d = figure_m((x + step, y + step, z + step), table, listed)
    nx, ny, nz = a - b - c + d, -a - b + c + d, -a + b - c + d
    scale = 1.0 / (np.sqrt(nx * nx + ny * ny + nz * nz) + _TINY)
    return nx * scale, ny * scale, nz * scale


@kernel
def _shade(place: Place, table: Floats, listed: Indices, casters: Indices, light: Floats) -> float:
    """Give how bright the figure's surface is at a place: sky, creases and the sun's light."""
    nx, ny, nz = _normal(place, table, listed)
    x, y, z = place
    out = (x + _CREASE_M * nx, y + _CREASE_M * ny, z + _CREASE_M * nz)
    away = min(_nearest(out, table, casters)[1], out[1])
    crease = min(max(away / _CREASE_M, 0.0), 1.0)
    sun = nx * light[0] + ny * light[1] + nz * light[2]
    if sun > 0.0:
        lifted = (x + _LIFT_M * nx, y + _LIFT_M * ny, z + _LIFT_M * nz)
        sun *= _lit(lifted, _OWN_M, table, casters, light)
    sky: float = (0.53 + 0.11 * ny) * (0.55 + 0.45 * crease)
    return sky + 0.5 * float(max(sun, 0.0))


@kernel
def _draw_room(
    image: NDArray[np.float32], pixel: tuple[int, int], room: _Room, table: Floats, shading: Indices
) -> None:
    """Draw a pixel of the room, darker where the figure's shadow falls."""
    x, y = pixel
    place = (room.points[y, x, 0], room.points[y, x, 1], room.points[y, x, 2])
    shade = 1.0 - _SHADE_ON_ROOM * (1.0 - _lit(place, 0.0, table, shading, room.light))
    for channel in range(3):
        image[y, x, channel] = shade * room.colour[y, x, channel]


@kernel
def _draw_block(  # noqa: PLR0913, PLR0917 - a kernel takes its lists one by one
    image: NDArray[np.float32],
    seen: NDArray[np.float32],
    corner: tuple[int, int],
    room: _Room,
    lens: _Lens,
    table: Floats,
    listed: Indices,
    casters: Indices,
    span_m: tuple[float, float],
) -> None:
    """Draw the figure over a block of pixels, softly where it covers a pixel in part."""
    left, top = corner
    middle = _aim(left + 0.5 * _BLOCK_PX, top + 0.5 * _BLOCK_PX, lens)
    start_m = _approach_m(middle, lens, table, listed, span_m)
    if start_m > span_m[1]:
        return
    for y in range(top, min(top + _BLOCK_PX, lens.height)):
        for x in range(left, min(left + _BLOCK_PX, lens.width)):
            ray = _aim(x + 0.5, y + 0.5, lens)
            off_px, depth_m = _march(ray, lens, table, listed, (start_m, span_m[1]))
            cover = 1.0 if off_px < _HIT_PX else 1.0 - off_px
            if cover <= 0.0:
                continue
            place = _along(lens.eye, ray, depth_m)
            part = _nearest(place, table, listed)[0]
            shade = _shade(place, table, listed, casters, room.light)
            seen[y, x, 0], seen[y, x, 1], seen[y, x, 2] = cover, depth_m, part
            for channel in range(3):
                own = shade * table[part, _COLOUR + channel]
                image[y, x, channel] += cover * (own - image[y, x, channel])


@kernel
def _draw_tiles(
    image: NDArray[np.float32],
    seen: NDArray[np.float32],
    room: _Room,
    lens: _Lens,
    table: Floats,
    outlines: Floats,
) -> None:
    """Draw the whole picture, tile by tile: first the room, if any, then the figure in blocks."""
    casters = np.flatnonzero(table[:, _CASTS])
    listed = np.empty(table.shape[0], np.int64)
    for top in range(0, lens.height, _TILE_PX):
        for left in range(0, lens.width, _TILE_PX):
            bottom, right = min(top + _TILE_PX, lens.height), min(left + _TILE_PX, lens.width)
            if room.colour.shape[0] > 0:
                count = _list_shading((left, top), room, table, casters, listed)
                for y in range(top, bottom):
                    for x in range(left, right):
                        _draw_room(image, (x, y), room, table, listed[:count])
            count, nearest_m, farthest_m = _list_seen((left, top), lens, table, outlines, listed)
            if count == 0:
                continue
            near, span_m = listed[:count], (nearest_m, farthest_m)
            for y in range(top, bottom, _BLOCK_PX):
                for x in range(left, right, _BLOCK_PX):
                    _draw_block(image, seen, (x, y), room, lens, table, near, casters, span_m)
