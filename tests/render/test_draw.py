from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from vision.criteria.model import Status
from vision.render.draw import Sprite, draw_arc, draw_bone, draw_marker, draw_panel, paste
from vision.render.theme import LOOKS, WHITE


def _scene(height: int = 100, width: int = 200, grey: int = 100) -> np.ndarray:
    return np.full((height, width, 3), grey, np.uint8)


@pytest.mark.parametrize(
    ("x", "y"), [(-15, 10), (190, 10), (50, -15), (50, 95), (-500, 0), (0, 500)]
)
def test_a_sprite_may_hang_over_the_edge(x: int, y: int) -> None:
    """What lies outside is left away, what lies inside is drawn where it belongs."""
    sprite = Sprite.of(np.full((20, 30), 255, np.uint8), WHITE)
    expected = _scene()
    rows = slice(max(y, 0), max(y + 20, 0))
    expected[rows, max(x, 0) : max(x + 30, 0)] = 255
    np.testing.assert_array_equal(paste(_scene(), sprite, x, y), expected)


def test_a_panel_darkens_only_its_box() -> None:
    """The picture around a panel is untouched, the picture under it shines through."""
    scene = draw_panel(_scene(), (50, 20, 80, 40), 8, colour=(0, 0, 0), opacity=0.5)
    outside = np.ones(scene.shape[:2], bool)
    outside[20:60, 50:130] = False
    assert (scene[outside] == 100).all()
    assert abs(int(scene[40, 90, 0]) - 50) <= 1


def test_the_corners_of_a_panel_are_round() -> None:
    """The corner of the box shows the scene."""
    assert draw_panel(_scene(), (50, 20, 80, 40), 12)[20, 50, 0] == 100


def test_an_arc_runs_clockwise_from_the_top() -> None:
    """A quarter of the ring is its upper right."""
    scene = draw_arc(_scene(100, 100, 0), (50, 50), 30, 0.25, WHITE, 4)
    rows, columns = scene[..., 0].nonzero()
    assert rows.max() <= 53
    assert columns.min() >= 46
    assert scene[50, 80, 0] == 255


def test_nothing_done_draws_no_arc() -> None:
    """Not even a dot."""
    assert not draw_arc(_scene(100, 100, 0), (50, 50), 30, 0.0, WHITE, 4).any()


def _coloured(scene: np.ndarray, status: Status) -> np.ndarray:
    return (scene == np.array(LOOKS[status].colour, np.uint8)).all(axis=2)


@pytest.mark.parametrize(
    ("status", "strokes"),
    [(Status.MET, (1, 1)), (Status.MISSED, (3, 12)), (Status.UNSEEN, (5, 40))],
)
def test_a_bone_has_the_stroke_of_its_answer(status: Status, strokes: tuple[int, int]) -> None:
    """Met is one line, missed is dashes, unseen is dots."""
    scene = draw_bone(_scene(60, 400), (20, 30), (380, 30), 6, LOOKS[status])
    line = _coloured(scene, status)[30]
    starts = sum(1 for before, now in pairwise(line) if now and not before)
    assert strokes[0] <= starts <= strokes[1]


def test_a_missed_bone_is_thicker_than_a_met_one() -> None:
    """The eye is led to what to change."""
    height = {
        status: _coloured(
            draw_bone(_scene(80, 400), (20, 40), (380, 40), 6, LOOKS[status]), status
        ).any(axis=1)
        for status in (Status.MET, Status.MISSED)
    }
    assert height[Status.MISSED].sum() > height[Status.MET].sum()


def test_a_disc_a_diamond_and_a_ring_can_be_told_apart_by_shape() -> None:
    """The disc fills more of its box than the diamond, and the ring is hollow."""
    filled, hollow = {}, {}
    for status in Status:
        drawn = _coloured(draw_marker(_scene(80, 80), (40, 40), 15, LOOKS[status]), status)
        rows, columns = (drawn.any(axis=axis).nonzero()[0] for axis in (1, 0))
        box = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        filled[status], hollow[status] = box.mean(), not drawn[40, 40]
    assert filled[Status.MET] > filled[Status.MISSED] + 0.15
    assert hollow == {Status.MET: False, Status.MISSED: False, Status.UNSEEN: True}


def test_a_bone_of_no_length_is_no_error() -> None:
    """Two landmarks may fall on one pixel."""
    for look in LOOKS.values():
        draw_bone(_scene(), (50, 50), (50, 50), 4, look)
