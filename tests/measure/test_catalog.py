"""A measure is one function: with it comes all that the program has to know of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pytest

from tests.builders import stick
from tests.criteria.poses import Text
from vision.criteria.judge import PoseJudge
from vision.criteria.library import load_poses
from vision.criteria.model import Status
from vision.landmarks import skeleton as sk
from vision.measure.body import body_from_landmarks, chosen
from vision.measure.catalog import MEASURES, MOTIONS, UNITS, bones_in, measure
from vision.measure.meter import Meter
from vision.render.body import bone_looks
from vision.render.theme import LOOKS
from vision.words.reasons import reason_words
from vision.words.wording import band_words, measure_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.landmarks.skeleton import Bone
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body
    from vision.measure.geometry import Array

_LEFT_THIGH: Final = (sk.Landmark.LEFT_HIP, sk.Landmark.LEFT_KNEE)
_RIGHT_THIGH: Final = (sk.Landmark.RIGHT_HIP, sk.Landmark.RIGHT_KNEE)
_TRUNK: Final = {(sk.SHOULDERS[side], sk.HIPS[side]) for side in (0, 1)}

POSE: Final = """
title = "Arms"
say = "Bend your elbow."
needs = ["elbow_near_share"]

[form.elbow_bent]
measure = "elbow_near_share"
high = 0.5
margin = 0.1
cue = "Bend your elbow."
why = "For this test."
"""


@pytest.fixture
def _own_measures() -> Iterator[None]:
    """Let go afterwards of what is registered meanwhile."""
    registers = MEASURES, UNITS
    kept = [dict(register) for register in registers]
    yield
    for register, before in zip(registers, kept, strict=True):
        register.clear()
        register.update(before)


@pytest.mark.usefixtures("_own_measures")
def test_a_new_function_is_judged_worded_and_coloured() -> None:
    """Nothing else has to know that there is one more."""

    @measure("trunk", "near_elbow", bones=("near_arm",))
    def elbow_near_share(body: Body) -> Array:
        """Something about the near elbow."""
        across_px = chosen(body.both(sk.ELBOWS)[..., 0], body.near)
        return across_px / across_px

    (pose,) = load_poses([Text("arms.toml", POSE)], [], UNITS).variants("arms")

    def judged(seen: Landmarks) -> tuple[Status, str, dict[Bone, object]]:
        judge = PoseJudge(pose)
        readings = Meter(["elbow_near_share"]).read(body_from_landmarks(seen))
        for t_s in (0.0, 1.0, 2.0, 3.0, 4.0):
            verdicts = judge.update(t_s, readings.values, readings.unseen)
        looks = bone_looks(seen, verdicts, bones_in)
        return verdicts[0].status, reason_words(verdicts[0].reason), {**looks}

    near = int(body_from_landmarks(stick()).near)
    arm = {(sk.SHOULDERS[near], sk.ELBOWS[near]), (sk.ELBOWS[near], sk.WRISTS[near])}
    missed = LOOKS[Status.MISSED]
    assert judged(stick()) == (Status.MISSED, "", dict.fromkeys(arm, missed))
    hidden = judged(stick(hidden=sk.ELBOWS))
    assert hidden[:2] == (Status.UNSEEN, "I can't see your elbow")
    assert measure_title("elbow_near_share") == "Elbow near share"
    assert band_words(-math.inf, 0.5, UNITS["elbow_near_share"]) == "at most 0.5 trunk lengths"


@pytest.mark.parametrize("name", sorted(MEASURES | MOTIONS))
def test_every_measure_shows_on_bones_that_are_drawn(name: str) -> None:
    """No verdict is left without a place on the body."""
    bones = bones_in(stick(), [name])[name]
    assert bones
    assert set(bones) <= set(sk.BONES)


@pytest.mark.parametrize(
    ("name", "bones"),
    [
        ("knee_left_deg", {_LEFT_THIGH, (sk.Landmark.LEFT_KNEE, sk.Landmark.LEFT_ANKLE)}),
        ("trunk_tilt_deg", _TRUNK),
        ("back_bow", _TRUNK),
        ("off_side_deg", _TRUNK),
        ("abdomen_to_right_thigh", {_RIGHT_THIGH, *_TRUNK}),
        ("seat_over_floor", {_LEFT_THIGH, _RIGHT_THIGH}),
        ("face_up", {(sk.SHOULDERS[side], sk.EARS[side]) for side in (0, 1)}),
    ],
)
def test_a_measure_shows_on_the_bones_it_is_about(name: str, bones: set[Bone]) -> None:
    """Those of its side, where it has one; neck and trunk have none."""
    assert set(bones_in(stick(), [name])[name]) == bones


@pytest.mark.parametrize("facing", [1, -1])
def test_near_and_far_are_those_of_the_body_that_is_measured(facing: int) -> None:
    """The near knee is the left one only while the left side faces the camera."""
    seen = stick(facing=facing)
    near = int(body_from_landmarks(seen).near)
    bones = bones_in(seen, ["knee_near_deg", "knee_far_deg"])
    assert (sk.HIPS[near], sk.KNEES[near]) in bones["knee_near_deg"]
    assert (sk.HIPS[1 - near], sk.KNEES[1 - near]) in bones["knee_far_deg"]


def test_the_leg_in_front_is_the_one_that_is_measured() -> None:
    """By its place, as its name may be the other leg's."""
    seen = stick(hide_far=False)
    seen.xy_px[sk.ANKLES[1], 0] += 200.0
    assert int(body_from_landmarks(seen).front) == 1
    bones = bones_in(seen, ["knee_front_deg", "knee_back_deg"])
    assert _RIGHT_THIGH in bones["knee_front_deg"]
    assert _LEFT_THIGH in bones["knee_back_deg"]
