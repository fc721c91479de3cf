"""How old a camera's pictures are when they are judged, and how soon the first one is there.

``python -m benchmarks.live [VIDEO] [--engine NAME] [--rounds N] [--seconds S] [--fps N] [--json]``

A made webcam sends the video's pictures as JPEG, 30 a second by the clock whatever the video's own
rate, through the practice's real loop: capture, landmarks, measures, verdicts, session, overlay,
and with ``--window`` a real window. Reported are the share of pictures judged, and how old they
were, from the moment the camera had them to their verdict, and until they were drawn.

Then unknot is started anew, ``--starts`` times: until its help is there, and until a practice has
shown the first picture of the demo. The model has to be there already.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.errors import FrameSourceError
from vision.frames.live.source import LiveSource
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, NAMES, Engine
from vision.measure.catalog import bones_in
from vision.render.output import Moment, Output
from vision.render.overlay.overlay import Overlay
from vision.render.window import Window
from vision.session.live.practice import Session
from vision.system import prepare_windows, why_no_window

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGETS: Final = {"judged": 1.0, "median_ms": 25.0, "p95_ms": 50.0, "start_s": 2.0, "help_s": 0.3}
_QUALITY: Final = 90
_FIRST_PICTURE: Final = """
import os
from vision.app.outputs import Outputs
show = Outputs.show
def shown(outputs, frame, *rest):
    show(outputs, frame, *rest)
    if frame is not None:
        os._exit(0)
