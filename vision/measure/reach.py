"""Heights over the floor and over the heels, and how near head, chest and abdomen are to a leg.

All in lengths of the trunk (hip-shoulder chord as seen). Landmarks lie inside the body, so parts
that touch each other or the floor read the thickness between, not 0.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.landmarks.types import SEEN_VISIBILITY
from vision.measure.body import chosen, once
from vision.measure.catalog import add_of_side, measure
from vision.measure.geometry import distance, distance_to_segment, length, mean_seen, seen
from vision.measure.joints import LEGS, of_leg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.body import Body
    from vision.measure.geometry import Array
    from vision.measure.joints import OfBothLegs

_ABDOMEN: Final = 0.4  # share of the way from hip to shoulder: the lower ribs
_CHEST: Final = 0.8
_HALF_HIDDEN: Final = 0.165
"""Mean visibility of elbow and wrist of the farther of two raised arms, seen from the side: 0.18
and more; of an arm behind the body that is taken for raised: 0.10 to 0.15."""
_FOOT: Final = 0.15  # trunks from the ankle of a leg on the floor to the end of its outline
_SURE: Final = 0.8
"""Visibility of the elbow and the wrist of two raised arms, from 30 degrees off the side on: 0.85
and more; of an arm behind the body that is taken for raised, nearer to the side: up to 0.8."""
_STRETCHED: Final = 0.6  # trunks by which an ankle is ahead of the hips when its leg is stretched


def _over_floor(body: Body, y_px: Array) -> Array:
    return (body.floor_y_px - y_px) / body.trunk_px


@measure("trunk", "head", "hips", bones=("neck",))
def head_over_floor(body: Body) -> Array:
    """Height of the head over the lowest landmark."""
    return _over_floor(body, body.head_px[..., 1])


@measure("trunk", "shoulders", "hips", bones=("neck",))
def shoulders_over_floor(body: Body) -> Array:
    """Height of the shoulders over the lowest landmark."""
    return _over_floor(body, body.shoulder_px[..., 1])


@measure("trunk", "hips", "near_leg", bones=("thigh",))
def seat_over_floor(body: Body) -> Array:
    """Height of the hips over the lowest landmark."""
    return _over_floor(body, body.hip_px[..., 1])


@measure("trunk", "hips", "near_knee", bones=("near_thigh",))
def knee_over_floor_near(body: Body) -> Array:
    """Height of the near knee over the lowest landmark."""
    return _over_floor(body, chosen(body.both(sk.KNEES)[..., 1], body.near))


@measure("trunk", "hips", "far_knee", bones=("far_thigh",))
def knee_over_floor_far(body: Body) -> Array:
    """Height of the far knee over the lowest landmark."""
    return _over_floor(body, chosen(body.both(sk.KNEES)[..., 1], 1 - body.near))


@measure("trunk", "near_elbow", "hips", bones=("near_arm",))
def elbow_over_floor(body: Body) -> Array:
    """Height of the near elbow over the lowest landmark."""
    return _over_floor(body, chosen(body.both(sk.ELBOWS)[..., 1], body.near))


@measure("trunk", "hips", "near_foot", bones=("near_thigh",))
def seat_over_heels(body: Body) -> Array:
    """Height of the near hip over the near heel and ankle; level with them or under is <= 0."""
    return chosen(_hip_to_heel_px(body)[..., 1], body.near) / body.trunk_px


@measure("trunk", "hips", "near_foot", bones=("near_thigh",))
def seat_behind_heels(body: Body) -> Array:
    """How far the near hip is behind the near heel and ankle, level; negative is ahead of them."""
    return chosen(_hip_to_heel_px(body)[..., 0], body.near) * body.facing / body.trunk_px


@once
def _hip_to_heel_px(body: Body) -> Array:
    return mean_seen(body.both(sk.HEELS), body.both(sk.ANKLES)) - body.both(sk.HIPS)


@measure("trunk", "near_foot", "hips", bones=("near_foot",))
def toes_behind_heels(body: Body) -> Array:
    """How far the tip of the near foot is behind its heel, level; negative is ahead of it."""
    heel_x, toes_x = (body.both(joint)[..., 0] for joint in (sk.HEELS, sk.FOOT_INDICES))
    # A foot at the end of a leg whose ankle is hidden is a guess, however sure.
    behind_px = np.where(seen(body.both(sk.ANKLES)), heel_x - toes_x, np.nan)
    return chosen(behind_px, body.near) * body.facing / body.trunk_px


def _trunk_point(body: Body, share: float) -> Array:
    """Return ``(..., 1, 2)`` pixels: the same point for both legs."""
    along = body.shoulder_px - body.hip_px
    return np.asarray((body.hip_px + share * along)[..., np.newaxis, :])


def _in_trunks(body: Body, both_px: Array) -> Array:
    return both_px / body.trunk_px[..., np.newaxis]


@once
def _abdomen_to_thighs(body: Body) -> Array:
    """Return the distance of the lower ribs to both thighs, ``(..., 2)``."""
    hip, knee, _ = body.knee_lines
    return _in_trunks(body, distance_to_segment(_trunk_point(body, _ABDOMEN), hip, knee))


@once
def _chest_to_knees(body: Body) -> Array:
    _, knee, _ = body.knee_lines
    return _in_trunks(body, distance(_trunk_point(body, _CHEST), knee))


@once
def _face_to_shins(body: Body) -> Array:
    _, knee, ankle = body.knee_lines
    face = mean_seen(body.at(sk.Landmark.NOSE), body.head_px)[..., np.newaxis, :]
    return _in_trunks(body, distance_to_segment(face, knee, ankle))


@once
def _ankles_ahead(body: Body) -> Array:
    """Return how far the ankles are ahead of the hips; a front leg unseen ends at its outline."""
    ahead = _in_trunks(body, body.ankles_ahead_px)
    if body.leg_ahead is None:
        return ahead
    unseen = np.isnan(ahead) & (body.front[..., np.newaxis] == np.arange(2))
    return np.where(unseen, body.leg_ahead[..., np.newaxis] - _FOOT, ahead)


def _in_front(leg: str, body: Body) -> Array:
    """Return +1 where the leg is the one stretched ahead, -1 where the other one is."""
    ahead = of_leg("front", _ankles_ahead, body) > _STRETCHED
    return np.where(ahead, np.where(body.front == LEGS[leg](body), 1.0, -1.0), np.nan)


# Of each measure of a leg: its function, what it needs beside the leg, its bones.
_TO_LEG: Final[dict[str, tuple[OfBothLegs, str, tuple[str, ...]]]] = {
    "abdomen_to_{}_thigh": (_abdomen_to_thighs, "hips", ("trunk", "{}_thigh")),
    "chest_to_{}_knee": (_chest_to_knees, "shoulders", ("trunk", "{}_thigh")),
    "face_to_{}_shin": (_face_to_shins, "head", ("neck", "{}_shin")),
    "{}_ankle_ahead_of_hip": (_ankles_ahead, "hips", ("{}_foot",)),
}

for _leg in LEGS:
    for _name, (_both, _part, _bones) in _TO_LEG.items():
        _needs = (_part, "{}_leg")
        add_of_side(_leg, _name, "trunk", _needs, _bones, partial(of_leg, _leg, _both))

_LEG_AND_HIPS: Final = ("hips", "{}_leg")
for _side in ("left", "right"):
    _of_leg = partial(_in_front, _side)
    add_of_side(_side, "{}_in_front", "sign", _LEG_AND_HIPS, ("{}_leg",), _of_leg)


@once
def _leg_places(body: Body) -> Array:
    """Return where knee and ankle of both legs are from the hips, ``(..., 2, 2, 2)``.

    Axes: knee and ankle; left and right; x and y.
    """
    places_px = body.xy_px[..., (sk.KNEES, sk.ANKLES), :]
    from_hip_px = places_px - body.hip_px[..., np.newaxis, np.newaxis, :]
    return np.asarray(from_hip_px / body.trunk_px[..., np.newaxis, np.newaxis, np.newaxis])


def _leg_place(joint: int, side: int, axis: int, body: Body) -> Array:
    return np.asarray(_leg_places(body)[..., joint, side, axis])


LEG_PLACES: Final = {
    side: tuple(f"{side}_{joint}_{axis}" for joint in ("knee", "ankle") for axis in "xy")
    for side in ("left", "right")
}
"""Measures of where each leg's knee and ankle are, seen from the hips."""

