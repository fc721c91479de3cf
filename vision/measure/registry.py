"""What a measure is, and the registers that collect them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from vision.measure.body import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.measure.body import Body
    from vision.measure.geometry import Array

MeasureFunction: TypeAlias = "Callable[[Body], Array]"
MotionFunction: TypeAlias = "Callable[[Array, Array], Array]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number read off a body, one per picture.

    Attributes
    ----------
    name, unit
        ``deg``; ``trunk``, lengths of the hip-shoulder chord; ``sign``.
    needs
        The parts of the body that have to be seen: keys of `vision.measure.parts.PARTS`.
    meaning
        One line: what it is, where its axis points.
    function
        ``Body`` with any leading axes to one number per picture, NaN for "cannot tell".

    """

    name: str
    unit: str
    needs: tuple[str, ...]
    meaning: str
    function: MeasureFunction


@dataclass(frozen=True, slots=True)
class Motion:
    """A number read off how other measures move.

    Attributes
    ----------
    name, unit, meaning
        As for `Measure`; units are rates or spreads.
    of
        The measures it follows, in the order of the columns its function gets.
    window_s
        How far it looks back; it never looks ahead.
    function
        ``(..., n)`` seconds and ``(..., n, len(of))`` values of the last ``window_s``, oldest
        first, to ``(...)``, one number for the newest moment, NaN for "cannot tell". Windows of
        fewer pictures than others begin with rows of NaN, times included.

    """

    name: str
    unit: str
    of: tuple[str, ...]
    window_s: float
    meaning: str
    function: MotionFunction


MEASURES: dict[str, Measure] = {}
MOTIONS: dict[str, Motion] = {}


def add_measure(
    name: str, unit: str, needs: tuple[str, ...], function: MeasureFunction, meaning: str
) -> None:
    """Register a measure; the decorator `measure` is the usual way."""
    _refuse_twice(name)
    MEASURES[name] = Measure(name, unit, needs, meaning, function)


def measure(unit: str, *needs: str) -> Callable[[MeasureFunction], MeasureFunction]:
    """Register the decorated function of a body under its own name; it works `once`."""

    def register(function: MeasureFunction) -> MeasureFunction:
        remembered = once(function)
        add_measure(function.__name__, unit, needs, remembered, _meaning(function))
        return remembered

    return register


def motion(unit: str, *of: str, window_s: float) -> Callable[[MotionFunction], MotionFunction]:
    """Register the decorated function of some measures' recent past under its own name."""

    def register(function: MotionFunction) -> MotionFunction:
        name = function.__name__
        _refuse_twice(name)
        MOTIONS[name] = Motion(name, unit, of, window_s, _meaning(function), function)
        return function

    return register


def _meaning(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip().splitlines()[0]


def _refuse_twice(name: str) -> None:
    if name in MEASURES or name in MOTIONS:
        raise ValueError(f"two measures are called {name!r}")
