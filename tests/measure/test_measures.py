"""Every registered measure keeps the same promises."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from benchmarks.practitioner.scene import Camera
from tests.builders import NAMED, mirrored, nobody, practitioner, scaled, stacked, stick
from vision.landmarks import skeleton as sk
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import MEASURES, MOTIONS, UNITS, Measure, Motion, add
from vision.measure.meter import measure_all
from vision.measure.parts import PARTS

every_measure = pytest.mark.parametrize("name", sorted(MEASURES))

POSTURES = (*NAMED,)
ALONG_THE_PICTURE = {
    "facing",
    *(f"{side}_{joint}_x" for side in ("left", "right") for joint in ("knee", "ankle")),
}  # their axis points right
SILHOUETTE = {"back_bow", "back_bow_own"}
# An arm behind, no leg stretched.
SOMETIMES = {*SILHOUETTE, "left_in_front", "right_in_front"}
OWN_BOW = 0.02  # of every body here, as if its back had been learnt


def value(name: str, body: Body) -> float:
    """Take one measure of one body."""
    body.own_bow = np.full(body.t_s.shape, OWN_BOW)
    return float(MEASURES[name].function(body))


@lru_cache
def seen(posture: str, azimuth_deg: float = 8.0) -> Body:
    """Return a synthetic body, all of it seen."""
    return body_from_landmarks(practitioner(posture, Camera(azimuth_deg=azimuth_deg)))


@lru_cache
def seen_otherwise(posture: str, how: str) -> Body:
    """Return the same body in a mirror, or in a picture three times as large."""
    landmarks = practitioner(posture, Camera(azimuth_deg=8.0))
    return body_from_landmarks(mirrored(landmarks) if how == "mirror" else scaled(landmarks, 3))


@lru_cache
def many() -> Body:
    """Return all bodies on one axis, nobody among them."""
    half = [body_from_landmarks(practitioner(each, hide_far=True)) for each in POSTURES]
    return stacked([*(seen(each) for each in POSTURES), nobody(), *half])


@every_measure
def test_a_measure_of_a_body_that_is_fully_seen_is_a_number(name: str) -> None:
    """Nothing is unseen without a cause, in any posture of the routine."""
    told = [posture for posture in POSTURES if np.isfinite(value(name, seen(posture)))]
    assert {"head_to_knee_right", "head_to_knee_left"} <= {*told}
    foreshortened = 2 if name.startswith("knee_") else 0  # legs that point towards the camera
    assert len(told) >= len(POSTURES) - foreshortened or name in SOMETIMES


@every_measure
def test_a_measure_is_the_same_in_a_mirror(name: str) -> None:
    """Left and right change places, and so does what points along the picture."""
    swap = {"left": "right", "right": "left"}
    other = "_".join(swap.get(word, word) for word in name.split("_"))
    sign = -1.0 if name in ALONG_THE_PICTURE else 1.0
    tolerance = 0.03 if name in SILHOUETTE else 1e-6
    for posture in POSTURES:
        there = value(other, seen_otherwise(posture, "mirror"))
        assert there == pytest.approx(sign * value(name, seen(posture)), abs=tolerance, nan_ok=True)


@every_measure
def test_a_measure_does_not_depend_on_the_size_of_the_picture(name: str) -> None:
    """Angles and lengths of the trunk are no pixels."""
    tolerance = 0.03 if name in SILHOUETTE else 1e-6
    for posture in POSTURES:
        there = value(name, seen_otherwise(posture, "larger"))
        assert there == pytest.approx(value(name, seen(posture)), abs=tolerance, nan_ok=True)


@every_measure
def test_a_measure_does_not_depend_on_the_place_in_the_picture(name: str) -> None:
    """Moved by some pixels, the same body reads the same."""
    body = seen("head_to_knee_right")
    moved_px = body.xy_px + np.array([31.0, -17.0])
    moved = Body(body.t_s, moved_px, body.xyz_m, body.visibility, body.dorsal_profile)
    assert value(name, moved) == pytest.approx(value(name, body), abs=1e-9)


@every_measure
def test_a_measure_of_nobody_is_unseen(name: str) -> None:
    """All NaN gives NaN, and neither raises nor warns."""
    assert np.isnan(value(name, nobody()))
    assert np.isnan(MEASURES[name].function(stacked([nobody(), nobody()]))).all()


@every_measure
def test_a_measure_of_many_bodies_is_that_of_each(name: str) -> None:
    """Any leading axes: a recording is measured at once as picture by picture."""
    bodies = many()
    bodies.own_bow = np.full(bodies.t_s.shape, OWN_BOW)
    together = MEASURES[name].function(bodies)
    count = len(bodies.t_s)
    fields = [name for name in Body.__dataclass_fields__ if getattr(bodies, name) is not None]
    singles = [Body(**{n: getattr(bodies, n)[i] for n in fields}) for i in range(count)]
    assert together.shape == (count,)
    np.testing.assert_allclose(together, [value(name, each) for each in singles], atol=1e-12)
    pairs = Body(**{n: np.stack([getattr(bodies, n)] * 2, axis=1) for n in fields})
    np.testing.assert_array_equal(MEASURES[name].function(pairs)[:, 1], together)


@every_measure
def test_a_measure_of_a_hidden_part_is_unseen(name: str) -> None:
    """Each part it says it needs has to be seen, if the part has landmarks of its own."""
    whole = seen("diamond")
    for part in MEASURES[name].needs:
        _, joints, _ = PARTS[part]
        xy_px = whole.xy_px.copy()
        hidden = [index for joint in joints for index in joint]
        xy_px[hidden] = np.nan
        if part == "head" or name == "facing":  # the nose may stand for the ears, or tell the front
            xy_px[sk.Landmark.NOSE] = np.nan
        xyz_m = whole.xyz_m.copy()
        xyz_m[hidden] = np.nan
        gone = np.full_like(whole.dorsal_profile, np.nan)
        body = Body(whole.t_s, xy_px, xyz_m, whole.visibility, gone)
        assert np.isnan(value(name, body)), part


@every_measure
def test_a_measure_says_what_it_is(name: str) -> None:
    """Its name, its unit, its parts and its meaning are there for the person who tunes it."""
    measure = MEASURES[name]
    assert measure.name == name
    assert measure.unit in {"deg", "trunk", "sign", "share"}
    assert UNITS[name] == measure.unit
    assert measure.needs
    assert set(measure.needs) <= PARTS.keys()


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_says_what_it_follows(name: str) -> None:
    """Measures that exist, over a time that passes."""
    motion = MOTIONS[name]
    assert motion.of
    assert set(motion.of) <= MEASURES.keys()
    assert motion.window_s > 0
    assert UNITS[name] == motion.unit


def test_no_two_measures_have_one_name() -> None:
    """The second one is refused, and nothing is lost."""
    before = MEASURES["facing"]
    with pytest.raises(ValueError, match="two measures are called 'facing'"):
        add(Measure("facing", "sign", ("head",), ("neck",), np.asarray))
    with pytest.raises(ValueError, match="trunk_speed_deg_s"):
        add(Motion("trunk_speed_deg_s", "deg", (), 1.0, ("neck",), np.multiply))
    assert MEASURES["facing"] is before


# --- measures of bodies whose angles are known ---------------------------------------------------


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("tilt_deg", [-100.0, -90.0, -20.0, 0.0, 15.0, 84.0, 130.0, 179.0])
def test_the_lean_of_the_trunk_is_read_as_built(tilt_deg: float, facing: int) -> None:
    """Forward is positive and lying on the back negative, to whichever side the body looks."""
    body = body_from_landmarks(stick(tilt_deg=tilt_deg, facing=facing))
    assert value("trunk_tilt_deg", body) == pytest.approx(tilt_deg)


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("lean_deg", [-6.0, 5.0])
@pytest.mark.parametrize("tilt_deg", [-85.0, 2.0, 70.0])
def test_a_camera_that_rolls_changes_no_lean(tilt_deg: float, lean_deg: float, facing: int) -> None:
    """Where the room's lines tell the vertical; nor does it bend the neck or move the head."""
    level = body_from_landmarks(stick(tilt_deg=tilt_deg, facing=facing))
    turn = np.radians(lean_deg)
    right, down = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    rolled = replace(level, xy_px=level.xy_px[:, :1] * right + level.xy_px[:, 1:] * down)
    for name in ("trunk_tilt_deg", "neck_flexion_deg", "head_ahead_of_hips"):
        told = replace(rolled, lean_deg=np.asarray(lean_deg))
        assert value(name, told) == pytest.approx(value(name, level), abs=1e-9)
    unknown = replace(rolled, lean_deg=np.asarray(np.nan))
    assert value("trunk_tilt_deg", unknown) == pytest.approx(tilt_deg + lean_deg * facing)


