"""The window of the practice, and the keys pressed in it."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, Final

import cv2

from vision.errors import MissingLibraryError

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from vision.render.draw import Image


class Key(str, Enum):
    """What a key asks for."""

    PAUSE = "pause"
    NEXT = "next"
    BACK = "back"
    FULLSCREEN = "full screen"
    QUIT = "quit"


_ESCAPE: Final = 27
_KEYS: Final = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("b"): Key.BACK,
    ord("f"): Key.FULLSCREEN,
    ord("q"): Key.QUIT,
    _ESCAPE: Key.QUIT,
}


def key_of(code: int) -> Key | None:
    """Return what a key code asks for, whatever the window system and the shift key add to it."""
    if code < 0:
        return None
    letter = code & 0xFF
    return _KEYS.get(ord(chr(letter).lower()))


class Window:
    """A window that shows pictures and tells which key was pressed.

    Ask first whether there is a display: without one the toolkit ends the process, and no
    exception can stop it.

    Parameters
    ----------
    title
        Text of its title bar, and its name.

    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._full = False
        self._seen = False

    def __enter__(self) -> Self:
        """Open the window, resizable.

        Raises
        ------
        MissingLibraryError
            When this OpenCV was built without windows.

        """
        # Qt warns of fonts and sessions it does without; only what a person can act on is shown.
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false;*.debug=false")
        try:
            cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | _PLAIN)
        except cv2.error as error:
            raise MissingLibraryError(
                f"expected an OpenCV that can open windows, got: {error.err}; "
                f"practise with --no-window"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the window, if the person has not."""
        if self._is_open():
            cv2.destroyWindow(self._title)
            # The toolkit closes it only when its events are seen to.
            cv2.waitKey(1)

    def show(self, image: Image) -> Key | None:
        """Show a picture and return the key pressed since the last one, if any.

        Closing the window counts as quitting. Full screen is switched here and reported, too.
        """
        if self._seen and not self._is_open():
            return Key.QUIT
        if not self._seen:
            # Before the first picture, so that the window does not jump under the person's eyes.
            cv2.resizeWindow(self._title, image.shape[1], image.shape[0])
            self._seen = True
        cv2.imshow(self._title, image)
        key = key_of(cv2.waitKey(1))
        if key is Key.FULLSCREEN:
            self._toggle_full_screen()
        return key

    def _is_open(self) -> bool:
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:
            # Qt leaves together with its last window, and then knows no properties.
            return False

    def _toggle_full_screen(self) -> None:
        self._full = not self._full
        size = cv2.WINDOW_FULLSCREEN if self._full else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, size)


# Without toolbar and status bar, which Qt would add.
_PLAIN: Final = cv2.WINDOW_GUI_NORMAL
