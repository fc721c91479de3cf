"""Draw a picture's frames, and write them as a short silent video."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeAlias

import av
import cv2
import numpy as np
from PIL import Image

from tools.pictures.figure import primitives, sculpt
from tools.pictures.room import SIZE_PX, Drawing, view
from tools.pictures.shot import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.practitioner.timeline import Timeline
    from tools.pictures.shot import Arrow, Shot

_Path: TypeAlias = "tuple[float, float, NDArray[np.float64]]"
"""An arrow's first and last second, and its (n, 2) points on the picture."""

FPS: Final = 12
_FADE: Final = 6
"""Frames over which the end of a shot passes into what follows."""
_SMALL_PX: Final = (240, 160)
_EVERY: Final = 2
_ENCODER: Final = {"crf": "24", "preset": "veryslow", "tune": "animation"}
_ARROW: Final = np.array([48.0, 96.0, 224.0])
_ARROW_PX: Final = 7.0
_POINTS: Final = 40


def frames(shots: Sequence[Shot], workers: int) -> list[NDArray[np.uint8]]:
    """Return all frames; the end of each shot fades into the next, the last into the first."""
    with ThreadPoolExecutor(workers) as pool:
        drawn = [list(pool.map(*_jobs(shot))) for shot in shots]
    for number, shot in enumerate(drawn):
        following = drawn[(number + 1) % len(drawn)][0]
        for index in range(_FADE):
            share = (index + 1) / (_FADE + 1)
            at = len(shot) - _FADE + index
            mixed = (1.0 - share) * shot[at].astype(np.float32) + share * following
            shot[at] = np.asarray(mixed + 0.5, np.uint8)
    return [frame for shot in drawn for frame in shot]


def write(path: Path, images: Sequence[NDArray[np.uint8]]) -> None:
    """Write frames as H.264; the same frames give the same bytes."""
    unfinished = path.with_suffix(".part")
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=FPS, options=dict(_ENCODER))
        stream.width, stream.height = SIZE_PX
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        for image in images:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        film.mux(stream.encode(None))
    unfinished.replace(path)


def write_small(path: Path, images: Sequence[NDArray[np.uint8]]) -> None:
    """Write frames as a small animated WebP, for pages that play no video."""
    small = [
        Image.fromarray(cv2.resize(image, _SMALL_PX, interpolation=cv2.INTER_AREA)[..., ::-1])
        for image in images[::_EVERY]
    ]
    small[0].save(
        path, save_all=True, append_images=small[1:], duration=round(1000 * _EVERY / FPS), loop=0,
        quality=55, method=4,
    )  # fmt: skip


def _jobs(shot: Shot) -> tuple[Callable[[float], NDArray[np.uint8]], list[float]]:
    timeline = shot.timeline()
    paths = list(_paths(shot, timeline))
    times_s = [index / FPS for index in range(max(round(timeline.duration_s * FPS), _FADE + 1))]
    drawn = Drawing(shot.camera)
    return (lambda t_s: _frame(shot, drawn, timeline, paths, t_s)), times_s


def _frame(
    shot: Shot, drawn: Drawing, timeline: Timeline, paths: Sequence[_Path], t_s: float
) -> NDArray[np.uint8]:
    joints = shot.skeleton(timeline, t_s)
    clays = [sculpt(joints, shot.tinted)]
    if shot.props is not None:
        clays.append(shot.props(joints))
    image = drawn.picture(primitives(*clays))
    for start_s, end_s, points_px in paths:
        strength = min((t_s - start_s + 0.5) / 0.5, (end_s - t_s) / 0.35, 1.0)
        if strength > 0.0:
            image = _with_arrow(image, points_px, strength)
    return image


def _paths(shot: Shot, timeline: Timeline) -> Iterator[_Path]:
    """Yield every arrow's times and its path on the picture."""
    for index, move in enumerate(shot.moves):
        if move.arrow is None:
            continue
        start_s = float(timeline.left_s[index - 1])
        end_s = float(timeline.reached_s[index + move.arrow.moves - 1])
        yield start_s, end_s, _path_px(shot, timeline, move.arrow, (start_s, end_s))


def _path_px(
    shot: Shot, timeline: Timeline, arrow: Arrow, span_s: tuple[float, float]
) -> NDArray[np.float64]:
    times_s = np.linspace(*span_s, _POINTS)
    places = [place(shot.skeleton(timeline, float(t_s)), arrow.joint) for t_s in times_s]
    stretched = places[-1] + arrow.times * (np.array(places) - places[-1])
    path_px: NDArray[np.float64] = view(shot.camera).project(stretched + np.array(arrow.beside_m))
    return path_px


def _with_arrow(
    image: NDArray[np.uint8], path_px: NDArray[np.float64], strength: float
) -> NDArray[np.uint8]:
    steps_px = np.linalg.norm(np.diff(path_px, axis=0), axis=1)
    run_px = np.concatenate([[0.0], np.cumsum(steps_px)])
    if run_px[-1] < 3.0 * _ARROW_PX:
        return image
    head_px = 3.2 * _ARROW_PX
    shaft = path_px[run_px < run_px[-1] - 0.8 * head_px]
    behind = np.array(
        [np.interp(run_px[-1] - head_px, run_px, path_px[:, axis]) for axis in (0, 1)]
    )
    along = path_px[-1] - behind
    along /= np.linalg.norm(along)
    aside = np.array([-along[1], along[0]])
    base = path_px[-1] - head_px * along
    head = np.array([path_px[-1], base + 0.62 * head_px * aside, base - 0.62 * head_px * aside])
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.polylines(mask, [_fixed_point(shaft)], False, 255, round(_ARROW_PX), cv2.LINE_AA, 4)  # noqa: FBT003
    cv2.fillPoly(mask, [_fixed_point(head)], 255, cv2.LINE_AA, 4)
    cover = (0.85 * strength / 255.0) * mask[..., None]
    return np.asarray(image * (1.0 - cover) + cover * _ARROW + 0.5, np.uint8)


def _fixed_point(points: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.asarray(np.round(points * 16.0), np.int32)