def test_a_back_is_compared_with_what_it_is_when_tall() -> None:
    """As far as it is as upright as then, in a fold not at all; unknown, nothing is told."""
    body, folded = seen("diamond"), seen("head_to_knee_right")
    share = 1.0 - abs(value("trunk_tilt_deg", body)) / 40.0
    assert value("back_bow_own", body) == pytest.approx(value("back_bow", body) - share * OWN_BOW)
    assert value("back_bow_own", folded) == value("back_bow", folded)
    body = replace(body, own_bow=None)
    assert np.isnan(MEASURES["back_bow_own"].function(body))


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("knee_deg", [15.0, 90.0, 179.0])
@pytest.mark.parametrize("ankle_deg", [95.0, 170.0])
def test_the_near_leg_is_read_as_built(knee_deg: float, ankle_deg: float, facing: int) -> None:
    """By its place before the camera and by its name; the far leg is unseen."""
    body = body_from_landmarks(stick(knee_deg=knee_deg, ankle_deg=ankle_deg, facing=facing))
    near, far = ("right", "left") if facing == 1 else ("left", "right")
    for leg in ("near", near):
        assert value(f"knee_{leg}_deg", body) == pytest.approx(knee_deg)
        assert value(f"ankle_{leg}_deg", body) == pytest.approx(ankle_deg)
    for leg in ("far", far):
        assert np.isnan(value(f"knee_{leg}_deg", body))


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("tilt_deg", [-90.0, 0.0, 80.0])
@pytest.mark.parametrize("neck_deg", [-30.0, 20.0, 60.0])
def test_the_bend_of_the_neck_is_read_as_built(
    neck_deg: float, tilt_deg: float, facing: int
) -> None:
    """Against the trunk, whatever the trunk does."""
    body = body_from_landmarks(stick(tilt_deg=tilt_deg, neck_deg=neck_deg, facing=facing))
    assert value("neck_flexion_deg", body) == pytest.approx(neck_deg)


