"""Which pictures are taken: cases spread evenly over every factor, and sweeps of one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from benchmarks.synthetic.looks import LOOKS
from benchmarks.synthetic.shapes import FAMILIES, Shape, Unit, drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Side

Mode: TypeAlias = Literal["still", "tracked"]
Chair: TypeAlias = Literal["none", "in front", "behind"]

VIEW_EDGES_DEG: Final = (0.0, 15.0, 35.0, 60.0, 90.0)
"""Edges of the buckets of views: degrees off a side view."""
_SHARES: Final = (0.0, 0.3, 0.65, 0.85, 1.0)
"""How much of the design lies below each edge: most of it where criteria may speak."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Everything about a picture but the posture; the defaults are an easy, usual one.

    Parameters
    ----------
    off_side_deg
        Camera off the side view: 0 side-on, 90 in front, negative towards the back.
    side
        The side of the body that faces the camera.
    height_m, distance_m, roll_deg, width_deg
        As in `Camera`; the camera steps back where the body would not fit into the picture.
    aim_x, aim_y
        Where the body's middle is, off the picture's middle, in shares of width and height.
    body_scale, build
        Height against 1.66 m, and how stout a body of that height is.
    look
        A key of `LOOKS`.
    light_deg, light_up_deg
        Where the light is: 0 behind the camera, positive to the picture's right, 180 behind
        the person.
    gain, warmth
        As in `effects.exposed`.
    chair
        Where a chair stands.
    door_m
        Where in the wall behind the person a door is, as in `Room`.
    noise, blur_px
        Standard deviations of the sensor's noise (of 255) and of the lens' softness.

    """

    off_side_deg: float = 0.0
    side: Side = "right"
    height_m: float = 0.8
    distance_m: float = 2.8
    roll_deg: float = 0.0
    width_deg: float = 62.0
    aim_x: float = 0.0
    aim_y: float = 0.0
    body_scale: float = 1.0
    build: float = 1.0
    look: str = "plain"
    light_deg: float = 36.0
    light_up_deg: float = 58.0
    gain: float = 1.0
    warmth: float = 0.0
    chair: Chair = "none"
    door_m: float | None = None
    noise: float = 3.0
    blur_px: float = 0.0

    @property
    def view(self) -> int:
        """The bucket of `VIEW_EDGES_DEG` it belongs to."""
        edges = VIEW_EDGES_DEG[1:-1]
        return int(np.searchsorted(edges, abs(self.off_side_deg), side="right"))

    @property
    def azimuth_deg(self) -> float:
        """As in `Camera`."""
        return self.off_side_deg if self.side == "right" else 180.0 - self.off_side_deg


@dataclass(frozen=True, slots=True)
class Case:
    """One picture or one clip.

    Parameters
    ----------
    number
        Counts up through the design; seeds the noise.
    mode
        A single picture, or the end of a clip.
    shape
        The posture.
    conditions
        The rest.
    factor, level
        For sweeps: what was changed, and to what. Empty in the spread design.

    """

    number: int
    mode: Mode
    shape: Shape
    conditions: Conditions = field(default_factory=Conditions)
    factor: str = ""
    level: str = ""


def latin_hypercube(count: int, factors: int, seed: int) -> NDArray[np.float64]:
    """Give (count, factors) numbers in [0, 1): in every column one in each of `count` slices.

    McKay, Beckman and Conover, 1979, "A comparison of three methods for selecting values of input
    variables in the analysis of output from a computer code".
    """
    rng = np.random.default_rng(seed)
    slices = np.stack([rng.permutation(count) for _ in range(factors)], axis=1)
    return np.asarray((slices + rng.random((count, factors))) / count)


def spread(mode: Mode, count: int, seed: int, first: int = 0) -> list[Case]:
    """Give `count` cases of every family, spread over all factors, numbered from `first`.

    Families with a smaller share get fewer, but at least one.
    """
    cases: list[Case] = []
    width = CONDITION_COLUMNS + len(fields(Unit)) + 1
    for place, (family, kind) in enumerate(FAMILIES.items()):
        own = max(round(count * kind.share), 1)
        for row in latin_hypercube(own, width, seed + place):
            unit = Unit(*(float(u) for u in row[: len(fields(Unit))]))
            front: Side = "right" if row[-1] < 0.5 else "left"  # noqa: PLR2004 - even odds
            shape = drawn(family, front, unit)
            conditions = conditions_of(row[len(fields(Unit)) : -1])
            door_m = _door(np.random.default_rng((seed, len(cases))))
            conditions = replace(conditions, door_m=door_m)
            cases.append(Case(first + len(cases), mode, shape, conditions))
    return cases


CONDITION_COLUMNS: Final = 19


def conditions_of(row: NDArray[np.float64]) -> Conditions:
    """Turn numbers in [0, 1) into a camera, a body, light and a lens."""
    u = iter(float(each) for each in row)
    off_side_deg = float(np.interp(next(u), _SHARES, VIEW_EDGES_DEG))
    return Conditions(
        off_side_deg=off_side_deg if next(u) < 0.65 else -off_side_deg,  # noqa: PLR2004 - odds
        side="right" if next(u) < 0.5 else "left",  # noqa: PLR2004 - even odds
        height_m=_between(next(u), 0.3, 1.4),
        distance_m=_between(next(u), 2.0, 4.0),
        roll_deg=_between(next(u), -6.0, 6.0),
        width_deg=_between(next(u), 50.0, 78.0),
        aim_x=_between(next(u), -0.12, 0.12),
        aim_y=_between(next(u), -0.08, 0.08),
        body_scale=_between(next(u), 0.88, 1.14),
        build=_between(next(u), 0.9, 1.18),
        look=list(LOOKS)[int(next(u) * len(LOOKS))],
        light_deg=_between(next(u), -150.0, 150.0),
        light_up_deg=_between(next(u), 25.0, 75.0),
        gain=_between(next(u), 0.35, 1.25),
        warmth=_between(next(u), -0.15, 0.15),
        chair=_chair(next(u)),
        noise=12.0 * next(u),
        blur_px=2.2 * next(u),
    )


def _between(unit: float, low: float, high: float) -> float:
    return low + unit * (high - low)


def _chair(unit: float) -> Chair:
    """Put a chair in front of one body in six, and behind as many."""
    if unit < 1 / 6:
        return "in front"
    return "behind" if unit < 1 / 3 else "none"


def _door(rng: np.random.Generator) -> float | None:
    """Put a door into the wall of three rooms in four: a draw apart from the design's columns."""
    where_m = float(rng.uniform(-2.2, 2.2))
    return where_m if rng.random() < 0.75 else None  # noqa: PLR2004 - the odds