for _side_index, _side in enumerate(LEG_PLACES):
    for _joint_index, _joint in enumerate(("knee", "ankle")):
        for _axis_index, _axis in enumerate("xy"):
            _name = f"{{}}_{_joint}_{_axis}"
            _of_leg = partial(_leg_place, _joint_index, _side_index, _axis_index)
            add_of_side(_side, _name, "trunk", _LEG_AND_HIPS, ("{}_leg",), _of_leg)


@measure("trunk", "head", "shoulders", "hips", bones=("arm",))
def raised_hand_over_head(body: Body) -> Array:
    """Height of the higher hand that is seen over the head; negative is under it.

    By the landmarker's own metres, as hands that are raised leave the picture first. A stretched
    arm reads 0.4 to 0.75, a hand resting on the head 0.2.
    """
    highest = _seen_hands_over_head(body).max(axis=-1)
    return np.where(np.isfinite(highest), highest, np.nan)


@measure("trunk", "head", "shoulders", "hips", bones=("arm",))
def other_hand_over_head(body: Body) -> Array:
    """Height over the head of the hand that is not the higher one seen; NaN where not surely seen.

    From the side an arm behind the body may be guessed to be raised like the one in front.
    """
    arms = [body.visibility[..., sk.both_sides(joint)] for joint in (sk.ELBOWS, sk.WRISTS)]
    surely = np.minimum(*arms).min(axis=-1) >= _SURE
    return np.where(surely, chosen(_hands_over_head(body), _other_hand(body)), np.nan)


