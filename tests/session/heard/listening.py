"""A session played by hand, with what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import UNSEEN_BACK
from tests.session.driving import Player, Values
from vision.session.heard.speaking import Speaking, estimated_s
from vision.session.live.steprun import Observation

if TYPE_CHECKING:
    from vision.session import events as ev
    from vision.session.breath import Breath
    from vision.session.live.practice import Session


class Listener(Player):
    """Plays values to a session, and keeps what is said as well, with the breath at that time."""

    def __init__(self, of: Session, rate_hz: float = 10.0) -> None:
        super().__init__(of, rate_hz)
        self.speaking = Speaking()
        self.said: list[ev.Said] = []
        self.breaths: list[Breath | None] = []

    def play(self, seconds: float, values: Values) -> list[ev.Event]:
        """Show the same values for a time; returns the events of it."""
        new: list[ev.Event] = []
        for _ in range(round(seconds * 10)):
            t_s = self.t_s
            unseen = {n: UNSEEN_BACK for n, v in values.items() if v != v}  # noqa: PLR0124 (NaN)
            events = self.session.advance(Observation(t_s, values, unseen))
            self._next += 1
            self._hear(t_s, events)
            new += events
        self.events += new
        return new

    def until(self, kind: type[ev.Event], values: Values) -> None:
        """Show the same values until something happens, for two minutes at most."""
        for _ in range(1200):
            if any(isinstance(event, kind) for event in self.play(0.1, values)):
                return
        raise AssertionError(f"{kind.__name__} did not come")

    def say(self, command: str) -> list[ev.Event]:
        """Give a command of a session by its name, now."""
        t_s = self.t_s
        new: list[ev.Event] = getattr(self.session, command)(t_s)
        self.events += new
        self._hear(t_s, new)
        return new

    def _hear(self, t_s: float, events: list[ev.Event]) -> None:
        shown = self.session.snapshot()
        for said in self.speaking.update(t_s, events, shown):
            self.said.append(said)
            self.breaths.append(shown.breath)

    @property
    def transcript(self) -> list[tuple[float, str, str]]:
        """When what kind of text was said."""
        return [(round(said.t_s, 1), said.kind, said.text) for said in self.said]

    def ends_s(self) -> list[float]:
        """Return when each text would have been said to its end."""
        return [said.t_s + estimated_s(said.text) for said in self.said]
