"""However a command is ended, what it wrote is whole, and nothing is left of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.practices import last_of, started
from vision.app.tune import server
from vision.files import locked, write_whole
from vision.frames.video.reading import VideoFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.practices import Practice

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

UNKNOT = (sys.executable, "-m", "vision")
ENDINGS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.model
@pytest.mark.whole
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_practice_that_is_ended_has_its_recording_and_events(
    tmp_path: Path, ending: signal.Signals
) -> None:
    """Ctrl-C, a closed terminal and a shutdown: the recording plays, the summary is told."""
    words = ["practise", "--demo", "--no-window", "--events", "events.jsonl", "--record", "r.mp4"]
    with started([*UNKNOT, *words], tmp_path) as practice:
        practice.wait_for("BreathPhaseStarted", 2)
        practice.process.send_signal(ending)
        ended = practice.end()
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    assert last_of(practice.events()) == "Finished"
    with VideoFile(tmp_path / "r.mp4") as source:
        assert len(list(source)) > 5
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"events.jsonl", "r.mp4", "stdout.txt", "stderr.txt", "settings"}


@pytest.mark.whole
@pytest.mark.parametrize("command", [["practise", "--demo", "--no-window"], ["poses"], ["tune"]])
@pytest.mark.parametrize("ending", ENDINGS)
def test_no_moment_is_a_bad_one_to_end_at(
    tmp_path: Path, command: list[str], ending: signal.Signals
) -> None:
    """While modules, the model or the camera are being loaded, too, it ends without a traceback."""
    running: dict[float, Practice] = {}
    with ExitStack() as stack:
        begun_s = time.monotonic()
        for wait_s in (0.4, 0.8, 1.4, 2.2, 3.4):
            one = started([*UNKNOT, *command], tmp_path / str(wait_s))
            running[wait_s] = stack.enter_context(one)
        for wait_s, each in running.items():
            time.sleep(max(0.0, begun_s + wait_s - time.monotonic()))
            each.process.send_signal(ending)
        endings = [each.end() for each in running.values()]
    for ended in endings:
        assert "Traceback" not in ended.err
        assert "leaked" not in ended.err
        # Before Python itself is ready, the signal ends it; and what interrupts text that Python
        # compiles while it loads a module is told by Python itself as Ctrl-C.
        assert ended.code in (0, 2, 130, -ending, -signal.SIGINT), ended


def test_parts_of_files_that_were_never_finished_go_away(tmp_path: Path) -> None:
    """The next who writes the file removes what a killed writer left, but not what is new."""
    old, new, other = (tmp_path / f".{name}.part" for name in ("a.1234abcd", "a.1234abce", "b.1.2"))
    for part in (old, new, other):
        part.write_bytes(b"x")
    hours_ago_s = time.time() - 7200
    os.utime(old, (hours_ago_s, hours_ago_s))
    write_whole(tmp_path / "a", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a", new.name, other.name])


def test_folders_of_pages_that_were_killed_go_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next page removes them; one that is in use stays, however old it is."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    killed, used = tmp_path / "unknot_killed", tmp_path / "unknot_used"
    hours_ago_s = time.time() - 7200
    killed.mkdir()
    used.mkdir()
    with locked(used / "in_use"):
        for folder in (killed, used):
            os.utime(folder, (hours_ago_s, hours_ago_s))
        with server.scratch() as made:
            assert sorted(tmp_path.iterdir()) == sorted([tmp_path / made, used])
    assert list(tmp_path.iterdir()) == [used]


@pytest.mark.model
@pytest.mark.whole
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs a virtual screen")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_window_does_not_keep_what_is_ended_from_ending(
    tmp_path: Path, ending: signal.Signals
) -> None:
    """Its summary waits for a person; nobody is there after a shutdown, or Ctrl-C elsewhere."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as screen:  # noqa: S603
        try:
            display = f":{os.read(read, 16).decode().strip()}"
            words = ["practise", "--demo", "--events", "events.jsonl"]
            where = {"DISPLAY": display}
            with started([*UNKNOT, *words], tmp_path, environment=where) as practice:
                practice.wait_for("StepEntered")
                practice.process.send_signal(ending)
                practice.process.wait(30)
        finally:
            screen.kill()
            os.close(read)
            os.close(write)
    assert practice.process.returncode == 0
