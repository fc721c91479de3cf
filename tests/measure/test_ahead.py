"""A far leg stretched ahead, told by the silhouette alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.builders import NAN, practitioner
from vision.landmarks import skeleton as sk
from vision.measure.ahead import leg_ahead
from vision.measure.body import OUTLINE, body_from_landmarks, body_from_recording, outline_of
from vision.measure.catalog import MEASURES
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

SIZE = (420, 300)
TRUNK_PX = 100.0
HIP, KNEE, ANKLE = (150, 200), (235, 220), (160, 236)
NEAR_LEG = np.array([HIP, KNEE, ANKLE], float)
SHOULDER, HAND = (225, 135), (310, 190)
HANDS_ON_FOOT = np.array([HAND, (NAN, NAN)])
RISE = 0.65
FOOT_ENDS_PX = 330


def drawn(*limbs: tuple[tuple[int, int], tuple[int, int], int]) -> NDArray[np.uint8]:
    """Draw a folded near leg and a trunk, and further limbs: two ends and a thickness each."""
    mask = np.zeros(SIZE[::-1], np.uint8)
    for start, end, thick_px in ((HIP, KNEE, 34), (KNEE, ANKLE, 24), (HIP, SHOULDER, 44), *limbs):
        cv2.line(mask, start, end, 255, thick_px)
    return mask


LEG = (((150, 215), (315, 236), 20), ((318, 236), (322, 205), 16))
ARM = ((SHOULDER, HAND, 14),)


def ahead(mask: NDArray[np.uint8], **changed: object) -> float:
    """Return what is found on a mask, for hands on the foot unless told otherwise."""
    given = {"near_leg_px": NEAR_LEG, "wrists_px": HANDS_ON_FOOT, "rise": RISE} | changed
    return leg_ahead(mask, SIZE, forward_px=TRUNK_PX, **given)  # type: ignore[arg-type]


def test_the_outline_of_a_far_leg_ends_at_its_foot() -> None:
    """In trunks ahead of the hip, whichever way the body faces and however fine the mask is."""
    mask = drawn(*LEG, *ARM)
    expected = pytest.approx((FOOT_ENDS_PX - HIP[0]) / TRUNK_PX, abs=0.03)
    assert ahead(mask) == expected
    assert ahead(cv2.resize(mask, None, fx=0.5, fy=0.5)) == expected
    turned = leg_ahead(
        mask[:, ::-1],
        SIZE,
        (SIZE[0] - 1, 0) + NEAR_LEG * (-1, 1),
        (SIZE[0] - 1, 0) + HANDS_ON_FOOT * (-1, 1),
        -TRUNK_PX,
        RISE,
    )
    assert turned == expected


@pytest.mark.parametrize(
    "limbs",
    [
        ARM,
        (((250, 238), (330, 240), 10),),
        (*ARM, ((200, 220), (270, 236), 20)),
        (((150, 215), (235, 150), 20), ((235, 150), (322, 236), 20)),
    ],
    ids=["nothing on the floor", "as thin as a mat", "ends too soon", "a knee drawn up"],
)
def test_what_is_no_leg_on_the_floor_is_none(
    limbs: tuple[tuple[tuple[int, int], tuple[int, int], int], ...],
) -> None:
    """It has to be long, low, straight below, and to end in a foot."""
    assert math.isnan(ahead(drawn(*limbs)))


@pytest.mark.parametrize(
    "changed",
    [
        {"near_leg_px": np.array([HIP, KNEE, (320, 236)], float)},
        {"near_leg_px": np.array([HIP, KNEE, (NAN, NAN)])},
        {"rise": 0.05},
        {"wrists_px": np.array([(300, 238), (NAN, NAN)])},
    ],
    ids=["near leg ahead", "near ankle unseen", "child's pose", "an arm lies there"],
)
def test_without_a_folded_near_leg_or_with_an_arm_there_it_says_nothing(
    changed: dict[str, object],
) -> None:
    """Arms stretched ahead in child's pose look much like a leg."""
    mask = drawn(*LEG, *ARM)
    assert math.isfinite(ahead(mask))
    assert math.isnan(ahead(mask, **changed))


def folded_over_far_leg() -> Landmarks:
    """Return a right side, near and folded back, whose left leg is ahead and has no landmarks."""
    seen = practitioner("head_to_knee_left")
    xy_px, visibility = seen.xy_px.copy(), seen.visibility.copy()
    right = [pair[1] for pair in (sk.HIPS, sk.KNEES, sk.ANKLES, sk.WRISTS)]
    left = [pair[0] for pair in (sk.KNEES, sk.ANKLES, sk.HEELS, sk.FOOT_INDICES)]
    xy_px[right], visibility[right] = (*NEAR_LEG, HAND), 0.9
    xy_px[list(sk.SHOULDERS)], visibility[list(sk.SHOULDERS)] = SHOULDER, 0.9
    xy_px[sk.HIPS[0]] = HIP
    xy_px[[*left, sk.WRISTS[0]]], visibility[left] = NAN, 0.1
    mask = drawn(*LEG, *ARM)
    return replace(seen, xy_px=xy_px, visibility=visibility, silhouette=mask, size_px=SIZE)


def test_the_folded_near_leg_is_never_the_front_one() -> None:
    """Its ankle is by the hip: the far leg is in front, its reach known, its knee unseen."""
    body = body_from_landmarks(folded_over_far_leg())
    values = {name: float(measure.function(body)) for name, measure in MEASURES.items()}
    assert (int(body.near), int(body.front)) == (1, 0)
    assert values["knee_back_deg"] < 40
    assert math.isnan(values["knee_front_deg"])
    assert values["front_ankle_ahead_of_hip"] == pytest.approx(1.65, abs=0.05)
    assert values["left_in_front"] == 1.0


def test_a_recording_keeps_it() -> None:
    """Beside the profile of the back; one made before it was known has none."""
    body = body_from_landmarks(folded_over_far_leg())
    row = outline_of(body)
    assert row.shape == (OUTLINE,)

    class Kept:
        t_s = np.zeros(1)
        xy_px, xyz_m = body.xy_px[np.newaxis], body.xyz_m[np.newaxis]
        visibility = body.visibility[np.newaxis]
        dorsal_profile = row[np.newaxis]
        patch_motion = None

    again = body_from_recording(Kept)  # type: ignore[arg-type]
    assert again.leg_ahead == pytest.approx(float(row[STATIONS]))
    Kept.dorsal_profile = row[np.newaxis, :STATIONS]
    assert body_from_recording(Kept).leg_ahead is None  # type: ignore[arg-type]
