"""A routine as a person wants it: some of its steps, the other leg first, own times."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from vision.criteria.library import SIDES
from vision.errors import UsageError
from vision.words import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.library import PoseLibrary
    from vision.session.routine import Routine, Step

_RANGE: Final = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?")
_NO_STEPS: Final = mark(
    "--steps expects numbers from 1 to {count} such as 1-3,9, got {text!r}; unknot flow show {flow}"
    " lists the steps"
)


@dataclass(frozen=True, slots=True)
class Holds:
    """Hold times of a person's own.

    Attributes
    ----------
    every_s
        For every step, in seconds; None for the routine's times.
    by_step
        For single steps, by their number from 1; these win.

    """

    every_s: float | None = None
    by_step: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Holds:
        """Read ``90`` for every step, ``3=90,9=120`` for single ones, or ``60,3=90`` for both.

        Raises
        ------
        UsageError
            If it is none of these, or a time is negative or has no end.

        """
        every_s: float | None = None
        by_step: dict[int, float] = {}
        for part in text.split(","):
            number, equals, seconds = part.rpartition("=")
            try:
                hold_s, step = float(seconds), int(number) if equals else None
            except ValueError:
                hold_s, step = math.nan, None
            again = step in by_step if step is not None else every_s is not None
            if not (math.isfinite(hold_s) and hold_s >= 0) or again or (equals and not number):
                raise UsageError(
                    "--hold expects seconds, for every step such as 90, or for single ones "
                    "such as 3=90,9=120; got {text!r}",
                    text=text,
                )
            if step is None:
                every_s = hold_s
            else:
                by_step[step] = hold_s
        return cls(every_s, by_step)

    def applied(self, routine: Routine) -> Routine:
        """Return the routine with these times.

        Raises
        ------
        UsageError
            If a step of that number is not in it.

        """
        count = len(routine.steps)
        for number in self.by_step:
            if not 1 <= number <= count:
                text = mark(
                    "--hold names step {number}, but {flow} has the steps 1 to {count}; unknot "
                    "flow show {flow} lists them"
                )
                raise UsageError(text, number=number, flow=routine.name, count=count)
        return routine.with_holds(
            [self._of(number, step) for number, step in enumerate(routine.steps, start=1)]
        )

    def _of(self, number: int, step: Step) -> float:
        every_s = step.hold_s if self.every_s is None else self.every_s
        return self.by_step.get(number, every_s)


def with_steps(routine: Routine, text: str) -> Routine:
    """Return the routine with only the steps that ``text`` numbers from 1, such as ``1-3,9``.

    They come in the order of ``text``, so that ``9,1-3`` begins with the ninth.

    Raises
    ------
    UsageError
        If it names no steps, or any that is not there.

    """
    count = len(routine.steps)
    chosen: list[Step] = []
    for part in text.split(","):
        numbers = _RANGE.fullmatch(part)
        first, last = (int(numbers[1]), int(numbers[2] or numbers[1])) if numbers else (0, 0)
        if not 1 <= first <= last <= count:
            raise UsageError(_NO_STEPS, count=count, text=text, flow=routine.name)
        chosen += routine.steps[first - 1 : last]
    return replace(routine, steps=tuple(chosen))


def starting_with(routine: Routine, side: str, poses: PoseLibrary) -> Routine:
    """Return the routine with this leg in front first: "left" or "right".

    Where the other one comes first, left and right change places in every step that has sides.

    Raises
    ------
    UsageError
        If it is no side.

    """
    require_side(side)
    first = next((step.pose.side for step in routine.steps if step.pose.side), side)
    if first == side:
        return routine
    other = dict(zip(SIDES, reversed(SIDES), strict=True))
    steps = tuple(
        replace(step, pose=poses.poses[step.pose.name, other[step.pose.side]])
        if step.pose.side
        else step
        for step in routine.steps
    )
    return replace(routine, steps=steps)


def require_side(side: str) -> None:
    """Make sure that a text is a side.

    Raises
    ------
    UsageError
        If it is none.

    """
    if side not in SIDES:
        raise UsageError("--start expects left or right, got {side!r}", side=side)


def check_rest(value: float) -> None:
    """Make sure that a rest has an end.

    Raises
    ------
    UsageError
        If it has none, or is negative.

    """
    if not (math.isfinite(value) and value >= 0):
        raise UsageError("--rest expects seconds, such as 20, got {value:g}", value=value)
