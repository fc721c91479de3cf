"""What tells one pose from another is read in space, where the picture does not tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from benchmarks.practitioner.scene import Camera
from tests.builders import practitioner, stick
from vision.landmarks import skeleton as sk
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

LEFT, RIGHT = 0, 1
THIGH_M: Final = 0.4


def value(name: str, body: Body) -> float:
    """Take one measure of one body."""
    return float(MEASURES[name].function(body))


def around_upright(xyz_m: NDArray[np.float64], by_deg: float) -> NDArray[np.float64]:
    """Turn points about the vertical, as when the camera walks around."""
    cos, sin = np.cos(np.radians(by_deg)), np.sin(np.radians(by_deg))
    turned: NDArray[np.float64] = xyz_m @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])
    return turned


def in_space(  # noqa: PLR0913 (each is an angle one may want to choose)
    *,
    picture_deg: float = 20.0,
    near_deg: float = 40.0,
    far_deg: float = 40.0,
    hip_deg: float = 90.0,
    turned_deg: float = 0.0,
    hide_far: bool = True,
    hidden: Iterable[int] = (),
) -> Landmarks:
    """Return a body seen from its right whose knees bend otherwise in the picture and in space.

    Its trunk is upright and half a metre long; in space its thighs are as far from the trunk as
    ``hip_deg`` says, and its ankles are 30 cm apart.
    """
    seen = stick(knee_deg=picture_deg, hide_far=hide_far, hidden=hidden)
    xyz_m = np.zeros((33, 3))
    for side, z_m, knee_deg in ((LEFT, 0.15, far_deg), (RIGHT, -0.15, near_deg)):
        thigh = np.radians(hip_deg)
        shin = thigh + np.radians(180.0 - knee_deg)
        knee = THIGH_M * np.array([np.sin(thigh), -np.cos(thigh)])
        xyz_m[sk.SHOULDERS[side]] = 0.0, -0.5, z_m
        xyz_m[sk.HIPS[side]] = 0.0, 0.0, z_m
        xyz_m[sk.KNEES[side]] = *knee, z_m
        xyz_m[sk.ANKLES[side]] = *(knee + THIGH_M * np.array([np.sin(shin), -np.cos(shin)])), z_m
    return replace(seen, xyz_m=around_upright(xyz_m, turned_deg))


def read(name: str, landmarks: Landmarks) -> float:
    """Take one measure of landmarks."""
    return value(name, body_from_landmarks(landmarks))


class TestKneeFold:
    """How far a knee is folded, also where its foot is hidden."""

    def test_from_the_side_it_is_the_angle_in_the_picture(self) -> None:
        """Which is the better one, there."""
        seen = in_space(picture_deg=25.0, near_deg=60.0)
        assert read("knee_fold_near_deg", seen) == pytest.approx(25.0)
        assert read("knee_fold_near_deg", seen) == read("knee_near_deg", seen)

    @pytest.mark.parametrize("near_deg", [20.0, 60.0, 150.0])
    def test_with_its_foot_hidden_it_is_the_angle_in_space(self, near_deg: float) -> None:
        """A guess, where the picture tells nothing."""
        seen = in_space(near_deg=near_deg, hidden=[sk.ANKLES[RIGHT]])
        assert np.isnan(read("knee_near_deg", seen))
        assert read("knee_fold_near_deg", seen) == pytest.approx(near_deg)

    @pytest.mark.parametrize("turned_deg", [50.0, 90.0, -60.0])
    def test_from_an_oblique_view_it_is_the_angle_in_space(self, turned_deg: float) -> None:
        """The picture shortens a leg that points to the camera."""
        seen = in_space(picture_deg=25.0, near_deg=70.0, turned_deg=turned_deg)
        assert read("off_side_deg", seen) > 35.0
        assert read("knee_fold_near_deg", seen) == pytest.approx(70.0)

    @pytest.mark.parametrize("joint", [sk.HIPS, sk.KNEES])
    def test_without_hip_or_knee_it_is_unseen(self, joint: tuple[int, int]) -> None:
        """A leg of which only the foot is seen may be anybody's."""
        assert np.isnan(read("knee_fold_near_deg", in_space(hidden=[joint[RIGHT]])))

    def test_each_leg_has_its_own(self) -> None:
        """One may be folded and the other stretched; a far leg that is hidden tells nothing."""
        feet = [sk.ANKLES[LEFT], sk.ANKLES[RIGHT]]
        both = in_space(near_deg=30.0, far_deg=170.0, hide_far=False, hidden=feet)
        assert read("knee_fold_near_deg", both) == pytest.approx(30.0)
        assert read("knee_fold_far_deg", both) == pytest.approx(170.0)
        assert np.isnan(read("knee_fold_far_deg", in_space(far_deg=170.0)))

    @pytest.mark.parametrize("azimuth_deg", [0.0, 30.0, 60.0, 90.0])
    @pytest.mark.parametrize(
        ("posture", "low", "high"),
        [("diamond", 10, 30), ("kneeling_up", 45, 75), ("lying", 165, 180)],
    )
    def test_from_all_around_it_tells_folded_legs_from_others(
        self, posture: str, azimuth_deg: float, low: float, high: float
    ) -> None:
        """Where depth is right, the view does not matter."""
        seen = body_from_landmarks(practitioner(posture, Camera(azimuth_deg=azimuth_deg)))
        assert low < value("knee_fold_near_deg", seen) < high


