"""Tone, chimes and speech together: in time, one at a time, the tone softer under speech."""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np
import pytest

from vision.render.sound.mixing import DUCKED_DB, Mixer, Track, VoiceOver
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.render.sound.tones import chime
from vision.session import events as ev
from vision.session.breath import BreathPattern
from vision.session.heard.chimes import Chime

ABOUT: Final[dict[str, Any]] = {"step": 0, "pose": "sit", "side": None}
BREATH: Final = ev.BreathPhaseStarted(t_s=0.0, phase="in", length_s=4.0, count=1, **ABOUT)


class Beeps:
    """A voice that says everything in a high beep of a second, once it is ready."""

    def __init__(self) -> None:
        self.ready = True

    def speech(self, text: str) -> Samples | None:
        """Return the beep: the louder, the longer the text."""
        t_s = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
        beep = 0.02 * len(text) * np.sin(2 * np.pi * 3000 * t_s)
        return beep.astype(np.float32) if self.ready else None


def said(t_s: float, text: str = "Sit tall.") -> ev.Said:
    """Return that something is said."""
    return ev.Said(t_s=t_s, text=text, kind="title", **ABOUT)


def rendered(*events: ev.Event, seconds: float = 10.0, voice: Beeps | None = None) -> Samples:
    """Return the sound of a session in which this happens."""
    mixer = Mixer(BreathPattern((4.0, 60.0, 4.0, 0.0)), voice or Beeps())
    mixer.tell(events)
    return mixer.render(0, round(seconds * SAMPLE_RATE_HZ))


def level(samples: Samples, start_s: float, end_s: float, *, high: bool) -> float:
    """Return the root mean square of what is above or below 1500 Hz, in a part."""
    part = samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
    spectrum = np.fft.rfft(part)
    cut = round(1500 * part.size / SAMPLE_RATE_HZ)
    kept = spectrum[cut:] if high else spectrum[:cut]
    return float(np.sqrt(2.0 * np.sum(np.abs(kept) ** 2)) / part.size)


def test_speech_lies_where_it_is_said() -> None:
    """To the sample."""
    samples = rendered(said(2.0), said(5.5))
    loud = np.flatnonzero(np.abs(samples) > 1e-6) / SAMPLE_RATE_HZ
    assert loud[0] == pytest.approx(2.0, abs=0.0001)
    assert loud[-1] == pytest.approx(6.5, abs=0.0001)
    assert not ((loud > 3.001) & (loud < 5.499)).any()


def test_what_is_said_cuts_short_what_was_being_said() -> None:
    """One thing at a time, with no click."""
    samples = rendered(said(2.0, "A long sentence."), said(2.5, "Now."))
    assert level(samples, 2.1, 2.4, high=True) == pytest.approx(0.32 / 2**0.5, rel=0.01)
    assert level(samples, 2.6, 3.4, high=True) == pytest.approx(0.08 / 2**0.5, rel=0.01)


def test_the_tone_is_softer_while_something_is_said_and_comes_back() -> None:
    """By 12 dB."""
    samples = rendered(BREATH, said(6.0), seconds=12.0)
    before, under, after = (
        level(samples, *part, high=False) for part in ((5.0, 6.0), (6.3, 6.9), (8.0, 9.0))
    )
    assert 20 * np.log10(before / under) == pytest.approx(DUCKED_DB, abs=0.1)
    assert after == pytest.approx(before, rel=0.01)


def test_ducking_makes_no_step() -> None:
    """The tone alone, as if the speech were silent."""
    voice = Beeps()
    samples = rendered(BREATH, said(6.0, ""), said(6.4, ""), seconds=12.0, voice=voice)
    plain = rendered(BREATH, seconds=12.0)
    assert np.abs(np.diff(samples)).max() <= 1.01 * np.abs(np.diff(plain)).max()
    assert level(samples, 6.6, 7.0, high=False) < 0.3 * level(plain, 6.6, 7.0, high=False)


