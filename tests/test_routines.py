"""Every shipped pose and flow: kind, safe, whole, and in the routine's order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import pytest

from tests.paths import ROUTINES
from vision.criteria.library import PoseLibrary, load_poses
from vision.criteria.model import Kind, Part, Pose
from vision.criteria.phrasing import notice_faults
from vision.criteria.soundness import faults, sides_differ
from vision.measure.catalog import UNITS
from vision.session.routine import Routine, load_routine

POSE_FILES: Final = sorted((ROUTINES / "poses").glob("*.toml"))
FLOW_FILES: Final = sorted((ROUTINES / "flows").glob("*.toml"))


@lru_cache
def library() -> PoseLibrary:
    """Load the shipped poses, once."""
    return load_poses(POSE_FILES, [], UNITS)


@lru_cache
def flow(name: str) -> Routine:
    """Load a shipped flow, once."""
    return load_routine(ROUTINES / "flows" / f"{name}.toml", library())


def every_pose() -> list[Pose]:
    """Return every shipped pose, sided ones for either leg."""
    return list(library().poses.values())


every = pytest.mark.parametrize("pose", every_pose(), ids=lambda p: f"{p.name}-{p.side or ''}")
each_flow = pytest.mark.parametrize("name", [file.stem for file in FLOW_FILES])


def test_the_shipped_files_are_found() -> None:
    """Poses for every step of the routine, and three flows."""
    assert [file.stem for file in FLOW_FILES] == ["cramp_relief", "easy_on_the_knees", "relax_only"]
    used = {step.pose.name for file in FLOW_FILES for step in flow(file.stem).steps}
    assert used == set(library().names())


@every
def test_a_shipped_pose_is_sound(pose: Pose) -> None:
    """It keeps every rule there is: kind, safe and whole."""
    assert faults(pose, UNITS) == ()


@every
def test_a_newcomer_is_told_what_to_do_and_why_it_waits(pose: Pose) -> None:
    """One thing at a time on the way in and in the pose; and of each thing it is recognised by."""
    assert pose.moments_of(Part.WAY_IN)
    assert pose.moments_of(Part.IN_POSE)
    for way in (pose, *([pose.easier.pose] if pose.easier else [])):
        assert [c.name for c in way.of(Kind.RECOGNISE) if not c.cue] == []


def test_every_step_on_the_knees_or_in_a_fold_has_an_easier_way() -> None:
    """Which counts fully, and may ask less, never more."""
    lying = {"relax_v1", "relax_v2", "spinal_harmony", "coming_up"}
    assert {pose.name for pose in every_pose() if not pose.easier} == lying


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_fold_is_held_in_the_fold(side: str) -> None:
    """However shallow: sitting tall is the way in, and reads 14 degrees at the most."""
    pose = library().poses["head_to_knee", side]
    for way in (pose, pose.easier and pose.easier.pose):
        (folded,) = [c for c in way.of(Kind.RECOGNISE) if c.name == "folded"] if way else []
        assert 14 < folded.band.low - folded.band.margin < folded.band.low <= 25
        assert not folded.optional


SIDED = sorted({name for name, side in library().poses if side})


@pytest.mark.parametrize("name", SIDED)
def test_both_sides_of_a_pose_are_judged_alike(name: str) -> None:
    """Left and right change places in names and words, and no number differs."""
    right, left = library().variants(name)
    assert (right.side, left.side) == ("right", "left")
    assert sides_differ(right, left) == ()


@each_flow
def test_a_flow_begins_with_a_notice_to_stop_and_to_see_a_doctor(name: str) -> None:
    """It is no medical advice, and says so."""
    assert notice_faults(flow(name).notice) == ()


@each_flow
def test_every_pose_is_held_for_a_minute_but_for_rests(name: str) -> None:
    """A rest between the harder poses is a moment, and coming up is no hold at all."""
    routine = flow(name)
    before: set[str] = set()
    for step in routine.steps:
        rest = step.pose.name == "diamond" and "diamond" in before
        before.add(step.pose.name)
        if rest:
            assert 10 <= step.hold_s < 60
        elif step.pose.name == "coming_up":
            assert step.hold_s <= 10
        else:
            assert step.hold_s >= 60, step.title


def test_the_routine_has_its_steps_in_its_order() -> None:
    """Rests between the harder poses, the right leg first, and lying down from hero."""
    steps = [(step.pose.name, step.pose.side) for step in flow("cramp_relief").steps]
    assert steps == [
        ("diamond", None),
        ("diamond_toes", None),
        ("head_to_knee", "right"),
        ("diamond", None),
        ("head_to_knee", "left"),
        ("diamond", None),
        ("hero", None),
        ("diamond", None),
        ("reclining_hero", None),
        ("relax_v1", None),
        ("relax_v2", None),
        ("spinal_harmony", None),
        ("coming_up", None),
    ]


def test_the_short_routine_is_the_end_of_the_long_one() -> None:
    """For somebody with a cramp who does no yoga."""
    long = [step.pose.name for step in flow("cramp_relief").steps]
    short = [step.pose.name for step in flow("relax_only").steps]
    assert short == long[-len(short) :]
    assert short[0] == "relax_v1"


def test_one_routine_spares_the_knees() -> None:
    """None of its poses is recognised by folded knees, and it ends by coming up."""
    names = [step.pose.name for step in flow("easy_on_the_knees").steps]
    assert names[-1] == "coming_up"
    for name in names:
        for pose in library().variants(name):
            assert not [c for c in pose.of(Kind.RECOGNISE) if c.name == "knees_folded"]


def test_the_movements_of_the_routine_are_judged() -> None:
    """The order and the speed of the fold, the lowering, the way out and the way up."""
    by_pose = {pose.name: pose for pose in every_pose()}

    def names(pose: str, kind: Kind) -> set[str]:
        return {c.name for c in by_pose[pose].of(kind)}

    assert {"fold_slowly", "hips_before_head"} <= names("head_to_knee", Kind.MOVEMENT)
    assert {"lower_slowly", "elbows_first"} <= names("reclining_hero", Kind.MOVEMENT)
    assert "roll_to_one_side" in names("reclining_hero", Kind.LEAVE)
    assert "turn_first" in names("coming_up", Kind.MOVEMENT)


@pytest.mark.parametrize("name", ["diamond", "diamond_toes", "head_to_knee", "hero"])
def test_a_straight_back_is_form_and_the_depth_never_is(name: str) -> None:
    """A rounded back stops the time; how deep a fold is never does."""
    for pose in library().variants(name):
        assert "back_bow" in {c.band.measure for c in pose.of(Kind.FORM)}
        deep = re.compile("abdomen|chest|face")
        assert not [c for c in pose.of(Kind.FORM) if deep.search(c.band.measure)]


@pytest.mark.parametrize("name", ["relax_v1", "relax_v2", "spinal_harmony", "coming_up", "hero"])
def test_what_cannot_be_seen_is_said(name: str) -> None:
    """Where little is checked, the person is told that this is all."""
    for pose in library().variants(name):
        assert pose.note


@pytest.mark.parametrize("name", ["relax_v1", "relax_v2", "spinal_harmony"])
def test_what_the_routine_only_names_is_not_judged(name: str) -> None:
    """Nothing of it stops the time but getting up."""
    for pose in library().variants(name):
        assert not pose.of(Kind.FORM)
        assert not pose.of(Kind.MOVEMENT)