LEVELS: Final[Mapping[str, tuple[object, ...]]] = MappingProxyType(
    {
        "off_side_deg": (-60.0, -30.0, -15.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0),
        "side": ("left",),
        "height_m": (0.3, 1.1, 1.4),
        "distance_m": (2.0, 4.0),
        "roll_deg": (-8.0, -4.0, 4.0, 8.0),
        "width_deg": (50.0, 78.0),
        "body_scale": (0.88, 1.14),
        "build": (0.9, 1.18),
        "look": tuple(LOOKS)[1:],
        "light_deg": (-120.0, -40.0, 180.0),
        "light_up_deg": (20.0,),
        "gain": (0.2, 0.4, 0.7, 1.3),
        "warmth": (-0.2, 0.2),
        "chair": ("in front", "behind"),
        "noise": (10.0, 20.0),
        "blur_px": (1.5, 3.0),
    }
)
"""What each factor is changed to, one at a time, while the rest keeps its default."""

SWEPT_SHAPES: Final = (
    Shape("diamond", tilt_deg=2.0),
    Shape("diamond", tilt_deg=18.0),
    Shape("diamond_toes", tilt_deg=-6.0),
    Shape("head_to_knee", tilt_deg=12.0),
    Shape("head_to_knee", tilt_deg=40.0, knee_deg=150.0),
    Shape("hero", tilt_deg=1.0),
)
"""The postures over which a sweep's errors are averaged."""


def sweep(
    first: int, shapes: Sequence[Shape] = SWEPT_SHAPES, factors: Iterable[str] = LEVELS
) -> list[Case]:
    """Give the default and, for every factor, its other levels, each in every swept posture.

    Parameters
    ----------
    first
        Number of the first case.
    shapes
        The postures.
    factors
        Keys of `LEVELS`.

    """
    plain = Conditions()
    changes = [("default", "", plain)]
    for name in factors:
        for level in LEVELS[name]:
            changed: dict[str, Any] = {name: level}
            changes.append((name, str(level), replace(plain, **changed)))
    cases: list[Case] = []
    for name, written, conditions in changes:
        for shape in shapes:
            near = replace(shape, front=conditions.side)
            cases.append(Case(first + len(cases), "still", near, conditions, name, written))
    return cases
