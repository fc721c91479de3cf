"""How fast practice and review are against the bare landmarker of MediaPipe, on the same video.

``python -m benchmarks.speed [VIDEO] [--engine NAME] [--rounds N] [--seconds S] [--json]``

Each round runs all loops, one after the other, so that a change of the machine's mood meets all of
them: the bare loop of the Tasks API (decode, scale, landmarker with mask), the practice without a
picture (also plausibility, measures, verdicts, session, events), the practice with the overlay
drawn for every frame, each over the video's first seconds, and the looking of a review over all of
it, twice, on two processes. Loading a model does not count, as it is done once; starting a review's
processes does. Reported are frames a second as median and range over the rounds, and the medians of
the per-round ratios to the bare loop. No round begins after two minutes. Last comes what each stage
of a practice takes (`benchmarks.stages` tells it of a review, too).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import av
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.bare import landmarker_alone
from benchmarks.review import longer, look_at
from benchmarks.stages import of_practice
from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, LIVE_THREADS, NAMES, Engine
from vision.measure.catalog import bones_in
from vision.render.output import Moment, Output
from vision.render.overlay.overlay import Overlay
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


TARGETS = {"practice": 1.8, "overlay": 1.8, "review": 2.4}
BARE = "bare"
ENOUGH_S = 120.0
STAGES_S = 5.0
UNSETTLED = 5
"""Pictures that are not counted: a network's first runs are slow."""


def pace(instants_s: Sequence[float]) -> float:
    """Return pictures a second, without the first ones, for which models are loaded."""
    settled_s = instants_s[UNSETTLED:]
    return (len(settled_s) - 1) / (settled_s[-1] - settled_s[0])


def bare(video: Path, model: Path, seconds: float) -> float:
    """Run the landmarker alone over the first seconds, and return its pace."""
    with av.open(str(video)) as file:
        file.streams.video[0].thread_type = "AUTO"
        frames = ((frame, frame.time or 0.0) for frame in file.decode(video=0))
        pictures = ((f.to_ndarray(format="rgb24"), t_s) for f, t_s in frames if t_s < seconds)
        return pace([time.perf_counter() for _ in landmarker_alone(pictures, model)])


class DrawOnly(Output):
    """Draws every frame's overlay as a window would show it, and shows it to nobody."""

    has_keys = True

    def show(self, moment: Moment) -> None:
        """Draw the overlay."""
        _ = moment.image


def practice(video: Path, engine: Engine, seconds: float, *, overlay: bool) -> float:
    """Run the whole loop over the first seconds, and return its pace."""
    routine = load_demo_flow(load_library(None))
    outputs = Outputs(Overlay(bones_in), Console())
    if overlay:
        outputs.add(DrawOnly())
    counted = _Counted(video, seconds)
    with ExitStack() as stack:
        source = stack.enter_context(counted)
        watcher = stack.enter_context(Watcher(engine))
        session = _Endless(routine)
        Practice(source, watcher, session, outputs).run()
    return pace(counted.taken_s)


def review(video: Path, engine: Engine, folder: Path) -> float:
    """Look at all of a video on two processes, and return pictures a second, start included."""
    start_s = time.perf_counter()
    return len(look_at(video, engine, folder, jobs=2).t_s) / (time.perf_counter() - start_s)


class _Endless(Session):
    """A session that lets the whole video play, also when its routine is done."""

    @property
    def finished(self) -> bool:
        """Never."""
        return False


class _Counted(VideoFile):
    """The beginning of a video, and when each picture was taken from it."""

    def __init__(self, video: Path, seconds: float) -> None:
        super().__init__(video)
        self.taken_s: list[float] = []
        self._seconds = seconds

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        """Yield and note when."""
        for frame in super().__iter__():
            if frame.t_s >= self._seconds:
                return
            self.taken_s.append(time.perf_counter())
            yield frame


def measure(
    video: Path, engine: Engine, asked: argparse.Namespace, console: Console
) -> dict[str, list[float]]:
    """Return frames a second of every contender in every round."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        twice = longer(video, 2, folder)
        one_thread = Engine(engine.model, engine.name, threads=1)
        contenders: dict[str, Callable[[], float]] = {
            BARE: lambda: bare(video, engine.model, asked.seconds),
            "practice": lambda: practice(video, engine, asked.seconds, overlay=False),
            "overlay": lambda: practice(video, engine, asked.seconds, overlay=True),
            "review": lambda: review(twice, one_thread, folder),
        }
        rates: dict[str, list[float]] = {name: [] for name in contenders}
        begin_s = time.perf_counter()
        for _ in track(range(asked.rounds), "Rounds", console=console):
            if rates[BARE] and time.perf_counter() - begin_s > ENOUGH_S:
                break
            for name, run in contenders.items():
                rates[name].append(run())
    return rates


def ratios(rates: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return each contender's rate over the bare one's, round by round."""
    return {
        name: [rate / base for rate, base in zip(own, rates[BARE], strict=True)]
        for name, own in rates.items()
    }


def _table(rates: dict[str, list[float]]) -> Table:
    table = Table(title="Frames a second, and the ratio to the bare landmarker")
    for heading in ("loop", "median", "least", "most", "ratio", "least", "most", "target"):
        table.add_column(heading, justify="left" if heading == "loop" else "right", no_wrap=True)
    for name, ratio in ratios(rates).items():
        row = [
            f"{f(values):.2f}"
            for values in (rates[name], ratio)
            for f in (statistics.median, min, max)
        ]
        table.add_row(name, *row, f"{TARGETS[name]:.2f}" if name in TARGETS else "")
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path, help="a video; default: the demo clip")
    parser.add_argument(
        "--engine", choices=NAMES, default=AUTO, help="what practice and review use"
    )
    parser.add_argument(
        "--threads", type=int, default=LIVE_THREADS, help="of a practice's network, at most"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0, help="of the video, for practice")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    asked = parser.parse_args()
    engine, note = Engine(weights.ensure(asked.model), asked.engine, asked.threads).settled(
        time.perf_counter
    )
    console = Console(stderr=True)
    console.print(note or f"engine: {engine.name}, threads: {engine.threads}")
    with demo_clip() as clip:
        video = asked.video or clip
        rates = measure(video, engine, asked, console)
        stages = of_practice(video, engine, min(asked.seconds, STAGES_S))
    if asked.json:
        medians = {name: statistics.median(v) for name, v in ratios(rates).items() if name != BARE}
        found = {"ratios": medians, "frames_per_s": rates, "stages": stages.record()}
        print(json.dumps({"engine": engine.name, **found}))
    else:
        Console().print(_table(rates), stages.table(f"Practice, {engine.name}"), sep="\n")


if __name__ == "__main__":
    main()
