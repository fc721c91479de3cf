"""What should be heard where, of what a command told, to look for it in the sound it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vision.render.sound.samples import SAMPLE_RATE_HZ as RATE_HZ
from vision.render.sound.voice import Bundled, Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.end_to_end.practices import Record

Samples: TypeAlias = NDArray[np.float64]
CUT_S = 0.04
"""How long what is cut short takes to fall silent."""


def phrases(events: Sequence[Record]) -> list[tuple[float, Samples]]:
    """Return when each text begins, and its samples: to the next one at most."""
    voice, said = Voice([Bundled()]), [each for each in events if each["event"] == "Said"]
    limits_s = [*(each["t_s"] for each in said[1:]), np.inf]
    parts = []
    for each, limit_s in zip(said, limits_s, strict=True):
        samples = voice.speech(each["text"])
        assert samples is not None, each
        length = round(min(limit_s - each["t_s"], 60.0) * RATE_HZ)
        if length + round(CUT_S * RATE_HZ) < samples.size:
            fade = np.linspace(1.0, 0.0, round(CUT_S * RATE_HZ))
            samples = samples[: length + fade.size].copy()
            samples[length:] *= fade
        parts.append((each["t_s"], samples.astype(float)))
    return parts


def best_lag_s(sound: Samples, begin_s: float, part: Samples) -> float:
    """Return how much later than it should a part begins, found within 50 ms."""
    most = RATE_HZ // 20
    first = round(begin_s * RATE_HZ) - most
    padded = np.pad(sound, (most, 2 * most + part.size))
    around = padded[first + most : first + 3 * most + part.size]
    size = 1 << int(np.ceil(np.log2(around.size + part.size)))
    products = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size)), size)
    return (int(np.argmax(products[: 2 * most])) - most) / RATE_HZ
