"""One look at a copy of a picture: the window it is taken from, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import PAIRS, SIZE, mirrored, practitioner, stick
from tests.landmarks.fakes import FakePose
from vision.frames.glance import Glance
from vision.frames.level import Lean
from vision.frames.source import Frame
from vision.landmarks import skeleton as sk
from vision.landmarks.seeing.search import levelled, look, window_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

BODY: Final = practitioner("diamond")
NOTHING: Final = replace(BODY, xy_px=np.full((33, 2), np.nan), silhouette=None)
BLANK: Final = Frame(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), 0.0, 0)


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
    copy = glance.warp(Frame(white, 0.0, 0), 960)
    order = np.arange(33)
    if glance.mirrored:
        for left, right in PAIRS:
            order[[left, right]] = right, left
    linear = copy.to_warped[:, :2] / np.sqrt(abs(np.linalg.det(copy.to_warped[:, :2])))
    xyz_m = BODY.xyz_m.copy()
    xyz_m[:, :2] = xyz_m[:, :2] @ linear.T
    return replace(
        BODY,
        xy_px=(BODY.xy_px @ copy.to_warped[:, :2].T + copy.to_warped[:, 2])[order],
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
        return look(pose, frame or BLANK, glance, mask_px), pose  # type: ignore[arg-type]

    def test_the_picture_as_it_is_is_not_copied(self) -> None:
        """Neither it nor what is found."""
        frame = BLANK
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


def test_a_body_knows_how_the_vertical_leans_at_its_hips() -> None:
    """Where the room tells it, and the hips are seen."""
    body = stick(hip_px=(320.0, 300.0))
    lean = Lean(2.0, 4.0)
    assert levelled(body, lean).lean_deg == pytest.approx(2.0 + 4.0 * (320.0 / SIZE[0] - 0.5))
    assert levelled(body, None) is body
    assert np.isnan(levelled(stick(hidden=sk.HIPS), lean).lean_deg)
