from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.paths import ROOT
from tests.render.builders import snapshot, summary
from vision.render.output import Key, Moment
from vision.render.window import Window, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ROOT = ROOT
_WAIT_S = 20

# The window lives in a child: a toolkit that cannot go on ends its whole process.
_CHILD = """
import sys, time
import numpy as np
from vision.render.output import Key, Moment
from vision.render.window import Window

image = np.full((480, 640, 3), (0, 159, 230), np.uint8)
moment = Moment(None, None, None, lambda: image)
window = Window("unknot test", (640, 480))
window.begin()
window.show(moment)
print("open", flush=True)
until = time.monotonic() + 20
while time.monotonic() < until:
    keys = window.show(moment)
    for key in keys:
        print(key.value, flush=True)
    if {Key.QUIT, Key.CLOSE} & {*keys}:
        break
    time.sleep(0.01)
window.close()
print("closed", flush=True)
"""

# What a window manager sends when the cross is clicked; there is none on a bare Xvfb.
_CLICK_CROSS = """
import ctypes as c, sys

class Message(c.Structure):
    _fields_ = [("type", c.c_int), ("serial", c.c_ulong), ("sent", c.c_int),
                ("display", c.c_void_p), ("window", c.c_ulong), ("name", c.c_ulong),
                ("format", c.c_int), ("data", c.c_long * 5), ("rest", c.c_long * 24)]

x11 = c.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = c.c_void_p
x11.XInternAtom.restype = c.c_ulong
x11.XInternAtom.argtypes = [c.c_void_p, c.c_char_p, c.c_int]
x11.XSendEvent.argtypes = [c.c_void_p, c.c_ulong, c.c_int, c.c_long, c.c_void_p]
x11.XSync.argtypes = [c.c_void_p, c.c_int]
display, window = x11.XOpenDisplay(None), int(sys.argv[1])
names = [x11.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
data = (c.c_long * 5)(names[1], 0, 0, 0, 0)
message = Message(33, 0, 1, display, window, names[0], 32, data)
x11.XSendEvent(display, window, 0, 0, c.byref(message))
x11.XSync(display, 0)
"""


