"""What each event of a session has to say: lines, how each kind is spoken, and chimes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind as CriterionKind
from vision.session import events as ev
from vision.session.breath import PHASE_NAMES
from vision.session.breathing import events as bev
from vision.session.breathing.aims import HINTS
from vision.session.breathing.coach import FOLLOWING, FOLLOWS, LEADING, OFFER
from vision.session.heard.chimes import TEN_S
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vision.session.snapshot import Snapshot


class Kind(str, Enum):
    """What a line is; `MANNERS` tells how each is spoken."""

    SAFETY = "safety"
    STATE = "state"
    TITLE = "title"
    INSTRUCTION = "instruction"
    MARK = "mark"
    TRANSITION = "transition"
    CORRECTION = "correction"
    ANSWER = "answer"
    HELP = "help"
    NOTICE = "notice"
    CAUTION = "caution"
    PRAISE = "praise"
    HINT = "hint"
    BREATH = "breath"
    DONE = "done"
    ENCOURAGEMENT = "encouragement"


@dataclass(frozen=True, slots=True)
class Manner:
    """How lines of a kind are spoken; the kinds stand in the order of what is said first.

    Attributes
    ----------
    lasts_s
        A line that could not be begun for this long is dropped.
    patience_s
        How long it waits for a change of the breath that it would lie over.
    cue
        Whether it asks for, or praises, something of the body: such lines keep their distance.
    at_once
        Whether it cuts short what is being said.
    breaks_silence
        Whether it is said in the last breaths of a hold as well.
    most
        So many remarks a minute, itself included, there may be with it; None for what is always
        said: what leads through the practice, and what could hurt.

    """

    lasts_s: float
    patience_s: float = 1.0
    cue: bool = False
    at_once: bool = False
    breaks_silence: bool = False
    most: int | None = 3


MANNERS: Final[Mapping[Kind, Manner]] = {
    Kind.SAFETY: Manner(3.0, patience_s=0.0, at_once=True, breaks_silence=True, most=None),
    Kind.STATE: Manner(6.0, patience_s=0.0, at_once=True, breaks_silence=True, most=None),
    Kind.TITLE: Manner(8.0, most=None),
    Kind.INSTRUCTION: Manner(20.0, most=None),
    Kind.MARK: Manner(4.0, breaks_silence=True, most=None),
    Kind.TRANSITION: Manner(6.0, most=None),
    Kind.CORRECTION: Manner(12.0, cue=True, most=4),
    Kind.ANSWER: Manner(4.0),
    Kind.HELP: Manner(25.0, cue=True, most=4),
    Kind.PRAISE: Manner(5.0, patience_s=3.0, cue=True),
    Kind.HINT: Manner(8.0, patience_s=3.0, cue=True),
    Kind.NOTICE: Manner(600.0, patience_s=3.0, most=None),
    Kind.CAUTION: Manner(8.0, patience_s=3.0),
    Kind.BREATH: Manner(1.5, most=None),
    Kind.DONE: Manner(2.0, most=None),
    Kind.ENCOURAGEMENT: Manner(1.0, cue=True),
}
"""A remark is what is not needed to go on. Four a minute, and the three lines that lead from a step
that does not come to the next, are the seven things that are heard by who does everything amiss.
What could hurt is a remark that nothing holds back: others are, so that only warnings can make it
more than seven."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say.

    Attributes
    ----------
    kind
        What it is.
    text
        One or more sentences, in the person's words.
    event
        What it follows from.
    about
        The criterion, or the phase of the breath, that it is about; or "".

    """

    kind: Kind
    text: str
    event: ev.Event
    about: str = ""

    @property
    def manner(self) -> Manner:
        """How it is spoken."""
        return MANNERS[self.kind]

    @property
    def order(self) -> tuple[int, float]:
        """What is said first: by kind, then what came up first."""
        return [*MANNERS].index(self.kind), self.event.t_s

    def later(self, seconds: float) -> Line:
        """Return it as if it had come up later."""
        return replace(self, event=replace(self.event, t_s=self.event.t_s + seconds))

    def holds(self, shown: Snapshot) -> bool:
        """Return whether it is still so, as the session is now: what is not shown is not said."""
        return _HOLDS.get(self.kind, _always)(self, shown)


def _always(_: Line, __: Snapshot) -> bool:
    return True


def _same_step(line: Line, shown: Snapshot, *phases: Phase) -> bool:
    return line.event.step == shown.step_index and shown.phase in phases


def _is_correction(line: Line, shown: Snapshot) -> bool:
    return shown.correction is not None and shown.correction.cue == line.text


def _leaves_time_for_breath(line: Line, shown: Snapshot) -> bool:
    """Return whether a phase of the breath has just begun, and nothing leads on very soon."""
    if shown.breath is None or shown.breath.phase != line.about:
        return False
    just_done = shown.phase is Phase.DONE and shown.in_phase_s < _JUST_DONE_S
    return just_done or shown.holding


_JUST_DONE_S: Final = 0.6
_TO_COME: Final = (Phase.READY, Phase.ENTER)
_HOLDS: Final[Mapping[Kind, Callable[[Line, Snapshot], bool]]] = {
    Kind.SAFETY: _is_correction,
    Kind.TITLE: lambda line, shown: _same_step(line, shown, *_TO_COME, Phase.HOLD),
    Kind.INSTRUCTION: lambda line, shown: shown.moment == line.text,
    Kind.MARK: lambda line, shown: _same_step(line, shown, Phase.HOLD),
    Kind.CORRECTION: _is_correction,
    Kind.ANSWER: lambda line, shown: _same_step(line, shown, Phase.ENTER, Phase.HOLD),
    Kind.HELP: lambda line, shown: line.text in (shown.guidance, shown.waiting),
    Kind.CAUTION: lambda line, shown: _same_step(line, shown, *_TO_COME),
    Kind.PRAISE: lambda line, shown: shown.praise == line.text and shown.phase is Phase.HOLD,
    # The next step is told soon after one is done, and waits for nothing.
    Kind.NOTICE: lambda _, shown: shown.phase not in (Phase.DONE, Phase.REST),
    Kind.BREATH: _leaves_time_for_breath,
    Kind.HINT: lambda line, shown: shown.news == line.text and shown.phase is Phase.HOLD,
}

# --- what is said ----------------------------------------------------------------------------

HALF_WAY: Final = mark("Half way.")
TEN_SECONDS: Final = mark("Ten more seconds.")
WELL_DONE: Final = mark("Well done.")
THE_END: Final = mark("Thank you for practising.")
PAUSED: Final = mark("Paused. Take your time.")
NO_PICTURES: Final = mark("Paused. The camera sends no pictures at the moment.")
RESUMED: Final = mark("We go on.")
LOST: Final = mark("I can't see you. Come back into the picture when you like.")
FOUND: Final = mark("There you are. We go on.")
EASIER: Final = mark("This way counts fully.")
ANSWERS: Final = (mark("Good."), mark("That is it."))
ENCOURAGEMENTS: Final = (
    mark("This is good. Stay with the breath."),
    mark("Nothing to do now but breathe."),
    mark("You are doing well."),
)
_OF_BREATH: Final = (
    mark("Breathe in, as the tone rises."),
    mark("Hold, while the tone stays."),
    mark("Breathe out, as the tone falls."),
    mark("Rest, while the tone is silent."),
)
BREATHS: Final = dict(zip(PHASE_NAMES, _OF_BREATH, strict=True))
SPOKEN: Final = (
    *(HALF_WAY, TEN_SECONDS, WELL_DONE, THE_END, PAUSED, NO_PICTURES, RESUMED, LOST, FOUND),
    *(EASIER, *ANSWERS, *ENCOURAGEMENTS, *_OF_BREATH),
    *(FOLLOWS, OFFER, FOLLOWING, LEADING, *HINTS.values()),
)
"""All that is said besides the words of poses and flows, those of the camera and the offers."""
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?…])\s+")


def lines_for(event: ev.Event, shown: Snapshot) -> Iterator[Line]:
    """Yield what an event has to say, in the session as it is just after it."""
    if isinstance(event, ev.SessionStarted):
        for sentence in filter(None, _SENTENCE_ENDS.split(event.notice)):
            yield Line(Kind.NOTICE, sentence, event)
    elif isinstance(event, ev.StepEntered):
        if event.title:
            yield Line(Kind.TITLE, f"{event.title}.", event)
        if event.caution:
            yield Line(Kind.CAUTION, event.caution, event, event.pose)
    elif isinstance(event, ev.MomentEntered):
        yield Line(Kind.INSTRUCTION, event.text, event)
    elif isinstance(event, ev.CorrectionDue):
        # Movements are no form to hold but pass, and can hurt.
        danger = any(
            v.criterion.name == event.criterion and v.criterion.kind is not CriterionKind.FORM
            for v in shown.verdicts
        )
        # Ever more rarely: whoever cannot change it is not asked all the time.
        if danger or event.repeat & (event.repeat + 1) == 0:
            kind = Kind.SAFETY if danger else Kind.CORRECTION
            yield Line(kind, event.cue, event, event.criterion)
    elif isinstance(event, ev.BreathPhaseStarted):
        yield Line(Kind.BREATH, say(BREATHS[event.phase]), event, event.phase)
    else:
        yield from _short_lines(event, shown)


_CUED: Final[Mapping[type[ev.Event], Kind]] = {
    ev.GuidanceDue: Kind.HELP,
    ev.WaitingExplained: Kind.HELP,
    ev.EasierOffered: Kind.HELP,
    ev.GoingOnOffered: Kind.HELP,
    ev.LedOn: Kind.TRANSITION,
    ev.StageReached: Kind.PRAISE,
    bev.BreathFollows: Kind.PRAISE,
    bev.BreathHinted: Kind.HINT,
    bev.PacerOffered: Kind.HINT,
    bev.PacerTaken: Kind.ANSWER,
}
"""Events that say their cue, and what kind of line it is."""


def _short_lines(event: ev.Event, shown: Snapshot) -> Iterator[Line]:
    """Yield what is said of events that have one line at most."""
    cue = getattr(event, "cue", "")
    if type(event) in _CUED:
        yield Line(_CUED[type(event)], cue, event)
    elif isinstance(event, ev.EasierTaken):
        yield Line(Kind.TITLE, f"{event.title}. {say(EASIER)}", event)
    elif isinstance(event, ev.HoldProgress):
        text = TEN_SECONDS if event.remaining_s < TEN_S else HALF_WAY
        yield Line(Kind.MARK, say(text), event)
    elif isinstance(event, ev.HoldCompleted) and not shown.moment:
        yield Line(Kind.DONE, say(WELL_DONE), event)
    elif isinstance(event, ev.Paused):
        # Who paused by a key is told nothing else; a camera that is gone gives its reason.
        yield Line(Kind.STATE, say(NO_PICTURES if shown.message else PAUSED), event)
    elif type(event) in _STATES:
        yield Line(Kind.STATE, say(_STATES[type(event)]), event)


_STATES: Final[Mapping[type[ev.Event], str]] = {
    ev.Resumed: RESUMED,
    ev.Lost: LOST,
    ev.Found: FOUND,
    ev.Finished: THE_END,
}
