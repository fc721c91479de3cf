"""Pictures are looked at in order, without delay where they are live."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import practitioner
from tests.frames.fakes import FakeSource, plain_frames
from vision.app import loop
from vision.app.loop import Seen, Watcher
from vision.errors import LandmarkerError
from vision.frames.source import Interruption
from vision.landmarks.engines import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from vision.frames.source import Arrival, Frame
    from vision.landmarks.types import Landmarks

BODY = practitioner("diamond", silhouette=False)
PATIENCE_S = 10.0  # for another thread, which usually needs a thousandth of it


class FakeFollower:
    """A follower that answers as it is told to.

    Parameters
    ----------
    sees
        What it sees in a picture.

    """

    def __init__(self, sees: Callable[[Frame], Landmarks | None]) -> None:
        self._sees = sees
        self.asked: list[float] = []
        self.waits: set[bool] = set()
        self.threads: set[str] = set()
        self.opened = self.closed = 0

    def open(self) -> FakeFollower:
        """Count, and return self."""
        self.opened += 1
        return self

    def see(self, frame: Frame, *, wait: bool) -> Landmarks | None:
        """Note the picture, and answer."""
        assert self.opened > self.closed
        self.asked.append(frame.t_s)
        self.waits.add(wait)
        self.threads.add(threading.current_thread().name)
        return self._sees(frame)

    def close(self) -> None:
        """Count."""
        self.closed += 1


class HeldSource(FakeSource):
    """A source whose second picture is long in coming, until it is released."""

    def __init__(self, arrivals: Sequence[Arrival], *, live: bool) -> None:
        super().__init__(arrivals, live=live)
        self.released = threading.Event()

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what was given."""
        for index, arrival in enumerate(super().__iter__()):
            assert index == 0 or self.released.wait(PATIENCE_S)
            yield arrival


@pytest.fixture
def open_watcher(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Callable[[Frame], Landmarks | None]], tuple[Watcher, FakeFollower]]:
    """Give a maker of watchers with a follower of the test's."""

    def make(sees: Callable[[Frame], Landmarks | None]) -> tuple[Watcher, FakeFollower]:
        follower = FakeFollower(sees)
        monkeypatch.setattr(loop, "Follower", lambda _: follower.open())
        return Watcher(Engine(tmp_path / "model.task")), follower

    return make


@pytest.mark.parametrize("live", [True, False])
def test_every_picture_comes_out_once_and_in_order(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]], *, live: bool
) -> None:
    """Each with what was seen in it, whatever the kind of source."""
    frames = plain_frames(7)
    watcher, follower = open_watcher(lambda frame: replace(BODY, t_s=frame.t_s))
    with watcher:
        seen = list(watcher.watch(FakeSource(frames, live=live)))
    assert [each.frame for each in seen] == frames
    assert [each.landmarks.t_s for each in seen] == [frame.t_s for frame in frames]
    assert follower.asked == [frame.t_s for frame in frames]


@pytest.mark.parametrize("live", [True, False])
def test_a_picture_is_not_delayed(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]], *, live: bool
) -> None:
    """It is handed on while the next one, which may be long in coming, is waited for."""
    watcher, _ = open_watcher(lambda _: BODY)
    source = HeldSource(plain_frames(3), live=live)
    with watcher:
        taken = watcher.watch(source)
        assert next(taken).frame.index == 0
        source.released.set()
        assert [each.frame.index for each in taken] == [1, 2]


@pytest.mark.parametrize(("live", "ahead"), [(True, 1), (False, 2)])
def test_the_next_picture_is_looked_at_while_one_is_used(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]], *, live: bool, ahead: int
) -> None:
    """And no more than that: live pictures would age, and a recording that is paused waits."""
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        next(watcher.watch(FakeSource(plain_frames(9), live=live)))
        until_s = time.monotonic() + PATIENCE_S
        while len(follower.asked) < 1 + ahead and time.monotonic() < until_s:
            time.sleep(0.01)
        time.sleep(0.1)
        assert len(follower.asked) == 1 + ahead


