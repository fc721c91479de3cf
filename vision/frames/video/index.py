"""Look through a recording without decoding it: its length, its size, and where it can be cut."""

from __future__ import annotations

import hashlib
import math
import struct
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import av.error

from vision.errors import FrameSourceError
from vision.frames.video.container import open_video
from vision.frames.video.decoder import USUAL_RATE_HZ, stamp_s, without_made_up_stamps
from vision.frames.video.seeking import MOST_REORDERED, OpenRecording
from vision.frames.video.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from av import VideoStream
    from av.packet import Packet

_SEEKABLE: Final = ("mov,", "matroska", "avi", "mpegts")
"""Containers whose marks of key pictures, and whose way to them, can be relied on."""
_END_BYTES: Final = 65_536
_REPORT_EVERY: Final = 64
"""Packets between two reports of progress."""
_NO_STAMP: Final = -(1 << 63)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a recording holds.

    Attributes
    ----------
    path
        The file.
    size_px
        ``(width, height)`` of the first picture, upright, with square pixels.
    duration_s
        From the first picture to the end of the last one, on the axis of `Frame.t_s`; an estimate
        where the recording's stamps cannot be relied on.
    rate_hz
        Mean pictures a second.
    keys_s
        Strictly increasing times, on the axis of `Frame.t_s` and exactly as decoding gives them, of
        the pictures from which decoding can begin. The first is 0. It is the only one where the
        recording has to be read in one piece.
    has_sound
        Whether there is an audio track.
    fingerprint
        Hexadecimal; tells this content from another, whatever the file is called.
    signature
        As `signature` gives it, from before the file was read.

    """

    path: Path
    size_px: tuple[int, int]
    duration_s: float
    rate_hz: float
    keys_s: tuple[float, ...]
    has_sound: bool
    fingerprint: str
    signature: tuple[int, int]


def signature(path: Path) -> tuple[int, int]:
    """Return a file's size (bytes) and last change (ns); others mean another content."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def scan(path: Path, report: Callable[[int], None] | None = None) -> Scan:
    """Read a recording through; only its first picture and a trial in the middle are decoded.

    Parameters
    ----------
    path
        The recording.
    report
        Called now and then with the bytes read so far, and at the end with all.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, or holds no picture that can be decoded.

    """
    with OpenRecording(path) as recording:
        before = signature(path)
        survey = _survey(path, recording.decoder.origin_s, report or (lambda _: None))
        trusted = survey.plain and recording.container.format.name.startswith(_SEEKABLE)
        keys_s = survey.keys_s if trusted and _begins_at_a_key(recording, survey.keys_s) else []
        return Scan(
            path=path,
            size_px=recording.size_px,
            duration_s=survey.duration_s,
            rate_hz=max(survey.count, 1) / survey.duration_s,
            keys_s=(0.0, *keys_s),
            has_sound=bool(recording.container.streams.audio),
            fingerprint=_fingerprint(path, survey.digest.digest()),
            signature=before,
        )


def scanned(video: Path) -> Scan:
    """Return the `Scan` of a video, once for as long as the file stays what it is.

    Raises
    ------
    FrameSourceError
        If it cannot be read.

    """
    try:
        found = video.stat()
    except OSError as error:
        why = error.strerror
        raise FrameSourceError("{file} cannot be read: {why}", file=video, why=why) from error
    return _scanned(video, (found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)
def _scanned(video: Path, _stamp: tuple[int, int]) -> Scan:
    return scan(video)


def _survey(path: Path, origin_s: float, report: Callable[[int], None]) -> _Survey:
    """Read all packets of the video."""
    container, stream = open_video(path)
    with container:
        without_made_up_stamps(container)
        survey = _Survey(stream, origin_s)
        read_bytes = 0
        try:
            for number, packet in enumerate(container.demux(stream)):
                read_bytes = max(read_bytes, (packet.pos or 0) + packet.size)
                if packet.size:
                    survey.add(packet)
                if number % _REPORT_EVERY == 0:
                    report(read_bytes)
        except av.error.FFmpegError:
            # What came before the break can still be told.
            pass
    report(path.stat().st_size)
    return survey


def _begins_at_a_key(recording: OpenRecording, keys_s: list[float]) -> bool:
    """Try whether decoding does begin at what is marked as a key picture.

    Some streams renew themselves bit by bit and mark where that begins; one picture that is
    damaged, on the other hand, says nothing of the rest.
    """
    for key_s in dict.fromkeys((keys_s[len(keys_s) // 2], keys_s[0], keys_s[-1])) if keys_s else ():
        key = recording.key_before(key_s)
        if key is not None and key.t_s == key_s and recording.pictures_from_key(key) is not None:
            return True
    return False


def _fingerprint(path: Path, packets: bytes) -> str:
    size_bytes = path.stat().st_size
    digest = hashlib.sha256(struct.pack("<q", size_bytes))
    with path.open("rb") as file:
        digest.update(file.read(_END_BYTES))
        file.seek(max(0, size_bytes - _END_BYTES))
        digest.update(file.read(_END_BYTES))
    digest.update(packets)
    return digest.hexdigest()


class _Survey:
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