class TestHipFold:
    """Whether a body sits or stands on its knees."""

    @pytest.mark.parametrize("hip_deg", [60.0, 90.0, 175.0])
    @pytest.mark.parametrize("turned_deg", [0.0, 45.0, 90.0])
    def test_it_is_the_angle_in_space(self, hip_deg: float, turned_deg: float) -> None:
        """A thigh that points to the camera does not look stretched."""
        seen = in_space(hip_deg=hip_deg, turned_deg=turned_deg)
        assert read("hip_fold_near_deg", seen) == pytest.approx(hip_deg)

    @pytest.mark.parametrize("joint", [sk.SHOULDERS, sk.HIPS, sk.KNEES])
    def test_all_three_joints_have_to_be_seen(self, joint: tuple[int, int]) -> None:
        """In metres the landmarker guesses them all."""
        assert np.isnan(read("hip_fold_near_deg", in_space(hidden=[joint[RIGHT]])))

    def test_the_foot_need_not_be_seen(self) -> None:
        """It has no part in it."""
        seen = in_space(hip_deg=100.0, hidden=[sk.ANKLES[RIGHT]])
        assert read("hip_fold_near_deg", seen) == pytest.approx(100.0)


class TestThighFall:
    """How steeply a thigh falls from hip to knee."""

    @pytest.mark.parametrize("facing", [1, -1])
    @pytest.mark.parametrize("fall_deg", [-40.0, 0.0, 8.0, 20.0, 54.0, 89.0])
    def test_it_is_read_as_built(self, fall_deg: float, facing: int) -> None:
        """Down is positive, to whichever side the body looks."""
        seen = stick(thigh_deg=-fall_deg, facing=facing)
        assert read("thigh_fall_near_deg", seen) == pytest.approx(fall_deg, abs=1e-9)

    def test_straight_down_is_90(self) -> None:
        """As upright on the knees."""
        assert read("thigh_fall_near_deg", stick(thigh_deg=-90.0)) == pytest.approx(90.0)

    @pytest.mark.parametrize("joint", [sk.HIPS, sk.KNEES])
    def test_hip_and_knee_have_to_be_seen(self, joint: tuple[int, int]) -> None:
        """The near ones."""
        assert np.isnan(read("thigh_fall_near_deg", stick(hidden=[joint[RIGHT]])))

    def test_a_seat_on_the_heels_tilts_the_thigh_more_than_one_between_them(self) -> None:
        """Which tells diamond from hero on a photograph."""
        falls = {
            name: read("thigh_fall_near_deg", practitioner(name)) for name in ("diamond", "hero")
        }
        assert falls["hero"] < 12.0 < falls["diamond"]


