"""Patches on the trunk are followed by a hundredth of its length, whatever the light does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import SIZE, stick
from vision.frames.source import Frame
from vision.landmarks import skeleton as sk
from vision.landmarks.patches.motion import EVERY_S, PATCHES, PatchMotion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.landmarks.types import Landmarks

TRUNK_PX: Final = 150.0
HALF_PX: Final = 35.0
STEP_S: Final = 0.1
BODY: Final = stick(trunk_px=TRUNK_PX)
HIP: Final = BODY.xy_px[sk.HIPS[0]]
NOISE: Final = 3.0
RIGHT, LEFT = (PATCHES.index(f"abdomen_edge_{side}") for side in ("right", "left"))


def shape(widened_px: float = 0.0, at: tuple[float, float] = (0.0, 0.0)) -> NDArray[np.float64]:
    """Return how much of an upright trunk is in each pixel; its right edge moves outward."""
    down, right = np.mgrid[: SIZE[1], : SIZE[0]].astype(float)
    right, down = right - HIP[0] - at[0], down - HIP[1] - at[1]
    across = np.clip(HALF_PX + widened_px - right + 0.5, 0, 1)
    across *= np.clip(HALF_PX + right + 0.5, 0, 1)
    tall = np.clip(down + 1.3 * TRUNK_PX, 0, 1) * np.clip(0.2 * TRUNK_PX - down, 0, 1)
    return np.asarray(across * tall)


def picture(inside: NDArray[np.float64], seed: int, light: float = 1.0) -> NDArray[np.uint8]:
    """Draw a trunk before a wall, with the noise of a camera."""
    noise = np.random.default_rng(seed).normal(0.0, NOISE, inside.shape)
    grey = light * (90.0 + 70.0 * inside) + noise
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)


def landmarks(t_s: float, right_px: float = 0.0) -> Landmarks:
    """Return the upright body in it, with the silhouette of a trunk that does not breathe."""
    inside = (shape(at=(right_px, 0.0)) > 0.5).astype(np.uint8)
    return replace(BODY, t_s=t_s, xy_px=BODY.xy_px + np.array([right_px, 0.0]), silhouette=inside)


def followed(
    pictures: Sequence[NDArray[np.uint8]], bodies: Sequence[Landmarks | None] | None = None
) -> NDArray[np.float64]:
    """Hand over pictures a tenth of a second apart; return (T, P, 3)."""
    motion = PatchMotion()
    seen = bodies or [landmarks(i * STEP_S) for i in range(len(pictures))]
    return np.array(
        [
            motion(Frame(image, i * STEP_S, i), body)
            for i, (image, body) in enumerate(zip(pictures, seen, strict=True))
        ]
    )


def paths_px(motion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each patch has gone by each picture, in pixels: across and along."""
    return np.asarray(np.nancumsum(motion[..., :2], axis=0) * TRUNK_PX)


def test_an_edge_is_followed_by_a_tenth_of_a_pixel() -> None:
    """The right edge breathes by two pixels; the left one, in the same noise, rests."""
    widths = 1.0 - np.cos(np.linspace(0.0, 2 * np.pi, 20))
    path = paths_px(followed([picture(shape(w), i) for i, w in enumerate(widths)]))[..., 0]
    assert path[2:, RIGHT] - path[2, RIGHT] == pytest.approx(widths[2:] - widths[2], abs=0.15)
    assert path[2:, LEFT] == pytest.approx(path[2, LEFT] * np.ones(18), abs=0.15)


def test_errors_do_not_add_up() -> None:
    """After forty pictures of one scene the patches are where they were put."""
    path = paths_px(followed([picture(shape(), seed) for seed in range(40)]))
    edges = path[2:, [RIGHT, LEFT], 0]
    assert np.abs(edges - edges[0]).max() < 0.25


def test_changing_light_moves_nothing() -> None:
    """A camera that sets its exposure anew, or a cloud, is no breath."""
    path = paths_px(followed([picture(shape(), i, 1.0 - 0.01 * i) for i in range(15)]))
    assert np.abs(path[2:, [RIGHT, LEFT], 0]).max() < 0.3


def test_a_moving_camera_moves_all_patches_alike() -> None:
    """So that it can be taken out."""
    shifts = [0.1 * i for i in range(15)]
    images = [picture(shape(at=(s, 0.0)), i) for i, s in enumerate(shifts)]
    path = paths_px(followed(images))[..., 0]
    assert path[-1, RIGHT] - path[2, RIGHT] == pytest.approx(1.2, abs=0.2)
    assert path[-1, LEFT] - path[2, LEFT] == pytest.approx(1.2, abs=0.2)


def test_nothing_is_told_of_a_body_that_walks() -> None:
    """Patches are put on a body that keeps still."""
    shifts = [15.0 * i for i in range(10)]
    images = [picture(shape(at=(s, 0.0)), i) for i, s in enumerate(shifts)]
    bodies = [landmarks(i * STEP_S, s) for i, s in enumerate(shifts)]
    assert np.isnan(followed(images, bodies)).all()


def test_nothing_is_told_of_nobody() -> None:
    """And the patches are put on anew when somebody comes back."""
    images = [picture(shape(), seed) for seed in range(6)]
    bodies = [None if 2 <= i <= 3 else landmarks(i * STEP_S) for i in range(6)]
    told = np.isfinite(followed(images, bodies)[:, RIGHT, 0])
    assert not told[2:5].any()


def test_a_picture_too_soon_is_passed_over() -> None:
    """Of sixty pictures a second a few are enough."""
    motion = PatchMotion()
    times_s = [0.0, STEP_S, 2 * STEP_S, 2 * STEP_S + EVERY_S / 2]
    images = [picture(shape(), seed) for seed in range(4)]
    told = [motion(Frame(im, t, 0), landmarks(t)) for im, t in zip(images, times_s, strict=True)]
    assert np.isfinite(told[2][RIGHT]).all()
    assert np.isnan(told[3]).all()


def test_a_patch_under_an_arm_is_unseen() -> None:
    """It would tell of the arm."""
    xy_px = BODY.xy_px.copy()
    near = [sk.SHOULDERS[1], sk.ELBOWS[1], sk.WRISTS[1]]
    xy_px[near] = HIP + np.array([[HALF_PX, -TRUNK_PX], [HALF_PX, -0.5 * TRUNK_PX], [HALF_PX, 0.0]])
    bodies = [replace(landmarks(i * STEP_S), xy_px=xy_px) for i in range(4)]
    told = followed([picture(shape(), seed) for seed in range(4)], bodies)
    assert np.isnan(told[:, RIGHT]).all()
    assert np.isfinite(told[-1, LEFT]).all()


def test_an_edge_that_is_not_the_trunks_is_unseen() -> None:
    """Where the silhouette goes on far beyond the trunk, as at folded legs, it tells nothing."""
    wide = np.ones((SIZE[1], SIZE[0]), np.uint8)
    bodies = [replace(landmarks(i * STEP_S), silhouette=wide) for i in range(4)]
    told = followed([picture(shape(), seed) for seed in range(4)], bodies)
    assert np.isnan(told[:, [RIGHT, LEFT]]).all()
