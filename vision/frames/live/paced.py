"""A recording played at real speed, as if it came from a camera."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from vision.frames.source import FrameSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

    from vision.frames.source import Arrival

_DROP_WITHIN_S = 0.5
"""Where decoding itself is slower than real time, a late picture is better than none."""
_PAUSED_FROM_S = 1.0
"""Nobody is that slow with a picture: whoever took it has paused, and playing goes on."""


class Paced(FrameSource):
    """A recording standing in for a camera: each picture when it is due, late ones dropped.

    Times stay the presentation times of the recording; leaving out changes none of them.

    Parameters
    ----------
    source
        The recording.
    clock
        Gives seconds that never go back.
    sleep
        Waits the given seconds.

    """

    def __init__(
        self,
        source: FrameSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._clock = clock
        self._sleep = sleep
        self.name = source.name
        self.live = True

    def __enter__(self) -> Self:
        """Open the recording.

        Raises
        ------
        FrameSourceError
            If it cannot be opened.

        """
        self._source.__enter__()
        self.duration_s = self._source.duration_s
        self.ended_early = None
        return self

    def __exit__(self, *error: object) -> None:
        """Close the recording."""
        self._source.__exit__(*error)

    def __iter__(self) -> Iterator[Arrival]:
        """Yield the pictures at real speed; the first at once."""
        arrivals = iter(self._source)
        pending = next(arrivals, None)
        if pending is None:
            return
        start_s = self._clock() - pending.t_s
        asked_s = self._clock()
        while pending is not None:
            following = next(arrivals, None)
            if not self._overtaken(following, start_s, asked_s):
                self._wait_until(start_s + pending.t_s)
                given_s = self._clock()
                yield pending
                asked_s = self._clock()
                if asked_s - given_s > _PAUSED_FROM_S:
                    start_s += asked_s - given_s
            pending = following
        self.ended_early = self._source.ended_early

    def _overtaken(self, following: Arrival | None, start_s: float, asked_s: float) -> bool:
        """Say whether a picture is to be dropped, as the one after it is due already."""
        now_s = self._clock()
        due = following is not None and start_s + following.t_s <= now_s
        return due and now_s - asked_s < _DROP_WITHIN_S

    def _wait_until(self, due_s: float) -> None:
        wait_s = due_s - self._clock()
        if wait_s > 0:
            self._sleep(wait_s)