@pytest.mark.parametrize("facing", [1, -1])
def test_heights_and_places_are_in_lengths_of_the_trunk(facing: int) -> None:
    """Upright on the knees, everything can be said by hand."""
    body = body_from_landmarks(
        stick(thigh_deg=-90.0, knee_deg=90.0, ankle_deg=180.0, neck_deg=0.0, facing=facing)
    )
    lowest = (body.floor_y_px - body.hip_px[1]) / 150.0
    assert value("seat_over_floor", body) == pytest.approx(lowest)
    assert value("shoulders_over_floor", body) == pytest.approx(lowest + 1.0)
    assert value("head_over_floor", body) == pytest.approx(lowest + 1.4)
    assert value("shoulders_to_ears", body) == pytest.approx(0.4)
    assert value("head_ahead_of_hips", body) == pytest.approx(0.0, abs=1e-9)
    near = "left" if int(body.near) == 0 else "right"
    assert value(f"{near}_knee_y", body) == pytest.approx(0.85)
    assert value("near_ankle_ahead_of_hip", body) == pytest.approx(-0.85)
    assert value("seat_behind_heels", body) < -0.5


@pytest.mark.parametrize("facing", [1, -1])
def test_a_fold_brings_abdomen_chest_and_face_to_the_leg(facing: int) -> None:
    """The deeper the fold over a straight leg, the less each of the three distances."""
    leg = "right" if facing == 1 else "left"
    names = (f"abdomen_to_{leg}_thigh", f"chest_to_{leg}_knee", f"face_to_{leg}_shin")
    folds = [
        body_from_landmarks(stick(tilt_deg=tilt, thigh_deg=0.0, knee_deg=178.0, facing=facing))
        for tilt in (10.0, 40.0, 60.0, 80.0)
    ]
    for name in names:
        found = [value(name, body) for body in folds]
        assert found == sorted(found, reverse=True), name


