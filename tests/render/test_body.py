from __future__ import annotations

import numpy as np
import pytest

from tests.render import builders
from vision.criteria.model import Kind, Status, Verdict
from vision.landmarks.skeleton import HIPS, KNEES, SHOULDERS, Bone, Landmark
from vision.measure.catalog import bones_in
from vision.render.body import bone_looks, draw_body
from vision.render.theme import DARK, LOOKS, Look

_LEFT_THIGH = (Landmark.LEFT_HIP, Landmark.LEFT_KNEE)
_TRUNK = {(SHOULDERS[side], HIPS[side]) for side in (0, 1)}


def _scene(width: int = 640, height: int = 360) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def looks(*verdicts: Verdict, called: str = "") -> dict[Bone, Look]:
    """Return how the bones of the kneeling body look."""
    return bone_looks(builders.kneeling(), verdicts, bones_in, called)


def test_a_miss_shows_on_a_bone_that_something_else_meets() -> None:
    """The order of the verdicts does not matter."""
    verdicts = [
        builders.verdict("back_bow", Status.MISSED),
        builders.verdict("trunk_tilt_deg", Status.MET),
    ]
    for order in (verdicts, verdicts[::-1]):
        assert {looks(*order)[bone] for bone in _TRUNK} == {LOOKS[Status.MISSED]}


@pytest.mark.parametrize("kind", [Kind.AIM, Kind.RECOGNISE])
def test_depth_not_reached_is_no_fault(kind: Kind) -> None:
    """How deep a pose goes is coloured when it is reached, and never before."""
    assert not looks(builders.verdict("abdomen_to_left_thigh", Status.MISSED, kind))
    assert looks(builders.verdict("abdomen_to_left_thigh", Status.MET, kind))


def test_what_the_correction_is_about_is_coloured_whatever_its_kind() -> None:
    """The body shows where the words point."""
    verdict = builders.verdict("knee_left_deg", Status.MISSED, Kind.RECOGNISE)
    assert looks(verdict, called=verdict.criterion.name)[_LEFT_THIGH] is LOOKS[Status.MISSED]


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
    coloured = looks(builders.verdict("back_bow", Status.MISSED))
    plain = draw_body(_scene(), landmarks, coloured, mirror=False)
    mirrored = draw_body(_scene(), landmarks, coloured, mirror=True)
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
