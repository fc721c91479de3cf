"""The window of the practice, and the keys pressed in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import cv2

from vision.errors import MissingLibraryError, OutputError
from vision.render.bare_x import repaint_if_black, unmanaged_screen
from vision.render.layout import canvas_size
from vision.render.output import Key, Output
from vision.render.overlay.card import splash, summary_card
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.render.draw import Image
    from vision.render.output import Moment
    from vision.session.snapshot import StepSummary


_SIZE_PX: Final = (1280, 720)
"""Of a window, where nothing else is asked for."""
_LOOK_S: Final = 0.03
_SPLASH_LOOKS: Final = 10
_PICTURES_LOOKED_AT: Final = (5, 20, 60)
"""Of a window, counted from its first: whether they are on the screen."""
_FOLLOW_EVERY: Final = 10
"""Pictures after which it is looked whether somebody has given the window another shape."""
_SAME_SHAPE: Final = 0.01
_SETTLE_MS: Final = 10
_ESCAPE: Final = 27
_KEYS: Final = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("b"): Key.BACK,
    ord("v"): Key.EASIER,
    ord("r"): Key.OWN_BREATH,
    ord("c"): Key.CAMERA,
    ord("p"): Key.PRIVATE,
    ord("f"): Key.FULLSCREEN,
    ord("m"): Key.MUTE,
    ord("+"): Key.LOUDER,
    ord("="): Key.LOUDER,  # where + needs the shift key
    ord("-"): Key.QUIETER,
    ord("q"): Key.QUIT,
    _ESCAPE: Key.QUIT,
    # Enter is one of two codes, after the window system.
    ord("\r"): Key.ACCEPT,
    ord("\n"): Key.ACCEPT,
}


def key_of(code: int) -> Key | None:
    """Return what a key code asks for, whatever the window system and the shift key add to it."""
    if code < 0:
        return None
    letter = code & 0xFF
    return _KEYS.get(ord(chr(letter).lower()))


def _pressed(for_ms: int) -> list[Key]:
    """Wait for a key, and return it with those pressed after it, as far as the toolkit keeps them.

    Qt keeps the latest alone.
    """
    keys, code = [], cv2.waitKey(for_ms)
    while code >= 0:
        keys += [key] if (key := key_of(code)) else []
        code = cv2.pollKey()
    return keys


class Window(Output):
    """A window that shows pictures and tells which key was pressed.

    Ask first whether there is a display: without one the toolkit ends the process, and no
    exception can stop it.

    Parameters
    ----------
    title
        Text of its title bar, and its name.
    size_px
        ``(width, height)``; None for the whole screen.
    summary_s
        How long the summary stays at most.

    Attributes
    ----------
    shape
        ``(width, height)`` of what is shown, once the window has begun.
    on_shape
        Called with the shape whenever it becomes another one.

    """

    has_keys = names_keys = True

    def __init__(
        self, title: str, size_px: tuple[int, int] | None = _SIZE_PX, summary_s: float = 60.0
    ) -> None:
        self._title = title
        self._wanted_px = size_px
        self._summary_s = summary_s
        self._full = size_px is None
        self._begun = False
        self._pictures = 0
        self._size_px: tuple[int, int] | None = None
        self.shape = size_px or _SIZE_PX
        self.on_shape: Callable[[tuple[int, int]], None] = lambda _: None

    def begin(self) -> None:
        """Open the window; nothing if it is open already.

        Raises
        ------
        MissingLibraryError
            When this OpenCV was built without windows.

        """
        if self._begun:
            return
        # Qt warns of fonts and sessions it does without; only what a person can act on is shown.
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false;*.debug=false")
        try:
            cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | _PLAIN)
        except cv2.error as error:
            raise MissingLibraryError(
                "expected an OpenCV that can open windows, got: {error}; practise with --no-window",
                error=error.err,
            ) from error
        self._begun = True
        if self._wanted_px is None:
            self._fill_the_screen()
        else:
            cv2.resizeWindow(self._title, *self._wanted_px)

    def meanwhile(self, text: str) -> None:
        """Show what is happening before there is a picture."""
        cv2.imshow(self._title, splash(canvas_size(self.shape, self.shape), text))
        self._see_to_it()
        if repaint_if_black(self._title):
            self._see_to_it()

    def show(self, moment: Moment) -> list[Key]:
        """Show a moment and return the keys pressed since the last one.

        A window that was closed is told as `Key.CLOSE`. Full screen is switched here and reported,
        too.

        Raises
        ------
        OutputError
            If the window cannot be shown any more.

        """
        return self._show(moment.image)

    def end(self, summaries: Sequence[StepSummary]) -> None:
        """Show the summary until it is closed or its time is over.

        The keys for steps do not close it: pressed for the last step, they come again.
        """
        card = summary_card(self._size_px or canvas_size(self.shape, self.shape), summaries)
        for _ in range(round(self._summary_s / _LOOK_S)):
            if not _CLOSING.isdisjoint(self._show(card, for_s=_LOOK_S)):
                break

    def close(self) -> None:
        """Close the window, if the person has not."""
        if self._is_open():
            cv2.destroyWindow(self._title)
            # The toolkit closes it only when its events are seen to.
            cv2.waitKey(1)

    def _show(self, image: Image, *, for_s: float = 0.001) -> list[Key]:
        if self._size_px is not None and not self._is_open():
            return [Key.CLOSE]
        try:
            self._size_px = (image.shape[1], image.shape[0])
            cv2.imshow(self._title, image)
            keys = _pressed(round(1000 * for_s))
            if Key.FULLSCREEN in keys:
                self._toggle_full_screen()
        except cv2.error as error:
            reason = say("the window cannot be shown any more ({error})", error=error.err)
            raise OutputError(reason) from error
        self._pictures += 1
        if self._pictures in _PICTURES_LOOKED_AT:
            repaint_if_black(self._title)
        if self._pictures % _FOLLOW_EVERY == 0:
            self._follow_shape()
        return keys

    def _fill_the_screen(self) -> None:
        """Take the whole screen, which without a window manager only its size can bring about."""
        if (screen_px := unmanaged_screen()) is None:
            cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)
        else:
            cv2.resizeWindow(self._title, *screen_px)
            cv2.moveWindow(self._title, 0, 0)
        before = None
        # A window manager takes a moment to do so.
        for _ in range(_SPLASH_LOOKS):
            cv2.waitKey(_SETTLE_MS)
            *_, width, height = cv2.getWindowImageRect(self._title)
            if (width, height) == before and width > _SIZE_PX[0] // 2:
                break
            before = (width, height)
        self._follow_shape()

    def _follow_shape(self) -> None:
        """Tell what shape the window has, if that is another one: nothing is ever stretched."""
        *_, width, height = cv2.getWindowImageRect(self._title)
        if min(width, height) <= 0:
            return
        before, self.shape = self.shape, (width, height)
        if abs(before[0] * height / (before[1] * width) - 1) > _SAME_SHAPE:
            self.on_shape(self.shape)

    def _see_to_it(self) -> None:
        """Give the toolkit the time to put on the screen what it was given."""
        for _ in range(_SPLASH_LOOKS):
            cv2.waitKey(1)

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


_CLOSING: Final = {Key.QUIT, Key.CLOSE, Key.PAUSE}
# Without toolbar and status bar, which Qt would add.
_PLAIN: Final = cv2.WINDOW_GUI_NORMAL
