"""Real clips: a person doing one of our poses, and many who do other things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import Table
from benchmarks.motion.watching import one_step, practise
from vision.app.settings import DEFAULT_FLOW, load_flow
from vision.criteria.model import Status
from vision.session.events import CorrectionDue, HoldStarted
from vision.session.live.practice import Session
from vision.session.live.steprun import StepRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.accuracy.intervals import Share
    from vision.criteria.library import PoseLibrary
    from vision.session.events import Event
    from vision.session.live.steprun import Observation

SUFFIXES: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".gif"})
ALONE_HOLD_S: Final = 600.0
LONGEST_MOMENT_S: Final = 0.5
"""A picture stands for the time until the next one, and for no more than this."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a clip shows, and which of our poses, if any, may be recognised in it.

    ``held`` has to be held in the routine.
    """

    what: str
    right: frozenset[str] = frozenset()
    held: str = ""


_LYING: Final = frozenset({"relax_v1", "relax_v2", "spinal_harmony"})
_SITTING: Final = frozenset({"coming_up"})
KNOWN: Final = {
    "Bhujangasana": Shown("cobra"),
    "Padmasana": Shown("lotus, sitting down into it", _SITTING),
    "Sarvangasana": Shown("shoulder stand, from lying and back", _LYING),
    "Vajrasana": Shown(
        "sitting down into diamond, twice", _SITTING | {"diamond", "hero"}, "diamond"
    ),
    "Vrikshasana": Shown("tree"),
    "Sports2D__demo": Shown("walking"),
    "yoga82__1.": Shown("sitting and talking", _SITTING),
    "yogasana___13": Shown("all fours and child's pose"),
    "yogasana___4": Shown("camel"),
    "downdog": Shown("down dog"),
    "tree": Shown("tree"),
    "warrior": Shown("warrior"),
    "fitness_app": Shown("diamond, arms moving", _SITTING | {"diamond", "hero"}),
    "PranaPortal__yoga1": Shown("easy pose from the side", _SITTING),
    "PranaPortal__yoga9": Shown("all fours"),
    "Purecalm__balasana": Shown("diamond and child's pose", _SITTING | {"diamond", "hero"}),
    "Exercise-gif__childs_pose": Shown("seated forward bend", _SITTING),
    "Exercise-gif__cat_cow": Shown("all fours"),
    "plan-studio__cat-cow": Shown("all fours"),
    "workout-app__childs_pose": Shown("child's pose, all fours"),
    "workout-pwa__childs-pose": Shown("kneeling and child's pose"),
    "MyFitness__camel": Shown("camel"),
    "MyFitness__cat": Shown("all fours"),
    "MyFitness__forward_bend": Shown("staff and seated forward bend", _SITTING),
    "MyFitness__upplank": Shown("staff and reverse plank", _SITTING),
}
"""Known clips by a part of their name. From the side hero cannot be told from diamond (its note
says so), and coming up ends in any seat."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What one pose of ours, as the only step, made of a clip.

    Attributes
    ----------
    pose
        Its name.
    recognised_s, held_s
        Seconds in which it counted as recognised, and in which its hold ran.
    said
        Corrections: criterion and seconds.

    """

    pose: str
    recognised_s: float
    held_s: float
    said: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of one clip.

    Attributes
    ----------
    name
        The file's.
    shown
        What is in it; None for a clip nobody described.
    seconds
        Its length.
    held_s
        Seconds held by step of the routine, for steps held at all.
    entered
        The steps whose hold began.
    corrections
        What was said in the routine: criterion and seconds.
    alone
        Every pose of ours on its own; of one with two sides, the side recognised for longer.

    """

    name: str
    shown: Shown | None
    seconds: float
    held_s: dict[str, float]
    entered: tuple[str, ...]
    corrections: tuple[tuple[str, float], ...]
    alone: tuple[Alone, ...]

    @property
    def wrongly_entered(self) -> bool:
        """Whether a step was entered that the clip does not show."""
        return bool(self.shown and set(self.entered) - self.shown.right)

    @property
    def not_shown(self) -> tuple[Alone, ...]:
        """The poses that the clip does not show; none of a clip nobody described."""
        return tuple(a for a in self.alone if self.shown and a.pose not in self.shown.right)


