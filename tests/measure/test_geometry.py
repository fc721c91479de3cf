"""Angles and distances in the plane."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vision.measure.geometry import (
    angle_deg,
    angle_in_space_deg,
    distance,
    distance_to_segment,
    mean_seen,
    wrap_deg,
)

places = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)).map(np.array)
turns = st.floats(-360.0, 360.0)


def turned(point: np.ndarray, by_deg: float) -> np.ndarray:
    """Turn a point about the origin."""
    cos, sin = np.cos(np.radians(by_deg)), np.sin(np.radians(by_deg))
    return np.array([[cos, -sin], [sin, cos]]) @ point


@given(
    at=places,
    first=turns,
    between=st.floats(0.0, 180.0),
    near=st.floats(1.0, 1e3),
    far=st.floats(1.0, 1e3),
)
def test_an_angle_is_read_as_it_was_built(
    at: np.ndarray, first: float, between: float, near: float, far: float
) -> None:
    """Whatever the place, the turn and the lengths of its legs, ends included."""
    a = at + near * turned(np.array([1.0, 0.0]), first)
    c = at + far * turned(np.array([1.0, 0.0]), first + between)
    assert angle_deg(a, at, c) == pytest.approx(between, abs=1e-6)


@given(a=places, b=places, c=places, by=places, turn=turns, times=st.floats(0.1, 10.0))
def test_an_angle_survives_moving_turning_and_scaling(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, by: np.ndarray, turn: float, times: float
) -> None:
    """It is a property of the body, not of where and how large it is seen."""
    assume(min(distance(a, b), distance(c, b)) > 1.0)
    changed = [times * turned(point, turn) + by for point in (a, b, c)]
    assert angle_deg(*changed) == pytest.approx(float(angle_deg(a, b, c)), abs=1e-5)


@given(a=places, b=places, c=places)
def test_an_angle_is_the_same_from_either_leg_and_in_a_mirror(
    a: np.ndarray, b: np.ndarray, c: np.ndarray
) -> None:
    """It is the inner one and has no sign."""
    there = angle_deg(a, b, c)
    np.testing.assert_allclose(angle_deg(c, b, a), there, atol=1e-9)
    np.testing.assert_allclose(angle_deg(-a, -b, -c), there, atol=1e-9)
    mirror = np.array([-1.0, 1.0])
    np.testing.assert_allclose(angle_deg(mirror * a, mirror * b, mirror * c), there, atol=1e-9)


@pytest.mark.parametrize("unseen", [0, 1, 2])
def test_an_angle_with_an_unseen_point_is_unseen(unseen: int) -> None:
    """NaN in any of the three points is NaN out, without a warning."""
    points = [np.array([1.0, 0.0]), np.array([0.0, 0.0]), np.array([0.0, 1.0])]
    points[unseen] = np.array([np.nan, 0.5])
    assert np.isnan(angle_deg(*points))


@pytest.mark.parametrize("same", [0, 2])
def test_an_angle_between_points_that_coincide_is_unseen(same: int) -> None:
    """There is no direction from a point to itself."""
    points = [np.array([1.0, 0.0]), np.array([3.0, 4.0]), np.array([0.0, 1.0])]
    points[same] = points[1]
    assert np.isnan(angle_deg(*points))


@given(a=places, b=places, c=places, axes=st.permutations(range(3)), depth=st.floats(-1e3, 1e3))
def test_an_angle_in_space_is_that_in_the_plane_it_lies_in(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, axes: list[int], depth: float
) -> None:
    """Whichever of the three planes that is, and however far away."""
    assume(min(distance(a, b), distance(c, b)) > 1.0)
    points = [np.array([*point, depth])[axes] for point in (a, b, c)]
    assert angle_in_space_deg(*points) == pytest.approx(float(angle_deg(a, b, c)), abs=1e-5)


@pytest.mark.parametrize(
    ("a", "c", "expected"),
    [
        ([1, 0, 0], [0, 0, 5], 90.0),
        ([1, 1, 0], [1, 0, 0], 45.0),
        ([1, 1, 1], [-2, -2, -2], 180.0),
        ([1, 1, 1], [3, 3, 3], 0.0),
        ([1, 1, 0], [0, 1, 1], 60.0),
        ([1, 1, 1], [1, 0, 0], 54.735610317),
    ],
)
def test_an_angle_in_space_can_be_said_by_hand(
    a: list[float], c: list[float], expected: float
) -> None:
    """Between edges and diagonals of a cube; from either leg, and moved elsewhere."""
    corner = np.array([7.0, -3.0, 2.0])
    first, last = corner + np.array(a, float), corner + np.array(c, float)
    assert angle_in_space_deg(first, corner, last) == pytest.approx(expected, abs=1e-6)
    assert angle_in_space_deg(last, corner, first) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_an_angle_in_space_needs_three_points(lost: int) -> None:
    """NaN in any of them, or two on one spot, is NaN out, without a warning."""
    points = [np.array([1.0, 0.0, 0.0]), np.zeros(3), np.array([0.0, 1.0, 2.0])]
    unseen = [*points]
    unseen[lost] = np.array([0.5, 0.5, np.nan])
    assert np.isnan(angle_in_space_deg(*unseen))
    same = [*points]
    same[lost] = points[1] if lost != 1 else points[0]
    assert np.isnan(angle_in_space_deg(*same))


@given(p=places, a=places, b=places, share=st.floats(0.0, 1.0))
def test_no_point_of_a_segment_is_nearer_than_its_distance(
    p: np.ndarray, a: np.ndarray, b: np.ndarray, share: float
) -> None:
    """The distance to a segment is the least of the distances to its points, ends included."""
    assume(distance(a, b) > 1e-3)
    found = float(distance_to_segment(p, a, b))
    assert found <= distance(p, a + share * (b - a)) + 1e-6
    ends = min(float(distance(p, a)), float(distance(p, b)))
    upright = abs(float(np.cross([*(b - a), 0.0], [*(p - a), 0.0])[2])) / float(distance(a, b))
    assert min(ends, upright) - 1e-6 <= found <= ends + 1e-6


def test_a_segment_without_length_has_no_distance() -> None:
    """Two landmarks on one spot tell no direction: NaN, not 0 and no warning."""
    here = np.array([2.0, 3.0])
    assert np.isnan(distance_to_segment(np.array([0.0, 0.0]), here, here))


@pytest.mark.parametrize("unseen", [0, 1, 2])
def test_a_distance_to_an_unseen_point_is_unseen(unseen: int) -> None:
    """NaN in, NaN out."""
    points = [np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([0.0, 2.0])]
    points[unseen] = np.array([np.nan, np.nan])
    assert np.isnan(distance_to_segment(*points))


@given(st.floats(-180.0, 180.0, exclude_min=True), st.integers(-3, 3))
def test_a_wrapped_angle_forgets_whole_turns(angle: float, rounds: int) -> None:
    """It lies in (-180, 180], and 180 stays 180."""
    wrapped = float(wrap_deg(np.array(angle + 360.0 * rounds)))
    assert -180.0 < wrapped <= 180.0
    assert abs((wrapped - angle + 180.0) % 360.0 - 180.0) < 1e-9


def test_a_mean_leaves_out_what_is_unseen() -> None:
    """A point with one NaN is no point; nothing seen is NaN."""
    here, there = np.array([2.0, 4.0]), np.array([4.0, 8.0])
    half = np.array([np.nan, 1.0])
    np.testing.assert_array_equal(mean_seen(here, there), [3.0, 6.0])
    np.testing.assert_array_equal(mean_seen(here, half), here)
    np.testing.assert_array_equal(mean_seen(half, half), [np.nan, np.nan])


def test_leading_axes_are_kept() -> None:
    """Many pictures at once give one number each, the same as one by one."""
    points = np.random.default_rng(1).normal(size=(3, 4, 5, 2))
    together = angle_deg(*points)
    assert together.shape == (4, 5)
    assert together[2, 3] == angle_deg(*points[:, 2, 3])
    spatial = np.random.default_rng(1).normal(size=(3, 4, 5, 3))
    assert angle_in_space_deg(*spatial).shape == (4, 5)
    assert angle_in_space_deg(*spatial)[2, 3] == angle_in_space_deg(*spatial[:, 2, 3])
    assert distance_to_segment(*points)[1, 4] == distance_to_segment(*points[:, 1, 4])
    np.testing.assert_array_equal(mean_seen(*points[:2])[3, 0], mean_seen(*points[:2, 3, 0]))
