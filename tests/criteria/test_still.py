"""One picture, judged without time: three answers, and which pose it is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.practitioner.postures import head_to_knee
from tests.builders import NAN, UNSEEN_BACK, criterion, pose, practitioner, readings
from vision.app.settings import load_library
from vision.criteria.judge import OWN_BACK, VIEW_MEASURE, PoseJudge
from vision.criteria.model import VIEW_LIMIT_DEG, Band, Kind, Pose, Status, Verdict, View
from vision.criteria.still import (
    CLEARLY,
    alike_still,
    clearance,
    closest_still,
    judge_still,
    recognise_still,
    told_by_a_still,
)
from vision.errors import UsageError
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.words.reasons import TURN_SIDE_ON, Code, Reason

BOW = criterion("bow", high=1.0, margin=0.5)
UPRIGHT = criterion("tilt", kind=Kind.RECOGNISE, low=-25.0, high=25.0, margin=10.0)
FOLDED = criterion("knee", kind=Kind.RECOGNISE, high=40.0, margin=10.0)
FLAT = criterion("ankle", kind=Kind.RECOGNISE, low=140.0, margin=20.0, optional=True)
LONE = criterion("alone", kind=Kind.TELL, low=1.0)


def test_a_picture_tells_nothing_of_the_breath() -> None:
    """It has no time in it: such an aim is left out, and no miss."""
    even = criterion("breath_in_share", kind=Kind.AIM, name="breath_even", low=0.4, high=0.6)
    found = judge_still(pose(BOW, even), {"bow": 0.0, "breath_in_share": 0.5}, {})
    assert [verdict.criterion for verdict in found] == [BOW]


def judged(of: Pose, **values: float) -> tuple[Verdict, ...]:
    """Return the verdicts on a picture with these readings."""
    seen = readings(**values)
    return judge_still(of, seen.values, seen.unseen)


def recognised(poses: list[Pose], **values: float) -> str | None:
    """Return the name of the pose a picture with these readings shows."""
    seen = readings(**values)
    found = recognise_still(poses, seen.values, seen.unseen)
    return found.name if found else None


# --- verdicts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "status", "score"),
    [
        (0.5, Status.MET, 1.0),
        (1.25, Status.MET, 0.5),
        (1.5, Status.MISSED, 0.0),
        (9.0, Status.MISSED, 0.0),
        (NAN, Status.UNSEEN, NAN),
    ],
)
def test_there_are_three_answers_at_once(value: float, status: Status, score: float) -> None:
    """Nothing has to last; within the margin the benefit of the doubt is given."""
    (only,) = judged(pose(BOW), bow=value)
    assert only.criterion is BOW
    assert only.status is status
    assert only.score == pytest.approx(score, nan_ok=True)
    assert only.value == pytest.approx(value, nan_ok=True)
    assert bool(only.reason) == (status is Status.UNSEEN)


@pytest.mark.parametrize(
    ("value", "status"),
    [(0.2, Status.MET), (0.24, Status.MET), (0.27, Status.MISSED), (0.34, Status.MISSED)],
)
def test_how_deep_a_pose_is_is_praised_where_no_error_could_have_made_it(
    value: float, status: Status
) -> None:
    """The benefit of the doubt is for corrections: praise for a gap one can see is no kindness."""
    (only,) = judged(
        pose(criterion("depth", kind=Kind.AIM, high=0.3, margin=0.05, stage=1)), depth=value
    )
    assert only.status is status


@pytest.mark.parametrize(("tilt_deg", "praised"), [(45, False), (55, False), (75, True)])
def test_an_abdomen_far_from_the_thigh_is_not_praised(tilt_deg: float, *, praised: bool) -> None:
    """At half a fold the gap is clear to the eye; close to the leg there is none."""
    seen = Meter().read(body_from_landmarks(practitioner(head_to_knee("right", tilt_deg=tilt_deg))))
    shown = load_library(None).poses["head_to_knee", "right"]
    found = {v.criterion.name: v for v in judge_still(shown, seen.values, seen.unseen)}
    assert (found["abdomen_to_thigh"].status is Status.MET) is praised


def test_what_is_unseen_says_what_would_help() -> None:
    """The reading's own reason; nobody waits for more of a picture that stands still."""
    assert judged(pose(BOW), bow=NAN)[0].reason == UNSEEN_BACK
    assert judged(pose(BOW), other=1.0)[0].reason == Reason(Code.ONE_PICTURE)


