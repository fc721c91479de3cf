"""The back as the silhouette shows it: landmarks hold no spine points."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.geometry import Array

STATIONS: Final = 21
"""Places along the line from hip to shoulder at which the back's edge is sought."""
ALONG: Final = np.linspace(-0.1, 0.9, STATIONS)
"""Where they are: 0 is the hip, 1 the shoulder. They begin below the hip, which the landmarker puts
too high on a rounded back, and end at the shoulder cap, where the edge is no longer the back's."""

_REACH: Final = 1.0  # how far from the chord the edge of a back can be, in chords
_SAMPLES: Final = 121  # sight-line samples: one per pixel for a trunk of 120 px
_GAP: Final = 0.05  # holes in the mask up to this long, in chords, are looked through
_LATE_START: Final = 0.15  # a sight line may meet the person only this far from the chord
_BACK: Final = slice(1, 17)  # stations of the back proper: from just under the hip to 0.7
_ENOUGH: Final = 1 / 2  # of these stations have to be seen
_SHORTEST_CHORD_PX: Final = 12.0

# What the edge of a back is made of, in chords (see `back_curve`); spreads are standard deviations.
# Chosen, as `_BACK` was, on the pictures that `benchmarks.accuracy_back --seed 0` draws.
_DEPTH: Final = 0.24  # from the chord to the edge: half a trunk and its clothes
_DEPTH_SPREAD: Final = 0.12  # bodies, clothes, wandering landmarks
_SLOPE_SPREAD: Final = 0.1  # of the edge against the chord, hip to shoulder
_UNEVEN_SPREAD: Final = 0.02  # folds of cloth, hair, shoulder blades
_UNEVEN_LENGTH: Final = 0.2  # and how far along the back they are alike
_EDGE_SPREAD: Final = 0.01  # of the mask's edge: about a pixel
_UNSEEN_SPREAD: Final = 1e3
_INSIDE: Final = 0.12  # how far the arc through hip and shoulder runs inside of the edge's
_ROUGHEST: Final = 0.015  # root mean square off a parabola above which no bulge is believed
_TIGHTEST: Final = 0.55  # radius of the roundest arc told apart, a bow of 0.32
_FLAT: Final = 1e-6  # less bulge than this is none

_SIGHT: Final = np.linspace(0.0, _REACH, _SAMPLES)
_STEP: Final = float(_SIGHT[1])
_INDEX: Final = np.arange(_SAMPLES, dtype=np.int16)
_GAP_AT_THE_CHORD: Final = _INDEX * _STEP - (_LATE_START - _GAP)

_SPAN: Final = ALONG[_BACK]
_BULGE: Final = 4.0 * _SPAN * (1.0 - _SPAN)
_STATION_BITS: Final = 1 << np.arange(_SPAN.size)
_PARABOLA: Final = np.linalg.qr(np.stack([np.ones_like(_SPAN), _SPAN, _SPAN**2], axis=1))[0]


def dorsal_profile(
    silhouette: NDArray[np.uint8],
    size_px: tuple[int, int],
    hip_px: Array,
    shoulder_px: Array,
    facing: float,
) -> Array:
    """Return how far the back's outer edge lies from the hip-shoulder line, along that line.

    Parameters
    ----------
    silhouette
        ``(rows, columns)`` uint8, nonzero on the person, covering the whole picture.
    size_px
        ``(width, height)`` of the picture the points are in.
    hip_px, shoulder_px
        ``(2,)`` middles of hips and shoulders, pixels of the picture, y down.
    facing
        +1 if the front of the body is to the right when upright, -1 if to the left.

    Returns
    -------
    ``(STATIONS,)`` float64, distances towards the back in chord lengths, at least 0. NaN where the
    line's point is off the silhouette, or the edge is farther off than a back can be, and
    everywhere when the chord or facing is unknown.

    """
    chord = shoulder_px - hip_px
    length_px = float(np.hypot(chord[0], chord[1]))
    if not (np.isfinite(length_px) and length_px >= _SHORTEST_CHORD_PX and facing in (1.0, -1.0)):
        return np.full(STATIONS, np.nan)
    outward = facing * np.array([chord[1], -chord[0]]) / length_px
    stations = hip_px + ALONG[:, np.newaxis] * chord
    away = _SIGHT[:, np.newaxis] * length_px * outward
    return _edge(_on_person(silhouette, size_px, stations, away))


