"""Two people are told from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.end_to_end.films import pictures
from vision.app.settings import demo_clip
from vision.frames.source import Frame
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.consensus import Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    """Give one that is ready to look."""
    with Crowd(Engine(weights.ensure())) as ready:
        yield ready


@pytest.fixture(scope="module")
def kneeling() -> np.ndarray:
    """Give a picture of one person."""
    with demo_clip() as clip:
        return pictures(clip, 5.0, 5.1)[0]


def seen(crowd: Crowd, image_bgr: np.ndarray) -> bool:
    """Look at a picture."""
    return crowd.in_picture(Frame(np.ascontiguousarray(image_bgr), 0.0, 0))


def test_one_person_is_no_crowd(crowd: Crowd, kneeling: np.ndarray) -> None:
    """The usual case says nothing."""
    assert not seen(crowd, kneeling)


def test_two_people_are_one(crowd: Crowd, kneeling: np.ndarray) -> None:
    """On neighbouring mats, one turned the other way."""
    assert seen(crowd, np.hstack([kneeling, kneeling[:, ::-1]]))


def test_nobody_is_none(crowd: Crowd, kneeling: np.ndarray) -> None:
    """An empty room is empty."""
    assert not seen(crowd, np.full_like(kneeling, 90))
