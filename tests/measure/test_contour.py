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
from vision.measure.contour import (
    ALONG,
    STATIONS,
    back_curve,
    dorsal_edge_px,
    dorsal_profile,
)
from vision.measure.meter import measure_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.landmarks.types import Landmarks

SIZE = (600, 500)
HIP, SHOULDER = np.array([300.0, 400.0]), np.array([300.0, 160.0])
CHORD_PX = 240.0
COARSE = 0.015  # two samples of a sight line, in chords
EDGE_OUTSIDE = 0.12


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
    expected = across * np.sqrt(1 - ((ALONG - 0.5) / along) ** 2)
    np.testing.assert_allclose(profile(mask), expected, atol=COARSE)


def arched(by: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return the edge around a spine that is an arc: it has the same centre, and is larger."""
    radius = (0.25 + by**2) / (2 * by)
    return lambda share: by - radius + np.sqrt((radius + EDGE_OUTSIDE) ** 2 - (share - 0.5) ** 2)


@pytest.mark.parametrize(
    "edge",
    [flat(0.1), flat(0.2), flat(0.35), lambda share: 0.15 + 0.1 * share, lambda s: 0.3 - 0.1 * s],
    ids=["thin", "usual", "thick", "leaning out", "leaning in"],
)
def test_a_straight_back_has_no_bow(edge: Callable[[np.ndarray], np.ndarray]) -> None:
    """Neither a bulge nor a hollow, whatever its depth and its slope against the chord."""
    assert back_curve(profile(drawn(edge))) == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("by", [0.05, 0.1, 0.15])
def test_a_bow_is_read_in_chords(by: float) -> None:
    """5 cm of bulge in 50 cm is 0.10: of the spine, though the edge is flatter than it."""
    assert back_curve(profile(drawn(arched(by)))) == pytest.approx(by, abs=0.03)


@pytest.mark.parametrize("by", [0.05, 0.1])
def test_a_hollow_is_as_much_below_zero(by: float) -> None:
    """A hollow edge is read as what it is."""
    assert back_curve(profile(drawn(bulging(-by)))) == pytest.approx(-by, abs=COARSE)


def test_a_rounder_back_reads_more() -> None:
    """The reading grows with the bow, step by step."""
    found = [float(back_curve(profile(drawn(arched(by))))) for by in (0.01, 0.05, 0.1, 0.15, 0.2)]
    assert found == sorted(found)
    assert np.diff(found).min() > 0.03


@pytest.mark.parametrize("by", [0.0, 0.1])
@pytest.mark.parametrize("aside", [(12.0, 0.0), (-12.0, 0.0), (0.0, 12.0), (0.0, -12.0)])
def test_a_hip_that_wanders_changes_little(by: float, aside: tuple[float, float]) -> None:
    """The landmarker puts it a few centimetres off, 5 % of the trunk here."""
    mask = drawn(bulging(by, depth=0.24))
    still = back_curve(profile(mask))
    moved = back_curve(dorsal_profile(mask, SIZE, HIP + np.array(aside), SHOULDER, 1.0))
    assert moved == pytest.approx(still, abs=0.02)


def test_a_shoulder_cap_is_not_part_of_the_back() -> None:
    """Where the edge bends away to the shoulder, a straight back stays straight."""
    capped = profile(drawn(lambda share: 0.24 - 0.8 * np.clip(share - 0.75, 0.0, None)))
    assert back_curve(capped) == pytest.approx(0.0, abs=COARSE)


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


@pytest.mark.parametrize("facing", [1.0, -1.0])
def test_the_profile_gives_the_edge_back_in_pixels(facing: float) -> None:
    """On the outline it was read from, on whichever side the back is."""
    mask = drawn(bulging(0.12))
    edge_px = dorsal_edge_px(HIP, SHOULDER, np.asarray(facing), profile(mask, facing))
    rows = HIP[1] - ALONG * CHORD_PX
    np.testing.assert_allclose(edge_px[:, 1], rows)
    on_person = [np.flatnonzero(mask[round(row)]) for row in rows]
    expected = [columns[0] if facing > 0 else columns[-1] for columns in on_person]
    np.testing.assert_allclose(edge_px[:, 0], expected, atol=COARSE * CHORD_PX)


def test_the_edge_of_a_lying_back_is_under_it() -> None:
    """Head to the left, face up: the back is at the bottom of the picture."""
    hip, shoulder = np.array([300.0, 200.0]), np.array([100.0, 200.0])
    edge_px = dorsal_edge_px(hip, shoulder, np.asarray(1.0), np.full(STATIONS, 0.2))
    np.testing.assert_allclose(edge_px[:, 1], 240.0)


def test_the_edge_is_taken_over_any_leading_axes() -> None:
    """Many bodies at once; what is unseen of one stays unseen, and of it alone."""
    profiles = np.full((3, STATIONS), 0.2)
    profiles[1, 5] = np.nan
    hips, shoulders = np.tile(HIP, (3, 1)), np.tile(SHOULDER, (3, 1))
    edges_px = dorsal_edge_px(hips, shoulders, np.array([1.0, -1.0, np.nan]), profiles)
    assert edges_px.shape == (3, STATIONS, 2)
    assert np.isnan(edges_px[2]).all()
    assert np.flatnonzero(np.isnan(edges_px[1]).any(axis=-1)).tolist() == [5]
    np.testing.assert_allclose(edges_px[0, :, 0], HIP[0] - 0.2 * CHORD_PX)


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


def test_notches_in_the_edge_are_filled() -> None:
    """A hole of the mask that opens to the outside makes no back rounder or flatter."""
    mask = drawn(bulging(0.1))
    for y_px in (250, 330):
        cv2.circle(mask, (240, y_px), 8, 0, -1)
    assert back_curve(profile(mask)) == pytest.approx(
        back_curve(profile(drawn(bulging(0.1)))), abs=0.02
    )


def test_an_edge_too_rough_for_a_back_tells_no_bulge() -> None:
    """An elbow, hair or a hood stands out; of a flat back nothing is lost by silence."""
    elbow = flat(0.2)(ALONG) + 0.15 * np.exp(-(((ALONG - 0.4) / 0.07) ** 2))
    assert np.isnan(back_curve(elbow))
    assert back_curve(0.4 - elbow) < 0.0


def test_a_chord_off_the_person_tells_nothing() -> None:
    """Where the landmarks miss the silhouette there is NaN, not a flat back."""
    assert np.isnan(profile(np.zeros((SIZE[1], SIZE[0]), np.uint8))).all()
    mask = drawn(flat(0.2))
    mask[:280] = 0
    upper = ALONG > 0.55
    found = profile(mask)
    assert np.isnan(found[upper]).all()
    np.testing.assert_allclose(found[ALONG < 0.45], 0.2, atol=COARSE)


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
    whole = back_curve(most)
    most[6:10] = np.nan
    some[4:14] = np.nan
    assert back_curve(most) == pytest.approx(whole, abs=COARSE)
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


def bow_with(seen: Landmarks) -> float:
    """Measure the bow of one body."""
    one = stacked([body_from_landmarks(seen)])
    return float(measure_all(one, ["back_bow"])["back_bow"][0])


def akimbo() -> Landmarks:
    """Return a kneeling body with the hand on the hip and the elbow behind the back."""
    seen = practitioner("diamond")
    assert seen.silhouette is not None
    moved, mask = seen.xy_px.copy(), seen.silhouette.copy()
    hip, shoulder = seen.xy_px[sk.HIPS[1]], seen.xy_px[sk.SHOULDERS[1]]
    elbow = (hip + shoulder) / 2 - np.array([0.32 * (hip[1] - shoulder[1]), 0.0])
    for pair, place in ((sk.ELBOWS, elbow), (sk.WRISTS, hip)):
        moved[list(pair)] = place
    arm = np.rint(np.array([shoulder, elbow, hip]) * 16).astype(np.int32)
    cv2.polylines(mask, [arm], False, 255, 28, shift=4)  # noqa: FBT003 - an open line
    return dataclasses.replace(seen, xy_px=moved, silhouette=mask)


def test_an_elbow_behind_the_back_is_not_the_back() -> None:
    """Its outline would be taken for the back's: where it is, the edge is unseen."""
    seen = akimbo()
    fooled = float(back_curve(body_from_landmarks(seen).dorsal_profile))
    assert not abs(fooled) < 0.04
    bow = bow_with(seen)
    assert np.isnan(bow) or abs(bow) < 0.04


def test_arms_in_front_hide_nothing() -> None:
    """The same arm held before the chest leaves the whole back to be read."""
    seen = practitioner("diamond")
    moved = seen.xy_px.copy()
    moved[list(sk.ELBOWS)] += np.array([60.0, 0.0])
    held = dataclasses.replace(seen, xy_px=moved)
    assert bow_with(held) == pytest.approx(bow_with(seen), abs=1e-9)
