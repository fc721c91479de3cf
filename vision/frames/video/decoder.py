"""Decode one video stream to its end, past whatever is damaged, and remember what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import av
import av.error
from av.container import Flags

from vision.frames.video.timeline import Timeline
from vision.words import say
from vision.words.wording import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import VideoFrame, VideoStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

USUAL_RATE_HZ = 25
"""For files that do not say; only ever used between pictures without timestamps."""
_MISSING_END_S = 0.5
"""Less than this missing at the end is how containers round, not damage."""
_FORMATS_WITH_TRUE_LENGTH = ("mov", "matroska", "avi", "asf")
"""The length of others (transport streams, raw video) is guessed from the bit rate."""


class Decoder:
    """The pictures of one video stream and their times.

    Parameters
    ----------
    container
        An open file.
    stream
        The stream of it to decode.

    Attributes
    ----------
    origin_s
        What the file stamps the first picture with, in seconds; 0 before it is decoded.

    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        without_made_up_stamps(container)
        self._container = container
        self.stream = stream
        self._timeline = Timeline(1 / float(stream.average_rate or USUAL_RATE_HZ))
        self.origin_s = 0.0
        self._read_to_s = 0.0
        self._damaged_from_s: float | None = None
        self._damaged_to_s: float | None = None
        self._broke_off = False
        self._within_s = (0.0, math.inf)
        self._awaited_s: float | None = None

    def resume(self, key_s: float, within_s: tuple[float, float]) -> None:
        """Go on, after the container was moved, with the packet that shows at ``key_s``.

        Parameters
        ----------
        key_s
            Seconds since the first picture, which must have been decoded; exactly those of a
            picture from which decoding can begin. Packets before it are passed over.
        within_s
            From when to when, the end excluded, damage counts.

        """
        self._timeline.last_s = 0.0
        self._damaged_from_s = self._damaged_to_s = None
        self._broke_off = False
        self._awaited_s, self._within_s = key_s, within_s

    def pictures(self) -> Iterator[tuple[VideoFrame, float]]:
        """Yield every picture that decodes whole, with its seconds since the first."""
        for packet in self._packets():
            for picture in self._decoded(packet):
                shown_s = stamp_s(picture, self.stream)
                if self._timeline.last_s is None:
                    self.origin_s = shown_s or 0.0
                t_s = self._timeline.place(shown_s)
                if t_s is not None:
                    yield picture, t_s

    def damage(self, *, broken_off: bool) -> str | None:
        """Say, after the last picture, what of the recording could not be read.

        Parameters
        ----------
        broken_off
            Whether the file is known to lack its end by other means.

        Returns
        -------
        str | None
            One clause with the time of the damage; None for a whole recording.

        """
        last_s = self._timeline.last_s or 0.0
        damaged_last = self._damaged_to_s is not None and self._damaged_to_s >= last_s
        if broken_off or self._broke_off or damaged_last or self._lacks_its_end():
            return say(
                "the recording is damaged after {time}; the rest cannot be read",
                time=clock(last_s),
            )
        return self.damage_within()

    def damage_within(self) -> str | None:
        """Say which part between the pictures decoded so far is damaged; None when none is."""
        if self._damaged_from_s is None:
            return None
        return say(
            "the recording is damaged at {time}; some pictures there cannot be read",
            time=clock(self._damaged_from_s),
        )

    def _packets(self) -> Iterator[Packet[VideoStream] | None]:
        """Yield the stream's packets, and at the end or at a break None, to drain the decoder."""
        try:
            # All streams are read, as the declared length can be that of another one.
            for packet in self._container.demux():
                self._note_end(packet)
                if packet.stream.index != self.stream.index or not packet.size:
                    continue
                video = cast("Packet[VideoStream]", packet)
                if not self._is_reached(video):
                    continue
                if video.is_corrupt:
                    self._note_damage(video)
                else:
                    yield video
        except av.error.FFmpegError:
            self._broke_off = True
        yield None

    def _is_reached(self, packet: Packet[VideoStream]) -> bool:
        """Say whether the packet to resume with has been reached."""
        if self._awaited_s is not None and packet.is_keyframe:
            shown_s = stamp_s(packet, self.stream)
            if shown_s is not None and shown_s - self.origin_s == self._awaited_s:
                self._awaited_s = None
        return self._awaited_s is None

    def _decoded(self, packet: Packet[VideoStream] | None) -> Iterator[VideoFrame]:
        try:
            pictures = self.stream.decode(packet)
        except av.error.FFmpegError:
            self._note_damage(packet)
            return
        for picture in pictures:
            if picture.is_corrupt:
                # What the decoder made up for lost data would be judged as if it were the person.
                self._note_damage(picture)
            else:
                yield picture

    def _note_damage(self, damaged: Packet[VideoStream] | VideoFrame | None) -> None:
        shown_s = None if damaged is None else stamp_s(damaged, self.stream)
        last_s = self._timeline.last_s or 0.0
        t_s = last_s if shown_s is None else max(0.0, shown_s - self.origin_s)
        if not self._within_s[0] <= t_s < self._within_s[1]:
            return
        if self._damaged_from_s is None:
            self._damaged_from_s = t_s
        self._damaged_to_s = max(self._damaged_to_s or 0.0, t_s)

    def _note_end(self, packet: Packet[Stream]) -> None:
        counts = self.stream.duration is None or packet.stream.index == self.stream.index
        stamp = stamp_of(packet)
        if counts and stamp is not None and not packet.is_corrupt:
            end_s = float((stamp + (packet.duration or 0)) * packet.time_base)
            self._read_to_s = max(self._read_to_s, end_s)

    def _lacks_its_end(self) -> bool:
        if not self._container.format.name.startswith(_FORMATS_WITH_TRUE_LENGTH):
            return False
        span_s = declared_span_s(self._container, self.stream)
        return span_s is not None and self._read_to_s < sum(span_s) - _MISSING_END_S


def stamp_of(timed: Packet[Any] | VideoFrame) -> int | None:
    """Return when a packet or picture shows, in its time base; None if it does not say."""
    return timed.dts if timed.pts is None else timed.pts


def stamp_s(timed: Packet[VideoStream] | VideoFrame, stream: VideoStream) -> float | None:
    """Return when a packet or picture shows, in seconds from any origin; None if not known."""
    stamp = stamp_of(timed)
    # Not the time base of the picture: those drained at the end have none.
    if stamp is None or stream.time_base is None:
        return None
    return float(stamp * stream.time_base)


def without_made_up_stamps(container: InputContainer) -> None:
    """Keep FFmpeg from generating presentation times: out of order for H.264 in AVI."""
    container.flags &= ~cast("int", Flags.gen_pts.value)


def declared_span_s(container: InputContainer, stream: VideoStream) -> tuple[float, float] | None:
    """Return where a file says its video, or all of it, starts and how long it is, in seconds."""
    if stream.duration is not None and stream.time_base is not None:
        start_s = float((stream.start_time or 0) * stream.time_base)
        return start_s, float(stream.duration * stream.time_base)
    if container.duration is None:
        return None
    start = container.start_time or 0
    # Matroska counts its length from 0, wherever the first picture is.
    from_0 = container.format.name.startswith("matroska")
    return start / av.time_base, max(0, container.duration - from_0 * start) / av.time_base
