"""Bodies, criteria, poses and routines made up for tests."""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from benchmarks.practitioner.body import pose as posed
from benchmarks.practitioner.postures import NAMED
from benchmarks.practitioner.scene import Camera, view_of
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.criteria.model import Band, Criterion, Kind, Pose, Status, Verdict
from vision.landmarks import skeleton as sk
from vision.landmarks.types import Landmarks
from vision.measure.body import Body, body_from_landmarks
from vision.measure.meter import Readings
from vision.session.routine import Routine, Step
from vision.words.reasons import Code, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Posture

SIZE: Final = (848, 480)
NAN: Final = float("nan")
PAIRS: Final = (*((i, i + 1) for i in (7, 9, *range(11, 33, 2))), (1, 4), (2, 5), (3, 6))
"""Every (left, right) pair of landmarks."""
HIDDEN_SIDE: Final = tuple(range(13, 23, 2)) + tuple(range(25, 33, 2))
"""Left landmarks of the limbs that the body hides from a camera at its side; right ones follow."""


# --- bodies ----------------------------------------------------------------------------------


def practitioner(
    posture: str | Posture,
    camera: Camera | None = None,
    *,
    t_s: float = 0.0,
    hide_far: bool = False,
    silhouette: bool = True,
) -> Landmarks:
    """Return the synthetic practitioner as a perfect landmarker would see it.

    ``hide_far`` takes the limbs of the far side away, as a camera at the side does.
    """
    skeleton = posed(NAMED[posture]() if isinstance(posture, str) else posture)
    points_m = true_landmarks(skeleton)
    view = view_of(camera or Camera(azimuth_deg=0.0), SIZE)
    local_m = (points_m - points_m[[sk.HIPS[0], sk.HIPS[1]]].mean(axis=0)) @ view.axes
    xy_px = view.project(points_m)
    visibility = np.full(33, 0.97)
    if hide_far:
        right_is_far = local_m[sk.HIPS[1], 2] > local_m[sk.HIPS[0], 2]
        far = [i + int(right_is_far) for i in HIDDEN_SIDE]
        xy_px[far], visibility[far] = np.nan, 0.2
    mask = None
    if silhouette:
        spine_px = view.project(skeleton.spine)
        px_per_m = view.focal_px / float(view.depth_m(skeleton.spine).mean())
        mask = _drawn(view.project(points_m), spine_px, px_per_m)
    return Landmarks(t_s, xy_px, local_m * [1.0, -1.0, 1.0], visibility, mask, SIZE)


def _drawn(
    points_px: NDArray[np.float64], spine_px: NDArray[np.float64], px_per_m: float
) -> NDArray[np.uint8]:
    """Draw a body of round limbs around its joints."""
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)

    def line(points: NDArray[np.float64], radius_m: float) -> None:
        thick = max(1, round(2 * radius_m * px_per_m))
        cv2.polylines(mask, [np.rint(points * 16).astype(np.int32)], False, 255, thick, shift=4)  # noqa: FBT003

    line(spine_px, 0.1)
    for a, b in sk.BONES[:-2]:
        line(points_px[[a, b]], 0.04)
    line(points_px[[sk.EARS[0], sk.EARS[1], 0]], 0.08)
    return mask


def stick(  # noqa: PLR0913 (each is an angle or a place one may want to choose)
    *,
    tilt_deg: float = 0.0,
    thigh_deg: float = -15.0,
    knee_deg: float = 20.0,
    ankle_deg: float = 170.0,
    neck_deg: float = 20.0,
    facing: int = 1,
    trunk_px: float = 150.0,
    hip_px: tuple[float, float] = (400.0, 300.0),
    hide_far: bool = True,
    hidden: Iterable[int] = (),
    t_s: float = 0.0,
) -> Landmarks:
    """Return a body of straight sticks seen from its side, by its angles.

    Parameters
    ----------
    tilt_deg
        Trunk from upright, forward positive.
    thigh_deg
        Slope of the thighs: 0 level ahead, -90 straight down.
    knee_deg, ankle_deg
        Inner angles; 180 is straight.
    neck_deg
        Bend of the head forward against the trunk.
    facing
        +1 looks to the right of the picture (and shows its right side), -1 to the left.
    hide_far
        Whether the limbs of the far side are unseen.
    hidden
        Further landmarks that are unseen.

    """
    thigh = 90.0 - thigh_deg
    shin = thigh + 180.0 - knee_deg
    foot = shin - 180.0 + ankle_deg
    turns_deg = tilt_deg, tilt_deg + neck_deg, thigh, shin, foot
    places = _joints(np.array(hip_px), facing, trunk_px, turns_deg)
    xy_px = np.full((33, 2), np.nan)
    for joints, place in places.items():
        xy_px[list(joints)] = place
    far = [i + int(facing == -1) for i in HIDDEN_SIDE if hide_far]
    unseen = [*far, *hidden]
    visibility = np.full(33, 0.97)
    xy_px[unseen], visibility[unseen] = np.nan, 0.2
    xyz_m = np.zeros((33, 3))
    xyz_m[np.array(PAIRS), 2] = [0.15 * facing, -0.15 * facing]
    return Landmarks(t_s, xy_px, xyz_m, visibility, None, SIZE)


