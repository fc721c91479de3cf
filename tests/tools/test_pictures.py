"""The moving pictures of the poses: all there, small enough, of a body one likes to follow."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from benchmarks.practitioner.posture import SIDES
from tests.paths import ROUTINES
from tools.pictures.__main__ import is_whole
from tools.pictures.film import FPS
from tools.pictures.scenes import pictures
from vision.criteria.library import load_poses
from vision.criteria.model import Kind
from vision.measure.catalog import UNITS
from vision.render.pictures.film import film, film_name
from vision.session.snapshot import Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.practitioner.body import Skeleton
    from tools.pictures.shot import Shot

_EVERY_S: Final = 1 / 3
MOST_BYTES: Final = 6_000_000
JOINTS: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "ball", "toe")
every_picture = pytest.mark.parametrize("name", sorted(pictures()))
unshrugged = pytest.mark.parametrize("name", [n for n in pictures() if "shoulders" not in n])
"""Shoulders are drawn up by hand, and the arms with them."""


def _wanted() -> Iterator[str]:
    """Yield the names of all pictures that the shipped poses call for."""
    poses = load_poses(sorted((ROUTINES / "poses").glob("*.toml")), [], UNITS).poses.values()
    for pose in poses:
        way = Way(pose.name, pose.side)
        yield film_name(way)
        if pose.easier:
            yield film_name(Way(pose.name, pose.side, easier=True))
        yield from (film_name(way, criterion.name) for criterion in pose.of(Kind.FORM))


def test_every_pose_has_its_pictures() -> None:
    """Of either leg, of the easier way, and of each form put right; and no others are kept."""
    shipped = {file.name.removesuffix(".mp4") for file in (ROUTINES / "pictures").iterdir()}
    assert set(_wanted()) == shipped == set(pictures())


def test_they_are_small() -> None:
    """All of them together; they are in every installation."""
    assert sum(file.stat().st_size for file in (ROUTINES / "pictures").iterdir()) <= MOST_BYTES


@every_picture
def test_a_file_is_as_long_as_its_shots(name: str) -> None:
    """What is shipped is what the scenes say; rebuild it with `python -m tools.pictures`."""
    found = film(name)
    assert found is not None
    length_s = sum(shot.timeline().duration_s for shot in pictures()[name])
    assert found.duration_s == pytest.approx(length_s, abs=len(pictures()[name]) / FPS)


@cache
def _moments(shot: Shot) -> tuple[Skeleton, ...]:
    """Return the body three times a second."""
    timeline = shot.timeline()
    times_s = np.arange(0.0, timeline.duration_s, _EVERY_S)
    return tuple(shot.skeleton(timeline, float(t_s)) for t_s in times_s)


def _every_moment(name: str) -> Iterator[Skeleton]:
    for shot in pictures()[name]:
        yield from _moments(shot)


@every_picture
def test_nothing_sinks_into_the_floor(name: str) -> None:
    """No joint is lower than the skin around it is thick."""
    for joints in _every_moment(name):
        for side in SIDES:
            limbs = joints.limbs(side)
            assert min(float(getattr(limbs, joint)[1]) for joint in JOINTS) > 0.005


@unshrugged
def test_no_limb_grows_or_shrinks(name: str) -> None:
    """Bones keep their lengths in every posture and on the way between them."""
    lengths_m = np.array(
        [
            [
                float(np.linalg.norm(getattr(limbs, one) - getattr(limbs, other)))
                for limbs in (joints.left, joints.right)
                for one, other in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"))
            ]
            for joints in _every_moment(name)
        ]
    )
    assert np.ptp(lengths_m, axis=0).max() < 0.01


@every_picture
def test_it_moves_slowly_enough_to_follow(name: str) -> None:
    """No head travels faster than a person would in a calm practice: under a metre a second."""
    for shot in pictures()[name]:
        heads = np.array([joints.head for joints in _moments(shot)])
        assert np.linalg.norm(np.diff(heads, axis=0), axis=1).max() / _EVERY_S < 1.0


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("hero", True),
        ("head_to_knee.left", True),
        ("hero.easier", False),
        ("hero.back_straight", False),
    ],
)
def test_the_readme_shows_whole_poses(name: str, *, whole: bool) -> None:
    """Neither easier ways nor what is put right, which would crowd its table."""
    assert is_whole(name) is whole
