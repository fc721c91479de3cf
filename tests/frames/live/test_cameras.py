"""Which cameras there are, and one source that goes from one to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.frames.fakes import FakeSource, plain_frames
from vision.errors import FrameSourceError
from vision.frames.live.cameras import Camera, ChosenCamera, cameras
from vision.frames.source import Frame, Interruption

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THERE = [Camera(0, "Built-in"), Camera(2, "On the shelf"), Camera(5)]


def test_linux_tells_the_cameras_and_their_names(tmp_path: Path) -> None:
    """But not the further nodes of a camera, that give no pictures."""
    nodes = [(4, "Shelf\n", "0\n"), (0, "Built-in\n", "0\n"), (1, "Built-in", "1")]
    for number, name, index in nodes:
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        (folder / "name").write_text(name, encoding="utf-8")
        (folder / "index").write_text(index, encoding="utf-8")
    assert cameras(tmp_path, "linux") == [Camera(0, "Built-in"), Camera(4, "Shelf")]
    assert cameras(tmp_path / "none", "linux") == []
    assert [camera.number for camera in cameras(tmp_path, "win32")] == [0, 1, 2, 3]


class Clock:
    """Half a second goes by whenever it is read."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        """Return the time."""
        self.now_s += 0.5
        return self.now_s


def chosen(sources: dict[int, FakeSource]) -> ChosenCamera:
    """Return the first of some cameras."""
    return ChosenCamera(
        0, there=lambda: THERE, source_of=sources.__getitem__, clock=Clock(), pause=lambda _: None
    )


def broken() -> FakeSource:
    """Return a camera that gives no picture."""
    return FakeSource([], live=True, refuses=FrameSourceError("camera 2 gives no picture"))


@pytest.fixture
def live() -> Callable[[int], FakeSource]:
    """Give cameras of so many pictures."""
    return lambda count: FakeSource(plain_frames(count), live=True)


def test_the_next_camera_goes_on_where_the_last_was(live: Callable[[int], FakeSource]) -> None:
    """The one is closed, the other opened; times and numbers of pictures rise."""
    sources = {0: live(50), 2: live(4)}
    with chosen(sources) as source:
        assert source.told() == "Built-in, 1 of 3"
        arrivals = []
        for arrival in source:
            arrivals.append(arrival)
            if len(arrivals) == 3:
                source.switch()
        assert (source.number, source.told()) == (2, "On the shelf, 2 of 3")
    assert len(arrivals) == 7
    assert all(isinstance(arrival, Frame) for arrival in arrivals)
    times_s = [arrival.t_s for arrival in arrivals]
    assert times_s == sorted(set(times_s))
    assert [arrival.index for arrival in arrivals] == list(range(7))
    assert (sources[0].left, sources[2].entered, sources[2].left) == (1, 1, 1)


def test_a_camera_that_gives_nothing_is_passed_over(live: Callable[[int], FakeSource]) -> None:
    """It is told why; after the last one comes the first."""
    sources = {0: live(50), 2: broken(), 5: live(2)}
    with chosen(sources) as source:
        source.switch()
        arrivals = list(source)
        assert source.number == 5
    told = [arrival.reason for arrival in arrivals if isinstance(arrival, Interruption)]
    assert told == ["camera 2 gives no picture"]
    assert len(arrivals) == 1 + 1 + 2


def test_where_there_is_one_camera_there_is_nothing_to_choose() -> None:
    """So no key is told that would do nothing."""
    assert replace(THERE[0]).name == "Built-in"
    source = ChosenCamera(0, there=lambda: THERE[:1], source_of=lambda _: broken())
    assert source.told() == ""
