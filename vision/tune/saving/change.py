"""One change to a criterion's numbers, and the ways to write it down."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tomlkit

from vision.errors import UsageError
from vision.tune.bounds import Bounds
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.criteria.model import Criterion, Kind

_EXACT_DIGITS: Final = 15
"""As many digits as every decimal number keeps on its way through a binary one and back."""
_MOST_WHOLE: Final = 1e15
_ENDS_OF_LINES: Final = frozenset("\n\t\u2028\u2029")
"""With the tab, which is shown in as many ways as there are editors."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be judged otherwise from now on, and why.

    Attributes
    ----------
    pose, kind, criterion
        Which criterion; of a sided pose, with either leg in front.
    values
        By the names of `vision.tune.bounds.NUMBERS`, only the numbers that are others than before.
    why
        The reason, one line.

    """

    pose: str
    kind: Kind
    criterion: str
    values: Mapping[str, float]
    why: str

    @property
    def place(self) -> tuple[str, str, str]:
        """The keys that lead to the criterion in a thresholds file."""
        return self.pose, self.kind.value, self.criterion


def change_of(pose: str, criterion: Criterion, bounds: Bounds, why: str) -> Change:
    """Return what changes if a criterion, as it is used now, gets other numbers.

    Raises
    ------
    UsageError
        If nothing changes, the numbers cannot be meant, or a thresholds file cannot say so: it can
        add a bound, and not take one away. Also if ``why`` is empty or more than a line.

    """
    before = Bounds.of(criterion)
    clean = before.changed(**{k: float(plain(v)) for k, v in bounds.unlike(before).items()})
    values = clean.unlike(before)
    if not values:
        raise UsageError(
            "{criterion} is judged by these numbers already; change one first",
            criterion=criterion.name,
        )
    for name, value in values.items():
        if math.isinf(value):
            raise UsageError(
                "the {name} bound of {criterion} can be moved from {number}, and not be taken "
                "away; give a number",
                name=name,
                criterion=criterion.name,
                number=written(getattr(before, name)),
            )
    if criterion.before and values.keys() & {"call_after_s", "clear_after_s"}:
        raise UsageError(
            "{criterion} is about an order, for which call_after_s and clear_after_s mean "
            "nothing; change its band",
            criterion=criterion.name,
        )
    return Change(pose, criterion.kind, criterion.name, values, _one_line(why))


def plain(value: float) -> float:
    """Return a number without the dust of arithmetic, whole ones as whole numbers.

    What a person typed with up to 15 digits stays as it is; 0.060000000000000005 is 0.06.
    """
    if not math.isfinite(value):
        return value
    clean = float(f"{value:.{_EXACT_DIGITS}g}")
    return int(clean) if clean.is_integer() and abs(clean) < _MOST_WHOLE else clean


def written(value: float) -> str:
    """Return a number as short as it can be written exactly, in TOML and in a command."""
    return str(plain(value))


def as_toml(change: Change) -> str:
    """Return the table of the change as it would stand in a thresholds file."""
    numbers = [f"{name} = {written(value)}" for name, value in change.values.items()]
    why = f"why = {tomlkit.string(change.why).as_string()}"
    return "\n".join([f"[{tomlkit.key(change.place).as_string()}]", *numbers, why, ""])


def as_command(change: Change, sessions: Sequence[str], thresholds: str = "") -> str:
    """Return the command that makes the same change, quoted for a POSIX shell.

    Parameters
    ----------
    change
        The change.
    sessions
        Files or folders as the command takes them.
    thresholds
        The file it is saved in, "" for the user's own.

    """
    named = [f"./{each}" if each.startswith("-") else each for each in sessions]
    words = ["unknot", "tune", *named, "--pose", change.pose, "--criterion", change.criterion]
    for name, value in change.values.items():
        words += [option_of(name), written(value)]
    words += ["--thresholds", thresholds] if thresholds else []
    return shlex.join([*words, "--why", change.why, "--save"])


def option_of(number: str) -> str:
    """Return the command's option for one of the numbers: ``--call-after`` for call_after_s."""
    return f"--{number.removesuffix('_s').replace('_', '-')}"


def _one_line(why: str) -> str:
    """Return a reason without spaces around it."""
    text = why.strip()
    if not text:
        raise UsageError("why is empty; say in one line why these numbers are right")
    if printable(text) != text or not _ENDS_OF_LINES.isdisjoint(text):
        raise UsageError("why should be one line of text, got {text!r}", text=text)
    return text
