"""One body is followed, doubted where it cannot be one, and searched for where it is lost."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

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
from vision.frames.glance import Glance
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.follow import FORGET_AFTER_S, SEARCH_AFTER_S, SEARCH_EVERY_S, Follower
from vision.landmarks.seeing.search import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks


def test_a_plausible_body_passes_through(world: World, follower: Follower) -> None:
    """As it is, without a search."""
    world.sees = lambda _: BODY
    assert watch(follower, moments(30)) == [BODY] * 30
    assert world.searcher.asked == []
    assert world.usual.forgot == []
    assert len(world.poses) == 1


class TestDoubt:
    """Bodies that cannot be are hidden, and let go when they stay."""

    def looked(
        self,
        world: World,
        follower: Follower,
        bodies: Sequence[Landmarks | None],
        step_s: float = 0.1,
    ) -> tuple[list[bool], list[float]]:
        """Look at bodies in turn; tell which were shown, and when the landmarker had to forget."""
        each = iter(bodies)
        world.sees = lambda _: next(each)
        shown = watch(follower, moments(len(bodies), step_s=step_s))
        assert all(body is None or plausible(body) for body in shown)
        return [body is not None for body in shown], world.usual.forgot

    def test_the_bodies_made_up_here_are_what_they_are_meant_to_be(self) -> None:
        """One can be believed, the other cannot."""
        assert plausible(BODY)
        assert not plausible(UPSIDE_DOWN)

    def test_an_implausible_body_is_hidden(self, world: World, follower: Follower) -> None:
        """Nothing is judged on it, and one such picture is not yet a reason to search anew."""
        shown, forgot = self.looked(world, follower, [BODY, UPSIDE_DOWN, BODY])
        assert shown == [True, False, True]
        assert forgot == []

    def test_a_body_of_unknown_numbers_is_not_believed(
        self, world: World, follower: Follower
    ) -> None:
        """Where the landmarker gives no numbers, there is nobody."""
        blank = replace(BODY, xyz_m=np.full((33, 3), np.nan))
        assert self.looked(world, follower, [blank])[0] == [False]

    def test_one_that_stays_is_forgotten(self, world: World, follower: Follower) -> None:
        """After a second without a plausible body, and again after each further one."""
        shown, forgot = self.looked(world, follower, [BODY, *[UPSIDE_DOWN] * 25])
        assert shown == [True] + [False] * 25
        first_s = 0.1 + FORGET_AFTER_S
        assert forgot == pytest.approx([first_s, first_s + FORGET_AFTER_S + 0.1])

    def test_one_that_was_never_right_is_forgotten_too(
        self, world: World, follower: Follower
    ) -> None:
        """The first body found may be upside down: the second counts from then."""
        _, forgot = self.looked(world, follower, [None, None, *[UPSIDE_DOWN] * 12])
        assert forgot == pytest.approx([0.2 + FORGET_AFTER_S])

    def test_a_good_moment_starts_the_second_anew(self, world: World, follower: Follower) -> None:
        """A body that is right now and then is being followed well enough."""
        bodies = [*[UPSIDE_DOWN] * 8, BODY, *[UPSIDE_DOWN] * 8, BODY]
        assert self.looked(world, follower, bodies)[1] == []

    def test_nobody_starts_the_second_anew(self, world: World, follower: Follower) -> None:
        """Where the landmarker let go by itself, there is nothing to forget."""
        bodies = [*[UPSIDE_DOWN] * 8, None, *[UPSIDE_DOWN] * 8]
        assert self.looked(world, follower, bodies)[1] == []

    def test_the_second_is_one_of_time_not_of_pictures(
        self, world: World, follower: Follower
    ) -> None:
        """A slow camera is given as long as a fast one."""
        _, forgot = self.looked(world, follower, [UPSIDE_DOWN] * 4, step_s=0.4)
        assert forgot == pytest.approx([1.2])


class TestSearching:
    """When a body is searched for."""

    def test_nobody_is_searched_for_after_a_while_and_now_and_then(
        self, world: World, follower: Follower
    ) -> None:
        """No sooner, and not in every picture: it costs a second."""
        assert watch(follower, moments(120)) == [None] * 120
        first_s = SEARCH_AFTER_S
        assert world.searcher.asked == [first_s, first_s + SEARCH_EVERY_S, 9.0]

    @pytest.mark.parametrize("lost", [None, UPSIDE_DOWN])
    def test_the_while_begins_when_a_body_is_lost(
        self, world: World, follower: Follower, lost: Landmarks | None
    ) -> None:
        """Out of sight, or out of reason."""
        world.sees = lambda frame: BODY if frame.t_s < 2.0 else lost
        watch(follower, moments(35))
        assert world.searcher.asked == [2.0 + SEARCH_AFTER_S]

    def test_a_body_seen_now_and_then_is_not_searched_for(
        self, world: World, follower: Follower
    ) -> None:
        """It is only moving fast, or hidden by an arm."""
        world.sees = lambda frame: BODY if round(frame.t_s * 10) % 9 == 0 else None
        watch(follower, moments(100))
        assert world.searcher.asked == []

    def test_a_recording_waits_and_sees_the_body_at_once(
        self, world: World, follower: Follower
    ) -> None:
        """In the very picture it is found in, and from then on."""
        world.finds = lambda _: Found(BODY, Glance())
        world.holds = lambda frame: replace(BODY, t_s=frame.t_s)
        seen = watch(follower, moments(30))
        assert [body is not None for body in seen] == [False] * 10 + [True] * 20
        assert seen[10] is BODY
        assert [body.t_s for body in seen[11:] if body] == moments(19, 1.1)
        assert world.searcher.asked == [1.0]

    def test_a_recording_gives_the_same_always(self, world: World) -> None:
        """However long a search takes."""

        def replay(delay_s: float) -> list[Landmarks | None]:
            world.poses.clear()
            world.searcher.closed = 0
            found = Found(BODY, Glance())
            world.finds = lambda frame: time.sleep(delay_s) or (found if frame.t_s > 4 else None)
            with Follower(world.engine) as started:
                return watch(started, moments(80))

        world.holds = lambda frame: BODY if frame.t_s < 6.5 else None
        fast, slow = replay(0.0), replay(0.05)
        assert fast == slow
        assert [body is not None for body in fast] == [5.0 <= t < 6.5 for t in moments(80)]

    def test_live_pictures_do_not_wait(self, world: World, follower: Follower) -> None:
        """The search goes on beside them, and what it brings is taken when it is there."""
        asked, may_end = threading.Event(), threading.Event()

        def finds(_: Frame) -> Found:
            asked.set()
            assert may_end.wait(PATIENCE_S)
            return Found(ELSEWHERE, Glance())

        world.finds = finds
        world.holds = lambda _: ELSEWHERE
        assert watch(follower, moments(60), wait=False) == [None] * 60
        assert asked.wait(PATIENCE_S)
        assert len(world.usual.asked) == 60
        may_end.set()
        assert first_seen(follower, from_s=6.0) is ELSEWHERE
        assert world.searcher.asked == [SEARCH_AFTER_S]

    def test_a_body_that_comes_back_by_itself_is_followed_as_it_is_seen(
        self, world: World, follower: Follower
    ) -> None:
        """What the search brings then is late: a window, perhaps, that it has left since."""
        asked, may_end = threading.Event(), threading.Event()

        def finds(_: Frame) -> Found:
            asked.set()
            assert may_end.wait(PATIENCE_S)
            return Found(ELSEWHERE, Glance())

        world.finds = finds
        world.holds = lambda _: ELSEWHERE
        world.sees = lambda frame: BODY if frame.t_s > 1.5 else None
        seen = watch(follower, moments(30), wait=False)
        assert [body is BODY for body in seen] == [False] * 16 + [True] * 14
        assert asked.wait(PATIENCE_S)
        may_end.set()
        for t_s in moments(int(PATIENCE_S / 0.01), 3.0, 0.01):
            assert follower.see(at(t_s), wait=False) is BODY
            if len(world.poses) > 1 and world.poses[1].closed:
                break
            time.sleep(0.01)
        assert [pose.closed for pose in world.poses] == [0, 1]