@pytest.mark.parametrize("view", list(View))
def test_from_too_oblique_a_view_nothing_is_judged(view: View) -> None:
    """As in a session: each criterion knows from where it may speak."""
    of = pose(criterion("bow", high=1.0, view=view))
    limit = VIEW_LIMIT_DEG[view]
    within = judged(of, bow=9.0, **{VIEW_MEASURE: limit})[0]
    beyond = judged(of, bow=9.0, **{VIEW_MEASURE: limit + 0.1})[0]
    assert within.status is Status.MISSED
    assert (beyond.status, beyond.reason) == (Status.UNSEEN, TURN_SIDE_ON)
    assert math.isnan(beyond.value)


def test_what_depends_on_another_band_is_unseen_while_that_is_not_kept() -> None:
    """It has nothing to say then."""
    of = pose(criterion("bow", high=1.0, when=Band("tilt", high=25.0)))
    assert judged(of, bow=9.0, tilt=20.0)[0].status is Status.MISSED
    assert judged(of, bow=9.0, tilt=30.0)[0].status is Status.UNSEEN
    assert judged(of, bow=9.0, tilt=NAN)[0].reason == Reason(Code.ONE_PICTURE)


def test_what_time_alone_tells_is_left_out() -> None:
    """How a pose is entered and left, what comes before what, and a person's own back."""
    of = pose(
        BOW,
        criterion("speed", kind=Kind.MOVEMENT),
        criterion("roll", kind=Kind.LEAVE),
        criterion("hips", kind=Kind.FORM, before=Band("head", high=1.0)),
        criterion(OWN_BACK, kind=Kind.FORM),
        criterion("depth", kind=Kind.AIM, stage=1),
        UPRIGHT,
        LONE,
    )
    assert {v.criterion.name for v in judged(of)} == {"bow", "depth", "tilt", "alone"}


@given(st.floats(-3, 3, allow_nan=False), st.floats(0, 90))
def test_a_session_that_stands_still_comes_to_the_same(bow: float, off_side: float) -> None:
    """Outside the margin, where time alone decides between two answers, both judges agree."""
    of = pose(BOW)
    values = {"bow": bow, VIEW_MEASURE: off_side}
    judge = PoseJudge(of)
    live = [judge.update(0.1 * i, values, {}) for i in range(50)][-1]
    still = judge_still(of, values, {})
    assert [v.status for v in live] == [v.status for v in still]


# --- which pose --------------------------------------------------------------------------------

SIT = pose(UPRIGHT, FOLDED, FLAT, BOW, name="sit")
TALL = pose(UPRIGHT, BOW, name="tall")


def test_a_pose_is_shown_when_all_it_is_recognised_by_is_met() -> None:
    """One miss, or something needed that is unseen, and it is none."""
    assert recognised([SIT], tilt=0.0, knee=20.0, ankle=170.0) == "sit"
    assert recognised([SIT], tilt=0.0, knee=90.0, ankle=170.0) is None
    assert recognised([SIT], tilt=0.0, knee=NAN, ankle=170.0) is None
    assert recognised([], tilt=0.0) is None


def test_what_is_optional_may_be_hidden_and_not_missed() -> None:
    """Feet behind a cushion are no other pose; feet that are tucked are."""
    assert recognised([SIT], tilt=0.0, knee=20.0, ankle=NAN) == "sit"
    assert recognised([SIT], tilt=0.0, knee=20.0, ankle=90.0) is None


def test_what_tells_a_pose_from_others_counts_too() -> None:
    """In a session the step says which is meant; in a picture nobody does."""
    assert recognised([pose(UPRIGHT, LONE, BOW)], tilt=0.0, alone=1.0) == "sit"
    assert recognised([pose(UPRIGHT, LONE, BOW)], tilt=0.0, alone=-1.0) is None


@pytest.mark.parametrize("without", [(UPRIGHT,), (BOW,), ()])
def test_a_pose_with_nothing_to_tell_it_by_is_never_named(without: tuple[object, ...]) -> None:
    """Without form it is told by movement or by the session; without recognition it fits anyone."""
    of = pose(*without)
    assert not told_by_a_still(of)
    assert recognised([of], tilt=0.0, bow=0.0) is None


NEAR = criterion("height", high=1.0, margin=0.2 / CLEARLY, kind=Kind.RECOGNISE)
"""The widest margin that any criterion gives the height."""
LOW = criterion("height", high=0.5, kind=Kind.TELL, name="lower")
HIGHER, LOWER = pose(NEAR, BOW, name="higher"), pose(NEAR, LOW, BOW, name="lower")


