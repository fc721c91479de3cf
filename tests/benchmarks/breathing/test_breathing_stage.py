"""The pictures show the body moved by as much as is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import cv2
import numpy as np
import pytest

from benchmarks.breathing.cloth import CLOTHS, Cloth, brightness
from benchmarks.breathing.film import Sensor, Shoot, through
from benchmarks.breathing.stage import Setting, Stage
from benchmarks.breathing.wave import paced
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.breathing import NAVEL, Amounts, trunk_m, trunk_moves
from benchmarks.practitioner.posture import SIDES, Arm, outward
from benchmarks.practitioner.scene import Camera

SIZE = (640, 360)
CAMERA = Camera(azimuth_deg=0.0, distance_m=2.2, look_at_m=(0.0, 0.5, 0.0))
DEEP = {"abdomen": 0.01}


@cache
def stage() -> Stage:
    """Return a kneeling body in rough cloth, the hands behind, out of the way."""
    behind = {f"{side}_arm": Arm((-0.5, 0.1, 0.3 * outward(side))) for side in SIDES}
    posture = replace(at.diamond(), **behind)
    return Stage(Setting(posture, CAMERA, SIZE, cloth=Cloth(0.3, 0.0, 0.0)))


def navel(cosine: float) -> np.ndarray:
    """Return a place at the height of the navel: in front for 1, on the right flank for 0."""
    body = stage().skeleton
    middle = body.spine[0] + NAVEL * (body.spine[-1] - body.spine[0])
    side = np.sqrt(1.0 - cosine**2)
    return middle + 0.1 * (cosine * body.trunk_axes[:, 0] + side * body.trunk_axes[:, 2])


@pytest.mark.parametrize("way", ["abdomen", "chest"])
def test_a_full_breath_moves_the_front_by_its_amount_and_the_back_not(way: str) -> None:
    """In metres, and straight ahead of the trunk."""
    body = pose(at.hero())
    share = {"abdomen": 0.32, "chest": 0.74}[way]
    middle = body.spine[0] + share * (body.spine[-1] - body.spine[0])
    ahead = 0.1 * body.trunk_axes[:, 0]
    front, back = (trunk_moves(middle + k * ahead, body)[way] for k in (1.0, -1.0))
    np.testing.assert_allclose(front, body.trunk_axes[:, 0], atol=0.02)
    np.testing.assert_allclose(back, 0.0, atol=1e-9)


def test_where_the_belly_rests_the_back_gives_way() -> None:
    """Front and back together widen by the same amount."""
    body = pose(at.head_to_knee("right"))
    middle = body.spine[0] + NAVEL * (body.spine[-1] - body.spine[0])
    ahead = body.trunk_axes[:, 0]
    moved = [trunk_moves(middle + k * ahead, body, 0.7)["abdomen"] @ ahead for k in (0.1, -0.1)]
    np.testing.assert_allclose(moved, [0.3, -0.7], atol=0.02)


def test_shoulders_and_head_rise_and_hips_rest() -> None:
    """Along the trunk."""
    body = pose(at.diamond())
    for place, rise in ((body.spine[-1], 1.0), (body.head, 1.0), (body.spine[0], 0.0)):
        moved = trunk_moves(place + 1e-3, body)["shoulders"]
        np.testing.assert_allclose(moved, rise * body.trunk_axes[:, 1], atol=0.02)


def test_sway_turns_the_trunk_about_the_hips() -> None:
    """By small angles: forward, and to the right."""
    body, turn = pose(at.diamond()), 0.01
    ways = trunk_moves(body.spine[-1], body)
    length_m = trunk_m(body)
    np.testing.assert_allclose(
        turn * ways["bow"], turn * length_m * body.trunk_axes[:, 0], atol=1e-4
    )
    np.testing.assert_allclose(
        turn * ways["lean"], turn * length_m * body.trunk_axes[:, 2], atol=1e-4
    )


def edge_px(cover: np.ndarray, row: int) -> float:
    """Return where the body ends on the right of a row, to a fraction of a pixel."""
    inside = np.flatnonzero(cover[row] > 0.5)[-1]
    before, after = cover[row, inside], cover[row, inside + 1]
    return float(inside + (before - 0.5) / (before - after))


def test_the_outline_moves_by_the_projected_amount() -> None:
    """1 cm at the navel, by what the camera makes of 1 cm there; a tenth of a pixel is allowed."""
    top = stage().window[1]
    row = round(float(stage().view.project(navel(1.0))[1]) - 0.5) - top
    rest, full = (stage().picture(moves)[..., 3] for moves in ({}, DEEP))
    px_per_m = stage().view.focal_px / float(stage().view.depth_m(navel(1.0)))
    moved_px = edge_px(full, row) - edge_px(rest, row)
    assert moved_px == pytest.approx(0.01 * px_per_m, abs=0.1)
    assert stage().shift_px(navel(1.0), DEEP)[0] == pytest.approx(0.01 * px_per_m, abs=0.1)


@pytest.mark.parametrize(("share", "ahead_m"), [(0.3, 0.04), (0.6, 0.06)])
@pytest.mark.parametrize("way", ["abdomen", "chest", "bow", "lean"])
def test_the_cloth_moves_by_the_projected_amount(way: str, share: float, ahead_m: float) -> None:
    """By a tenth of a pixel, as registration of the two pictures finds it around a place."""
    body, left_top = stage().skeleton, np.array(stage().window[:2])
    middle = body.spine[0] + share * (body.spine[-1] - body.spine[0])
    place = middle + ahead_m * body.trunk_axes[:, 0] + 0.12 * body.trunk_axes[:, 2]
    x, y = np.round(stage().view.project(place) - left_top - 0.5).astype(int)
    half, moves = 8, {way: 0.01}
    before, after = (
        cv2.cvtColor(stage().picture(m)[..., :3], cv2.COLOR_BGR2GRAY)[
            y - half : y + half + 1, x - half : x + half + 1
        ]
        for m in ({}, moves)
    )
    many = (cv2.TERM_CRITERIA_COUNT + cv2.TERM_CRITERIA_EPS, 200, 1e-7)
    start = np.eye(2, 3, dtype=np.float32)
    _, found = cv2.findTransformECC(before, after, start, cv2.MOTION_AFFINE, many, None, 1)
    found_px = found @ np.array([half, half, 1.0]) - half
    np.testing.assert_allclose(found_px, stage().shift_px(place, moves), atol=0.1)


def test_nothing_moves_but_the_body() -> None:
    """The room is the same, and so is the body when nothing moves it."""
    room = stage().empty_room
    rest, full = stage().over(room, {}), stage().over(room, DEEP)
    left, top, right, bottom = stage().window
    outside = np.ones(rest.shape[:2], bool)
    outside[top:bottom, left:right] = False
    np.testing.assert_array_equal(rest[outside], full[outside])
    np.testing.assert_array_equal(rest, stage().over(room, {"chest": 0.0}))
    assert np.abs(rest - full).max() > 20.0


def test_cloth_is_as_uneven_as_asked_for() -> None:
    """Of standard deviation as told, bare skin not at all, and the same every time."""
    points = np.random.default_rng(0).uniform(-0.3, 0.3, (4000, 3))
    knit = brightness(points, CLOTHS["knit"], 1)
    assert knit.mean() == pytest.approx(1.0, abs=0.02)
    assert knit.std() == pytest.approx(np.hypot(0.065, 0.08), rel=0.15)
    np.testing.assert_array_equal(knit, brightness(points, CLOTHS["knit"], 1))
    np.testing.assert_array_equal(brightness(points, CLOTHS["bare"], 1), 1.0)


def test_a_sensor_adds_noise_of_its_size() -> None:
    """To every picture another one."""
    grey = np.full((60, 80, 3), 120.0, np.float32)
    sensor = Sensor((80, 60), 4.0, 0)
    once, again = sensor.read(grey), sensor.read(grey)
    assert (once != again).mean() > 0.5
    assert float(once.std()) == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize("codec", ["none", "jpeg", "h264", "h264 low"])
def test_compression_keeps_every_picture_in_its_place(codec: str) -> None:
    """As many come out as went in, and each is like itself."""
    went = [np.full((64, 96, 3), 20 * index + 20, np.uint8) for index in range(9)]
    came = list(through(codec, iter(went), (96, 64), 15.0))
    assert len(came) == len(went)
    for a, b in zip(went, came, strict=True):
        assert abs(float(a.mean()) - float(b.mean())) < 6.0


def test_a_shoot_moves_abdomen_and_chest_apart() -> None:
    """The chest comes later by its lag, and the whole by as much as the chest weighs in it."""
    setting = Setting(at.diamond(), CAMERA, SIZE, Amounts(0.012, 0.004, 0.002))
    shoot = Shoot(setting, paced((3.0, 1.0, 3.0, 1.0), 16.0), chest_lag_s=0.4, sway_deg=0.0)
    t_s = np.arange(0.0, 16.0, 0.1)
    moves, later = shoot.moves(t_s), shoot.moves(t_s + 0.4)
    np.testing.assert_allclose(moves["abdomen"] / 0.012, later["chest"] / 0.004, atol=1e-9)
    np.testing.assert_allclose(moves["bow"], 0.0)
    assert moves["abdomen"].max() == pytest.approx(0.012)
    assert shoot.lag_s == pytest.approx(0.1)
    frames = partial(Shoot, setting, paced((1.0, 0.0, 1.0, 0.0), 2.0), fps=5.0)
    shown = list(frames(codec="none").frames())
    assert [frame.t_s for frame in shown] == pytest.approx(np.arange(0.0, 2.0, 0.2))
    assert shown[0].image_bgr.shape == (360, 640, 3)
