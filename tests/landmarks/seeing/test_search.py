"""A body is sought from all sides, looked at closely, and only believed when the looks agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import SIZE, practitioner
from tests.landmarks.fakes import FakeEngine, FakePose
from vision.frames.glance import Glance
from vision.frames.source import Frame
from vision.landmarks.seeing import search
from vision.landmarks.seeing.search import CLOSER, TURNS_DEG, Searcher, window_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.landmarks.types import Landmarks

BODY: Final = practitioner("diamond")
UPSIDE_DOWN: Final = replace(BODY, xyz_m=BODY.xyz_m * [1.0, -1.0, 1.0])
NOTHING: Final = replace(BODY, xy_px=np.full((33, 2), np.nan), silhouette=None)
FIRST: Final = [Glance(turn_deg) for turn_deg in TURNS_DEG]


def blank(size_px: tuple[int, int] = SIZE) -> Frame:
    """Give an empty picture."""
    return Frame(np.zeros((size_px[1], size_px[0], 3), np.uint8), 0.0, 0)


def placed(body: Landmarks, size_px: tuple[int, int], at_px: tuple[int, int]) -> Landmarks:
    """Give the same body somewhere in a larger picture."""
    assert body.silhouette is not None
    mask = np.zeros((size_px[1], size_px[0]), np.uint8)
    rows, columns = body.silhouette.shape
    mask[at_px[1] : at_px[1] + rows, at_px[0] : at_px[0] + columns] = body.silhouette
    return replace(body, xy_px=body.xy_px + at_px, silhouette=mask, size_px=size_px)


# --- the order of looking ------------------------------------------------------------------------


class Noted:
    """Looks that answer as they are told to, and are noted."""

    def __init__(self, sees: Callable[[Glance], Landmarks | None]) -> None:
        self._sees = sees
        self.glances: list[Glance] = []
        self.masks_px: list[tuple[int, int] | None] = []

    def __call__(
        self,
        _pose: object,
        _frame: Frame,
        glance: Glance,
        mask_px: tuple[int, int] | None = None,
    ) -> Landmarks | None:
        """Note how the picture is looked at, and answer."""
        self.glances.append(glance)
        self.masks_px.append(mask_px)
        return self._sees(glance)


class TestOrder:
    """Which looks are taken, one after the other."""

    @pytest.fixture
    def searching(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[Callable[[Glance], Landmarks | None]], tuple[Searcher, Noted]]:
        """Give a maker of searchers whose looks are the test's."""

        def make(sees: Callable[[Glance], Landmarks | None]) -> tuple[Searcher, Noted]:
            noted = Noted(sees)
            monkeypatch.setattr(search, "look", noted)
            pose = FakePose(lambda _: None)
            return Searcher(FakeEngine(Path("no.task"), starts=lambda **_: pose)), noted

        return make

    def test_an_empty_picture_is_looked_at_whole_turned_and_in_parts(
        self, searching: Callable[..., tuple[Searcher, Noted]]
    ) -> None:
        """The cheap and likely ways come first, and each only once."""
        searcher, noted = searching(lambda _: None)
        assert searcher.find(blank()) is None
        parts = [glance.window_px for glance in noted.glances[len(FIRST) :]]
        assert noted.glances[: len(FIRST)] == FIRST
        assert FIRST[0].plain
        assert len(set(parts)) == len(parts) > 4
        assert None not in parts
        assert all(not g.mirrored and g.turn_deg == 0 for g in noted.glances[len(FIRST) :])

    @pytest.mark.parametrize("place", [0, 2, len(FIRST), len(FIRST) + 3])
    def test_it_ends_with_the_first_body_that_is_agreed_on(
        self, searching: Callable[..., tuple[Searcher, Noted]], place: int
    ) -> None:
        """Which was first seen from there, and then looked at closely from several sides."""
        searcher, noted = searching(
            lambda _: BODY if len(noted.glances) > place else None,
        )
        found = searcher.search(blank())
        assert found is not None
        assert found.glance == noted.glances[place]
        np.testing.assert_allclose(found.landmarks.xy_px, BODY.xy_px)
        closer = [Glance(turn, mirror, window_around(BODY)) for turn, mirror in CLOSER]
        assert noted.glances[place + 1 :] == closer
        assert searcher.find(blank()) is not None

    def test_it_ends_soon_when_told_to_stop(
        self, searching: Callable[..., tuple[Searcher, Noted]]
    ) -> None:
        """Whoever closes the program does not wait for the rest of the picture."""

        def sees(_: Glance) -> Landmarks | None:
            if len(noted.glances) == 3:
                searcher.stop()
            return None

        searcher, noted = searching(sees)
        assert searcher.search(blank()) is None
        assert len(noted.glances) == 3

    def test_it_gives_up_on_a_picture_full_of_doubtful_bodies(
        self, searching: Callable[..., tuple[Searcher, Noted]]
    ) -> None:
        """Each that looks like one costs as many looks as a real one."""
        searcher, noted = searching(lambda glance: BODY if glance.window_px is None else None)
        assert searcher.search(blank()) is None
        assert len([glance for glance in noted.glances if glance in FIRST]) == 6

    @pytest.mark.parametrize("shadow", [UPSIDE_DOWN, NOTHING])
    def test_a_shadow_is_passed_over(
        self, searching: Callable[..., tuple[Searcher, Noted]], shadow: Landmarks
    ) -> None:
        """What cannot be believed when looked at closely does not end the search."""
        real_from = Glance(90.0)

        def sees(glance: Glance) -> Landmarks | None:
            return BODY if real_from in noted.glances else shadow if glance.plain else None

        searcher, noted = searching(sees)
        found = searcher.search(blank())
        assert found is not None
        assert found.glance == real_from

    def test_one_look_in_two_is_not_enough(
        self, searching: Callable[..., tuple[Searcher, Noted]]
    ) -> None:
        """A body seen from a few sides only may be a chair."""
        searcher, noted = searching(
            lambda glance: BODY if glance.plain or (glance.window_px and glance.mirrored) else None
        )
        assert searcher.find(blank()) is None
        assert sum(g.mirrored for g in noted.glances) == sum(mirror for _, mirror in CLOSER)

    @pytest.mark.parametrize("size_px", [(40, 3000), (3000, 40), (1, 1), (1, 5000), (300, 300)])
    def test_no_shape_of_picture_makes_it_long(
        self, searching: Callable[..., tuple[Searcher, Noted]], size_px: tuple[int, int]
    ) -> None:
        """A strip would otherwise be cut into hundreds of parts."""
        searcher, noted = searching(lambda _: None)
        searcher.find(blank(size_px))
        parts = [glance.window_px for glance in noted.glances[len(FIRST) :]]
        assert 1 <= len(parts) <= 25
        for left, top, right, bottom in parts:
            assert right - left == pytest.approx(bottom - top)
            assert -1e-6 <= left < right <= size_px[0] + 1e-6
            assert -1e-6 <= top < bottom <= size_px[1] + 1e-6

    @pytest.mark.parametrize("size_px", [(848, 480), (480, 848), (640, 480), (500, 500)])
    def test_the_parts_of_usual_pictures_cover_them(
        self, searching: Callable[..., tuple[Searcher, Noted]], size_px: tuple[int, int]
    ) -> None:
        """Overlapping, so that a small body is whole in one of them."""
        searcher, noted = searching(lambda _: None)
        searcher.find(blank(size_px))
        covered = np.zeros((size_px[1], size_px[0]), int)
        for glance in noted.glances[len(FIRST) :]:
            assert glance.window_px is not None
            left, top, right, bottom = (round(edge) for edge in glance.window_px)
            covered[top:bottom, left:right] += 1
        assert covered.min() >= 1
        assert np.median(covered) >= 2

    @pytest.mark.parametrize(
        ("size_px", "expected_px"),
        [((848, 480), (848, 480)), ((2000, 1500), (2000, 1500)), ((8192, 500), (4096, 250))],
    )
    def test_silhouettes_are_as_fine_as_the_window_looked_at(
        self,
        searching: Callable[..., tuple[Searcher, Noted]],
        size_px: tuple[int, int],
        expected_px: tuple[int, int],
    ) -> None:
        """A small body in a large picture keeps its outline, within a bound."""
        body = placed(BODY, size_px, (0, 0))
        searcher, noted = searching(lambda glance: body if glance.plain else None)
        searcher.find(blank(size_px))
        closer = [
            mask
            for mask, glance in zip(noted.masks_px, noted.glances, strict=True)
            if glance.window_px == window_around(body)
        ]
        assert closer == [expected_px] * len(CLOSER)

    def test_silhouettes_of_large_bodies_are_no_finer_than_what_was_looked_at(
        self, searching: Callable[..., tuple[Searcher, Noted]]
    ) -> None:
        """The model never sees more than 960 pixels a side."""
        body = replace(BODY, xy_px=5.0 * BODY.xy_px, size_px=(5 * SIZE[0], 5 * SIZE[1]))
        searcher, noted = searching(lambda glance: body if noted.glances == [glance] else None)
        searcher.find(blank(body.size_px))
        window_px = window_around(body)
        assert window_px is not None
        scale = 960 / (window_px[2] - window_px[0])
        assert 0.3 < scale < 0.9
        width, height = noted.masks_px[1] or (0, 0)
        assert (width, height) == (round(5 * SIZE[0] * scale), round(5 * SIZE[1] * scale))

    def test_the_landmarker_is_its_own_and_freed_with_it(self) -> None:
        """Unsure bodies are let through, every picture for itself; closing twice is no harm."""
        asked: list[dict[str, object]] = []
        pose = FakePose(lambda _: None)

        def start(**options: object) -> FakePose:
            asked.append(options)
            return pose

        with Searcher(FakeEngine(Path("no.task"), starts=start)) as searcher:
            assert searcher.find(blank()) is None
            assert pose.closed == 0
        searcher.close()
        assert pose.closed == 2
        assert asked == [{"min_confidence": search.CONFIDENCE, "tracking": False}]
