"""The chance that a body kneels: what it looks at, and how its weights make one number of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import practitioner
from vision.files import shipped
from vision.landmarks import skeleton as sk
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import MEASURES
from vision.measure.space.kneeling import FEATURES, FILE, Weights, bent, features, weights

if TYPE_CHECKING:
    from vision.landmarks.types import Landmarks

NAMED = {name: place for place, name in enumerate(FEATURES)}


def look(landmarks: Landmarks) -> np.ndarray:
    """Return the features of one body."""
    return features(body_from_landmarks(landmarks))


def chance(landmarks: Landmarks) -> float:
    """Return the chance of one body."""
    return float(MEASURES["kneeling_chance"].function(body_from_landmarks(landmarks)))


def turned(landmarks: Landmarks, by_deg: float) -> Landmarks:
    """Return a body as another camera sees it in space."""
    cos, sin = np.cos(np.radians(by_deg)), np.sin(np.radians(by_deg))
    around = np.array([[cos, 0.0, -sin], [0.0, 1.0, 0.0], [sin, 0.0, cos]])
    return replace(landmarks, xyz_m=landmarks.xyz_m @ around)


def test_places_are_along_the_bodys_own_axes() -> None:
    """Kneeling, knees are ahead and to their sides, ankles by the hips and under them."""
    seen = look(practitioner("diamond"))
    for leg in ("near", "far"):
        assert seen[NAMED[f"{leg}_knee_forward"]] > 0.6
        assert abs(seen[NAMED[f"{leg}_ankle_forward"]]) < 0.3
        assert seen[NAMED[f"{leg}_ankle_high"]] < 0.0
        assert seen[NAMED[f"{leg}_knee_outward"]] > 0.1
    assert seen[NAMED["side_on"]] == pytest.approx(1.0, abs=0.01)
    assert np.degrees(seen[NAMED["lean"]]) == pytest.approx(2.0, abs=1.5)


@pytest.mark.parametrize("by_deg", [40.0, -70.0, 180.0])
def test_the_camera_may_stand_anywhere(by_deg: float) -> None:
    """All but how nearly it stands at the side is the same."""
    body = practitioner("diamond_toes", hide_far=True)
    places = [place for name, place in NAMED.items() if name != "side_on"]
    np.testing.assert_allclose(look(body)[places], look(turned(body, by_deg))[places], atol=1e-9)
    if abs(by_deg) < 90.0:
        side_on = look(turned(body, by_deg))[NAMED["side_on"]]
        assert side_on == pytest.approx(np.cos(np.radians(by_deg)), abs=0.02)


def test_left_and_right_are_alike() -> None:
    """A body that faces the other way gives the same numbers, near and far changing sides."""
    body = practitioner("hero", hide_far=True)
    order = np.arange(33)
    for left, right in (*zip(range(11, 32, 2), range(12, 33, 2), strict=True), sk.EARS):
        order[[left, right]] = right, left
    mirrored = replace(
        body,
        xy_px=(body.xy_px * [-1.0, 1.0] + [body.size_px[0], 0.0])[order],
        xyz_m=(body.xyz_m * [-1.0, 1.0, 1.0])[order],
        visibility=body.visibility[order],
    )
    np.testing.assert_allclose(look(body), look(mirrored), atol=1e-9)


def test_the_chance_is_a_logistic_of_bent_lines() -> None:
    """At the mean the constant alone counts; above and below it the slopes may differ."""
    one = np.eye(len(FEATURES))[0]
    nothing = np.zeros(len(FEATURES))
    learnt = Weights(nothing, nothing + 2.0, one, 2.0 * one, 3.0 * one, 0.5)
    for number, total in {0.0: 0.5, 1.0: 1.0, 4.0: 0.5 + 2.0 + 2.6, -4.0: 0.5 - 2.0 + 3.9}.items():
        assert learnt.chance(number * one) == pytest.approx(1.0 / (1.0 + np.exp(-total)))
    assert learnt.chance(1e6 * one) == learnt.chance(8.0 * one)
    assert bent(np.zeros((4, 5, 18)), np.zeros(18), np.ones(18)).shape == (4, 5, 54)


@pytest.mark.parametrize("name", ["diamond", "diamond_toes", "hero"])
def test_who_kneels_is_likely_to(name: str) -> None:
    """From the side, with the far limbs hidden, and seen whole."""
    assert chance(practitioner(name, hide_far=True)) > 0.4
    assert chance(practitioner(name)) > 0.25


@pytest.mark.parametrize("name", ["seated", "head_to_knee_left", "head_to_knee_right"])
def test_who_sits_otherwise_is_not(name: str) -> None:
    """Under what is asked of a pose that is kneeling."""
    assert chance(practitioner(name, hide_far=True)) < 0.2
    assert chance(practitioner(name)) < 0.2


def test_nobody_and_no_trunk_have_no_chance() -> None:
    """NaN, not a number made of guesses."""
    body = practitioner("diamond")
    assert np.isnan(chance(replace(body, xyz_m=np.full((33, 3), np.nan))))
    assert np.isnan(chance(replace(body, xyz_m=np.zeros((33, 3)))))
    no_trunk = body.xy_px.copy()
    no_trunk[list(sk.SHOULDERS)] = np.nan
    assert np.isnan(chance(replace(body, xy_px=no_trunk)))


def test_what_is_shipped_is_whole() -> None:
    """A number for every feature and column, all of them finite; deviations are positive."""
    shipped_names = json.loads((shipped("models") / FILE).read_text(encoding="utf-8"))["features"]
    assert tuple(shipped_names) == FEATURES
    learnt = weights()
    for column in (learnt.mean, learnt.deviation, learnt.slope, learnt.above, learnt.below):
        assert np.isfinite(column).all()
    assert (learnt.deviation > 0).all()
