"""Landmarkers that answer as a test tells them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks


class FakePose:
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
    closed
        How often it was closed.

    """

    def __init__(self, sees: Callable[[Frame], Landmarks | None]) -> None:
        self._sees = sees
        self.asked: list[Frame] = []
        self.forgot: list[float] = []
        self.closed = 0

    def detect(self, frame: Frame) -> Landmarks | None:
        """Note the picture, and answer."""
        assert not self.closed
        self.asked.append(frame)
        return self._sees(frame)

    def forget(self) -> None:
        """Note after which picture it was told to."""
        assert not self.closed
        self.forgot.append(self.asked[-1].t_s)

    def close(self) -> None:
        """Count."""
        self.closed += 1
