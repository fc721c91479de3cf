"""What the system must bring is looked for before anything is loaded that needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from vision import system
from vision.errors import MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINUX_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 on Linux")


def lacking(*sonames: str) -> Callable[[str], object]:
    """Give a loader for a system on which these libraries are missing."""

    def load(soname: str) -> object:
        if soname in sonames:
            raise OSError(f"{soname}: cannot open shared object file")
        return object()

    return load


def test_all_missing_libraries_are_named_with_their_packages() -> None:
    """One line names every library that is missing, and each package once."""
    load = lacking("libGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0")
    with pytest.raises(MissingLibraryError) as caught:
        system.require_libraries("OpenCV", "linux", load)
    assert str(caught.value) == (
        "OpenCV needs shared libraries this system lacks: libGL.so.1, "
        "libglib-2.0.so.0, libgthread-2.0.so.0; install them with "
        "`apt-get install libgl1 libglib2.0-0` on Debian or Ubuntu, "
        "`dnf install libglvnd-glx glib2` on Fedora"
    )


def test_a_system_that_has_them_all_passes() -> None:
    """Nothing is raised where everything loads."""
    for program in system.LIBRARIES:
        system.require_libraries(program, "linux", lacking())


def test_what_only_mediapipe_needs_is_asked_for_with_it_alone() -> None:
    """Our own engine runs on a system without them."""
    load = lacking("libEGL.so.1", "libGLESv2.so.2")
    system.require_libraries("OpenCV", "linux", load)
    with pytest.raises(MissingLibraryError, match=r"MediaPipe needs .* libegl1 libgles2"):
        system.require_libraries("MediaPipe", "linux", load)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_trusted(platform: str) -> None:
    """On macOS and Windows the wheels bring all they need, and windows need no X server."""
    system.require_libraries("OpenCV", platform, lacking("libGL.so.1"))
    assert system.why_no_window({}, platform, lacking("libSM.so.6")) is None


def test_a_window_needs_libraries_of_its_own() -> None:
    """What only windows need is a reason for no window, not an error."""
    reason = system.why_no_window({"DISPLAY": ":0"}, "linux", lacking("libSM.so.6"))
    assert reason is not None
    assert "libSM.so.6" in reason
    assert "apt-get install libsm6" in reason


@pytest.mark.parametrize(
    ("environ", "answer", "reason"),
    [
        ({}, True, "no display: DISPLAY is not set"),
        ({"DISPLAY": ""}, True, "no display: DISPLAY is not set"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "start XWayland"),
        ({"DISPLAY": ":7"}, False, "the X server :7 is not there or refuses access"),
        ({"DISPLAY": ":7"}, None, "the X server :7 does not answer"),
        ({"DISPLAY": ":7"}, True, None),
    ],
)
def test_the_display_is_asked_before_a_window_is(
    environ: dict[str, str],
    answer: bool | None,  # noqa: FBT001 (what the server is made to answer)
    reason: str | None,
) -> None:
    """Each way of having no display has its reason, and a server that answers has none."""
    told = system.why_no_window(environ, "linux", lacking(), lambda _: answer)
    assert told == reason if reason is None else told is not None and reason in told


def test_a_desktop_that_asks_for_another_platform_is_overruled() -> None:
    """The platform is the one the wheel has; the user's own logging rules stay."""
    environ = {"QT_QPA_PLATFORM": "wayland", "QT_LOGGING_RULES": "mine"}
    system.prepare_windows(environ)
    assert environ == {"QT_QPA_PLATFORM": "xcb", "QT_LOGGING_RULES": "mine"}


@LINUX_ONLY
@pytest.mark.parametrize("display", ["nonsense", ":4711", "127.0.0.1:4711"])
def test_a_server_that_is_not_there_does_not_answer_yes(display: str) -> None:
    """A display no server stands behind is refused within moments."""
    assert system.x_server_answers(display) is False


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Start an X server of its own, without a screen to look at."""
    program = shutil.which("Xvfb")
    if program is None:
        missing = "no Xvfb to stand for an X server"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    ready, told = os.pipe()
    server = subprocess.Popen(  # noqa: S603 (the program just found)
        [program, "-displayfd", str(told), "-screen", "0", "320x240x24"],
        pass_fds=[told],
        stderr=subprocess.DEVNULL,
    )
    os.close(told)
    with os.fdopen(ready) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait(10)


@LINUX_ONLY
def test_a_living_server_answers(display: str) -> None:
    """An X server that runs lets us in, again and again, though nobody else uses it."""
    assert system.why_no_window({"DISPLAY": display}) is None
    assert [system.x_server_answers(display) for _ in range(20)] == [True] * 20


@LINUX_ONLY
def test_a_window_opens_without_a_word_on_the_terminal(display: str) -> None:
    """With the platform set, even a Wayland desktop's settings neither abort nor warn."""
    code = (
        "from vision import system\n"
        "assert system.why_no_window() is None\n"
        "system.prepare_windows()\n"
        "import cv2, numpy\n"
        "cv2.namedWindow('w'); cv2.imshow('w', numpy.zeros((9, 9, 3), 'uint8'))\n"
        "cv2.waitKey(10)"
    )
    environ = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "wayland",
        "XDG_SESSION_TYPE": "wayland",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(  # noqa: S603 (this very Python)
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_silent_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen server costs the time limit and no more."""
    monkeypatch.setattr(system, "_connects", lambda _: time.sleep(1))
    assert system.x_server_answers(":0", limit_s=0.05) is None
