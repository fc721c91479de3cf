"""Loose clothes and long hair hang down, and stay on the outside of the body."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.figure import Looks, sculpt
from benchmarks.practitioner.posture import Posture
from benchmarks.practitioner.wardrobe import hang, strand

SKIN_M = np.full(9, 0.1)
UPRIGHT = postures.diamond(0.0)
BENT = postures.head_to_knee("right", 0.5)


def cloth_m(posture: Posture, slack: float) -> tuple[np.ndarray, np.ndarray]:
    """Give how far the shirt stands off the skin over the back and over the belly."""
    skeleton = pose(posture)
    shirt = hang(skeleton, SKIN_M, slack)
    ahead_m = (shirt.middle - skeleton.spine) @ skeleton.trunk_axes[:, 0]
    return shirt.half_depth_m - ahead_m - SKIN_M, shirt.half_depth_m + ahead_m - SKIN_M


def test_the_usual_looks_wear_nothing_loose() -> None:
    """Looks that ask for no loose clothes and no long hair leave the figure as it was."""
    skeleton = pose(UPRIGHT)
    plain = sculpt(skeleton).table
    for worn in (
        Looks(shirt_slack=0.05),
        Looks(hood_m=0.06),
        Looks(hair_m=0.5),
        Looks(ponytail_m=0.4),
        Looks(bun_m=0.04),
        Looks(robe_m=0.03),
    ):
        dressed = sculpt(skeleton, worn).table
        assert len(dressed) > len(plain)
        np.testing.assert_array_equal(dressed[: len(plain)], plain)


def test_a_close_shirt_lies_on_the_skin() -> None:
    """Cloth that is no longer than the body has nothing to hang with."""
    for posture in (UPRIGHT, BENT):
        np.testing.assert_allclose(cloth_m(posture, 0.0), 0.0, atol=1e-9)


@pytest.mark.parametrize(("tilt_deg", "side"), [(60.0, 1), (-60.0, 0)])
def test_loose_cloth_hangs_off_the_side_that_looks_down(tilt_deg: float, side: int) -> None:
    """Off the belly of who leans forward, off the back of who leans back."""
    hung = cloth_m(replace(UPRIGHT, tilt_deg=tilt_deg), 0.05)
    assert hung[side].max() > 0.03
    assert hung[side].max() > 3 * hung[1 - side].max()
    assert hung[side][[0, -1]] == pytest.approx(0.0, abs=1e-9)


def test_more_cloth_hangs_deeper() -> None:
    """By the square root of what it is too long."""
    little, much = (cloth_m(BENT, slack)[1].max() for slack in (0.02, 0.08))
    assert much == pytest.approx(2 * little)


def test_on_an_upright_trunk_cloth_stands_off_above_the_waist() -> None:
    """It sinks: lower than the middle, on either side alike."""
    back, belly = cloth_m(UPRIGHT, 0.05)
    assert 0.005 < back.max() < 0.03
    assert back.argmax() < 4
    np.testing.assert_allclose(back, belly, atol=1e-9)


def test_cloth_bridges_a_hollow_back() -> None:
    """A tight shirt goes straight over it."""
    back, belly = cloth_m(replace(UPRIGHT, bulge_m=-0.03), 0.0)
    assert back[4] == pytest.approx(0.03, abs=0.003)
    assert belly.max() < 0.003


def test_hair_falls_down_the_back_of_who_sits_up() -> None:
    """Straight down, and not into the body."""
    skeleton = pose(UPRIGHT)
    root = skeleton.head - 0.1 * skeleton.head_axes[:, 0]
    fallen = strand(skeleton, root, 0.5, (0.12, 0.1))
    assert fallen[-1, 1] < root[1] - 0.4
    assert fallen[0] == pytest.approx(root)
    away_m = np.linalg.norm(fallen[:, None] - skeleton.spine, axis=-1).min(axis=1)
    assert away_m.min() > 0.115


def test_hair_falls_over_the_head_of_who_folds() -> None:
    """Not up along the back, and never through the floor."""
    skeleton = pose(postures.head_to_knee("right", 1.0))
    root = skeleton.head - 0.1 * skeleton.head_axes[:, 0]
    fallen = strand(skeleton, root, 0.5, (0.12, 0.1))
    assert fallen[-1, 0] > skeleton.spine[-1, 0]
    assert fallen[:, 1].min() > 0.0
