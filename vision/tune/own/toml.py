"""The files of a pose and a flow of the user's own, as TOML that explains itself."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from vision.criteria.model import View
from vision.errors import ConfigError, UsageError
from vision.tune.own.pose import needs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tomlkit.items import Table

    from vision.criteria.model import Criterion
    from vision.tune.own.pose import ProposedBand

NOTICE: Final = (
    "This is a routine of our own, not medical advice. Stop whenever something hurts. If cramps "
    "keep coming back, please see a doctor."
)
"""What a flow says first; it may be said in other words, but all of this has to be in it."""
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST_NAME: Final = 60
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""What Windows keeps for devices, whatever the ending."""
_HEAD: Final = """\
A pose of your own. Its name is that of this file; see docs/own-poses.md for every key.
Look at it with:   unknot poses {name}
Check a recording: unknot review VIDEO --pose {name}"""
_RECOGNISE: Final = "Is this the pose at all? Proposed from a recording; open what is too narrow."
_TEMPLATE: Final = """
What follows is a template: take the # away from the lines of a table, and choose its numbers.

How it is done well: the time of a hold runs only while [form] is kept, so let it be about safety
and alignment, never about depth. The margin is the error of the measure; the cue is one kind
sentence of at most 89 characters; "profile" is read within 25 degrees of the side.
#[form.back_straight]
#measure = "back_bow"
#high = 0.085
#margin = 0.03
#view = "profile"
#priority = 10
#cue = "Let your back grow long."
#why = "5 cm of bulge on a 50 cm trunk is 0.10; see benchmarks/ACCURACY.md."

How deep it is: the stages of [aim] are praised when they are reached, and never asked for.
#[aim.chest_to_knee]
#measure = "chest_to_near_knee"
#high = 0.45
#margin = 0.05
#stage = 1
#cue = "Your chest is at your knee. Soft shoulders."
#why = "Ribs on the knee leave about 20 cm to the middle of the chest."
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What a pose says; an empty ``caution`` or ``note`` is left out."""

    title: str
    say: str
    caution: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a flow; ``side`` is the leg in front, for poses that have sides."""

    pose: str
    hold_s: float
    side: str | None = None


def check_name(name: str, taken: Collection[str], what: str = "pose") -> None:
    """Refuse a name that is no plain word or would replace what comes with the program.

    Raises
    ------
    UsageError
        If so.

    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise UsageError(
            f"a {what}'s name should be lower-case words joined by underscores, of at most "
            f"{_LONGEST_NAME} characters, such as my_{what}; got {name!r}"
        )
    if name in _DEVICES:
        raise UsageError(f"{name} cannot be a file's name on every system; choose another one")
    if name in taken:
        raise UsageError(f"{name} is a {what} that comes with unknot; please choose another name")


def pose_toml(name: str, words: Words, bands: Sequence[ProposedBand]) -> str:
    """Return the file of a pose: what recognises it, and a template for the rest in comments."""
    document = tomlkit.document()
    _comment(document, _HEAD.format(name=name))
    document.add("title", tomlkit.string(words.title))
    document.add("say", tomlkit.string(words.say))
    for key in ("caution", "note"):
        if text := getattr(words, key):
            document.add(key, tomlkit.string(text))
    document.add("needs", tomlkit.item(list(needs(bands))))
    document.add(tomlkit.nl())
    _comment(document, _RECOGNISE)
    text = tomlkit.dumps(document)
    tables = [_table_text(band.criterion) for band in bands]
    return text + "\n".join(tables) + _commented(_TEMPLATE)


def flow_toml(title: str, steps: Iterable[FlowStep]) -> str:
    """Return the file of a flow with these steps, in their order."""
    document = tomlkit.document()
    document.add("title", tomlkit.string(title))
    document.add("notice", tomlkit.string(NOTICE))
    return "\n".join([tomlkit.dumps(document), *(_step_text(step) for step in steps)])


def with_step(flow_text: str, step: FlowStep, at: int | None = None) -> str:
    """Return a flow's file with one step more; its comments and its order are kept.

    Parameters
    ----------
    flow_text
        The file as it is.
    step
        What to add.
    at
        Before which step, from 0; None adds it at the end.

    Raises
    ------
    ConfigError
        If the file is no flow.
    UsageError
        If there is no such place.

    """
    try:
        document = tomlkit.parse(flow_text)
    except TOMLKitError as error:
        raise ConfigError(f"the flow is not valid TOML: {error}") from error
    steps = document.get("steps")
    if not isinstance(steps, AoT):
        raise ConfigError(
            "the flow should have its steps as [[steps]] tables, as docs/own-poses.md"
        )
    if at is not None and not 0 <= at <= len(steps):
        raise UsageError(f"the place of a step should be 0 to {len(steps)}, got {at}")
    if at is None or at == len(steps):
        return f"{flow_text.rstrip()}\n\n{_step_text(step)}"
    table = _step(step)
    table.add(tomlkit.nl())
    steps.insert(at, table)
    return tomlkit.dumps(document)


def _step(step: FlowStep) -> Table:
    table = tomlkit.table()
    table.add("pose", step.pose)
    if step.side is not None:
        table.add("side", step.side)
    table.add("hold_s", _number(step.hold_s))
    return table


def _step_text(step: FlowStep) -> str:
    return tomlkit.dumps({"steps": [_step(step)]})


def _table_text(c: Criterion) -> str:
    table = tomlkit.table()
    table.add("measure", c.band.measure)
    for key in ("low", "high", "margin"):
        if math.isfinite(number := getattr(c.band, key)):
            table.add(key, _number(number))
    if c.view is not View.SIDE:  # what a file that says nothing means
        table.add("view", c.view.value)
    table.add("call_after_s", _number(c.call_after_s))
    if c.optional:
        table.add("optional", c.optional)
    table.add("why", tomlkit.string(c.why))
    outer = tomlkit.table(is_super_table=True)
    outer.add(c.name, table)
    return tomlkit.dumps({c.kind.value: outer})


def _number(number: float) -> int | float:
    """Return a number as a person writes it: 20 and not 20.0."""
    return int(number) if float(number).is_integer() else float(number)


def _comment(document: Any, text: str) -> None:  # noqa: ANN401 (tomlkit's containers share no base)
    for line in text.splitlines():
        document.add(tomlkit.comment(line))


def _commented(text: str) -> str:
    """Return lines as comments; those that are one already are left, to be taken as they are."""
    lines = [line if line.startswith("#") or not line else f"# {line}" for line in text.split("\n")]
    return "\n".join(lines)
