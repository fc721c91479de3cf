"""Leads the breath of a session, watches how it goes beside it, and tells that sparingly.

The breath stops no hold and is never corrected: nothing here knows a timer.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.session import events as ev
from vision.session.breath import PHASE_NAMES, Breathing
from vision.session.breathing import events as bev
from vision.session.breathing.agreement import BREATHS, Agreement, Answer, Measured
from vision.session.breathing.pacer import Pacer, Rhythm
from vision.session.snapshot import MeasuredBreath, Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from vision.criteria.model import Values
    from vision.session.breath import Breath
    from vision.session.breathing.pacer import Pacing
    from vision.session.live.coaching import EventLog
    from vision.session.live.steprun import StepRun
    from vision.session.snapshot import Snapshot

FOLLOWS: Final = mark("Your breath follows.")
OFFER: Final = mark("I can follow your breath, and slow down with it: press r.")
FOLLOWING: Final = mark("I follow your breath now.")
LEADING: Final = mark("We breathe by the pattern again.")
OFFERED_AFTER: Final = 5
"""So many breaths that were seen, and did not follow, before the pacer offers to follow instead."""
SHOWN_S: Final = 12.0
"""How long a hint or an offer is shown."""
_LEFT_S: Final = 20.0
"""Nothing is offered in the last seconds of a hold."""
_IN, _FULL, _OUT, _EMPTY = PHASE_NAMES


class BreathCoach:
    """The led breath, and the measured one beside it.

    Attributes
    ----------
    breathing
        The led one.

    """

    def __init__(self, log: EventLog, pacing: Pacing) -> None:
        self.breathing = Breathing(pacing.pattern)
        self._log = log
        self._pacer = Pacer(pacing)
        self._agreement = Agreement()
        self._measured = Measured()
        self._answer = Answer.CANNOT_TELL
        self._praised: StepRun | None = None
        self._praised_s = -math.inf
        self._otherwise = 0
        self._has_offered = False
        self._news = ("", -math.inf)

    def take(self, run: StepRun, values: Values, phase: Phase) -> None:
        """Take the next moment of a step, and tell what there is to tell of the breath."""
        t_s, self._measured = self._log.t_s, Measured.of(values)
        breath = self.breathing.at(t_s)
        if breath is None:
            return
        self._agreement.take(breath, self.breathing.pattern_at(t_s), self._measured)
        if begun := self.breathing.update(t_s):
            self._tell_phase(run, begun)
        if phase is Phase.HOLD:
            self._tell_praise(run)
            self._tell_help(run)

    def _tell_phase(self, run: StepRun, begun: Breath) -> None:
        fields = {"phase": begun.phase, "length_s": begun.remaining_s, "count": begun.count}
        self._log.add(ev.BreathPhaseStarted, run, **fields)
        self._answer = self._agreement.lasting
        if begun.phase == _IN:
            self._count(self._agreement.latest)
        elif begun.phase == _OUT:
            self._pace(run, begun.count + 1)

    def _count(self, answer: Answer) -> None:
        """Count the breaths seen that went otherwise, since one that did not."""
        if answer is not Answer.CANNOT_TELL:
            self._otherwise = self._otherwise + 1 if answer is Answer.OTHERWISE else 0

    def _pace(self, run: StepRun, count: int) -> None:
        """Settle the breath to come while there is time, so that no sound of it is made yet."""
        now = self.breathing.latest
        following = self._pacer.following(now, self._rhythm)
        if following == now:
            return
        self.breathing.change(count, following)
        first, full, out, empty = following.seconds
        lengths = {"in_s": first, "full_s": full, "out_s": out, "empty_s": empty}
        self._log.add(bev.BreathPaced, run, count=count, **lengths)

    @property
    def _rhythm(self) -> Rhythm | None:
        seen = self._measured
        if not (seen.told and seen.rate_per_min > 0):
            return None
        share = 0.5 if math.isnan(seen.in_share) else seen.in_share
        return Rhythm(60.0 / seen.rate_per_min, share)

    def _tell_praise(self, run: StepRun) -> None:
        """Tell that the breath follows, once in a step."""
        if self._answer is not Answer.FOLLOWS or self._praised is run:
            return
        self._praised, self._praised_s = run, self._log.t_s
        run.breath.told_at(self._log.t_s)
        self._log.add(bev.BreathFollows, run, cue=say(FOLLOWS), breaths=BREATHS)

    def _tell_help(self, run: StepRun) -> None:
        """Give the hint of a step, or offer to follow, once in a session."""
        if hint := run.breath.hint(self._log.t_s):
            self._show(hint[1])
            self._log.add(bev.BreathHinted, run, criterion=hint[0].name, cue=say(hint[1]))
        elif (
            self._otherwise >= OFFERED_AFTER
            and not (self._has_offered or self.pacing.mine)
            and run.hold.remaining_s > _LEFT_S
        ):
            self._has_offered = True
            run.breath.told_at(self._log.t_s)
            self._show(OFFER)
            self._log.add(bev.PacerOffered, run, cue=say(OFFER))

    def toggle(self, run: StepRun) -> None:
        """Follow the person from the next breath on, or lead by the pattern again."""
        own = not self.pacing.mine
        self._pacer.follow(mine=own)
        self._otherwise = 0
        cue = FOLLOWING if own else LEADING
        self._show(cue)
        self._log.add(bev.PacerTaken, run, cue=say(cue), own=own)

    @property
    def pacing(self) -> Pacing:
        """How the breath is led now."""
        return self._pacer.pacing

    def _show(self, text: str) -> None:
        self._news = (text, self._log.t_s)

    def shown_in(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the breath, led and measured, and what is told of it."""
        text, since_s = self._news
        is_new, is_praised = (
            snapshot.t_s - told_s < SHOWN_S for told_s in (since_s, self._praised_s)
        )
        return replace(
            snapshot,
            breath=self.breathing.at(snapshot.t_s),
            measured=self._seen(),
            praise=say(FOLLOWS) if is_praised else snapshot.praise,
            news=say(text) if is_new else "",
        )

    def _seen(self) -> MeasuredBreath | None:
        seen = self._measured
        if not seen.told:
            return None
        told = not math.isnan(seen.phase)
        phase = PHASE_NAMES[round(seen.phase)] if told else ""
        return MeasuredBreath(phase, seen.fullness, follows=self._answer is Answer.FOLLOWS)
