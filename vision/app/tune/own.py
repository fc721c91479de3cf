"""A pose made from moments of a session: proposed, told, saved, and put in a flow."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.table import Table

from vision.app.poses import band_text
from vision.app.tune.own_files import (
    check_flow,
    check_pose_name,
    flow_file,
    save_flow,
    save_own_pose,
    shipped_flow,
    with_pose,
)
from vision.errors import ConfigError, UsageError
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine
from vision.tune.own.moments import Moment
from vision.tune.own.pose import propose
from vision.tune.own.toml import FlowStep, Words, check_name, flow_toml, pose_toml, with_step
from vision.tune.own.warnings import also_recognised, likeness, warnings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.tune.own.pose import ProposedBand
    from vision.tune.session import Session

_TIME: Final = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):(?=[0-5]\d(?:\.|$)))?(\d+(?:\.\d+)?)")
_PLAYER_ROUNDS_S: Final = 1.0  # players show whole seconds, and round the end up
_HOLD_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class NewPose:
    """What was asked for: a pose from some moments of a session.

    Attributes
    ----------
    name
        Lower-case words joined by underscores.
    moments
        As `parse_moments` takes them.
    title, say, caution, note
        What the pose says; without ``title`` it is made of the name, without ``say`` of the title.
    add_to
        The own flow it is added to; without, a flow of the pose's name is made for it alone.
    at
        Before which step of that flow, from 0; None is after the last.
    hold_s
        How long the flow asks to hold it.
    replace
        Whether an own pose of that name may be replaced.

    """

    name: str
    moments: str
    title: str | None = None
    say: str | None = None
    caution: str = ""
    note: str = ""
    add_to: str | None = None
    at: int | None = None
    hold_s: float = _HOLD_S
    replace: bool = False

    def words(self) -> Words:
        """Return what the pose says, with something kind where nothing was given."""
        title = self.title or self.name.replace("_", " ").capitalize()
        say = self.say or f"Come into {title}, slowly and only as far as it is comfortable."
        return Words(title, say, self.caution, self.note)


def parse_moments(text: str, duration_s: float) -> tuple[Moment, ...]:
    """Return the moments of a text such as ``12-20,1:12-1:20.5``, in the order of time.

    Parameters
    ----------
    text
        From and to, in seconds, ``m:ss`` or ``h:mm:ss``, with commas between the moments.
    duration_s
        When the recording ends; what a player rounds up is cut there.

    Raises
    ------
    UsageError
        If it says anything else, or moments overlap or lie outside.

    """
    moments = sorted((_moment(part, duration_s) for part in text.split(",")), key=_start_s)
    for before, after in pairwise(moments):
        if after.start_s < before.end_s:
            raise UsageError(
                f"moments should not overlap, got {before.start_s:g}-{before.end_s:g} and "
                f"{after.start_s:g}-{after.end_s:g}"
            )
    return tuple(moments)


@dataclass(frozen=True, slots=True)
class Plan:
    """A pose that could be saved.

    Attributes
    ----------
    new
        What was asked for.
    bands
        What would recognise it; none if it cannot be made.
    warnings
        What to know before it is used, as sentences.
    text
        Its file.
    flow, flow_text
        The flow it would be in, and that one's file.

    """

    new: NewPose
    bands: tuple[ProposedBand, ...]
    warnings: tuple[str, ...]
    text: str
    flow: str
    flow_text: str


def plan_own_pose(session: Session, library: PoseLibrary, folder: Path, new: NewPose) -> Plan:
    """Work out a pose from moments of a session; nothing is written.

    Parameters
    ----------
    session
        The recording, measured.
    library
        All poses there are, as `vision.app.settings.load_library` returns them.
    folder
        The user's configuration folder.
    new
        What is wanted.

    Raises
    ------
    UsageError
        If the name, the moments or the flow cannot be meant.
    ConfigError
        If the pose would not be sound, or a file of the user's own says something unknown.

    """
    check_pose_name(folder, new.name, library, replace=new.replace)
    flow = new.add_to or new.name
    check_name(flow, shipped_flow(folder, flow, library), "flow")
    t_s, measured = session.t_s, session.measured
    moments = parse_moments(new.moments, float(t_s[-1]) if len(t_s) else 0.0)
    bands = propose(t_s, measured, moments, UNITS, session.name)
    others = [pose for (name, _), pose in library.poses.items() if name != new.name]
    careful = warnings(t_s, measured, moments, bands)
    alike = likeness(also_recognised(others, t_s, measured, moments))
    if not bands:
        return Plan(new, bands, careful, "", flow, "")
    text = pose_toml(new.name, new.words(), bands)
    known = with_pose(library, folder, new.name, text)
    flow_text = _flow_text(folder, flow, new, known)
    check_flow(flow, flow_text, known)
    return Plan(new, bands, (*careful, *alike), text, flow, flow_text)


def save_own(plan: Plan, library: PoseLibrary, folder: Path) -> tuple[Path, Path]:
    """Save a planned pose and its flow, and return their files.

    Raises
    ------
    UsageError
        If there is nothing to save, or the name has been taken meanwhile.
    OutputError
        If a file cannot be written.

    """
    new = plan.new
    if not plan.bands:
        raise UsageError(f"no pose can be made of {new.moments}; nothing tells it well enough")
    known = with_pose(library, folder, new.name, plan.text)
    saved = save_own_pose(folder, new.name, plan.text, library, replace=new.replace)
    return saved, save_flow(folder, plan.flow, plan.flow_text, known, replace=True)


def make_own_pose(
    session: Session, library: PoseLibrary, folder: Path, new: NewPose, console: Console
) -> Path:
    """Plan a pose, save it, and tell what was done; raises as `plan_own_pose` and `save_own`.

    Parameters
    ----------
    session, library, folder, new
        As for `plan_own_pose`.
    console
        Where to tell.

    Returns
    -------
    Path
        The pose's file.

    """
    plan = plan_own_pose(session, library, folder, new)
    _print_proposals(session.name, new.name, plan.bands, plan.warnings, console)
    saved = save_own(plan, library, folder)
    for line in told(saved, plan.flow):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return saved[0]


def told(saved: Sequence[Path], flow: str) -> list[str]:
    """Return, as lines, what was saved and how to go on."""
    return [*(f"saved {path}" for path in saved), f"practise it: unknot practise --flow {flow}"]


# --- what was asked for --------------------------------------------------------------------------


def _moment(text: str, duration_s: float) -> Moment:
    ends = [_TIME.fullmatch(end.strip()) for end in text.split("-")]
    if len(ends) != 2 or None in ends:  # noqa: PLR2004 (from and to)
        raise UsageError(
            f"--moments expects from-to, such as 12-20,1:12-1:20, in seconds or m:ss; got {text!r}"
        )
    start_s, end_s = (_seconds(end) for end in ends if end is not None)
    end_s = min(end_s, duration_s) if end_s <= duration_s + _PLAYER_ROUNDS_S else end_s
    if not start_s < end_s <= duration_s:
        raise UsageError(
            f"a moment should end after it starts, and within the {duration_s:g} s of the "
            f"recording; got {text.strip()!r}"
        )
    return Moment(start_s, end_s)


def _seconds(time: re.Match[str]) -> float:
    hours, minutes, seconds = time.groups()
    return 3600.0 * int(hours or 0) + 60.0 * int(minutes or 0) + float(seconds)


def _start_s(moment: Moment) -> float:
    return moment.start_s


def _print_proposals(
    session: str,
    name: str,
    bands: Sequence[ProposedBand],
    careful: Sequence[str],
    console: Console,
) -> None:
    table = Table(title=escape(f"{name}, from {session}"), title_justify="left")
    for heading in ("recognised by", "margin", "view", "needed", "readable", "rejects of the rest"):
        table.add_column(heading, overflow="fold")
    for band in bands:
        c = band.criterion
        rejected = "-" if math.isnan(band.rejected) else f"{band.rejected:.0%}"
        needed = "no" if c.optional else "yes"
        shown = (f"{c.band.margin:g}", c.view.value, needed, f"{band.readable:.0%}", rejected)
        table.add_row(band_text(c.band), *shown)
    if bands:
        console.print(table)
    for sentence in careful:
        console.print(f"note: {sentence}", markup=False, highlight=False, soft_wrap=True)


def _flow_text(folder: Path, flow: str, new: NewPose, library: PoseLibrary) -> str:
    """Return the flow with the pose in it: the own one it is added to, or a new one."""
    step = FlowStep(new.name, new.hold_s)
    path = flow_file(folder, flow)
    if not path.exists():
        title = new.words().title if flow == new.name else flow.replace("_", " ").capitalize()
        return flow_toml(title, [step])
    routine = load_routine(path, library)
    text = _read(path)
    if new.add_to is None and any(known.pose.name == new.name for known in routine.steps):
        return text  # made for an earlier pose of this name
    return with_step(text, step, new.at)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {error}") from error
