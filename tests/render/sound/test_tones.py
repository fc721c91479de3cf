"""The tone of the breath keeps the breath's time, and nothing in it clicks."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import pytest

from vision.render.sound import tones
from vision.render.sound.samples import SAMPLE_RATE_HZ
from vision.render.sound.tones import LOW_HZ, RATIO, BreathTone, chime
from vision.session.breath import PHASE_NAMES, Breathing, BreathPattern
from vision.session.heard.chimes import Chime

TEN_MINUTES_S: Final = 600
STEEPEST: Final = (
    tones.LEVEL
    * 2.0
    * np.pi
    * LOW_HZ
    * RATIO
    / SAMPLE_RATE_HZ
    * sum(n * share for n, share in enumerate(tones.PARTIALS, start=1))
)
"""The largest step from sample to sample that a tone of this loudness and pitch can make."""


def begun(pattern: str = "4-4-4-4") -> BreathTone:
    """Return the tone of a breath that begins a second after the session."""
    tone = BreathTone(BreathPattern.parse(pattern))
    tone.start(1.0)
    return tone


def heard(tone: BreathTone, seconds: float) -> tones.Array:
    """Return the tone from the beginning of the session on."""
    return tone.render(0, round(seconds * SAMPLE_RATE_HZ))


def pitch_hz(samples: tones.Array, at_s: float) -> float:
    """Return the pitch around a time, by how far apart the rising crossings of zero are."""
    around = samples[round((at_s - 0.05) * SAMPLE_RATE_HZ) : round((at_s + 0.05) * SAMPLE_RATE_HZ)]
    rises = np.flatnonzero((around[:-1] < 0) & (around[1:] >= 0))
    places = rises - around[rises] / (around[rises + 1] - around[rises])
    return float((len(places) - 1) / (places[-1] - places[0]) * SAMPLE_RATE_HZ)


@pytest.mark.parametrize("pattern", ["4-4-4-4", "4-0-6-0", "3.3-1-5-2"])
def test_pitch_follows_the_breath_over_ten_minutes(pattern: str) -> None:
    """To 20 ms at any time in a phase: that far its pitch is from that of the breath."""
    breath, tone = BreathPattern.parse(pattern), begun(pattern)
    slope = np.log(RATIO) / min(breath.seconds[0], breath.seconds[2])
    checked = 0
    for at_s in np.arange(1.5, TEN_MINUTES_S, 7.3):
        now = breath.at(at_s - 1.0)
        if min(now.remaining_s, now.progress * breath.seconds[0]) < 0.5 or "empty" in now.phase:
            continue
        samples = tone.render(round((at_s - 0.1) * SAMPLE_RATE_HZ), SAMPLE_RATE_HZ // 5)
        off = np.log(pitch_hz(samples, 0.1) / LOW_HZ) - now.fullness * np.log(RATIO)
        assert abs(off) / slope < 0.020
        checked += 1
    assert checked > 30


def test_it_rests_through_the_empty_hold_and_nowhere_else() -> None:
    """Silent before the breath, and whenever the lungs are empty; never in between."""
    samples, breath = heard(begun(), 60.0), BreathPattern()
    for at_s in np.arange(0.05, 59.0, 0.1):
        near = samples[round(at_s * SAMPLE_RATE_HZ) :][: SAMPLE_RATE_HZ // 50]
        now = breath.at(at_s - 1.0)
        silent = at_s < 0.98 or (now.phase == PHASE_NAMES[3] and now.remaining_s > 0.03)
        well_inside = now.remaining_s > 0.3 and now.progress > 0.05
        if silent:
            assert np.abs(near).max() == 0.0
        elif at_s > 1.0 and well_inside:
            assert np.abs(near).max() > 0.02


def test_nothing_clicks() -> None:
    """No step is larger than the tone's own, through pauses of all lengths as well."""
    tone = begun("4-0-6-0")
    for stop_s, go_on_s in ((3.0, 3.05), (7.1, 7.4), (12.0, 20.0), (20.2, 20.25)):
        tone.stop(stop_s)
        tone.go_on(go_on_s)
    steps = np.abs(np.diff(heard(tone, 40.0)))
    assert steps.max() <= STEEPEST
    assert steps.max() > 0.8 * STEEPEST


def test_any_part_is_the_same_as_in_the_whole() -> None:
    """However it is cut, and asked for again."""
    tone = begun()
    tone.stop(9.0)
    tone.go_on(11.0)
    whole = heard(tone, 20.0)
    for first, last in pairwise((0, 7, 48_000, 48_001, 430_000, 529_999, 960_000)):
        assert np.array_equal(tone.render(first, last - first), whole[first:last])


def test_a_pause_holds_the_breath_where_it_is() -> None:
    """It is silent meanwhile, and goes on from there."""
    tone = begun()
    tone.stop(3.0)
    tone.go_on(13.0)
    samples = heard(tone, 20.0)
    assert np.abs(samples[round(3.3 * SAMPLE_RATE_HZ) : 13 * SAMPLE_RATE_HZ]).max() == 0.0
    assert pitch_hz(samples, 14.0) == pytest.approx(LOW_HZ * RATIO**0.75, rel=0.01)


CHANGES: Final = {2: "1.6-0-2.4-0", 3: "1.7-0.1-2.4-0", 4: "1.8-0.1-2.5-0.1", 9: "4-4-4-4"}
"""What a pacer may settle: from which breath on, and the pattern."""


