"""Every engine, and a follower of bodies in a world of the test's."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import pytest

from tests.landmarks.following import World
from vision.landmarks.engines import LITERT, MEDIAPIPE
from vision.landmarks.seeing import follow
from vision.landmarks.seeing.follow import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator


NO_LITERT: Final = pytest.mark.skipif(not find_spec("ai_edge_litert"), reason="no wheel of LiteRT")


@pytest.fixture(params=[MEDIAPIPE, pytest.param(LITERT, marks=NO_LITERT)])
def engine(request: pytest.FixtureRequest) -> str:
    """Name an engine."""
    return str(request.param)


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
