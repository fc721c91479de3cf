"""The back as silhouettes of known shape show it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.builders import practitioner, stacked
from vision.landmarks import skeleton as sk
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import measure_all
from vision.measure.contour import STATIONS, back_curve, dorsal_profile

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (600, 500)
HIP, SHOULDER = np.array([300.0, 400.0]), np.array([300.0, 160.0])
CHORD_PX = 240.0
COARSE = 0.015  # two samples of a sight line, in chords
SHARES = np.linspace(0.0, 1.0, STATIONS)


def flat(depth: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return a back that is everywhere as far from the chord."""
    return lambda share: np.full_like(share, depth)


def bulging(by: float, depth: float = 0.2) -> Callable[[np.ndarray], np.ndarray]:
    """Return an evenly rounded back, whose middle is so far off the line through its ends."""
    return lambda share: depth + 4 * by * share * (1 - share)


def drawn(
    edge: Callable[[np.ndarray], np.ndarray], size: tuple[int, int] = SIZE, factor: float = 1.0
) -> np.ndarray:
    """Draw a trunk that faces right: a straight front, and a back of this shape behind."""
    share = np.linspace(-0.2, 1.2, 200)
    y_px = HIP[1] - share * CHORD_PX
    back = np.stack([HIP[0] - edge(share) * CHORD_PX, y_px], axis=1)
    front = np.stack([np.full_like(y_px, HIP[0] + 0.2 * CHORD_PX), y_px], axis=1)[::-1]
    outline = np.rint(np.concatenate([back, front]) * factor * 16).astype(np.int32)
    mask = np.zeros((round(size[1] * factor), round(size[0] * factor)), np.uint8)
    cv2.fillPoly(mask, [outline], 255, shift=4)
    return mask


def profile(mask: np.ndarray, facing: float = 1.0) -> np.ndarray:
    """Read the back of a trunk drawn upright."""
    return dorsal_profile(mask, SIZE, HIP, SHOULDER, facing)


@pytest.mark.parametrize("depth", [0.1, 0.25, 0.4])
def test_the_profile_is_the_distance_of_the_back_from_the_chord(depth: float) -> None:
    """Also where the back is thick."""
    np.testing.assert_allclose(profile(drawn(flat(depth))), depth, atol=COARSE)


def test_the_profile_follows_an_ellipse() -> None:
    """An ellipse around the chord is read by its own equation."""
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    middle = (HIP + SHOULDER) / 2
    along, across = 0.65, 0.3
    axes = (round(across * CHORD_PX), round(along * CHORD_PX))
    cv2.ellipse(mask, tuple(int(x) for x in middle), axes, 0, 0, 360, 255, -1)
    expected = across * np.sqrt(1 - ((SHARES - 0.5) / along) ** 2)
    np.testing.assert_allclose(profile(mask), expected, atol=COARSE)


def test_a_straight_back_has_no_bow() -> None:
    """Neither a bulge nor a hollow, whatever its slope against the chord."""
    for edge in (flat(0.2), lambda share: 0.1 + 0.15 * share):
        assert back_curve(profile(drawn(edge))) == pytest.approx(0.0, abs=COARSE)


@pytest.mark.parametrize("by", [0.05, 0.1, 0.2, -0.05, -0.1])
def test_a_bulge_is_read_in_chords(by: float) -> None:
    """5 cm of bulge in 50 cm is 0.10, and a hollow is as much below 0."""
    assert back_curve(profile(drawn(bulging(by)))) == pytest.approx(by, abs=COARSE)


def test_a_rounder_back_reads_more() -> None:
    """The reading grows with the bulge, step by step."""
    found = [float(back_curve(profile(drawn(bulging(by))))) for by in (0.0, 0.05, 0.1, 0.15, 0.2)]
    assert found == sorted(found)
    assert np.diff(found).min() > 0.02


@pytest.mark.parametrize("turn_deg", [0.0, 37.0, 90.0, -90.0, 180.0])
def test_the_turn_of_the_body_in_the_picture_does_not_matter(turn_deg: float) -> None:
    """Sitting, folded, lying: the back is read the same."""
    upright = profile(drawn(bulging(0.12)))
    middle = (SIZE[0] / 2, SIZE[1] / 2)
    turn = cv2.getRotationMatrix2D(middle, -turn_deg, 0.8)
    mask = cv2.warpAffine(drawn(bulging(0.12)), turn, SIZE)
    hip, shoulder = (turn @ [*point, 1.0] for point in (HIP, SHOULDER))
    turned = dorsal_profile(mask, SIZE, hip, shoulder, 1.0)
    np.testing.assert_allclose(turned, upright, atol=2 * COARSE)


def test_facing_left_is_read_as_facing_right() -> None:
    """In a mirror the back is the same, on the other side."""
    mask = drawn(bulging(0.12))
    swapped = np.ascontiguousarray(mask[:, ::-1])
    np.testing.assert_allclose(profile(swapped, -1.0), profile(mask, 1.0), atol=COARSE)


def test_the_front_is_not_the_back() -> None:
    """Told the wrong facing, the straight front is read instead of the bulge."""
    assert back_curve(profile(drawn(bulging(0.15)), -1.0)) == pytest.approx(0.0, abs=COARSE)