def changing() -> tuple[BreathTone, Breathing]:
    """Return a tone and a breath that are told the same changes; the tone of a pause as well."""
    tone, breathing = begun("4-4-4-4"), Breathing(BreathPattern())
    breathing.start(1.0)
    for count, pattern in CHANGES.items():
        tone.change(count, BreathPattern.parse(pattern))
        breathing.change(count, BreathPattern.parse(pattern))
    tone.stop(28.3)
    tone.go_on(31.0)
    return tone, breathing


def test_a_changing_breath_is_heard_as_it_goes() -> None:
    """To 20 ms, through every change, as the session has it."""
    tone, breathing = changing()
    checked: set[float] = set()
    for at_s in np.arange(1.5, 80.0, 0.23).tolist():
        if at_s > 31.3 and 28.3 not in checked:
            breathing.stop(28.3)
            breathing.go_on(31.0)
            checked.add(28.3)
        now = breathing.at(at_s)
        assert now is not None
        lengths_s = breathing.pattern_at(at_s).seconds
        length_s = lengths_s[PHASE_NAMES.index(now.phase)]
        near_end = min(now.remaining_s, now.progress * length_s) < 0.12
        if near_end or "empty" in now.phase or 28.0 < at_s <= 31.3:
            continue
        samples = tone.render(round((at_s - 0.1) * SAMPLE_RATE_HZ), SAMPLE_RATE_HZ // 5)
        off = np.log(pitch_hz(samples, 0.1) / LOW_HZ) - now.fullness * np.log(RATIO)
        slope = np.log(RATIO) / min(lengths_s[0], lengths_s[2])
        assert abs(off) / slope < 0.020
        checked.add(now.count)
    assert len(checked) >= 10


def test_a_changing_breath_does_not_click_and_is_the_same_in_parts() -> None:
    """Its phase goes on from pattern to pattern."""
    tone, _ = changing()
    whole = heard(tone, 60.0)
    assert np.abs(np.diff(whole)).max() <= STEEPEST
    for first, last in pairwise((0, 816_001, 900_000, 1_299_999, 2_000_000, 2_880_000)):
        assert np.array_equal(tone.render(first, last - first), whole[first:last])


def test_what_is_settled_later_leaves_what_was_heard_as_it_was() -> None:
    """A change is told before its breath begins: until then nothing differs."""
    tone = begun("4-0-4-0")
    before = heard(tone, 8.9)
    tone.change(2, BreathPattern.parse("5-0-5-0"))
    assert np.array_equal(heard(tone, 8.9), before)


def test_chimes_are_told_apart_and_do_not_click() -> None:
    """By their notes: no two have the same spectrum over time; each begins and ends in silence."""
    shapes = []
    for which in Chime:
        samples = chime(which)
        assert max(abs(samples[0]), abs(samples[-1])) < 1e-4
        assert np.abs(np.diff(samples)).max() < 0.05
        blocks = samples[: samples.size // 4800 * 4800].reshape(-1, 4800)
        strongest = np.abs(np.fft.rfft(blocks, axis=1)).argmax(axis=1) * 10
        shapes.append((*strongest[:12].tolist(), len(blocks)))
    assert len(set(shapes)) == len(Chime)


AHEAD_S: Final = 0.45


def given_out(pauses: tuple[tuple[float, float], ...], seconds: float = 40.0) -> tones.Array:
    """Return a tone that is given out ahead in blocks, and told of pauses when they come."""
    tone = BreathTone(BreathPattern(), AHEAD_S)
    changes = [(1.0, tone.start)]
    for stop_s, go_on_s in pauses:
        changes += [(stop_s, tone.stop), (go_on_s, tone.go_on)]
    blocks, size = [], SAMPLE_RATE_HZ // 20
    for number in range(round(seconds * 20)):
        now_s = number / 20
        while changes and changes[0][0] <= now_s:
            at_s, change = changes.pop(0)
            change(at_s)
        blocks.append(tone.render(number * size, size))
    return np.concatenate(blocks)


def test_a_tone_that_is_given_out_ahead_is_where_the_breath_is_then() -> None:
    """After a pause as well, of which it is told late."""
    samples, breath = given_out(((14.0, 24.0),)), BreathPattern()
    for at_s, into_s in ((4.0, 3.45), (6.5, 5.95), (11.3, 10.75), (30.0, 19.45), (34.0, 23.45)):
        fullness = breath.at(into_s).fullness
        expected_hz = LOW_HZ * RATIO**fullness
        assert pitch_hz(samples, at_s) == pytest.approx(expected_hz, rel=0.003)
    quiet = samples[round(14.4 * SAMPLE_RATE_HZ) : 23 * SAMPLE_RATE_HZ]
    assert np.abs(quiet).max() == 0.0


def test_a_tone_that_is_given_out_ahead_does_not_click_when_it_is_told_late() -> None:
    """Of its beginning, and of pauses anywhere in the breath, of all lengths."""
    for shift_s in np.arange(0.0, 16.0, 2.3):
        pauses = ((3.0 + shift_s, 3.6 + shift_s), (5.0 + shift_s, 9.0 + shift_s))
        assert np.abs(np.diff(given_out(pauses, 26.0))).max() <= STEEPEST
