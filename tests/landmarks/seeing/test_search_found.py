"""Bodies whose joints are known are found in pictures of all kinds, and nobody in empty ones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose as posed
from benchmarks.practitioner.render import SIZE, project, render
from benchmarks.practitioner.scene import Camera, backdrop
from benchmarks.practitioner.truth import landmarks as true_landmarks
from benchmarks.practitioner.truth import measure as true_measures
from vision.frames.source import Frame
from vision.landmarks import skeleton as sk
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.search import Searcher
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def searcher(model: Path) -> Iterator[Searcher]:
    """Start one for all."""
    with Searcher(Engine(model)) as started:
        yield started


@lru_cache
def picture(name: str, distance_m: float = 3.1) -> NDArray[np.uint8]:
    """Render a posture, side-on."""
    return render(postures.NAMED[name](), Camera(distance_m=distance_m))


def quarter_turned(xy_px: NDArray[np.float64], times: int) -> NDArray[np.float64]:
    """Turn points of a picture of the usual size with it, anticlockwise."""
    width, height = SIZE
    for _ in range(times):
        xy_px = np.column_stack([xy_px[:, 1], width - xy_px[:, 0]])
        width, height = height, width
    return xy_px


TRUNK_AND_HEAD: Final = [*sk.SHOULDERS, *sk.HIPS, *sk.EARS]


def found(searcher: Searcher, image: NDArray[np.uint8]) -> Landmarks:
    """Find somebody who is there."""
    body = searcher.find(Frame(np.ascontiguousarray(image), 0.0, 0))
    assert body is not None
    return body


def test_a_body_is_found_where_it_is(searcher: Searcher) -> None:
    """The near side of it to a few pixels, with its outline."""
    body = found(searcher, picture("diamond"))
    truth_px = project(true_landmarks(posed(postures.diamond())))
    near = [joint[1] for joint in (sk.SHOULDERS, sk.HIPS, sk.KNEES, sk.ANKLES)]
    off_px = np.linalg.norm(body.xy_px - truth_px, axis=1)[near]
    assert off_px.max() < 0.03 * SIZE[0]
    assert body.silhouette is not None
    column, row = truth_px[sk.HIPS[1]].astype(int)
    assert body.silhouette.shape == SIZE[::-1]
    assert body.silhouette[row, column]


@pytest.mark.parametrize(("name", "times"), [("diamond", 1), ("diamond", 3), ("lying", 2)])
def test_a_turned_picture_is_the_same_body_turned(
    searcher: Searcher, name: str, times: int
) -> None:
    """As long as a person of the routine can lie so: nobody sits upside down."""
    as_it_is = found(searcher, picture(name))
    turned = found(searcher, np.rot90(picture(name), times))
    expected = quarter_turned(as_it_is.xy_px, times)[TRUNK_AND_HEAD]
    assert np.abs(turned.xy_px[TRUNK_AND_HEAD] - expected).max() < 15


def test_a_mirrored_picture_exchanges_the_sides(searcher: Searcher) -> None:
    """The near leg is the left one there, in the mirrored place."""
    there = found(searcher, picture("diamond")).xy_px
    body = found(searcher, picture("diamond")[:, ::-1])
    near, mirror = [sk.KNEES[1], sk.ANKLES[1]], [sk.KNEES[0], sk.ANKLES[0]]
    assert np.isfinite(there[near]).all()
    off_px = body.xy_px[mirror] - ([SIZE[0], 0.0] + there[near] * [-1.0, 1.0])
    assert np.abs(off_px).max() < 15


def test_a_small_body_is_found_that_one_look_misses(searcher: Searcher, model: Path) -> None:
    """Ten pixels from where it is, at most."""
    image = picture("diamond", 12.0)
    with Engine(model).start(tracking=False) as plain:
        assert plain.detect(Frame(image, 0.0, 0)) is None
    body = found(searcher, image)
    truth_px = project(true_landmarks(posed(postures.diamond())), Camera(distance_m=12.0))
    trunk = [*sk.SHOULDERS, *sk.HIPS]
    assert np.abs(body.xy_px[trunk] - truth_px[trunk]).max() < 10


def test_the_deepest_fold_is_found_with_its_trunk(searcher: Searcher) -> None:
    """Head on the shin, arms along the leg: what misleads a single look."""
    posture = postures.head_to_knee("left")
    body = body_from_landmarks(found(searcher, picture("head_to_knee_left")))
    tilt_deg = float(MEASURES["trunk_tilt_deg"].function(body))
    assert tilt_deg == pytest.approx(true_measures(posed(posture)).trunk_tilt_deg, abs=10)


def test_an_empty_room_holds_nobody(searcher: Searcher) -> None:
    """Nor does noise, though the model is asked to report what it is hardly sure of."""
    room = np.clip(backdrop(Camera(), SIZE).colour, 0, 255).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    for image in (room, noise):
        assert searcher.find(Frame(image, 0.0, 0)) is None
