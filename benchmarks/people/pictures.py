"""Pictures of people: who they are, what they wear, and where the camera stands."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.people.kinds import KINDS, Kind
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.figure import Looks, Primitives, sculpt
from benchmarks.practitioner.raymarch import draw
from benchmarks.practitioner.scene import Room, backdrop, towards
from benchmarks.practitioner.truth import landmarks
from benchmarks.synthetic.chair import with_chair
from benchmarks.synthetic.design import CONDITION_COLUMNS, conditions_of
from benchmarks.synthetic.effects import blurred, exposed, noisy
from benchmarks.synthetic.looks import LOOKS
from benchmarks.synthetic.picture import SIZE_PX, Stage, camera_for

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from benchmarks.practitioner.body import Skeleton
    from benchmarks.practitioner.posture import Posture
    from benchmarks.synthetic.design import Conditions

ORDINARY: Final = "ordinary"
_CHILD: Final = Proportions(
    thigh_m=0.35, shank_m=0.33, spine_m=0.45, head_m=0.12, head_radius_m=0.12, upper_arm_m=0.25,
    forearm_m=0.21, shoulder_width_m=0.3,
)  # fmt: skip
"""Of a child drawn as tall as a grown-up: a large head, a long trunk, short limbs."""
_CLOTHS: Final = (
    (228.0, 230.0, 234.0), (40.0, 38.0, 40.0), (150.0, 170.0, 190.0), (96.0, 70.0, 60.0),
)  # fmt: skip
_BOLSTER: Final = (70.0, 60.0, 150.0)


@dataclass(frozen=True, slots=True)
class Wear:
    """What sets some people apart from those of `benchmarks.synthetic.design`.

    Parameters
    ----------
    robe, loose
        Whether they wear a robe down to the feet, or a shirt two sizes too large.
    scale
        Least and greatest height against 1.66 m; None leaves it as drawn.
    build
        The same of how stout they are.
    child
        Whether head and limbs are a child's.
    company
        Whether somebody else sits behind.
    prop
        Whether they lie on a bolster, or sit on a block.

    """

    robe: bool = False
    loose: bool = False
    scale: tuple[float, float] | None = None
    build: tuple[float, float] | None = None
    child: bool = False
    company: bool = False
    prop: bool = False


WEARS: Final = MappingProxyType(
    {
        ORDINARY: Wear(),
        "robe": Wear(robe=True),
        "loose": Wear(loose=True),
        "heavy": Wear(build=(1.25, 1.5)),
        "child": Wear(scale=(0.6, 0.8), child=True),
        "company": Wear(company=True),
        "prop": Wear(prop=True),
    }
)
"""By name; the ordinary are those of `benchmarks.synthetic.design`."""

# People of a kind for each wear but the ordinary: where it could mislead.
_UPRIGHT: Final = ("diamond", "hero", "diamond_toes", "easy", "lotus")
EXTRA: Final[dict[str, dict[str, int]]] = {
    "robe": {**dict.fromkeys(_UPRIGHT, 24), "lion": 6, "garland": 6, "child": 6, "kneeling up": 6},
    "loose": {**dict.fromkeys(_UPRIGHT, 6), "head_to_knee": 8, "seated forward bend": 8},
    "heavy": {**dict.fromkeys(_UPRIGHT, 8), "head_to_knee": 8, "seated forward bend": 8},
    "child": {**dict.fromkeys(_UPRIGHT, 8), "head_to_knee": 8, "lion": 4},
    "company": {**dict.fromkeys(_UPRIGHT, 6), "head_to_knee": 6},
    "prop": {"diamond on a cushion": 12, "reclining on a bolster": 12},
}


@dataclass(frozen=True, slots=True)
class Person:
    """One person to be rendered: the kind of posture, what they wear, and which of these."""

    kind: str
    wear: str = ORDINARY
    number: int = 0

    @property
    def truth(self) -> Kind:
        """What is right of them."""
        return KINDS[self.kind]


def everybody(share: float = 1.0) -> list[Person]:
    """Return all people, or about a share of those of every kind, at least one of each."""
    groups = [(kind, ORDINARY, KINDS[kind].people) for kind in KINDS]
    groups += [(kind, wear, count) for wear, of in EXTRA.items() for kind, count in of.items()]
    return [
        Person(kind, wear, number)
        for kind, wear, count in groups
        if count
        for number in range(max(1, round(share * count)))
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture of a person: (height, width, 3) blue, green, red; the camera; the posture."""

    image: NDArray[np.uint8]
    conditions: Conditions
    posture: Posture


