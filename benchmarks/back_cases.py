"""The pictures on which the bow of the back is checked: who sits how, in what clothes, seen whence.

A random design with a fixed seed: every case draws its posture, bow, clothes, arms and camera on
its own, so that each of them is met together with all of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.figure import Looks
from benchmarks.practitioner.posture import Arm, Posture, Side, outward
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from benchmarks.practitioner.truth import measure
from vision.landmarks import skeleton as sk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

LOOKS: Final[Mapping[str, Looks]] = {
    "close-fitting": Looks(),
    "T-shirt": Looks(shirt_slack=0.02, shirt=(196.0, 190.0, 184.0)),
    "loose shirt": Looks(shirt_slack=0.05, shirt_loose_m=0.01, shirt=(70.0, 64.0, 170.0)),
    "hoodie": Looks(shirt_slack=0.04, shirt_loose_m=0.018, hood_m=0.06, shirt=(92.0, 90.0, 88.0)),
    "shirt two sizes too large": Looks(shirt_slack=0.09, shirt_loose_m=0.02),
    "long hair": Looks(hair_m=0.5, shirt_slack=0.02),
    "ponytail": Looks(ponytail_m=0.4),
    "bun": Looks(bun_m=0.045),
    "short skirt": Looks(skirt=0.8, trousers=(60.0, 50.0, 130.0)),
    "long skirt": Looks(skirt=1.7, shirt_slack=0.03, trousers=(70.0, 110.0, 90.0)),
}
ARMS: Final = ("resting", "reaching", "prayer", "at the side", "on the hips")
POSES: Final = ("diamond", "diamond_toes", "hero", "head_to_knee")
AZIMUTHS_DEG: Final = (-30.0, -15.0, 0.0, 0.0, 15.0, 30.0)
BOWS: Final = (-0.05, 0.0, 0.0, 0.0, 0.0, 0.02, 0.05, 0.1, 0.1, 0.12, 0.15, 0.2, 0.25)
FOLDS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
SIZE_PX: Final = (480, 360)
_DISTANCE_M: Final = 2.4


@dataclass(frozen=True, slots=True)
class Case:
    """One picture.

    Attributes
    ----------
    pose, front, fold
        Which pose; for head to knee also the leg in front, and how deep the fold is, 0 to 1.
    bow
        The true bow of the back, of the hip-shoulder chord: how far the middle of the spine
        stands behind the straight line from the middle of the hips to that of the shoulders.
    tilt_deg
        Trunk from upright, of all poses but head to knee, where the fold gives it.
    look, arms
        Keys of `LOOKS`, one of `ARMS`.
    azimuth_deg
        How far the camera stands from the side, positive towards the face.
    facing
        +1 looks to the right of the picture, -1 to the left.
    size
        Of the body, against one 1.66 m tall.
    seed
        Of the picture's grain and of what `spoiled` does.

    """

    pose: str
    front: Side
    fold: float
    bow: float
    tilt_deg: float
    look: str
    arms: str
    azimuth_deg: float
    facing: int
    size: float
    seed: int


def design(count: int, seed: int = 0) -> list[Case]:
    """Draw cases; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    return [_drawn(rng, index) for index in range(count)]


def _drawn(rng: np.random.Generator, index: int) -> Case:
    def one_of(options: tuple[str, ...]) -> str:
        return str(options[int(rng.integers(len(options)))])

    pose_name = "head_to_knee" if rng.random() < 0.5 else one_of(POSES[:3])  # noqa: PLR2004 - half
    arms = "resting" if rng.random() < 0.4 else one_of(ARMS)  # noqa: PLR2004 - how people sit most
    return Case(
        pose=pose_name,
        front="right" if rng.integers(2) else "left",
        fold=float(rng.choice(FOLDS)),
        bow=float(rng.choice(BOWS)),
        tilt_deg=float(rng.uniform(-6.0, 10.0)),
        look=one_of(tuple(LOOKS)),
        arms=arms,
        azimuth_deg=float(rng.choice(AZIMUTHS_DEG)),
        facing=int(rng.choice([-1, 1])),
        size=float(rng.uniform(0.9, 1.1)),
        seed=index,
    )


def sitting_tall(case: Case) -> Case:
    """Give the same person before the same camera a while before: on the heels, as tall as can be.

    Nobody's tallest is quite straight; the pose, the arms and the lean are drawn anew.
    """
    rng = np.random.default_rng((case.seed, 1))
    return replace(
        case,
        pose="diamond" if rng.integers(2) else "diamond_toes",
        bow=float(rng.uniform(-0.02, 0.02)),
        tilt_deg=float(rng.uniform(-4.0, 6.0)),
        arms="resting" if rng.integers(2) else "prayer",
    )


def posture_of(case: Case) -> Posture:
    """Give the joint angles of a case."""
    bulge_m, half_turn_deg = _bulge(case.bow, case.size * Proportions().spine_m)
    if case.pose == "head_to_knee":
        body = postures.head_to_knee(case.front, case.fold, bulge_m)
    else:
        seat = {
            "diamond": postures.diamond,
            "diamond_toes": postures.diamond_toes,
            "hero": postures.hero,
        }[case.pose]
        # Whoever slumps looks ahead all the same, by half of what the back turned the head.
        neck_deg = 4.0 - 0.5 * half_turn_deg
        body = replace(seat(case.tilt_deg), bulge_m=bulge_m, neck_deg=neck_deg)
    return body if case.arms == "resting" else _with_arms(body, case.arms)


