"""Speech is as long as it speaks, as loud as all speech, and the same bytes each time."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vision.render.sound.samples import (
    SAMPLE_RATE_HZ,
    SPEECH_RMS,
    Samples,
    prepared,
    read_samples,
    write_speech,
)

if TYPE_CHECKING:
    from pathlib import Path


def hum(seconds: float, level: float = 0.3) -> Samples:
    """Return a note of 220 Hz."""
    t_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (level * np.sin(2 * np.pi * 220 * t_s)).astype(np.float32)


def silence(seconds: float) -> Samples:
    """Return nothing to hear."""
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def opus(samples: Samples) -> bytes:
    """Return speech as it is kept."""
    target = io.BytesIO()
    write_speech(target, samples)
    return target.getvalue()


@pytest.mark.parametrize("level", [0.01, 0.3, 0.9])
def test_silence_around_speech_goes_and_its_level_is_that_of_all(level: float) -> None:
    """Within it, a rest stays."""
    spoken = np.concatenate([hum(0.5, level), silence(0.4), hum(0.5, level)])
    made = prepared(np.concatenate([silence(1.0), spoken, silence(2.0)]))
    assert made.size / SAMPLE_RATE_HZ == pytest.approx(1.4, abs=0.08)
    sounding = made[np.abs(made) > 0]
    assert float(np.sqrt(np.mean(sounding**2))) == pytest.approx(SPEECH_RMS, rel=0.1)


@pytest.mark.parametrize("samples", [silence(1.0), silence(0.0)])
def test_of_silence_nothing_is_left(samples: Samples) -> None:
    """So that an engine that says nothing is found out."""
    assert prepared(samples).size == 0


def test_speech_is_kept_and_read_again() -> None:
    """Just as long, to within a frame, and as loud; the same bytes each time."""
    samples = hum(1.3, 0.2)
    read = read_samples(io.BytesIO(opus(samples)))
    assert read.dtype == np.float32
    assert read.size == pytest.approx(samples.size, abs=SAMPLE_RATE_HZ * 0.06)
    assert float(np.std(read)) == pytest.approx(float(np.std(samples)), rel=0.1)
    assert opus(samples) == opus(samples)


def test_what_is_no_sound_reads_as_nothing(tmp_path: Path) -> None:
    """A file that is missing, empty, a text, or a header alone."""
    (tmp_path / "text.wav").write_text("hello")
    (tmp_path / "empty.wav").write_bytes(b"")
    with wave.open(str(tmp_path / "header.wav"), "wb") as header:
        header.setparams((1, 2, 22_050, 0, "NONE", ""))
    assert (tmp_path / "header.wav").stat().st_size == 44
    for name in ("missing.wav", "text.wav", "empty.wav", "header.wav"):
        assert read_samples(str(tmp_path / name)).size == 0
