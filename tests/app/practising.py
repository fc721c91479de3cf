"""A practice over fakes: what is seen is one body, what is told and shown is noted."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from tests.builders import practitioner
from tests.frames.fakes import FakeSource
from vision.app.loop import Practice, Seen
from vision.app.outputs import Outputs
from vision.errors import LandmarkerError
from vision.frames.source import Frame, Interruption
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

    from vision.frames.source import Arrival, FrameSource
    from vision.landmarks.types import Landmarks
    from vision.render.output import Key
    from vision.session.events import Event
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot

Pressed = dict[int, "Key | tuple[Key, ...] | type[BaseException]"]
BODY = practitioner("diamond", hide_far=True)
GONE = "the camera is gone"


class FakeWatcher:
    """Sees the same body in every picture."""

    def __init__(self, body: Landmarks | None = BODY) -> None:
        self._body = body
        self.left = 0

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, *_: object) -> None:
        """Count."""
        self.left += 1

    def watch(self, source: FrameSource) -> Iterator[Seen | Interruption]:
        """Yield what is seen of each arrival."""
        for arrival in source:
            if isinstance(arrival, Interruption):
                yield arrival
            else:
                yield Seen(arrival, self._body and replace(self._body, t_s=arrival.t_s))


class FailingWatcher(FakeWatcher):
    """Fails for good after some pictures."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def watch(self, source: FrameSource) -> Iterator[Seen | Interruption]:
        """Yield what is seen, as long as it goes well."""
        yield from islice(super().watch(source), self._after)
        raise LandmarkerError("the network is gone")


class FakeOutputs(Outputs):
    """Notes what is told and shown, and has keys pressed.

    Parameters
    ----------
    keys
        What is pressed when: a key, or several, by how many times something had been shown.

    """

    def __init__(self, keys: Pressed | None = None) -> None:
        self._keys = keys or {}
        self.abandoned = False
        self.pressed: list[Key] = []
        self.told: list[Event] = []
        self.shown: list[tuple[Frame | None, Landmarks | None, Snapshot]] = []

    def tell(self, events: Sequence[Event]) -> None:
        """Note."""
        self.told.extend(events)

    def show(
        self, frame: Frame | None, landmarks: Landmarks | None, snapshot: Snapshot
    ) -> list[Key]:
        """Note, and press keys when it is time."""
        self.shown.append((frame, landmarks, snapshot))
        key = self._keys.get(len(self.shown), ())
        if isinstance(key, type):
            raise key
        return [*key] if isinstance(key, tuple) else [key]

    def press(self, key: Key) -> None:
        """Note."""
        self.pressed.append(key)

    @property
    def sign(self) -> str:
        """Show how many keys were pressed."""
        return f"{len(self.pressed)} keys"

    @property
    def have_keys(self) -> bool:
        """Keys can be pressed."""
        return True

    def wait(self, snapshot: Snapshot) -> list[Key]:
        """Show without waiting."""
        return self.show(None, None, snapshot)

    @property
    def names(self) -> list[str]:
        """What happened, without what happens all the time."""
        often = {"VerdictChanged", "BreathPhaseStarted", "MomentEntered"}
        names = [type(event).__name__ for event in self.told]
        return [name for name in names if name not in often]


def practised(
    routine: Routine,
    arrivals: Sequence[Arrival],
    keys: Pressed | None = None,
    *,
    body: Landmarks | None = BODY,
    live: bool = True,
) -> FakeOutputs:
    """Practise with what arrives, and return what the outputs noted."""
    out = FakeOutputs(keys)
    source = FakeSource(arrivals, live=live)
    Practice(source, FakeWatcher(body), Session(routine), out).run()
    return out
