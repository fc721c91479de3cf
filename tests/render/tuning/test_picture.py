"""The picture a teacher tunes by."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import practitioner, stick
from tests.render import builders
from vision.criteria.model import Kind, Status
from vision.landmarks import skeleton as sk
from vision.measure.catalog import bones_in
from vision.render.theme import BLUISH_GREEN, GREY, ORANGE, SKY_BLUE, TRACK
from vision.render.tuning.picture import plain_ground, tuned_picture


def has(image: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Return how many pixels of a picture have a colour."""
    return int((image == colour).all(axis=-1).sum())


def grey(width: int, height: int) -> np.ndarray:
    """Return an even picture."""
    return np.full((height, width, 3), 77, np.uint8)


@pytest.mark.parametrize(
    ("size", "shown"),
    [((848, 480), (543, 960)), ((960, 540), (540, 960)), ((2160, 3840), (960, 540))],
)
def test_the_long_side_is_960(size: tuple[int, int], shown: tuple[int, int]) -> None:
    """Small pictures grow and large ones shrink, in their proportions; the picture itself stays."""
    image = grey(*size)
    image.flags.writeable = False
    picture = tuned_picture(image, builders.kneeling(*size), bones_in)
    assert picture.shape == (*shown, 3)
    assert not (picture == 77).all()
    assert tuned_picture(image, None, bones_in).shape == (*shown, 3)
    assert (tuned_picture(image, None, bones_in) == 77).all()


@pytest.mark.parametrize(
    ("status", "colour"),
    [(Status.MET, BLUISH_GREEN), (Status.MISSED, ORANGE), (Status.UNSEEN, GREY)],
)
@pytest.mark.parametrize("kind", Kind)
def test_the_bones_of_the_criterion_have_the_colour_of_its_answer(
    status: Status, colour: tuple[int, int, int], kind: Kind
) -> None:
    """Also where it is of depth, which a person who practises is not shown before it is reached."""
    body = builders.kneeling(960, 540)
    plain = tuned_picture(grey(960, 540), body, bones_in)
    told = tuned_picture(
        grey(960, 540), body, bones_in, verdicts=[builders.verdict("back_bow", status, kind)]
    )
    assert has(told, colour) > has(plain, colour) + 100


def test_what_is_unseen_is_not_drawn() -> None:
    """A body of which nothing is seen leaves the picture as it was."""
    picture = tuned_picture(grey(960, 540), builders.kneeling(960, 540, hidden=range(33)), bones_in)
    assert (picture == 77).all()


def test_the_outline_is_drawn_around_the_person() -> None:
    """It goes before the edge of the back, which is part of it."""
    seen = practitioner("diamond", hide_far=True)
    assert seen.silhouette is not None
    edge_px = np.array([[10.0, 10.0], [10.0, 470.0]])
    picture = tuned_picture(grey(848, 480), seen, bones_in, seen.silhouette, edge_px)
    y_px, x_px = np.nonzero((picture == SKY_BLUE).all(axis=-1))
    rows, columns = np.nonzero(seen.silhouette)
    scale = 960 / 848
    assert x_px.min() == pytest.approx(columns.min() * scale, abs=6)
    assert y_px.max() == pytest.approx(rows.max() * scale, abs=6)


def test_without_an_outline_the_edge_of_the_back_is_drawn() -> None:
    """In the pixels of the body, wherever the picture is larger."""
    body = builders.kneeling(480, 270)
    edge_px = np.array([[100.0, 50.0], [100.0, 200.0]])
    picture = tuned_picture(grey(960, 540), body, bones_in, edge_px=edge_px)
    y_px, x_px = np.nonzero((picture == SKY_BLUE).all(axis=-1))
    assert x_px == pytest.approx(200, abs=4)
    assert (y_px.min(), y_px.max()) == pytest.approx((100, 400), abs=6)


def test_the_ground_has_the_proportions_of_the_picture_and_a_head() -> None:
    """Where the body's head is; nothing else is on it."""
    body = stick(hip_px=(400.0, 300.0))
    ground = plain_ground((848, 480), body)
    assert ground.shape == (543, 960, 3)
    y_px, x_px = np.nonzero((ground == TRACK).all(axis=-1))
    ear = body.xy_px[sk.EARS[1]] * 960 / 848
    assert np.hypot(x_px.mean() - ear[0], y_px.mean() - ear[1]) < 25
    assert np.unique(plain_ground((480, 848), None).reshape(-1, 3), axis=0).shape == (1, 3)


@pytest.mark.parametrize("hidden", [(sk.Landmark.NOSE, *sk.EARS), sk.HIPS, range(33)])
def test_a_head_is_only_drawn_where_it_is_known(hidden: tuple[int, ...]) -> None:
    """It has its place from the face and its size from the trunk."""
    ground = plain_ground((848, 480), stick(hidden=hidden))
    assert has(ground, TRACK) == 0
