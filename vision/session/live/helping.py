"""Leads a person through a step, and helps where its pose does not come."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Status
from vision.session import events as ev
from vision.session.live.framing import ASK_IN_STEP_AFTER_S, Framing
from vision.session.live.leading import STAGES
from vision.session.live.waiting import Due, Waiting
from vision.session.snapshot import Phase
from vision.words import mark, say
from vision.words.reasons import cue_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.session.live.coaching import EventLog
    from vision.session.live.steprun import Observation, StepRun
    from vision.session.routine import Step
    from vision.session.snapshot import Snapshot, Way
    from vision.words.reasons import Reason

NEWS_S: Final = 8.0
"""How long it is shown that a step was left out."""
SHOWN_S: Final = 5.0
"""How long a body has to be in the easier way to have taken it: longer than a rest on the elbows on
the way down."""
_BEFORE_A_HOLD: Final = (Phase.NOTICE, Phase.FRAMING, Phase.READY, Phase.ENTER)
CAUTION_S: Final = 12.0
"""How long a step's caution is shown: in turn with what there is to do, once at least."""
_MESSAGES: Final = {
    Phase.READY: mark("Get ready, there is no hurry"),
    Phase.ENTER: mark("Come into it in your own time"),
    Phase.HOLD: mark("Stay, and breathe"),
    Phase.DONE: mark("Well done"),
    Phase.REST: mark("Come out of it slowly"),
}
TAKE_IT: Final = mark("{offer} Raise an arm, press v, or simply do it.")
GO_ON: Final = mark(
    "It is fine to leave this one out. Raise an arm, press n, or rest: I go on by myself soon."
)
LED_ON: Final = mark("That one can wait for another day. On we go, slowly.")


class Helping:
    """Tells the moments of a step, what the camera needs, why it waits, and what else one can do.

    Attributes
    ----------
    framing
        What the camera needs.
    text
        What was said last while waiting, as long as it holds, or "".
    offer
        What else one can do that was offered last and may still be taken.

    """

    def __init__(self, log: EventLog) -> None:
        self.framing = Framing()
        self.text = ""
        self.offer: Due | None = None
        self._log = log
        self._explains = False
        self._easier: StepRun | None = None
        self._taken: set[str] = set()
        self._led_on_s = -math.inf

    def step(self, step: Step) -> Step:
        """Return a step as the person does it: the easier way, where that was taken before."""
        return (step.easier() if step.pose.name in self._taken else None) or step

    def _as_taken(self, way: Way | None) -> Way | None:
        return replace(way, easier=True) if way and way.pose in self._taken else way

    def enter(self) -> None:
        """Begin a step."""
        self.framing = Framing(ASK_IN_STEP_AFTER_S)
        self.forget()

    def ask(self, run: StepRun, reason: Reason | None) -> None:
        """Take what the camera needs, if anything, and tell it when it lasts."""
        if asked := self.framing.update(self._log.t_s, reason):
            self._log.add(ev.GuidanceDue, run, reason=asked, cue=cue_for(asked))

    def lead(self, run: StepRun, phase: Phase, values: Mapping[str, float]) -> None:
        """Tell the moment that begins now, if one does."""
        if phase in STAGES and (begun := run.leading.update(phase, self._log.t_s, values)):
            self._log.add(ev.MomentEntered, run, part=begun.part.value, text=begun.say)
            run.waiting.restart()

    def wait(self, run: StepRun, seen: Observation) -> bool:
        """Take a moment of waiting, tell what is due, and return whether to go on without it."""
        due = run.waiting.update(seen.t_s, run.what_keeps(), seen.values)
        if self._explains and run.waiting.blocking is None:
            self.text, self._explains = "", False
        for each in due:
            self._tell(each, run)
        if self._easier is not None:
            self._easier.observe(seen)
        return Due.LEAVE in due

    def _tell(self, due: Due, run: StepRun) -> None:
        if due is Due.EXPLAIN and run.waiting.blocking is not None:
            criterion = run.waiting.blocking.criterion
            self.text, self._explains = criterion.cue, True
            self._log.add(ev.WaitingExplained, run, criterion=criterion.name, cue=self.text)
        elif due is Due.EASIER and run.step.pose.easier and (easier := run.step.easier()):
            self.text, self.offer = say(TAKE_IT, offer=run.step.pose.easier.offer), due
            self._explains, self._easier = False, run.done_as(easier)
            self._log.add(ev.EasierOffered, run, title=easier.title, cue=self.text)
        elif due is Due.GO_ON:
            self.text, self.offer, self._explains = say(GO_ON), due, False
            self._log.add(ev.GoingOnOffered, run, cue=self.text)
        elif due is Due.LEAVE:
            self._led_on_s = self._log.t_s
            self._log.add(ev.LedOn, run, cue=say(LED_ON))

    def shown(self) -> StepRun | None:
        """Return the easier way that was offered, once the body has been in it for a while."""
        if self._easier is None:
            return None
        found = self._easier.findings
        settled = found.steady is Status.MET and found.in_pose_s >= SHOWN_S
        return self._easier if settled else None

    def take(self, run: StepRun, *, asked: bool) -> None:
        """Go on in another way, and remember it for this session."""
        self.forget()
        pose = run.step.pose
        run.tally.step = run.step
        (self._taken.add if pose.easier is None else self._taken.discard)(pose.name)
        self._log.add(ev.EasierTaken, run, title=run.step.title, asked=asked)

    def stop(self, run: StepRun) -> None:
        """Wait no more: the pose is there. Should it be left, waiting for it begins anew."""
        self.forget()
        run.waiting = Waiting(run.step.wait_s)

    def forget(self) -> None:
        """Say no more of what was waited for."""
        self.text, self.offer, self._explains, self._easier = "", None, False, None

    def shown_in(self, snapshot: Snapshot, run: StepRun, notice: str) -> Snapshot:
        """Return a snapshot of the step with all that leads through it.

        ``notice`` is what has to be read once, given until the first hold begins: it stays in view
        all that time. A pose's caution is shown at the beginning of its step.
        """
        phase, moment = snapshot.phase, run.leading.moment
        beginning = phase in {Phase.READY, Phase.ENTER} and snapshot.in_step_s < CAUTION_S
        if self._log.t_s - self._led_on_s < NEWS_S and phase in _BEFORE_A_HOLD:
            message = say(LED_ON)
        elif notice and phase in (Phase.NOTICE, *_BEFORE_A_HOLD):
            message = notice
        elif beginning and run.step.pose.caution:
            message = run.step.pose.caution
        else:
            message = snapshot.message or say(_MESSAGES.get(phase, ""))
        offers = self.offer is Due.EASIER and phase is Phase.ENTER
        return replace(
            snapshot,
            offered=replace(snapshot.doing, easier=True) if offers and snapshot.doing else None,
            following=self._as_taken(snapshot.following),
            guidance=cue_for(self.framing.asked) if self.framing.asked else "",
            message=message,
            moment=moment.say if moment else "",
            waiting=self.text if phase is Phase.ENTER else "",
            blocking=run.waiting.blocking if phase is Phase.ENTER else None,
        )
