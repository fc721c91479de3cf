"""What a measure is, and all there are by name: each is one function, with all that is known of it.

A function becomes a measure by its decorator, `measure` or `motion`; families of measures that
differ by a leg alone are put in by `add_of_side`. Nothing else has to be told of a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from vision.measure.body import body_from_landmarks, once
from vision.measure.breath.follow import UNITS as BREATH
from vision.measure.parts import bones_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vision.landmarks.skeleton import Bone
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body
    from vision.measure.geometry import Array

_BREATH_SHOWN: Final = ("trunk",)

MeasureFunction: TypeAlias = "Callable[[Body], Array]"
MotionFunction: TypeAlias = "Callable[[Array, Array], Array]"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number read off a body, one per picture.

    Attributes
    ----------
    name, unit
        One of `vision.words.wording.UNITS`. The name ends with the unit of an angle.
    needs
        The parts of the body that have to be seen: keys of `vision.measure.parts.PARTS`.
    bones
        What shows its verdict: names of bones, as `vision.measure.parts.bones_of` knows them.
    function
        ``Body`` with any leading axes to one number per picture, NaN for "cannot tell".

    """

    name: str
    unit: str
    needs: tuple[str, ...]
    bones: tuple[str, ...]
    function: MeasureFunction


@dataclass(frozen=True, slots=True)
class Motion:
    """A number read off how other measures move.

    Attributes
    ----------
    name, unit, bones
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
    bones: tuple[str, ...]
    function: MotionFunction


MEASURES: dict[str, Measure] = {}
MOTIONS: dict[str, Motion] = {}
UNITS: dict[str, str] = {**BREATH}
"""Every measure's name and unit."""


def add(new: Measure | Motion) -> None:
    """Register a measure; raise `ValueError` if there is one of its name."""
    if new.name in UNITS:
        raise ValueError(f"two measures are called {new.name!r}")
    UNITS[new.name] = new.unit
    if isinstance(new, Measure):
        MEASURES[new.name] = new
    else:
        MOTIONS[new.name] = new


def add_of_side(
    side: str,
    name: str,
    unit: str,
    needs: tuple[str, ...],
    bones: tuple[str, ...],
    function: MeasureFunction,
) -> None:
    """Register a measure of one side or leg, which stands for ``{}`` in its names."""
    needed, shown = (tuple(each.format(side) for each in names) for names in (needs, bones))
    add(Measure(name.format(side), unit, needed, shown, function))


def measure(
    unit: str, *needs: str, bones: tuple[str, ...]
) -> Callable[[MeasureFunction], MeasureFunction]:
    """Register the decorated function of a body under its own name; it works `once`."""

    def register(function: MeasureFunction) -> MeasureFunction:
        remembered = once(function)
        add(Measure(function.__name__, unit, needs, bones, remembered))
        return remembered

    return register


def motion(
    unit: str, *of: str, window_s: float, bones: tuple[str, ...]
) -> Callable[[MotionFunction], MotionFunction]:
    """Register the decorated function of some measures' recent past under its own name."""

    def register(function: MotionFunction) -> MotionFunction:
        name = function.__name__
        add(Motion(name, unit, of, window_s, bones, function))
        return function

    return register


def bones_in(landmarks: Landmarks, names: Iterable[str]) -> dict[str, tuple[Bone, ...]]:
    """Return, for each of the named measures, the bones of this body that it is read off."""
    body = body_from_landmarks(replace(landmarks, silhouette=None))
    near, front = int(body.near), int(body.front)
    known = MEASURES | MOTIONS
    shown = {name: known[name].bones if name in known else _BREATH_SHOWN for name in names}
    return {name: bones_of(bones, near, front) for name, bones in shown.items()}
