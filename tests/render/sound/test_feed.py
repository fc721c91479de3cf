"""The sound stays with the session, whatever the device's clock and the pictures do."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vision.render.sound.feed import LAG_S, Feed, SessionClock
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.session.events import BreathPhaseStarted, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.session.events import Event

BLOCK = 2400


class Ramp:
    """A mixer whose every sample tells its own time, in units of an hour."""

    def tell(self, events: Sequence[Event]) -> None:
        """Take nothing."""

    def render(self, first: int, count: int) -> Samples:
        """Return the times."""
        return (np.arange(first, first + count) / SAMPLE_RATE_HZ / 3600).astype(np.float32)


class Note:
    """A mixer that plays a note of 200 Hz."""

    def tell(self, events: Sequence[Event]) -> None:
        """Take nothing."""

    def render(self, first: int, count: int) -> Samples:
        """Return the note."""
        t_s = np.arange(first, first + count) / SAMPLE_RATE_HZ
        return (0.5 * np.sin(2 * np.pi * 200 * t_s)).astype(np.float32)


def played(
    minutes: float,
    device_speed: float,
    session_s: Callable[[float], float],
    mixer: Ramp | Note,
) -> tuple[list[float], Samples, Feed]:
    """Play on a device whose clock is off, beside pictures that are late by turns.

    Returns
    -------
    tuple
        By how much each block was off, all samples, the feed.

    """
    late = random.Random(5)  # noqa: S311
    clock = SessionClock()
    feed = Feed(mixer, clock)
    blocks, off_s, shown_s = [], [], 0.0
    for number in range(int(minutes * 60 * SAMPLE_RATE_HZ / BLOCK)):
        now_s = number * BLOCK / SAMPLE_RATE_HZ / device_speed
        while shown_s <= now_s:
            clock.heard(session_s(shown_s), shown_s + 0.03 + late.expovariate(1 / 0.02))
            shown_s += 0.1
        # What systems say of when a block is heard is off by some milliseconds, too.
        block = feed.block(BLOCK, now_s + 0.2 + late.uniform(-0.003, 0.003))
        blocks.append(block)
        off_s.append(feed.off_s)
    return off_s, np.concatenate(blocks), feed


@pytest.mark.parametrize("speed", [1.0, 1.0002, 0.9998])
def test_ten_minutes_drift_by_less_than_20_ms(speed: float) -> None:
    """On a device that by itself would drift by 120 ms."""
    off_s, _, _ = played(10, speed, lambda t_s: t_s, Ramp())
    assert max(map(abs, off_s[400:])) < 0.02


def test_a_moment_is_heard_when_it_is_due() -> None:
    """By the constant lag after the picture of it was first shown."""
    _, samples, feed = played(0.5, 1.0, lambda t_s: t_s + 100.0, Ramp())
    feed.volume = 1.0
    number = samples.size // BLOCK - 1
    heard_s = number * BLOCK / SAMPLE_RATE_HZ + 0.2
    in_session_s = float(samples[number * BLOCK]) * 3600
    assert in_session_s == pytest.approx(heard_s - 0.03 + 100.0 - LAG_S, abs=0.02)


def test_following_makes_no_step_in_the_sound() -> None:
    """None larger than the note's own."""
    _, samples, _ = played(1, 1.0003, lambda t_s: t_s, Note())
    own = 0.5 * 2 * np.pi * 200 / SAMPLE_RATE_HZ
    assert np.abs(np.diff(samples)).max() < 1.05 * own


def test_a_session_that_jumps_is_followed_soon_and_without_a_click() -> None:
    """Forward, as over a gap of a film, and back, as after it stood still."""
    for jump_s in (30.0, -3.0):
        off_s, samples, _ = played(
            0.5, 1.0, lambda t_s, by=jump_s: t_s + (by if t_s > 10 else 0), Note()
        )
        assert max(map(abs, off_s[-100:])) < 0.02
        settled = int((10 + 1.2) * SAMPLE_RATE_HZ / BLOCK)
        assert max(map(abs, off_s[settled:])) < 0.05
        assert np.abs(np.diff(samples)).max() < 0.02


def test_pictures_that_are_late_for_some_seconds_do_not_move_the_sound() -> None:
    """As on a machine that is busy with something else."""
    clock = SessionClock()
    for step in range(200):
        t_s = 0.1 * step
        clock.heard(t_s, t_s + (0.4 if 8 < t_s < 16 else 0.03))
        now_s = clock.session_s(t_s + 0.03)
        assert now_s == pytest.approx(t_s)


def test_what_is_told_late_is_heard_from_its_beginning() -> None:
    """Words and chimes; the breath keeps its own time."""
    clock = SessionClock()
    clock.heard(100.0, 0.0)
    feed = Feed(Note(), clock)
    feed.block(BLOCK, 1.0)
    head_s = 101.0 - LAG_S + BLOCK / SAMPLE_RATE_HZ
    about = {"step": 0, "pose": "hero", "side": None}
    late, early = (Said(t_s=t_s, text="Good.", kind="answer", **about) for t_s in (100.0, 102.0))
    assert feed.not_begun(late).t_s == pytest.approx(head_s)
    assert feed.not_begun(early) is early
    breath = BreathPhaseStarted(t_s=100.0, phase="in", length_s=4.0, count=1, **about)
    assert feed.not_begun(breath) is breath


def test_before_the_first_picture_there_is_silence() -> None:
    """Nothing is known of the session."""
    assert not Feed(Note(), SessionClock()).block(BLOCK, 5.0).any()


def test_volume_changes_without_a_click_and_silence_is_noticed() -> None:
    """What is muted is as silent as what says nothing."""
    clock = SessionClock()
    clock.heard(0.0, 0.0)
    feed = Feed(Note(), clock)
    loud = feed.block(BLOCK, 1.0)
    feed.volume = 0.5
    quieter = [feed.block(BLOCK, 1.05), feed.block(BLOCK, 1.1)]
    assert np.abs(quieter[1]).max() == pytest.approx(0.5 * 0.25, rel=0.01)
    feed.volume = 0.0
    muted = [feed.block(BLOCK, 1.15), feed.block(BLOCK, 1.2)]
    assert not muted[1].any()
    whole = np.concatenate([loud, *quieter, *muted])
    assert np.abs(np.diff(whole)).max() < 0.02
    assert feed.quiet_s == 0.0
