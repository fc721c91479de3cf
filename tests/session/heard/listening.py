"""A session played by hand, with what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.session.driving import Player
from vision.session.heard.speaking import Speaking, estimated_s

if TYPE_CHECKING:
    from tests.session.driving import Values
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

    def until(self, kind: type[ev.Event], values: Values) -> None:
        """Show the same values until something happens, for two minutes at most."""
        for _ in range(1200):
            if any(isinstance(event, kind) for event in self.play(0.1, values)):
                return
        raise AssertionError(f"{kind.__name__} did not come")

    def hear(self, events: list[ev.Event]) -> None:
        """Keep what is said of it."""
        shown = self.session.snapshot()
        for said in self.speaking.update(self.t_s, events, shown):
            self.said.append(said)
            self.breaths.append(shown.breath)

    @property
    def transcript(self) -> list[tuple[float, str, str]]:
        """When what kind of text was said."""
        return [(round(said.t_s, 1), said.kind, said.text) for said in self.said]

    def ends_s(self) -> list[float]:
        """Return when each text would have been said to its end."""
        return [said.t_s + estimated_s(said.text) for said in self.said]
