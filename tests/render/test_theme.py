from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from vision.criteria.model import Status
from vision.render.theme import DARK, DEEP_BLUE, LOOKS, PANEL_OPACITY, PLAIN, WHITE, Colour, Sizes

# Machado, Oliveira and Fernandes (2009), severity 1, for linear light (red, green, blue).
_SEEN_BY = {
    "full colour": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])


def _linear(colour: Colour) -> np.ndarray:
    share = np.array(colour[::-1]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(_TO_XYZ @ np.clip(linear, 0.0, 1.0))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _contrast(one: Colour, other: Colour) -> float:
    lights = sorted(float(_linear(colour) @ (0.2126, 0.7152, 0.0722)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("wall", [(0, 0, 0), (128, 128, 128), (255, 255, 255)])
def test_white_type_on_a_panel_is_readable_before_any_wall(wall: Colour) -> None:
    """The panel's blend with the lightest wall still leaves a contrast of 7 to 1."""
    blended = tuple(
        round(PANEL_OPACITY * dark + (1 - PANEL_OPACITY) * light)
        for dark, light in zip(DARK, wall, strict=True)
    )
    assert _contrast(WHITE, blended) >= 7


def test_white_type_in_the_breathing_disc_is_readable() -> None:
    """The disc's blue is dark enough for the phase written on it."""
    assert _contrast(WHITE, DEEP_BLUE) >= 7


@pytest.mark.parametrize("eyes", _SEEN_BY)
def test_the_answers_differ_in_colour_for_all_eyes(eyes: str) -> None:
    """A difference of 15 in CIE Lab is seen at a glance; 2 is the least that is seen at all."""
    seen = {status: _lab(_SEEN_BY[eyes] @ _linear(look.colour)) for status, look in LOOKS.items()}
    for one, other in combinations(Status, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


def test_the_answers_differ_without_any_colour() -> None:
    """Each answer has a shape and a stroke of its own, and a miss is the boldest."""
    looks = [*LOOKS.values(), PLAIN]
    assert len({look.shape for look in looks}) == len(looks)
    assert len({LOOKS[status].stroke for status in Status}) == len(Status)
    assert max(looks, key=lambda look: look.weight) is LOOKS[Status.MISSED]


def test_what_is_read_at_three_metres_has_the_size_for_it() -> None:
    """The main line, what there is to do, and all else but the keys."""
    sizes = Sizes.of(1280, 720)
    assert (sizes.main, sizes.detail, sizes.small) == (66, 45, 26)
