"""Heights over the floor and over the heels, and how near head, chest and abdomen are to a leg.

All in lengths of the trunk (hip-shoulder chord as seen). Landmarks lie inside the body, so parts
that touch each other or the floor read the thickness between, not 0.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.measure.geometry import distance, distance_to_segment, mean_seen
from vision.measure.joints import LEGS
from vision.measure.registry import add_measure, measure

if TYPE_CHECKING:
    from vision.measure.body import Body
    from vision.measure.geometry import Array

_ABDOMEN: Final = 0.4  # share of the way from hip to shoulder: the lower ribs
_CHEST: Final = 0.8
_STRETCHED: Final = 0.6  # trunks by which an ankle is ahead of the hips when its leg is stretched


def _over_floor(body: Body, point_px: Array) -> Array:
    return (body.floor_y_px - point_px[..., 1]) / body.trunk_px


@measure("trunk", "head", "hips")
def head_over_floor(body: Body) -> Array:
    """Height of the head over the lowest landmark."""
    return _over_floor(body, body.head_px)


@measure("trunk", "shoulders", "hips")
def shoulders_over_floor(body: Body) -> Array:
    """Height of the shoulders over the lowest landmark."""
    return _over_floor(body, body.shoulder_px)


@measure("trunk", "hips", "near_leg")
def seat_over_floor(body: Body) -> Array:
    """Height of the hips over the lowest landmark."""
    return _over_floor(body, body.hip_px)


@measure("trunk", "near_elbow", "hips")
def elbow_over_floor(body: Body) -> Array:
    """Height of the near elbow over the lowest landmark."""
    return _over_floor(body, body.side(sk.ELBOWS, body.near))


@measure("trunk", "hips", "near_foot")
def seat_over_heels(body: Body) -> Array:
    """Height of the near hip over the near heel and ankle; level with them or under is <= 0."""
    heel = mean_seen(body.side(sk.HEELS, body.near), body.side(sk.ANKLES, body.near))
    return (heel[..., 1] - body.side(sk.HIPS, body.near)[..., 1]) / body.trunk_px


@measure("trunk", "hips", "near_foot")
def seat_behind_heels(body: Body) -> Array:
    """How far the near hip is behind the near heel and ankle, level; negative is ahead of them."""
    heel = mean_seen(body.side(sk.HEELS, body.near), body.side(sk.ANKLES, body.near))
    hip = body.side(sk.HIPS, body.near)
    return (heel[..., 0] - hip[..., 0]) * body.facing / body.trunk_px


@measure("trunk", "near_foot", "hips")
def toes_behind_heels(body: Body) -> Array:
    """How far the tip of the near foot is behind its heel, level; negative is ahead of it."""
    toes, heel = body.side(sk.FOOT_INDICES, body.near), body.side(sk.HEELS, body.near)
    # A foot at the end of a leg whose ankle is hidden is a guess, however sure.
    ankle_seen = np.isfinite(body.side(sk.ANKLES, body.near)).all(axis=-1)
    behind = (heel[..., 0] - toes[..., 0]) * body.facing / body.trunk_px
    return np.where(ankle_seen, behind, np.nan)


def _trunk_point(body: Body, share: float) -> Array:
    return body.hip_px + share * (body.shoulder_px - body.hip_px)


def _abdomen_to_thigh(leg: str, body: Body) -> Array:
    hip, knee, _ = body.knee_line(LEGS[leg](body))
    return distance_to_segment(_trunk_point(body, _ABDOMEN), hip, knee) / body.trunk_px


def _chest_to_knee(leg: str, body: Body) -> Array:
    _, knee, _ = body.knee_line(LEGS[leg](body))
    return distance(_trunk_point(body, _CHEST), knee) / body.trunk_px


def _face_to_shin(leg: str, body: Body) -> Array:
    _, knee, ankle = body.knee_line(LEGS[leg](body))
    face = mean_seen(body.at(sk.Landmark.NOSE), body.head_px)
    return distance_to_segment(face, knee, ankle) / body.trunk_px


def _ankle_ahead(leg: str, body: Body) -> Array:
    ankle = body.side(sk.ANKLES, LEGS[leg](body))
    return (ankle[..., 0] - body.hip_px[..., 0]) * body.facing / body.trunk_px


def _in_front(leg: str, body: Body) -> Array:
    ahead = _ankle_ahead("front", body) > _STRETCHED
    return np.where(ahead, np.where(body.front == LEGS[leg](body), 1.0, -1.0), np.nan)


_TO_LEG: Final = {
    "abdomen_to_{}_thigh": (
        _abdomen_to_thigh,
        "hips",
        "Distance of the lower ribs to the {} thigh",
    ),
    "chest_to_{}_knee": (_chest_to_knee, "shoulders", "Distance of the chest to the {} knee"),
    "face_to_{}_shin": (_face_to_shin, "head", "Distance of the face to the {} shin"),
    "{}_ankle_ahead_of_hip": (
        _ankle_ahead,
        "hips",
        "How far the {} ankle is ahead of the hip, level",
    ),
}

for _leg in LEGS:
    for _name, (_function, _part, _meaning) in _TO_LEG.items():
        add_measure(
            _name.format(_leg),
            "trunk",
            (_part, f"{_leg}_leg"),
            partial(_function, _leg),
            _meaning.format(_leg),
        )


for _side in ("left", "right"):
    add_measure(
        f"{_side}_in_front",
        "sign",
        ("hips", f"{_side}_leg"),
        partial(_in_front, _side),
        f"Whether the {_side} leg is the one stretched ahead: +1 if it is, -1 if the other is",
    )


def _leg_place(leg: str, joint: tuple[int, int], axis: int, body: Body) -> Array:
    place = body.side(joint, LEGS[leg](body)) - body.hip_px
    return np.asarray(place[..., axis] / body.trunk_px)


LEG_PLACES: Final = {
    side: tuple(f"{side}_{joint}_{axis}" for joint in ("knee", "ankle") for axis in "xy")
    for side in ("left", "right")
}
"""Measures of where each leg's knee and ankle are, seen from the hips."""

for _side in LEG_PLACES:
    for _name, _joint in (("knee", sk.KNEES), ("ankle", sk.ANKLES)):
        for _axis, _way in enumerate(("right", "down")):
            add_measure(
                f"{_side}_{_name}_{'xy'[_axis]}",
                "trunk",
                ("hips", f"{_side}_leg"),
                partial(_leg_place, _side, _joint, _axis),
                f"Place of the {_side} {_name} from the hips, to the {_way} of the picture",
            )
