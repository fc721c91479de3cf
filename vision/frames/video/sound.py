"""The sound of a recording, ready to be put behind pictures in an MP4."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import av
import av.error
import numpy as np
from av.stream import Disposition

from vision.frames.video.container import open_video
from vision.frames.video.decoder import stamp_of
from vision.frames.video.timeline import CLOCK_RESTARTED_S
from vision.words import mark, say
from vision.words.wording import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from av import AudioFrame, AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from numpy.typing import NDArray

    TimedSound: TypeAlias = tuple[float, Packet[AudioStream]]
    """Seconds since the first picture, and the packet."""
    DecodedSound: TypeAlias = tuple[float, AudioFrame]
    """Seconds since the first picture, and decoded sound as it is to be encoded."""
    Samples: TypeAlias = NDArray[np.float32]
    """``(channels, n)``"""
    Over: TypeAlias = Callable[[Samples, int], Samples]
    """Lays something over samples at `OVER_HZ`, block after block, by the place of their first."""

NO_SOUND: Final = mark("the sound of the recording cannot be decoded; the video has none")
OVER_ALONE: Final = mark("the sound of the recording cannot be decoded; the coach alone is heard")
OVER_HZ: Final = 48_000
_COPIED: Final = frozenset({"aac", "mp3", "mp3float"})
"""What browsers play from an MP4."""
_JITTER_S: Final = 0.02
"""Containers round times; only a larger gap in the sound is one."""
_RATES_HZ: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_BITS_PER_CHANNEL: Final = 96_000
_SILENCE_SAMPLES: Final = 1024
"""Longest silence made in one go."""


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
    over
        What is laid over all of that time; None for nothing.
    silent
        Whether the recording's own sound is left out.

    """

    def __init__(
        self,
        path: Path,
        origin_s: float,
        until_s: float,
        over: Over | None = None,
        *,
        silent: bool = False,
    ) -> None:
        self._path = path
        self._over = over
        self._silent = silent
        self._origin_s = origin_s
        self._until_s = until_s
        self._damaged_s: float | None = None
        self._found = True

    @property
    def trouble(self) -> str | None:
        """What is to be told of the sound once it is written; None when all of it is there."""
        if not self._found:
            return say(NO_SOUND if self._over is None else OVER_ALONE)
        if self._damaged_s is None:
            return None
        return say(
            "the sound of the recording is damaged at {time}; what cannot be read is silent",
            time=clock(self._damaged_s),
        )

    def added_to(self, output: OutputContainer) -> Iterator[TimedSound]:
        """Add a track for the sound to a file, and make its packets.

        A track that browsers play, whole and without gaps, is copied where nothing is laid over it;
        any other is encoded to AAC with silence where there is nothing.

        Returns
        -------
        Iterator[TimedSound]
            Seconds since the first picture and the packets, in their order; empty, and no track
            added, if there is no sound that can be decoded.

        """
        if self._over is None and self._can_be_copied():
            with self._opened() as (_, stream):
                track = output.add_stream_from_template(stream, opaque=True)
            return self._copied(track)
        self._damaged_s = None
        heard = self._decoded_sound()
        first = next(heard, None)
        rate_hz, channels = OVER_HZ, 1
        if first is not None:
            rate_hz, channels = first[1].sample_rate, first[1].layout.nb_channels
            heard = chain([first], heard)
        else:
            self._found = self._silent
        if first is None and self._over is None:
            return iter(())
        track = output.add_stream("aac", rate=rate_hz, layout="mono" if channels == 1 else "stereo")
        track.bit_rate = _BITS_PER_CHANNEL * channels
        runs = _without_gaps(heard, self._until_s, rate_hz)
        if self._over is not None:
            runs = _with_over(runs, self._over, round(self._until_s * rate_hz), channels)
        return _encoded(track, runs)

    @contextmanager
    def _opened(self) -> Iterator[tuple[InputContainer, AudioStream]]:
        container, _ = open_video(self._path)
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
                if silent or abs(t_s - (t_s if due_s is None else due_s)) > _JITTER_S:
                    return False
                due_s = t_s + float((packet.duration or 0) * packet.time_base)
        return self._damaged_s is None and due_s is not None

    def _copied(self, track: AudioStream) -> Iterator[TimedSound]:
        with self._opened() as (container, stream):
            for t_s, packet in self._packets(container, stream):
                if t_s >= 0:
                    packet.pts = packet.dts = round(t_s / float(packet.time_base))
                    packet.stream = track
                    yield t_s, packet

    def _packets(self, container: InputContainer, stream: AudioStream) -> Iterator[TimedSound]:
        """Yield the packets until the pictures end, with their seconds since the first picture."""
        origin_s, end_s = self._origin_s, 0.0
        try:
            for packet in container.demux(stream):
                stamp = stamp_of(packet)
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

    def _decoded_sound(self) -> Iterator[DecodedSound]:
        """Yield what can be decoded; where it cannot, nothing comes for that time."""
        if self._silent:
            return
        with self._opened() as (container, stream):
            kept = self._over is None and stream.rate in _RATES_HZ
            rate_hz = stream.rate if kept else OVER_HZ
            layout = "mono" if stream.layout.nb_channels == 1 else "stereo"
            shape: tuple[str, str, int] | None = None
            for t_s, packet in self._packets(container, stream):
                for frame in self._decoded(stream, packet, t_s):
                    came = frame.format.name, frame.layout.name, frame.sample_rate
                    if came != shape:
                        shape, resampler = came, av.AudioResampler("fltp", layout, rate_hz)
                    heard_s = t_s + _delay_s(frame, packet)
                    # Unstamped, as the resampler would fill the gap of a clock that restarts.
                    frame.pts = None
                    for sound in resampler.resample(frame):
                        yield heard_s, sound


