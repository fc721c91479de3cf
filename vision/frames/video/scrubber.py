"""One picture of a recording at a time, wherever in it: what somebody who scrubs looks at."""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.errors import FrameSourceError
from vision.frames.source import Frame
from vision.frames.video.scan import scan
from vision.frames.video.seeking import Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from av import VideoFrame
    from typing_extensions import Self

_KEPT_BYTES: Final = 64_000_000
"""Of the latest pictures: forty of 960 x 540, twenty-three square ones."""

_NEAR_S: Final = 0.5
"""Decoding on over so little is quicker than going to a key picture."""
_STEP_BACK_S: Final = 2.0
"""Who goes back no farther than this is about to go farther back."""
_BEFORE_S: Final = 0.7
"""Then the pictures of so long before are kept as well, since they are decoded anyway."""


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """A picture, and from when to when it is the one to show, the end excluded."""

    frame: Frame
    until_s: float


class Scrubber:
    """Gives the picture of a recording that shows at a time: the last one that is not later.

    Pictures and times are those of `VideoFile`. Going forward decodes on from the picture before;
    going back, or far ahead, begins at the key picture before the time asked for, where the
    recording has one to begin at, else at its start. The latest pictures are kept. Entering opens
    the file; calls from several threads wait for each other.

    Parameters
    ----------
    path
        The recording.
    keys_s
        The ``keys_s`` of its `scan`; None scans it on entering.
    max_side_px
        Shrink larger pictures to a longer side of this; None keeps their size. All have the size of
        the first: another one is scaled into it between black bars.
    threads
        Threads to decode with; 0 for as many as the codec likes.

    """

    def __init__(
        self,
        path: Path,
        *,
        keys_s: Sequence[float] | None = None,
        max_side_px: int | None = None,
        threads: int = 0,
    ) -> None:
        self._path = Path(path)
        self._keys_s = keys_s
        self._max_side_px = max_side_px
        self._threads = threads
        self._lock = threading.Lock()
        self._kept: deque[_Shown] = deque()
        self._stamp = (0, 0)
        self._entered = False
        self._opened: Opened | None = None
        self._pictures: Iterator[tuple[VideoFrame, float]] = iter(())
        self._now: tuple[VideoFrame, float] | None = None
        self._next: tuple[VideoFrame, float] | None = None

    def __enter__(self) -> Self:
        """Open the recording and decode its first picture.

        Raises
        ------
        FrameSourceError
            If the file is missing, not to be read, or holds no picture that can be decoded.

        """
        with self._lock:
            if self._keys_s is None:
                self._keys_s = scan(self._path).keys_s
            self._open()
            self._stamp = self._stamp_now()
            self._entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file and let go of the pictures; safe to call twice."""
        with self._lock:
            self._entered = False
            self._close()
            self._kept.clear()

    def at(self, t_s: float) -> Frame:
        """Return the picture that shows at ``t_s``.

        Before the first picture that is the first one, from the last one on the last. Its ``t_s``
        is when it began to show; its ``index`` is 0, as each picture comes by itself. The pixels
        are shared and not to be written to.

        Raises
        ------
        FrameSourceError
            If the recording is no longer what it was when it was opened.
        RuntimeError
            If the recording was not entered.
        ValueError
            If ``t_s`` is NaN.

        """
        if math.isnan(t_s):
            raise ValueError("expected a time in seconds, got NaN")
        with self._lock:
            if not self._entered:
                raise RuntimeError(f"{self._path} is not open: ask inside its with statement")
            t_s = max(t_s, 0.0)
            shown = next((s for s in self._kept if s.frame.t_s <= t_s < s.until_s), None)
            if shown is None:
                self._require_unchanged()
                shown = self._decode(t_s)
            else:
                self._kept.remove(shown)
            self._keep(shown)
            return shown.frame

    def _keep(self, shown: _Shown) -> None:
        """Keep a picture as the latest, and let go of the oldest that are too many."""
        self._kept.append(shown)
        most = max(1, _KEPT_BYTES // shown.frame.image_bgr.nbytes)
        while len(self._kept) > most:
            self._kept.popleft()

    def _decode(self, t_s: float) -> _Shown:
        key_s = self._key_before(t_s)
        goes_back = self._now is not None and 0 < self._now[1] - t_s <= _STEP_BACK_S
        if self._now is None or not key_s - _NEAR_S <= self._now[1] <= t_s:
            self._begin_at(key_s)
        while self._next is not None and self._next[1] <= t_s:
            if goes_back and self._next[1] > t_s - _BEFORE_S:
                self._keep(self._present())
            self._now, self._next = self._next, next(self._pictures, None)
        return self._present()

    def _present(self) -> _Shown:
        if self._now is None:
            raise FrameSourceError(f"{self._path} gives no picture any more; use another copy")
        picture, shown_s = self._now
        until_s = math.inf if self._next is None else self._next[1]
        return _Shown(self._frame(picture, shown_s), until_s)

    def _key_before(self, t_s: float) -> float:
        keys_s = self._keys_s or (0.0,)
        return keys_s[max(0, bisect_right(keys_s, t_s) - 1)]

    def _begin_at(self, key_s: float) -> None:
        """Make the picture at ``key_s``, or one before it, the present one."""
        if self._opened is None or key_s <= 0.0:
            self._open()
            return
        self._now = self._next = None
        self._pictures = self._opened.pictures_from((key_s, math.inf))[1]
        self._take_first()

    def _open(self) -> None:
        """Open the file, or open it again, at its first picture."""
        self._close()
        self._opened = Opened(self._path, str(self._path), self._threads)
        self._pictures = self._opened.pictures_from((0.0, math.inf))[1]
        self._take_first()

    def _close(self) -> None:
        self._now = self._next = None
        self._pictures = iter(())
        if self._opened is not None:
            self._opened.container.close()
            self._opened = None

    def _take_first(self) -> None:
        self._now = next(self._pictures, None)
        self._next = next(self._pictures, None)

    def _frame(self, picture: VideoFrame, t_s: float) -> Frame:
        opened = self._opened
        if opened is None:
            raise RuntimeError(f"{self._path} was closed while a picture was converted")
        image_bgr = opened.shown(picture, self._max_side_px)
        image_bgr.flags.writeable = False
        return Frame(image_bgr, t_s, index=0)

    def _require_unchanged(self) -> None:
        if self._stamp_now() != self._stamp:
            raise FrameSourceError(
                f"{self._path} has changed since it was opened; open it again to see it"
            )

    def _stamp_now(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            raise FrameSourceError(
                f"{self._path} can no longer be read ({error.strerror}); put it back where it was"
            ) from error
        return found.st_size, found.st_mtime_ns
