"""A picture looked at through a window, turned and mirrored, and the way back from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.frames.glance import Glance
from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIZE: Final = (90, 60)
GREY: Final = 127
sides = st.integers(1, 400)
turns = st.floats(-360.0, 360.0)


@st.composite
def glances(draw: st.DrawFn) -> Glance:
    """Make any glance: through a window perhaps, which may reach beyond the picture."""
    left, top = draw(st.floats(-300.0, 300.0)), draw(st.floats(-300.0, 300.0))
    width, height = draw(st.floats(1.0, 800.0)), draw(st.floats(1.0, 800.0))
    window_px = draw(st.sampled_from([None, (left, top, left + width, top + height)]))
    return Glance(draw(turns), draw(st.booleans()), window_px)


def plain(size_px: tuple[int, int] = SIZE, level: int = 0) -> Frame:
    """Give a picture of one grey level."""
    return Frame(np.full((size_px[1], size_px[0], 3), level, np.uint8), 1.5, 7)


def noise(size_px: tuple[int, int] = SIZE) -> Frame:
    """Give a picture in which every pixel differs from its neighbours."""
    shape = (size_px[1], size_px[0], 3)
    return Frame(np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8), 0.0, 0)


def moved(to_warped: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move points of the picture to the copy."""
    there: NDArray[np.float64] = points @ to_warped[:, :2].T + to_warped[:, 2]
    return there


class TestWhatIsShown:
    """The copy's pixels."""

    @pytest.mark.parametrize(
        ("glance", "expected"),
        [
            (Glance(), lambda image: image),
            (Glance(90.0), np.rot90),
            (Glance(-90.0), lambda image: np.rot90(image, -1)),
            (Glance(180.0), lambda image: np.rot90(image, 2)),
            (Glance(mirrored=True), lambda image: image[:, ::-1]),
            (Glance(90.0, mirrored=True), lambda image: np.rot90(image[:, ::-1])),
            (Glance(window_px=(10.0, 20.0, 50.0, 45.0)), lambda image: image[20:45, 10:50]),
        ],
    )
    def test_turns_by_quarters_mirrors_and_windows_are_exact(
        self, glance: Glance, expected: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
    ) -> None:
        """Anticlockwise, mirrored before it is turned, and every pixel in its place."""
        frame = noise()
        copy = glance.warp(frame, 960).frame.image_bgr
        np.testing.assert_array_equal(copy, expected(frame.image_bgr))

    @given(
        turn_deg=turns,
        mirrored=st.booleans(),
        x=st.integers(40, 360),
        y=st.integers(40, 260),
        room=st.none() | st.tuples(*[st.floats(20.0, 300.0)] * 4),
    )
    def test_a_dot_is_seen_where_the_map_says(
        self,
        turn_deg: float,
        x: int,
        y: int,
        room: tuple[float, float, float, float] | None,
        *,
        mirrored: bool,
    ) -> None:
        """To a fraction of a pixel, whatever the window around it."""
        frame = plain((400, 300), level=30)
        frame.image_bgr[y - 5 : y + 6, x - 5 : x + 6, 2] = 230
        window_px = room and (x - room[0], y - room[1], x + room[2], y + room[3])
        copy = Glance(turn_deg, mirrored, window_px).warp(frame, 2000)
        red = copy.frame.image_bgr[..., 2].astype(float) - copy.frame.image_bgr[..., 0]
        rows, columns = np.nonzero(red > 40)
        weights = red[rows, columns]
        found = [np.average(each + 0.5, weights=weights) for each in (columns, rows)]
        there = moved(copy.to_warped, np.array([x + 0.5, y + 0.5]))
        np.testing.assert_allclose(found, there, atol=0.2)

    def test_a_dot_is_seen_where_the_map_says_in_a_smaller_copy_too(self) -> None:
        """Shrinking moves nothing."""
        frame = plain((4001, 3001))
        frame.image_bgr[2400:2480, 500:600] = 250
        for turn_deg in (0.0, 33.0, 90.0):
            copy = Glance(turn_deg, mirrored=True).warp(frame, 500)
            rows, columns = np.nonzero(copy.frame.image_bgr[..., 0] > 170)
            there = moved(copy.to_warped, np.array([550.0, 2440.0]))
            middle = [columns.mean() + 0.5, rows.mean() + 0.5]
            np.testing.assert_allclose(middle, there, atol=0.35)

    def test_what_lies_beyond_the_picture_is_grey(self) -> None:
        """Neither black nor repeated: nothing that looks like a body."""
        copy = Glance(window_px=(-30.0, -20.0, 90.0, 100.0)).warp(plain(level=250), 960)
        image = copy.frame.image_bgr
        assert image.shape == (120, 120, 3)
        assert (image[:20] == GREY).all()
        assert (image[:, :30] == GREY).all()
        assert (image[80:] == GREY).all()
        assert (image[20:80, 30:] == 250).all()

    def test_a_window_that_misses_the_picture_is_all_grey(self) -> None:
        """And no error."""
        copy = Glance(15.0, window_px=(500.0, 500.0, 540.0, 530.0)).warp(plain(level=250), 960)
        assert (copy.frame.image_bgr == GREY).all()

    @pytest.mark.parametrize("turn_deg", [0.0, 30.0, 90.0])
    def test_a_fine_pattern_shrinks_to_its_mean(self, turn_deg: float) -> None:
        """Taking single pixels of it instead would give stripes that are not there."""
        rows, columns = np.indices((1200, 1200))
        board = np.where((rows + columns) % 2, 255, 0).astype(np.uint8)
        frame = Frame(np.repeat(board[..., np.newaxis], 3, axis=2), 0.0, 0)
        image = Glance(turn_deg, window_px=(300.0, 300.0, 900.0, 900.0)).warp(frame, 130)
        assert abs(image.frame.image_bgr.astype(int) - 127).max() <= 16

    def test_it_is_the_same_moment(self) -> None:
        """Time and place in the source are the picture's own, which is left as it is."""
        frame = noise()
        before = frame.image_bgr.copy()
        copy = Glance(25.0).warp(frame, 50).frame
        assert (copy.t_s, copy.index) == (frame.t_s, frame.index)
        assert copy.image_bgr.dtype == np.uint8
        np.testing.assert_array_equal(frame.image_bgr, before)


