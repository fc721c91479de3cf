"""The moving pictures: found by name, the same at the same time, whatever was asked before."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from vision.render.pictures.film import Film, film, film_bytes, film_name
from vision.session.snapshot import Way


def _fresh(name: str) -> Film:
    data = film_bytes(name)
    assert data is not None
    return Film(data)


@pytest.mark.parametrize(
    ("way", "criterion", "name"),
    [
        (Way("hero"), "", "hero"),
        (Way("head_to_knee", "left"), "", "head_to_knee.left"),
        (Way("head_to_knee", "left", easier=True), "", "head_to_knee.left.easier"),
        (Way("diamond", None, easier=True), "back_straight", "diamond.back_straight"),
    ],
)
def test_a_picture_is_called_after_what_it_shows(way: Way, criterion: str, name: str) -> None:
    """After the pose, the leg, and the easier way or what is put right."""
    assert film_name(way, criterion) == name


def test_a_pose_without_a_picture_has_none() -> None:
    """An own pose needs no picture."""
    assert film("a_pose_of_mine") is None


def test_a_frame_depends_on_the_time_alone() -> None:
    """Asked for backwards, or by jumping about, a picture shows what it shows going forward."""
    picture, again = _fresh("diamond"), _fresh("diamond")
    times_s = [0.0, 0.3, 1.7, 4.2, 8.0]
    forward = {t_s: picture.at(t_s, (240, 160)) for t_s in times_s}
    for t_s in (4.2, 0.3, 8.0, 0.0, 1.7):
        np.testing.assert_array_equal(again.at(t_s, (240, 160)), forward[t_s])
    assert not np.array_equal(forward[0.0], forward[4.2])


def test_it_goes_round() -> None:
    """After its end it begins again; a time before its beginning is one before an end."""
    picture = _fresh("diamond")
    first = picture.at(0.5, (180, 120))
    np.testing.assert_array_equal(picture.at(0.5 + 3 * picture.duration_s, (180, 120)), first)
    np.testing.assert_array_equal(picture.at(0.5 - picture.duration_s, (180, 120)), first)


def test_it_comes_in_the_width_asked_for() -> None:
    """And in its own shape."""
    picture = _fresh("diamond")
    assert picture.at(1.0, (360, 240)).shape == (240, 360, 3)
    assert picture.at(1.0, (900, 600)).shape == (600, 900, 3)


def test_a_loop_has_no_jump() -> None:
    """From the last frame to the first, no more changes than from one frame to the next."""
    picture = _fresh("diamond")
    count = round(picture.duration_s * 12)
    frames = [picture.at(index / 12, (360, 240)).astype(np.float32) for index in range(count)]
    steps = [float(np.abs(a - b).mean()) for a, b in pairwise(frames)]
    assert float(np.abs(frames[-1] - frames[0]).mean()) <= max(steps)
