"""A source that plays what a test gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

    from vision.errors import FrameSourceError
    from vision.frames.source import Arrival


class FakeSource:
    """Yields given arrivals, without a clock.

    Parameters
    ----------
    arrivals
        What to yield, in order.
    name, live, duration_s
        What the source says of itself.
    ended_early
        What it says after the last arrival.
    refuses
        Raised on entering, when given.

    Attributes
    ----------
    entered, left
        How often the source was entered and left.

    """

    def __init__(
        self,
        arrivals: Sequence[Arrival],
        *,
        name: str = "fake",
        live: bool = False,
        ended_early: str | None = None,
        duration_s: float | None = None,
        refuses: FrameSourceError | None = None,
    ) -> None:
        self.name = name
        self.live = live
        self.waits = not live
        self.duration_s = duration_s
        self.ended_early: str | None = None
        self.entered = 0
        self.left = 0
        self._arrivals = arrivals
        self._ends_with = ended_early
        self._refuses = refuses

    def __enter__(self) -> Self:
        """Count the entering, or refuse."""
        if self._refuses is not None:
            raise self._refuses
        self.entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        """Count the leaving."""
        self.left += 1

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what was given."""
        yield from self._arrivals
        self.ended_early = self._ends_with


def plain_image(level: int = 0, *, width_px: int = 64, height_px: int = 48) -> np.ndarray:
    """Make a BGR picture of one grey level."""
    return np.full((height_px, width_px, 3), level, np.uint8)


def plain_frames(count: int, *, fps: float = 10.0) -> list[Frame]:
    """Make evenly spaced frames, of two greys, each a little brighter than the last."""
    images = [plain_image(10 * index % 200) for index in range(count)]
    for image in images:
        image[: len(image) // 2] += 50
    return [Frame(image, index / fps, index) for index, image in enumerate(images)]
