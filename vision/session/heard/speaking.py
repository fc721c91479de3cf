"""When which line is spoken: one at a time, safety first, and sparingly. No clock, no sound.

Time is that of the events, so that a recording is spoken to as a practice is.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from vision.session import events as ev
from vision.session.heard.chimes import chime_for
from vision.session.heard.lines import ANSWERS, ENCOURAGEMENTS, MANNERS, Kind, Line, lines_for
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.session.breath import Breath
    from vision.session.snapshot import Snapshot

PAUSE_S: Final = 0.4
"""Silence between two lines."""
WORTH_CUTTING_S: Final = 0.7
"""What is said to its end within this time is not cut short."""
CHIME_S: Final = 0.7
"""How long a chime is left to itself."""
APART_S: Final = 8.0
"""Two cues never begin within this time, those of safety apart."""
ENCOURAGE_AFTER_S: Final = 15.0
"""How long nothing has been said before an encouragement."""
CLEAR_OF_MARKS_S: Final = 8.0
"""How far it is from the beginning of a hold, its half, and its last seconds."""
APART_OF_KIND_S: Final = {Kind.ENCOURAGEMENT: 45.0, Kind.DONE: 120.0}
"""How long after the one before a kind word comes: it wears off. A chime tells that a hold is over,
and is explained by the first word with it."""
SILENT_S: Final = 10.0
"""The last seconds of a hold are silent; of a short one, the last quarter."""
_MINUTE_S: Final = 60.0
_JUST_BEGUN_S: Final = 0.3


def estimated_s(text: str) -> float:
    """Return about how long it takes to say a text, in seconds."""
    return 0.4 + 0.066 * len(text)


class Speaking:
    """Chooses what is said, from what happens.

    Parameters
    ----------
    duration_s
        Tells how long a text takes to be spoken, in seconds.

    """

    def __init__(self, duration_s: Callable[[str], float] = estimated_s) -> None:
        self._duration_s = duration_s
        self._waiting: list[Line] = []
        self._remarks_s: deque[float] = deque()
        self._spoken = Line(Kind.STATE, "", _NOTHING)
        self._until_s = self._cue_s = self._chimed_s = -math.inf
        self._kind_s: dict[Kind, float] = {}
        self._asked: set[str] = set()
        self._explained: set[str] = set()
        self._paused_s: float | None = None
        self._answers = self._encouragements = 0

    def update(self, t_s: float, events: Sequence[ev.Event], shown: Snapshot) -> list[ev.Said]:
        """Return what begins to be said now: nothing, or one line.

        Parameters
        ----------
        t_s
            Now, in seconds of the session; must not decrease.
        events
            What has happened since this was called last, in order.
        shown
            The session after that.

        """
        for event in events:
            self._take(event, shown)
        # While everything stands still, nothing grows stale.
        now_s = t_s if self._paused_s is None else self._paused_s
        fresh = (line for line in self._waiting if now_s - line.event.t_s <= line.manner.lasts_s)
        self._waiting = [*fresh]
        if self._paused_s is None and (encouragement := self._encouragement(t_s, shown)):
            self._waiting.append(encouragement)
        ready = [line for line in self._waiting if self._may_be_said(line, t_s, shown)]
        line = min(ready, key=lambda each: each.order, default=None)
        if line is None or not self._is_time_for(line, t_s, shown):
            return []
        return [self._say(line, t_s)]

    def caption(self, t_s: float) -> str:
        """Return what is being said at ``t_s``, or was until just now; else ""."""
        return self._spoken.text if t_s < self._until_s + PAUSE_S else ""

    @property
    def waiting(self) -> tuple[str, ...]:
        """The texts that may be said soon, for who has to make their sound."""
        return tuple(line.text for line in self._waiting)

    # --- what has happened -----------------------------------------------------------------------

    def _take(self, event: ev.Event, shown: Snapshot) -> None:
        if chime_for(event):
            self._chimed_s = event.t_s
        if isinstance(event, ev.Paused):
            self._paused_s = event.t_s
        elif self._paused_s is not None and isinstance(event, (ev.Resumed, ev.StepEntered)):
            stood_s = event.t_s - self._paused_s
            self._waiting = [line.later(stood_s) for line in self._waiting]
            self._paused_s = None
        if isinstance(event, ev.Finished):
            self._waiting.clear()
        if isinstance(event, (ev.StepEntered, ev.StepCompleted)):
            self._asked.clear()
        if isinstance(event, ev.CorrectionFixed) and event.criterion in self._asked:
            self._asked.discard(event.criterion)
            self._answers += 1
            text = ANSWERS[self._answers % len(ANSWERS)]
            self._waiting.append(Line(Kind.ANSWER, say(text), event, event.criterion))
        for line in lines_for(event, shown):
            if line.kind not in _ONCE or line.about not in self._explained:
                self._waiting.append(line)

    def _encouragement(self, t_s: float, shown: Snapshot) -> Line | None:
        """Return a kind word, where a hold goes well and has been quiet for long."""
        left_s = shown.target_s - shown.held_s
        to_mark_s = min(
            abs(left_s - mark_s) for mark_s in (shown.target_s / 2, SILENT_S, shown.target_s)
        )
        if (
            not shown.holding
            or self._waiting
            or left_s < SILENT_S
            or to_mark_s < CLEAR_OF_MARKS_S
            or t_s - self._until_s < ENCOURAGE_AFTER_S
            or self._wears_off(Kind.ENCOURAGEMENT, t_s)
        ):
            return None
        text = say(ENCOURAGEMENTS[self._encouragements % len(ENCOURAGEMENTS)])
        event = ev.Event(
            t_s=t_s,
            step=shown.step_index,
            pose=self._spoken.event.pose,
            side=shown.side,
        )
        return Line(Kind.ENCOURAGEMENT, text, event)

    # --- what may be said ------------------------------------------------------------------------

    def _may_be_said(self, line: Line, t_s: float, shown: Snapshot) -> bool:
        manner = line.manner
        if self._paused_s is not None and line.kind is not Kind.STATE:
            return False
        if not line.holds(shown) or (_is_silent(shown) and not manner.breaks_silence):
            return False
        if manner.cue and t_s - self._cue_s < APART_S:
            return False
        if self._wears_off(line.kind, t_s) or not self._fits(line, shown):
            return False
        return manner.most is None or self._remarks_lately(t_s) < manner.most

    def _wears_off(self, kind: Kind, t_s: float) -> bool:
        return t_s - self._kind_s.get(kind, -math.inf) < APART_OF_KIND_S.get(kind, 0.0)

    def _fits(self, line: Line, shown: Snapshot) -> bool:
        """Return whether a line that can wait ends before the hold, whose end leads on."""
        left_s = shown.target_s - shown.held_s
        can_wait = line.order[0] >= _CAN_WAIT and shown.holding
        return not can_wait or self._duration_s(line.text) <= left_s

    def _remarks_lately(self, t_s: float) -> int:
        while self._remarks_s and self._remarks_s[0] <= t_s - _MINUTE_S:
            self._remarks_s.popleft()
        return len(self._remarks_s)

    def _is_time_for(self, line: Line, t_s: float, shown: Snapshot) -> bool:
        if line.manner.at_once:
            over = t_s >= self._until_s or not self._spoken.manner.at_once
            return over or line.order[0] <= self._spoken.order[0]
        free_s = self._until_s + PAUSE_S
        if self._until_s - t_s > WORTH_CUTTING_S and self._is_outdated_for(line, shown):
            free_s = t_s
        if t_s < free_s or t_s < self._chimed_s + CHIME_S:
            return False
        return shown.breath is None or not self._lies_over_change(line, shown.breath)

    def _is_outdated_for(self, line: Line, shown: Snapshot) -> bool:
        """Return whether what is being said is done by now, and a line worth cutting it short."""
        is_done = self._spoken.kind is Kind.INSTRUCTION and not self._spoken.holds(shown)
        return is_done and line.order[0] <= _CORRECTS

    def _lies_over_change(self, line: Line, breath: Breath) -> bool:
        """Return whether a line should wait for the breath to change, rather than lie over it."""
        into_s = breath.remaining_s * breath.progress / (1.0 - breath.progress)
        return (
            breath.remaining_s <= line.manner.patience_s
            and breath.remaining_s < self._duration_s(line.text)
            and into_s > _JUST_BEGUN_S
        )

    def _say(self, line: Line, t_s: float) -> ev.Said:
        self._waiting.remove(line)
        self._spoken, self._until_s = line, t_s + self._duration_s(line.text)
        if line.manner.most is not None or line.kind is Kind.SAFETY:
            self._remarks_s.append(t_s)
        if line.manner.cue or line.kind is Kind.SAFETY:
            self._cue_s = t_s
        if line.kind in {Kind.CORRECTION, Kind.SAFETY}:
            self._asked.add(line.about)
        if line.kind in _ONCE:
            self._explained.add(line.about)
        self._kind_s[line.kind] = t_s
        self._encouragements += line.kind is Kind.ENCOURAGEMENT
        about = line.event
        return ev.Said(
            t_s=t_s,
            step=about.step,
            pose=about.pose,
            side=about.side,
            text=line.text,
            kind=line.kind.value,
        )


_NOTHING: Final = ev.Event(t_s=-math.inf, step=0, pose="", side=None)
_CORRECTS: Final = [*MANNERS].index(Kind.CORRECTION)
_CAN_WAIT: Final = [*MANNERS].index(Kind.NOTICE)
_ONCE: Final = (Kind.BREATH, Kind.CAUTION)
"""Kinds that are said once of the same."""


def _is_silent(shown: Snapshot) -> bool:
    """Return whether these are the last breaths of a hold."""
    left_s = shown.target_s - shown.held_s
    return shown.holding and left_s <= min(SILENT_S, shown.target_s / 4)