def picture(person: Person) -> Picture:
    """Render a person; the same one always looks the same."""
    wear = WEARS[person.wear]
    named = f"{person.kind}{person.number}" + (person.wear if person.wear != ORDINARY else "")
    r = np.random.default_rng(zlib.crc32(named.encode()))
    posture = KINDS[person.kind].draw(r)
    conditions = _conditions(r)
    if wear.scale:
        conditions = replace(conditions, body_scale=float(r.uniform(*wear.scale)))
    if wear.build:
        conditions = replace(conditions, build=float(r.uniform(*wear.build)))
    size = (_CHILD if wear.child else Proportions()).scaled(conditions.body_scale)
    skeleton = pose(posture, size)
    joints_m = np.array([landmarks(skeleton, conditions.body_scale)])
    stage = Stage(conditions, camera_for(conditions, joints_m), joints_m[-1])
    if person.wear == ORDINARY:
        clean = stage.picture(skeleton)
    else:
        clean = _dressed(stage, skeleton, person, r)
    return Picture(noisy(clean, conditions.noise, person.number), conditions, posture)


def _conditions(r: Generator) -> Conditions:
    """Draw a camera: half of them within 25 degrees of the side, the rest all around."""
    drawn = conditions_of(r.random(CONDITION_COLUMNS))
    u = r.random()
    low, high = (0, 25) if u < 0.5 else (25, 60) if u < 0.8 else (60, 90)  # noqa: PLR2004 - odds
    off_side_deg = float(r.uniform(low, high) * (1 if r.random() < 0.65 else -1))  # noqa: PLR2004
    return replace(
        drawn,
        off_side_deg=off_side_deg,
        chair="none",
        roll_deg=float(r.uniform(-3, 3)),
        gain=float(r.uniform(0.6, 1.2)),
        blur_px=float(r.uniform(0, 1.2)),
        noise=float(r.uniform(0, 6)),
    )


def _dressed(stage: Stage, skeleton: Skeleton, person: Person, r: Generator) -> NDArray[np.float32]:
    """Draw somebody who wears, sits on or sits before something else than the ordinary."""
    wanted, wear = stage.conditions, WEARS[person.wear]
    changes: dict[str, Any] = {}
    if wear.robe:
        cloth = _CLOTHS[r.integers(len(_CLOTHS))]
        changes = {"robe_m": float(r.uniform(0.015, 0.06)), "shirt": cloth, "shirt_slack": 0.05}
    if wear.loose:
        changes = {"shirt_slack": float(r.uniform(0.07, 0.12))}
    looks = replace(LOOKS[wanted.look], **changes)
    figure = sculpt(skeleton, looks, wanted.body_scale * wanted.build)
    if wear.company:
        figure = with_chair(figure, _somebody_behind(stage, r))
    if wear.prop:
        figure = with_chair(figure, _prop(skeleton))
    room = Room(stage.camera.azimuth_deg, stage.light())
    image = draw(figure, backdrop(stage.camera, SIZE_PX, room), stage.view)
    return exposed(blurred(image, wanted.blur_px), wanted.gain, wanted.warmth)


def _somebody_behind(stage: Stage, r: Generator) -> Primitives:
    """Seat another person behind the first, as the camera sees it, and to one side."""
    azimuth = np.radians(stage.camera.azimuth_deg)
    away = -towards(stage.camera.azimuth_deg)
    aside = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    shift = float(r.uniform(1.2, 2.0)) * away + float(r.uniform(-0.9, 0.9)) * aside
    other = (at.seated, at.diamond)[r.integers(2)]()
    looks = Looks(shirt=_CLOTHS[r.integers(len(_CLOTHS))], hair_m=0.2)
    table = sculpt(pose(other, Proportions()), looks).table.copy()
    table[:, 0:3] += shift
    table[:, 3:6] += shift
    return Primitives(table)


def _prop(skeleton: Skeleton) -> Primitives:
    """Lay a bolster under a back that lies, a cushion under a seat that does not."""
    hips, shoulders = skeleton.spine[0], skeleton.spine[-1]
    lies = shoulders[0] < hips[0] - 0.2  # behind the hips: lying
    start = hips + 0.25 * (shoulders - hips) if lies else hips
    end = shoulders if lies else hips - np.array([0.12, 0.0, 0.0])
    radius_m = 0.5 * max(float(min(start[1], end[1])) - 0.1, 0.06)
    ends = (np.array([each[0], radius_m, each[2]]) for each in (start, end))
    row = [
        *np.concatenate(list(ends)),
        radius_m,
        radius_m,
        0.0,
        0.0,
        1.0,
        1.6,
        0.001,
        *_BOLSTER,
        1.0,
    ]
    return Primitives(np.array([row]))
