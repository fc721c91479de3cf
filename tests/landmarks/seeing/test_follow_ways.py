"""How a body that was searched for is followed, what is freed, and what is heard of failures."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from tests.frames.fakes import plain_image
from tests.landmarks.following import (
    BODY,
    ELSEWHERE,
    PATIENCE_S,
    UPSIDE_DOWN,
    World,
    at,
    first_seen,
    moments,
    watch,
)
from vision.errors import LandmarkerError
from vision.frames.glance import Glance
from vision.frames.source import Frame
from vision.landmarks import skeleton as sk
from vision.landmarks.engines import Engine
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing import follow
from vision.landmarks.seeing.consensus import same_body
from vision.landmarks.seeing.follow import SEARCH_AFTER_S, Follower
from vision.landmarks.seeing.search import CONFIDENCE, Found, window_around

if TYPE_CHECKING:
    from pathlib import Path

    from tests.landmarks.fakes import FakePose
    from tests.landmarks.following import FakeSearcher
    from vision.landmarks.types import Landmarks


class TestWays:
    """How a body that was searched for is followed from there."""

    def test_a_way_is_kept_until_the_body_is_lost_again(
        self, world: World, follower: Follower
    ) -> None:
        """Then it is closed, and the usual one looks, and sees."""
        world.sees = lambda frame: BODY if frame.t_s >= 6.0 else None
        world.holds = lambda frame: ELSEWHERE if frame.t_s < 3.0 else None
        world.finds = lambda _: Found(ELSEWHERE, Glance())
        seen = watch(follower, moments(80))
        found = [(t_s, body) for t_s, body in zip(moments(80), seen, strict=True) if body]
        assert [t_s for t_s, body in found if body is ELSEWHERE] == moments(20, 1.0)
        assert [t_s for t_s, body in found if body is BODY] == moments(20, 6.0)
        _, way = world.poses[:2]
        assert way.closed == 1
        assert way.asked[-1].t_s == pytest.approx(3.0 + SEARCH_AFTER_S)
        looked_s = [frame.t_s for frame in world.usual.asked]
        assert looked_s == [*moments(11), *moments(39, 4.1)]
        assert world.usual.closed == 0

    def test_a_short_loss_does_not_end_a_way(self, world: World, follower: Follower) -> None:
        """It sees more than the usual one, which had lost the body."""
        world.holds = lambda frame: None if 2.0 <= frame.t_s < 2.9 else BODY
        world.finds = lambda _: Found(BODY, Glance())
        watch(follower, moments(60))
        assert len(world.poses) == 2
        assert world.poses[1].closed == 0
        assert world.searcher.asked == [1.0]

    def test_a_way_is_not_given_up_on_when_it_begins_with_a_loss(
        self, world: World, follower: Follower
    ) -> None:
        """The time from before the search does not count against it."""
        world.holds = lambda frame: None if 1.05 < frame.t_s < 1.75 else BODY
        world.finds = lambda _: Found(BODY, Glance())
        seen = watch(follower, moments(30))
        assert [body is not None for body in seen] == [False] * 10 + [True] + [False] * 7 + [
            True
        ] * 12
        assert [pose.closed for pose in world.poses] == [0, 0]

    @pytest.mark.parametrize("holds", [None, UPSIDE_DOWN, ELSEWHERE])
    def test_where_no_way_holds_the_body_nothing_changes(
        self, world: World, follower: Follower, holds: Landmarks | None
    ) -> None:
        """A body that is lost again at once, or is another one, is of no use."""
        world.finds = lambda _: Found(BODY, Glance())
        world.holds = lambda _: holds
        assert watch(follower, moments(30)) == [None] * 30
        assert len(world.usual.asked) == 30
        assert world.usual.closed == 0
        assert len(world.poses) > 2
        assert all(pose.closed == 1 for pose in world.poses[1:])

    def test_ways_are_tried_in_turn_until_one_holds(
        self, world: World, follower: Follower, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The whole picture as it was found, then windows; the surer landmarkers first."""
        tried: list[tuple[float | None, Glance]] = []
        right = Glance(90.0, window_px=window_around(BODY))

        def looked(pose: FakePose, _: Frame, glance: Glance) -> Landmarks | None:
            confidence = world.confidences[world.poses.index(pose)]
            if confidence is not None:
                tried.append((confidence, glance))
            return BODY if (confidence, glance) == (CONFIDENCE, right) else None

        monkeypatch.setattr(follow, "look", looked)
        world.finds = lambda _: Found(BODY, Glance(60.0))
        seen = watch(follower, moments(13))
        assert seen == [None] * 10 + [BODY] * 3
        window = window_around(BODY)
        turns_deg = (60.0, 0.0, 90.0, -90.0, 40.0, -40.0)
        every = [Glance(60.0), *(Glance(turn, window_px=window) for turn in turns_deg)]
        sure, unsure = ([glance for c, glance in tried if c == each] for each in (0.3, CONFIDENCE))
        assert sure == every
        assert unsure == [*every[:3], *[right] * 5]
        assert [pose.closed for pose in world.poses] == [0, 1, 0], "one for each confidence"

    def test_an_engine_that_can_goes_on_from_the_body(
        self, world: World, follower: Follower
    ) -> None:
        """In the picture as it is, however the search had turned it."""
        world.can_follow = True
        world.holds = lambda _: BODY
        world.finds = lambda _: Found(BODY, Glance(90.0))
        assert watch(follower, moments(13)) == [None] * 10 + [BODY] * 3
        _, way = world.poses
        assert way.followed == [BODY]
        assert way.forgot == []
        assert [frame.image_bgr.shape for frame in way.asked] == [plain_image().shape] * 5

    def test_a_way_that_holds_only_once_is_no_way(self, world: World, follower: Follower) -> None:
        """A landmarker that follows has to find the body in its own later looks too."""
        world.holds = lambda _: BODY if len(world.poses[-1].asked) < 3 else None
        world.finds = lambda _: Found(BODY, Glance())
        assert watch(follower, moments(11))[-1] is None
        assert all(pose.closed for pose in world.poses[1:])