Outputs.show = shown
from vision.cli import main
main()
"""
_HELP: Final = "from vision.cli import main; main()"


class FilmCamera:
    """A webcam that sends the pictures of a film at a steady rate, and then no more; a `Device`.

    Parameters
    ----------
    jpegs
        The pictures.
    fps
        How many a second.

    Attributes
    ----------
    had_s
        When each picture was there, decoded, by `time.perf_counter`.

    """

    name = "film"

    def __init__(self, jpegs: Sequence[np.ndarray], fps: float) -> None:
        self._jpegs = jpegs
        self._step_s = 1 / fps
        self._next = 0
        self._start_s = 0.0
        self.had_s: list[float] = []

    def open(self) -> np.ndarray:
        """Give the first picture.

        Raises
        ------
        FrameSourceError
            If the film is over.

        """
        if self._next:
            raise FrameSourceError("the film is over")
        self._start_s = time.perf_counter()
        return self._picture()

    def read(self) -> np.ndarray | None:
        """Wait until the next picture is due; None after the last."""
        if self._next == len(self._jpegs):
            return None
        time.sleep(max(0.0, self._start_s + self._next * self._step_s - time.perf_counter()))
        return self._picture()

    def _picture(self) -> np.ndarray:
        image = np.asarray(cv2.imdecode(self._jpegs[self._next], cv2.IMREAD_COLOR))
        self._next += 1
        self.had_s.append(time.perf_counter())
        return image

    def close(self) -> None:
        """Do nothing."""


class _UntilLost(Session):
    """A session that ends when the camera does, and not with its routine."""

    lost = False

    @property
    def finished(self) -> bool:
        """Whether the camera is gone."""
        return self.lost

    def interrupt(self, t_s: float, reason: str) -> list[Any]:
        """Note that there are no more pictures."""
        self.lost = True
        return list(super().interrupt(t_s, reason))


class _Draws(Output):
    """Draws every picture, and shows it to nobody."""

    has_keys = True

    def show(self, moment: Moment) -> None:
        """Draw the overlay."""
        _ = moment.image


class _Clock(Output):
    """Notes how old each picture is when its turn comes among the outputs."""

    def __init__(self, camera: FilmCamera) -> None:
        self._camera = camera
        self.ages_ms: list[float] = []

    def show(self, moment: Moment) -> None:
        """Note."""
        if moment.frame is not None:
            had_s = self._camera.had_s[moment.frame.index]
            self.ages_ms.append(1000 * (time.perf_counter() - had_s))


def jpegs_of(video: Path, count: int) -> list[np.ndarray]:
    """Return the first pictures of a video as a webcam sends them."""
    found: list[np.ndarray] = []
    with VideoFile(video) as source:
        for frame in source:
            if len(found) == count:
                break
            quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
            found.append(np.asarray(cv2.imencode(".jpg", frame.image_bgr, quality)[1]))
    return found


def practised(camera: FilmCamera, engine: Engine, *, window: bool) -> dict[str, float]:
    """Practise in front of a camera, and return how many pictures were judged and how old."""
    judged, drawn = _Clock(camera), _Clock(camera)
    session = _UntilLost(load_demo_flow(load_library(None)))
    with ExitStack() as stack:
        source = stack.enter_context(LiveSource(camera))
        outputs = stack.enter_context(Outputs(Overlay(bones_in), Console(stderr=True)))
        watcher = stack.enter_context(Watcher(engine))
        for output in (judged, Window("benchmark") if window else _Draws(), drawn):
            outputs.add(output)
        Practice(source, watcher, session, outputs).run()
    return {
        "judged": len(judged.ages_ms) / len(camera.had_s),
        "median_ms": statistics.median(judged.ages_ms),
        "p95_ms": float(np.percentile(judged.ages_ms, 95)),
        "drawn_median_ms": statistics.median(drawn.ages_ms),
        "drawn_p95_ms": float(np.percentile(drawn.ages_ms, 95)),
    }


def started(code: str, *arguments: str) -> float:
    """Return how many seconds a fresh process takes to run a program to its end."""
    start_s = time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    # Its errors are worth seeing; what it prints is not.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
    return time.perf_counter() - start_s


def measure(asked: argparse.Namespace, engine: Engine, console: Console) -> dict[str, list[float]]:
    """Return every figure of every round."""
    found: dict[str, list[float]] = {}
    with demo_clip() as clip:
        jpegs = jpegs_of(asked.video or clip, round(asked.seconds * asked.fps))
    for _ in track(range(asked.rounds), "Practising", console=console):
        camera = FilmCamera(jpegs, asked.fps)
        for name, value in practised(camera, engine, window=asked.window).items():
            found.setdefault(name, []).append(value)
    screen = () if asked.window else ("--no-window",)
    practise = ("practise", "--demo", "--engine", engine.name, *screen)
    for _ in track(range(asked.starts), "Starting", console=console):
        found.setdefault("start_s", []).append(started(_FIRST_PICTURE, *practise))
        found.setdefault("help_s", []).append(started(_HELP, "--help"))
    return found


_ROWS: Final = {
    "judged": "share of the pictures judged",
    "median_ms": "age at the verdict, ms, median",
    "p95_ms": "age at the verdict, ms, 95th percentile",
    "drawn_median_ms": "age when drawn, ms, median",
    "drawn_p95_ms": "age when drawn, ms, 95th percentile",
    "start_s": "start to first picture, s",
    "help_s": "unknot --help, s",
}


def _table(found: dict[str, list[float]], title: str) -> Table:
    table = Table(title=title)
    for heading in ("", "median", "least", "most", "target"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for name, row in _ROWS.items():
        if values := found.get(name):
            figures = [f"{f(values):.3g}" for f in (statistics.median, min, max)]
            table.add_row(row, *figures, f"{TARGETS[name]:g}" if name in TARGETS else "")
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path, help="a video; default: the demo clip")
    parser.add_argument("--engine", choices=NAMES, default=AUTO)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long a round is")
    parser.add_argument("--fps", type=float, default=30.0, help="pictures a second")
    parser.add_argument("--starts", type=int, default=5, help="how often unknot is started")
    parser.add_argument("--window", action="store_true", help="show it in a real window")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    asked = parser.parse_args()
    if asked.window:
        if reason := why_no_window():
            parser.error(reason)
        prepare_windows()
    engine, note = Engine(weights.ensure(), asked.engine).settled(time.perf_counter)
    console = Console(stderr=True)
    console.print(note or f"engine: {engine.name}")
    found = measure(asked, engine, console)
    if asked.json:
        print(json.dumps({"engine": engine.name, "fps": asked.fps, "rounds": found}))
    else:
        Console().print(_table(found, f"{asked.fps:g} pictures a second, {engine.name}"))


if __name__ == "__main__":
    main()