def true_bow(case: Case) -> float:
    """Give the true bow, by the joints: the measure `benchmarks.practitioner.truth` takes."""
    return measure(pose(posture_of(case), Proportions().scaled(case.size))).back_bow


def picture(case: Case) -> NDArray[np.uint8]:
    """Render a case, ``(height, width, 3)``, blue, green, red."""
    side_deg = 0.0 if case.facing > 0 else 180.0
    camera = Camera(
        azimuth_deg=side_deg + case.facing * case.azimuth_deg,
        distance_m=_DISTANCE_M,
        look_at_m=(0.1, 0.5, 0.0),
    )
    body = Proportions().scaled(case.size)
    return render(
        posture_of(case),
        camera,
        SIZE_PX,
        proportions=body,
        looks=LOOKS[case.look],
        seed=case.seed,
    )


def _bulge(bow: float, spine_m: float) -> tuple[float, float]:
    """Give the bulge, metres, and the turn from the middle to the end, degrees, of a bow.

    The spine is an arc of length ``L`` and half angle ``h``: its chord is ``L sin h / h``, and its
    bow ``tan(h / 2) / 2``.
    """
    half = 2.0 * np.arctan(2.0 * bow)
    chord_m = spine_m * float(np.sinc(half / np.pi))
    return bow * chord_m, float(np.degrees(half))


def _with_arms(body: Posture, arms: str) -> Posture:
    return replace(body, left_arm=_arm(body, arms, "left"), right_arm=_arm(body, arms, "right"))


def _arm(body: Posture, arms: str, side: Side) -> Arm:
    joints = pose(body)
    front, up, _ = joints.trunk_axes.T
    sign, limbs = outward(side), joints.limbs(side)
    if arms == "reaching":
        place = limbs.shoulder + np.array([0.48, -0.04, -0.06 * sign])
        elbow, fingers = (0.0, -1.0, 0.4 * sign), (1.0, 0.0, 0.0)
    elif arms == "prayer":
        place = joints.spine[6] + 0.24 * front + np.array([0.0, 0.0, 0.02 * sign])
        elbow, fingers = (0.1, -0.7, 0.6 * sign), (float(up[0]), float(up[1]), float(up[2]))
    elif arms == "at the side":
        place = limbs.shoulder + np.array([0.03, -0.5, 0.03 * sign])
        elbow, fingers = (-1.0, 0.0, 0.3 * sign), (0.2, -1.0, 0.0)
    else:
        place = limbs.hip + 0.06 * up + 0.05 * front + np.array([0.0, 0.0, 0.05 * sign])
        elbow, fingers = (-0.7, 0.0, 0.8 * sign), (0.8, -0.6, 0.0)
    return Arm((float(place[0]), float(place[1]), float(place[2])), elbow, fingers)


SPOILS: Final = ("none", "holes", "ragged edge", "hip along", "hip across")
"""What `spoiled` can do to what the landmarker saw."""


def spoiled(seen: Landmarks, how: str, seed: int) -> Landmarks:
    """Give the same body seen worse.

    Parameters
    ----------
    seen
        What the landmarker saw.
    how
        "holes": five patches of up to a tenth of the trunk are cut out of the mask about the
        trunk. "ragged edge": the mask's edge wanders by up to 3 % of the trunk. "hip along" and
        "hip across": both hips are put 3 to 6 % of the trunk too far along or across it.
    seed
        Chooses places, sizes and signs.

    """
    rng = np.random.default_rng(seed)
    hip, shoulder = (np.nanmean(seen.xy_px[list(j)], axis=0) for j in (sk.HIPS, sk.SHOULDERS))
    chord = shoulder - hip
    if how.startswith("hip"):
        way = chord if how == "hip along" else np.array([chord[1], -chord[0]])
        moved = seen.xy_px.copy()
        moved[list(sk.HIPS)] += rng.choice([-1.0, 1.0]) * rng.uniform(0.03, 0.06) * way
        return replace(seen, xy_px=moved)
    if seen.silhouette is None or how == "none" or not np.isfinite(chord).all():
        return seen
    trunk_px = float(np.hypot(chord[0], chord[1]))
    mask = seen.silhouette.copy()
    if how == "ragged edge":
        return replace(seen, silhouette=_ragged(mask, 0.03 * trunk_px, rng))
    for _ in range(5):
        middle = hip + rng.uniform(0.0, 1.0) * chord + rng.normal(0.0, 0.2 * trunk_px, 2)
        radius_px = max(1, round(trunk_px * rng.uniform(0.02, 0.05)))
        cv2.circle(mask, (round(middle[0]), round(middle[1])), radius_px, 0, -1)
    return replace(seen, silhouette=mask)


def _ragged(mask: NDArray[np.uint8], by_px: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Move the mask's edge in and out, by a smooth random field."""
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_L2, 5)
    rough = cv2.GaussianBlur(rng.normal(size=mask.shape), (0, 0), 3.0)
    rough *= by_px / np.abs(rough).max()
    return np.asarray(inside - outside + rough > 0, np.uint8)
