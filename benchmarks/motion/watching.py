"""From pictures to events, as a practice takes them: landmarker, measures, session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from vision.app import loop
from vision.landmarks.engines import Engine
from vision.measure.body import Body, body_from_landmarks
from vision.measure.meter import Meter
from vision.session.live.practice import Session
from vision.session.live.steprun import Observation
from vision.session.routine import Routine, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from typing_extensions import Self

    from vision.criteria.library import PoseLibrary
    from vision.frames.source import Frame, FrameSource
    from vision.session.events import Event

Seen: TypeAlias = "tuple[float, Body | None]"
"""A moment and the body in it; None where nobody plausible is seen."""


class Played:
    """A source that plays frames from memory, or as they are rendered."""

    name = "rendered"
    live = False
    waits = True

    def __init__(self, frames: Iterable[Frame]) -> None:
        self._frames = frames
        self.ended_early: str | None = None
        self.duration_s: float | None = None

    def __enter__(self) -> Self:
        """Return self; there is nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave; there is nothing to close."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the frames."""
        yield from self._frames


def look(source: FrameSource, model: Path) -> list[Seen]:
    """Look at every picture of a source, and return the bodies in them."""
    with source, loop.Watcher(Engine(model)) as watcher:
        return [
            (
                each.frame.t_s,
                None if each.landmarks is None else body_from_landmarks(each.landmarks),
            )
            for each in watcher.watch(source)
            if isinstance(each, loop.Seen)
        ]


def observe(seen: Iterable[Seen]) -> list[Observation]:
    """Take every measure of every moment."""
    meter, observations = Meter(), []
    for t_s, body in seen:
        if body is None:
            observations.append(Observation(t_s))
        else:
            readings = meter.read(body)
            observations.append(Observation(t_s, readings.values, readings.unseen))
    return observations


def practise(session: Session, observations: Sequence[Observation]) -> Iterator[list[Event]]:
    """Let a session see each moment, and yield the events of it."""
    for observation in observations:
        yield session.advance(observation)


def at_step(routine: Routine, pose: str, side: str | None, hold_s: float) -> Session:
    """Begin a routine and go on to the step that practises a pose, held for so long."""
    index = next(
        number
        for number, step in enumerate(routine.steps)
        if (step.pose.name, step.pose.side) == (pose, side)
    )
    holds_s = [step.hold_s for step in routine.steps]
    session = Session(routine.with_holds([*holds_s[:index], hold_s, *holds_s[index + 1 :]]))
    for _ in range(index):
        session.skip(0.0)
    return session


def one_step(poses: PoseLibrary, pose: str, side: str | None, hold_s: float) -> Session:
    """Begin a session of a single step."""
    step = Step(poses.poses[pose, side], hold_s)
    return Session(Routine(pose, step.title, "Gently.", (step,)))
