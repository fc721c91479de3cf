"""How long it takes to judge an hour of recording, whose landmarks and measures are there.

``python -m benchmarks.judging [--model FILE] [--recording FILE] [--times N] [--json]``

The landmarker looks once at the demo clip, ten times a second; what it saw is played again and
again for an hour. Finding the steps in it is timed apart from judging them: statuses, holds,
corrections, events and the moments worth a look. So are the snapshots for an annotated video, and
the judges of a practice, which go from picture to picture.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.tables import Table, as_json, markdown
from benchmarks.alignment import recorded, truth
from benchmarks.tune import hour_of
from vision.app.review.judging import take_of
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.criteria.judge import PoseJudge
from vision.landmarks import weights
from vision.landmarks.types import Recording
from vision.measure.body import body_from_recording
from vision.session.recorded.align import find_stretches
from vision.session.recorded.moments import key_moments
from vision.session.recorded.replay import replay, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.session.recorded.take import Stretch, Take

TARGET_S: Final = 0.5
HEADINGS: Final = ("part", "best s", "median s")


def by_picture(stretches: Sequence[Stretch], take: Take) -> None:
    """Judge each stretch as a practice does: picture by picture, and nothing but that."""
    for stretch in stretches:
        judge = PoseJudge(stretch.step.pose)
        rows = take.rows(stretch.lead_s, stretch.end_s)
        columns = {name: values[rows].tolist() for name, values in take.measures.items()}
        moments = zip(*columns.values(), strict=True)
        for t_s, values in zip(take.t_s[rows].tolist(), moments, strict=True):
            judge.update(t_s, dict(zip(columns, values, strict=True)), {})


def timed(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the least and the median of how many seconds something takes on a processor."""
    found = []
    for _ in range(times):
        begun_s = time.process_time()
        act()
        found.append(time.process_time() - begun_s)
    return min(found), statistics.median(found)


def run(recording: Recording, times: int) -> Table:
    """Time each part."""
    routine = load_demo_flow(load_library(None))
    take = take_of(hour_of(body_from_recording(recording), truth()))
    stretches = find_stretches(routine, take)

    def judge(found: Sequence[Stretch]) -> None:
        key_moments(replay(routine, found, take), take)

    parts = {
        "find the steps": timed(lambda: find_stretches(routine, take), times),
        "judge them": timed(lambda: judge(stretches), times),
        "both": timed(lambda: judge(find_stretches(routine, take)), times),
        "snapshots for a video": timed(lambda: snapshots(routine, stretches, take), times),
        "picture by picture": timed(lambda: by_picture(stretches, take), times),
    }
    title = f"s to judge an hour, {len(take.t_s)} pictures, {len(stretches)} stretches"
    rows = tuple((name, *seconds) for name, seconds in parts.items())
    return Table(f"{title} (target: {TARGET_S:g} to judge them)", HEADINGS, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--recording", type=Path, help="landmarks of the demo clip, saved before")
    parser.add_argument("--times", type=int, default=5, help="how often each part is timed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        if asked.recording:
            recording = Recording.load(asked.recording)
        else:
            recording = recorded(stack.enter_context(demo_clip()), weights.ensure(asked.model))
    table = run(recording, asked.times)
    print(json.dumps(as_json(table), indent=1) if asked.json else markdown(table))


if __name__ == "__main__":
    main()
