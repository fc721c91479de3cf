"""Signs from the mat, and what looks like one: rendered movements before a camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from benchmarks.motion.clip import FPS
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.posture import SIDES, Arm, Leg, Posture, outward
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from benchmarks.practitioner.timeline import Keyframe, Timeline
from vision.frames.source import Frame
from vision.session.live.gestures import Gesture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Side

WIDEST_DEG: Final = 60.0
EITHER_FROM_DEG: Final = 20.0
"""Off the side by this much the arm behind the body is seen, too, once it is raised."""
SIZE_PX: Final = (384, 216)
_STILL: Final = 8
"""While a body holds still, one picture in so many is rendered."""
_SEED: Final = 1000  # those below were used in finding the limits


def standing() -> Posture:
    """Stand, arms hanging."""
    leg = Leg(thigh_deg=-88.0, knee_deg=176.0, ankle_deg=92.0)
    body = Posture(leg, leg, pelvis_x_m=-0.1, tilt_deg=1.0, neck_deg=4.0)
    return _arms(body, SIDES, "hip", np.array([0.03, -0.05, 0.12]))


def raised(posture: Posture, sides: Sequence[Side], reach_m: Sequence[float]) -> Posture:
    """Raise arms: how far ahead of its shoulder, over it and out from it each hand is."""
    return _arms(posture, sides, "shoulder", np.array(reach_m))


def _arms(
    posture: Posture, sides: Sequence[Side], joint: str, off_m: NDArray[np.float64]
) -> Posture:
    """Bring hands to where they are ahead of a joint, over it and out from it."""
    joints = pose(posture, at.BODY)
    arms: dict[str, Any] = {}
    for side in sides:
        out = outward(side)
        x_m, y_m, z_m = (getattr(joints.limbs(side), joint) + off_m * [1.0, 1.0, out]).tolist()
        fingers = (0.0, float(np.sign(off_m[1])), 0.0)
        arms[f"{side}_arm"] = Arm((x_m, y_m, z_m), (-0.2, 0.2, out), fingers)
    return replace(posture, **arms)


def _over_the_head(lying: Posture) -> Posture:
    """Stretch both arms along the floor, past the head."""
    head_x_m = float(pose(lying, at.BODY).head[0])
    arms: dict[str, Any] = {
        f"{side}_arm": Arm(
            (head_x_m - 0.35, 0.03, 0.15 * outward(side)),
            (0.0, 0.3, outward(side)),
            (-1.0, 0.0, 0.0),
        )
        for side in SIDES
    }
    return replace(lying, **arms)


class Seat(NamedTuple):
    """How the body is, the height in the picture's middle, and the camera's least distance."""

    build: Callable[[], Posture]
    middle_m: float = 0.55
    least_m: float = 3.3


SEATS: Final = {
    "standing": Seat(standing, 1.0, 4.6),
    "kneeling": Seat(at.diamond, 0.65, 3.1),
    "sitting": Seat(at.seated, 0.55, 3.1),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A movement before a camera, what is right about it, and in which row it counts."""

    row: str
    sign: Gesture | None
    keyframes: tuple[Keyframe, ...]
    camera: Camera
    scale: float = 1.0

    def frames(self) -> Iterator[Frame]:
        """Render it; while the body holds still, every eighth picture."""
        line, image = Timeline(self.keyframes), np.empty(0, np.uint8)
        for index, t_s in enumerate(np.arange(0.0, line.duration_s, 1.0 / FPS).tolist()):
            moves = not ((line.reached_s <= t_s) & (t_s < line.left_s)).any()
            if moves or index % _STILL == 0 or not image.size:
                posture, body = line.posture_at(t_s), Proportions().scaled(self.scale)
                image = render(posture, self.camera, SIZE_PX, proportions=body, seed=index)
            yield Frame(image, t_s, index)


def tries(sign: Gesture, count: int, *, far: bool = False) -> Iterator[Scene]:
    """Yield tries of a sign, evenly over the views and in every seat in turn.

    ``far`` ones are of the arm that the body hides, from near the side.
    """
    for number in range(count):
        seat = [*SEATS][number % len(SEATS)]
        build, middle_m, least_m = SEATS[seat]
        row = f"{sign.value}, {'the arm behind the body' if far else seat}"
        rng = np.random.default_rng([_SEED, number, *seat.encode(), *sign.encode()])
        off_deg = (EITHER_FROM_DEG if far else WIDEST_DEG) * number / max(count - 1, 1)
        near: Side = "right" if number // 2 % 2 == 0 else "left"
        hidden: Side = "left" if near == "right" else "right"
        either = near if off_deg < EITHER_FROM_DEG or rng.integers(2) else hidden
        one = hidden if far else either
        camera = Camera(
            (0.0 if near == "right" else 180.0) + (-1) ** number * off_deg,
            least_m + float(rng.uniform(0.0, 0.7)),
            float(rng.uniform(0.5, 1.2)),
            look_at_m=(0.0, middle_m, 0.0),
        )
        reach_m = rng.uniform([-0.05, 0.42, -0.05], [0.15, 0.52, 0.25]).tolist()
        up = raised(build(), SIDES if sign is Gesture.PAUSE else (one,), reach_m)
        moves = (Keyframe(build(), 0.0, 0.8), Keyframe(up, 0.8, 3.0), Keyframe(build(), 0.8, 0.4))
        yield Scene(row, sign, moves, camera, float(rng.uniform(0.93, 1.07)))


def no_signs() -> Iterator[Scene]:
    """Yield what is no sign, from the side and obliquely."""
    for off_deg in (0.0, 45.0):
        for build in at.NAMED.values():
            yield _held("our poses", build(), Seat(at.kneeling_up), off_deg)
        for seat in SEATS.values():
            reach = raised(seat.build(), SIDES, (0.05, 0.5, 0.1))
            yield _held("a stretch overhead, 1 s", reach, seat, off_deg, hold_s=1.0)
            on_head = raised(seat.build(), SIDES, (0.0, 0.28, -0.1))
            yield _held("hands on the head", on_head, seat, off_deg)
        for build in (at.lying, at.lying_knees_bent):
            over = _over_the_head(build())
            yield _held("lying, arms over the head", over, Seat(build), off_deg)


def _held(row: str, posture: Posture, seat: Seat, off_deg: float, *, hold_s: float = 3.0) -> Scene:
    """Come into a posture, hold it and leave it."""
    camera = Camera(off_deg, seat.least_m + 0.2, look_at_m=(0.0, seat.middle_m, 0.0))
    there, back = Keyframe(posture, 0.9, hold_s), Keyframe(seat.build(), 0.9, 0.3)
    return Scene(row, None, (Keyframe(seat.build(), 0.0, 0.8), there, back), camera)