def _need(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        reason = f"needs {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """Give the environment of an empty screen of its own, on a number that was free."""
    _need("Xvfb", "xdotool")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", "800x600x24"]
    with subprocess.Popen(  # noqa: S603 -- fixed words
        command, pass_fds=[write], stderr=subprocess.DEVNULL
    ) as server:
        os.close(write)
        # The number and the end of its line come apart: who stops listening between ends Xvfb.
        with open(read, encoding="ascii") as numbers:  # noqa: PTH123 -- a pipe has no path
            assert select.select([numbers], [], [], _WAIT_S)[0], "Xvfb did not start"
            number = numbers.readline().strip()
        yield {**os.environ, "DISPLAY": f":{number}"}
        server.terminate()


class _Practice:
    """A child process with a window, and hands that press its keys."""

    def __init__(self, process: subprocess.Popen[str], environment: dict[str, str]) -> None:
        self.process = process
        self._environment = environment
        assert self.hear() == "open"
        found = self._run("xdotool", "search", "--sync", "--name", "^unknot test$")
        self.window = found.split()[-1]
        self._run("xdotool", "windowfocus", "--sync", self.window)

    def _run(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603 -- fixed words
            command,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
        )
        return done.stdout

    def hear(self) -> str:
        """Return the next line the child prints."""
        return self.process.stdout.readline().strip()

    def press(self, key: str) -> str:
        """Press a key and return what the window took it for."""
        self._run("xdotool", "key", key)
        return self.hear()

    def click_cross(self) -> None:
        """Ask the window to close, as a window manager does."""
        self._run(sys.executable, "-c", _CLICK_CROSS, self.window)

    def screenshot(self, path: Path) -> np.ndarray:
        """Return what is on the screen."""
        self._run("import", "-window", "root", str(path))
        return cv2.imread(str(path))


@pytest.fixture
def practice(display: dict[str, str]) -> Iterator[_Practice]:
    """Give a practice with an open window."""
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and text
        [sys.executable, "-c", _CHILD],
        env=display,
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _Practice(process, display)
        finally:
            process.kill()


def test_keys_do_what_the_screen_says(practice: _Practice) -> None:
    """All keys of the line of keys arrive, capitals too, and the window closes without a word."""
    keys = {"space": "pause", "n": "next", "N": "next", "b": "back", "f": "fullscreen"}
    assert {key: practice.press(key) for key in keys} == keys
    assert practice.press("q") == "quit"
    assert practice.hear() == "closed"
    assert (practice.process.wait(_WAIT_S), practice.process.stderr.read()) == (0, "")


def test_escape_quits(practice: _Practice) -> None:
    """The key everybody tries first works."""
    assert practice.press("Escape") == "quit"


def test_closing_the_window_by_its_cross_quits(practice: _Practice) -> None:
    """The window does not come back, and nothing is raised."""
    practice.click_cross()
    assert [practice.hear(), practice.hear()] == ["close", "closed"]
    assert (practice.process.wait(_WAIT_S), practice.process.stderr.read()) == (0, "")


def test_the_picture_is_on_the_screen(practice: _Practice, tmp_path: Path) -> None:
    """A screenshot shows the picture that was given, at its own size."""
    _need("import")
    until = time.monotonic() + 5.0
    orange = 0
    while orange < 0.98 * 480 * 640 and time.monotonic() < until:
        shot = practice.screenshot(tmp_path / "screen.png")
        orange = int((np.abs(shot.astype(int) - (0, 159, 230)) < 4).all(axis=2).sum())
    assert orange == pytest.approx(480 * 640, rel=0.02)


@pytest.mark.whole
def test_no_start_leaves_the_window_black(display: dict[str, str], tmp_path: Path) -> None:
    """Without a window manager Qt misses in one start of five that its window is on the screen."""
    _need("import")
    for number in range(20):
        with subprocess.Popen(  # noqa: S603 -- our own interpreter and text
            [sys.executable, "-c", _CHILD],
            env=display,
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            started = _Practice(process, display)
            try:
                test_the_picture_is_on_the_screen(started, tmp_path)
            except AssertionError:
                pytest.fail(f"start {number} of 20 left the window black")
            finally:
                process.kill()


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (-1, None),
        (ord("x"), None),
        (ord("Q"), Key.QUIT),
        (ord("m"), Key.MUTE),
        (ord("+"), Key.LOUDER),
        (ord("="), Key.LOUDER),
        (ord("-"), Key.QUIETER),
        (27, Key.QUIT),
        (0x100000 | ord("n"), Key.NEXT),
        (0xFF, None),
    ],
)
def test_key_codes_are_the_same_on_every_window_system(code: int, key: Key | None) -> None:
    """Some window systems add bits above the letter; no key is -1."""
    assert key_of(code) is key


# --- the summary, on a made-up window ----------------------------------------------------------


class _Screen:
    """Stands for OpenCV's windows: notes what is shown, and has keys pressed."""

    def __init__(self, keys: Iterable[int], later: Iterable[int] = ()) -> None:
        self.shown: list[np.ndarray] = []
        self.waited_ms = 0
        self.open = False
        self._keys = iter(keys)
        self._later = iter(later)

    def put_up(self, patch: pytest.MonkeyPatch) -> None:
        """Take the place of OpenCV's functions."""
        patch.setattr(cv2, "namedWindow", lambda *_: setattr(self, "open", True))
        patch.setattr(cv2, "destroyWindow", lambda _: setattr(self, "open", False))
        patch.setattr(cv2, "resizeWindow", lambda *_: None)
        patch.setattr(cv2, "moveWindow", lambda *_: None)
        patch.setattr(cv2, "getWindowImageRect", lambda *_: (0, 0, 1280, 800))
        patch.setattr(cv2, "getWindowProperty", lambda *_: float(self.open))
        patch.setattr(cv2, "imshow", lambda _, image: self.shown.append(image))
        patch.setattr(cv2, "waitKey", self._wait)
        patch.setattr(cv2, "pollKey", lambda: next(self._later, -1))
        patch.setattr(cv2, "setWindowProperty", lambda *_: None)

    def _wait(self, wait_ms: int) -> int:
        self.waited_ms += wait_ms
        return next(self._keys, -1)


def test_keys_that_come_in_one_picture_all_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the toolkit keeps them: those that mean nothing hide none that come after."""
    _Screen([ord("q")], [ord("x"), ord("q"), -1, ord("n")]).put_up(monkeypatch)
    window = Window("unknot")
    window.begin()
    moment = Moment(None, None, snapshot(), lambda: np.zeros((36, 48, 3), np.uint8))
    assert window.show(moment) == [Key.QUIT, Key.QUIT]
    assert window.show(moment) == []


@pytest.mark.parametrize("key", [ord(" "), ord("q"), 27])
def test_the_summary_stays_until_it_is_closed(monkeypatch: pytest.MonkeyPatch, key: int) -> None:
    """The window shows it again and again, at the size of the practice.

    A key for steps, which was pressed for the last one and comes again, does not close it.
    """
    screen = _Screen([-1, ord("n"), ord("b"), ord("f"), -1, key, ord("q")])
    screen.put_up(monkeypatch)
    window = Window("unknot")
    window.begin()
    window.show(Moment(None, None, snapshot(), lambda: np.zeros((360, 480, 3), np.uint8)))
    window.end([summary()])
    window.close()
    assert [image.shape for image in screen.shown] == [(360, 480, 3)] * 6
    assert not screen.open


def test_the_summary_does_not_stay_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has walked away finds the program ended after a minute."""
    screen = _Screen([])
    screen.put_up(monkeypatch)
    window = Window("unknot")
    window.begin()
    window.end([summary()])
    assert screen.waited_ms == pytest.approx(60_000, rel=0.01)
    assert np.array_equal(screen.shown[0], screen.shown[-1])


def test_a_summary_closed_by_its_cross_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not come back."""
    screen = _Screen([])
    screen.put_up(monkeypatch)
    window = Window("unknot")
    window.begin()
    window.show(Moment(None, None, snapshot(), lambda: np.zeros((36, 48, 3), np.uint8)))
    screen.open = False
    window.end([summary()])
    assert len(screen.shown) == 1
