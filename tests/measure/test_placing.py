"""Where a body stands in its picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vision.landmarks import skeleton as sk
from vision.landmarks.types import Landmarks
from vision.measure.body import body_from_landmarks
from vision.measure.placing import placing


def standing(hip_px: tuple[float, float], trunk_px: float = 100.0) -> Landmarks:
    """Return a body standing upright, its hips at a place."""
    xy_px = np.full((33, 2), np.nan)
    x, y = hip_px
    for joint, down in ((sk.HIPS, 0.0), (sk.SHOULDERS, -trunk_px), (sk.ANKLES, 1.6 * trunk_px)):
        xy_px[list(joint)] = x, y + down
    return Landmarks(0.0, xy_px, np.zeros((33, 3)), np.ones(33), None, (1000, 500))


def test_a_body_in_the_middle_has_room_on_both_sides() -> None:
    """In shares of the picture and of the trunk."""
    found = placing(body_from_landmarks(standing((500.0, 250.0))), (1000, 500))
    assert found == pytest.approx(
        {"trunk_share": 0.2, "hips_down": 0.5, "legs_down": 1.6, "room": 1.0}
    )


def test_at_the_edge_a_part_of_a_lying_body_would_be_outside() -> None:
    """Half of one side is a quarter of all."""
    found = placing(body_from_landmarks(standing((85.0, 250.0))), (1000, 500))
    assert found["room"] == pytest.approx(0.75)


def test_what_is_not_seen_is_not_told() -> None:
    """NaN, and no guess."""
    body = standing((500.0, 250.0))
    body.xy_px[list(sk.ANKLES)] = np.nan
    assert math.isnan(placing(body_from_landmarks(body), (1000, 500))["legs_down"])
    body.xy_px[list(sk.SHOULDERS)] = np.nan
    found = placing(body_from_landmarks(body), (1000, 500))
    assert math.isnan(found["trunk_share"])
    assert math.isnan(found["room"])
