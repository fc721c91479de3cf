"""Windows on an X server without a window manager, where Qt now and then paints nothing.

It misses there that its window has come on the screen, in one start of five, and the window stays
black for good. Taken off the screen and put there again, it is told once more.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHOLE_PIXELS: Final = 2
"""The format ZPixmap of `XGetImage`."""
_ALL_PLANES: Final = 0xFFFFFFFF
_COLOURS: Final = 0xFFFFFF
_LOOKED_AT: Final = 8
"""Pixels at each side of what is looked at: no picture of ours is black in all of them."""


def repaint_if_black(title: str, platform: str = sys.platform) -> bool:
    """Have a window painted that is black, and return whether there was one.

    Parameters
    ----------
    title
        Of the window; only those right on the screen are meant, which no window manager has framed.
    platform
        As `sys.platform`.

    """
    if not platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return False
    with _display() as (x11, display):
        black = [
            window
            for window in _windows(x11, display)
            if _name(x11, display, window) == title and _is_black(x11, display, window)
        ]
        for window in black:
            for change in (x11.XUnmapWindow, x11.XMapWindow):
                change(display, window)
                x11.XSync(display, 0)
    return bool(black)


_ON_ERROR: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)
"""Lets a window that is just going away be: Xlib would end the process."""


def unmanaged_screen(platform: str = sys.platform) -> tuple[int, int] | None:
    """Return ``(width, height)`` of a screen without a window manager, None of any other."""
    if not platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return None
    with _display() as (x11, display):
        if _is_managed(x11, display):
            return None
        screen = x11.XDefaultScreen(display)
        return x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen)


def pixels_of_screen() -> list[int]:
    """Return some pixels of the whole screen, ``0xRRGGBB``, as a benchmark looks at it."""
    with _display() as (x11, display):
        return _pixels(x11, display, ctypes.c_ulong(x11.XDefaultRootWindow(display)))


def _is_managed(x11: Any, display: ctypes.c_void_p) -> bool:  # noqa: ANN401
    """Return whether a window manager says that it is there, as all of today do."""
    sign = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_SUPPORTING_WM_CHECK", 0))
    root, any_type = ctypes.c_ulong(x11.XDefaultRootWindow(display)), ctypes.c_ulong(0)
    kind, form = ctypes.c_ulong(), ctypes.c_int()
    count, rest, value = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_void_p()
    told = (ctypes.byref(each) for each in (kind, form, count, rest, value))
    part = (ctypes.c_long(0), ctypes.c_long(1), 0)
    x11.XGetWindowProperty(display, root, sign, *part, any_type, *told)
    if value.value:
        x11.XFree(value)
    return count.value > 0


@contextmanager
def _display() -> Iterator[tuple[Any, ctypes.c_void_p]]:
    x11: Any = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XGetImage.restype = ctypes.c_void_p
    x11.XSetErrorHandler.restype = ctypes.c_void_p
    x11.XGetPixel.restype = x11.XInternAtom.restype = ctypes.c_ulong
    before = x11.XSetErrorHandler(_ON_ERROR)
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    try:
        yield x11, display
    finally:
        x11.XCloseDisplay(display)
        x11.XSetErrorHandler(ctypes.c_void_p(before))


def _windows(x11: Any, display: ctypes.c_void_p) -> list[ctypes.c_ulong]:  # noqa: ANN401
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    found = ctypes.POINTER(ctypes.c_ulong)()
    top = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    told = (ctypes.byref(each) for each in (root, parent, found, count))
    if not x11.XQueryTree(display, top, *told):
        return []
    windows = [ctypes.c_ulong(found[index]) for index in range(count.value)]
    if windows:
        x11.XFree(found)
    return windows


def _name(x11: Any, display: ctypes.c_void_p, window: ctypes.c_ulong) -> str:  # noqa: ANN401
    name = ctypes.c_char_p()
    if not x11.XFetchName(display, window, ctypes.byref(name)):
        return ""
    text = (name.value or b"").decode("utf-8", "replace")
    x11.XFree(name)
    return text


def _is_black(x11: Any, display: ctypes.c_void_p, window: ctypes.c_ulong) -> bool:  # noqa: ANN401
    seen = _pixels(x11, display, window)
    return bool(seen) and not any(seen)


def _pixels(x11: Any, display: ctypes.c_void_p, window: ctypes.c_ulong) -> list[int]:  # noqa: ANN401
    """Return the pixels of a corner of a window, none of one that is not on the screen."""
    size = ctypes.c_uint(_LOOKED_AT)
    planes = ctypes.c_ulong(_ALL_PLANES)
    taken = x11.XGetImage(display, window, 4, 120, size, size, planes, _WHOLE_PIXELS)
    if not taken:
        return []
    image, places = ctypes.c_void_p(taken), range(_LOOKED_AT)
    seen = [int(x11.XGetPixel(image, x, y) & _COLOURS) for x in places for y in places]
    x11.XDestroyImage(image)
    return seen