@pytest.mark.parametrize(
    ("height", "shown", "alike"),
    [
        (0.9, "higher", []),
        (0.6, "higher", ["lower"]),
        (0.45, "lower", ["higher"]),
        (0.1, "lower", []),
        (NAN, None, []),
    ],
)
def test_poses_that_only_an_error_parts_look_alike(
    height: float, shown: str | None, alike: list[str]
) -> None:
    """What parts them has to be clear, by several margins."""
    seen = readings(height=height, bow=0.0)
    found = recognise_still([LOWER, HIGHER], seen.values, seen.unseen)
    assert (found and found.name) == shown
    if found:
        others = alike_still(found, [LOWER, HIGHER], seen.values, seen.unseen)
        assert [other.name for other in others] == alike


def test_poses_look_alike_where_what_parts_them_cannot_be_seen() -> None:
    """As hero and diamond do from the front; a pose that is not recognised is none of them."""
    telling = criterion("heels", high=0.5, kind=Kind.TELL)
    hidden = pose(NEAR, telling, BOW, name="hidden")
    away = pose(criterion("height", low=2.0, kind=Kind.RECOGNISE), BOW, name="away")
    seen = readings(height=0.1, heels=NAN, bow=0.0)
    others = alike_still(HIGHER, [HIGHER, hidden, away], seen.values, seen.unseen)
    assert [other.name for other in others] == ["hidden"]


def test_form_and_depth_have_no_say_in_which_pose_it_is() -> None:
    """A round back is a pose with a round back."""
    assert recognised([TALL], tilt=0.0, bow=9.0) == "tall"


@pytest.mark.parametrize("order", [[SIT, TALL], [TALL, SIT]])
def test_of_several_the_one_with_more_met_is_chosen(order: list[Pose]) -> None:
    """The more closely described pose says more."""
    assert recognised(order, tilt=0.0, knee=20.0, ankle=170.0) == "sit"
    assert recognised(order, tilt=0.0, knee=NAN, ankle=170.0) == "tall"


def test_of_equals_the_one_met_less_narrowly_is_chosen() -> None:
    """Narrowness is counted in margins, so that degrees and lengths can be compared."""
    bent = criterion("knee", kind=Kind.RECOGNISE, high=60.0, margin=10.0)
    deep, slight = pose(UPRIGHT, FOLDED, BOW, name="deep"), pose(UPRIGHT, bent, BOW, name="slight")
    assert recognised([deep, slight], tilt=0.0, knee=35.0) == "slight"
    assert recognised([slight, deep], tilt=24.0, knee=5.0) == "slight"
    assert recognised([deep, slight], tilt=24.0, knee=5.0) == "deep"


def test_of_what_fits_alike_the_first_is_chosen() -> None:
    """The order of the library decides, always in the same way."""
    assert recognised([pose(UPRIGHT, BOW, name="a"), pose(UPRIGHT, BOW, name="b")], tilt=0.0) == "a"
    assert recognised([pose(UPRIGHT, BOW, name="b"), pose(UPRIGHT, BOW, name="a")], tilt=0.0) == "b"


@pytest.mark.parametrize("side", ["left", "right"])
def test_which_leg_is_in_front_is_told_in_a_fold_as_well(side: str) -> None:
    """What may not be judged decides between two that are alike in all that may."""
    both = [
        pose(
            FOLDED,
            criterion(
                f"{leg}_in_front",
                kind=Kind.RECOGNISE,
                low=1.0,
                when=Band("tilt", high=25.0),
                optional=True,
            ),
            BOW,
            side=leg,
        )
        for leg in ("right", "left")
    ]
    signs = {f"{leg}_in_front": 1.0 if leg == side else -1.0 for leg in ("left", "right")}
    seen = readings(tilt=80.0, knee=20.0, **signs)
    found = recognise_still(both, seen.values, seen.unseen)
    assert found is not None
    assert found.side == side


def test_the_closest_is_found_though_none_fits() -> None:
    """Who names a sided pose is judged by the side that comes nearest."""
    seen = readings(tilt=0.0, knee=90.0, ankle=NAN)
    assert closest_still([TALL, SIT], seen.values, seen.unseen) is TALL
    assert closest_still([], seen.values, seen.unseen) is None


