"""What each stage takes of a practice and of a review, one after the other in one thread.

``python -m benchmarks.stages [VIDEO] [--engine NAME] [--seconds S] [--json]``

A practice does these side by side, and a review on every core; how fast they are then is what
`benchmarks.speed` and `benchmarks.review` tell, which print these tables too.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from vision.app.review.drawing import DrawTask, draw
from vision.app.review.judging import Standard, judge
from vision.app.review.looking import MAX_SIDE_PX, LookTask, Segment, look
from vision.app.settings import DEFAULT_FLOW, demo_clip, load_demo_flow, load_flow, load_library
from vision.frames.video.index import signature
from vision.frames.video.reading import Excerpt, VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, NAMES, Engine
from vision.landmarks.seeing.follow import Follower
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import bones_in
from vision.measure.meter import Meter
from vision.render.overlay.overlay import Overlay
from vision.session.live.practice import Session
from vision.session.live.steprun import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.frames.source import Frame

REVIEWED_HZ = 10.0


class Times:
    """Seconds by stage.

    Attributes
    ----------
    pictures
        How many pictures they were taken over.

    """

    def __init__(self) -> None:
        self.pictures = 0
        self.took_s: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Add what is done in the block to a stage."""
        start_s = time.perf_counter()
        try:
            yield
        finally:
            self.took_s[stage] += time.perf_counter() - start_s

    def record(self) -> dict[str, dict[str, float]]:
        """Return milliseconds a picture and the share in the whole, by stage."""
        whole_s = sum(self.took_s.values())
        return {
            stage: {"ms_a_picture": 1000 * took_s / self.pictures, "share": took_s / whole_s}
            for stage, took_s in self.took_s.items()
        }

    def table(self, title: str) -> Table:
        """Return them as a table."""
        table = Table(title=f"{title}: each stage alone, {self.pictures} pictures")
        for heading in ("stage", "ms a picture", "share"):
            table.add_column(heading, justify="left" if heading == "stage" else "right")
        for stage, found in self.record().items():
            table.add_row(stage, f"{found['ms_a_picture']:.2f}", f"{found['share']:.1%}")
        return table


def of_practice(video: Path, engine: Engine, seconds: float) -> Times:
    """Practise over the first seconds of a video, stage by stage."""
    session = Session(load_demo_flow(load_library(None)))
    meter, overlay, times = Meter(session.routine.measures()), Overlay(bones_in), Times()
    with VideoFile(video) as source, Follower(engine) as follower:
        for frame in _taken(source, times):
            if frame.t_s >= seconds:
                break
            with times.of("landmarks"):
                body = follower.see(frame, wait=True)
            with times.of("measures"):
                readings = None if body is None else meter.read(body_from_landmarks(body))
            with times.of("verdicts, session"):
                seen = (readings.values, readings.unseen) if readings else ()
                session.advance(Observation(frame.t_s, *seen))
                snapshot = session.snapshot()
            with times.of("drawing"):
                overlay.draw(frame, body, snapshot, keys=True)
            times.pictures += 1
    return times


def _taken(source: VideoFile, times: Times) -> Iterator[Frame]:
    """Yield pictures, and add what one had to wait for them."""
    arrivals = iter(source)
    while True:
        with times.of("decoding"):
            frame = next(arrivals, None)
        if frame is None:
            return
        yield frame


def of_review(video: Path, engine: Engine, folder: Path) -> Times:
    """Review a video, stage by stage, the landmarks on one thread as a review has them."""
    times, seen = Times(), folder / "seen.npz"
    one_thread = Engine(engine.model, engine.name, threads=1)
    with times.of("decoding"), _pictures(video) as source:
        times.pictures = sum(1 for _ in source)
    with times.of("landmarks"):
        look(
            LookTask(
                video, signature(video), Segment(0.0, 0.0, math.inf), REVIEWED_HZ, one_thread, seen
            )
        )
    # Looking decodes, too.
    times.took_s["landmarks"] -= times.took_s["decoding"]
    recording = Recording.load(seen)
    with times.of("measures, verdicts"):
        judged = judge(recording, Standard(load_flow(DEFAULT_FLOW, load_library(None))))
        snapshots = judged.snapshots
    stills_s = tuple(moment.t_s for moment in judged.moments)
    with times.of("annotated video"):
        target = folder / "drawn"
        draw(DrawTask(video, 0.0, math.inf, recording, snapshots, stills_s, target, True))  # noqa: FBT003
    return times


def _pictures(video: Path) -> Excerpt:
    return Excerpt(video, rate_hz=REVIEWED_HZ, max_side_px=MAX_SIDE_PX, threads=1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", nargs="?", type=Path, help="a video; default: the demo clip")
    parser.add_argument("--engine", choices=NAMES, default=AUTO)
    parser.add_argument("--seconds", type=float, default=15.0, help="of the video, for practice")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    asked = parser.parse_args()
    engine, _ = Engine(weights.ensure(), asked.engine).settled(time.perf_counter)
    with tempfile.TemporaryDirectory() as folder, demo_clip() as clip:
        video = asked.video or clip
        found = {
            "practice": of_practice(video, engine, asked.seconds),
            "review": of_review(video, engine, Path(folder)),
        }
    if asked.json:
        record = {name: times.record() for name, times in found.items()}
        print(json.dumps({"engine": engine.name, **record}))
        return
    for name, times in found.items():
        Console().print(times.table(f"{name.capitalize()}, {engine.name}"))


if __name__ == "__main__":
    main()
