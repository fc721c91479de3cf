"""A body is sought from all sides, looked at closely, and only believed when the looks agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import PAIRS, SIZE, mirrored, practitioner
from tests.landmarks.fakes import FakePose
from vision.frames.glance import Glance
from vision.frames.source import Frame
from vision.landmarks import search
from vision.landmarks import skeleton as sk
from vision.landmarks.search import CLOSER, TURNS_DEG, Searcher, look, window_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

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
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> Callable[[Callable[[Glance], Landmarks | None]], tuple[Searcher, Noted]]:
        """Give a maker of searchers whose looks are the test's."""

        def make(sees: Callable[[Glance], Landmarks | None]) -> tuple[Searcher, Noted]:
            noted = Noted(sees)
            monkeypatch.setattr(search, "look", noted)
            monkeypatch.setattr(search, "BlazePose", lambda *_, **__: FakePose(lambda _: None))
            return Searcher(tmp_path / "model.task"), noted

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

    def test_the_landmarker_is_its_own_and_freed_with_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Unsure bodies are let through, every picture for itself; closing twice is no harm."""
        asked: list[dict[str, object]] = []
        pose = FakePose(lambda _: None)

        def start(_: Path, **options: object) -> FakePose:
            asked.append(options)
            return pose

        monkeypatch.setattr(search, "BlazePose", start)
        with Searcher(tmp_path / "model.task") as searcher:
            assert searcher.find(blank()) is None
            assert pose.closed == 0
        searcher.close()
        assert pose.closed == 2
        assert asked == [
            {"max_side_px": 960, "min_confidence": search.CONFIDENCE, "tracking": False}
        ]


class TestWindow:
    """The square around a body."""

    def test_it_holds_the_body_with_room_on_all_sides(self) -> None:
        """Joints and silhouette, and a quarter of its longer side around."""
        window_px = window_around(BODY)
        assert window_px is not None
        assert BODY.silhouette is not None
        rows, columns = np.nonzero(BODY.silhouette)
        left, top, right, bottom = window_px
        side = right - left
        assert side == pytest.approx(bottom - top)
        low = np.minimum(BODY.xy_px.min(axis=0), [columns.min(), rows.min()])
        high = np.maximum(BODY.xy_px.max(axis=0), [columns.max() + 1, rows.max() + 1])
        assert side == pytest.approx(1.5 * (high - low).max())
        np.testing.assert_allclose([(left + right) / 2, (top + bottom) / 2], (low + high) / 2)

    def test_a_coarse_silhouette_gives_the_same(self) -> None:
        """It covers the whole picture at any resolution."""
        assert BODY.silhouette is not None
        coarse = replace(BODY, silhouette=BODY.silhouette[::4, ::4])
        there, here = window_around(coarse), window_around(BODY)
        assert there is not None
        assert here is not None
        np.testing.assert_allclose(there, here, atol=8)

    @pytest.mark.parametrize("mask", [None, np.zeros((48, 85), np.uint8)])
    def test_joints_alone_or_a_silhouette_alone_will_do(
        self, mask: NDArray[np.uint8] | None
    ) -> None:
        """What is there is held; where nothing is, there is no window."""
        joints = window_around(replace(BODY, silhouette=mask))
        outline = window_around(replace(BODY, xy_px=NOTHING.xy_px))
        assert joints is not None
        assert outline is not None
        assert joints[0] == pytest.approx(outline[0], abs=60)
        assert window_around(replace(NOTHING, silhouette=mask)) is None

    def test_a_single_point_has_a_window_too(self) -> None:
        """Of a size that can be looked at."""
        xy_px = NOTHING.xy_px.copy()
        xy_px[sk.Landmark.NOSE] = 100.0, 50.0
        left, top, right, bottom = window_around(replace(NOTHING, xy_px=xy_px)) or (0.0,) * 4
        assert right - left >= 1
        assert bottom - top >= 1
        assert (left + right, top + bottom) == (200.0, 100.0)


# --- one look ------------------------------------------------------------------------------------


def shown(glance: Glance) -> Landmarks:
    """Give what a perfect landmarker says of `BODY` in a copy, in the copy's own terms."""
    white = np.repeat(np.asarray(BODY.silhouette)[..., np.newaxis], 3, axis=2)
    copy = glance.at(Frame(white, 0.0, 0), 960)
    order = np.arange(33)
    if glance.mirrored:
        for left, right in PAIRS:
            order[[left, right]] = right, left
    linear = copy.to_copy[:, :2] / np.sqrt(abs(np.linalg.det(copy.to_copy[:, :2])))
    xyz_m = BODY.xyz_m.copy()
    xyz_m[:, :2] = xyz_m[:, :2] @ linear.T
    return replace(
        BODY,
        xy_px=(BODY.xy_px @ copy.to_copy[:, :2].T + copy.to_copy[:, 2])[order],
        xyz_m=xyz_m[order],
        visibility=BODY.visibility[order],
        silhouette=(copy.frame.image_bgr[..., 0] > 200).astype(np.uint8),
        size_px=copy.frame.size_px,
    )


