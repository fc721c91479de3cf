"""The files of a pose and a flow of the user's own, as TOML that explains itself."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from vision.criteria.model import View
from vision.errors import ConfigError, UsageError
from vision.tune.own.pose import needs
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from vision.criteria.model import Criterion
    from vision.tune.own.pose import ProposedBand

NOTICE: Final = mark(
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
_HEAD: Final = mark("""\
A pose of your own. Its name is that of this file; see docs/own-poses.md for every key.
Look at it with:   unknot poses {name}
Check a recording: unknot review VIDEO --pose {name}
""")
_RECOGNISE: Final = mark(
    "Is this the pose at all? Proposed from a recording; open what is too narrow."
)
_TEMPLATE: Final = mark("""
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
""")


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

    def table(self) -> dict[str, object]:
        """Return the step as a flow's file says it."""
        side = {} if self.side is None else {"side": self.side}
        return {"pose": self.pose, **side, "hold_s": _number(self.hold_s)}


def check_name(name: str, taken: Collection[str], what: str = "pose") -> None:
    """Refuse a name that is no plain word or would replace what comes with the program.

    Raises
    ------
    UsageError
        If so.

    """
    is_pose = what == "pose"
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        pose = mark(
            "a pose's name should be lower-case words joined by underscores, of at most {most} "
            "characters, such as my_pose; got {name!r}"
        )
        flow = mark(
            "a flow's name should be lower-case words joined by underscores, of at most {most} "
            "characters, such as my_flow; got {name!r}"
        )
        raise UsageError(pose if is_pose else flow, most=_LONGEST_NAME, name=name)
    if name in _DEVICES:
        raise UsageError(
            "{name} cannot be a file's name on every system; choose another one", name=name
        )
    if name in taken:
        pose = mark("{name} is a pose that comes with unknot; please choose another name")
        flow = mark("{name} is a flow that comes with unknot; please choose another name")
        raise UsageError(pose if is_pose else flow, name=name)


def pose_toml(name: str, words: Words, bands: Sequence[ProposedBand]) -> str:
    """Return the file of a pose: what recognises it, and a template for the rest in comments."""
    said = {key: text for key, text in asdict(words).items() if text}
    tables = [tomlkit.dumps(_table(band.criterion)) for band in bands]
    return "".join(
        [
            _commented(say(_HEAD, name=name)),
            tomlkit.dumps({**said, "needs": list(needs(bands))}),
            _commented(f"\n{say(_RECOGNISE)}\n"),
            "\n".join(tables),
            _commented(say(_TEMPLATE)),
        ]
    )


def flow_toml(title: str, steps: Iterable[FlowStep]) -> str:
    """Return the file of a flow with these steps, in their order."""
    return tomlkit.dumps({"title": title, "notice": NOTICE, "steps": [s.table() for s in steps]})


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
        raise ConfigError("the flow is not valid TOML: {why}", why=error) from error
    steps = document.get("steps")
    if not isinstance(steps, AoT):
        raise ConfigError(
            "the flow should have its steps as [[steps]] tables, as docs/own-poses.md"
        )
    last = len(steps)
    if at is not None and not 0 <= at <= last:
        raise UsageError(
            "the place of a step should be 0 to {last}, got {place}", last=last, place=at
        )
    if at is None or at == last:
        return f"{flow_text.rstrip()}\n\n{tomlkit.dumps({'steps': [step.table()]})}"
    table = tomlkit.item(step.table())
    table.add(tomlkit.nl())
    steps.insert(at, table)
    return tomlkit.dumps(document)


def _table(c: Criterion) -> dict[str, object]:
    """Return a criterion as a file says it, without what goes without saying."""
    band = {key: getattr(c.band, key) for key in ("low", "high", "margin")}
    table = {
        "measure": c.band.measure,
        **{key: _number(number) for key, number in band.items() if math.isfinite(number)},
        "view": None if c.view is View.SIDE else c.view.value,
        "call_after_s": _number(c.call_after_s),
        "optional": c.optional or None,
        "why": c.why,
    }
    said = {key: value for key, value in table.items() if value is not None}
    return {c.kind.value: {c.name: said}}


def _number(number: float) -> int | float:
    """Return a number as a person writes it: 20 and not 20.0."""
    return int(number) if float(number).is_integer() else float(number)


def _commented(text: str) -> str:
    """Return lines as comments; those that are one already are left, to be taken as they are."""
    lines = [line if line.startswith("#") or not line else f"# {line}" for line in text.split("\n")]
    return "\n".join(lines)
