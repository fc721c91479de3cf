"""Recordings as sources of pictures: the whole of one, or a part at some pictures a second."""

from __future__ import annotations

import math
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from vision.frames.source import Frame, FrameSource
from vision.frames.video.container import fragments_broken_off
from vision.frames.video.seeking import OpenRecording

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import numpy as np
    from av import VideoFrame
    from numpy.typing import NDArray
    from typing_extensions import Self

_Item = TypeVar("_Item")

_WAKE_S: Final = 0.2
"""Longest wait in one go: on Windows Ctrl-C is only seen between waits."""
_AHEAD_PICTURES: Final = 4
"""Enough to hide decoding; each is 25 MB of a 4K recording that is not shrunk."""
_ROUNDED_S: Final = 0.0006
"""Some containers round times to milliseconds: a picture so little before a tick is at it."""


class Excerpt(FrameSource):
    """The pictures of a recording from one moment to another, as `VideoFile` gives them.

    Pictures and times are those of the whole recording, so that excerpts that adjoin give together
    what one reading gives, provided the recording is such that its `scan` found more than one key
    picture. Pictures not asked for are decoded where others need them, but never converted. All
    have one size: a picture of another than the recording's first is scaled into it between black
    bars, since stretching would change the angles.

    Parameters
    ----------
    path
        The recording.
    start_s, end_s
        From when on and until when (excluded) pictures are given, in seconds since the
        recording's first one. Beginning at one of the ``keys_s`` of its `scan` is quickest.
    rate_hz
        Give only the first picture at or after each tick ``k / rate_hz``, whose ``index`` is ``k``
        (the last one, where a picture is the first after several). None gives all, counted from 0.
    max_side_px
        Shrink larger pictures to a longer side of this; None keeps their size.
    threads
        Threads to decode with: 0 for as many as the codec likes, which is quickest; 1 takes the
        least work and memory, best where several excerpts are decoded side by side.

    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        start_s: float = 0.0,
        end_s: float = math.inf,
        rate_hz: float | None = None,
        max_side_px: int | None = None,
        threads: int = 0,
    ) -> None:
        self.name = os.fspath(path)
        self._path = Path(path)
        self._within_s = (start_s, end_s)
        self._rate_hz = rate_hz
        self._max_side_px = max_side_px
        self._threads = threads
        self._ahead: ReadAhead[Frame] | None = None

    def __enter__(self) -> Self:
        """Open the recording and decode its first picture; a thread goes on from there.

        Raises
        ------
        FrameSourceError
            If the file is missing, not to be read, or holds no picture that can be decoded.

        """
        recording = OpenRecording(self.name, self._threads)
        start_s, end_s = self._within_s
        self.ended_early = None
        length_s = recording.length_s
        self.duration_s = None if length_s is None else max(0.0, min(end_s, length_s) - start_s)
        self._ahead = ReadAhead(self._frames(recording), _AHEAD_PICTURES)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop decoding and close the file."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def __iter__(self) -> Iterator[Frame]:
        """Yield the pictures; a second iteration goes on where the first was left.

        Raises
        ------
        RuntimeError
            If the file was not entered.

        """
        if self._ahead is None:
            raise RuntimeError(f"{self.name} is not open: iterate inside its with statement")
        return iter(self._ahead)

    def _frames(self, recording: OpenRecording) -> Generator[Frame, None, None]:
        """Decode the excerpt; runs in the thread."""
        start_s, end_s = self._within_s
        with recording:
            before_s, pictures = recording.pictures_from(self._within_s)
            last_index = -1 if before_s is None else self._tick(before_s, -1)
            for picture, t_s in pictures:
                if t_s >= end_s:
                    self.ended_early = recording.decoder.damage_within()
                    return
                wanted = t_s >= start_s
                index = self._tick(t_s, last_index + wanted)
                if index > last_index and wanted:
                    yield Frame(self._image_bgr(recording, picture), t_s, index)
                last_index = max(last_index, index)
            broken_off = fragments_broken_off(self._path)
            self.ended_early = recording.decoder.damage(broken_off=broken_off)

    def _tick(self, t_s: float, otherwise: int) -> int:
        """Return the number of the last tick at or before ``t_s``, where there are ticks."""
        if self._rate_hz is None:
            return otherwise
        return math.floor((t_s + _ROUNDED_S) * self._rate_hz)

    def _image_bgr(self, recording: OpenRecording, picture: VideoFrame) -> NDArray[np.uint8]:
        return recording.image_bgr(picture, self._max_side_px)


class VideoFile(Excerpt):
    """All pictures of one recording, each in its own size, in order, as fast as they are taken.

    Times are presentation times from the first picture; see `Timeline` for missing and disordered
    ones. A thread decodes a few pictures ahead, which changes neither their order nor their
    content. A damaged file gives every picture that decodes whole; `ended_early` then tells what
    is missing.

    Parameters
    ----------
    path
        The recording. A still image is a recording of one picture.

    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(path)

    def _image_bgr(self, recording: OpenRecording, picture: VideoFrame) -> NDArray[np.uint8]:
        return recording.converter.to_bgr(picture)


class ReadAhead(Generic[_Item]):
    """An iterator run ahead of its user by a few items, in their order.

    Decoders release the interpreter lock, so on a second core this hides the decoding. An error
    raised by the items is raised to the user where it occurred in the order.

    Parameters
    ----------
    items
        What to run ahead of; it runs in the thread.
    depth
        Most items held ready or being made, which bounds the memory.
    thread_name
        What the thread is called.

    """

    def __init__(
        self,
        items: Generator[_Item, None, None],
        depth: int,
        thread_name: str = "decode ahead",
    ) -> None:
        self._items = items
        self._thread = ThreadPoolExecutor(1, thread_name)
        self._ready: deque[Future[_Item | None]] = deque(self._next() for _ in range(depth))

    def __iter__(self) -> Iterator[_Item]:
        """Yield the items; after `close`, none."""
        while self._ready:
            future = self._ready.popleft()
            while not future.done():
                wait([future], _WAKE_S)
            item = future.result()
            if item is None:
                return
            self._ready.append(self._next())
            yield item

    def close(self) -> None:
        """Stop after the item being made, and wait for the thread; safe to call twice."""
        self._ready.clear()
        self._thread.shutdown(cancel_futures=True)
        self._items.close()

    def _next(self) -> Future[_Item | None]:
        return self._thread.submit(next, self._items, None)
