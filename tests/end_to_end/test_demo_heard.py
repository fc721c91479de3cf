"""The demo as it is heard, decoded from its files: breath and words are where the events say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.end_to_end.hearing import best_lag_s, phrases
from tests.end_to_end.practices import UNKNOT, ran, read_events
from tests.render.sound.test_recorded import heard_in
from tests.render.sound.test_tones import STEEPEST
from vision.render.sound.samples import SAMPLE_RATE_HZ as RATE_HZ
from vision.render.sound.tones import LOW_HZ, RATIO, chime
from vision.session.breath import PHASE_NAMES
from vision.session.heard.chimes import TEN_S, Chime

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.hearing import Samples
    from tests.end_to_end.practices import Record

pytestmark = pytest.mark.whole
PHASE_S: Final = 4.0
AROUND_S: Final = 1.2
"""How much of the pitch on both sides of a change tells when it is."""
EDGE_S: Final = 0.15
PICTURES_HZ: Final = 15
CHIMES: Final = {
    "StepEntered": Chime.STEP,
    "HoldStarted": Chime.HOLD,
    "HoldCompleted": Chime.DONE,
    "Finished": Chime.DONE,
}


@dataclass(frozen=True, eq=False)
class Demo:
    """What the demo told, and its sound as a file alone and in its video."""

    events: list[Record]
    alone: Samples
    in_video: Samples

    def named(self, name: str) -> list[Record]:
        """Return the events of a name."""
        return [event for event in self.events if event["event"] == name]

    def without_words_and_chimes(self) -> Samples:
        """Return what is left of the sound: the tone."""
        rest = self.alone.copy()
        for begin_s, samples in phrases(self.events):
            _take_away(rest, begin_s, samples)
        for event in self.events:
            if which := chime_of(event):
                _take_away(rest, event["t_s"], chime(which).astype(float))
        return rest


def chime_of(event: Record) -> Chime | None:
    """Return the chime of an event, if it has one."""
    if event["event"] == "HoldProgress":
        return Chime.TEN_SECONDS if event["remaining_s"] < TEN_S else Chime.HALF
    return CHIMES.get(event["event"])


def _take_away(samples: Samples, begin_s: float, part: Samples) -> None:
    first = round(begin_s * RATE_HZ)
    there = samples[first : first + part.size]
    there -= part[: there.size]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Record the demo once, as a user would."""
    folder: Path = tmp_path_factory.mktemp("heard")
    video, alone, events = (folder / name for name in ("a.mp4", "a.wav", "a.jsonl"))
    command = [UNKNOT, "practise", "--demo", "--fast", "--no-window", "--voice", "bundled"]
    files = ["--record", video, "--sound-file", alone, "--events", events]
    ended = ran([*command, *files], folder)
    assert ended.code == 0, ended.err
    (alone_s, samples), (video_s, in_video) = heard_in(alone), heard_in(video)
    assert alone_s == video_s == 0.0
    told = read_events(events)
    for event in told:  # they are rounded to milliseconds, which is many samples
        event["t_s"] = round(event["t_s"] * PICTURES_HZ) / PICTURES_HZ
    return Demo(told, samples, in_video)


def test_the_pitch_changes_when_the_breath_does(demo: Demo) -> None:
    """To 20 ms at every change over the whole clip, where the lines of the pitch cross."""
    tone, begins = demo.without_words_and_chimes(), demo.named("BreathPhaseStarted")
    first_s = begins[0]["t_s"]
    off_s = []
    (ended,) = demo.named("Finished")
    for number in range(1, len(begins)):
        at_s = first_s + number * PHASE_S
        if at_s + AROUND_S + 2 * EDGE_S > ended["t_s"]:
            break  # with the session the tone ends, in the middle of a breath
        assert begins[number]["t_s"] == pytest.approx(at_s, abs=0.07)
        before, after = begins[number - 1]["phase"], begins[number]["phase"]
        moving = before if before in ("in", "out") else after
        still = before if moving == after else after
        times_s, octaves = pitch(tone, at_s, before=moving == before)
        slope, level = np.polyfit(times_s - at_s, octaves, 1)
        rest = np.log(RATIO) if still == PHASE_NAMES[1] else 0.0
        off_s.append((rest - level) / slope)
    assert len(off_s) > 40
    assert np.abs(off_s).max() < 0.020


def pitch(tone: Samples, at_s: float, *, before: bool) -> tuple[Samples, Samples]:
    """Return times on one side of a change, and the pitch over the lowest, as logarithms."""
    start_s = at_s - AROUND_S - EDGE_S if before else at_s + EDGE_S
    if before:
        start_s -= 0.2
    else:
        start_s += 0.1
    first = round(start_s * RATE_HZ)
    part = tone[first : first + round(AROUND_S * RATE_HZ)]
    spectrum = np.fft.rfft(part * np.hanning(part.size))
    spectrum[round(330 * part.size / RATE_HZ) :] = 0.0
    part = np.fft.irfft(spectrum, part.size) / np.maximum(np.hanning(part.size), 1e-3)
    rises = np.flatnonzero((part[:-1] < 0) & (part[1:] >= 0))
    places = rises - part[rises] / (part[rises + 1] - part[rises])
    places = places[(places > 0.1 * part.size) & (places < 0.9 * part.size)]
    times_s = (first + (places[1:] + places[:-1]) / 2) / RATE_HZ
    return times_s, np.log(RATE_HZ / np.diff(places) / LOW_HZ)


def test_it_rests_while_the_breath_is_empty(demo: Demo) -> None:
    """Nothing but words and chimes is heard then."""
    tone, checked = demo.without_words_and_chimes(), 0
    for event in demo.named("BreathPhaseStarted"):
        if event["phase"] == PHASE_NAMES[3]:
            first = round((event["t_s"] + 0.07) * RATE_HZ)
            rest = tone[first : first + round((PHASE_S - 0.2) * RATE_HZ)]
            # What cuts words short fades them for a moment.
            assert np.median(np.abs(rest)) < 1e-4
            checked += 1
    assert checked > 8


def test_each_phrase_lies_where_the_transcript_says(demo: Demo) -> None:
    """To the sample in the file alone, to two milliseconds in the video."""
    checked = 0
    for begin_s, samples in phrases(demo.events):
        if samples.size < RATE_HZ // 2:
            continue
        for sound, most_s in ((demo.alone, 0.0001), (demo.in_video, 0.002)):
            lag_s = best_lag_s(sound, begin_s, samples)
            assert abs(lag_s) <= most_s
        checked += 1
    assert checked > 40


def test_words_are_well_over_the_tone(demo: Demo) -> None:
    """By 12 dB and more, each of them."""
    tone = demo.without_words_and_chimes()
    for begin_s, samples in phrases(demo.events):
        end_s = begin_s + samples.size / RATE_HZ
        under = tone[round((begin_s + 0.2) * RATE_HZ) : round((end_s - 0.05) * RATE_HZ)]
        if under.size:
            level, below = np.sqrt(np.mean(samples**2)), np.sqrt(np.mean(under**2))
            assert below == 0.0 or 20 * np.log10(level / below) > 12.0


def test_no_step_is_larger_than_the_tones_own(demo: Demo) -> None:
    """Over the whole clip, under words and chimes as well; the file rounds to 16 bits."""
    steps = np.abs(np.diff(demo.without_words_and_chimes()))
    assert steps.max() <= STEEPEST + 1.0 / 32768
    assert steps.max() > 0.9 * STEEPEST
