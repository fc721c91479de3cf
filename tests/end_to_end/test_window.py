"""The practice in a window on a virtual screen, with real keys."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.end_to_end.practices import UNKNOT, WAIT_S, Ended, Practice, Record, named, started

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 on Linux"),
]

HANDS = Path(__file__).with_name("hands.py")
SCREEN_PX = (1000, 700)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Give an empty screen of its own, on a number that was free."""
    if shutil.which("Xvfb") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("needs Xvfb")
        pytest.skip("needs Xvfb")
    size = "{}x{}x24".format(*SCREEN_PX)
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", size]
    with subprocess.Popen(  # noqa: S603 -- fixed words
        command, pass_fds=[write], stderr=subprocess.DEVNULL
    ) as server:
        os.close(write)
        # The number and the end of its line come apart: who stops listening between ends Xvfb.
        with open(read, encoding="ascii") as numbers:  # noqa: PTH123 -- a pipe has no path
            assert select.select([numbers], [], [], WAIT_S)[0], "Xvfb did not start"
            number = numbers.readline().strip()
        yield f":{number}"
        server.terminate()


@pytest.fixture
def screen(display: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put everything this test starts onto the screen."""
    monkeypatch.setenv("DISPLAY", display)
    return display


@contextmanager
def in_a_window(screen: str, folder: Path) -> Iterator[Practice]:
    """Practise with the demo in a window."""
    command = [UNKNOT, "practise", "--demo", "--events", "events.jsonl"]
    with started(command, folder, environment={"DISPLAY": screen}) as practice:
        yield practice


def press(key: str) -> None:
    """Press a key in the window of the practice."""
    _hands("press", "unknot", key)


def look(folder: Path) -> np.ndarray:
    """Return what is on the screen, ``(height, width, 3)`` BGR."""
    file = folder / "screen.raw"
    _hands("look", str(file))
    size, _, data = file.read_bytes().partition(b"\n")
    width, height = map(int, size.split())
    return np.frombuffer(data, np.uint8).reshape(height, -1, 4)[:, :width, :3]


def _hands(*arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 -- our own script
        [sys.executable, str(HANDS), *arguments],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def end(practice: Practice) -> None:
    """Press q until it ends, as it asks once; of two presses a busy window may tell one."""
    for _ in range(20):
        press("q")
        if practice.happens("Finished", within_s=1.0):
            return
    raise AssertionError(practice.said())


def quit_twice(practice: Practice) -> Ended:
    """End the practice, and press q once more to close its summary."""
    end(practice)
    press("q")
    return practice.end()


@pytest.fixture(scope="module")
def steered(
    model: Path, clip: Path, display: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ended, list[Record], np.ndarray]:
    """Press every key of a practice, look at the screen on the way, and quit."""
    assert model.exists()
    assert clip.exists()
    folder = tmp_path_factory.mktemp("window")
    with pytest.MonkeyPatch.context() as patch, in_a_window(display, folder) as practice:
        patch.setenv("DISPLAY", display)
        practice.wait_for("StepEntered")
        press("space")
        practice.wait_for("Paused")
        shot = look(folder)
        press("space")
        practice.wait_for("Resumed")
        press("n")
        practice.wait_for("StepEntered", 2)
        press("b")
        practice.wait_for("StepEntered", 3)
        ended = quit_twice(practice)
        return ended, practice.events(), shot


def test_the_keys_do_what_the_screen_says(
    steered: tuple[Ended, list[Record], np.ndarray],
) -> None:
    """Space pauses and goes on, n and b walk through the steps, q ends."""
    _, events, _ = steered
    names = ("StepEntered", "Paused", "Resumed", "StepSkipped", "Finished")
    assert [(event["event"], event["step"]) for event in named(events, *names)] == [
        ("StepEntered", 0),
        ("Paused", 0),
        ("Resumed", 0),
        ("StepSkipped", 0),
        ("StepEntered", 1),
        ("StepSkipped", 1),
        ("StepEntered", 0),
        ("Finished", 0),
    ]


def test_it_ends_without_a_word_of_complaint(
    steered: tuple[Ended, list[Record], np.ndarray],
) -> None:
    """Exit code 0, the summary, and nothing of the window toolkit."""
    ended, _, _ = steered
    assert (ended.code, ended.err) == (0, "")
    assert "Your practice" in ended.out


def test_the_window_shows_the_practice(steered: tuple[Ended, list[Record], np.ndarray]) -> None:
    """A picture with the practice drawn over it fills a good part of the screen."""
    _, _, shot = steered
    assert shot.shape == (SCREEN_PX[1], SCREEN_PX[0], 3)
    lit = shot.max(axis=2) > 0
    assert lit.mean() > 0.3
    assert len(np.unique(shot.reshape(-1, 3), axis=0)) > 1000


@pytest.mark.usefixtures("model", "clip")
def test_the_summary_stays_until_a_key_is_pressed(screen: str, tmp_path: Path) -> None:
    """Once the practice is over, the window shows what was done, and closes when told to."""
    with in_a_window(screen, tmp_path) as practice:
        practice.wait_for("StepEntered")
        end(practice)
        time.sleep(1.0)
        assert practice.process.poll() is None
        shot = look(tmp_path)
        press("space")
        assert practice.end().code == 0
    assert (shot.max(axis=2) > 0).mean() > 0.1
