"""Recordings with known steps: the demo clip's, and what one gets by cutting it up.

Rows of the landmarks are rearranged and their times made anew, so no landmarker is needed: steps
are left out, repeated and swapped, nobody is there for a while, or somebody who does nothing of the
routine, and the times are stretched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.body import pose as posed
from benchmarks.practitioner.postures import kneeling_up
from benchmarks.practitioner.scene import Camera, view_of
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.landmarks import skeleton as sk
from vision.measure.body import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

AWAY_S: Final = 20.0
SLOWER: Final = 2.0
FASTER: Final = 0.75
KEPT: Final = 0.4
"""Share of the pictures that an uneven frame rate keeps."""
_ROWS: Final = ("xy_px", "xyz_m", "visibility", "dorsal_profile")


@dataclass(frozen=True, slots=True)
class Shown:
    """A step that is shown: ``index`` in the routine, and when the body is in its pose."""

    index: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A recording and what is true of it, in the order of time; ``kind`` groups cases."""

    kind: str
    name: str
    body: Body
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Consecutive rows, for how long each lasts, and the step in them, by the piece's own time."""

    body: Body
    lasts_s: Array
    shown: Shown | None = None


def rows(body: Body, which: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Body:
    """Return some pictures of a recording."""
    return Body(body.t_s[which], *(getattr(body, name)[which] for name in _ROWS))


def pieces_of(body: Body, steps: Sequence[Mapping[str, float]]) -> list[Piece]:
    """Cut a recording where its steps begin, as its truth tells (``routines/demo.toml``)."""
    lasts_s = np.append(np.diff(body.t_s), np.median(np.diff(body.t_s)))
    edges_s = [0.0, *(step["start_s"] for step in steps[1:]), np.inf]
    found = []
    for index, (step, from_s, to_s) in enumerate(
        zip(steps, edges_s[:-1], edges_s[1:], strict=True)
    ):
        inside = (body.t_s >= from_s) & (body.t_s < to_s)
        shown = Shown(index, step["in_pose_s"] - from_s, step["out_s"] - from_s)
        found.append(Piece(rows(body, inside), lasts_s[inside], shown))
    return found


def joined(kind: str, name: str, pieces: Iterable[Piece], pace: float = 1.0) -> Case:
    """Put pieces one after the other; ``pace`` stretches their times."""
    parts = list(pieces)
    lasts_s = pace * np.concatenate([part.lasts_s for part in parts])
    starts_s = np.append(0.0, np.cumsum(lasts_s))
    firsts = np.append(0, np.cumsum([len(part.lasts_s) for part in parts]))
    arrays = (np.concatenate([getattr(p.body, n) for p in parts]) for n in _ROWS)
    shown = [
        Shown(p.shown.index, begun_s + pace * p.shown.start_s, begun_s + pace * p.shown.end_s)
        for p, begun_s in zip(parts, starts_s[firsts], strict=False)
        if p.shown
    ]
    return Case(kind, name, Body(starts_s[:-1], *arrays), tuple(shown))


def with_pause(piece: Piece, away: Piece) -> Piece:
    """Insert rows into the middle of a step's pose: who comes back to it has not ended it."""
    if piece.shown is None:
        raise ValueError("expected a piece with a step in it")
    clock_s = np.append(0.0, np.cumsum(piece.lasts_s))
    row = int(np.searchsorted(clock_s, (piece.shown.start_s + piece.shown.end_s) / 2))
    arrays = (
        np.concatenate([(mine := getattr(piece.body, n))[:row], getattr(away.body, n), mine[row:]])
        for n in _ROWS
    )
    lasts_s = np.concatenate([piece.lasts_s[:row], away.lasts_s, piece.lasts_s[row:]])
    shown = replace(piece.shown, end_s=piece.shown.end_s + float(away.lasts_s.sum()))
    return Piece(Body(np.cumsum(lasts_s), *arrays), lasts_s, shown)


def nobody(like: Body, rate_hz: float) -> Piece:
    """Return a while in which nobody is seen."""
    count = round(AWAY_S * rate_hz)
    arrays = (np.full((count, *getattr(like, name).shape[1:]), np.nan) for name in _ROWS)
    return Piece(Body(np.arange(count) / rate_hz, *arrays), np.full(count, 1 / rate_hz))


def something_else(like: Body, rate_hz: float) -> Piece:
    """Return a while in which somebody stands upright on the knees, which is no step."""
    count = round(AWAY_S * rate_hz)
    points_m = true_landmarks(posed(kneeling_up()))
    view = view_of(Camera(azimuth_deg=0.0), (848, 480))
    hips_m = points_m[list(sk.HIPS)].mean(axis=0)
    xyz_m = (points_m - hips_m) @ view.axes * [1.0, -1.0, 1.0]
    noise_px = np.random.default_rng(0).normal(0.0, 0.5, (count, 33, 2))
    body = Body(
        np.arange(count) / rate_hz,
        view.project(points_m) + noise_px,
        np.repeat(xyz_m[np.newaxis], count, axis=0),
        np.full((count, 33), 0.97),
        np.full((count, *like.dorsal_profile.shape[1:]), np.nan),
    )
    return Piece(body, np.full(count, 1 / rate_hz))


def cases(pieces: Sequence[Piece], rate_hz: float) -> Iterator[Case]:
    """Yield the recording as it is, then every way of cutting it up."""
    places = range(len(pieces))
    yield joined("as it is", "", pieces)
    for k in places:
        yield joined("a step left out", f"{k + 1}", [*pieces[:k], *pieces[k + 1 :]])
    for k in places:
        yield joined("a step repeated", f"{k + 1}", [*pieces[: k + 1], *pieces[k:]])
    for k in places[1:]:
        swapped = [*pieces[: k - 1], pieces[k], pieces[k - 1], *pieces[k + 1 :]]
        yield joined("two steps swapped", f"{k}, {k + 1}", swapped)
    for away, kind in ((nobody, "nobody"), (something_else, "something else")):
        gap = away(pieces[0].body, rate_hz)
        for k in places[1:]:
            apart = [*pieces[:k], gap, *pieces[k:]]
            yield joined(f"{kind} between steps", f"before {k + 1}", apart)
    gap = nobody(pieces[0].body, rate_hz)
    for k in places:
        paused = [*pieces[:k], with_pause(pieces[k], gap), *pieces[k + 1 :]]
        yield joined("nobody amid a step", f"{k + 1}", paused)
    for k in places[1:]:
        yield joined("begins later", f"with {k + 1}", pieces[k:])
    for k in places[1:]:
        yield joined("ends earlier", f"with {k}", pieces[:k])
    yield joined("slower", f"{SLOWER:g} x as long", pieces, SLOWER)
    yield joined("faster", f"{FASTER:g} x as long", pieces, FASTER)
    yield uneven(joined("uneven frame rate", f"{KEPT:.0%} of the pictures", pieces))


def uneven(case: Case) -> Case:
    """Drop pictures by chance."""
    kept = np.random.default_rng(0).random(len(case.body.t_s)) < KEPT
    return replace(case, body=rows(case.body, kept))
