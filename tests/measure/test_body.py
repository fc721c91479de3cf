"""What a body tells about itself: its sides, its front, its floor."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner.scene import Camera
from tests.builders import nobody, practitioner, scaled, stacked, stick
from vision.landmarks import skeleton as sk
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks, body_from_recording, chosen, once
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body

LEFT, RIGHT = 0, 1


def dimmed(seen: Landmarks, side: int, visibility: float) -> Landmarks:
    """Return the body with the limbs of one side as visible as told."""
    values = seen.visibility.copy()
    values[np.arange(13 + side, 33, 2)] = visibility
    return dataclasses.replace(seen, visibility=values)


@pytest.mark.parametrize(("facing", "near"), [(1, RIGHT), (-1, LEFT)])
def test_the_side_that_is_seen_is_near(facing: int, near: int) -> None:
    """A body that looks to the right of the picture shows its right side."""
    body = body_from_landmarks(stick(facing=facing))
    assert body.near == near
    assert body.facing == facing


@pytest.mark.parametrize("facing", [1, -1])
def test_visibility_settles_the_near_side_against_the_depth(facing: int) -> None:
    """The landmarker's depth may be wrong; a limb that is plainly seen is not hidden."""
    seen = stick(facing=facing, hide_far=False)
    near = int(body_from_landmarks(seen).near)
    assert body_from_landmarks(dimmed(seen, near, 0.2)).near == 1 - near


@pytest.mark.parametrize("facing", [1, -1])
def test_where_both_sides_are_as_visible_the_depth_tells(facing: int) -> None:
    """A little less visibility is no proof."""
    seen = stick(facing=facing, hide_far=False)
    near = int(body_from_landmarks(seen).near)
    assert body_from_landmarks(dimmed(seen, near, 0.92)).near == near


@pytest.mark.parametrize("azimuth_deg", [0.0, 20.0, 160.0, 180.0])
@pytest.mark.parametrize("posture", ["diamond", "head_to_knee_left", "reclining_hero"])
def test_a_camera_on_either_side_finds_the_near_side_and_the_front(
    posture: str, azimuth_deg: float
) -> None:
    """At 0 degrees the camera sees the right side of a body that looks right, at 180 the left."""
    body = body_from_landmarks(practitioner(posture, Camera(azimuth_deg=azimuth_deg)))
    from_the_right = azimuth_deg < 90.0
    assert body.near == (RIGHT if from_the_right else LEFT)
    assert body.facing == (1.0 if from_the_right else -1.0)


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("tilt_deg", [-90.0, 0.0, 85.0])
def test_knees_ahead_of_the_hips_tell_the_front(facing: int, tilt_deg: float) -> None:
    """Sitting, folded and on the back, also with the face hidden."""
    face = [sk.Landmark.NOSE, *sk.EARS]
    assert (
        body_from_landmarks(stick(facing=facing, tilt_deg=tilt_deg, hidden=face)).facing == facing
    )


@pytest.mark.parametrize("facing", [1, -1])
def test_upright_on_the_knees_the_face_tells_the_front(facing: int) -> None:
    """Thighs straight down say nothing of where the front is."""
    assert (
        body_from_landmarks(stick(facing=facing, thigh_deg=-90.0, knee_deg=90.0)).facing == facing
    )


def test_without_knees_and_face_the_front_is_unknown() -> None:
    """It is NaN, and no guess."""
    hidden = [*sk.KNEES, *sk.EARS, sk.Landmark.NOSE]
    assert np.isnan(body_from_landmarks(stick(hidden=hidden)).facing)


@pytest.mark.parametrize(("knee_deg", "front"), [(25.0, 0), (150.0, 1)])
def test_a_leg_seen_folded_is_not_the_one_in_front(knee_deg: float, front: int) -> None:
    """However far ahead its ankle looks, where the other leg is hidden: near is 1, far is 0."""
    seen = stick(facing=1, knee_deg=knee_deg, thigh_deg=30.0 if knee_deg < 90 else -10.0)
    moved = seen.xy_px.copy()
    for joint in (sk.KNEES, sk.ANKLES):
        moved[joint[RIGHT]] += [90.0, 0.0]
    assert body_from_landmarks(dataclasses.replace(seen, xy_px=moved)).front == front


