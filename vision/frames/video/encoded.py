"""Sound in AAC without gaps, whatever it was recorded in."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av import AudioFrame, AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from numpy.typing import NDArray

    Timed: TypeAlias = tuple[float, Packet[AudioStream]]
    """Seconds since the first picture, and the packet."""
    Samples: TypeAlias = NDArray[np.float32]
    """``(channels, n)``"""
    Heard: TypeAlias = tuple[float, int, Samples]
    """Seconds since the first picture, the rate in Hz, and the samples."""

JITTER_S: Final = 0.02
"""Containers round times; only a larger gap in the sound is one."""
_RATES_HZ: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_USUAL_RATE_HZ: Final = 48_000
_BITS_PER_CHANNEL: Final = 96_000
_BLOCK: Final = 1024
"""Samples AAC codes at a time."""
_STEREO: Final = 2


class Resampled:
    """Turn decoded sound into samples of one rate, in one channel or two.

    Parameters
    ----------
    stream
        The track the sound is decoded from.

    """

    def __init__(self, stream: AudioStream) -> None:
        self._rate_hz = stream.rate if stream.rate in _RATES_HZ else _USUAL_RATE_HZ
        self._layout = "mono" if stream.layout.nb_channels == 1 else "stereo"
        self._shape: tuple[str, str, int] | None = None
        self._resampler = self._fresh()

    def heard(self, frames: Iterable[AudioFrame], t_s: float, pts: int | None) -> Iterator[Heard]:
        """Convert what one packet gave.

        Parameters
        ----------
        frames
            The decoded sound.
        t_s, pts
            When the packet is heard, in seconds since the first picture and as it is stamped.

        """
        for frame in frames:
            shape = frame.format.name, frame.layout.name, frame.sample_rate
            if shape != self._shape:
                self._shape, self._resampler = shape, self._fresh()
            if pts is not None and frame.pts is not None and frame.time_base:
                # Decoders leave out what only prepared them.
                t_s, pts = t_s + float((frame.pts - pts) * frame.time_base), frame.pts
            # Without its stamp, as the resampler would fill the gap of a clock that restarts.
            frame.pts = None
            for part in self._resampler.resample(frame):
                yield t_s, self._rate_hz, cast("Samples", part.to_ndarray())

    def _fresh(self) -> av.AudioResampler:
        return av.AudioResampler("fltp", self._layout, self._rate_hz)


def encoded(output: OutputContainer, heard: Iterator[Heard], until_s: float) -> Iterator[Timed]:
    """Add an AAC track to a file and make its packets.

    Parameters
    ----------
    output
        The file; nothing may have been written to it yet.
    heard
        At least one piece of sound, in the order of time. Gaps become silence; what comes before
        the first picture, or again, is left out.
    until_s
        Where to end.

    """
    first = next(heard)
    rate_hz, channels = first[1], first[2].shape[0]
    layout = "stereo" if channels == _STEREO else "mono"
    stream = output.add_stream("aac", rate=rate_hz, layout=layout)
    stream.bit_rate = _BITS_PER_CHANNEL * channels
    return _packets(stream, layout, _blocks(_laid_out(first, heard, until_s)))


def _packets(stream: AudioStream, layout: str, blocks: Iterator[Samples]) -> Iterator[Timed]:
    written = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", layout)
        frame.sample_rate, frame.time_base = stream.rate, Fraction(1, stream.rate)
        frame.pts = written
        written += block.shape[1]
        yield from _timed(stream.encode(frame))
    yield from _timed(stream.encode(None))


def _timed(packets: Iterable[Packet[AudioStream]]) -> Iterator[Timed]:
    for packet in packets:
        yield float((packet.pts or 0) * packet.time_base), packet


def _blocks(runs: Iterator[Samples]) -> Iterator[Samples]:
    """Cut runs of any length into blocks of one length; only the last is shorter."""
    kept = next(runs)
    for run in runs:
        kept = np.hstack([kept, run])
        while kept.shape[1] >= _BLOCK:
            yield kept[:, :_BLOCK]
            kept = kept[:, _BLOCK:]
    if kept.shape[1]:
        yield kept


def _laid_out(first: Heard, heard: Iterator[Heard], until_s: float) -> Iterator[Samples]:
    """Yield runs of samples that follow each other without gaps from the first picture on."""
    _, rate_hz, samples = first
    end, laid, tolerated = round(until_s * rate_hz), 0, 0
    yield samples[:, :0]
    for t_s, _, samples in chain([first], heard):
        missing = min(round(t_s * rate_hz), end) - laid
        while missing > tolerated:
            silence = np.zeros((samples.shape[0], min(missing, _BLOCK)), np.float32)
            yield silence
            laid, missing = laid + silence.shape[1], missing - silence.shape[1]
        run = samples[:, -missing if missing < -tolerated else 0 :][:, : end - laid]
        yield run
        laid += run.shape[1]
        # Where it begins is exact; later, times may have been rounded.
        tolerated = round(JITTER_S * rate_hz)
