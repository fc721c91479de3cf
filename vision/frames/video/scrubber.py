"""One picture of a recording at a time, wherever in it: what somebody who scrubs looks at."""

from __future__ import annotations

import math
import sys
import threading
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from vision.errors import FrameSourceError
from vision.frames.source import Frame
from vision.frames.video.seeking import OpenRecording
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


class _Decoded(NamedTuple):
    """A picture, and from when to when it is the one to show, the end excluded."""

    picture: VideoFrame
    t_s: float
    until_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A converted picture, and until when it is the one to show, the end excluded."""

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
        The ``keys_s`` of its `scan`.
    max_side_px
        Shrink larger pictures to a longer side of this; None keeps their size. All have the size of
        the first: another one is scaled into it between black bars.

    """

    def __init__(
        self,
        path: Path,
        *,
        keys_s: Sequence[float],
        max_side_px: int | None = None,
    ) -> None:
        self._path = Path(path)
        self._keys_s = keys_s
        self._max_side_px = max_side_px
        self._lock = threading.Lock()
        self._kept: deque[_Kept] = deque()
        self._stamp = (0, 0)
        self._entered = False
        self._recording: OpenRecording | None = None
        self._now: _Decoded | None = None
        self._following: Iterator[_Decoded] = iter(())

    def __enter__(self) -> Self:
        """Open the recording and decode its first picture.

        Raises
        ------
        FrameSourceError
            If the file is missing, not to be read, or holds no picture that can be decoded.

        """
        with self._lock:
            self._now = self._open()
            self._stamp = self._stamp_now()
            self._entered = True
        return self

    def __exit__(self, *_: object) -> None:
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
            t_s = min(max(t_s, 0.0), sys.float_info.max)  # the last picture shows until infinity
            kept = next((k for k in self._kept if k.frame.t_s <= t_s < k.until_s), None)
            if kept is None:
                self._require_unchanged()
                return self._decode(t_s)
            self._kept.remove(kept)
            self._kept.append(kept)
            return kept.frame

    def _decode(self, t_s: float) -> Frame:
        now = self._now
        key_s = self._keys_s[max(0, bisect_right(self._keys_s, t_s) - 1)]
        goes_back = now is not None and 0 < now.t_s - t_s <= _STEP_BACK_S
        if now is None or not key_s - _NEAR_S <= now.t_s <= t_s:
            now = self._begin_at(key_s)
        while now is not None and now.until_s <= t_s:
            if goes_back and now.until_s > t_s - _BEFORE_S:
                self._convert(now)
            now = next(self._following, None)
        self._now = now
        if now is None:
            raise FrameSourceError(
                "{file} gives no picture any more; use another copy", file=self._path
            )
        return self._convert(now)

    def _begin_at(self, key_s: float) -> _Decoded | None:
        """Return the picture at ``key_s``, or one before it."""
        if self._recording is None or key_s <= 0.0:
            return self._open()
        self._now = None
        self._following = _with_ends(self._recording.pictures_from((key_s, math.inf))[1])
        return next(self._following, None)

    def _open(self) -> _Decoded | None:
        """Open the file, or open it again, and return its first picture."""
        self._close()
        self._recording = OpenRecording(self._path, threads=0)
        self._following = _with_ends(self._recording.pictures_from((0.0, math.inf))[1])
        return next(self._following, None)

    def _close(self) -> None:
        self._now, self._following = None, iter(())
        if self._recording is not None:
            self._recording.container.close()
            self._recording = None

    def _convert(self, decoded: _Decoded) -> Frame:
        """Convert a picture, keep it as the latest, and let go of the oldest that are too many."""
        if self._recording is None:
            raise RuntimeError(f"{self._path} was closed while a picture was converted")
        image_bgr = self._recording.image_bgr(decoded.picture, self._max_side_px)
        image_bgr.flags.writeable = False
        frame = Frame(image_bgr, decoded.t_s, index=0)
        self._kept.append(_Kept(frame, decoded.until_s))
        while len(self._kept) > max(1, _KEPT_BYTES // image_bgr.nbytes):
            self._kept.popleft()
        return frame

    def _require_unchanged(self) -> None:
        if self._stamp_now() != self._stamp:
            text = say(
                "{file} has changed since it was opened; open it again to see it",
                file=self._path,
            )
            raise FrameSourceError(text)

    def _stamp_now(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            text = say(
                "{file} can no longer be read ({reason}); put it back where it was",
                file=self._path,
                reason=error.strerror,
            )
            raise FrameSourceError(text) from error
        return found.st_size, found.st_mtime_ns


def _with_ends(pictures: Iterator[tuple[VideoFrame, float]]) -> Iterator[_Decoded]:
    """Yield decoded pictures together with when the next one shows."""
    now = next(pictures, None)
    while now is not None:
        following = next(pictures, None)
        yield _Decoded(*now, until_s=math.inf if following is None else following[1])
        now = following
