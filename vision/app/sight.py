"""From arrivals to measured bodies: the landmarker, kept busy, and only believed when plausible."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.frames.source import Frame, Interruption
from vision.landmarks.seeing.follow import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from types import TracebackType

    from typing_extensions import Self

    from vision.frames.source import FrameSource
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks

_SWITCH_INTERVAL_S: Final = 0.0005


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture and the body in it, None where nobody plausible is seen."""

    frame: Frame
    landmarks: Landmarks | None


class Eye:
    """Looks at one picture after the other, in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._follower = Follower(engine)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="landmarker")
        self._switch_interval_s = sys.getswitchinterval()

    def __enter__(self) -> Self:
        """Return self."""
        # The landmarker's thread needs Python's lock for moments only, and must not wait the usual
        # 5 ms for it while this thread measures and draws.
        self._switch_interval_s = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_INTERVAL_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the picture at hand and free the model."""
        sys.setswitchinterval(self._switch_interval_s)
        self._pool.shutdown(cancel_futures=True)
        self._follower.close()

    def sights(self, source: FrameSource) -> Iterator[Sight | Interruption]:
        """Yield what is seen in every picture, in order.

        A recording's next picture is already being looked at while the one before is used; a live
        picture is handed on at once instead.
        """
        waiting: Future[Sight] | None = None
        for arrival in source:
            if isinstance(arrival, Interruption):
                yield arrival
                continue
            looking = self._pool.submit(self._look, arrival, live=source.live)
            if source.live:
                yield looking.result()
            elif waiting is not None:
                yield waiting.result()
            waiting = looking
        if waiting is not None and not source.live:
            yield waiting.result()

    def _look(self, frame: Frame, *, live: bool) -> Sight:
        return Sight(frame, self._follower.see(frame, wait=not live))
