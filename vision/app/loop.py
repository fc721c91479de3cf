"""The practice loop: pictures in, bodies seen and measured, session on, outputs told."""

from __future__ import annotations

import math
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.errors import LandmarkerError, UnknotError
from vision.frames.light import PictureWatch
from vision.frames.live.cameras import ChosenCamera
from vision.frames.source import Frame, Interruption
from vision.frames.video.reading import ReadAhead
from vision.landmarks.seeing.follow import Follower
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import UNITS
from vision.measure.meter import Meter
from vision.measure.placing import placing
from vision.render.output import Key
from vision.session.breathing.agreement import MEASURES as BREATH
from vision.session.live.gestures import MEASURES as SIGNS
from vision.session.live.steprun import Observation
from vision.session.snapshot import Phase
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from vision.app.outputs import Outputs
    from vision.frames.source import FrameSource
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks
    from vision.session.events import Event
    from vision.session.heard.speaking import Speaking
    from vision.session.live.practice import Session
    from vision.session.snapshot import Snapshot

_SWITCH_INTERVAL_S: Final = 0.0005
_AHEAD: Final = {True: 1, False: 2}
"""Pictures looked at before they are used: live ones would only age."""
_MOST_FAILURES: Final = 5
"""Pictures one after the other that cannot be looked at before the practice ends."""
_ASK_S: Final = 3.0
"""How long a person has to press q again, which ends the practice."""
_ENDING: Final = (Key.QUIT, Key.CLOSE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture and the body in it, None where nobody plausible is seen."""

    frame: Frame
    landmarks: Landmarks | None


class Watcher:
    """Finds the body in one picture after the other, in a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._follower = Follower(engine)
        self._failures = 0
        self._ahead: ReadAhead[Seen | Interruption] | None = None
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
        if self._ahead is not None:
            self._ahead.close()
        # A search that failed in the last moment changes nothing of the practice that is over.
        with suppress(Exception):
            self._follower.close()

    def watch(self, source: FrameSource) -> Iterator[Seen | Interruption]:
        """Yield what is seen in every picture, in order.

        The next picture is taken, and looked at, while the one before is used: a live one as soon
        as it comes.

        Raises
        ------
        LandmarkerError
            If looking fails in one picture after the other, also with a new landmarker.

        """
        self._ahead = ReadAhead(self._seen(source), _AHEAD[source.live], "landmarker")
        yield from self._ahead

    def _seen(self, source: FrameSource) -> Generator[Seen | Interruption, None, None]:
        """Look at the pictures of a source; runs in the thread."""
        for arrival in source:
            if isinstance(arrival, Interruption):
                yield arrival
            else:
                yield self._look(arrival, live=source.live)

    def _look(self, frame: Frame, *, live: bool) -> Seen | Interruption:
        try:
            landmarks = self._follower.see(frame, wait=not live)
        except Exception as error:  # noqa: BLE001 (whatever it is, the practice is not lost)
            return self._begin_anew(frame, error)
        self._failures = 0
        return Seen(frame, landmarks)

    def _begin_anew(self, frame: Frame, error: Exception) -> Interruption:
        """Replace a landmarker that has failed, which may have gone wrong for good."""
        self._failures += 1
        if self._failures == _MOST_FAILURES:
            raise LandmarkerError(
                "looking at the pictures fails again and again ({reason})", reason=_reason(error)
            ) from error
        with suppress(Exception):
            self._follower.close()
        self._follower = Follower(self._engine)
        return Interruption(frame.t_s, say("I could not look at a picture; I am trying again"))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, UnknotError) else f"{type(error).__name__}: {error}"


