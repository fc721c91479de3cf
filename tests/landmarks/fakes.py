"""Landmarkers that answer as a test tells them to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vision.landmarks.engines import Engine
from vision.landmarks.landmarker import Landmarker

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks


class FakePose(Landmarker):
    """A landmarker that answers as it is told to.

    Parameters
    ----------
    sees
        What it finds in a picture.

    Attributes
    ----------
    asked
        The pictures it was shown, in order.
    forgot
        The time of the last picture before each time it was told to forget.
    can_follow, followed
        Whether it can go on from a body, and from which it was told to.
    closed
        How often it was closed.

    """

    def __init__(self, sees: Callable[[Frame], Landmarks | None]) -> None:
        self._sees = sees
        self.asked: list[Frame] = []
        self.forgot: list[float] = []
        self.can_follow = False
        self.followed: list[Landmarks] = []
        self.closed = 0

    def detect_all(self, frame: Frame) -> list[Landmarks]:
        """Note the picture, and answer."""
        assert not self.closed
        self.asked.append(frame)
        found = self._sees(frame)
        return [] if found is None else [found]

    def forget(self) -> None:
        """Note after which picture it was told to."""
        assert not self.closed
        self.forgot.append(self.asked[-1].t_s if self.asked else math.nan)

    def follow(self, body: Landmarks) -> bool:
        """Go on from a body if it can."""
        assert not self.closed
        if self.can_follow:
            self.followed.append(body)
        return self.can_follow

    def close(self) -> None:
        """Count."""
        self.closed += 1


@dataclass(frozen=True)
class FakeEngine(Engine):
    """Starts landmarkers of the test's.

    Attributes
    ----------
    starts
        Called with the options of each.

    """

    starts: Callable[..., Landmarker] = field(kw_only=True)

    def start(self, **options: Any) -> Landmarker:  # noqa: ANN401
        """Start one."""
        return self.starts(**options)
