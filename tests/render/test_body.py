from __future__ import annotations

import numpy as np
import pytest

from tests.render import builders
from vision.criteria.model import Kind, Status
from vision.landmarks.skeleton import BONES, HIPS, KNEES, SHOULDERS, Landmark
from vision.measure.catalog import MEASURES
from vision.render.body import bone_looks, bones_of, draw_body, near_side_of
from vision.render.theme import DARK, LOOKS

_LEFT_THIGH = (Landmark.LEFT_HIP, Landmark.LEFT_KNEE)
_RIGHT_THIGH = (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE)
_TRUNK = {(SHOULDERS[side], HIPS[side]) for side in (0, 1)}


def _scene(width: int = 640, height: int = 360) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


@pytest.mark.parametrize(
    ("measure", "part_of"),
    [
        ("knee_left_deg", {_LEFT_THIGH, (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE)}),
        ("trunk_tilt_deg", _TRUNK),
        ("back_bow", _TRUNK),
        ("off_side_deg", _TRUNK),
        ("abdomen_to_right_thigh", {_RIGHT_THIGH, *_TRUNK}),
        ("seat_over_heels", {_LEFT_THIGH, _RIGHT_THIGH}),
    ],
)
def test_a_measure_is_about_the_bones_its_name_tells(measure: str, part_of: set[object]) -> None:
    """The part and the side come from the name; without a part it is the trunk."""
    assert set(bones_of(measure)) == part_of


@pytest.mark.parametrize("near", [0, 1])
def test_near_and_far_follow_the_camera(near: int) -> None:
    """The near knee is the left one only while the left side faces the camera."""
    assert (HIPS[near], KNEES[near]) in bones_of("knee_near_deg", near)
    assert (HIPS[1 - near], KNEES[1 - near]) in bones_of("knee_far_deg", near)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_there_is_names_bones_that_are_drawn(measure: str) -> None:
    """No verdict is left without a place on the body."""
    bones = bones_of(measure)
    assert bones
    assert set(bones) <= set(BONES)


def test_the_near_side_is_the_one_seen_better() -> None:
    """The made-up body is seen from its left."""
    assert near_side_of(builders.kneeling()) == 0


def test_a_miss_shows_on_a_bone_that_something_else_meets() -> None:
    """The order of the verdicts does not matter."""
    verdicts = [
        builders.verdict("back_bow", Status.MISSED),
        builders.verdict("trunk_tilt_deg", Status.MET),
    ]
    for order in (verdicts, verdicts[::-1]):
        assert {bone_looks(order)[bone] for bone in _TRUNK} == {LOOKS[Status.MISSED]}


@pytest.mark.parametrize("kind", [Kind.AIM, Kind.RECOGNISE])
def test_depth_not_reached_is_no_fault(kind: Kind) -> None:
    """How deep a pose goes is coloured when it is reached, and never before."""
    assert not bone_looks([builders.verdict("abdomen_to_left_thigh", Status.MISSED, kind)])
    assert bone_looks([builders.verdict("abdomen_to_left_thigh", Status.MET, kind)])


def test_what_the_correction_is_about_is_coloured_whatever_its_kind() -> None:
    """The body shows where the words point."""
    verdict = builders.verdict("knee_left_deg", Status.MISSED, Kind.RECOGNISE)
    assert bone_looks([verdict], called=verdict.criterion.name)[_LEFT_THIGH] is LOOKS[Status.MISSED]


def test_unseen_landmarks_are_not_drawn() -> None:
    """A body of NaN leaves the picture untouched."""
    scene = draw_body(_scene(), builders.kneeling(hidden=range(33)), {}, mirror=True)
    assert (scene == 255).all()


def test_a_bone_with_one_end_unseen_is_not_drawn() -> None:
    """Without its knees the leg between hips and ankles is empty."""
    scene = draw_body(_scene(), builders.kneeling(hidden=KNEES), {}, mirror=False)
    thigh_x, thigh_y = round(0.545 * 640), round(0.66 * 360)
    assert (scene[thigh_y - 4 : thigh_y + 4, thigh_x - 4 : thigh_x + 4] == 255).all()


def test_mirroring_turns_the_body_and_nothing_else() -> None:
    """The mirrored skeleton is the mirror image, and the landmarks stay as they were."""
    landmarks = builders.kneeling()
    before = landmarks.xy_px.copy()
    looks = bone_looks([builders.verdict("back_bow", Status.MISSED)])
    plain = draw_body(_scene(), landmarks, looks, mirror=False)
    mirrored = draw_body(_scene(), landmarks, looks, mirror=True)
    # Lines of even width have no middle pixel, so that edges may differ by a pixel.
    assert (np.abs(plain[:, ::-1].astype(int) - mirrored) > 64).mean() < 0.01
    knee_x, knee_y = np.rint(landmarks.xy_px[Landmark.LEFT_KNEE]).astype(int)
    assert (plain[knee_y, knee_x] != 255).any()
    assert (mirrored[knee_y, knee_x] == 255).all()
    np.testing.assert_array_equal(landmarks.xy_px, before)


def test_landmarks_are_enlarged_with_the_picture() -> None:
    """A joint lands on the same spot of an enlarged scene."""
    landmarks = builders.kneeling(640, 360)
    scene = draw_body(_scene(1280, 720), landmarks, {}, mirror=False)
    x, y = np.rint(landmarks.xy_px[Landmark.LEFT_WRIST] * 2).astype(int)
    assert (scene[y - 8 : y + 8, x - 8 : x + 8] == np.array(DARK, np.uint8)).all(axis=2).any()
