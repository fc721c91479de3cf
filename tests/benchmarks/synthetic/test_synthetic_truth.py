"""What is taken for true agrees with what the postures were built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner.body import pose
from benchmarks.practitioner.scene import view_of
from benchmarks.practitioner.truth import landmarks
from benchmarks.synthetic.design import Case, Conditions
from benchmarks.synthetic.outcome import compare, difference
from benchmarks.synthetic.picture import SIZE_PX, Take, camera_for, take
from benchmarks.synthetic.shapes import Shape, posture_of
from benchmarks.synthetic.truth import plane_body
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping


def taken(shape: Shape, **conditions: object) -> Take:
    """Photograph a posture under otherwise usual conditions."""
    return take(Case(1, "still", shape, Conditions(**conditions)))  # type: ignore[arg-type]


def last(truth: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Give the truths of the last picture."""
    return {name: float(values[-1]) for name, values in truth.items()}


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("off_side_deg", [-40.0, 0.0, 75.0])
def test_the_body_s_truth_is_the_same_from_everywhere(side: str, off_side_deg: float) -> None:
    """Diamond: knees as built, trunk as asked; only the view and the way it faces depend on it."""
    shape = Shape("diamond", tilt_deg=12.0, bulge_m=0.04)
    truth = last(taken(shape, side=side, off_side_deg=off_side_deg).body)
    assert truth["trunk_tilt_deg"] == pytest.approx(12.0, abs=0.01)
    assert truth["knee_near_deg"] == pytest.approx(20.0, abs=0.5)
    assert truth["off_side_deg"] == pytest.approx(abs(off_side_deg), abs=1e-6)
    assert truth["facing"] == (1.0 if side == "right" else -1.0)
    assert truth["back_bow"] == pytest.approx(0.04 / 0.48, abs=0.003)


def test_the_front_knee_is_as_asked() -> None:
    """In head to knee, of the leg in front, whichever is near."""
    for front in ("left", "right"):
        shape = Shape("head_to_knee", front, tilt_deg=30.0, knee_deg=140.0)  # type: ignore[arg-type]
        truth = last(taken(shape).body)
        assert truth["knee_front_deg"] == pytest.approx(140.0, abs=1.0)
        assert truth[f"{front}_in_front"] == 1.0


def test_lying_back_reads_minus_ninety_and_on_the_side_is_no_side_view() -> None:
    """The view is that of the body's own left-right axis."""
    assert last(taken(Shape("reclining_hero", tilt_deg=-90.0)).body)[
        "trunk_tilt_deg"
    ] == pytest.approx(-90.0, abs=0.01)
    on_the_side = Shape("on_the_side", tilt_deg=-90.0, roll_deg=28.0)
    assert last(taken(on_the_side).body)["off_side_deg"] > 60.0


def test_both_truths_agree_from_the_side_and_far_away() -> None:
    """A far, level camera at the side sees the body's own plane."""
    shape = Shape("head_to_knee", tilt_deg=25.0)
    far = taken(shape, distance_m=40.0, width_deg=4.0, height_m=0.4)
    plane, body = last(far.plane), last(far.body)
    for name in ("trunk_tilt_deg", "knee_near_deg", "ankle_near_deg", "chest_to_front_knee"):
        assert plane[name] == pytest.approx(body[name], abs=0.01 * max(1.0, abs(body[name])))


def test_from_the_front_the_picture_hides_a_lean() -> None:
    """Which is why the two truths are told apart."""
    front = taken(Shape("diamond", tilt_deg=15.0), off_side_deg=85.0)
    assert last(front.body)["trunk_tilt_deg"] == pytest.approx(15.0, abs=0.01)
    assert abs(last(front.plane)["trunk_tilt_deg"]) < 5.0


def test_a_rounded_back_bulges_on_the_true_silhouette() -> None:
    """The more, the rounder, by no less than a third of what the spine bulges."""
    bows = [
        last(taken(Shape("diamond", bulge_m=bulge_m), distance_m=2.0).plane)["back_bow"]
        for bulge_m in (0.0, 0.04, 0.08)
    ]
    assert bows == sorted(bows)
    assert bows[2] - bows[0] > 0.08 / 0.48 / 3.0


@pytest.mark.parametrize("off_side_deg", [0.0, 90.0])
def test_the_camera_steps_back_until_the_body_is_in_the_picture(off_side_deg: float) -> None:
    """However near it was wished."""
    wished = Conditions(off_side_deg=off_side_deg, distance_m=0.8, aim_x=0.1)
    joints_m = np.array([[-0.9, 0.1, 0.0], [0.8, 0.1, 0.2], [0.0, 0.7, 0.0]])
    camera = camera_for(wished, joints_m[None])
    assert camera.distance_m > 0.8
    assert camera.azimuth_deg == off_side_deg


def test_a_clip_ends_in_the_posture_and_is_judged_there() -> None:
    """It moves first; what is settled has one truth."""
    clip = take(Case(2, "tracked", Shape("diamond", tilt_deg=20.0)))
    tilt_deg = clip.body["trunk_tilt_deg"]
    assert len(clip.images) == len(clip.t_s) == 27
    assert clip.images[0].shape == (SIZE_PX[1], SIZE_PX[0], 3)
    assert 7 <= clip.settled.sum() <= 8
    assert abs(tilt_deg[0] - tilt_deg[-1]) > 2.0
    assert np.ptp(tilt_deg[clip.settled]) < 1e-9
    assert (clip.images[-1] != clip.images[-2]).any()


def test_a_faultless_landmarker_has_no_error() -> None:
    """Against the plane's truth, in any measure: it sees just what the camera shows."""
    shape = Shape("head_to_knee", tilt_deg=30.0, knee_deg=150.0)
    picture = taken(shape, off_side_deg=20.0, roll_deg=5.0)
    joints_m = landmarks(pose(posture_of(shape)))[None]
    view = view_of(camera_for(picture.case.conditions, joints_m), SIZE_PX)
    perfect = plane_body(picture.t_s, joints_m, view, np.full((1, STATIONS), np.nan))
    outcome = compare(picture, perfect, np.array([True]))
    for name in ("trunk_tilt_deg", "knee_near_deg", "face_to_front_shin", "off_side_deg"):
        assert outcome.error(name, "plane") == pytest.approx(0.0, abs=1e-9)
    assert outcome.error("trunk_tilt_deg") != pytest.approx(0.0, abs=1.0)
    assert outcome.found == 1.0
    assert outcome.near_right is True


def test_angles_differ_the_short_way_round() -> None:
    """-179 and 179 degrees are two apart; lengths just differ."""
    assert difference("trunk_tilt_deg", -179.0, 179.0) == pytest.approx(2.0)
    assert difference("head_over_floor", -179.0, 179.0) == pytest.approx(-358.0)
