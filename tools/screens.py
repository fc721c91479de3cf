"""Renders what a person sees at each moment of the demo, and lists what is read there.

Run ``python -m tools.screens OUT``: it plays the demo clip as a camera would show it, from the
notice to the end (a minute or two), and writes a PNG of every screen for each size in `SIZES` to
``OUT/SIZE``, those of a step also as one sheet, and ``OUT/read.md``: a table of what is read when.
"""

from __future__ import annotations

import itertools
import math
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np
from rich.console import Console

from vision.app.loop import Practice, Watcher
from vision.app.model import ready_engine
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.frames.video.reading import VideoFile
from vision.measure.catalog import bones_in
from vision.render.output import Key, Moment, Output
from vision.render.overlay.overlay import Overlay
from vision.render.overlay.panels import main_line, second_line
from vision.render.overlay.screens import SCREENS, advice
from vision.session.live.practice import Session
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vision.frames.source import Frame
    from vision.session.snapshot import Snapshot

SIZES: Final = ((1280, 800), (1920, 1080), (640, 480))
_SETTLED_S: Final = 0.8
"""How long after something new is to be read its screen is taken."""
_READ_S: Final = 2.0
_BEFORE_S: Final = 7.0
"""So long the notice is read."""
_SHEET_COLUMNS: Final = 3
_SHEET_WIDTH_PX: Final = 640


class Read(NamedTuple):
    """What is read on one screen."""

    step: int
    title: str
    phase: str
    main: str
    second: str
    beside: str


def read_on(snapshot: Snapshot) -> Read:
    """Return what a person reads at a moment."""
    if snapshot.phase in SCREENS:
        main, second = advice(snapshot), ""
        if snapshot.phase is Phase.FRAMING:
            second = "; ".join(f"{c.status.value}: {c.text}" for c in snapshot.checks)
    else:
        main, second = main_line(snapshot).text, second_line(snapshot)
    return Read(
        snapshot.step_index + 1,
        snapshot.title,
        snapshot.phase.value,
        main,
        second,
        snapshot.gesture,
    )


class Screens(Output):
    """Draws every screen that shows something new, in all sizes.

    Parameters
    ----------
    out
        The folder to write to.

    """

    has_keys = True

    def __init__(self, out: Path) -> None:
        self.read: list[Read] = []
        self._out = out
        self._overlays = {size: Overlay(bones_in, tag="Demo") for size in SIZES}
        for size, overlay in self._overlays.items():
            overlay.shape = size
            (out / _name(size)).mkdir(parents=True, exist_ok=True)
        self._now: Read | None = None
        self._since_s = 0.0

    def show(self, moment: Moment) -> Sequence[Key]:
        """Draw a moment that has settled and shows something new; accept the notice in time."""
        snapshot = moment.snapshot
        if moment.frame is None:
            return ()
        now = read_on(snapshot)
        if now != self._now:
            self._now, self._since_s = now, snapshot.t_s
        elif now not in self.read and snapshot.t_s - self._since_s >= _SETTLED_S:
            self.read.append(now)
            for size, overlay in self._overlays.items():
                image = overlay.draw(moment.frame, moment.landmarks, snapshot, keys=True)
                cv2.imwrite(str(self._out / _name(size) / self._file(now)), image)
        ready = snapshot.phase is Phase.NOTICE and snapshot.t_s >= _READ_S
        return (Key.ACCEPT,) if ready else ()

    def _file(self, read: Read) -> str:
        return f"{read.step:02d}-{len(self.read):03d}-{read.phase.replace(' ', '_')}.png"


class _AsCamera(VideoFile):
    """The beginning of a recording, that counts as a camera, without the camera's clock."""

    waits = False

    def __init__(self, clip: Path, until_s: float) -> None:
        super().__init__(clip)
        self._until_s = until_s

    def __iter__(self) -> Iterator[Frame]:
        """Yield the pictures up to the end."""
        return itertools.takewhile(lambda frame: frame.t_s < self._until_s, super().__iter__())


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def sheets(folder: Path) -> None:
    """Put the screens of each step on one sheet, ``step-NN.jpg``."""
    files = sorted(folder.glob("*.png"))
    for step in sorted({file.name[:2] for file in files}):
        images = [cv2.imread(str(file)) for file in files if file.name.startswith(step)]
        small = [_shrunk(np.asarray(image, np.uint8)) for image in images if image is not None]
        small += [np.zeros_like(small[0])] * (-len(small) % _SHEET_COLUMNS)
        starts = range(0, len(small), _SHEET_COLUMNS)
        rows = [np.hstack(small[start : start + _SHEET_COLUMNS]) for start in starts]
        cv2.imwrite(str(folder / f"step-{step}.jpg"), np.vstack(rows))


def _shrunk(image: np.ndarray) -> np.ndarray:
    height_px = round(_SHEET_WIDTH_PX * image.shape[0] / image.shape[1])
    size_px = (_SHEET_WIDTH_PX, height_px)
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA))


def table(rows: Sequence[Read]) -> str:
    """Return what is read as a table in Markdown."""
    lines = ["| step | pose | phase | main line | under it | small |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows), ""])


def main(out: Path) -> None:
    """Render all screens."""
    console = Console(stderr=True)
    screens, routine = Screens(out), load_demo_flow(load_library(None))
    # What comes before the first step takes time that the clip does not leave: it plays twice.
    for session, until_s in (
        (Session(routine, asks=True, sets_up=True), _BEFORE_S),
        (Session(routine, noticed=True), math.inf),
    ):
        with ExitStack() as stack:
            clip = stack.enter_context(demo_clip())
            source = stack.enter_context(_AsCamera(clip, until_s))
            outputs = stack.enter_context(Outputs(Overlay(bones_in), console))
            outputs.add(screens)
            watcher = stack.enter_context(Watcher(ready_engine(None, "auto", console)))
            Practice(source, watcher, session, outputs).run()
    for size in SIZES:
        sheets(out / _name(size))
    (out / "read.md").write_text(table(screens.read), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