def test_interruptions_pass_at_once(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """In their place between the pictures, without being looked at."""
    first, last = plain_frames(2)
    gone = Interruption(0.05, "the camera is gone")
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        passed = list(watcher.watch(FakeSource([first, gone, last], live=True)))
    assert passed == [Seen(first, BODY), gone, Seen(last, BODY)]
    assert len(follower.asked) == 2


def test_an_empty_source_gives_nothing(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """Neither pictures nor an error."""
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        assert list(watcher.watch(FakeSource([]))) == []
    assert follower.closed == 1


def test_nobody_is_nobody(open_watcher: Callable[..., tuple[Watcher, FakeFollower]]) -> None:
    """A picture without a person still comes out."""
    frames = plain_frames(2)
    watcher, _ = open_watcher(lambda _: None)
    with watcher:
        assert list(watcher.watch(FakeSource(frames))) == [Seen(frame, None) for frame in frames]


def test_a_failing_landmarker_is_replaced(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """The person is told in the picture's place, and the next picture is looked at anew."""

    def fail(frame: Frame) -> Landmarks | None:
        if frame.index == 1:
            raise RuntimeError("the network is gone")
        return BODY

    watcher, follower = open_watcher(fail)
    frames = plain_frames(3)
    with watcher:
        first, told, last = watcher.watch(FakeSource(frames))
        assert (follower.opened, follower.closed) == (2, 1)
    assert (first, last) == (Seen(frames[0], BODY), Seen(frames[2], BODY))
    assert told == Interruption(frames[1].t_s, "I could not look at a picture; I am trying again")
    assert follower.closed == 2


def test_a_landmarker_that_fails_on_every_picture_is_heard_of(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """Trying for ever would be no practice: after some pictures the reason comes out."""

    def fail(_: Frame) -> Landmarks | None:
        raise RuntimeError("the network is gone")

    watcher, follower = open_watcher(fail)
    with watcher:
        taken = watcher.watch(FakeSource(plain_frames(9)))
        told = [next(taken) for _ in range(4)]
        with pytest.raises(LandmarkerError, match=r"again and again \(RuntimeError: the network"):
            next(taken)
    assert all(isinstance(each, Interruption) for each in told)
    assert follower.opened == follower.closed


def test_what_fails_in_closing_is_passed_over(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a search under way at the end; the summary of the practice is still to come."""

    def fail() -> None:
        raise LandmarkerError("the search failed")

    watcher, follower = open_watcher(lambda _: BODY)
    monkeypatch.setattr(follower, "close", fail)
    with watcher:
        assert len(list(watcher.watch(FakeSource(plain_frames(2))))) == 2


def test_leaving_early_waits_for_the_picture_at_hand(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """The model is never freed under a picture that is still being looked at."""
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        next(watcher.watch(FakeSource(plain_frames(9))))
    assert follower.closed == 1
    assert len(follower.asked) <= 3


@pytest.mark.parametrize("live", [True, False])
def test_only_a_recording_waits_for_a_search(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]], *, live: bool
) -> None:
    """So that it gives the same each time; a camera's pictures would be missed meanwhile."""
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        list(watcher.watch(FakeSource(plain_frames(4), live=live)))
    assert follower.waits == {not live}


def test_all_pictures_are_looked_at_in_one_thread_beside_this_one(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """Which is free to decode, measure and draw."""
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        list(watcher.watch(FakeSource(plain_frames(5))))
        list(watcher.watch(FakeSource(plain_frames(5), live=True)))
    (thread,) = follower.threads
    assert thread.startswith("landmarker")


def test_threads_change_quickly_while_a_watcher_is_open_and_not_after(
    open_watcher: Callable[..., tuple[Watcher, FakeFollower]],
) -> None:
    """The landmarker's needs the interpreter for moments only, and must not wait long for it."""
    before_s = sys.getswitchinterval()
    watcher, follower = open_watcher(lambda _: BODY)
    with watcher:
        assert sys.getswitchinterval() < before_s / 5
    assert sys.getswitchinterval() == pytest.approx(before_s)
    assert follower.closed == 1


def test_the_follower_is_given_the_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The one the watcher was opened with."""
    given: list[Engine] = []
    monkeypatch.setattr(loop, "Follower", lambda m: given.append(m) or FakeFollower(lambda _: None))
    with Watcher(Engine(tmp_path / "model.task")):
        pass
    assert given == [Engine(tmp_path / "model.task")]