@measure("trunk", "head", "shoulders", "hips", bones=("arm",))
def guessed_hand_over_head(body: Body) -> Array:
    """Height of that same hand as far as it can be guessed; NaN where it is hidden.

    Of two arms raised side by side one is half hidden, and its hand guessed well.
    """
    joints = (sk.ELBOWS, sk.WRISTS)
    elbow, wrist = (
        chosen(body.visibility[..., sk.both_sides(joint)], _other_hand(body)) for joint in joints
    )
    over = chosen(_hands_over_head(body), _other_hand(body))
    return np.where((elbow + wrist) / 2 >= _HALF_HIDDEN, over, np.nan)


@once
def _other_hand(body: Body) -> NDArray[np.intp]:
    return np.asarray(1 - _seen_hands_over_head(body).argmax(axis=-1))


@once
def _seen_hands_over_head(body: Body) -> Array:
    """Return ``(..., 2)`` trunks, left and right; -inf where the hand is not seen."""
    seen_hands = body.visibility[..., sk.both_sides(sk.WRISTS)] >= SEEN_VISIBILITY
    over = _hands_over_head(body)
    return np.where(seen_hands & np.isfinite(over), over, -np.inf)


@once
def _hands_over_head(body: Body) -> Array:
    """Return ``(..., 2)`` trunks, left and right; NaN where head or trunk is unseen."""
    ear, wrist = body.both_m(sk.EARS), body.both_m(sk.WRISTS)
    over = (ear.mean(axis=-2)[..., 1, np.newaxis] - wrist[..., 1]) / _trunk_m(body)[..., np.newaxis]
    return np.where(np.isnan(body.head_px[..., :1]), np.nan, over)


@measure("trunk", "shoulders", "hips", bones=("leg",))
def foot_over_foot(body: Body) -> Array:
    """Height of the higher ankle over the lower one, by the landmarker's metres, at least 0.

    Up to 0.4 with both feet on the floor; who stands on one leg reads 0.8 and more.
    """
    ankle = body.both_m(sk.ANKLES)
    return np.abs(ankle[..., 0, 1] - ankle[..., 1, 1]) / _trunk_m(body)


@once
def _trunk_m(body: Body) -> Array:
    """Return the length of the trunk in the landmarker's metres; NaN where it is unseen."""
    shoulder, hip = body.both_m(sk.SHOULDERS), body.both_m(sk.HIPS)
    trunk = length(shoulder.mean(axis=-2) - hip.mean(axis=-2))
    return np.where((trunk > 0) & np.isfinite(body.trunk_px), trunk, np.nan)