def _joints(
    hip: NDArray[np.float64], facing: int, trunk_px: float, turns_deg: tuple[float, ...]
) -> dict[tuple[int, ...], NDArray[np.float64]]:
    """Return the joints by the turns of trunk, head, thigh, shin and foot from upright."""
    trunk, head, thigh, shin, foot = turns_deg

    def away(start: NDArray[np.float64], length: float, deg: float) -> NDArray[np.float64]:
        """Go a share of the trunk's length, ``deg`` from upright towards the front."""
        turn = np.radians(deg)
        return start + length * trunk_px * np.array([facing * np.sin(turn), -np.cos(turn)])

    shoulder, knee = away(hip, 1.0, trunk), away(hip, 0.85, thigh)
    ear, ankle = away(shoulder, 0.4, head), away(knee, 0.85, shin)
    return {
        (sk.Landmark.NOSE,): away(ear, 0.2, head + 95.0),
        sk.EARS: ear,
        sk.EYES: away(ear, 0.12, head + 80.0),
        sk.SHOULDERS: shoulder,
        sk.ELBOWS: away(shoulder, 0.55, trunk + 175.0),
        sk.WRISTS: away(shoulder, 1.0, trunk + 165.0),
        sk.HIPS: hip,
        sk.KNEES: knee,
        sk.ANKLES: ankle,
        sk.HEELS: away(ankle, 0.1, shin + 100.0),
        sk.FOOT_INDICES: away(ankle, 0.35, foot),
    }


def nobody(t_s: float = 0.0) -> Body:
    """Return a body of which nothing is seen: a row of a recording in which nobody was."""
    profile = body_from_landmarks(stick()).dorsal_profile
    return Body(
        np.asarray(t_s),
        np.full((33, 2), np.nan),
        np.full((33, 3), np.nan),
        np.full(33, np.nan),
        np.full_like(profile, np.nan),
    )


def stacked(bodies: Sequence[Body]) -> Body:
    """Put bodies on one leading axis."""
    names = ("t_s", "xy_px", "xyz_m", "visibility", "dorsal_profile")
    more = {
        name: np.array([np.nan if getattr(b, name) is None else getattr(b, name) for b in bodies])
        for name in ("leg_ahead", "lean_deg", "own_bow")
    }
    return Body(*(np.stack([getattr(body, name) for body in bodies]) for name in names), **more)


def mirrored(seen: Landmarks) -> Landmarks:
    """Return the same body in a mirror: left and right change places in picture and name."""
    order = np.arange(33)
    for left, right in PAIRS:
        order[[left, right]] = right, left
    width = seen.size_px[0]
    xy_px = seen.xy_px[order] * [-1.0, 1.0] + [float(width), 0.0]
    mask = None if seen.silhouette is None else np.ascontiguousarray(seen.silhouette[:, ::-1])
    xyz_m = seen.xyz_m[order] * [-1.0, 1.0, 1.0]
    return Landmarks(seen.t_s, xy_px, xyz_m, seen.visibility[order], mask, seen.size_px)


def scaled(seen: Landmarks, factor: int) -> Landmarks:
    """Return the same body in a picture enlarged by a whole factor."""
    width, height = seen.size_px
    mask = None
    if seen.silhouette is not None:
        mask = seen.silhouette.repeat(factor, axis=0).repeat(factor, axis=1)
    return Landmarks(
        seen.t_s,
        seen.xy_px * factor,
        seen.xyz_m,
        seen.visibility,
        mask,
        (width * factor, height * factor),
    )


# --- what is judged ----------------------------------------------------------------------------


UNSEEN_BACK: Final = Reason(Code.HIDDEN, "back")


def readings(**values: float) -> Readings:
    """Return readings of these values, with a reason for each that is NaN."""
    return Readings(values, {name: UNSEEN_BACK for name, v in values.items() if np.isnan(v)})


def criterion(
    measure: str = "bow",
    *,
    name: str = "",
    kind: Kind = Kind.FORM,
    **changes: Any,  # noqa: ANN401 (the fields of a Criterion, each its own type)
) -> Criterion:
    """Return a criterion; ``low``, ``high`` and ``margin`` go to its band, the rest to it."""
    bounds = {key: changes.pop(key) for key in ("low", "high", "margin") if key in changes}
    band = Band(measure, **(bounds or {"high": 1.0}))
    changes.setdefault("cue", f"Please mind your {measure}.")
    return Criterion(name or measure, kind, band, "made up", **changes)


def verdict(of: Criterion, status: Status = Status.MISSED, score: float = 0.0) -> Verdict:
    """Return what was found of a criterion."""
    return Verdict(of, NAN if status is Status.UNSEEN else 2.0, score, status)


def pose(
    *criteria: Criterion,
    name: str = "sit",
    side: str | None = None,
    **changes: Any,  # noqa: ANN401 (the fields of a Pose, each its own type)
) -> Pose:
    """Return a pose of these criteria."""
    changes.setdefault("title", name.capitalize())
    changes.setdefault("say", "Sit down.")
    return Pose(name, side=side, criteria=criteria, **changes)


def routine(*poses: Pose, hold_s: float = 5.0, ready_s: float = 1.0) -> Routine:
    """Return a routine of these poses, each held as long."""
    steps = tuple(Step(each, hold_s, ready_s) for each in poses)
    return Routine("made_up", "Made up", "This is not medical advice.", steps)


# --- what is said -----------------------------------------------------------------------------


class Capitals(gettext.NullTranslations):
    """A language that is English, shouted."""

    def gettext(self, message: str) -> str:
        """Return it in capitals."""
        return message.upper() or "A heading"
