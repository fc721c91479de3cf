"""A clip: a movement with its truth, on a stage of its own, filmed picture by picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.body import Proportions
from benchmarks.practitioner.figure import Looks
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from benchmarks.practitioner.timeline import Timeline
from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Posture, Side
    from benchmarks.practitioner.timeline import Keyframe

FPS: Final = 15
SIZE_PX: Final = (384, 216)
STILL: Final = 3
"""While a posture is held, only every third picture is rendered, and shown three times."""
_SHIRTS: Final = ((132.0, 128.0, 40.0), (60.0, 60.0, 170.0), (190.0, 200.0, 205.0))


@dataclass(frozen=True, slots=True)
class Script:
    """What the body does, what it is asked to do, and what should be called of it.

    Attributes
    ----------
    pose, side
        The single step of the session that watches.
    keyframes
        The movement; the first is held until the session is ready.
    called
        The criteria that have to be called.
    either
        Criteria of which nothing is said here: calling them is neither right nor a false alarm.
    planted_s
        When the first thing to be called is true; NaN where nothing is.
    hold_s
        How long the step is held. Longer than the clip, unless leaving the pose is what is watched.

    """

    pose: str
    side: Side | None
    keyframes: tuple[Keyframe, ...]
    called: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    planted_s: float = float("nan")
    hold_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is filmed, and from where."""

    camera: Camera = field(default_factory=Camera)
    proportions: Proportions = field(default_factory=Proportions)
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True)
class Clip:
    """One variant of a kind of movement."""

    kind: str
    variant: int
    script: Script
    stage: Stage

    def frames(self) -> Iterator[Frame]:
        """Render the clip, 15 pictures a second."""
        timeline = Timeline(self.script.keyframes)
        image, shown = np.empty(0, np.uint8), -1
        for index, t_s in enumerate(np.arange(0.0, timeline.duration_s, 1 / FPS).tolist()):
            wanted = index - index % STILL if _holds_still(timeline, t_s) else index
            if shown < wanted:
                image, shown = self._picture(timeline, wanted), wanted
            yield Frame(image, t_s, index)

    def _picture(self, timeline: Timeline, index: int) -> NDArray[np.uint8]:
        return render(
            timeline.posture_at(index / FPS),
            self.stage.camera,
            SIZE_PX,
            proportions=self.stage.proportions,
            looks=self.stage.looks,
            seed=index,
        )


def _holds_still(timeline: Timeline, t_s: float) -> bool:
    return bool(((timeline.reached_s <= t_s) & (t_s < timeline.left_s)).any())


def stage(rng: np.random.Generator, variant: int, look_at_x_m: float) -> Stage:
    """Draw a camera up to 25 degrees off the side, on either side, and a body of its own size."""
    side_deg = 0.0 if variant % 2 == 0 else 180.0
    camera = Camera(
        azimuth_deg=side_deg + float(rng.uniform(-25.0, 25.0)),
        distance_m=float(rng.uniform(3.0, 3.4)),
        height_m=float(rng.uniform(0.5, 1.1)),
        look_at_m=(look_at_x_m, 0.5, 0.0),
    )
    body = Proportions().scaled(float(rng.uniform(0.93, 1.07)))
    return Stage(camera, body, Looks(shirt=_SHIRTS[variant % len(_SHIRTS)]))


def first_s(keyframes: tuple[Keyframe, ...], when: Callable[[Posture, float], bool]) -> float:
    """Return the first time at which something is true of the body, NaN if it never is.

    ``when`` is given the posture and the speed of the trunk's lean, degrees a second.
    """
    times_s, postures, speeds_deg_s = _course(keyframes)
    moments = zip(times_s, postures, speeds_deg_s, strict=True)
    return next((float(t) for t, posture, speed in moments if when(posture, speed)), float("nan"))


def top_speed_deg_s(keyframes: tuple[Keyframe, ...]) -> float:
    """Return how fast the trunk leans forward at most, degrees a second."""
    return float(_course(keyframes)[2].max())


@lru_cache(maxsize=1)
def _course(
    keyframes: tuple[Keyframe, ...],
) -> tuple[NDArray[np.float64], list[Posture], NDArray[np.float64]]:
    timeline = Timeline(keyframes)
    times_s = np.arange(float(timeline.left_s[0]), timeline.duration_s, 1 / FPS)
    postures = [timeline.posture_at(float(t)) for t in times_s]
    tilt_deg = np.array([posture.tilt_deg for posture in postures])
    return times_s, postures, np.gradient(tilt_deg, times_s)
