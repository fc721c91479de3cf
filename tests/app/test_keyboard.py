"""Keys in the terminal: taken as they are pressed, and the terminal is left as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest
from rich.console import Console

from vision.render.output import Key

if sys.platform == "win32":
    pytest.skip("consoles of Windows are no terminals to open", allow_module_level=True)

import pty
import termios

from tests.paths import ROOT
from vision.app.keyboard import TerminalKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT_S: Final = 60.0
PROGRAM: Final = """
import os, sys, time
from rich.console import Console
from vision.app.keyboard import TerminalKeys
from vision.app.outputs import Outputs

with Outputs(None, Console()) as outputs:
    outputs.add(TerminalKeys(Console(), sys.stdin))
    print("ready", flush=True)
    if sys.argv[1] == "error":
        raise RuntimeError("no luck")
    until = time.monotonic() + 60
    while time.monotonic() < until and sys.argv[1] != "done":
        for key in outputs._outputs[0].show(None):
            print(key.value, flush=True)
        time.sleep(0.02)
print("closed", flush=True)
"""


# What a shell does: it starts the program in a group of its own, in the foreground of the terminal,
# and tells when that halts or ends.
SHELL: Final = """
import fcntl, os, signal, sys, termios

reports, program, how = int(sys.argv[1]), sys.argv[2], sys.argv[3]
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", program, how])
os.write(reports, f"{child}\\n".encode())
halted = True
while halted:
    halted = os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1])
    os.write(reports, b"halted\\n" if halted else b"ended\\n")
"""


class Terminal:
    """A terminal with one program in its foreground."""

    def __init__(self, how: str) -> None:
        self.master, self._slave = pty.openpty()
        self.usual = termios.tcgetattr(self._slave)
        self._shell, reports = os.pipe()
        ends = dict.fromkeys(("stdin", "stdout", "stderr"), self._slave)
        self._process = subprocess.Popen(  # noqa: S603 -- fixed words
            [sys.executable, "-c", SHELL, str(reports), PROGRAM, how],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[reports],
            start_new_session=True,
            **ends,
        )
        os.close(reports)
        self.said = b""

    def report(self) -> str:
        """Return the next thing the shell tells."""
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self._shell, 1)
        return line.decode().strip()

    def hear(self, words: str) -> None:
        """Wait until the program writes something."""
        until_s = time.monotonic() + WAIT_S
        while words.encode() not in self.said:
            assert time.monotonic() < until_s, self.said
            self.said += os.read(self.master, 1024)

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is as it was before the program."""
        return termios.tcgetattr(self._slave)[:4] == self.usual[:4]

    def waits_until(self, *, lines: bool) -> bool:
        """Return whether the terminal comes to take lines, or single keys."""
        until_s = time.monotonic() + WAIT_S
        while self.takes_lines is not lines and time.monotonic() < until_s:
            time.sleep(0.02)
        return self.takes_lines is lines

    def close(self) -> None:
        """Leave nothing running."""
        self._process.wait(WAIT_S)
        for file in (self.master, self._slave, self._shell):
            os.close(file)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TerminalKeys]]:
    """Give the other side of a terminal, and keys that are read from it."""
    # No terminal that anything is started from: there is no foreground to be in.
    monkeypatch.setattr(TerminalKeys, "_is_ours", lambda _: True)
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as stream:
        keys = TerminalKeys(Console(), stream)
        keys.begin()
        yield master, keys
        keys.close()
    os.close(master)


@pytest.mark.parametrize(
    ("pressed", "keys"),
    [
        (b" ", [Key.PAUSE]),
        (b"qq", [Key.QUIT, Key.QUIT]),
        (b"nVb", [Key.NEXT, Key.EASIER, Key.BACK]),
        (b"\n", [Key.ACCEPT]),
        (b"r", [Key.OWN_BREATH]),
        (b"\x1b", [Key.QUIT]),
        (b"x\xc3\xa9", []),
        (b"\x1b[A\x1bOP\x1b[1;5C\x1bnb", [Key.BACK]),  # arrow up, F1, Ctrl and an arrow, Alt and n
    ],
)
def test_keys_are_those_of_the_window(
    opened: tuple[int, TerminalKeys], pressed: bytes, keys: list[Key]
) -> None:
    """All that were pressed, in order, and nothing for keys that are told by several bytes."""
    master, terminal = opened
    assert terminal.show(None) == []  # type: ignore[arg-type]
    os.write(master, pressed)
    time.sleep(0.05)
    assert terminal.show(None) == keys  # type: ignore[arg-type]
    assert terminal.show(None) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["done", "error"])
def test_the_terminal_is_left_as_it_was(how: str) -> None:
    """Whether all went well or an error ends the program."""
    terminal = Terminal(how)
    assert int(terminal.report())
    assert terminal.report() == "ended"
    assert terminal.takes_lines
    terminal.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_to_end_leaves_it_as_it_was(number: signal.Signals) -> None:
    """All outputs are closed, as after any error."""
    terminal = Terminal("wait")
    program = int(terminal.report())
    terminal.hear("ready")
    assert not terminal.takes_lines
    terminal.press(b"n")
    terminal.hear("next")
    os.kill(program, number)
    assert terminal.report() == "ended"
    assert terminal.takes_lines
    terminal.close()


def test_halted_it_is_as_it_was_and_brought_back_it_takes_keys() -> None:
    """Ctrl-Z and fg; keys pressed afterwards count again."""
    terminal = Terminal("wait")
    program = int(terminal.report())
    terminal.hear("ready")
    terminal.press(b"\x1a")
    assert terminal.report() == "halted"
    assert terminal.takes_lines
    os.kill(program, signal.SIGCONT)
    assert terminal.waits_until(lines=False)
    terminal.press(b"v")
    terminal.hear("easier")
    os.kill(program, signal.SIGTERM)
    assert terminal.report() == "ended"
    assert terminal.takes_lines
    terminal.close()