def _delay_s(frame: AudioFrame, packet: Packet[AudioStream]) -> float:
    """Return how much later than its packet a frame is heard: decoders leave out what led in."""
    if packet.pts is None or frame.pts is None or not frame.time_base:
        return 0.0
    return float((frame.pts - packet.pts) * frame.time_base)


def _without_gaps(heard: Iterable[DecodedSound], until_s: float, rate_hz: int) -> Iterator[Samples]:
    """Yield samples that follow each other without gaps from the first picture on.

    Gaps become silence; what comes before the first picture, or again, is left out.
    """
    end, laid, tolerated = round(until_s * rate_hz), 0, 0
    for t_s, sound in heard:
        samples = cast("Samples", sound.to_ndarray())
        missing = min(round(t_s * rate_hz), end) - laid
        while missing > tolerated:
            silence = np.zeros((samples.shape[0], min(missing, _SILENCE_SAMPLES)), np.float32)
            yield silence
            laid, missing = laid + silence.shape[1], missing - silence.shape[1]
        run = samples[:, -missing if missing < -tolerated else 0 :][:, : end - laid]
        if run.size:
            yield run
        laid += run.shape[1]
        # Where it begins is exact; later, times may have been rounded.
        tolerated = round(_JITTER_S * rate_hz)


def _with_over(runs: Iterable[Samples], over: Over, end: int, channels: int) -> Iterator[Samples]:
    """Yield runs with something laid over them, and over the silence up to sample ``end``."""
    laid = 0
    for run in chain(runs, _silence(channels)):
        block = run[:, : end - laid]
        if not block.size:
            return
        yield over(block, laid)
        laid += block.shape[1]


def _silence(channels: int) -> Iterator[Samples]:
    while True:
        yield np.zeros((channels, _SILENCE_SAMPLES), np.float32)


def _encoded(track: AudioStream, runs: Iterable[Samples]) -> Iterator[TimedSound]:
    written = 0
    for run in runs:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(run), "fltp", track.layout.name)
        frame.sample_rate, frame.time_base = track.rate, Fraction(1, track.rate)
        frame.pts = written
        written += run.shape[1]
        yield from _timed(track.encode(frame))  # which cuts it as AAC wants it
    yield from _timed(track.encode(None))


def _timed(packets: Iterable[Packet[AudioStream]]) -> Iterator[TimedSound]:
    for packet in packets:
        yield float((packet.pts or 0) * packet.time_base), packet
