"""Recordings of every kind a review has to cut, made on the fly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import av

from tests.frames.clips import set_display_matrix, write_moving_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OPEN_GOP: Final = {"x264-params": "open-gop=1", "preset": "ultrafast", "bf": "3"}
_HEVC: Final = {"x265-params": "log-level=none:open-gop=1:bframes=3", "preset": "ultrafast"}


def _edited(folder: Path) -> Path:
    """Leave out the first 17 pictures by an edit list, which begins between key pictures."""
    source = write_moving_clip(folder / "source.mp4", options=_OPEN_GOP)
    path = folder / "edited.mp4"
    with av.open(str(source)) as whole, av.open(str(path), "w") as part:
        stream = whole.streams.video[0]
        copy = part.add_stream_from_template(stream, opaque=True)
        shift = round(17 / 25 / float(stream.time_base))
        for packet in whole.demux(stream):
            if packet.dts is not None:
                packet.pts, packet.dts, packet.stream = packet.pts - shift, packet.dts - shift, copy
                part.mux(packet)
    return path


def _turned(folder: Path) -> Path:
    path = write_moving_clip(folder / "turned.mp4", options=_OPEN_GOP)
    set_display_matrix(path, (0, 1, -1, 0))
    return path


def _variable(folder: Path) -> Path:
    times = [index * 3 + index % 3 + (index > 30) * 40 for index in range(60)]
    return write_moving_clip(folder / "variable.mp4", times=times)


def _joined(folder: Path, second_from_s: float = 0.0) -> Path:
    """Write two transport streams behind each other, whose clock starts again."""
    path = folder / "joined.ts"
    later = {"output_ts_offset": str(second_from_s)}
    first = write_moving_clip(folder / "first.ts", count=75)
    second = write_moving_clip(folder / "second.ts", count=75, muxing=later)
    path.write_bytes(first.read_bytes() + second.read_bytes())
    return path


def _raw(folder: Path) -> Path:
    """Write a bare H.264 stream, which holds no times at all."""
    return write_moving_clip(folder / "raw.h264", fmt="h264")


def _plainly(name: str, codec: str, **how: object) -> Callable[[Path], Path]:
    return lambda folder: write_moving_clip(folder / name, codec, **how)


RECORDINGS: Final[dict[str, tuple[Callable[[Path], Path], bool]]] = {
    "open GOP in MP4": (_plainly("a.mp4", "libx264", options=_OPEN_GOP), True),
    "open GOP in Matroska": (_plainly("a.mkv", "libx264", options=_OPEN_GOP), True),
    "open GOP in a transport stream": (_plainly("a.ts", "libx264", options=_OPEN_GOP), True),
    "HEVC in MP4": (_plainly("b.mp4", "libx265", options=_HEVC), True),
    "HEVC in a transport stream": (_plainly("b.ts", "libx265", options=_HEVC), True),
    "fragments": (
        _plainly("c.mp4", "libx264", muxing={"movflags": "frag_keyframe+empty_moov"}),
        True,
    ),
    "MPEG-4 in MP4": (_plainly("d.mp4", "mpeg4"), True),
    "MPEG-4 in AVI": (_plainly("d.avi", "mpeg4", b_frames=0), True),
    "MPEG-2 in a transport stream": (_plainly("e.ts", "mpeg2video"), True),
    "Motion JPEG in AVI": (_plainly("f.avi", "mjpeg", b_frames=0), True),
    "VP8 in WebM": (
        _plainly("g.webm", "libvpx", b_frames=0, options={"deadline": "realtime"}),
        True,
    ),
    "an edit list": (_edited, True),
    "turned": (_turned, True),
    "a variable rate": (_variable, True),
    "B-frames in AVI": (_plainly("h.avi", "libx264"), False),
    "an animation": (_plainly("i.gif", "gif", b_frames=0), False),
    "renewed bit by bit": (_plainly("j.mp4", "libx264", options={"intra-refresh": "1"}), False),
    "joined end to end": (_joined, False),
    "times that jump back a little": (lambda folder: _joined(folder, 2.2), False),
    "without times": (_raw, False),
}
"""How to write each kind, by its name, and whether it can be cut into segments."""
