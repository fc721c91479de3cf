"""Cut-outs of the demo clip, and looks into what was recorded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np


def pictures(clip: Path, first_s: float, last_s: float) -> list[np.ndarray]:
    """Decode the BGR pictures of a stretch of a clip."""
    with av.open(str(clip)) as container:
        container.seek(int(first_s * av.time_base))
        found = []
        for frame in container.decode(video=0):
            if frame.time >= last_s:
                break
            if frame.time >= first_s:
                found.append(frame.to_ndarray(format="bgr24"))
        return found


def cut_out(clip: Path, first_s: float, last_s: float, to: Path, *, fps: int = 15) -> Path:
    """Write a stretch of a clip as a clip of its own."""
    images = pictures(clip, first_s, last_s)
    with av.open(str(to), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "superfast"})
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return to


def timelapse(clip: Path, to: Path) -> Path:
    """Write a clip with one picture for each second of another, and a key picture in five."""
    with av.open(str(clip)) as source, av.open(str(to), "w") as container:
        options = {"preset": "superfast", "g": "5", "keyint_min": "5"}
        stream = container.add_stream("libx264", rate=1, options=options)
        shown = source.streams.video[0]
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "yuv420p"
        next_s = 0.0
        for frame in source.decode(shown):
            if frame.time >= next_s:
                next_s += 1.0
                image = frame.to_ndarray(format="bgr24")
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return to


def played(recording: Path) -> tuple[str, list[float]]:
    """Decode a whole recording, and return its codec and the seconds of its pictures."""
    with av.open(str(recording)) as container:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1)
        times_s = [float(frame.pts * base) for frame in container.decode(stream)]
        return stream.codec_context.name, times_s
