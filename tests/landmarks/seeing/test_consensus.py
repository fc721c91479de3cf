"""What most looks say is kept, what they dispute is unseen, and shadows are nobody."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import PAIRS, practitioner
from vision.landmarks import skeleton as sk
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.consensus import FEWEST, LEAST_OVERLAP, MAIN, consensus, same_body
from vision.landmarks.types import SEEN_VISIBILITY, Landmarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LOOKS: Final = 9
RIGHT_WRIST: Final = sk.WRISTS[1]
LEG: Final = [*range(25, 33)]


@lru_cache
def body(posture: str = "diamond") -> Landmarks:
    """Give a body as a perfect look sees it."""
    return practitioner(posture)


@lru_cache
def size_px() -> float:
    """Give the size of `body`: the square root of the silhouette's area."""
    mask = body().silhouette
    assert mask is not None
    return float(np.sqrt(np.count_nonzero(mask)))


def moved(
    look: Landmarks, by_px: Sequence[float] | NDArray[np.float64], landmarks: object = slice(None)
) -> Landmarks:
    """Give a look that places some landmarks elsewhere, the silhouette where it was."""
    xy_px = look.xy_px.copy()
    xy_px[landmarks] += by_px  # type: ignore[index]
    return replace(look, xy_px=xy_px)


def hidden(look: Landmarks, landmarks: Sequence[int], visibility: float = 0.1) -> Landmarks:
    """Give a look that does not see some landmarks."""
    xy_px, seen = look.xy_px.copy(), look.visibility.copy()
    xy_px[list(landmarks)], seen[list(landmarks)] = np.nan, visibility
    return replace(look, xy_px=xy_px, visibility=seen)


def upside_down(look: Landmarks) -> Landmarks:
    """Give a look that cannot be a person."""
    return replace(look, xyz_m=look.xyz_m * [1.0, -1.0, 1.0])


def legs_swapped(look: Landmarks) -> Landmarks:
    """Give a look that takes each leg for the other."""
    order = np.arange(sk.LANDMARK_COUNT)
    for left, right in PAIRS:
        if left in LEG:
            order[[left, right]] = right, left
    return replace(look, xy_px=look.xy_px[order])


def shifted_mask(look: Landmarks, columns: int) -> Landmarks:
    """Give a look whose silhouette lies beside the body."""
    assert look.silhouette is not None
    return replace(look, silhouette=np.roll(look.silhouette, columns, axis=1))


def around(radius: float, count: int = LOOKS) -> list[Landmarks]:
    """Give looks that are off by as many body sizes, in all directions."""
    turns = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    ways = radius * size_px() * np.column_stack([np.cos(turns), np.sin(turns)])
    return [moved(body(), way) for way in ways]


def agreed(looks: Sequence[Landmarks]) -> Landmarks:
    """Give what the looks agree on, which they have to."""
    found = consensus(looks)
    assert found is not None
    return found


# --- what is kept --------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", ["diamond", "hero", "head_to_knee_right", "reclining_hero"])
@pytest.mark.parametrize("count", [FEWEST, 6, LOOKS])
def test_looks_that_are_the_same_agree_on_just_that(posture: str, count: int) -> None:
    """Every number of it, and the silhouette."""
    one = body(posture)
    found = agreed([one] * count)
    np.testing.assert_allclose(found.xy_px, one.xy_px)
    np.testing.assert_allclose(found.xyz_m, one.xyz_m)
    np.testing.assert_allclose(found.visibility, one.visibility)
    np.testing.assert_array_equal(found.silhouette, np.asarray(one.silhouette) > 0)
    assert (found.t_s, found.size_px) == (one.t_s, one.size_px)
    assert plausible(found)


def test_the_middle_of_the_looks_is_taken() -> None:
    """In the picture, in metres, and of how surely each is seen."""
    steps = np.arange(LOOKS) - LOOKS // 2
    looks = [
        replace(
            moved(body(), (0.5 * step, 0.0)),
            xyz_m=body().xyz_m * (1 + 0.01 * step),
            visibility=np.full(33, 0.9 + 0.01 * step),
        )
        for step in np.random.default_rng(2).permutation(steps)
    ]
    found = agreed(looks)
    np.testing.assert_allclose(found.xy_px, body().xy_px)
    np.testing.assert_allclose(found.xyz_m, body().xyz_m)
    np.testing.assert_allclose(found.visibility, 0.9)