@pytest.mark.parametrize("azimuth_deg", [0.0, 180.0])
@pytest.mark.parametrize("front", ["left", "right"])
def test_the_leg_in_front_is_the_one_that_is_stretched_ahead(
    front: str, azimuth_deg: float
) -> None:
    """From either side of the body; where no leg is stretched, none is in front."""
    back = "right" if front == "left" else "left"
    body = seen(f"head_to_knee_{front}", azimuth_deg)
    assert value(f"{front}_in_front", body) == 1.0
    assert value(f"{back}_in_front", body) == -1.0
    assert value("knee_front_deg", body) == value(f"knee_{front}_deg", body) > 170.0
    assert value("knee_back_deg", body) == value(f"knee_{back}_deg", body) < 40.0
    assert np.isnan(value(f"{front}_in_front", seen("diamond", azimuth_deg)))


def test_a_leg_too_short_for_a_side_view_has_no_angle() -> None:
    """A shin half as long as its thigh points at the camera, or is somewhere else altogether."""
    landmarks = practitioner("diamond")
    body = body_from_landmarks(landmarks)
    near = int(body.near)
    xy_px = landmarks.xy_px.copy()
    knee, ankle = sk.KNEES[near], sk.ANKLES[near]
    assert np.isfinite(value("knee_near_deg", body))
    xy_px[ankle] = xy_px[knee] + 0.5 * (xy_px[ankle] - xy_px[knee])
    assert np.isnan(value("knee_near_deg", body_from_landmarks(replace(landmarks, xy_px=xy_px))))


@pytest.mark.parametrize("azimuth_deg", [0.0, 15.0, 40.0, 70.0])
def test_the_view_is_how_far_the_camera_is_from_the_side(azimuth_deg: float) -> None:
    """Walking around a kneeling body turns the reading as much."""
    for start, sign in ((0.0, 1.0), (180.0, -1.0)):
        seen_there = seen("diamond", start + sign * azimuth_deg)
        assert value("off_side_deg", seen_there) == pytest.approx(azimuth_deg, abs=6.0)


def test_a_body_on_its_side_is_rolled_and_one_on_its_back_is_not() -> None:
    """Level hips read near 0, lying on a side near 90."""
    assert value("trunk_roll_deg", seen("lying", 0.0)) < 15.0
    assert value("trunk_roll_deg", seen("lying_on_side", 0.0)) > 60.0


def test_a_face_is_up_when_the_nose_is_over_the_ears() -> None:
    """Lying on the back looks up, a deep fold looks down."""
    assert value("face_up", body_from_landmarks(stick(tilt_deg=-90.0))) == 1.0
    assert value("face_up", body_from_landmarks(stick(tilt_deg=80.0))) == -1.0


def test_only_what_is_asked_for_is_measured() -> None:
    """And what a motion follows."""
    recording = stacked([body_from_landmarks(stick(t_s=t)) for t in (0.0, 0.3, 0.6)])
    speed = MOTIONS["trunk_speed_deg_s"]
    assert measure_all(recording, [speed.name]).keys() == {speed.name, *speed.of}
    assert measure_all(recording).keys() == UNITS.keys()
