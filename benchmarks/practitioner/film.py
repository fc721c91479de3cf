"""Write the demo: the clip, and beside it the table of what is true in it."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import numpy as np
import tomlkit
from numpy.typing import NDArray

from benchmarks.practitioner.demo import FPS, frame_times_s, mistakes, played_steps, timeline
from benchmarks.practitioner.render import SIZE, render

_ENCODER = {"crf": "25", "preset": "medium"}
_BATCH = 32


def film(path: Path, on_frame: Callable[[], None]) -> None:
    """Render every frame of the demo into an H.264 file; `on_frame` hears of each one."""
    unfinished = path.with_suffix(".part")
    # The index goes before the pictures, so that a browser plays the clip while it loads.
    with av.open(
        str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}
    ) as container:
        stream = container.add_stream("libx264", rate=FPS, options=_ENCODER)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for image in _frames():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            on_frame()
        container.mux(stream.encode())
    unfinished.replace(path)


def _frames() -> Iterator[NDArray[np.uint8]]:
    """Render all frames in order, on all cores, a batch at a time to bound the memory."""
    times_s = frame_times_s()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for first in range(0, len(times_s), _BATCH):
            indices = range(first, min(first + _BATCH, len(times_s)))
            yield from pool.map(_frame, indices, [times_s[index] for index in indices])


def _frame(index: int, t_s: float) -> NDArray[np.uint8]:
    return render(timeline().posture_at(t_s), seed=index)


def write_truth(path: Path) -> None:
    """Write when each step and each planted mistake happens."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What is true in demo.mp4, by construction. Built, not edited."))
    document["fps"] = FPS
    document["duration_s"] = round(timeline().duration_s, 2)
    document["step"] = _tables(
        {
            "row": played.scene.row,
            "pose": played.scene.pose_name,
            "side": played.scene.side,
            "hold_s": played.scene.hold_s,
            "start_s": round(played.start_s, 2),
            "in_pose_s": round(played.in_pose_s, 2),
            "settled_s": round(played.settled_s, 2),
            "out_s": round(played.out_s, 2),
        }
        for played in played_steps()
    )
    document["mistake"] = _tables(
        {
            "criterion": mistake.criterion,
            "row": mistake.row,
            "start_s": round(mistake.start_s, 2),
            "end_s": round(mistake.end_s, 2),
        }
        for mistake in mistakes()
    )
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _tables(rows: Iterator[dict[str, Any]]) -> tomlkit.items.AoT:
    """Lay rows out as an array of tables, leaving out what is not there."""
    tables = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        table.update({name: value for name, value in row.items() if value is not None})
        tables.append(table)
    return tables