@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0])
def test_a_mask_may_have_another_resolution_than_the_picture(factor: float) -> None:
    """The points are in pixels of the picture, whatever the mask's size."""
    found = profile(drawn(bulging(0.12), factor=factor))
    px = 1 / (factor * CHORD_PX)
    np.testing.assert_allclose(found, profile(drawn(bulging(0.12))), atol=COARSE + 2 * px)


def test_small_holes_in_the_mask_are_looked_through() -> None:
    """A crease of a few pixels is no edge of the body."""
    mask = drawn(flat(0.3))
    mask[:, 270:275] = 0  # an eighth of a chord behind the chord, five pixels wide
    np.testing.assert_allclose(profile(mask), 0.3, atol=COARSE)


def test_a_hole_around_the_chord_is_looked_through() -> None:
    """An arm of another colour over the middle of the trunk does not hide the back."""
    mask = drawn(flat(0.3))
    mask[240:300, 285:315] = 0
    np.testing.assert_allclose(profile(mask), 0.3, atol=COARSE)


def test_what_is_beyond_a_real_gap_is_not_the_back() -> None:
    """Somebody behind the person does not make the back rounder."""
    mask = drawn(flat(0.2))
    mask[:, 180:230] = 255
    np.testing.assert_allclose(profile(mask), 0.2, atol=COARSE)


def test_a_chord_off_the_person_tells_nothing() -> None:
    """Where the landmarks miss the silhouette there is NaN, not a flat back."""
    assert np.isnan(profile(np.zeros((SIZE[1], SIZE[0]), np.uint8))).all()
    mask = drawn(flat(0.2))
    mask[:280] = 0
    upper = SHARES > 0.55
    found = profile(mask)
    assert np.isnan(found[upper]).all()
    np.testing.assert_allclose(found[SHARES < 0.45], 0.2, atol=COARSE)
    assert np.isnan(back_curve(found))


@pytest.mark.parametrize(
    ("hip", "shoulder", "facing"),
    [
        (HIP * np.nan, SHOULDER, 1.0),
        (HIP, SHOULDER * np.nan, 1.0),
        (HIP, SHOULDER, np.nan),
        (HIP, HIP, 1.0),
        (HIP, HIP - np.array([3.0, 0.0]), 1.0),
    ],
)
def test_without_a_chord_or_a_facing_nothing_is_told(
    hip: np.ndarray, shoulder: np.ndarray, facing: float
) -> None:
    """Unseen ends, ends on one spot, or an unknown front: NaN everywhere."""
    found = dorsal_profile(drawn(flat(0.2)), SIZE, hip, shoulder, facing)
    assert found.shape == (STATIONS,)
    assert np.isnan(found).all()


def test_a_back_cut_by_the_edge_of_the_picture_ends_there() -> None:
    """Nobody is outside the picture."""
    aside = np.array([270.0, 0.0])
    hip, shoulder = HIP - aside, SHOULDER - aside
    found = dorsal_profile(np.full((SIZE[1], SIZE[0]), 255, np.uint8), SIZE, hip, shoulder, 1.0)
    np.testing.assert_allclose(found, 30.0 / CHORD_PX, atol=COARSE)


def test_a_back_that_is_seen_for_the_most_part_is_read() -> None:
    """What is missing makes the bulge neither smaller nor larger; too little tells nothing."""
    some, most = profile(drawn(bulging(0.12))), profile(drawn(bulging(0.12)))
    most[6:10] = np.nan
    some[4:14] = np.nan
    assert back_curve(most) == pytest.approx(0.12, abs=COARSE)
    assert np.isnan(back_curve(some))


def test_the_curve_is_taken_over_any_leading_axes() -> None:
    """Many profiles at once are read as one by one, unseen ones among them."""
    profiles = np.random.default_rng(2).random((3, 4, STATIONS))
    profiles[0, 1] = np.nan
    profiles[1, 2, 5] = np.nan
    together = back_curve(profiles)
    assert together.shape == (3, 4)
    assert np.isnan(together[0, 1])
    singles = [[back_curve(each) for each in row] for row in profiles]
    np.testing.assert_allclose(together, singles)


def test_a_rounded_practitioner_bows_more_than_a_straight_one() -> None:
    """The reading tells apart a long back and a rounded one in the same fold."""
    bent, long = (
        float(back_curve(body_from_landmarks(practitioner(name)).dorsal_profile))
        for name in ("head_to_knee_right_rounded", "head_to_knee_right")
    )
    assert abs(long) < 0.02
    assert bent > 0.07


def test_a_hand_behind_the_back_is_not_the_back() -> None:
    """Its outline would be taken for the back's: the bow is unseen then."""
    seen = practitioner("diamond")
    behind = seen.xy_px.copy()
    behind[sk.WRISTS[1]] = behind[sk.HIPS[1]] - np.array([60.0, 20.0])
    one = stacked([body_from_landmarks(seen)])
    other = stacked([body_from_landmarks(dataclasses.replace(seen, xy_px=behind))])
    assert np.isfinite(measure_all(one, ["back_bow"])["back_bow"]).all()
    assert np.isnan(measure_all(other, ["back_bow"])["back_bow"]).all()