def dorsal_edge_px(hip_px: Array, shoulder_px: Array, facing: Array, profile: Array) -> Array:
    """Return where the back's outer edge lies in the picture: `dorsal_profile` undone.

    Parameters
    ----------
    hip_px, shoulder_px
        ``(..., 2)`` as there.
    facing
        ``(...)`` as there.
    profile
        ``(..., STATIONS)`` from there.

    Returns
    -------
    ``(..., STATIONS, 2)`` pixels, from under the hip to the shoulder. NaN where the edge is unseen,
    and everywhere when the chord or facing is unknown.

    """
    chord = (shoulder_px - hip_px)[..., np.newaxis, :]
    outward = np.stack([chord[..., 1], -chord[..., 0]], axis=-1)
    outward = np.asarray(facing)[..., np.newaxis, np.newaxis] * outward
    along = hip_px[..., np.newaxis, :] + ALONG[:, np.newaxis] * chord
    return np.asarray(along + profile[..., np.newaxis] * outward)


def _on_person(
    silhouette: NDArray[np.uint8], size_px: tuple[int, int], stations_px: Array, away_px: Array
) -> NDArray[np.bool_]:
    """Look sight lines up in the silhouette, ``(stations, samples)``; outside of it nobody is."""
    # Axis by axis, as that is how they are wanted.
    map_x, map_y = (
        ((stations_px[:, axis, np.newaxis] + away_px[:, axis]) * (cells / size) - 0.5).astype("f4")
        for axis, (cells, size) in enumerate(zip(silhouette.shape[::-1], size_px, strict=True))
    )
    looked_up = cv2.remap(silhouette, map_x, map_y, cv2.INTER_NEAREST, borderValue=0)
    return np.asarray(looked_up) > 0


def _edge(on_person: NDArray[np.bool_]) -> Array:
    """Return the reach of each sight line's last sample on the person before a real gap.

    A line that is on the person to its very end has not found the edge.

    The mask may have a hole around the chord itself (an arm of another colour, a bad patch), so a
    line may also begin a little away from it.
    """
    last_on = np.maximum.accumulate(np.where(on_person, _INDEX, -1), axis=1)
    gap = np.where(last_on < 0, _GAP_AT_THE_CHORD, (_INDEX - last_on) * _STEP)
    over = np.logical_or.accumulate(gap > _GAP, axis=1)
    reached = np.where(over, -1, last_on).max(axis=1)
    found = (reached >= 0) & (reached < _SAMPLES - 1)
    return np.where(found, _SIGHT[np.maximum(reached, 0)], np.nan)


def back_curve(profile: Array) -> Array:
    """Return how far the back bulges off a straight line between hip and shoulder, in chords.

    The edge of the back is taken for the sum of a depth, a slope, a bulge ``b 4 s (1 - s)`` and an
    unevenness, and the bulge that explains it best is found by generalised least squares (Rasmussen
    and Williams, "Gaussian Processes for Machine Learning", 2006, section 2.7), with how large the
    others are likely to be as their prior. Against a parabola through everything, this keeps a
    landmark that wanders or a fold of cloth at one end from being read as a bow. The edge is
    flatter than the spine, since it runs outside of it: the spine's arc has the same centre, and a
    smaller radius. Notches one or two stations wide, holes in the mask, are filled first.

    Parameters
    ----------
    profile
        ``(..., STATIONS)`` from `dorsal_profile`.

    Returns
    -------
    ``(...)`` outward positive, hollow negative. NaN where half of the back is unseen, and where a
    bulge was found on an edge so rough that it is an arm, hair or another thing rather than a back.

    """
    back = _mended(np.asarray(profile))[..., _BACK]
    seen = np.isfinite(back)
    enough = seen.sum(axis=-1) >= _ENOUGH * back.shape[-1]
    outer, roughness = _bulge(np.where(seen, back - _DEPTH, 0.0), seen)
    doubtful = (outer > 0.0) & (roughness > _ROUGHEST)
    return np.where(enough & ~doubtful, _of_spine(outer), np.nan)