def test_events_have_their_chimes() -> None:
    """At their times."""
    half = ev.HoldProgress(t_s=1.0, held_s=30.0, remaining_s=30.0, **ABOUT)
    samples = rendered(half, seconds=3.0)
    expected = chime(Chime.HALF)
    start = SAMPLE_RATE_HZ
    assert np.array_equal(samples[start : start + expected.size], expected)


def test_speech_that_is_not_ready_begins_when_it_is_and_not_much_later() -> None:
    """A little late; after two seconds it is let go."""
    for wait_s, is_heard in ((1.0, True), (3.0, False)):
        voice = Beeps()
        voice.ready = False
        mixer = Mixer(BreathPattern(), voice)
        mixer.tell([said(0.0)])
        for tenth in range(round(wait_s * 10)):
            mixer.render(tenth * 4800, 4800)
        voice.ready = True
        begun = round(wait_s * SAMPLE_RATE_HZ)
        assert mixer.render(begun, 4800).any() == is_heard


def test_a_track_has_all_of_it_once_and_the_last_words() -> None:
    """Whatever the times it is asked up to, from the first one on."""
    track = Track(Mixer(BreathPattern(), Beeps()))
    blocks = [*track.until(1.0)]
    assert blocks == []
    track.tell([said(1.5), said(4.0)])
    for t_s in (1.2, 1.2, 3.9, 4.1):
        blocks += track.until(t_s)
    blocks += track.rest()
    whole = np.concatenate(blocks)
    mixer = Mixer(BreathPattern(), Beeps())
    mixer.tell([said(1.5), said(4.0)])
    assert np.array_equal(whole, mixer.render(SAMPLE_RATE_HZ, 4 * SAMPLE_RATE_HZ))


def test_without_a_voice_there_are_tones_and_chimes() -> None:
    """And nothing is said."""
    mixer = Mixer(BreathPattern(), None)
    mixer.tell([said(1.0)])
    assert not mixer.render(0, 2 * SAMPLE_RATE_HZ).any()


def test_a_voice_over_lies_on_every_channel_and_the_other_sound_ducks_under_it() -> None:
    """However the blocks are cut, at its place to the sample."""
    t_s = np.arange(8 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    own = np.stack([0.2 * np.sin(2 * np.pi * pitch * t_s) for pitch in (300, 500)])
    own = own.astype(np.float32)
    whole = VoiceOver(Beeps(), [said(2.0), said(4.5)])(own, 0)
    over = VoiceOver(Beeps(), [said(2.0), said(4.5)])
    ends = [0, 100_000, 101_024, 220_000, own.shape[1]]
    parts = [over(own[:, a:b], a) for a, b in itertools.pairwise(ends)]
    assert np.allclose(np.concatenate(parts, axis=1), whole, atol=1e-6)
    for channel in whole:
        assert level(channel, 2.0, 3.0, high=True) == pytest.approx(0.18 / 2**0.5, rel=0.01)
        assert level(channel, 3.01, 4.49, high=True) < 1e-3
        before, under = (level(channel, *part, high=False) for part in ((0.5, 1.5), (2.3, 2.9)))
        assert 20 * np.log10(before / under) == pytest.approx(DUCKED_DB, abs=0.1)


def test_a_voice_over_leads_no_breath() -> None:
    """Nobody in the recording has breathed to it; chimes tell what happens."""
    silence = np.zeros((1, 4 * SAMPLE_RATE_HZ), np.float32)
    half = ev.HoldProgress(t_s=1.0, held_s=30.0, remaining_s=30.0, **ABOUT)
    heard = VoiceOver(Beeps(), [BREATH, half])(silence, 0)[0]
    start, expected = SAMPLE_RATE_HZ, chime(Chime.HALF)
    assert not heard[:start].any()
    assert np.array_equal(heard[start : start + expected.size], expected)