class TestHowLargeItIs:
    """The copy's size."""

    @given(glance=glances(), width=sides, height=sides, most=st.integers(1, 300))
    def test_it_is_neither_too_large_nor_enlarged(
        self, glance: Glance, width: int, height: int, most: int
    ) -> None:
        """Its longer side fits, and a pixel of it shows at least one of the picture."""
        copy = glance.warp(plain((width, height)), most)
        assert 1 <= min(copy.frame.size_px) <= max(copy.frame.size_px) <= most
        assert abs(np.linalg.det(copy.to_warped[:, :2])) <= 1 + 1e-9

    @given(glance=glances())
    def test_all_of_the_window_is_in_it(self, glance: Glance) -> None:
        """Turning cuts nothing off but roundings."""
        left, top, right, bottom = glance.window_px or (0.0, 0.0, *map(float, SIZE))
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        copy = glance.warp(plain(), 5000)
        there = moved(copy.to_warped, corners)
        assert there.min() >= -0.51
        assert (there <= np.array(copy.frame.size_px) + 0.51).all()

    @pytest.mark.parametrize("size_px", [(1, 1), (1, 4000), (4000, 1), (2, 3000)])
    @pytest.mark.parametrize("turn_deg", [0.0, 60.0, 90.0])
    def test_the_narrowest_pictures_can_be_looked_at(
        self, size_px: tuple[int, int], turn_deg: float
    ) -> None:
        """They come as a copy of at least a pixel."""
        copy = Glance(turn_deg).warp(plain(size_px, level=200), 960)
        assert 1 <= min(copy.frame.size_px) <= max(copy.frame.size_px) <= 960


