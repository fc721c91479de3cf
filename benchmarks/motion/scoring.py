"""What was called of each clip, and whether it should have been."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy.intervals import Share, share
from benchmarks.accuracy.tables import Table
from benchmarks.motion.kinds import KINDS
from vision.session.events import CorrectionDue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.motion.clip import Clip
    from vision.session.events import Event

JUDGED: Final = (
    "fold_slowly",
    "hips_before_head",
    "lower_slowly",
    "elbows_first",
    "roll_to_one_side",
    "turn_first",
)
"""The criteria of movement and of leaving that the clips are about."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip and what was called in it: criterion to the time it was first called, seconds."""

    clip: Clip
    called_s: dict[str, float]

    @property
    def caught(self) -> dict[str, bool]:
        """Whether each criterion that should have been called was."""
        return {name: name in self.called_s for name in sorted(self.clip.script.called)}

    @property
    def false_alarms(self) -> tuple[str, ...]:
        """What was called and should not have been."""
        allowed = self.clip.script.called | self.clip.script.either
        return tuple(name for name in self.called_s if name not in allowed)

    def delay_s(self, criterion: str) -> float:
        """Return how long after the planted moment it was called, NaN if it was not."""
        return self.called_s.get(criterion, math.nan) - self.clip.script.planted_s


def judged(clip: Clip, events: Iterable[Event]) -> Judged:
    """Keep the first call of every criterion."""
    called_s: dict[str, float] = {}
    for event in events:
        if isinstance(event, CorrectionDue):
            called_s.setdefault(event.criterion, event.t_s)
    return Judged(clip, called_s)


def caught(clips: Sequence[Judged], criterion: str | None = None) -> Share:
    """Share of what should have been called that was: every clip is a witness of its own."""
    trials = [
        (hit, (each.clip.kind, each.clip.variant))
        for each in clips
        for name, hit in each.caught.items()
        if criterion in {None, name}
    ]
    return share(trials)


def false_alarms(clips: Sequence[Judged], criterion: str | None = None) -> Share:
    """Share of clips with a false alarm, of those in which it would have been one."""
    trials = []
    for each in clips:
        allowed = each.clip.script.called | each.clip.script.either
        if criterion in allowed or not _asked_of(each, criterion):
            continue
        found = each.false_alarms
        hit = bool(found) if criterion is None else criterion in found
        trials.append((hit, (each.clip.kind, each.clip.variant)))
    return share(trials)


_POSE_OF: Final = {
    "fold_slowly": "head_to_knee",
    "hips_before_head": "head_to_knee",
    "lower_slowly": "reclining_hero",
    "elbows_first": "reclining_hero",
    "roll_to_one_side": "reclining_hero",
    "turn_first": "coming_up",
}


def _asked_of(each: Judged, criterion: str | None) -> bool:
    """Say whether the clip's step has this criterion at all."""
    return criterion is None or each.clip.script.pose == _POSE_OF[criterion]


def by_kind(clips: Sequence[Judged]) -> Table:
    """Tabulate every kind of movement."""
    rows = [_kind_row(kind.name, of) for kind in KINDS if (of := _of_kind(clips, kind.name))]
    return Table(
        "Rendered movements",
        ("movement", "clips", "should be called", "caught", "called at all", "false alarms"),
        tuple(rows),
    )


def _of_kind(clips: Sequence[Judged], kind: str) -> list[Judged]:
    return [each for each in clips if each.clip.kind == kind]


def _kind_row(name: str, of: list[Judged]) -> tuple[str | int | Share, ...]:
    should = sorted({criterion for each in of for criterion in each.clip.script.called})
    return (
        name,
        len(of),
        ", ".join(should) or "nothing",
        caught(of),
        _counts(criterion for each in of for criterion in each.called_s),
        _counts(criterion for each in of for criterion in each.false_alarms),
    )


def _counts(names: Iterable[str]) -> str:
    counted = sorted(Counter(names).items())
    return ", ".join(f"{name} {count}" for name, count in counted) or "-"


def by_criterion(clips: Sequence[Judged]) -> Table:
    """Tabulate every criterion: caught, false alarms, delay from the planted moment to the call."""
    rows = [
        (name, caught(clips, name), false_alarms(clips, name), *_delays(clips, name))
        for name in JUDGED
    ]
    rows.append(("all, and any other correction", caught(clips), false_alarms(clips), "", ""))
    return Table(
        "Criteria of movement",
        ("criterion", "caught", "false alarms", "delay s, median", "delay s, range"),
        tuple(rows),
    )


def _delays(clips: Sequence[Judged], criterion: str) -> tuple[float | str, str]:
    asked = [each for each in clips if criterion in each.clip.script.called]
    delays_s = np.array([each.delay_s(criterion) for each in asked])
    known_s = delays_s[np.isfinite(delays_s)]
    if not known_s.size:
        return "-", "-"
    return float(np.median(known_s)), f"{known_s.min():.1f} to {known_s.max():.1f}"
