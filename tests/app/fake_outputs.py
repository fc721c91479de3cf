"""Outputs that note what they get, and what is told on the console of those that fail."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console

from tests.builders import criterion, pose, routine
from tests.frames.fakes import plain_frames
from vision.app.outputs import Outputs
from vision.render.output import Key, Output
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.render.output import Moment
    from vision.session.events import Event
    from vision.session.snapshot import Snapshot, StepSummary

FRAMES = plain_frames(3)


class FakeOverlay:
    """Draws nothing, and notes what it was asked to draw on."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Frame, bool]] = []

    def draw(self, frame: Frame, _: object, __: Snapshot, *, keys: bool) -> NDArray[np.uint8]:
        """Note, and return a picture a little brighter than the frame's."""
        self.drawn.append((frame, keys))
        return frame.image_bgr + np.uint8(1)


class FakeOutput(Output):
    """Notes what it is told and shown, has keys pressed, and fails where it is told to.

    Parameters
    ----------
    keys
        What is pressed at it, look by look; None for an output without keys.
    fails
        What is raised by a method, by its name.

    """

    def __init__(
        self, keys: Sequence[Key | None] | None = None, fails: dict[str, Exception] | None = None
    ) -> None:
        self.has_keys = self.names_keys = keys is not None
        self.keys = list(keys or ())
        self.fails = fails or {}
        self.told: list[Event] = []
        self.shown: list[Moment] = []
        self.images: list[NDArray[np.uint8]] = []
        self.ended: list[Sequence[StepSummary]] = []
        self.closed = 0

    def _perhaps_fail(self, method: str) -> None:
        if method in self.fails:
            raise self.fails[method]

    def tell(self, events: Sequence[Event]) -> None:
        """Note."""
        self._perhaps_fail("tell")
        self.told.extend(events)

    def show(self, moment: Moment) -> list[Key] | None:
        """Note, and return the next key, if any is pressed."""
        self._perhaps_fail("show")
        self.shown.append(moment)
        if self.has_keys:
            self.images.append(moment.image)
        key = self.keys.pop(0) if self.keys else None
        return [key] if key else None

    def end(self, summaries: Sequence[StepSummary]) -> None:
        """Note."""
        self._perhaps_fail("end")
        self.ended.append(summaries)

    def close(self) -> None:
        """Count."""
        self.closed += 1
        self._perhaps_fail("close")


class Told:
    """Outputs over an overlay that draws nothing, and what was told on the console."""

    def __init__(self, *wanted: Output) -> None:
        self.console = io.StringIO()
        self.overlay = FakeOverlay()
        self.outputs = Outputs(self.overlay, Console(file=self.console, width=300))
        for output in wanted:
            self.outputs.add(output)

    @property
    def lines(self) -> list[str]:
        """What was told."""
        return self.console.getvalue().splitlines()


def events_of_an_end() -> list[Event]:
    """Return two events."""
    return Session(routine(pose(criterion()))).end(1.5)
