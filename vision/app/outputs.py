"""Everything a session is told to: the window, the terminal, the event stream, the recording."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.errors import OutputError
from vision.frames.source import Frame
from vision.render.jsonl import EventWriter
from vision.render.layout import display_size
from vision.render.overlay.card import summary_card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

    from vision.frames.video.writer import VideoWriter
    from vision.landmarks.types import Landmarks
    from vision.render.overlay.overlay import Overlay
    from vision.render.terminal import TerminalPanel
    from vision.render.window import Key, Window
    from vision.session.events import Event
    from vision.session.snapshot import Snapshot, StepSummary

STANDARD_OUTPUT: Final = "-"
_STEP_S: Final = 0.03
_NO_PICTURE: Final = Frame(np.zeros((360, 640, 3), np.uint8), 0.0, 0)


@dataclass
class Outputs:
    """The outputs that are wanted; each is optional, and none of them stops the others."""

    overlay: Overlay
    window: Window | None = None
    panel: TerminalPanel | None = None
    events: EventWriter | None = None
    recording: VideoWriter | None = None
    _frame: Frame = field(default=_NO_PICTURE)

    @property
    def abandoned(self) -> bool:
        """Whether nobody is left to practise for: the only reader of the events has gone."""
        alone = self.window is None and self.panel is None and self.recording is None
        return alone and self.events is not None and self.events.closed

    def tell(self, events: Sequence[Event]) -> None:
        """Write events to whoever listens."""
        if self.events:
            for event in events:
                self.events.write(event)

    def show(
        self, frame: Frame | None, landmarks: Landmarks | None, snapshot: Snapshot
    ) -> Key | None:
        """Show the session with a picture (None: the last one), and return a pressed key."""
        self._frame = frame or self._frame
        if self.panel:
            self.panel.update(snapshot)
        if not (self.window or self.recording):
            return None
        image = self.overlay.draw(self._frame, landmarks, snapshot, keys=self.window is not None)
        if self.recording and frame:
            self.recording.write(image, frame.t_s)
        return self.window.show(image) if self.window else None

    def wait(self, snapshot: Snapshot) -> Key | None:
        """Show the last picture a little longer, and return a pressed key."""
        time.sleep(_STEP_S)
        return self.show(None, None, snapshot)

    def show_summary(self, summaries: Sequence[StepSummary], most_s: float) -> None:
        """Show the summary in the window, if there is one, until a key is pressed."""
        if not self.window:
            return
        height, width = self._frame.image_bgr.shape[:2]
        card = summary_card(display_size(width, height), summaries)
        until_s = time.monotonic() + most_s
        while self.window.show(card) is None and time.monotonic() < until_s:
            time.sleep(_STEP_S)


def open_events(stack: ExitStack, target: str) -> EventWriter:
    """Open an event stream: ``-`` is standard output, anything else a file.

    Raises
    ------
    OutputError
        If the file cannot be written.

    """
    if target == STANDARD_OUTPUT:
        return EventWriter(sys.stdout)
    try:
        stream = Path(target).open("w", encoding="utf-8")  # noqa: SIM115 (the stack closes it)
    except OSError as error:
        raise OutputError(
            f"--events expects - or a file it can write, got {target!r}: {error.strerror}"
        ) from error
    return EventWriter(stack.enter_context(stream))
