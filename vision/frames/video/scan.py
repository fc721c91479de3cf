"""Look through a recording without decoding it: its length, its size, and where it can be cut."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import av.error

from vision.frames.video.decoder import without_made_up_stamps
from vision.frames.video.file import open_video
from vision.frames.video.seeking import Opened, begin, find_key
from vision.frames.video.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SEEKABLE: Final = ("mov,", "matroska", "avi", "mpegts")
"""Containers whose marks of key pictures, and whose way to them, can be relied on."""
_END_BYTES: Final = 65_536
_TOLD_EVERY: Final = 64
"""Packets between two reports of progress."""


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

    """

    path: Path
    size_px: tuple[int, int]
    duration_s: float
    rate_hz: float
    keys_s: tuple[float, ...]
    has_sound: bool
    fingerprint: str


def scan(path: Path, told: Callable[[int], None] | None = None) -> Scan:
    """Read a recording through; only its first picture and a trial in the middle are decoded.

    Parameters
    ----------
    path
        The recording.
    told
        Called now and then with the bytes read so far, and at the end with all.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, or holds no picture that can be decoded.

    """
    name = str(path)
    with Opened(path, name, 1) as opened:
        survey = _survey(path, opened.decoder.origin_s, told or (lambda _: None))
        trusted = survey.plain and opened.container.format.name.startswith(_SEEKABLE)
        keys_s = survey.keys_s if trusted and _begins_at_a_key(opened, survey.keys_s) else []
        duration_s = survey.duration_s
        return Scan(
            path=path,
            size_px=opened.size_px,
            duration_s=duration_s,
            rate_hz=max(survey.count, 1) / duration_s,
            keys_s=(0.0, *keys_s),
            has_sound=bool(opened.container.streams.audio),
            fingerprint=_fingerprint(path, survey.digest.digest()),
        )


def _survey(path: Path, origin_s: float, told: Callable[[int], None]) -> Survey:
    """Read all packets of the video."""
    container, stream = open_video(path, str(path), 1)
    with container:
        without_made_up_stamps(container)
        survey = Survey(stream, origin_s)
        read_bytes = 0
        try:
            for number, packet in enumerate(container.demux(stream)):
                read_bytes = max(read_bytes, (packet.pos or 0) + packet.size)
                if packet.size:
                    survey.add(packet)
                if number % _TOLD_EVERY == 0:
                    told(read_bytes)
        except av.error.FFmpegError:
            # What came before the break can still be told.
            pass
    told(path.stat().st_size)
    return survey


def _begins_at_a_key(opened: Opened, keys_s: list[float]) -> bool:
    """Try whether decoding does begin at what is marked as a key picture.

    Some streams renew themselves bit by bit and mark where that begins; one picture that is
    damaged, on the other hand, says nothing of the rest.
    """
    for key_s in dict.fromkeys((keys_s[len(keys_s) // 2], keys_s[0], keys_s[-1])) if keys_s else ():
        key = find_key(opened.container, opened.stream, key_s, opened.decoder.origin_s)
        if key is not None and key.t_s == key_s and begin(opened.container, opened.decoder, key):
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
