"""What a coach would say to a recording, chosen from its replay as in a practice."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.session import events as ev
from vision.session.heard.speaking import PAUSE_S, Speaking
from vision.session.snapshot import Correction, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vision.session.recorded.replay import Reviewed
    from vision.session.snapshot import Snapshot

    Shown = Sequence[Snapshot | None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said.

    Attributes
    ----------
    events
        The events of the review, with `events.Said` among them, in the order of time.
    shown
        The session at each picture, with what is being said; None where no step is being done.

    """

    events: tuple[ev.Event, ...]
    shown: tuple[Snapshot | None, ...]


def spoken(
    reviewed: Reviewed,
    shown: Shown,
    times_s: Sequence[float],
    duration_s: Callable[[str], float],
    can_say: Callable[[str], bool],
) -> Spoken:
    """Return what is said of a review, and when.

    What would not end before the recording does is left out. Of a recording in which no step was
    found nothing is said.

    Parameters
    ----------
    reviewed
        The review, of which nothing has been said yet.
    shown
        The session at each picture, ``T`` of them; None where no step is being done.
    times_s
        When these are, in seconds, increasing.
    duration_s
        Returns how long a text takes to be spoken, in seconds.
    can_say
        Returns whether a text can be spoken at all.

    """
    if not any(shown):
        return Spoken(reviewed.events, tuple(shown))
    speaking = Speaking(duration_s)
    said: list[ev.Said] = []
    captioned: list[Snapshot | None] = []
    happened = [*_by_picture(reviewed.events, times_s)]
    for t_s, events, now, seen in zip(
        times_s, happened, _throughout(shown, happened), shown, strict=True
    ):
        titled = [_as_seen(event, now, can_say) for event in events]
        new = speaking.update(t_s, titled, now)
        said += [each for each in new if t_s + duration_s(each.text) <= times_s[-1]]
        is_heard = bool(said) and t_s < said[-1].t_s + duration_s(said[-1].text) + PAUSE_S
        captioned.append(seen and replace(seen, spoken=said[-1].text if is_heard else ""))
    return Spoken(tuple(sorted((*reviewed.events, *said), key=_time_s)), tuple(captioned))


def _time_s(event: ev.Event) -> float:
    return event.t_s


def _by_picture(events: Sequence[ev.Event], times_s: Sequence[float]) -> Iterator[list[ev.Event]]:
    """Yield what has happened at each picture since the one before, but for the end of all."""
    waiting = deque(event for event in events if not isinstance(event, ev.Finished))
    for t_s in times_s:
        happened = []
        while waiting and waiting[0].t_s <= t_s:
            happened.append(waiting.popleft())
        yield happened


def _throughout(shown: Shown, happened: Sequence[Sequence[ev.Event]]) -> Iterator[Snapshot]:
    """Yield the session at each picture, also where no step is being done."""
    now = next(each for each in shown if each)
    now = replace(now, phase=Phase.FRAMING, holding=False, correction=None, praise="")
    for seen, events in zip(shown, happened, strict=True):
        if seen is None:
            now = _between(now, events)
        else:
            # A recording's hold goes on when its time is over, and so does what is said of it.
            now = replace(seen, holding=seen.holding and seen.held_s < seen.target_s)
        yield now


def _between(before: Snapshot, events: Sequence[ev.Event]) -> Snapshot:
    """Return the session between two steps, where the leaving of the first is still judged."""
    correction = before.correction
    for event in events:
        if isinstance(event, ev.CorrectionDue):
            correction = Correction(event.criterion, event.cue)
        elif isinstance(event, (ev.CorrectionFixed, ev.StepCompleted, ev.StepSkipped)):
            correction = None
    return replace(before, phase=Phase.REST, holding=False, correction=correction)


def _as_seen(event: ev.Event, now: Snapshot, can_say: Callable[[str], bool]) -> ev.Event:
    """Return an event; a step is called what was seen, and is not named where that is unspoken."""
    if not isinstance(event, ev.StepEntered):
        return event
    return replace(event, title=now.title if can_say(f"{now.title}.") else "")