class TestClosing:
    """What is freed, and when."""

    def test_all_landmarkers_and_the_searcher_are_freed(self, world: World) -> None:
        """Twice is no harm."""
        world.finds = lambda _: Found(BODY, Glance())
        world.holds = lambda _: BODY
        follower = Follower(world.engine)
        watch(follower, moments(12))
        follower.close()
        assert len(world.poses) == 2
        assert all(pose.closed for pose in world.poses)
        assert world.searcher.closed
        follower.close()

    def test_without_a_search_there_is_no_searcher(self, world: World) -> None:
        """It would cost a model that nobody needs."""
        with Follower(world.engine) as follower:
            watch(follower, moments(5))
        assert world.searcher.closed == 0
        assert world.usual.closed == 1

    def test_a_search_under_way_is_waited_for(self, world: World) -> None:
        """No model is freed while it is in use, and what the search brings is freed too."""
        asked, may_end = threading.Event(), threading.Event()

        def finds(_: Frame) -> Found:
            asked.set()
            assert may_end.wait(PATIENCE_S)
            assert world.searcher.closed == 0
            return Found(BODY, Glance())

        world.finds = finds
        world.holds = lambda _: BODY
        with Follower(world.engine) as follower:
            watch(follower, moments(15), wait=False)
            assert asked.wait(PATIENCE_S)
            timer = threading.Timer(0.05, may_end.set)
            timer.start()
        timer.join()
        assert len(world.poses) == 2
        assert [pose.closed for pose in world.poses] == [1, 1]
        assert world.searcher.stopped == 1
        assert world.searcher.closed == 1


class TestErrors:
    """What fails is heard of."""

    def fail(self, frame: Frame) -> Found | None:
        """Fail as a landmarker does."""
        raise LandmarkerError(f"the landmarker failed on the picture at {frame.t_s} s")

    def test_one_of_the_usual_landmarker(self, world: World, follower: Follower) -> None:
        """In the picture it is about."""
        world.sees = self.fail  # type: ignore[assignment]
        with pytest.raises(LandmarkerError, match=r"at 0\.3 s"):
            follower.see(at(0.3), wait=True)

    def test_one_of_a_search_that_is_waited_for(self, world: World, follower: Follower) -> None:
        """At once, and once."""
        world.finds = self.fail
        with pytest.raises(LandmarkerError, match=r"at 1\.0 s"):
            watch(follower, moments(15))
        world.finds = lambda _: None
        assert watch(follower, moments(60, 2.0)) == [None] * 60
        assert len(world.searcher.asked) == 2

    def test_one_of_a_search_beside_live_pictures(self, world: World, follower: Follower) -> None:
        """In one of the next pictures."""
        world.finds = self.fail
        with pytest.raises(LandmarkerError, match=r"at 1\.0 s"):
            first_seen(follower, from_s=0.0)

    def test_one_that_nobody_has_heard_of_yet(self, world: World) -> None:
        """On closing, when everything has been freed nevertheless."""
        asked, may_end = threading.Event(), threading.Event()

        def finds(frame: Frame) -> Found | None:
            asked.set()
            assert may_end.wait(PATIENCE_S)
            return self.fail(frame)

        world.finds = finds
        follower = Follower(world.engine)
        watch(follower, moments(11), wait=False)
        assert asked.wait(PATIENCE_S)
        may_end.set()
        with pytest.raises(LandmarkerError):
            follower.close()
        assert world.usual.closed
        assert world.searcher.closed
        follower.close()

    def test_a_searcher_that_cannot_start(
        self, world: World, follower: Follower, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its model may have been taken away meanwhile."""
        assert world.usual.closed == 0

        def start(_: Engine) -> FakeSearcher:
            raise LandmarkerError("cannot read the model")

        monkeypatch.setattr(follow, "Searcher", start)
        with pytest.raises(LandmarkerError, match="cannot read"):
            watch(follower, moments(15))


@pytest.mark.model
class TestModel:
    """The landmarker itself."""

    def test_a_body_the_landmarker_misses_is_found_and_followed(
        self, model: Path, engine: str
    ) -> None:
        """Far away: never found by looking once more."""
        image = render(postures.diamond(), Camera(distance_m=12.0))
        frames = [Frame(image, t_s, i) for i, t_s in enumerate(moments(8, step_s=0.25))]
        with Engine(model, engine).start() as plain:
            assert [plain.detect(frame) for frame in frames] == [None] * 8
        with Follower(Engine(model, engine)) as follower:
            seen = [follower.see(frame, wait=True) for frame in frames]
        assert [body is not None for body in seen] == [t >= 1.0 for t in moments(8, step_s=0.25)]
        first, *others = (body for body in seen if body is not None)
        assert plausible(first)
        assert all(same_body(first, body) for body in others)
        hips_px = first.xy_px[list(sk.HIPS)]
        assert np.isfinite(hips_px).all()

    def test_a_closed_one_sees_nothing_more(self, model: Path) -> None:
        """And says so."""
        follower = Follower(Engine(model))
        follower.close()
        follower.close()
        with pytest.raises(LandmarkerError, match="closed"):
            follower.see(at(0.0), wait=True)
