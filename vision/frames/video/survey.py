"""What the packets of a video tell of it before anything is decoded."""

from __future__ import annotations

import hashlib
import math
import struct
from collections import deque
from typing import TYPE_CHECKING, Final

from vision.frames.video.decoder import USUAL_RATE_HZ, stamp_s
from vision.frames.video.seeking import MOST_REORDERED
from vision.frames.video.timeline import Timeline

if TYPE_CHECKING:
    from av import VideoStream
    from av.packet import Packet

_NO_STAMP: Final = -(1 << 63)


class Survey:
    """Length, key pictures and trustworthiness of a video, from its packets in the file's order.

    Parameters
    ----------
    stream
        The video.
    origin_s
        What its first picture is stamped with.

    Attributes
    ----------
    plain
        Whether nothing was met that makes beginning in the middle doubtful: packets without
        stamps, stamps that jump back further than pictures are reordered, damage or cuts with
        something behind them.
    keys_s
        Times of the key pictures after the first picture, increasing.
    count
        Pictures.
    digest
        Of all stamps and sizes.

    """

    def __init__(self, stream: VideoStream, origin_s: float) -> None:
        self.plain = True
        self.keys_s: list[float] = []
        self.count = 0
        self.digest = hashlib.sha256()
        self._stream = stream
        self._origin_s = origin_s
        self._depth = MOST_REORDERED if stream.codec_context.has_b_frames else 0
        self._recent_s: deque[float] = deque()
        self._settled_s = self._latest_s = -math.inf
        self._last_dts: int | None = None
        self._interrupted = False
        self._end_s = 0.0
        self._usual_step_s = 1 / float(stream.average_rate or USUAL_RATE_HZ)
        self._timeline = Timeline(self._usual_step_s)

    @property
    def duration_s(self) -> float:
        """From the first picture to the end of the last, greater than 0."""
        if self.plain and self._end_s > 0:
            return self._end_s
        return (self._timeline.last_s or 0.0) + self._usual_step_s

    def add(self, packet: Packet[VideoStream]) -> None:
        """Take the next packet that is not empty."""
        stamps = [_NO_STAMP if stamp is None else stamp for stamp in (packet.pts, packet.dts)]
        self.digest.update(struct.pack("<qqq", *stamps, packet.size))
        packet_stamp_s = stamp_s(packet, self._stream)
        if packet_stamp_s is None:
            self.plain = False
            self.count += 1
            self._timeline.place(None)
            return
        t_s = packet_stamp_s - self._origin_s
        if packet.is_corrupt or packet.is_discard:
            # What is cut away before the first picture does not matter.
            self._interrupted |= t_s >= 0
            return
        self.plain &= not self._interrupted and self._in_order(packet, t_s)
        self._place(packet, t_s)

    def _in_order(self, packet: Packet[VideoStream], t_s: float) -> bool:
        """Say whether the stamps are such as a single clock gives."""
        goes_on = t_s >= self._settled_s
        if packet.dts is not None:
            goes_on &= self._last_dts is None or packet.dts >= self._last_dts
            self._last_dts = packet.dts
        self._recent_s.append(t_s)
        if len(self._recent_s) > self._depth:
            self._settled_s = max(self._settled_s, self._recent_s.popleft())
        # Without presentation times, pictures that are reordered cannot be told apart.
        return goes_on and (packet.pts is not None or self._depth == 0)

    def _place(self, packet: Packet[VideoStream], t_s: float) -> None:
        self.count += 1
        self._timeline.place(t_s)
        step_s = float((packet.duration or 0) * packet.time_base) or self._usual_step_s
        self._end_s = max(self._end_s, t_s + step_s)
        if packet.is_keyframe and t_s > max(0.0, self._latest_s):
            self.keys_s.append(t_s)
        self._latest_s = max(self._latest_s, t_s)
