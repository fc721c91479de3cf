"""How a picture is turned is told by the long lines of the room, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from vision.frames.level import EVERY_S, LATER_EVERY_S, Level, lean_of
from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = (640, 360)
UPRIGHTS = [((x, 30.0), (x, 330.0)) for x in (60.0, 95.0, 420.0, 560.0)]
LEVELS = [((40.0, y), (600.0, y)) for y in (60.0, 190.0, 330.0)]


def room(lines: Iterable[tuple[tuple[float, float], ...]], roll_deg: float = 0.0) -> Frame:
    """Return a picture of some lines, turned clockwise about its middle."""
    image = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
    turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), -roll_deg, 1.0)
    for ends in lines:
        start, end = (turn @ [*end, 1.0] for end in ends)
        points = [tuple(round(16 * p) for p in point) for point in (start, end)]
        cv2.line(image, points[0], points[1], (90, 90, 90), 5, cv2.LINE_AA, 4)
    return Frame(image, 0.0, 0)


@pytest.mark.parametrize("roll_deg", [-6.0, -2.3, 0.0, 4.1])
def test_uprights_tell_the_roll(roll_deg: float) -> None:
    """Clockwise is to the right, as the vertical leans."""
    lean = lean_of(room(UPRIGHTS, roll_deg), None)
    assert lean is not None
    assert lean.at_deg(0.5) == pytest.approx(roll_deg, abs=0.3)


@pytest.mark.parametrize("roll_deg", [-3.0, 0.0, 2.5])
def test_parallel_levels_tell_it_too(roll_deg: float) -> None:
    """Where they look parallel from the top of the picture to its bottom."""
    lean = lean_of(room(LEVELS, roll_deg), None)
    assert lean is not None
    assert lean.middle_deg == pytest.approx(roll_deg, abs=0.3)


def test_uprights_that_converge_lean_where_the_body_is() -> None:
    """A camera that looks down sees them lean outward."""
    fan = [((x, 330.0), (320.0 + 1.06 * (x - 320.0), 30.0)) for x in (50.0, 180.0, 470.0, 600.0)]
    lean = lean_of(room(fan), None)
    assert lean is not None
    assert lean.at_deg(0.5) == pytest.approx(0.0, abs=0.5)
    assert lean.at_deg(560.0 / 640.0) == pytest.approx(2.7, abs=0.6)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [((40.0, 190.0), (600.0, 170.0))],  # one skirting board, of a wall that runs away
        [((40.0, 60.0 + 100 * n), (600.0, 60.0 + 80 * n)) for n in range(3)],  # floorboards
        [((300.0, 200.0), (304.0, 330.0))],  # a leg of a chair
        [((40.0, y), (600.0, y + 70.0)) for y in (60.0, 160.0, 260.0)],  # a slope
        [((x, 30.0), (x + 15.0 * n, 330.0)) for n, x in enumerate((60, 300, 200, 500, 400))],
    ],
)
def test_lines_that_do_not_agree_tell_nothing(
    lines: list[tuple[tuple[float, float], ...]],
) -> None:
    """A wrong vertical is worse than none."""
    assert lean_of(room(lines), None) is None


def test_the_person_is_no_part_of_the_room() -> None:
    """Trousers have seams, and arms are straight."""
    silhouette = np.zeros((180, 320), np.uint8)
    silhouette[:, 10:300] = 1
    assert lean_of(room(UPRIGHTS, 3.0), silhouette) is None


def lean_deg(level: Level, frame: Frame, t_s: float) -> float | None:
    """Return how the vertical leans in the middle, when a picture comes at a time."""
    lean = level.update(replace(frame, t_s=t_s), None)
    return lean and lean.middle_deg


def test_it_is_known_once_two_looks_agree() -> None:
    """And stays so where a picture in between shows nothing."""
    level, frame = Level(), room(UPRIGHTS, 3.0)
    assert lean_deg(level, frame, 0.0) is None
    assert lean_deg(level, frame, EVERY_S) == pytest.approx(3.0, abs=0.3)
    assert lean_deg(level, room([]), 5.0) == pytest.approx(3.0, abs=0.3)


def test_a_camera_that_was_moved_is_followed() -> None:
    """In between nothing is known: looks that do not agree tell nothing."""
    level = Level()
    found = [
        lean_deg(level, room(UPRIGHTS, roll_deg), start_s + LATER_EVERY_S * n)
        for roll_deg, start_s in ((3.0, 0.0), (-2.0, 100.0))
        for n in range(6)
    ]
    assert found[5] == pytest.approx(3.0, abs=0.3)
    assert found[6] is None
    assert found[-1] == pytest.approx(-2.0, abs=0.3)
