"""A small made-up routine, and how to drive a session through it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.builders import NAN, UNSEEN_BACK, criterion, pose, routine
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import Band, Kind, Pose
from vision.session import events as ev
from vision.session.live.practice import Session
from vision.session.live.steprun import Observation
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from vision.session.breath import BreathPattern

Values = dict[str, float]

NOBODY: Final[Values] = {}
GOOD: Final[Values] = {
    "seat": 1.0,  # 1 is sitting in the pose
    "bow": 0.0,
    "head": 0.0,
    "depth": 9.0,
    "speed": 0.0,
    "roll": 0.0,
    "knee": 20.0,
    VIEW_MEASURE: 5.0,
}
AWAY: Final = GOOD | {"seat": 0.0}
ROUND: Final = GOOD | {"bow": 5.0}
HIDDEN: Final = GOOD | {"bow": NAN}
FRONTAL: Final = GOOD | {VIEW_MEASURE: 80.0}
DEEP: Final = GOOD | {"depth": 1.0}
DEEPEST: Final = GOOD | {"depth": 0.0}
HASTY: Final = GOOD | {"speed": 99.0}


def sitting(name: str = "sit", side: str | None = None) -> Pose:
    """Return a pose with a criterion of every kind but that of leaving."""
    return pose(
        criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated", call_after_s=1.0),
        criterion("bow", high=1.0, margin=0.5, name="back_straight", priority=10),
        criterion("head", high=1.0, name="head_up", priority=30, optional=True),
        criterion("depth", kind=Kind.AIM, high=2.0, stage=1, name="near", cue="Near."),
        criterion("depth", kind=Kind.AIM, high=0.5, stage=2, name="nearest", cue="Nearest."),
        criterion(
            "speed",
            kind=Kind.MOVEMENT,
            high=30.0,
            name="slowly",
            priority=5,
            call_after_s=0.1,
            clear_after_s=0.6,
        ),
        name=name,
        side=side,
        caution="Gently.",
        note="I check your back.",
        needs=("seat",),
    )


def rolling_out() -> Pose:
    """Return a pose that has to be left over one side."""
    return pose(
        criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated", call_after_s=1.0),
        criterion(
            "roll",
            kind=Kind.LEAVE,
            name="roll_first",
            low=35.0,
            before=Band("knee", low=110.0),
            cue="Roll first.",
        ),
        name="lie",
    )


def session(*poses: Pose, hold_s: float = 5.0, breath: BreathPattern | None = None) -> Session:
    """Return a session over these poses; a single one if none is given."""
    return Session(routine(*(poses or (sitting(),)), hold_s=hold_s), breath)


class Player:
    """Plays values to a session, picture by picture, and keeps what it tells."""

    def __init__(self, of: Session, rate_hz: float = 10.0, from_s: float = 0.0) -> None:
        self.session = of
        self.events: list[ev.Event] = []
        self.rate_hz = rate_hz
        self._from_s = from_s
        self._played_s = 0.0
        self._next = 0

    @property
    def t_s(self) -> float:
        """Time of the next picture."""
        return self._from_s + self._next / self.rate_hz

    def play(self, seconds: float, values: Values) -> list[ev.Event]:
        """Show the same values for a time; returns the events of it."""
        self._played_s += seconds
        new: list[ev.Event] = []
        while self._next / self.rate_hz < self._played_s - 1e-9:
            unseen = {n: UNSEEN_BACK for n, v in values.items() if v != v}  # noqa: PLR0124 (NaN)
            events = self.session.advance(Observation(self.t_s, values, unseen))
            self.hear(events)
            self._next += 1
            new += events
        self.events += new
        return new

    def say(self, command: str) -> list[ev.Event]:
        """Give a command of a session by its name, now."""
        new: list[ev.Event] = getattr(self.session, command)(self.t_s)
        self.hear(new)
        self.events += new
        return new

    def hear(self, events: list[ev.Event]) -> None:
        """Take in what happens now; who listens does more with it."""

    def into_hold(self, *, skip_framing: bool = False) -> None:
        """Come into the first step's hold."""
        self.play(4.0 if not skip_framing else 3.0, GOOD)


def told(events: list[ev.Event], *kinds: type[ev.Event]) -> list[str]:
    """Return the names of events, of some kinds only if any are given."""
    wanted = kinds or tuple(kind for kind in ev.Event.__subclasses__() if kind not in NOISE)
    return [type(event).__name__ for event in events if isinstance(event, wanted)]


NOISE: Final = (ev.VerdictChanged, ev.BreathPhaseStarted, ev.MomentEntered)


def holding(hold_s: float = 60.0) -> Player:
    """Return a player two seconds or so into the hold of a single step."""
    player = Player(session(hold_s=hold_s))
    player.play(4.0, GOOD)
    assert player.session.snapshot().phase is Phase.HOLD
    return player


def held_s(player: Player) -> float:
    """Return how long the present step has been held."""
    return player.session.snapshot().held_s


def find(player: Player, kind: type[ev.Event], index: int = 0) -> ev.Event:
    """Return an event of a kind."""
    return [event for event in player.events if isinstance(event, kind)][index]
