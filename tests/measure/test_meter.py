"""How long a leg is, is learnt while it is seen straight, and serves when its knee is hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import practitioner, stacked, stick
from vision.landmarks import skeleton as sk
from vision.measure.body import Body, body_from_landmarks
from vision.measure.contour import ALONG
from vision.measure.meter import (
    BREATH_S,
    LegLengths,
    Meter,
    OwnBack,
    measure_all,
    straight_legs_px,
)
from vision.measure.trunk import back_bow

if TYPE_CHECKING:
    from collections.abc import Sequence

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


# --- this person's own back ----------------------------------------------------------------------


def sitting(bows: Sequence[float], *, begins_s: float = 0.0, **built: float) -> Body:
    """Return a body that sits with its back so round, ten pictures a second."""
    pictures = stacked([body_from_landmarks(stick(**built))] * len(bows))
    pictures.t_s = begins_s + STEP_S * np.arange(len(bows))
    profile = 0.24 + np.array(bows)[:, np.newaxis] * 4.0 * ALONG * (1.0 - ALONG)
    pictures.dorsal_profile = profile
    return pictures


def own(*stretches: Body) -> list[float]:
    """Return what is known of the back after each stretch."""
    learns = OwnBack()
    return [float(learns(stretch)[-1]) for stretch in stretches]


def test_a_back_is_learnt_from_quiet_sitting() -> None:
    """What it reads then, in whatever it wears; not before enough of it has been seen."""
    shirt = sitting([0.05] * 90)
    learnt = OwnBack()(shirt)
    known = np.isfinite(learnt)
    assert shirt.t_s[known][0] == pytest.approx(3 * BREATH_S)
    assert learnt[known] == pytest.approx(float(back_bow(shirt)[0]))


def test_what_was_learnt_is_taken_off() -> None:
    """A meter tells how much rounder than tall the back is from then on."""
    read = measure_all(sitting([0.05] * 90 + [0.12] * 60), ["back_bow_own", "back_bow"])
    rounder = read["back_bow"][-1] - read["back_bow"][89]
    assert read["back_bow_own"][-1] == pytest.approx(rounder, abs=0.005)
    assert rounder > 0.03


@pytest.mark.parametrize(
    "unfit",
    [
        {"tilt_deg": 30.0},  # leaning
        {"thigh_deg": -85.0, "knee_deg": 175.0},  # standing
    ],
)
def test_a_back_is_learnt_from_tall_sitting_alone(unfit: dict[str, float]) -> None:
    """A fold is rounder, and a shirt hangs otherwise on who stands."""
    assert np.isnan(own(sitting([0.02] * 90, **unfit))).all()


def test_a_slump_is_no_shirt() -> None:
    """A back rounder than shirts make one is not taken for tall, whatever was asked for."""
    assert np.isnan(own(sitting([0.2] * 90))).all()


def test_whoever_grows_taller_is_believed() -> None:
    """The back that was straightest counts, and a later slump does not change it."""
    first, taller, slumped = own(
        sitting([0.04] * 80),
        sitting([0.01] * 80, begins_s=10.0),
        sitting([0.04] * 80, begins_s=20.0),
    )
    assert taller < first - 0.02
    assert slumped == taller


def test_one_breath_with_an_arm_behind_is_no_matter() -> None:
    """It reads a hollow that is none, for a while."""
    learnt, after, still = own(
        sitting([0.03] * 80),
        sitting([-0.05] * 23, begins_s=10.0),
        sitting([0.03] * 80, begins_s=20.0),
    )
    assert learnt == after == still


def test_nothing_is_learnt_from_a_body_that_moves() -> None:
    """Seconds add up only while it is quiet, and while it is seen."""
    swaying = [sitting([0.02] * 5, begins_s=0.5 * n, tilt_deg=-5.0 * (n % 2)) for n in range(20)]
    assert np.isnan(own(*swaying)).all()
    seldom = [sitting([0.02], begins_s=0.7 * n) for n in range(30)]
    assert np.isnan(own(*seldom)).all()
