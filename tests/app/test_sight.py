"""Pictures are looked at in order, without delay where they are live, and bodies are doubted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import practitioner
from tests.frames.fakes import FakeSource, plain_frames, plain_image
from vision.app import sight
from vision.app.sight import FORGET_AFTER_S, Eye, Sight
from vision.errors import LandmarkerError
from vision.frames.source import Frame, Interruption
from vision.landmarks.plausibility import plausible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from vision.frames.source import Arrival
    from vision.landmarks.types import Landmarks

BODY = practitioner("diamond", silhouette=False)
UPSIDE_DOWN = replace(BODY, xyz_m=BODY.xyz_m * [1.0, -1.0, 1.0])


class FakePose:
    """A landmarker that answers as it is told to.

    Parameters
    ----------
    sees
        What it finds in a picture.

    """

    def __init__(self, sees: Callable[[Frame], Landmarks | None]) -> None:
        self._sees = sees
        self.asked: list[float] = []
        self.forgot: list[float] = []
        self.closed = 0

    def detect(self, frame: Frame) -> Landmarks | None:
        """Note the picture, and answer."""
        assert not self.closed
        self.asked.append(frame.t_s)
        return self._sees(frame)

    def forget(self) -> None:
        """Note which picture it was told to forget after."""
        self.forgot.append(self.asked[-1])

    def close(self) -> None:
        """Count."""
        self.closed += 1


class NotedSource(FakeSource):
    """A source that notes when it is asked for a picture."""

    def __init__(self, arrivals: Sequence[Arrival], notes: list[str], *, live: bool) -> None:
        super().__init__(arrivals, live=live)
        self._notes = notes

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what was given."""
        for index, arrival in enumerate(super().__iter__()):
            self._notes.append(f"give {index}")
            yield arrival


@pytest.fixture
def open_eye(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Callable[[Frame], Landmarks | None]], tuple[Eye, FakePose]]:
    """Give a maker of eyes with a landmarker of the test's."""

    def make(sees: Callable[[Frame], Landmarks | None]) -> tuple[Eye, FakePose]:
        pose = FakePose(sees)
        monkeypatch.setattr(sight, "BlazePose", lambda _: pose)
        return Eye(tmp_path / "model.task"), pose

    return make


def test_the_bodies_made_up_here_are_what_they_are_meant_to_be() -> None:
    """One can be believed, the other cannot."""
    assert plausible(BODY)
    assert not plausible(UPSIDE_DOWN)


@pytest.mark.parametrize("live", [True, False])
def test_every_picture_comes_out_once_and_in_order(
    open_eye: Callable[..., tuple[Eye, FakePose]], *, live: bool
) -> None:
    """Each with what was seen in it, whatever the kind of source."""
    frames = plain_frames(7)
    eye, pose = open_eye(lambda frame: replace(BODY, t_s=frame.t_s))
    with eye:
        seen = list(eye.sights(FakeSource(frames, live=live)))
    assert [each.frame for each in seen] == frames
    assert [each.landmarks.t_s for each in seen] == [frame.t_s for frame in frames]
    assert pose.asked == [frame.t_s for frame in frames]


def test_a_live_picture_is_not_delayed(open_eye: Callable[..., tuple[Eye, FakePose]]) -> None:
    """It is handed on before the next one is asked for, which may be long in coming."""
    notes: list[str] = []
    eye, _ = open_eye(lambda _: BODY)
    with eye:
        taken = eye.sights(NotedSource(plain_frames(3), notes, live=True))
        notes.extend(f"take {each.frame.index}" for each in taken)
    assert notes == ["give 0", "take 0", "give 1", "take 1", "give 2", "take 2"]


def test_a_recording_is_looked_at_one_picture_ahead(
    open_eye: Callable[..., tuple[Eye, FakePose]],
) -> None:
    """While one picture is drawn and judged, the next is being looked at already."""
    notes: list[str] = []
    eye, pose = open_eye(lambda _: BODY)
    with eye:
        taken = eye.sights(NotedSource(plain_frames(3), notes, live=False))
        notes.extend(f"take {each.frame.index}" for each in taken)
    assert notes == ["give 0", "give 1", "take 0", "give 2", "take 1", "take 2"]
    assert len(pose.asked) == 3


def test_interruptions_pass_at_once(open_eye: Callable[..., tuple[Eye, FakePose]]) -> None:
    """In their place between the pictures, without being looked at."""
    first, last = plain_frames(2)
    gone = Interruption(0.05, "the camera is gone")
    eye, pose = open_eye(lambda _: BODY)
    with eye:
        passed = list(eye.sights(FakeSource([first, gone, last], live=True)))
    assert passed == [Sight(first, BODY), gone, Sight(last, BODY)]
    assert len(pose.asked) == 2


