"""On a real sound server, with a device that is recorded: in time, without gaps, and back again."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.null_sink import NEEDS, NullSink, Recorder
from benchmarks.sound import Marks, heard, some_pictures
from tests.render import builders
from vision.landmarks.engines import AUTO, Engine
from vision.render.output import Key, Moment
from vision.render.sound.player import LOUDEST, Player

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("sound")]
FRAME = builders.frame()


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[NullSink]:
    """Give a sound server of its own; skips where none is installed, and fails there in the CI."""
    missing = [program for program in NEEDS if shutil.which(program) is None]
    missing += [] if ctypes.util.find_library("portaudio") else ["libportaudio2"]
    if missing:
        reason = f"needs {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    # Not pytest's folder: the name of a socket has a limit.
    with tempfile.TemporaryDirectory() as folder, NullSink(Path(folder)) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.mark.model
def test_beside_the_landmarker_the_sound_has_no_gap_and_keeps_time(
    model: Path, sink: NullSink
) -> None:
    """A minute here; ``python -m benchmarks.sound --minutes 10`` plays for longer."""
    found = heard(some_pictures(), 60.0, Engine(model, AUTO), sink)
    assert found.gaps == 0
    assert found.largest_step < 1.1
    assert found.drift_ms < 20.0
    assert 300.0 < found.lag_ms < 700.0
    assert found.core < 0.03


class _Practice:
    """A practice that shows pictures to a player."""

    def __init__(self) -> None:
        self.warned: list[str] = []
        self.player = Player(Marks, self.warned.append, LOUDEST)
        self.player.begin()

    def until(self, done: Callable[[], object]) -> None:
        """Show pictures until something is so."""
        end_s = time.monotonic() + 40
        while not done():
            assert time.monotonic() < end_s, (self.player.status, self.player.sign)
            snapshot = builders.snapshot(t_s=time.monotonic())
            self.player.show(Moment(FRAME, None, snapshot, builders.snapshot))
            time.sleep(0.03)

    def for_s(self, seconds: float) -> None:
        """Show pictures for some time."""
        end_s = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end_s)


def test_a_device_that_is_pulled_out_and_a_server_that_dies_are_taken_again(sink: NullSink) -> None:
    """Meanwhile the practice goes on, with a sign on its screen."""
    practice = _Practice()
    playing = lambda: practice.player.status.playing  # noqa: E731
    try:
        practice.until(playing)
        for leave, come in ((sink.pull_out, sink.plug_in), (sink.kill, sink.start)):
            leave()
            practice.until(lambda: practice.player.sign == "No sound: no device")
            come()
            practice.until(playing)
            recorder = Recorder(sink)
            practice.for_s(3.0)
            samples, _ = recorder.stop()
            assert np.abs(samples[-24_000:]).max() > 0.1
        assert practice.warned == []
    finally:
        practice.player.press(Key.MUTE)
        practice.player.close()
