"""The cases are the same every time, and reach into every corner of what they vary."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import to_vector
from benchmarks.practitioner.truth import landmarks, measure
from benchmarks.synthetic.design import LEVELS, SWEPT_SHAPES, latin_hypercube, spread, sweep
from benchmarks.synthetic.looks import LOOKS
from benchmarks.synthetic.shapes import FAMILIES, Shape, before, posture_of


def test_every_slice_of_every_factor_is_used_once() -> None:
    """That is what makes a latin hypercube of random numbers."""
    cube = latin_hypercube(20, 5, seed=3)
    for column in cube.T:
        assert sorted(np.floor(20 * column)) == list(range(20))


def test_the_same_seed_gives_the_same_cases() -> None:
    """A figure can be measured again."""
    assert spread("still", 4, seed=1) == spread("still", 4, seed=1)
    assert spread("still", 4, seed=1) != spread("still", 4, seed=2)


def test_cases_spread_over_every_factor() -> None:
    """Every look, chair, side and view comes up; numbers come near both their ends."""
    cases = spread("tracked", 40, seed=0, first=7)
    conditions = [case.conditions for case in cases]
    assert [case.number for case in cases] == list(range(7, 7 + 40 * 5 + 20 * 3))
    assert {case.shape.family for case in cases} == set(FAMILIES)
    assert {each.look for each in conditions} == set(LOOKS)
    assert {each.chair for each in conditions} == {"none", "in front", "behind"}
    assert {each.side for each in conditions} == {"left", "right"}
    off_deg = np.array([each.off_side_deg for each in conditions])
    assert off_deg.min() < -80.0
    assert off_deg.max() > 85.0
    assert np.mean(np.abs(off_deg) <= 35.0) == pytest.approx(0.65, abs=0.02)
    assert min(each.height_m for each in conditions) < 0.35
    assert max(each.noise for each in conditions) > 11.5


def test_half_of_the_bodies_do_what_is_right() -> None:
    """Straight backs and straight front knees are as frequent as others."""
    shapes = [case.shape for case in spread("still", 40, seed=0)]
    folds = [shape for shape in shapes if shape.family == "head_to_knee"]
    assert np.mean([shape.bulge_m == 0.0 for shape in folds]) == pytest.approx(0.5)
    knees = [shape.knee_deg for shape in folds]
    assert min(knees) < 125.0
    assert np.mean([knee > 176.9 for knee in knees]) == pytest.approx(0.5, abs=0.05)


def test_a_sweep_changes_one_factor_at_a_time() -> None:
    """The default comes first, in every posture."""
    cases = sweep(100)
    levels = 1 + sum(len(each) for each in LEVELS.values())
    assert len(cases) == levels * len(SWEPT_SHAPES)
    assert [case.number for case in cases] == list(range(100, 100 + len(cases)))
    plain = cases[0].conditions
    for case in cases[len(SWEPT_SHAPES) :]:
        changed = [
            name for name in LEVELS if getattr(case.conditions, name) != getattr(plain, name)
        ]
        assert changed in ([case.factor], [])


@pytest.mark.parametrize("knee_deg", [177.0, 160.0, 125.0])
def test_a_bent_front_knee_leaves_the_heel_on_the_floor(knee_deg: float) -> None:
    """The knee rises instead."""
    skeleton = pose(posture_of(Shape("head_to_knee", "left", tilt_deg=20.0, knee_deg=knee_deg)))
    assert measure(skeleton).left_knee_deg == pytest.approx(knee_deg)
    assert 0.0 < skeleton.left.heel[1] < 0.12


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_clip_begins_near_the_posture_it_ends_in(family: str) -> None:
    """Not in it, and no body stretches on the way."""
    shape = Shape(family, tilt_deg=FAMILIES[family].tilts_deg[0])
    start, end = to_vector(before(shape)), to_vector(posture_of(shape))
    assert np.abs(start - end).max() > 1.0
    assert np.isfinite(landmarks(pose(before(shape)))).all()