def test_silhouettes_are_joined_by_majority() -> None:
    """What one look in four has cut off is put back."""
    whole = body().silhouette
    assert whole is not None
    cut = whole.copy()
    cut[: whole.shape[0] // 2] = 0
    looks = [body()] * 6 + [replace(body(), silhouette=cut)] * 2
    np.testing.assert_array_equal(agreed(looks).silhouette, whole > 0)


@pytest.mark.parametrize(
    "outlier",
    [
        moved(practitioner("diamond"), (150.0, 40.0)),
        practitioner("head_to_knee_left"),
        upside_down(practitioner("diamond")),
        hidden(practitioner("diamond"), range(33)),
        replace(practitioner("diamond"), silhouette=None),
        replace(practitioner("diamond"), silhouette=np.zeros((480, 848), np.uint8)),
    ],
    ids=["elsewhere", "another posture", "upside down", "unseen", "no mask", "empty mask"],
)
@pytest.mark.parametrize("place", [0, 4, 8])
def test_one_look_that_sees_something_else_changes_nothing(outlier: Landmarks, place: int) -> None:
    """The others decide, whichever came first."""
    looks = [body()] * (LOOKS - 1)
    looks.insert(place, outlier)
    found = agreed(looks)
    np.testing.assert_allclose(found.xy_px, body().xy_px)
    np.testing.assert_array_equal(found.silhouette, np.asarray(body().silhouette) > 0)


# --- what is disputed ----------------------------------------------------------------------------


def test_a_landmark_placed_everywhere_is_unseen() -> None:
    """However sure each look was of it; all others stay."""
    ways = np.random.default_rng(1).permutation(np.linspace(-1.0, 1.0, LOOKS))
    looks = [moved(body(), (way * size_px(), 0.0), RIGHT_WRIST) for way in ways]
    found = agreed(looks)
    assert np.isnan(found.xy_px[RIGHT_WRIST]).all()
    assert found.visibility[RIGHT_WRIST] < SEEN_VISIBILITY
    others = np.arange(33) != RIGHT_WRIST
    np.testing.assert_allclose(found.xy_px[others], body().xy_px[others])
    np.testing.assert_array_equal(found.visibility[others], body().visibility[others])


def test_a_landmark_most_looks_place_alike_is_seen() -> None:
    """Those that have lost it are not listened to."""
    lost = [moved(body(), (size_px(), 0.0), RIGHT_WRIST)] * 3
    found = agreed([*lost, *[body()] * (LOOKS - 3)])
    np.testing.assert_allclose(found.xy_px, body().xy_px)
    assert found.visibility[RIGHT_WRIST] >= SEEN_VISIBILITY


def test_legs_that_every_other_look_swaps_are_both_unseen() -> None:
    """Midway between the two there is no leg at all."""
    fold = body("head_to_knee_right_upright")
    found = agreed([fold, legs_swapped(fold)] * 4)
    for knee, ankle in zip(sk.KNEES, sk.ANKLES, strict=True):
        assert np.isnan(found.xy_px[ankle]).all()
        assert found.visibility[ankle] < SEEN_VISIBILITY
        assert np.isnan(found.xy_px[knee]).all()
    trunk = [*sk.SHOULDERS, *sk.HIPS]
    np.testing.assert_allclose(found.xy_px[trunk], fold.xy_px[trunk])


@pytest.mark.parametrize("unseen_by", [4, 5])
def test_a_landmark_is_seen_when_most_looks_see_it(unseen_by: int) -> None:
    """Half of them, or less, is a guess."""
    blind = [hidden(body(), [RIGHT_WRIST])] * unseen_by
    found = agreed([*blind, *[body()] * (LOOKS - unseen_by)])
    seen = bool(np.isfinite(found.xy_px[RIGHT_WRIST]).all())
    assert seen == (unseen_by < LOOKS / 2)
    assert (found.visibility[RIGHT_WRIST] >= SEEN_VISIBILITY) == seen


def test_a_landmark_outside_of_the_picture_is_told_from_a_hidden_one() -> None:
    """The person can move the camera for the first, so its visibility is kept."""
    outside, behind = sk.ANKLES[1], sk.WRISTS[0]
    look = hidden(hidden(body(), [outside], visibility=0.9), [behind], visibility=0.2)
    found = agreed([look] * LOOKS)
    assert np.isnan(found.xy_px[[outside, behind]]).all()
    assert found.visibility[outside] == 0.9
    assert found.visibility[behind] == 0.2


# --- nobody --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(FEWEST))
def test_a_few_looks_are_not_enough(count: int) -> None:
    """Not even when they say the same."""
    assert consensus([body()] * count) is None


def test_fewer_than_half_of_the_looks_are_not_enough() -> None:
    """The rest has seen something else, or something that cannot be."""
    other = body("lying")
    assert consensus([*[body()] * 5, *[upside_down(body())] * 5]) is not None
    assert consensus([*[body()] * 5, *[upside_down(body())] * 6]) is None
    scattered = [moved(other, (40.0 * i, -30.0 * i)) for i in range(-3, 4)]
    assert consensus([*[body()] * 5, *scattered]) is None


def test_looks_that_cannot_be_a_person_are_nobody() -> None:
    """All of one mind or not."""
    assert consensus([upside_down(body())] * LOOKS) is None


@pytest.mark.parametrize(("radius", "is_somebody"), [(0.02, True), (0.045, True), (0.08, False)])
def test_looks_that_scatter_more_than_on_people_are_nobody(
    radius: float, *, is_somebody: bool
) -> None:
    """Each two of them are near enough for one body; together they are a shadow."""
    looks = around(radius)
    assert all(same_body(looks[0], look) for look in looks)
    assert (consensus(looks) is not None) == is_somebody


def test_silhouettes_that_share_too_little_are_nobody() -> None:
    """The same joints in other outlines are no body."""
    mask = body().silhouette
    assert mask is not None
    columns = mask.any(axis=0).sum()
    assert consensus([shifted_mask(body(), 1 + (i % 2)) for i in range(LOOKS)]) is not None
    looks = [body(), shifted_mask(body(), columns // 4)] * 4
    first, second = (look.silhouette for look in looks[:2])
    assert first is not None
    assert second is not None
    assert (first & second).sum() < LEAST_OVERLAP * (first | second).sum()
    assert consensus(looks) is None


@pytest.mark.parametrize("mask", [None, np.zeros((480, 848), np.uint8)])
def test_joints_without_any_silhouette_are_nobody(mask: NDArray[np.uint8] | None) -> None:
    """There is nothing to tell how large the body is."""
    assert consensus([replace(body(), silhouette=mask)] * LOOKS) is None


@pytest.mark.parametrize("pair", [sk.SHOULDERS, sk.HIPS])
def test_without_a_trunk_there_is_nobody(pair: tuple[int, int]) -> None:
    """Nothing can be measured on limbs alone; one shoulder and one hip will do."""
    assert consensus([hidden(body(), pair)] * LOOKS) is None
    assert consensus([hidden(body(), pair[:1])] * LOOKS) is not None


def test_a_body_of_which_hardly_anything_is_seen_is_nobody() -> None:
    """Three landmarks do not tell whether two looks are alike."""
    kept = (*sk.SHOULDERS, sk.HIPS[0])
    assert consensus([hidden(body(), [i for i in MAIN if i not in kept])] * LOOKS) is None


# --- two looks -----------------------------------------------------------------------------------


def test_two_looks_show_the_same_body_when_they_place_it_alike() -> None:
    """To a third of its size, half of its landmarks at least."""
    assert same_body(body(), body())
    assert same_body(body(), moved(body(), (0.25 * size_px(), 0.0)))
    assert not same_body(body(), moved(body(), (0.35 * size_px(), 0.0)))
    assert same_body(body(), moved(body(), (300.0, 0.0), LEG))
    assert same_body(body(), hidden(body(), LEG))


@pytest.mark.parametrize("posture", ["lying", "reclining_hero", "head_to_knee_left"])
def test_another_posture_is_not_the_same_body(posture: str) -> None:
    """What is followed has to be what was found."""
    assert not same_body(body(), body(posture))


def test_two_looks_that_cannot_be_compared_are_not_the_same_body() -> None:
    """Too little in common, or no silhouette to measure by."""
    assert not same_body(body(), hidden(body(), MAIN))
    blank = replace(body(), silhouette=None)
    assert not same_body(blank, blank)