@pytest.mark.parametrize(
    ("band", "value", "margins"),
    [
        (Band("m", 0.0, 10.0, 2.0), 5.0, 2.5),
        (Band("m", 0.0, 10.0, 2.0), 9.0, 0.5),
        (Band("m", low=0.0, margin=2.0), 9.0, 4.5),
        (Band("m", high=0.0, margin=2.0), 1.0, -0.5),
        (Band("m", low=1.0), 1.0, math.inf),
    ],
)
def test_clearance_is_the_distance_to_the_nearer_end(
    band: Band, value: float, margins: float
) -> None:
    """Inside it is positive; a sign, which has no margin, is never narrow."""
    assert clearance(band, value) == pytest.approx(margins)


def test_of_the_shipped_poses_five_are_told_by_a_still() -> None:
    """Resting, loosening and coming up are told by the session."""
    told = [p.name for p in load_library(None).poses.values() if told_by_a_still(p)]
    assert set(told) == {"diamond", "diamond_toes", "head_to_knee", "hero", "reclining_hero"}


# --- props -------------------------------------------------------------------------------------


def test_nothing_that_a_bolster_explains_is_a_miss() -> None:
    """A back and a head on a bolster are not on the floor, and are not asked to be."""
    pose_shown = load_library(None).poses["reclining_hero", None]
    seen = {
        "trunk_tilt_deg": -60.0,
        "head_over_floor": 1.05,
        "shoulders_over_floor": 0.85,
        "off_side_deg": 5.0,
        "knee_fold_near_deg": 20.0,
    }
    form = [v for v in judged(pose_shown, **seen) if v.criterion.kind is Kind.FORM]
    assert {v.status for v in form} == {Status.UNSEEN}
    on_floor = seen | {"shoulders_over_floor": 0.4}
    called = {v.criterion.name for v in judged(pose_shown, **on_floor) if v.status is Status.MISSED}
    assert {"back_flat", "head_down"} <= called


def test_a_prop_chooses_the_easier_way_it_is_used_for() -> None:
    """By name; one that is used for nothing, or not there, is told what is."""
    library = load_library(None)
    eased = library.with_prop("bolster", "reclining_hero")
    easier = library.poses["reclining_hero", None].easier
    assert easier is not None
    assert eased.poses["reclining_hero", None] == easier.pose
    assert eased.poses["hero", None] == library.poses["hero", None]
    with pytest.raises(UsageError, match="bolster"):
        library.with_prop("belt", "reclining_hero")
    with pytest.raises(UsageError, match="rope"):
        library.with_prop("rope")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("cross-legged", {"shin_across_near": 0.7}),
        ("knees wide", {"knees_apart": 1.4}),
        ("squatting", {"knee_over_floor_near": 0.9}),
        ("upright on the knees", {"thigh_fall_near_deg": 78.0}),
        ("leaning over the knees", {"trunk_tilt_deg": 28.0}),
    ],
)
def test_what_is_no_diamond_is_not_taken_for_one(name: str, seen: dict[str, float]) -> None:
    """Each for a reason of its own, while the rest reads as in a diamond."""
    diamonds = load_library(None).variants("diamond")
    sitting = readings(
        trunk_tilt_deg=2.0,
        hip_fold_near_deg=110.0,
        knee_fold_near_deg=22.0,
        off_side_deg=8.0,
        shin_across_near=0.0,
        knees_apart=0.7,
        knee_over_floor_near=0.1,
        thigh_fall_near_deg=16.0,
    )
    assert recognise_still(diamonds, sitting.values, sitting.unseen) is not None
    other = {**sitting.values, **seen}
    assert recognise_still(diamonds, other, sitting.unseen) is None, name


def test_feet_that_are_hidden_may_be_flat_or_tucked() -> None:
    """Then both are named; a pose that is hidden for another reason is not."""
    poses = load_library(None).poses.values()
    sitting = {
        "trunk_tilt_deg": 2.0,
        "hip_fold_near_deg": 110.0,
        "knee_fold_near_deg": 40.0,
        "off_side_deg": 50.0,
    }

    def could_be(**feet: float) -> set[str]:
        seen = readings(**sitting, **feet)
        shown = recognise_still(poses, seen.values, seen.unseen)
        assert shown is not None
        others = alike_still(shown, poses, seen.values, seen.unseen)
        return {shown.name, *(pose.name for pose in others)}

    assert could_be() == {"diamond", "hero", "diamond_toes"}
    assert "diamond_toes" not in could_be(ankle_near_deg=172.0)
