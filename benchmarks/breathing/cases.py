"""The clips of the benchmark: one thing at a time away from an ordinary evening, and impostors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from benchmarks.breathing.cloth import CLOTHS
from benchmarks.breathing.film import Shoot
from benchmarks.breathing.stage import Setting
from benchmarks.breathing.wave import natural, paced, stopped
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.breathing import Amounts
from benchmarks.practitioner.figure import Looks
from benchmarks.practitioner.scene import Camera

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Unpack

    from benchmarks.breathing.wave import Seconds, Wave
    from benchmarks.practitioner.posture import Posture

BREATHES: Final = "breathes"
FORWARD_M: Final = 0.010, 0.005, 0.002
_POSES: Final[dict[str, tuple[Callable[[], Posture], float]]] = {
    "diamond": (at.diamond, 0.0),
    "hero": (at.hero, 0.0),
    "head_to_knee": (partial(at.head_to_knee, "right"), 0.7),
    "lying": (at.lying, 0.0),
}
"""Every pose, and how much of the widening goes to the back there."""
STILL: Final = ("diamond", "hero", "lying")
"""The poses in which little may stay unseen."""
_ASPECT: Final = 16 / 9
_SHIRTS: Final = ((132.0, 128.0, 40.0), (60.0, 60.0, 170.0), (190.0, 200.0, 205.0))
_BOX: Final = (4.0, 4.0, 4.0, 4.0)
_SOFT: Final = (3.0, 2.0, 3.0, 2.0)
_EVEN: Final = (5.0, 0.0, 5.0, 0.0)
_UNEVEN: Final = (3.0, 1.0, 6.0, 1.0)
_QUIET: Final = (1.7, 0.2, 2.1, 0.6)


class Conditions(TypedDict, total=False):
    """What a case may have otherwise than an ordinary evening; see `case`."""

    pose: str
    distance_m: float
    lines: int
    fps: float
    noise: float
    cloth: str
    slack: float
    codec: str
    sway_deg: float
    azimuth_deg: float
    amounts: Amounts
    chest_lag_s: float
    rocking_deg: float
    curtain_hz: float
    body: bool


@dataclass(frozen=True)
class Case:
    """One clip.

    Attributes
    ----------
    name
        What is other than usual about it.
    kind
        `BREATHES`, or which impostor it is.
    pose, distance_m, lines
        The body and how large it is seen.
    shoot
        How it is filmed.
    pacer
        The rhythm that leads, which the body follows or not: seconds of the four phases.
    follows
        Whether the body breathes as it is led.

    """

    name: str
    kind: str
    pose: str
    distance_m: float
    lines: int
    shoot: Shoot
    pacer: Seconds
    follows: bool

    @cached_property
    def trunk_m(self) -> float:
        """The trunk's length from hips to shoulders."""
        posture, size = self.shoot.setting.posture, at.BODY.scaled(self.shoot.setting.scale)
        spine = pose(posture, size).spine
        return float(np.linalg.norm(spine[-1] - spine[0]))


def case(
    name: str,
    wave: Wave,
    *,
    kind: str = BREATHES,
    pacer: Seconds | None = None,
    seed: int = 0,
    **other: Unpack[Conditions],
) -> Case:
    """Make a case: an ordinary evening, but for what is ``other``.

    In diamond, at 3 m, 720 lines, 15 pictures a second, in a knitted shirt that fits, from the
    side, as a webcam sends it (JPEG), with little noise and a little sway.
    """
    pose_name, lines = other.get("pose", "diamond"), other.get("lines", 720)
    posture, behind = _POSES[pose_name]
    body, distance_m = posture(), other.get("distance_m", 3.0)
    spine = pose(body).spine.mean(axis=0)
    camera = Camera(
        azimuth_deg=other.get("azimuth_deg", -4.0),
        distance_m=distance_m,
        width_deg=60.0,
        look_at_m=(float(spine[0]) + 0.1, 0.5, 0.0),
    )
    setting = Setting(
        body,
        camera,
        (round(lines * _ASPECT / 4) * 4, lines),
        other.get("amounts", Amounts(*FORWARD_M)),
        behind,
        Looks(shirt=_SHIRTS[seed % len(_SHIRTS)], shirt_slack=other.get("slack", 0.0)),
        CLOTHS[other.get("cloth", "knit")],
        seed=seed,
    )
    shoot = Shoot(
        setting,
        wave,
        other.get("chest_lag_s", 0.2),
        other.get("fps", 15.0),
        other.get("noise", 2.0),
        other.get("sway_deg", 0.06),
        other.get("rocking_deg", 0.0),
        other.get("codec", "jpeg"),
        other.get("curtain_hz", 0.0),
        body=other.get("body", True),
        seed=seed,
    )
    follows = kind == BREATHES and pacer is not None
    return Case(name, kind, pose_name, distance_m, lines, shoot, pacer or _BOX, follows)