class TestTheWayBack:
    """What is found in the copy, in the picture's own terms."""

    @given(
        glance=glances(),
        width=sides,
        height=sides,
        most=st.integers(1, 2000),
        point=st.tuples(st.floats(-500.0, 500.0), st.floats(-500.0, 500.0)),
    )
    def test_points_come_back_to_where_they_were(
        self, glance: Glance, width: int, height: int, most: int, point: tuple[float, float]
    ) -> None:
        """Whatever the turn, the mirror, the window and the size."""
        copy = glance.warp(plain((width, height)), most)
        points = np.array([point, (0.0, 0.0), (width, height)], float)
        back = copy.points_back(moved(copy.to_warped, points))
        np.testing.assert_allclose(back, points, atol=1e-6)

    def test_unseen_points_stay_unseen(self) -> None:
        """And do not touch the others."""
        copy = Glance(30.0).warp(plain(), 40)
        back = copy.points_back(np.array([[np.nan, np.nan], [3.0, 4.0]]))
        assert np.isnan(back[0]).all()
        np.testing.assert_array_equal(back[1], copy.points_back(np.array([3.0, 4.0])))

    @given(glance=glances())
    def test_directions_come_back_without_being_stretched(self, glance: Glance) -> None:
        """What points somewhere in the picture points there again, and metres stay metres."""
        copy = glance.warp(plain(), 20)
        linear = copy.to_warped[:, :2]
        there = linear @ np.array([3.0, 4.0])
        back = copy.turned_back @ (5.0 * there / np.linalg.norm(there))
        np.testing.assert_allclose(back, [3.0, 4.0], atol=1e-6)
        assert np.linalg.det(copy.turned_back) == pytest.approx(-1.0 if glance.mirrored else 1.0)

    @pytest.mark.parametrize("turn_deg", [0.0, 90.0, 180.0, -90.0])
    @pytest.mark.parametrize("mirrored", [False, True])
    def test_a_mask_turned_by_quarters_comes_back_exactly(
        self, turn_deg: float, *, mirrored: bool
    ) -> None:
        """No row of it is lost or shifted."""
        frame = noise()
        copy = Glance(turn_deg, mirrored=mirrored).warp(frame, 960)
        mask = (copy.frame.image_bgr[..., 0] > 100).astype(np.uint8)
        back = copy.mask_back(mask, SIZE, SIZE)
        np.testing.assert_array_equal(back, frame.image_bgr[..., 0] > 100)

    @pytest.mark.parametrize("turn_deg", [0.0, 25.0, 90.0, 200.0])
    @pytest.mark.parametrize("mirrored", [False, True])
    @pytest.mark.parametrize("mask_px", [(400, 300), (200, 150), (640, 480)])
    def test_a_mask_comes_back_to_the_body_it_covers(
        self, turn_deg: float, mask_px: tuple[int, int], *, mirrored: bool
    ) -> None:
        """At whatever resolution it is asked for, and whatever that of the copy's was."""
        frame = plain((400, 300))
        frame.image_bgr[120:220, 60:300] = 255
        copy = Glance(turn_deg, mirrored, (20.0, 60.0, 380.0, 280.0)).warp(frame, 300)
        fine = (copy.frame.image_bgr[..., 0] > GREY).astype(np.uint8)
        width, height = mask_px
        columns, rows = (
            (np.arange(count) + 0.5) * side / count for count, side in ((width, 400), (height, 300))
        )
        truth = np.outer((rows > 120) & (rows < 220), (columns > 60) & (columns < 300))
        for mask in (fine, fine[::2, ::2]):
            back = copy.mask_back(np.ascontiguousarray(mask), (400, 300), mask_px) > 0
            assert back.shape == (height, width)
            assert (back & truth).sum() / (back | truth).sum() > 0.95

    def test_where_the_copy_shows_nothing_there_is_no_mask(self) -> None:
        """Nobody is outside of the window."""
        copy = Glance(window_px=(20.0, 10.0, 40.0, 30.0)).warp(plain(), 960)
        back = copy.mask_back(np.ones((20, 20), np.uint8), SIZE, SIZE)
        assert back.dtype == np.uint8
        assert back[10:30, 20:40].all()
        assert back.sum() == 400


def test_only_the_whole_picture_as_it_is_is_plain() -> None:
    """Which needs no copy at all."""
    assert Glance().plain
    assert not Glance(1.0).plain
    assert not Glance(mirrored=True).plain
    assert not Glance(window_px=(0.0, 0.0, 9.0, 9.0)).plain
