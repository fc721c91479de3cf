"""A follower of bodies in a world of the test's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.landmarks.following import World
from vision.landmarks.seeing import follow
from vision.landmarks.seeing.follow import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Give landmarkers and searchers of the test's."""
    made = World()
    monkeypatch.setattr(follow, "Searcher", lambda _: made.searcher)
    return made


@pytest.fixture
def follower(world: World) -> Iterator[Follower]:
    """Give a follower in that world, closed in the end."""
    assert not world.poses
    with Follower(world.engine) as started:
        yield started
