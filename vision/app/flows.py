"""``unknot flow``: the flows there are, their steps, and a new one from a list of poses."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from rich.table import Table
from rich.text import Text

from vision.app.preferences import config_folder
from vision.app.settings import flow_files, load_flow, load_library, shipped_flow
from vision.app.tune.own_folder import check_flow, flow_file, save
from vision.criteria.library import SIDES
from vision.criteria.model import Kind
from vision.errors import UsageError
from vision.progress import print_line
from vision.session.adapted import check_rest
from vision.tune.own.toml import check_name
from vision.words import mark, say
from vision.words.wording import lasting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose
    from vision.session.routine import Routine

_HOLD_S: Final = 60.0
_POSE: Final = re.compile(r"(?P<name>\w+)(?:-(?P<side>left|right))?(?::(?P<hold>[0-9.]+))?")
_FIRST: Final = {"reclining_hero": "hero"}
"""What may only be entered from another pose."""
_LIES_DEG: Final = -45.0
"""A pose lies whose trunk leans back by more than this where it is recognised."""
_RISING: Final = "coming_up"


@dataclass(frozen=True, slots=True)
class NewFlow:
    """A flow to be made.

    Attributes
    ----------
    name, title
        Of its file, and as it is shown; without a title, the name in words.
    poses
        ``NAME``, ``NAME:SECONDS``, ``NAME-left`` or ``NAME-left:SECONDS`` each; a pose that has
        sides and names none is done with either leg.
    rest_s
        The rest before each step; None for the usual one.
    replace
        Whether an own flow of that name may be replaced.

    """

    name: str
    poses: Sequence[str]
    title: str | None = None
    rest_s: float | None = None
    replace: bool = False


def list_flows(console: Console) -> None:
    """Print the name, the title, the length and the file of every flow.

    Raises
    ------
    ConfigError
        If one of them says something unknown or impossible.

    """
    library = load_library(None)
    table = Table()
    for heading in (say("flow"), say("title"), say("steps"), say("held"), say("from")):
        table.add_column(heading, overflow="fold")
    for name in flow_files():
        routine = load_flow(name, library)
        held = lasting(sum(step.hold_s for step in routine.steps))
        own = flow_file(config_folder(), name)
        source = str(own) if own.exists() else say("shipped")
        table.add_row(name, Text(routine.title), str(len(routine.steps)), held, Text(source))
    console.print(table)


def show_flow(name: str, console: Console) -> None:
    """Print the steps of a flow by number, and what to think of.

    Raises
    ------
    UsageError
        If there is none of that name, or it says something unknown or impossible.

    """
    routine = load_flow(name, load_library(None))
    _print_steps(routine, console)


def make_flow(new: NewFlow, console: Console) -> None:
    """Check and save a flow of the user's own, and print its steps.

    Raises
    ------
    UsageError
        If its name or its poses cannot be meant, or there is such a flow already.
    OutputError
        If it cannot be written.

    """
    library = load_library(None)
    path = flow_file(config_folder(), new.name)
    check_name(new.name, () if path.exists() else flow_files(), "flow")
    if path.exists() and not new.replace:
        raise UsageError(
            "{file} is there already; choose another name, or add --replace", file=path
        )
    text = _as_toml(new, library)
    routine = check_flow(new.name, text, library)
    saved = save(path, text)
    _print_steps(routine, console)
    line = say(
        "saved as {file}; practise it with unknot practise --flow {name}", file=saved, name=new.name
    )
    print_line(console, line)


def _as_toml(new: NewFlow, library: PoseLibrary) -> str:
    document = tomlkit.document()
    document["title"] = new.title or new.name.replace("_", " ").capitalize()
    document["notice"] = shipped_flow(library).notice
    if new.rest_s is not None:
        check_rest(new.rest_s)
        document["rest_s"] = new.rest_s
    usual_s = {step.pose.name: step.hold_s for step in reversed(shipped_flow(library).steps)}
    steps = tomlkit.aot()
    for pose in new.poses:
        for values in _steps(pose, usual_s, library):
            steps.append(tomlkit.item(values))
    document["steps"] = steps
    return tomlkit.dumps(document)


def _steps(text: str, usual_s: dict[str, float], library: PoseLibrary) -> list[dict[str, Any]]:
    """Return the steps that one argument stands for: two for a pose of both legs."""
    parts = _POSE.fullmatch(text)
    hold_s = _seconds(parts["hold"]) if parts and parts["hold"] else _HOLD_S
    if parts is None or math.isnan(hold_s):
        raise UsageError(
            "expected a pose such as diamond, hero:90 or head_to_knee-left:60, got {text!r}; "
            "unknot poses lists them",
            text=text,
        )
    name, side = parts["name"], parts["side"]
    known = [pose.side for pose in library.require(name)]
    if side and side not in known:
        raise UsageError("{pose} has no sides; leave -{side} out", pose=name, side=side)
    sides = [side] if side else [each for each in SIDES if each in known]
    if not parts["hold"]:
        hold_s = usual_s.get(name, _HOLD_S)
    step = {"pose": name, "hold_s": hold_s}
    return [{**step, "side": each} for each in sides] or [step]


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _print_steps(routine: Routine, console: Console) -> None:
    table = Table(title=Text(routine.title), title_justify="left")
    table.add_column(say("step"), justify="right")
    table.add_column(say("pose"))
    table.add_column(say("held"), justify="right")
    for number, step in enumerate(routine.steps, start=1):
        table.add_row(str(number), Text(step.title), lasting(step.hold_s))
    console.print(table)
    for line in advice(routine):
        print_line(console, line)


def advice(routine: Routine) -> list[str]:
    """Return what to think of in a flow: what is entered from where, one leg alone, the way up."""
    names = [step.pose.name for step in routine.steps]
    lines = []
    for index, name in enumerate(names):
        first = _FIRST.get(name)
        if first and first not in names[:index]:
            text = mark("{pose} is entered from {first} only: please put {first} before it.")
            lines.append(say(text, pose=name, first=first))
    for name in dict.fromkeys(names):
        sides = {step.pose.side or "" for step in routine.steps if step.pose.name == name}
        if len(sides & set(SIDES)) == 1:
            text = mark("{pose} is done with the {side} leg only; the other one may like it too.")
            (side,) = sides
            lines.append(say(text, pose=name, side=say(side)))
    if _lies(routine.steps[-1].pose):
        text = mark("It ends lying down; {pose} at its end leads up without strain.")
        lines.append(say(text, pose=_RISING))
    return lines


def _lies(pose: Pose) -> bool:
    bands = [criterion.band for criterion in pose.of(Kind.RECOGNISE)]
    return any(band.measure == "trunk_tilt_deg" and band.high < _LIES_DEG for band in bands)
