"""How fast the whole practice loop is against the bare landmarker, on the same frames.

``python -m benchmarks.speed [VIDEO] [--rounds N] [--json]``

Each round plays the video three times, one after the other, so that a change of the machine's mood
meets all of them: the bare loop (decode, scale, landmarker with mask), the practice without a
picture (also plausibility, measures, verdicts, session, events), and the practice with the overlay
drawn for every frame. Reported are frames a second as median and range over the rounds, and the
median of the per-round ratios to the bare loop.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import av
import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.engines.quiet import chatter_dropped
from vision.measure.catalog import bones_in
from vision.render.output import Moment, Output
from vision.render.overlay.overlay import Overlay
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


TARGET_RATIO = 0.90
_MAX_WIDTH_PX = 960


def bare(video: Path, model: Path) -> int:
    """Run the landmarker alone over every frame, and return how many there were."""
    with av.open(str(video)) as file:
        file.streams.video[0].thread_type = "AUTO"
        frames = file.decode(video=0)
        return landmarker_alone(
            ((frame.to_ndarray(format="rgb24"), frame.time or 0.0) for frame in frames), model
        )


def landmarker_alone(pictures: Iterable[tuple[np.ndarray, float]], model: Path) -> int:
    """Run the landmarker over RGB pictures and their seconds, and return how many there were."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)),
        running_mode=RunningMode.VIDEO,
        output_segmentation_masks=True,
    )
    frames = 0
    # The library's start-up messages would spoil the table.
    with chatter_dropped():
        opened = PoseLandmarker.create_from_options(options)
    with opened as landmarker:
        for image, t_s in pictures:
            found = landmarker.detect_for_video(
                mp.Image(mp.ImageFormat.SRGB, _scaled(image)), round(t_s * 1000)
            )
            if found.segmentation_masks:
                found.segmentation_masks[0].numpy_view()
            frames += 1
    return frames


def _scaled(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    scale = min(1.0, _MAX_WIDTH_PX / width)
    size = (int(width * scale) // 4 * 4, int(height * scale))
    return np.ascontiguousarray(cv2.resize(image, size) if size != (width, height) else image)


class _DrawOnly(Output):
    """Draws every frame's overlay as a window would show it, and shows it to nobody."""

    has_keys = True

    def show(self, moment: Moment) -> None:
        """Draw the overlay."""
        _ = moment.image


def practice(video: Path, model: Path, *, overlay: bool) -> int:
    """Run the whole loop over every frame, and return how many there were."""
    routine = load_demo_flow(load_library(None))
    outputs = Outputs(Overlay(bones_in), Console())
    if overlay:
        outputs.add(_DrawOnly())
    counted = _Counted(video)
    with ExitStack() as stack:
        source = stack.enter_context(counted)
        watcher = stack.enter_context(Watcher(Engine(model)))
        session = _Endless(routine)
        Practice(source, watcher, session, outputs).run()
    return counted.frames


class _Endless(Session):
    """A session that lets the whole video play, also when its routine is done."""

    @property
    def finished(self) -> bool:
        """Never."""
        return False


class _Counted(VideoFile):
    """A video that counts the frames taken from it."""

    frames = 0

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        """Yield and count."""
        for frame in super().__iter__():
            self.frames += 1
            yield frame


def measure(video: Path, model: Path, rounds: int, console: Console) -> dict[str, list[float]]:
    """Return frames a second of every contender in every round."""
    contenders: dict[str, Callable[[], int]] = {
        "bare landmarker": lambda: bare(video, model),
        "practice": lambda: practice(video, model, overlay=False),
        "practice with overlay": lambda: practice(video, model, overlay=True),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in track(range(rounds), "Rounds", console=console):
        for name, run in contenders.items():
            start_s = time.perf_counter()
            frames = run()
            rates[name].append(frames / (time.perf_counter() - start_s))
    return rates


def ratios(rates: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return each contender's rate over the bare one's, round by round."""
    base = rates["bare landmarker"]
    return {
        name: [rate / bare_rate for rate, bare_rate in zip(own, base, strict=True)]
        for name, own in rates.items()
    }


def _table(rates: dict[str, list[float]]) -> Table:
    table = Table(
        title=f"Frames a second, and the ratio to the bare landmarker (target: {TARGET_RATIO:.2f})"
    )
    for heading in ("loop", "median", "least", "most", "ratio", "least", "most"):
        table.add_column(heading, justify="left" if heading == "loop" else "right", no_wrap=True)
    for name, ratio in ratios(rates).items():
        row = [
            f"{f(values):.2f}"
            for values in (rates[name], ratio)
            for f in (statistics.median, min, max)
        ]
        table.add_row(name, *row)
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path, help="a video; default: the demo clip")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    asked = parser.parse_args()
    model = weights.ensure(asked.model)
    with demo_clip() as clip:
        rates = measure(asked.video or clip, model, asked.rounds, Console(stderr=True))
    if asked.json:
        medians = {name: statistics.median(values) for name, values in ratios(rates).items()}
        print(json.dumps({"frames_per_s": rates, "median_ratio_to_bare": medians}))
    else:
        Console().print(_table(rates))


if __name__ == "__main__":
    main()