def files(folder: Path) -> list[Path]:
    """Return the videos in a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def shown_in(name: str) -> Shown | None:
    """Return what a clip shows, None where its name is not known."""
    return next((shown for part, shown in KNOWN.items() if part in name), None)


def watch(name: str, observations: Sequence[Observation], poses: PoseLibrary) -> Watched:
    """Practise the whole routine before a clip, then each of our poses alone."""
    session = Session(load_flow(DEFAULT_FLOW, poses))
    events = _heard(session, observations)
    alone = [_alone(pose.name, pose.side, observations, poses) for pose in poses.poses.values()]
    return Watched(
        name,
        shown_in(name),
        observations[-1].t_s if observations else 0.0,
        {step.title: step.held_s for step in session.summary() if step.held_s > 0},
        tuple(event.pose for event in events if isinstance(event, HoldStarted)),
        tuple((e.criterion, e.t_s) for e in events if isinstance(e, CorrectionDue)),
        _longest_by_pose(alone),
    )


def _heard(session: Session, observations: Sequence[Observation]) -> list[Event]:
    return [event for events in practise(session, observations) for event in events]


def _alone(
    pose: str, side: str | None, observations: Sequence[Observation], poses: PoseLibrary
) -> Alone:
    session = one_step(poses, pose, side, ALONE_HOLD_S)
    run, recognised_s, before_s = StepRun(0, session.routine.steps[0]), 0.0, 0.0
    for seen in observations:
        run.observe(seen)
        moment_s = min(seen.t_s - before_s, LONGEST_MOMENT_S)
        recognised_s += moment_s if run.findings.recognised is Status.MET else 0.0
        before_s = seen.t_s
    events = _heard(session, observations)
    said = tuple((e.criterion, e.t_s) for e in events if isinstance(e, CorrectionDue))
    return Alone(pose, recognised_s, session.summary()[0].held_s, said)


def _longest_by_pose(alone: Iterable[Alone]) -> tuple[Alone, ...]:
    longest: dict[str, Alone] = {}
    for each in sorted(alone, key=lambda each: each.recognised_s):
        longest[each.pose] = each
    return tuple(longest[pose] for pose in sorted(longest))


def in_routine(watched: Sequence[Watched]) -> Table:
    """Tabulate what the routine made of each clip."""
    rows = tuple(
        (
            _short(each),
            each.seconds,
            _listed(f"{title} {held_s:.1f} s" for title, held_s in each.held_s.items()),
            _listed(f"{name} at {t_s:.1f} s" for name, t_s in each.corrections),
            "" if each.shown is None else ("yes" if each.wrongly_entered else "no"),
        )
        for each in watched
    )
    return Table(
        f"Real clips, {DEFAULT_FLOW}",
        ("clip", "seconds", "held", "corrected", "entered wrongly"),
        rows,
    )


def by_pose(watched: Sequence[Watched]) -> Table:
    """Tabulate for how long each pose of ours, as the only step, was recognised and held."""
    poses = [each.pose for each in watched[0].alone] if watched else []
    rows = tuple(
        (_short(each), *(_seconds(of, wrong=of in each.not_shown) for of in each.alone))
        for each in watched
    )
    return Table(
        "Real clips, seconds recognised (held) by each pose alone, ! where it is not shown",
        ("clip", *poses),
        rows,
    )


def said_alone(watched: Sequence[Watched]) -> Table:
    """List every correction that a pose alone made."""
    rows = tuple(
        (_short(each), of.pose, criterion, t_s)
        for each in watched
        for of in each.alone
        for criterion, t_s in of.said
    )
    return Table("Real clips, corrected by a pose alone", ("clip", "pose", "what", "at s"), rows, 3)


def _seconds(of: Alone, *, wrong: bool) -> str:
    if of.recognised_s == 0.0:
        return "-"
    return f"{of.recognised_s:.1f} ({of.held_s:.1f}){' !' if wrong else ''}"


def _short(each: Watched) -> str:
    return f"{each.name} ({each.shown.what if each.shown else 'not described'})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "-"


def steps_entered_wrongly(watched: Sequence[Watched]) -> Share:
    """Share of described clips in which the routine entered a step that is not shown."""
    return share((each.wrongly_entered, each.name) for each in watched if each.shown)


def corrected(watched: Sequence[Watched]) -> Share:
    """Share of described clips in which the routine corrected anything."""
    return share((bool(each.corrections), each.name) for each in watched if each.shown)


def recognised_wrongly(watched: Sequence[Watched]) -> Share:
    """Share of pairs of a clip and a pose it does not show, recognised for a moment or longer."""
    return share((of.recognised_s > 0.0, each.name) for each in watched for of in each.not_shown)


def held_wrongly(watched: Sequence[Watched]) -> Share:
    """Share of the same pairs in which the hold ran."""
    return share((of.held_s > 0.0, each.name) for each in watched for of in each.not_shown)


def corrected_alone(watched: Sequence[Watched]) -> Share:
    """Share of pairs of a described clip and a pose, alone, in which anything was corrected."""
    return share((bool(of.said), each.name) for each in watched if each.shown for of in each.alone)


def held_rightly(watched: Sequence[Watched]) -> Share:
    """Share of the clips that show a step of the routine in which that step was held."""
    return share(
        (each.shown.held in each.entered, each.name)
        for each in watched
        if each.shown and each.shown.held
    )