def _mended(profile: Array) -> Array:
    """Fill notches of the edge: a grey closing over three stations, seen ones only."""
    seen = np.isfinite(profile)
    highest = _of_three(np.where(seen, profile, -np.inf), np.maximum)
    lowest = _of_three(np.where(np.isfinite(highest), highest, np.inf), np.minimum)
    return np.where(seen, lowest, np.nan)


def _of_three(values: Array, choose: np.ufunc) -> Array:
    """Choose among each value and its two neighbours; an end has one."""
    chosen: Array = values.copy()
    choose(chosen[..., 1:], values[..., :-1], out=chosen[..., 1:])
    choose(chosen[..., :-1], values[..., 1:], out=chosen[..., :-1])
    return chosen


def _bulge(edge: Array, seen: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return the bulge of the edge, of what is seen of it, and its roughness, each ``(...)``.

    Rough is what is off the parabola nearest to the edge, as root mean square.
    """
    patterns = np.asarray(seen @ _STATION_BITS)
    bulge, roughness = (np.full(patterns.shape, np.nan) for _ in range(2))
    for pattern in set(patterns.ravel().tolist()):
        rows = patterns == pattern
        weights, off = _explanation(pattern)
        bulge[rows] = (edge[rows] * weights).sum(axis=-1)
        rough = np.einsum("...k,jk->...j", edge[rows], off)
        roughness[rows] = np.sqrt((rough * rough).sum(axis=-1))
    return bulge, roughness


@lru_cache(maxsize=4096)
def _explanation(pattern: int) -> tuple[Array, Array]:
    """Return what an edge of which these stations are seen is to be multiplied with.

    ``(stations,)`` for its bulge, NaN where none is seen, and ``(stations, stations)`` for how far
    it is off the parabola nearest to it, so that its length is the root mean square. Most pictures
    of a recording show the same stations: what counts how is worked out once.
    """
    seen = (pattern & _STATION_BITS) > 0
    shape = np.where(seen, _BULGE, 0.0)
    unseen = np.where(seen, 0.0, _UNSEEN_SPREAD**2)
    weights = np.linalg.solve(_COVARIANCE + np.diag(unseen), shape)
    size = float((weights * shape).sum())
    parabola = _PARABOLA * seen[:, np.newaxis]
    nearest = np.linalg.solve(parabola.T @ parabola + 1e-9 * np.eye(3), parabola.T)
    off = (np.eye(_SPAN.size) - parabola @ nearest) / np.sqrt(max(seen.sum(), 1))
    return weights / (size if size > 0.0 else np.nan), off


def _covariance() -> Array:
    """Return how the edge of a straight back varies, ``(stations, stations)``, chords squared."""
    middle = _SPAN - 0.5
    apart = _SPAN[:, np.newaxis] - _SPAN
    return np.asarray(
        _DEPTH_SPREAD**2
        + _SLOPE_SPREAD**2 * np.outer(middle, middle)
        + _UNEVEN_SPREAD**2 * np.exp(-0.5 * (apart / _UNEVEN_LENGTH) ** 2)
        + _EDGE_SPREAD**2 * np.eye(_SPAN.size)
    )


_COVARIANCE: Final = _covariance()


def _of_spine(outer: Array) -> Array:
    """Return the bow of the arc that runs `_INSIDE` of an edge with this bulge.

    A parabola ``4 b s (1 - s)`` is curved by ``8 b``; an arc of radius ``r`` over a chord of length
    1 has the half angle ``h = asin(1 / 2r)`` and the bow ``tan(h / 2) / 2``.
    """
    flat = np.abs(outer) < _FLAT
    outer_radius = 1.0 / (8.0 * np.where(flat, _FLAT, np.abs(outer)))
    radius = np.maximum(outer_radius - np.sign(outer) * _INSIDE, _TIGHTEST)
    bow = 0.5 * np.tan(0.5 * np.arcsin(0.5 / radius))
    return np.where(flat, outer, np.sign(outer) * bow)