def test_the_floor_is_under_the_lowest_landmark_that_is_seen() -> None:
    """Unseen landmarks have no height; a body of which nothing is seen has no floor."""
    seen = stick(thigh_deg=-90.0, knee_deg=90.0)
    assert body_from_landmarks(seen).floor_y_px == np.nanmax(seen.xy_px[:, 1])
    assert np.isnan(nobody().floor_y_px)


def test_a_joint_seen_on_one_side_stands_for_the_middle() -> None:
    """The middle of the hips is that of both, or the one that is seen."""
    seen = stick(facing=1, hide_far=False)
    moved = seen.xy_px.copy()
    moved[sk.HIPS[LEFT]] += [10.0, 4.0]
    both = body_from_landmarks(dataclasses.replace(seen, xy_px=moved))
    np.testing.assert_allclose(both.hip_px, [405.0, 302.0])
    moved[sk.HIPS[LEFT]] = np.nan
    one = body_from_landmarks(dataclasses.replace(seen, xy_px=moved))
    np.testing.assert_allclose(one.hip_px, [400.0, 300.0])


def test_the_head_is_between_the_ears_or_else_at_the_nose() -> None:
    """A hidden head has no place."""
    seen = stick()
    ears = body_from_landmarks(stick(hidden=[sk.Landmark.NOSE]))
    nose = body_from_landmarks(stick(hidden=sk.EARS))
    none = body_from_landmarks(stick(hidden=[*sk.EARS, sk.Landmark.NOSE]))
    np.testing.assert_allclose(ears.head_px, seen.xy_px[sk.EARS[LEFT]])
    np.testing.assert_allclose(nose.head_px, seen.xy_px[sk.Landmark.NOSE])
    assert np.isnan(none.head_px).all()


def test_the_trunk_is_the_yardstick() -> None:
    """It is as long as seen, grows with the picture, and has no length where its ends coincide."""
    assert body_from_landmarks(stick(trunk_px=120.0)).trunk_px == pytest.approx(120.0)
    assert body_from_landmarks(scaled(stick(trunk_px=120.0), 3)).trunk_px == pytest.approx(360.0)
    seen = stick()
    seen.xy_px[list(sk.SHOULDERS)] = seen.xy_px[list(sk.HIPS)]
    assert np.isnan(body_from_landmarks(seen).trunk_px)


def test_without_a_silhouette_nothing_is_known_of_the_back() -> None:
    """The rest of the body is."""
    body = body_from_landmarks(stick())
    assert body.dorsal_profile.shape == (STATIONS,)
    assert np.isnan(body.dorsal_profile).all()
    assert np.isfinite(body_from_landmarks(practitioner("diamond")).dorsal_profile).all()


def test_many_bodies_at_once_are_those_bodies() -> None:
    """Sides are chosen, and fronts found, picture by picture."""
    each = [body_from_landmarks(stick(facing=facing)) for facing in (1, -1, -1)]
    together = stacked([*each, nobody()])
    np.testing.assert_array_equal(together.near[:3], [RIGHT, LEFT, LEFT])
    np.testing.assert_array_equal(together.facing, [1.0, -1.0, -1.0, np.nan])
    knees_y = chosen(together.both(sk.KNEES)[..., 1], together.near)
    for row, body in zip(knees_y[:3], each, strict=True):
        assert row == body.at(sk.KNEES[int(body.near)])[1]


def test_a_recording_shows_the_bodies_it_was_made_of() -> None:
    """Where nobody was, there is no body."""
    first, last = stick(), stick(facing=-1, tilt_deg=30.0)
    blank = np.full((3, STATIONS), np.nan)
    recording = Recording.stack([0.0, 0.1, 0.2], [first, None, last], blank, first.size_px)
    bodies = body_from_recording(recording)
    np.testing.assert_array_equal(bodies.somebody, [True, False, True])
    np.testing.assert_array_equal(bodies.facing, [1.0, np.nan, -1.0])
    assert bodies[2:].hip_px == pytest.approx(body_from_landmarks(last).hip_px[np.newaxis])


def test_what_works_once_is_worked_out_once_for_each_body() -> None:
    """However often it is asked for; and anew for a body with another back."""
    asked: list[Body] = []

    @once
    def found(body: Body) -> int:
        asked.append(body)
        return len(asked)

    body = body_from_landmarks(stick())
    hip_px = body.hip_px
    other = body.steadied(body.dorsal_profile)
    assert [found(each) for each in (body, body, other, body, other)] == [1, 1, 2, 1, 2]
    assert other.hip_px is hip_px