class Practice:
    """One run through a source; ``speaking`` chooses what is said, None for nothing."""

    def __init__(
        self,
        source: FrameSource,
        watcher: Watcher,
        session: Session,
        outputs: Outputs,
        speaking: Speaking | None = None,
    ) -> None:
        self.broken_off = False
        """Whether it was ended from outside, by whom nobody waits for: Ctrl-C, a shutdown."""
        self._source = source
        self._watcher = watcher
        self._session = session
        self._outputs = outputs
        self._speaking = speaking
        self._meter = Meter({*session.routine.measures(), *SIGNS, *(BREATH & UNITS.keys())})
        self._watch = PictureWatch()
        self._t_s = 0.0
        self._asked_s = -math.inf

    def run(self) -> None:
        """Practise until the session is finished, the source ends, or the person quits.

        The end is told also where an error ends it.

        Raises
        ------
        UnknotError
            If there are no more pictures, or none can be looked at any more.

        """
        try:
            for arrival in self._watcher.watch(self._source):
                if self._take(arrival) or self._session.finished or self._outputs.abandoned:
                    break
        except KeyboardInterrupt:
            # The quit key of a practice without a window, and a shutdown's word.
            self.broken_off = True
        finally:
            self._tell(self._session.end(self._t_s))

    def _take(self, arrival: Seen | Interruption) -> bool:
        """Take what arrives, and return whether a key ends the practice."""
        if isinstance(arrival, Seen):
            self._t_s = arrival.frame.t_s
            self._tell(self._session.advance(self._observe(arrival)))
            keys = self._outputs.show(arrival.frame, arrival.landmarks, self._snapshot())
        else:
            self._t_s = arrival.t_s
            self._tell(self._session.interrupt(arrival.t_s, arrival.reason))
            keys = self._outputs.show(None, None, self._snapshot())
        return self._obey(keys)

    def _tell(self, events: Sequence[Event]) -> None:
        """Tell what has happened, and what is said of it."""
        if self._speaking is None:
            self._outputs.tell(events)
        else:
            said = self._speaking.update(self._t_s, events, self._session.snapshot())
            self._outputs.tell([*events, *said])

    def _observe(self, seen: Seen) -> Observation:
        frame, landmarks = seen.frame, seen.landmarks
        silhouette = None if landmarks is None else landmarks.silhouette
        # A recording is what it is: nobody can do anything about its light.
        picture = {} if self._source.waits else self._watch.update(frame, silhouette)
        if landmarks is None:
            return Observation(frame.t_s, picture=picture)
        body = body_from_landmarks(landmarks)
        readings = self._meter.read(body)
        if picture:
            picture |= placing(body, frame.size_px)
        return Observation(frame.t_s, readings.values, readings.unseen, picture)

    def _obey(self, keys: Sequence[Key]) -> bool:
        """Do what the keys ask for, in order, and return whether one of them ends the practice."""
        if any(self._ends(key) for key in keys):
            return True
        # A recording is left where it is.
        stands_still = Key.PAUSE in keys and self._source.waits
        while stands_still and self._session.paused and self._outputs.have_keys:
            if self._obey(self._outputs.wait(self._snapshot())):
                return True
        return False

    def _ends(self, key: Key) -> bool:
        """Do what a key asks for, and return whether that ends the practice."""
        commands = {
            Key.PAUSE: self._session.toggle_pause,
            Key.NEXT: self._session.skip,
            Key.BACK: self._session.back,
            Key.EASIER: self._session.change_way,
            Key.ACCEPT: self._session.accept,
            Key.OWN_BREATH: self._session.follow_breath,
        }
        if key in commands:
            self._tell(commands[key](self._t_s))
        self._outputs.press(key)
        if key is Key.CAMERA and isinstance(self._source, ChosenCamera):
            self._source.switch()
        if key is Key.QUIT and not self._asks:
            self._asked_s = time.monotonic()
            return False
        return key in _ENDING

    @property
    def _asks(self) -> bool:
        """Whether the person was asked just now if the practice is to end."""
        return time.monotonic() - self._asked_s < _ASK_S

    def _snapshot(self) -> Snapshot:
        snapshot = replace(self._session.snapshot(), sound=self._outputs.sign)
        if self._speaking is not None:
            snapshot = replace(snapshot, spoken=self._speaking.caption(self._t_s))
        if snapshot.phase is Phase.FRAMING and isinstance(self._source, ChosenCamera):
            snapshot = replace(snapshot, camera=self._source.told())
        if not self._asks:
            return snapshot
        question = say("To end the practice, press q again")
        return replace(
            snapshot, correction=None, guidance="", waiting="", praise="", message=question
        )