class TestAnklesApart:
    """Whether legs are crossed."""

    @pytest.mark.parametrize("turned_deg", [0.0, 30.0, 90.0, 180.0])
    def test_it_is_in_trunks_and_the_same_from_all_around(self, turned_deg: float) -> None:
        """30 cm on a trunk of 50."""
        assert read("ankles_apart", in_space(turned_deg=turned_deg)) == pytest.approx(0.6)

    def test_crossed_ankles_are_negative(self) -> None:
        """The right one is left of the left one."""
        seen = in_space()
        xyz_m = seen.xyz_m.copy()
        xyz_m[list(sk.ANKLES)] = xyz_m[list(sk.ANKLES[::-1])]
        assert read("ankles_apart", replace(seen, xyz_m=xyz_m)) == pytest.approx(-0.6)

    def test_without_a_trunk_it_is_unseen(self) -> None:
        """There is no yardstick, and hardly a body."""
        assert np.isnan(read("ankles_apart", in_space(hidden=sk.SHOULDERS)))

    def test_crossed_legs_are_told_from_kneeling(self) -> None:
        """Both have folded knees."""
        kneeling, seated = (read("ankles_apart", practitioner(p)) for p in ("diamond", "seated"))
        assert seated < 0.1 < kneeling


class TestToes:
    """Whether the toes are behind the heels, as in kneeling."""

    @pytest.mark.parametrize("facing", [1, -1])
    def test_kneeling_they_are_and_on_a_stretched_leg_not(self, facing: int) -> None:
        """Along the picture, whichever way the body looks."""
        behind = stick(knee_deg=20.0, ankle_deg=170.0, facing=facing)
        ahead = stick(thigh_deg=0.0, knee_deg=100.0, ankle_deg=90.0, facing=facing)
        assert read("toes_behind_heels", behind) > 0.1
        assert read("toes_behind_heels", ahead) < -0.1

    def test_a_distance_can_be_said_by_hand(self) -> None:
        """30 pixels on a trunk of 150."""
        seen = stick(trunk_px=150.0)
        xy_px = seen.xy_px.copy()
        xy_px[sk.HEELS[RIGHT]] = 300.0, 350.0
        xy_px[sk.FOOT_INDICES[RIGHT]] = 270.0, 360.0
        assert read("toes_behind_heels", replace(seen, xy_px=xy_px)) == pytest.approx(0.2)

    def test_a_foot_whose_ankle_is_hidden_is_unseen(self) -> None:
        """However sure the landmarker is of its toes."""
        assert np.isfinite(read("toes_behind_heels", stick()))
        assert np.isnan(read("toes_behind_heels", stick(hidden=[sk.ANKLES[RIGHT]])))


class TestShinAcross:
    """Whether a shin lies back, or across in front."""

    @pytest.mark.parametrize("turned_deg", [0.0, 30.0, 90.0, 180.0])
    def test_it_is_in_trunks_and_the_same_from_all_around(self, turned_deg: float) -> None:
        """On a trunk of 50 cm an ankle 20 ahead of its hip, and 15 on its own side."""
        seen = in_space(turned_deg=turned_deg, hip_deg=90.0, near_deg=60.0)
        assert read("shin_across_near", seen) == pytest.approx((0.2 - 0.15) / 0.5)

    def test_a_hidden_ankle_is_a_guess(self) -> None:
        """Under a robe it may be put anywhere: it says nothing."""
        assert np.isnan(read("shin_across_near", in_space(hidden=[sk.ANKLES[RIGHT]])))

    def test_crossed_legs_read_more_than_kneeling_ones(self) -> None:
        """On bodies as they are."""
        across = {
            name: read("shin_across_near", practitioner(name))
            for name in ("diamond", "hero", "seated")
        }
        assert max(across["diamond"], across["hero"]) < 0.12
        assert across["seated"] > 0.43
