"""Whether an hour of practice costs memory or speed.

``python -m benchmarks.soak [--minutes N] [--fps N] [--engine NAME]``

A made webcam sends the demo over and over through the practice's real loop, drawn and with its
events written, in one session after the other. Each minute the memory of the process and the
pictures judged a second are noted. Reported are how much memory ten minutes cost, as the slope of a
line through the minutes after the first five, and how far the slowest minute is below the median.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from rich.console import Console

from benchmarks.live import FilmCamera, jpegs_of
from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.frames.live.source import LiveSource
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, NAMES, Engine
from vision.measure.catalog import bones_in
from vision.render.output import EventStream, Moment, Output
from vision.render.overlay.overlay import Overlay
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGETS: Final = {"mb_in_ten_minutes": 1.0, "slowest_percent": 3.0}
_WARM_UP: Final = 5
_MOST_PICTURES: Final = 2000


class _Endless(FilmCamera):
    """A webcam whose film begins anew when it is over."""

    def __init__(self, jpegs: Sequence[np.ndarray], fps: float) -> None:
        super().__init__(jpegs, fps)
        self._sent = 0

    def read(self) -> np.ndarray | None:
        """Wait until the next picture is due."""
        self._sent += 1
        time.sleep(max(0.0, self._start_s + self._sent * self._step_s - time.perf_counter()))
        self._next %= len(self._jpegs)
        self.had_s.clear()  # an hour of them would be the memory that is looked for
        return self._picture()


class Minutes(Output):
    """Draws every picture, and notes each minute; quits at the last."""

    has_keys = True

    def __init__(self, minutes: int) -> None:
        self.left = minutes
        self.memory_mb: list[float] = []
        self.rate_hz: list[float] = []
        self._pictures = 0
        self._begun_s = time.perf_counter()

    def show(self, moment: Moment) -> None:
        """Draw, and count."""
        _ = moment.image
        self._pictures += moment.frame is not None
        took_s = time.perf_counter() - self._begun_s
        if took_s >= 60:  # noqa: PLR2004 (seconds of a minute)
            self.rate_hz.append(self._pictures / took_s)
            self.memory_mb.append(_memory_mb())
            self._pictures, self._begun_s = 0, time.perf_counter()
            self.left -= 1
            print(
                f"{self.memory_mb[-1]:.1f} MB, {self.rate_hz[-1]:.2f} pictures a second", flush=True
            )


class _Once(Session):
    """A session that is over with its minutes, too."""

    def __init__(self, minutes: Minutes) -> None:
        super().__init__(load_demo_flow(load_library(None)))
        self._minutes = minutes

    @property
    def finished(self) -> bool:
        """Whether the routine is done, or there are no more minutes."""
        return super().finished or not self._minutes.left


def _memory_mb() -> float:
    """Return the memory that is this process's own: what it shares counts in part."""
    text = Path("/proc/self/smaps_rollup").read_text("ascii")
    line = next(each for each in text.splitlines() if each.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def soak(minutes: int, fps: float, engine: Engine, folder: Path) -> Minutes:
    """Practise for so many minutes."""
    noted = Minutes(minutes)
    with demo_clip() as clip:
        jpegs = jpegs_of(clip, _MOST_PICTURES)
    with ExitStack() as stack:
        source = stack.enter_context(LiveSource(_Endless(jpegs, fps)))
        outputs = stack.enter_context(Outputs(Overlay(bones_in), Console(stderr=True)))
        watcher = stack.enter_context(Watcher(engine))
        for output in (EventStream(str(folder / "events.jsonl")), noted):
            outputs.add(output)
        while noted.left:
            Practice(source, watcher, _Once(noted), outputs).run()
    return noted


def report(noted: Minutes) -> dict[str, float]:
    """Return the two figures, and what they are made of."""
    memory_mb, rate_hz = noted.memory_mb[_WARM_UP:], noted.rate_hz[_WARM_UP:]
    slope_mb = np.polyfit(np.arange(len(memory_mb)), memory_mb, 1)[0]
    usual_hz = statistics.median(rate_hz)
    return {
        "minutes": len(noted.memory_mb),
        "memory_mb": statistics.median(memory_mb),
        "mb_in_ten_minutes": 10 * float(slope_mb),
        "rate_hz": usual_hz,
        "slowest_percent": 100 * (1 - min(rate_hz) / usual_hz),
    }


def main() -> None:
    """Practise, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=int, default=60, help="how long; at least 10")
    parser.add_argument("--fps", type=float, default=15.0, help="pictures a second")
    parser.add_argument("--engine", choices=NAMES, default=AUTO)
    asked = parser.parse_args()
    if asked.minutes < 2 * _WARM_UP:
        parser.error(f"--minutes expects at least {2 * _WARM_UP}, got {asked.minutes}")
    engine, _ = Engine(weights.ensure(), asked.engine).settled(time.perf_counter)
    with tempfile.TemporaryDirectory() as folder:
        noted = soak(asked.minutes, asked.fps, engine, Path(folder))
    print(json.dumps({**report(noted), "targets": TARGETS}, indent=1))


if __name__ == "__main__":
    main()
