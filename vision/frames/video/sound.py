"""The sound of a recording, ready to be put behind pictures in an MP4."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Final

import av.error
from av.stream import Disposition

from vision.frames.video.encoded import JITTER_S, Resampled, encoded
from vision.frames.video.file import open_video
from vision.frames.video.timeline import CLOCK_RESTARTED_S, minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av import AudioFrame, AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet

    from vision.frames.video.encoded import Heard, Timed

NO_SOUND: Final = "the sound of the recording cannot be decoded; the video has none"
_COPIED: Final = frozenset({"aac", "mp3", "mp3float"})
"""What browsers play from an MP4."""


class Sound:
    """The first or default audio track of a recording, on the time axis of its pictures.

    Parameters
    ----------
    path
        The recording.
    origin_s
        What the file stamps the first picture with.
    until_s
        Where the pictures end; sound after it is left out, as is sound before the first picture.

    """

    def __init__(self, path: Path, origin_s: float, until_s: float) -> None:
        self._path = path
        self._origin_s = origin_s
        self._until_s = until_s
        self._damaged_s: float | None = None
        self._found = True

    @property
    def trouble(self) -> str | None:
        """What is to be told of the sound once it is written; None when all of it is there."""
        if not self._found:
            return NO_SOUND
        if self._damaged_s is None:
            return None
        at = minutes(max(0.0, self._damaged_s))
        return f"the sound of the recording is damaged at {at}; what cannot be read is silent"

    def added_to(self, output: OutputContainer) -> Iterator[Timed]:
        """Add a track for the sound to a file, and make its packets.

        A track that browsers play, whole and without gaps, is copied; any other is encoded to AAC
        with silence where there is nothing.

        Returns
        -------
        Iterator[Timed]
            Seconds since the first picture and the packets, in their order; empty, and no track
            added, if there is no sound that can be decoded.

        """
        if self._can_be_copied():
            with self._opened() as (_, stream):
                track = output.add_stream_from_template(stream, opaque=True)
            return self._copied(track)
        self._damaged_s = None
        heard = self._heard()
        first = next(heard, None)
        if first is None:
            self._found = False
            return iter(())
        return encoded(output, chain([first], heard), self._until_s)

    @contextmanager
    def _opened(self) -> Iterator[tuple[InputContainer, AudioStream]]:
        container, _ = open_video(self._path, str(self._path), 1)
        with container:
            streams = [one for one in container.streams.audio if one.codec_context is not None]
            streams.sort(key=lambda one: not one.disposition & Disposition.default)
            yield container, streams[0]

    def _can_be_copied(self) -> bool:
        """Decode everything once: a browser stops the whole video at sound that is damaged."""
        due_s: float | None = None
        with self._opened() as (container, stream):
            if stream.codec_context.name not in _COPIED:
                return False
            for t_s, packet in self._packets(container, stream):
                # The first packet may give nothing: it can be there to prepare the decoder.
                silent = not self._decoded(stream, packet, t_s) and due_s is not None
                if silent or abs(t_s - (t_s if due_s is None else due_s)) > JITTER_S:
                    return False
                due_s = t_s + float((packet.duration or 0) * packet.time_base)
        return self._damaged_s is None and due_s is not None

    def _copied(self, track: AudioStream) -> Iterator[Timed]:
        with self._opened() as (container, stream):
            for t_s, packet in self._packets(container, stream):
                if t_s >= 0:
                    packet.pts = packet.dts = round(t_s / float(packet.time_base))
                    packet.stream = track
                    yield t_s, packet

    def _packets(self, container: InputContainer, stream: AudioStream) -> Iterator[Timed]:
        """Yield the packets until the pictures end, with their seconds since the first picture."""
        origin_s, end_s = self._origin_s, 0.0
        try:
            for packet in container.demux(stream):
                stamp = packet.dts if packet.pts is None else packet.pts
                if not packet.size:
                    continue
                stamp_s = origin_s + end_s if stamp is None else float(stamp * packet.time_base)
                if stamp_s - origin_s < end_s - CLOCK_RESTARTED_S:
                    origin_s = stamp_s - end_s
                t_s = stamp_s - origin_s
                if t_s >= self._until_s:
                    return
                end_s = t_s + float((packet.duration or 0) * packet.time_base)
                yield t_s, packet
        except av.error.FFmpegError:
            self._note_damage(end_s)

    def _decoded(
        self, stream: AudioStream, packet: Packet[AudioStream], t_s: float
    ) -> list[AudioFrame]:
        try:
            if not packet.is_corrupt:
                return stream.decode(packet)
        except av.error.FFmpegError:
            pass
        self._note_damage(t_s)
        return []

    def _note_damage(self, t_s: float) -> None:
        if self._damaged_s is None:
            self._damaged_s = t_s

    def _heard(self) -> Iterator[Heard]:
        """Yield what can be decoded; where it cannot, nothing comes for that time."""
        with self._opened() as (container, stream):
            resampled = Resampled(stream)
            for t_s, packet in self._packets(container, stream):
                frames = self._decoded(stream, packet, t_s)
                yield from resampled.heard(frames, t_s, packet.pts)
