"""A pose made from moments of a session: proposed, told, saved, and put in a flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.app.tune.own_folder import (
    check_flow,
    check_names,
    flow_file,
    pose_file,
    save,
    with_pose,
)
from vision.errors import ConfigError, UsageError
from vision.files import read_text
from vision.measure.catalog import UNITS
from vision.session.routine import load_routine
from vision.tune.own.moments import parse_moments
from vision.tune.own.pose import propose
from vision.tune.own.toml import FlowStep, Words, flow_toml, pose_toml, with_step
from vision.tune.own.warnings import also_recognised, likeness, warnings
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.session.recorded.take import Take
    from vision.tune.own.pose import ProposedBand

_HOLD_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class NewPose:
    """What was asked for: a pose from some moments of a session.

    Attributes
    ----------
    name
        Lower-case words joined by underscores.
    moments
        As `vision.tune.own.moments.parse_moments` takes them.
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
        cue = self.say or say(
            "Come into {title}, slowly and only as far as it is comfortable.", title=title
        )
        return Words(title, cue, self.caution, self.note)


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


def plan_own_pose(take: Take, library: PoseLibrary, folder: Path, new: NewPose) -> Plan:
    """Work out a pose from moments of a session; nothing is written.

    Parameters
    ----------
    take
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
    flow = new.add_to or new.name
    check_names(folder, new.name, flow, library, replace=new.replace)
    t_s, measured = take.t_s, take.measures
    moments = parse_moments(new.moments, float(t_s[-1]) if len(t_s) else 0.0)
    bands = propose(t_s, measured, moments, UNITS, take.name)
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
    ConfigError
        If the pose or the flow is not sound any more.
    OutputError
        If a file cannot be written.

    """
    new = plan.new
    if not plan.text:
        raise UsageError(
            "no pose can be made of {moments}; nothing tells it well enough", moments=new.moments
        )
    check_names(folder, new.name, plan.flow, library, replace=new.replace)
    check_flow(plan.flow, plan.flow_text, with_pose(library, folder, new.name, plan.text))
    saved = save(pose_file(folder, new.name), plan.text)
    return saved, save(flow_file(folder, plan.flow), plan.flow_text)


def saved_lines(saved: Sequence[Path], flow: str) -> list[str]:
    """Return, as lines, what was saved and how to go on."""
    lines = [say("saved {file}", file=path) for path in saved]
    return [*lines, say("practise it: unknot practise --flow {flow}", flow=flow)]


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
        return read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("cannot read {file}: {why}", file=path, why=error) from error