def cases(*, quick: bool = False) -> list[Case]:
    """Return every case, or three short ones."""
    if quick:
        return [
            case("quick", paced((2.0, 1.0, 2.0, 1.0), 24.0), pacer=(2.0, 1.0, 2.0, 1.0)),
            case("quick, lying", paced((2.0, 1.0, 2.0, 1.0), 24.0), pose="lying", seed=1),
            case("holds the breath", stopped(24.0), kind="holds the breath", seed=2),
        ]
    return [*_poses(), *_rhythms(), *_conditions(), *_impostors()]


def _poses() -> list[Case]:
    """Every pose: led in four phases, and breathing as it likes."""
    found = []
    for index, name in enumerate(_POSES):
        rng = np.random.default_rng(index)
        led = paced(_SOFT, 40.0)
        free = natural(_QUIET, 40.0, rng)
        found += [
            case(f"{name}, led", led, pacer=_SOFT, seed=index, pose=name),
            case(f"{name}, by itself", free, seed=index + 10, pose=name),
        ]
    return found


def _rhythms() -> list[Case]:
    first = Amounts(0.006, 0.008, 0.004)
    small = Amounts(0.005, 0.002, 0.001)
    deep = Amounts(0.015, 0.008, 0.004)
    return [
        case("held for 4 s", paced(_BOX, 64.0), pacer=_BOX, seed=20),
        case("without holds", paced(_EVEN, 50.0), pacer=_EVEN, seed=21),
        case("out longer than in", paced(_UNEVEN, 44.0), pacer=_UNEVEN, seed=22),
        case("from the chest", paced(_SOFT, 40.0), pacer=_SOFT, seed=23, amounts=first),
        case(
            "chest first", paced(_SOFT, 40.0), pacer=_SOFT, seed=24, amounts=first, chest_lag_s=-0.5
        ),
        case("shallow", paced(_SOFT, 40.0), pacer=_SOFT, seed=25, amounts=small),
        case("deep, hero", paced(_SOFT, 40.0), pacer=_SOFT, seed=26, amounts=deep, pose="hero"),
    ]


def _conditions() -> list[Case]:
    led: Sequence[tuple[str, Conditions]] = (
        ("2 m", {"distance_m": 2.0}),
        ("4 m", {"distance_m": 4.0}),
        ("480 lines", {"lines": 480}),
        ("1080 lines", {"lines": 1080}),
        ("10 a second", {"fps": 10.0}),
        ("30 a second", {"fps": 30.0}),
        ("noise 6", {"noise": 6.0}),
        ("plain cloth", {"cloth": "plain"}),
        ("loose shirt", {"slack": 0.05, "cloth": "plain"}),
        ("printed cloth", {"cloth": "print"}),
        ("H.264", {"codec": "h264"}),
        ("H.264 at half the rate", {"codec": "h264 low"}),
        ("sways", {"sway_deg": 0.2}),
        ("20 deg off the side", {"azimuth_deg": 20.0}),
        ("4 m, 480 lines, noise 4", {"distance_m": 4.0, "lines": 480, "noise": 4.0}),
    )
    return [
        case(name, paced(_SOFT, 40.0), pacer=_SOFT, seed=30 + index, **other)
        for index, (name, other) in enumerate(led)
    ]


def _impostors() -> list[Case]:
    """Who does not breathe as the pacer leads, and what does not breathe at all."""
    against = replace(paced(_SOFT, 40.0))
    late = type(against)(((0.0, 0.0, 0.0, 5.0), *against.cycles), (1.0, *against.sizes))
    still = stopped(40.0)
    rng = np.random.default_rng(5)
    return [
        case("other rhythm", natural(_QUIET, 40.0, rng), kind="other rhythm", pacer=_SOFT, seed=50),
        case(
            "a little faster",
            paced((2.6, 1.7, 2.6, 1.7), 43.0),
            kind="other rhythm",
            pacer=_SOFT,
            seed=51,
        ),
        case("in when led out", late, kind="other rhythm", pacer=_SOFT, seed=52),
        case("holds the breath", still, kind="holds the breath", pacer=_SOFT, seed=53),
        case(
            "holds the breath, lying",
            still,
            kind="holds the breath",
            pacer=_SOFT,
            seed=54,
            pose="lying",
        ),
        case("photograph", still, kind="photograph", pacer=_SOFT, seed=55, sway_deg=0.0),
        case(
            "rocks as led",
            paced(_SOFT, 40.0),
            kind="rocks",
            pacer=_SOFT,
            seed=56,
            rocking_deg=0.6,
            amounts=Amounts(0.0, 0.0, 0.0),
        ),
        case(
            "curtain in the wind",
            still,
            kind="curtain",
            pacer=_SOFT,
            seed=57,
            curtain_hz=1.0 / sum(_SOFT),
        ),
        case(
            "curtain, nobody",
            stopped(24.0),
            kind="nobody",
            pacer=_SOFT,
            seed=58,
            curtain_hz=1.0 / sum(_SOFT),
            body=False,
        ),
        case("nobody", stopped(24.0), kind="nobody", pacer=_SOFT, seed=59, body=False),
    ]
