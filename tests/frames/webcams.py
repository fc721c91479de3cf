"""Stand-ins for what OpenCV gives for a webcam."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np


class FakeCapture:
    """Gives pictures at a rate, and fails for good after the last, like an unplugged camera.

    Parameters
    ----------
    images_bgr
        What it gives.
    fps
        How fast; None for as fast as they are taken.
    opens
        Whether it connects at all.

    """

    def __init__(
        self, images_bgr: Sequence[np.ndarray], *, fps: float | None = None, opens: bool = True
    ) -> None:
        self._images = iter(images_bgr)
        self._step_s = 1 / fps if fps else 0.0
        self._opens = opens
        self.released = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Say whether it connects."""
        return self._opens

    def read(self) -> tuple[bool, np.ndarray | None]:
        """Give the next picture after a while."""
        self.released.wait(self._step_s)
        image = next(self._images, None)
        return image is not None, image

    def release(self) -> None:
        """Note the release."""
        self.released.set()


def plugged(*captures: FakeCapture) -> Callable[[int], FakeCapture]:
    """Open the given captures one after the other, then none."""
    left = iter(captures)
    return lambda _: next(left, FakeCapture([], opens=False))
