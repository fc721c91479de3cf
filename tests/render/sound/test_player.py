"""Whatever becomes of the device, the practice goes on, and the sound comes back with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.paths import ROOT
from tests.render import builders
from vision.render.output import Key, Moment
from vision.render.sound import player as module
from vision.render.sound.player import HeardTime, Player
from vision.session.events import Event
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vision.render.sound.samples import Samples

pytestmark = pytest.mark.xdist_group("sound")
FAKE = Path(__file__).parent / "fake_device"


class Tone:
    """A mixer whose level is a tenth for each event it was told."""

    def __init__(self) -> None:
        self._level = 0.0

    def tell(self, events: Sequence[Event]) -> None:
        """Count."""
        self._level += 0.1 * len(events)

    def render(self, first: int, count: int) -> Samples:
        """Return that level."""
        del first
        return np.full(count, self._level, np.float32)


class Practising:
    """A practice with a player, on a sound system that does as it is told."""

    def __init__(self, folder: Path) -> None:
        self._state = folder / "state"
        self.played = folder / "played.f32"
        self.warned: list[str] = []
        self.player = Player(Tone, self.warned.append, 100)

    def set(self, state: str) -> None:
        """Say how the device is from now on."""
        self._state.write_text(state)

    def until(self, done: Callable[[], object], within_s: float = 25.0) -> None:
        """Practise until something is so."""
        end_s = time.monotonic() + within_s
        while not done():
            assert time.monotonic() < end_s, (self.player.status, self.player.sign)
            self.show()
            time.sleep(0.02)

    def show(self) -> None:
        """Show a picture."""
        snapshot = builders.snapshot(t_s=time.monotonic())
        self.player.show(Moment(FRAME, None, snapshot, builders.snapshot))

    @property
    def level(self) -> float:
        """How loud the latest of what was played is."""
        samples = np.fromfile(self.played, np.float32) if self.played.exists() else np.zeros(1)
        return float(samples[-1]) if samples.size else 0.0


FRAME = builders.frame()


def event(t_s: float) -> Event:
    """Return something that happened."""
    return Event(t_s=t_s, step=0, pose="hero", side=None)


@pytest.fixture
def practising(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practising]:
    """Give a practice whose device is there."""
    monkeypatch.setenv("UNKNOT_TEST_DEVICE", str(tmp_path / "state"))
    monkeypatch.syspath_prepend(str(FAKE))
    made = Practising(tmp_path)
    made.set("there")
    yield made
    for _ in range(10):  # silent, it is not waited for
        made.player.press(Key.QUIETER)
    made.player.close()


def test_what_is_told_is_played_also_before_the_device_was_there(
    practising: Practising, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And by a new process, should one hang, all that was told before."""
    monkeypatch.setattr(module, "_HUNG_S", 2.5)
    practising.set("gone")
    practising.player.begin()
    practising.player.tell([event(0.0), event(0.0)])
    practising.until(lambda: practising.player.sign == "No sound: no device")
    practising.set("there")
    practising.until(lambda: practising.level == pytest.approx(0.2))
    practising.until(lambda: practising.player.status.playing)
    assert practising.player.sign == "Sound: m mutes, + and - change how loud it is"
    practising.set("hanging")
    practising.until(lambda: practising.player.restarts == 1)
    practising.set("there")
    practising.played.unlink()
    practising.until(lambda: practising.level == pytest.approx(0.2))
    assert practising.warned == []


def test_a_device_that_goes_is_told_of_and_taken_again(practising: Practising) -> None:
    """Nothing else happens: the practice goes on."""
    practising.player.begin()
    practising.player.tell([event(0.0)])
    practising.until(lambda: practising.player.status.playing)
    practising.set("gone")
    practising.until(lambda: practising.player.sign == "No sound: no device")
    practising.set("there")
    practising.until(lambda: practising.player.status.playing)
    assert practising.player.restarts == 0
    assert practising.warned == []


def test_a_process_that_dies_is_started_again(practising: Practising) -> None:
    """As when it ran out of memory."""
    practising.player.begin()
    practising.until(lambda: practising.player.status.playing)
    os.kill(practising.player.process_id, signal.SIGTERM)
    practising.until(lambda: practising.player.restarts == 1)
    practising.until(lambda: practising.player.status.playing)


