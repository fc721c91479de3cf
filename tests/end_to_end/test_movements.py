"""Movements are judged as movements: rendered bodies do them well and badly, the model looks on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.render import render
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.frames.fakes import FakeSource
from vision.app.outputs import Outputs
from vision.app.practise import Practice
from vision.app.settings import load_library
from vision.app.sight import Eye
from vision.frames.source import Frame
from vision.render.overlay import Overlay
from vision.session.events import CorrectionDue
from vision.session.practice import Session
from vision.session.routine import Routine, Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.session.events import Event

pytestmark = pytest.mark.model

FPS = 15
SIZE_PX = (480, 272)
ON_ELBOWS = (
    Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.2),
    Keyframe(at.reclining_hero(-60.0, 10.0, (-0.12, 0.02)), 3.2, 0.3),
    Keyframe(at.reclining_hero(-66.0, -6.0), 1.6, 0.3),
    Keyframe(at.reclining_hero(), 2.6, 2.0),
)
OVER_THE_SIDE = (
    Keyframe(at.lying_on_side(), 3.6, 0.6),
    Keyframe(at.side_sit(), 2.6),
    Keyframe(at.side_sit(-22.0, 34.0), 1.8),
    Keyframe(at.seated(), 2.4, 2.0),
)
# The first pose is held through the first step; the movement begins when the second is asked for.
FROM_HERO = (("hero", "reclining_hero"), Keyframe(at.hero(), 0.0, 7.0))
FROM_RECLINING = (("reclining_hero", "relax_v1"), Keyframe(at.reclining_hero(), 0.0, 7.0))
FROM_LYING = (("spinal_harmony", "coming_up"), Keyframe(at.lying_knees_bent(), 0.0, 7.0))


class Listening(Outputs):
    """Keeps the events."""

    heard: list[Event]

    def tell(self, events: Sequence[Event]) -> None:
        """Keep them."""
        self.heard = [*getattr(self, "heard", []), *events]


def corrections(poses: tuple[str, str], keyframes: Sequence[Keyframe], model: Path) -> list[str]:
    """Practise two poses, half a second each, with a rendered body, and return what was called."""
    timeline = Timeline(keyframes)
    times_s = np.arange(0.0, timeline.duration_s, 1 / FPS)
    with ThreadPoolExecutor(2) as pool:
        images = list(pool.map(lambda t: render(timeline.posture_at(t), size=SIZE_PX), times_s))
    frames = [Frame(i, float(t), n) for n, (i, t) in enumerate(zip(images, times_s, strict=True))]
    library = load_library(None)
    steps = tuple(Step(library.poses[pose, None], 0.5) for pose in poses)
    outputs = Listening(Overlay())
    with FakeSource(frames) as source, Eye(model) as eye:
        Practice(source, eye, Session(Routine("two", "Two", "Gently.", steps)), outputs).run()
    return [event.criterion for event in outputs.heard if isinstance(event, CorrectionDue)]


@pytest.mark.parametrize(
    ("start", "movement", "called"),
    [
        pytest.param(FROM_HERO, ON_ELBOWS, [], id="lowering on the elbows"),
        pytest.param(
            FROM_HERO,
            (Keyframe(at.reclining_hero(), 0.9, 2.0),),
            ["lower_slowly"],
            id="tipping over",
        ),
        pytest.param(
            FROM_RECLINING,
            (Keyframe(at.lying_knees_bent(), 2.5, 2.0),),
            ["roll_to_one_side"],
            id="pulling the legs out flat",
        ),
        pytest.param(FROM_LYING, OVER_THE_SIDE, [], id="rising over the side"),
        pytest.param(
            FROM_LYING,
            (Keyframe(at.seated(), 2.5, 2.0),),
            ["turn_first"],
            id="rising straight up",
        ),
    ],
)
def test_a_movement_is_called_when_it_is_risky_and_only_then(
    start: tuple[tuple[str, str], Keyframe],
    movement: tuple[Keyframe, ...],
    called: list[str],
    model: Path,
) -> None:
    """Nothing else is said of it."""
    poses, first = start
    assert corrections(poses, (first, *movement), model) == called
