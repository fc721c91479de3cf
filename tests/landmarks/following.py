"""The world of a follower, made up: its landmarkers, its searcher, and the pictures."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.builders import practitioner
from tests.frames.fakes import plain_image
from tests.landmarks.fakes import FakeEngine, FakePose
from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.landmarks.seeing.follow import Follower
    from vision.landmarks.seeing.search import Found
    from vision.landmarks.types import Landmarks

BODY: Final = practitioner("diamond")
ELSEWHERE: Final = replace(BODY, xy_px=BODY.xy_px + 200.0)
UPSIDE_DOWN: Final = replace(BODY, xyz_m=BODY.xyz_m * [1.0, -1.0, 1.0])
PATIENCE_S: Final = 10.0  # for another thread, which usually needs a thousandth of it


class FakeSearcher:
    """A searcher that answers as it is told to, and notes the times it was asked at."""

    def __init__(self, finds: Callable[[Frame], Found | None]) -> None:
        self._finds = finds
        self.asked: list[float] = []
        self.stopped = 0
        self.closed = 0

    def stop(self) -> None:
        """Count."""
        self.stopped += 1

    def search(self, frame: Frame) -> Found | None:
        """Note the picture, and answer."""
        assert not self.closed
        self.asked.append(frame.t_s)
        return self._finds(frame)

    def close(self) -> None:
        """Count."""
        self.closed += 1


class World:
    """What a follower has to do with: its landmarkers, its searcher, and the pictures.

    Attributes
    ----------
    sees
        What the usual landmarker finds.
    holds
        What the landmarkers find that are tried after a search.
    finds
        What a search finds.
    can_follow
        Whether those can go on from a body without searching for it.
    poses
        All landmarkers started, the usual one first.
    confidences
        How sure each of those has to be; None is the landmarker's own way.

    """

    def __init__(self) -> None:
        self.sees: Callable[[Frame], Landmarks | None] = lambda _: None
        self.holds: Callable[[Frame], Landmarks | None] = lambda _: None
        self.finds: Callable[[Frame], Found | None] = lambda _: None
        self.can_follow = False
        self.poses: list[FakePose] = []
        self.confidences: list[float | None] = []
        self.searcher = FakeSearcher(self._find)

    @property
    def engine(self) -> FakeEngine:
        """What starts its landmarkers."""
        return FakeEngine(Path("no.task"), starts=self.start)

    def start(self, *, min_confidence: float | None = None) -> FakePose:
        """Start a landmarker."""
        usual = not self.poses
        pose = FakePose(lambda frame: self.sees(frame) if usual else self.holds(frame))
        pose.can_follow = self.can_follow
        self.poses.append(pose)
        self.confidences.append(min_confidence)
        return pose

    def _find(self, frame: Frame) -> Found | None:
        """Ask anew each time, for a test may change its mind."""
        return self.finds(frame)

    @property
    def usual(self) -> FakePose:
        """The landmarker that was there from the start."""
        return self.poses[0]


def at(t_s: float) -> Frame:
    """Give a picture of a moment."""
    return Frame(plain_image(), t_s, round(t_s * 1000))


def moments(count: int, from_s: float = 0.0, step_s: float = 0.1) -> list[float]:
    """Give the times of consecutive pictures."""
    return [round(from_s + i * step_s, 6) for i in range(count)]


def watch(
    follower: Follower, times_s: Sequence[float], *, wait: bool = True
) -> list[Landmarks | None]:
    """Show pictures of these times; give what is seen in each."""
    return [follower.see(at(t_s), wait=wait) for t_s in times_s]


def first_seen(follower: Follower, from_s: float) -> Landmarks | None:
    """Show live pictures until a body is seen, as long as a test may last."""
    for t_s in moments(int(PATIENCE_S / 0.01), from_s, 0.01):
        if body := follower.see(at(t_s), wait=False):
            return body
        time.sleep(0.01)
    return None
