"""How long after its start the window shows something, and how long until the first picture.

Run ``python -m benchmarks.start [RUNS]`` (Linux with Xvfb): it starts ``unknot practise --demo`` on
a virtual screen so many times, each in a few seconds, and prints the times in seconds from the
start of the process, interpreter and imports included. The model has to be there: ``unknot model``
fetches it.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vision.render.bare_x import pixels_of_screen
from vision.render.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS: Final = 5
LIMIT_S: Final = 30.0
COMMAND: Final = (sys.executable, "-c", "from vision.cli import main; main()", "practise", "--demo")
_SPLASH: Final = (DARK[2] << 16) + (DARK[1] << 8) + DARK[0]
"""The colour around the words of the splash, as X tells it."""


def run() -> tuple[float, float]:
    """Start the practice once, and return when the splash and the first picture were there."""
    began_s = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 (our own words)
        COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            splash_s = _wait(began_s, lambda seen: _SPLASH in seen)
            picture_s = _wait(began_s, lambda seen: not {0, _SPLASH} & set(seen))
        finally:
            process.send_signal(signal.SIGINT)
    return splash_s, picture_s


def _wait(began_s: float, there) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    while (now_s := time.perf_counter() - began_s) < LIMIT_S:
        if there(pixels_of_screen()):
            return now_s
        time.sleep(0.01)
    raise TimeoutError(f"nothing was seen for {LIMIT_S:g} s")


@contextmanager
def screen() -> Iterator[None]:
    """Give a virtual screen, empty."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", "1280x800x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:  # noqa: S603
        os.close(write)
        with open(read, encoding="ascii") as numbers:  # noqa: PTH123 (a pipe has no path)
            os.environ["DISPLAY"] = f":{numbers.readline().strip()}"
        yield
        server.terminate()


def main(runs: int) -> None:
    """Print the times of some starts."""
    with screen():
        found = [run() for _ in range(runs)]
    for name, times_s in zip(("splash", "first picture"), zip(*found, strict=True), strict=True):
        middle_s, least_s, most_s = statistics.median(times_s), min(times_s), max(times_s)
        print(f"{name}: median {middle_s:.2f} s ({least_s:.2f} to {most_s:.2f}) of {runs} starts")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