class TestLook:
    """What is found in a copy is told of the picture."""

    def looked(
        self,
        found: Landmarks | None,
        glance: Glance,
        mask_px: tuple[int, int] | None = None,
        frame: Frame | None = None,
    ) -> tuple[Landmarks | None, FakePose]:
        """Look with a landmarker that finds this."""
        pose = FakePose(lambda _: found)
        return look(pose, frame or blank(), glance, mask_px), pose  # type: ignore[arg-type]

    def test_the_picture_as_it_is_is_not_copied(self) -> None:
        """Neither it nor what is found."""
        frame = blank()
        found, pose = self.looked(BODY, Glance(), frame=frame)
        assert found is BODY
        assert pose.asked[0] is frame

    @pytest.mark.parametrize("glance", [Glance(), Glance(40.0)])
    def test_nobody_is_nobody(self, glance: Glance) -> None:
        """Turned or not."""
        assert self.looked(None, glance)[0] is None

    def test_a_mirror_exchanges_left_and_right(self) -> None:
        """Of the picture, and of the names."""
        found, _ = self.looked(mirrored(BODY), Glance(mirrored=True))
        assert found is not None
        np.testing.assert_allclose(found.xy_px, BODY.xy_px, atol=1e-6)
        np.testing.assert_allclose(found.xyz_m, BODY.xyz_m, atol=1e-9)
        np.testing.assert_array_equal(found.visibility, BODY.visibility)
        np.testing.assert_array_equal(found.silhouette, BODY.silhouette)

    def test_each_landmark_keeps_its_own_visibility_in_a_mirror(self) -> None:
        """The hidden leg stays the hidden one."""
        hidden = replace(BODY, visibility=np.linspace(0.0, 1.0, 33))
        found, _ = self.looked(mirrored(hidden), Glance(mirrored=True))
        assert found is not None
        np.testing.assert_array_equal(found.visibility, hidden.visibility)

    def test_a_quarter_turn_is_turned_back(self) -> None:
        """In pixels and in metres; what is near the camera stays near."""
        width, height = SIZE
        x, y = BODY.xy_px.T
        x_m, y_m, z_m = BODY.xyz_m.T
        turned = replace(
            BODY,
            xy_px=np.column_stack([y, width - x]),
            xyz_m=np.column_stack([y_m, -x_m, z_m]),
            silhouette=np.ascontiguousarray(np.rot90(np.asarray(BODY.silhouette))),
            size_px=(height, width),
        )
        found, pose = self.looked(turned, Glance(90.0))
        assert found is not None
        assert pose.asked[0].size_px == (height, width)
        assert found.size_px == SIZE
        np.testing.assert_allclose(found.xy_px, BODY.xy_px, atol=1e-6)
        np.testing.assert_allclose(found.xyz_m, BODY.xyz_m, atol=1e-9)
        np.testing.assert_array_equal(found.silhouette, BODY.silhouette)

    @pytest.mark.parametrize("turn_deg", [0.0, 20.0, -60.0, 90.0, 180.0])
    @pytest.mark.parametrize("mirror", [False, True])
    @pytest.mark.parametrize("window_px", [None, window_around(BODY), (200.0, 50.0, 700.0, 470.0)])
    def test_whichever_way_a_body_is_looked_at_it_is_the_same(
        self,
        turn_deg: float,
        window_px: tuple[float, float, float, float] | None,
        *,
        mirror: bool,
    ) -> None:
        """Joints, metres, visibilities and outline come back to what they are."""
        glance = Glance(turn_deg, mirror, window_px)
        for mask_px in (SIZE, (424, 240)):
            found, _ = self.looked(shown(glance), glance, mask_px)
            assert found is not None
            np.testing.assert_allclose(found.xy_px, BODY.xy_px, atol=1e-6)
            np.testing.assert_allclose(found.xyz_m, BODY.xyz_m, atol=1e-9)
            np.testing.assert_array_equal(found.visibility, BODY.visibility)
            assert found.silhouette is not None
            assert found.silhouette.shape == mask_px[::-1]
            truth = np.asarray(BODY.silhouette)[:: 480 // mask_px[1], :: 848 // mask_px[0]] > 0
            mask = found.silhouette > 0
            assert (mask & truth).sum() / (mask | truth).sum() > 0.9

    def test_what_is_beyond_the_picture_is_unseen(self) -> None:
        """A window reaches out of it, and what the landmarker guesses there has no place."""
        glance = Glance(window_px=(-100.0, -100.0, 400.0, 400.0))
        xy_px = BODY.xy_px.copy()
        xy_px[:4] = [[20.0, 200.0], [200.0, 99.0], [101.0, 101.0], [np.nan, np.nan]]
        found, _ = self.looked(replace(BODY, xy_px=xy_px, size_px=(500, 500)), glance)
        assert found is not None
        assert np.isnan(found.xy_px[[0, 1, 3]]).all()
        np.testing.assert_allclose(found.xy_px[2], [1.0, 1.0])

    def test_where_there_is_no_silhouette_none_is_made(self) -> None:
        """It may not have been asked for."""
        found, _ = self.looked(replace(BODY, silhouette=None), Glance(90.0))
        assert found is not None
        assert found.silhouette is None
