"""The window of a practice, opened before all that takes its time, and where there can be none."""

from __future__ import annotations

from typing import Final

from vision.render.layout import parse_window_size
from vision.render.window import Window
from vision.system import prepare_windows, why_no_window
from vision.words import mark, say

OPENING: Final = mark("Opening the camera. Everything stays on this machine.")
WAKING: Final = mark("One moment, and I can see you.")


def open_window(size: str) -> Window | None:
    """Open the window and show in it that it is worth waiting; None where there can be none.

    Parameters
    ----------
    size
        As `parse_window_size` takes it.

    Raises
    ------
    UsageError
        If that is no size.
    MissingLibraryError
        If this OpenCV was built without windows.

    """
    size_px = parse_window_size(size)
    if why_no_window():
        return None
    prepare_windows()
    window = Window("unknot", size_px)
    window.begin()
    window.meanwhile(say(OPENING))
    return window
