"""Sound as samples: mono, 48000 a second, float32 in [-1, 1]; read, written, trimmed, levelled."""

from __future__ import annotations

from itertools import chain
from typing import IO, TYPE_CHECKING, Final, TypeAlias

import av
import av.error
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 48_000
SPEECH_RMS: Final = 0.1
"""The level of every voice: -20 dB, over the time in which it speaks."""

Samples: TypeAlias = "NDArray[np.float32]"
"""``(n,)`` float32 in [-1, 1], at `SAMPLE_RATE_HZ`."""

_BIT_RATE: Final = 16_000
_PEAK: Final = 0.89
_WINDOW: Final = SAMPLE_RATE_HZ // 100
_QUIET: Final = 0.02
"""What is below this part of the loudest 10 ms is silence: -34 dB."""
_EDGE: Final = 3
"""Windows that are kept before the first sound and after the last."""
_NOTHING: Final = 1e-4


def as_samples(values: NDArray[np.floating]) -> Samples:
    """Return values as samples."""
    return values.astype(np.float32, copy=False)


def read_samples(source: str | IO[bytes]) -> Samples:
    """Return what an audio file holds, empty where it holds nothing that can be read as sound."""
    try:
        with av.open(source) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
            frames = chain(container.decode(audio=0), [None])
            blocks = [b.to_ndarray()[0] for f in frames for b in resampler.resample(f)]
    except (av.error.FFmpegError, IndexError, OSError, ValueError):
        blocks = []
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32)


def write_speech(target: IO[bytes], samples: Samples) -> None:
    """Write speech as Ogg Opus; the same samples give the same bytes."""
    with av.open(target, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout="mono")
        stream.bit_rate = _BIT_RATE
        stream.options = {"application": "voip", "vbr": "on", "frame_duration": "60"}
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)
        for part in (*resampler.resample(frame), None):
            container.mux(stream.encode(part))


def prepared(samples: Samples) -> Samples:
    """Return speech without the silence around it, at the level of all speech."""
    levels = _levels(samples)
    loud = np.flatnonzero(levels > max(_NOTHING, _QUIET * levels.max(initial=0.0)))
    if not loud.size:
        return samples[:0]
    first, last = max(0, loud[0] - _EDGE), loud[-1] + 1 + _EDGE
    rms = float(np.sqrt(np.mean(levels[loud] ** 2)))
    kept = samples[first * _WINDOW : last * _WINDOW]
    gain = min(SPEECH_RMS / rms, _PEAK / float(np.abs(kept).max()))
    return as_samples(kept * gain)


def _levels(samples: Samples) -> NDArray[np.float32]:
    """Return the root mean square of every 10 ms, the last ones filled up with silence."""
    whole: Samples = np.pad(samples, (0, -samples.size % _WINDOW)).reshape(-1, _WINDOW)
    levels: NDArray[np.float32] = np.sqrt(np.mean(whole**2, axis=1))
    return levels
