"""Keys pressed in the terminal: the same as in the window, and the terminal is left as it was."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from vision.render.output import Key, Output
from vision.render.window import key_of

if sys.platform == "win32":
    import msvcrt
else:
    import select
    import termios
    import tty

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console

    from vision.render.output import Moment

_MOST_BYTES: Final = 256
_SEQUENCE: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\x1b\[O])")
"""What arrow and function keys, and letters with Alt, are told by; Escape alone is ours."""
_SPECIAL: Final = ("\x00", "\xe0")
"""On Windows these begin such keys."""
_ENDS: Final = ("SIGTERM", "SIGHUP", "SIGQUIT")


class TerminalKeys(Output):
    """Takes keys where the program was started, without Enter and without writing them.

    However the program ends or is halted, the terminal takes whole lines again: after an error,
    Ctrl-C, a signal to end, or Ctrl-Z, from which the practice can be brought back.

    Parameters
    ----------
    console
        Whose cursor is shown while the program is halted.
    stream
        A terminal that is read from.

    """

    has_keys = True

    def __init__(self, console: Console, stream: TextIO) -> None:
        self._console = console
        self._file = stream.fileno()
        self._usual: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    def begin(self) -> None:
        """Take the keys, and hear of signals."""
        self._take()
        if sys.platform == "win32":
            return
        ways = dict.fromkeys(_ENDS, self._end) | {"SIGTSTP": self._halt}
        # Only the main thread may hear of signals.
        with suppress(ValueError):
            for name, way in ways.items():
                number = getattr(signal, name)
                self._handlers[number] = signal.signal(number, way)

    def show(self, moment: Moment) -> list[Key]:  # noqa: ARG002 (they do not depend on it)
        """Return the keys pressed since this was asked last."""
        return [key for code in self._codes() if (key := key_of(code))]

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._give_back()
        while self._handlers:
            signal.signal(*self._handlers.popitem())

    def _codes(self) -> list[int]:
        if sys.platform == "win32":
            return _codes_of_windows()
        if not self._is_ours():
            return []
        self._take()
        if not select.select([self._file], [], [], 0)[0]:
            return []
        return list(_SEQUENCE.sub(b"", os.read(self._file, _MOST_BYTES)))

    def _is_ours(self) -> bool:
        """Whether the program is in the foreground; reading in the background would halt it."""
        return sys.platform == "win32" or os.tcgetpgrp(self._file) == os.getpgrp()

    def _take(self) -> None:
        if sys.platform != "win32" and self._usual is None and self._is_ours():
            self._usual = termios.tcgetattr(self._file)
            tty.setcbreak(self._file)

    def _give_back(self) -> None:
        if sys.platform == "win32" or self._usual is None:
            return
        usual, self._usual = self._usual, None
        # A terminal that is gone needs nothing any more.
        with suppress(termios.error):
            termios.tcsetattr(self._file, termios.TCSANOW, usual)

    def _end(self, number: int, _: object) -> None:
        """End as after any error, so that files are finished."""
        self._give_back()
        sys.exit(128 + number)

    def _halt(self, number: int, _: object) -> None:
        """Stand still until the person brings the program back."""
        self._give_back()
        self._console.show_cursor()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        # Here the program goes on; keys are taken again once it is in the foreground.
        signal.signal(number, self._halt)
        self._console.show_cursor(show=False)


def _codes_of_windows() -> list[int]:
    """Return the codes of keys pressed in a console of Windows."""
    codes: list[int] = []
    if sys.platform == "win32":
        while msvcrt.kbhit():
            letter = msvcrt.getwch()
            if letter in _SPECIAL:
                msvcrt.getwch()
            else:
                codes.append(ord(letter))
    return codes
