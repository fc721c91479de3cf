"""Hands and eyes on an X screen, with nothing but the library every X window needs.

Run as a program: ``hands.py press WINDOW KEY`` or ``hands.py look FILE``. A process of its own,
because libX11 ends the whole process when something is amiss.
"""

from __future__ import annotations

import ctypes as c
import sys
import time
from pathlib import Path

_KEY_PRESS, _KEY_RELEASE = 2, 3
_MASKS = {_KEY_PRESS: 1 << 0, _KEY_RELEASE: 1 << 1}
_WHOLE_PIXELS = 2  # ZPixmap
_ALL_PLANES = c.c_ulong(-1)
_WAIT_S = 20.0


class _KeyEvent(c.Structure):
    _fields_ = (
        ("type", c.c_int),
        ("serial", c.c_ulong),
        ("sent", c.c_int),
        ("display", c.c_void_p),
        ("window", c.c_ulong),
        ("root", c.c_ulong),
        ("subwindow", c.c_ulong),
        ("time", c.c_ulong),
        ("x", c.c_int),
        ("y", c.c_int),
        ("x_root", c.c_int),
        ("y_root", c.c_int),
        ("state", c.c_uint),
        ("keycode", c.c_uint),
        ("same_screen", c.c_int),
        ("rest", c.c_long * 24),
    )


class _Image(c.Structure):
    _fields_ = (
        ("width", c.c_int),
        ("height", c.c_int),
        ("xoffset", c.c_int),
        ("format", c.c_int),
        ("data", c.POINTER(c.c_ubyte)),
        ("byte_order", c.c_int),
        ("bitmap_unit", c.c_int),
        ("bitmap_bit_order", c.c_int),
        ("bitmap_pad", c.c_int),
        ("depth", c.c_int),
        ("bytes_per_line", c.c_int),
    )


class Screen:
    """The screen ``DISPLAY`` names."""

    def __init__(self) -> None:
        self._x11 = c.CDLL("libX11.so.6")
        self._x11.XOpenDisplay.restype = c.c_void_p
        self._x11.XDefaultRootWindow.restype = c.c_ulong
        self._x11.XStringToKeysym.restype = c.c_ulong
        self._x11.XGetImage.restype = c.POINTER(_Image)
        self._display = c.c_void_p(self._x11.XOpenDisplay(None))
        self._root = c.c_ulong(self._x11.XDefaultRootWindow(self._display))

    def find(self, title: str) -> c.c_ulong:
        """Wait for the window of a title."""
        until_s = time.monotonic() + _WAIT_S
        while time.monotonic() < until_s:
            for window in self._below(self._root):
                if self._title(window) == title:
                    return window
            time.sleep(0.05)
        raise SystemExit(f"no window {title!r}")

    def press(self, window: c.c_ulong, key: str) -> None:
        """Press and release a key in a window."""
        keysym = c.c_ulong(self._x11.XStringToKeysym(key.encode()))
        keycode = self._x11.XKeysymToKeycode(self._display, keysym)
        for kind in (_KEY_PRESS, _KEY_RELEASE):
            event = _KeyEvent(
                kind, 0, 1, self._display, window, self._root, 0, 0, 1, 1, 1, 1, 0, keycode, 1
            )
            self._x11.XSendEvent(self._display, window, 1, c.c_long(_MASKS[kind]), c.byref(event))
        self._x11.XSync(self._display, 0)

    def look(self) -> tuple[int, int, bytes]:
        """Return width, height and the blue, green, red and unused bytes of the whole screen."""
        width, height = c.c_uint(), c.c_uint()
        others = [c.byref(c.c_ulong()) for _ in range(5)]
        self._x11.XGetGeometry(
            self._display,
            self._root,
            others[0],
            others[1],
            others[2],
            c.byref(width),
            c.byref(height),
            others[3],
            others[4],
        )
        image = self._x11.XGetImage(
            self._display, self._root, 0, 0, width, height, _ALL_PLANES, _WHOLE_PIXELS
        ).contents
        data = c.string_at(image.data, image.bytes_per_line * image.height)
        return image.width, image.height, data

    def _below(self, window: c.c_ulong) -> list[c.c_ulong]:
        """Return all windows in a window."""
        root, parent, count = c.c_ulong(), c.c_ulong(), c.c_uint()
        children = c.POINTER(c.c_ulong)()
        self._x11.XQueryTree(
            self._display,
            window,
            c.byref(root),
            c.byref(parent),
            c.byref(children),
            c.byref(count),
        )
        inside = [c.c_ulong(children[index]) for index in range(count.value)]
        return inside + [deeper for child in inside for deeper in self._below(child)]

    def _title(self, window: c.c_ulong) -> str:
        name = c.c_char_p()
        self._x11.XFetchName(self._display, window, c.byref(name))
        return (name.value or b"").decode()


def main() -> None:
    """Do what the arguments say."""
    screen = Screen()
    what, *arguments = sys.argv[1:]
    if what == "press":
        title, key = arguments
        screen.press(screen.find(title), key)
    else:
        width, height, data = screen.look()
        Path(arguments[0]).write_bytes(f"{width} {height}\n".encode() + data)


if __name__ == "__main__":
    main()
