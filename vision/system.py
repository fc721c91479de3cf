"""What the system must bring: shared libraries, and a display that answers.

OpenCV and MediaPipe load libraries no wheel brings, and say so with a traceback when one is
missing. OpenCV's window toolkit (Qt with its X11 plugin alone) ends the whole process when it
finds no display. So both are looked for first, by the same means those use.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vision.errors import MissingLibraryError
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping

_DISPLAY_ANSWER_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library, and the packages that bring it."""

    soname: str
    debian: str
    fedora: str


# As read from the wheels (readelf -d), without what every system with a Python has: the C and C++
# run times and zlib. Newer Debian and Ubuntu call libglib2.0-0 otherwise and take the old name too.
LIBRARIES: Final = {
    "OpenCV": (
        Library("libGL.so.1", "libgl1", "libglvnd-glx"),
        Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
        Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
        Library("libxcb.so.1", "libxcb1", "libxcb"),
    ),
    "MediaPipe": (
        Library("libEGL.so.1", "libegl1", "libglvnd-egl"),
        Library("libGLESv2.so.2", "libgles2", "libglvnd-gles"),
    ),
}
"""Without one of these ``import cv2``, or the start of MediaPipe's landmarker, fails."""

WINDOW_LIBRARIES: Final = (
    Library("libX11.so.6", "libx11-6", "libX11"),
    Library("libXext.so.6", "libxext6", "libXext"),
    Library("libSM.so.6", "libsm6", "libSM"),
    Library("libICE.so.6", "libice6", "libICE"),
)
"""Without one of these OpenCV's first window ends the process."""


def require_libraries(
    program: str = "OpenCV",
    platform: str = sys.platform,
    load: Callable[[str], object] = ctypes.CDLL,
) -> None:
    """Make sure that one of our libraries can be loaded. Elsewhere than on Linux, trust that.

    Parameters
    ----------
    program
        Which, one of `LIBRARIES`.
    platform
        As `sys.platform`.
    load
        Loads a shared library by name, with `OSError` when it cannot.

    Raises
    ------
    MissingLibraryError
        Libraries are missing; names all of them, and the packages to install.

    """
    if not platform.startswith("linux"):
        return
    missing = _missing(LIBRARIES[program], load)
    if missing:
        raise MissingLibraryError(
            "{program} needs shared libraries this system lacks: {remedy}",
            program=program,
            remedy=_remedy(missing),
        )


def why_no_window(
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    load: Callable[[str], object] = ctypes.CDLL,
    answers: Callable[[str], bool | None] | None = None,
) -> str | None:
    """Tell why OpenCV cannot open a window here; None when it can.

    Looks at X11 alone, under Wayland too: OpenCV's wheel draws through XWayland or not at all.

    Parameters
    ----------
    environ
        The environment, for ``DISPLAY``.
    platform
        As `sys.platform`; elsewhere than on Linux a window can be opened.
    load
        Loads a shared library by name, with `OSError` when it cannot.
    answers
        Asks the X server of that name: whether it lets us in, None when it stays silent.

    """
    if not platform.startswith("linux"):
        return None
    if missing := _missing(WINDOW_LIBRARIES, load):
        return say("no window: shared libraries are missing: {remedy}", remedy=_remedy(missing))
    display = environ.get("DISPLAY", "")
    if not display:
        unset = mark("no display: DISPLAY is not set")
        wayland = mark(
            "no display: DISPLAY is not set (Wayland alone is not enough: start XWayland)"
        )
        return say(wayland if "WAYLAND_DISPLAY" in environ else unset)
    answer = (answers or x_server_answers)(display)
    if answer is None:
        return say("no display: the X server {display} does not answer", display=display)
    refused = mark("no display: the X server {display} is not there or refuses access")
    return None if answer else say(refused, display=display)


def prepare_windows(environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what OpenCV's window toolkit reads, before the first window is opened.

    The wheel has one platform plugin, xcb: any other that the desktop asks for in
    ``QT_QPA_PLATFORM`` would end the process. And it has no fonts, about which it would complain
    on the terminal ten times; what unknot shows is a picture with the words drawn in.
    """
    environ["QT_QPA_PLATFORM"] = "xcb"
    environ.setdefault("QT_LOGGING_RULES", "default.warning=false")


def x_server_answers(display: str, limit_s: float = _DISPLAY_ANSWER_S) -> bool | None:
    """Ask an X server for a connection, as the window toolkit will; None when time runs out.

    A connection that was given stays open as long as the process lives. A server that only we
    use, as Xvfb, resets itself when its last client leaves, and would refuse the toolkit then.
    """
    result: list[bool] = []
    # In a thread of its own: libxcb waits for a frozen or far server without end.
    asking = threading.Thread(target=lambda: result.append(_connects(display)), daemon=True)
    asking.start()
    asking.join(limit_s)
    return result[0] if result else None


def _connects(display: str) -> bool:
    xcb: Any = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    refused: int = xcb.xcb_connection_has_error(connection)
    if refused:
        xcb.xcb_disconnect(connection)  # frees what stands for it
    return not refused


def _missing(
    libraries: Iterable[Library],
    load: Callable[[str], object],
) -> tuple[Library, ...]:
    return tuple(library for library in libraries if not _loads(library, load))


def _loads(library: Library, load: Callable[[str], object]) -> bool:
    try:
        load(library.soname)
    except OSError:
        return False
    return True


def _remedy(missing: Iterable[Library]) -> str:
    sonames = ", ".join(library.soname for library in missing)
    debian = " ".join(dict.fromkeys(library.debian for library in missing))
    fedora = " ".join(dict.fromkeys(library.fedora for library in missing))
    return say(
        "{sonames}; install them with `apt-get install {debian}` on Debian or Ubuntu, "
        "`dnf install {fedora}` on Fedora",
        sonames=sonames,
        debian=debian,
        fedora=fedora,
    )