def test_without_the_systems_library_one_line_says_what_helps(practising: Practising) -> None:
    """Once; then nothing is tried any more, and nothing is shown."""
    practising.set("missing")
    practising.player.begin()
    practising.until(lambda: practising.warned)
    for _ in range(20):
        practising.show()
    [line] = practising.warned
    assert "sudo apt-get install libportaudio2" in line
    assert practising.player.sign == ""
    assert practising.player.process_id is None


def test_keys_change_how_loud_it_is(practising: Practising) -> None:
    """What is felt as half as loud is a quarter of the amplitude; what is muted is silent."""
    practising.player.begin()
    practising.player.wait(25.0)
    assert practising.player.status.playing
    practising.player.tell([event(0.0)] * 5)
    practising.until(lambda: practising.level == pytest.approx(0.5))
    for _ in range(5):
        practising.player.press(Key.QUIETER)
    assert practising.player.sign == "Volume 50 %"
    practising.until(lambda: practising.level == pytest.approx(0.125))
    practising.player.press(Key.MUTE)
    assert practising.player.sign == "Sound is off (m)"
    practising.until(lambda: practising.level == 0.0)
    practising.player.press(Key.PAUSE)
    practising.player.press(Key.LOUDER)
    practising.until(lambda: practising.level == pytest.approx(0.18))
    assert practising.player.volume == 60


def test_volume_has_a_least_and_a_most(practising: Practising) -> None:
    """Pressed more often, keys do nothing more."""
    for key, at_last in ((Key.LOUDER, 100), (Key.QUIETER, 0)):
        for _ in range(15):
            practising.player.press(key)
        assert practising.player.volume == at_last


PRACTICE = """
import sys, time
sys.path.insert(0, {fake!r})
from tests.render.sound.test_player import Practising, Path
practising = Practising(Path({folder!r}))
practising.player.begin()
practising.until(lambda: practising.player.status.playing)
print(practising.player.process_id, flush=True)
time.sleep(60)
"""


def test_the_process_ends_with_the_practice_however_that_ends(practising: Practising) -> None:
    """Killed, it leaves no process behind."""
    source = PRACTICE.format(fake=str(FAKE), folder=str(practising.played.parent))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", source], stdout=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        number = int(running.stdout.readline())
        running.kill()
    end_s = time.monotonic() + 10
    while _runs(number):
        assert time.monotonic() < end_s, "the sound's process outlives the practice"
        time.sleep(0.05)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_closing_waits_for_the_last_words_and_no_longer(
    practising: Practising, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mixer that never falls silent is not waited for without end."""
    monkeypatch.setattr(module, "_ENDING_S", 1.0)
    practising.player.begin()
    practising.until(lambda: practising.player.status.playing)
    begun_s = time.monotonic()
    practising.player.close()
    assert time.monotonic() - begun_s < 5.0
    assert practising.player.process_id is None


def test_heard_time_goes_on_while_a_recording_stands_still() -> None:
    """So that what is said of a pause is heard, and what follows does not cut it short."""
    heard = HeardTime()
    heard.show(10.0, 100.0, stands=False)
    assert heard.of(10.0) == 10.0
    heard.show(10.0, 100.1, stands=True)
    heard.show(10.0, 103.1, stands=True)
    assert heard.of(10.0) == pytest.approx(13.0)
    heard.until(104.1)
    assert heard.of(10.0) == pytest.approx(14.0)
    heard.show(10.1, 104.2, stands=False)
    heard.show(10.2, 104.3, stands=False)
    assert heard.of(10.2) == pytest.approx(14.2)


def test_a_lost_cameras_time_is_not_counted_twice() -> None:
    """Its pictures stand still, while its time goes on."""
    heard = HeardTime()
    heard.show(10.0, 100.0, stands=False)
    for step in range(1, 21):
        heard.until(100.0 + 0.2 * step)
        if step > 1:
            assert heard.of(10.0 + 0.2 * step) == pytest.approx(10.0 + 0.2 * step)
        heard.show(10.0 + 0.2 * step, 100.0 + 0.2 * step, stands=True)
    heard.show(14.2, 104.2, stands=False)
    assert heard.of(14.2) == pytest.approx(14.2)


def test_a_paused_camera_goes_on_by_itself() -> None:
    """Its time never stands still."""
    snapshot = builders.snapshot(phase=Phase.PAUSED, t_s=5.0)
    player = Player(Tone, print, 100)
    player.show(Moment(FRAME, None, snapshot, builders.snapshot))
    time.sleep(0.05)
    player.show(Moment(FRAME, None, snapshot, builders.snapshot))
    player.tell([event(5.0)])
    assert player.told[-1].t_s == 5.0
