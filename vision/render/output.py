"""What an output of a practice is, and the two that write files: events and the recording."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from vision.errors import OutputError
from vision.frames.video.soundtrack import SoundWriter
from vision.frames.video.writer import VideoWriter
from vision.render.sound.samples import SAMPLE_RATE_HZ
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks
    from vision.render.draw import Image
    from vision.render.sound.mixing import Track
    from vision.render.sound.samples import Samples
    from vision.session.events import Event
    from vision.session.snapshot import Snapshot, StepSummary

STANDARD_OUTPUT: Final = "-"
# A reader that is gone is EPIPE; Windows says EINVAL.
_READER_GONE: Final = (errno.EPIPE, errno.EINVAL)


class Key(str, Enum):
    """What a key asks for."""

    PAUSE = "pause"
    NEXT = "next"
    BACK = "back"
    EASIER = "easier"
    ACCEPT = "accept"
    OWN_BREATH = "own_breath"
    CAMERA = "camera"
    PRIVATE = "private"
    FULLSCREEN = "fullscreen"
    MUTE = "mute"
    LOUDER = "louder"
    QUIETER = "quieter"
    QUIT = "quit"
    CLOSE = "close"
    """Not a key: the window was closed, which ends the practice without being asked again."""


class ReaderGoneError(OutputError):
    """Whoever read an output has stopped reading."""


@dataclass(frozen=True)
class Moment:
    """What there is to show of a practice at one moment.

    Attributes
    ----------
    frame
        The new picture; None when there is none, and the one before stays.
    landmarks
        The body in it, None where nobody plausible is seen.
    snapshot
        The session.
    draw
        Draws the session over the picture.

    """

    frame: Frame | None
    landmarks: Landmarks | None
    snapshot: Snapshot
    draw: Callable[[], Image]

    @cached_property
    def image(self) -> Image:
        """The picture with the session drawn over it: drawn once, for the first who asks."""
        return self.draw()


class Output:
    """What shows, plays or writes a practice; a new one inherits and does its part of this.

    Whatever is raised once it has begun, the practice goes on without this output.
    """

    has_keys: ClassVar[bool] = False
    """Whether keys can be pressed at it."""
    names_keys: ClassVar[bool] = False
    """Whether these are named in the picture."""

    def begin(self) -> None:
        """Open what is needed; an error that is raised here keeps the practice from beginning."""

    def tell(self, events: Sequence[Event]) -> None:
        """Take what has happened, in order."""

    def show(self, moment: Moment) -> Sequence[Key] | None:  # noqa: ARG002 (for those that inherit)
        """Show a moment, and return the keys pressed since the one before, in order, if any."""
        return None

    def press(self, key: Key) -> None:
        """Take a key that was pressed, wherever that was."""

    @property
    def sign(self) -> str:
        """What there is to see of this output on the screen, in a few words, or ""."""
        return ""

    def end(self, summaries: Sequence[StepSummary]) -> None:
        """Tell what became of every step; not called when the practice breaks off."""

    def close(self) -> None:
        """Let go of everything, however the practice ended."""


class EventStream(Output):
    """Writes each event as one line of JSON, at once.

    Parameters
    ----------
    target
        ``-`` for standard output, which stays open; else a file, which is replaced.

    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._stream: TextIO = sys.stdout

    def begin(self) -> None:
        """Open the file.

        Raises
        ------
        OutputError
            If it cannot be written.

        """
        if self._target == STANDARD_OUTPUT:
            return
        try:
            self._stream = Path(self._target).open("w", encoding="utf-8")  # noqa: SIM115 (until it is closed)
        except OSError as error:
            raise OutputError(
                "--events expects - or a file it can write, got {file}: {reason}",
                file=repr(self._target),
                reason=error.strerror,
            ) from error

    def tell(self, events: Sequence[Event]) -> None:
        """Write events.

        Raises
        ------
        ReaderGoneError
            If nobody reads them any more, as in ``unknot practise --events - | head``.
        OutputError
            If they cannot be written.

        """
        try:
            for event in events:
                # ASCII only, so that a console of any code page can take it.
                self._stream.write(f"{json.dumps(event.as_record(), allow_nan=False)}\n")
                self._stream.flush()
        except OSError as error:
            _forget(self._stream)
            if error.errno in _READER_GONE:
                raise ReaderGoneError(say("nobody reads the events any more")) from error
            raise OutputError(
                "the events cannot be written any further ({reason})", reason=error.strerror
            ) from error

    def close(self) -> None:
        """Close the file."""
        if self._target != STANDARD_OUTPUT:
            self._stream.close()


def _forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere: flushing it at exit would complain once more."""
    try:
        number = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


class Recording(Output):
    """Writes what is shown to a video, each picture at its time.

    Parameters
    ----------
    path
        The file, see `VideoWriter`.
    track
        Its sound; None for a silent video.

    """

    def __init__(self, path: Path, track: Track | None = None) -> None:
        self._writer = VideoWriter(path, sound_hz=SAMPLE_RATE_HZ if track else None)
        self._track = track

    def begin(self) -> None:
        """Create the file."""
        self._writer.__enter__()

    def tell(self, events: Sequence[Event]) -> None:
        """Take what is heard from now on."""
        if self._track is not None:
            self._track.tell(events)

    def show(self, moment: Moment) -> None:
        """Write a picture, no new one when there is none, and what has been heard until now."""
        if moment.frame is not None:
            self._writer.write(moment.image, moment.frame.t_s)
        if self._track is not None and self._writer.begun:
            self._write_sound(self._track.until(moment.snapshot.t_s))

    def _write_sound(self, blocks: Iterator[Samples]) -> None:
        for block in blocks:
            self._writer.write_sound(block)

    def close(self) -> None:
        """Finish the file, with the end of what is being said."""
        if self._track is not None and self._writer.begun:
            self._write_sound(self._track.rest())
        self._writer.__exit__(None, None, None)


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
