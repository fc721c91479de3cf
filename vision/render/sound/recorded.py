"""A practice's sound as a file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.frames.video.soundtrack import SoundWriter
from vision.render.output import Moment, Output
from vision.render.sound.samples import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.render.sound.mixing import Track
    from vision.session.events import Event


class SoundFile(Output):
    """Writes what is heard, from the first picture on.

    Parameters
    ----------
    path
        The file, see `SoundWriter`.
    track
        The sound.

    """

    def __init__(self, path: Path, track: Track) -> None:
        self._writer = SoundWriter(path, SAMPLE_RATE_HZ)
        self._track = track

    def begin(self) -> None:
        """Create the file."""
        self._writer.__enter__()

    def tell(self, events: Sequence[Event]) -> None:
        """Take what is heard from now on."""
        self._track.tell(events)

    def show(self, moment: Moment) -> None:
        """Write what has been heard until now."""
        for block in self._track.until(moment.snapshot.t_s):
            self._writer.write(block)

    def close(self) -> None:
        """Write the last words, and finish the file."""
        for block in self._track.rest():
            self._writer.write(block)
        self._writer.__exit__(None, None, None)