def test_an_empty_source_gives_nothing(open_eye: Callable[..., tuple[Eye, FakePose]]) -> None:
    """Neither pictures nor an error."""
    eye, pose = open_eye(lambda _: BODY)
    with eye:
        assert list(eye.sights(FakeSource([]))) == []
    assert pose.closed == 1


def test_nobody_is_nobody(open_eye: Callable[..., tuple[Eye, FakePose]]) -> None:
    """A picture without a person still comes out."""
    frames = plain_frames(2)
    eye, _ = open_eye(lambda _: None)
    with eye:
        assert list(eye.sights(FakeSource(frames))) == [Sight(frame, None) for frame in frames]


def test_a_failing_landmarker_is_heard_of(open_eye: Callable[..., tuple[Eye, FakePose]]) -> None:
    """Its error comes out where the picture's turn was, and everything is closed."""

    def fail(frame: Frame) -> Landmarks | None:
        if frame.index == 1:
            raise LandmarkerError("the landmarker failed")
        return BODY

    eye, pose = open_eye(fail)
    with eye:
        sights = eye.sights(FakeSource(plain_frames(3)))
        assert next(sights).frame.index == 0
        with pytest.raises(LandmarkerError):
            next(sights)
    assert pose.closed == 1


def test_leaving_early_waits_for_the_picture_at_hand(
    open_eye: Callable[..., tuple[Eye, FakePose]],
) -> None:
    """The model is never freed under a picture that is still being looked at."""
    eye, pose = open_eye(lambda _: BODY)
    with eye:
        next(eye.sights(FakeSource(plain_frames(9))))
    assert pose.closed == 1
    assert len(pose.asked) <= 3


class TestDoubt:
    """Bodies that cannot be are hidden, and let go when they stay."""

    def look(
        self,
        open_eye: Callable[..., tuple[Eye, FakePose]],
        bodies: Sequence[Landmarks | None],
        step_s: float = 0.1,
    ) -> tuple[list[bool], list[float]]:
        """Look at bodies in turn; tell which were shown, and when the landmarker had to forget."""
        frames = [Frame(plain_image(), index * step_s, index) for index in range(len(bodies))]
        eye, pose = open_eye(lambda frame: bodies[frame.index])
        with eye:
            shown = [each.landmarks is not None for each in eye.sights(FakeSource(frames))]
        return shown, pose.forgot

    def test_an_implausible_body_is_hidden(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """Nothing is judged on it, and one such picture is not yet a reason to search anew."""
        shown, forgot = self.look(open_eye, [BODY, UPSIDE_DOWN, BODY])
        assert shown == [True, False, True]
        assert forgot == []

    def test_one_that_stays_is_forgotten(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """After a second without a plausible body, and again after each further one."""
        bodies = [BODY, *[UPSIDE_DOWN] * 25]
        shown, forgot = self.look(open_eye, bodies)
        assert shown == [True] + [False] * 25
        assert forgot == pytest.approx([FORGET_AFTER_S, 2 * FORGET_AFTER_S + 0.1])

    def test_one_that_was_never_right_is_forgotten_too(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """The first body found may be upside down: the second counts from then."""
        _, forgot = self.look(open_eye, [None, None, *[UPSIDE_DOWN] * 12])
        assert forgot == pytest.approx([0.2 + FORGET_AFTER_S])

    def test_a_good_moment_starts_the_second_anew(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """A body that is right now and then is being followed well enough."""
        bodies = [*[UPSIDE_DOWN] * 8, BODY, *[UPSIDE_DOWN] * 8, BODY]
        assert self.look(open_eye, bodies)[1] == []

    def test_nobody_starts_the_second_anew(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """Where the landmarker let go by itself, there is nothing to forget."""
        bodies = [*[UPSIDE_DOWN] * 8, None, *[UPSIDE_DOWN] * 8]
        assert self.look(open_eye, bodies)[1] == []

    def test_the_second_is_one_of_time_not_of_pictures(
        self, open_eye: Callable[..., tuple[Eye, FakePose]]
    ) -> None:
        """A slow camera is given as long as a fast one."""
        assert self.look(open_eye, [UPSIDE_DOWN] * 4, step_s=0.4)[1] == pytest.approx([1.2])


def test_a_body_of_unknown_numbers_is_not_believed(
    open_eye: Callable[..., tuple[Eye, FakePose]],
) -> None:
    """Where the landmarker gives no numbers, there is nobody."""
    blank = replace(BODY, xyz_m=np.full((33, 3), np.nan))
    eye, _ = open_eye(lambda _: blank)
    with eye:
        (seen,) = eye.sights(FakeSource(plain_frames(1)))
    assert seen.landmarks is None
