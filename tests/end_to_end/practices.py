"""Practices run as a user runs them: the installed command, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Record: TypeAlias = dict[str, Any]

UNKNOT = Path(sys.executable).with_name("unknot")
WAIT_S = 180.0
"""Longer than anything here takes on a busy machine; only what hangs reaches it."""
_LOOK_EVERY_S = 0.05
_NOT_PASSED_ON = ("DISPLAY", "WAYLAND_DISPLAY", "UNKNOT_DEBUG")


@dataclass(frozen=True)
class Ended:
    """What a process left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Practice:
    """A running command, whose output and events go to files in its folder."""

    process: subprocess.Popen[bytes]
    folder: Path
    events_file: Path

    def events(self) -> list[Record]:
        """Return the events written so far."""
        return read_events(self.events_file) if self.events_file.exists() else []

    def wait_until(self, seen: Callable[[list[Record]], bool]) -> list[Record]:
        """Wait until the events tell something, and return them."""
        until_s = time.monotonic() + WAIT_S
        while time.monotonic() < until_s:
            running = self.process.poll() is None
            events = self.events()
            if seen(events):
                return events
            assert running, f"ended with {self.process.returncode}: {self.said()}"
            time.sleep(_LOOK_EVERY_S)
        raise AssertionError(f"only this in {WAIT_S:g} s: {self.events()[-3:]}; {self.said()}")

    def wait_for_text(self, text: str) -> None:
        """Wait until something is written to the terminal."""
        until_s = time.monotonic() + WAIT_S
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until_s, self.said()
            time.sleep(_LOOK_EVERY_S)

    def wait_for(self, name: str, count: int = 1) -> Record:
        """Wait for an event (the ``count``-th of its name), and return it."""
        events = self.wait_until(lambda seen: len(named(seen, name)) >= count)
        return named(events, name)[count - 1]

    def happens(self, name: str, *, within_s: float) -> bool:
        """Return whether an event of that name has come, waiting for a while."""
        until_s = time.monotonic() + within_s
        while not named(self.events(), name):
            if time.monotonic() > until_s:
                return False
            time.sleep(_LOOK_EVERY_S)
        return True

    def interrupt(self) -> Ended:
        """Press Ctrl-C, and return how it ends."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> Ended:
        """Wait for the end."""
        code = self.process.wait(WAIT_S)
        return Ended(code, *(self._text(name) for name in ("stdout.txt", "stderr.txt")))

    def said(self) -> str:
        """Return what it wrote to its terminal so far."""
        return self._text("stdout.txt") + self._text("stderr.txt")

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@contextmanager
def started(
    command: Sequence[str | Path],
    folder: Path,
    *,
    events_file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Practice]:
    """Start a command in a folder without a terminal, and make sure that it is gone in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "stdout.txt").open("wb") as out,
        (folder / "stderr.txt").open("wb") as err,
        subprocess.Popen(  # noqa: S603 -- commands written in tests
            [*map(str, command)],
            cwd=folder,
            env={**plain_environment(folder), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        ) as process,
    ):
        try:
            yield Practice(process, folder, events_file or folder / "events.jsonl")
        finally:
            process.kill()


def ran(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None
) -> Ended:
    """Run a command to its end."""
    with started(command, folder, environment=environment) as practice:
        return practice.end()


def plain_environment(folder: Path) -> dict[str, str]:
    """Give an environment without a display, and without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**kept, "UNKNOT_CONFIG_DIR": str(folder / "settings"), "PYTHONUTF8": "1"}


def read_events(file: Path) -> list[Record]:
    """Read the whole lines of an event file."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def named(events: Sequence[Record], *names: str) -> list[Record]:
    """Return the events of some names, in their order."""
    return [event for event in events if event["event"] in names]


def last_of(events: Sequence[Record]) -> str:
    """Return the name of the last event, whatever is said in parting after it."""
    return str([event["event"] for event in events if event["event"] != "Said"][-1])
