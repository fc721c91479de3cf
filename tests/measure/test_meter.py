"""How long a leg is, is learnt while it is seen straight, and serves when its knee is hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import practitioner
from vision.landmarks import skeleton as sk
from vision.measure.body import Body, body_from_landmarks
from vision.measure.meter import LegLengths, Meter, measure_all, straight_legs_px

if TYPE_CHECKING:
    from vision.landmarks.types import Landmarks

STRAIGHT = practitioner("head_to_knee_right_upright", silhouette=False)
NEAR = int(body_from_landmarks(STRAIGHT).near)
STEP_S = 0.1


def body(landmarks: Landmarks, t_s: float = 0.0) -> Body:
    """Return the body of some landmarks at a time."""
    return body_from_landmarks(replace(landmarks, t_s=t_s))


def knee_hidden(landmarks: Landmarks, shorter: float = 1.0) -> Landmarks:
    """Hide the near knee, the ankle brought to a share of its distance from the hip."""
    xy_px = landmarks.xy_px.copy()
    hip, ankle = sk.HIPS[NEAR], sk.ANKLES[NEAR]
    xy_px[ankle] = xy_px[hip] + shorter * (xy_px[ankle] - xy_px[hip])
    xy_px[sk.KNEES[NEAR]] = np.nan
    return replace(landmarks, xy_px=xy_px)


def knees_deg(*pictures: Landmarks) -> list[float]:
    """Read the near knee in pictures a tenth of a second apart."""
    meter = Meter(["knee_near_deg"])
    return [
        meter.read(body(picture, STEP_S * index)).values["knee_near_deg"]
        for index, picture in enumerate(pictures)
    ]


def test_the_made_up_leg_is_straight_and_seen() -> None:
    """What the rest of these tests rests on."""
    [knee_deg] = knees_deg(STRAIGHT)
    assert knee_deg > 165
    length_px, _ = straight_legs_px(body(STRAIGHT))
    expected_px = STRAIGHT.xy_px[sk.HIPS[NEAR]] - STRAIGHT.xy_px[sk.ANKLES[NEAR]]
    assert length_px == pytest.approx(float(np.linalg.norm(expected_px)))


def test_a_hidden_knee_of_a_leg_never_seen_straight_is_unseen() -> None:
    """Nothing is known of its length."""
    assert np.isnan(knees_deg(knee_hidden(STRAIGHT))).all()


def test_a_hidden_knee_between_a_hip_and_an_ankle_as_far_apart_as_before_is_straight() -> None:
    """An arm across the knee does not hide that."""
    assert knees_deg(STRAIGHT, knee_hidden(STRAIGHT), knee_hidden(STRAIGHT, 0.96))[1:] == [180, 180]


@pytest.mark.parametrize("share", [0.93, 0.7, 1.2])
def test_at_any_other_distance_nothing_is_said(share: float) -> None:
    """Nearer, the knee may be bent or the person farther away; farther, a landmark is misplaced."""
    assert np.isnan(knees_deg(STRAIGHT, knee_hidden(STRAIGHT, share))[1])


def test_a_leg_that_is_not_surely_seen_teaches_nothing() -> None:
    """Its length might be a guess."""
    unsure = replace(STRAIGHT, visibility=np.full(sk.LANDMARK_COUNT, 0.7))
    assert np.isnan(straight_legs_px(body(unsure))).all()
    assert np.isnan(knees_deg(unsure, knee_hidden(STRAIGHT))[1])


def test_a_folded_leg_teaches_nothing() -> None:
    """Only a straight one shows its length."""
    folded = practitioner("diamond", silhouette=False)
    assert np.isnan(straight_legs_px(body(folded))).all()


def test_a_longer_leg_is_believed_soon_and_a_shorter_one_slowly() -> None:
    """A leg that points towards the camera looks short, and none looks long."""

    def learnt_px(size: float) -> float:
        lengths = LegLengths()
        first = lengths(body(STRAIGHT))[0]
        scaled = replace(STRAIGHT, xy_px=STRAIGHT.xy_px * size)
        for index in range(1, 11):
            last = lengths(body(scaled, STEP_S * index))
        return float(last[0] / first)

    assert learnt_px(1.2) == pytest.approx(1 + 0.2 * (1 - np.exp(-1)), rel=1e-6)
    assert learnt_px(0.8) == pytest.approx(1 - 0.2 * (1 - np.exp(-1 / 60)), rel=1e-6)


def test_a_long_gap_counts_as_a_moment() -> None:
    """What was not seen teaches nothing."""
    lengths = LegLengths()
    first = lengths(body(STRAIGHT))[0]
    larger = replace(STRAIGHT, xy_px=STRAIGHT.xy_px * 1.2)
    assert lengths(body(larger, 30.0))[0] / first == pytest.approx(1 + 0.2 * (1 - np.exp(-0.2)))


def test_a_recording_is_learnt_from_as_live_pictures_are() -> None:
    """Picture by picture or at once, it is the same."""
    pictures = [STRAIGHT, knee_hidden(STRAIGHT), knee_hidden(STRAIGHT, 0.8), STRAIGHT] * 3
    bodies = [body(picture, STEP_S * index) for index, picture in enumerate(pictures)]
    fields = ("t_s", "xy_px", "xyz_m", "visibility", "dorsal_profile")
    recording = Body(*(np.stack([getattr(each, name) for each in bodies]) for name in fields))
    live = np.array(knees_deg(*pictures))
    np.testing.assert_array_equal(measure_all(recording, ["knee_near_deg"])["knee_near_deg"], live)
    assert np.isnan(live).any()
    assert (live == 180).any()


def test_a_recording_of_nothing_is_learnt_from() -> None:
    """No picture, no length."""
    nothing = Body(*(np.empty((0, *shape)) for shape in ((), (33, 2), (33, 3), (33,), (21,))))
    assert LegLengths()(nothing).shape == (0, 2)
