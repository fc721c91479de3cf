"""Every shipped pose and flow: kind, safe, whole, and in the routine's order."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import pytest

from vision.criteria.load import PoseLibrary, load_poses
from vision.criteria.model import Criterion, Kind, Pose, View
from vision.measure.catalog import UNITS
from vision.session.routine import Routine, load_routine

ROUTINES: Final = Path(__file__).resolve().parents[1] / "routines"
POSE_FILES: Final = sorted((ROUTINES / "poses").glob("*.toml"))
FLOW_FILES: Final = sorted((ROUTINES / "flows").glob("*.toml"))
LONGEST_CUE: Final = 90  # characters, said in one breath
UNKIND: Final = re.compile(
    r"\b(wrong|bad|badly|fail\w*|must|forc\w+|push\w*|deeper|further|harder|no pain|"
    r"through the pain|pain-through|don't|mistake|error|incorrect|poor|worse|quick\w*|faster)\b",
    re.IGNORECASE,
)


PUSHING_THE_FLOOR: Final = "push yourself up with your hand"


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


def texts(pose: Pose) -> list[str]:
    """Return everything a person hears or reads of a pose."""
    cues = [c.cue for c in pose.criteria if c.cue]
    return [text for text in (pose.title, pose.say, pose.caution, pose.note, *cues) if text]


def test_the_shipped_files_are_found() -> None:
    """Poses for every step of the routine, and two flows."""
    assert [file.stem for file in FLOW_FILES] == ["cramp_relief", "relax_only"]
    used = {step.pose.name for file in FLOW_FILES for step in flow(file.stem).steps}
    assert used == set(library().names())


@every
def test_a_pose_can_be_recognised_and_says_what_to_do(pose: Pose) -> None:
    """Without a way to recognise it a hold would run for anybody."""
    assert pose.of(Kind.RECOGNISE)
    assert any(not c.optional for c in pose.of(Kind.RECOGNISE))
    assert pose.title
    assert pose.say
    assert pose.needs


@every
def test_every_criterion_has_a_reason_and_a_name_of_its_own(pose: Pose) -> None:
    """Somebody who tunes a number can read where it comes from."""
    names = [c.name for c in pose.criteria]
    assert len(names) == len(set(names))
    for criterion in pose.criteria:
        assert len(criterion.why) > 5, criterion.name
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", criterion.name)


@every
def test_what_may_be_corrected_has_a_cue_that_can_be_said_in_one_breath(pose: Pose) -> None:
    """What only tells which pose it is is never corrected, so it needs none."""
    for criterion in pose.criteria:
        if criterion.kind in (Kind.RECOGNISE, Kind.TELL):
            continue
        assert 10 < len(criterion.cue) < LONGEST_CUE, criterion.name
        assert criterion.cue[0].isupper()
        assert criterion.cue.endswith((".", "!", "?"))


@every
def test_what_is_said_is_kind_and_safe(pose: Pose) -> None:
    """No blame, no hurry, no pushing; and whole sentences with nothing left to fill in."""
    for text in texts(pose):
        assert not UNKIND.search(text.replace(PUSHING_THE_FLOOR, "")), text
        assert "{" not in text
        assert "}" not in text
    for sentence in (pose.say, pose.caution, pose.note):
        assert not sentence or sentence.endswith((".", "!", "?"))


def test_the_list_of_unkind_words_works() -> None:
    """It finds what it is for, and lets kind words pass."""
    for unkind in ("That is wrong.", "Push harder!", "You must hold", "Go deeper", "Forcing it"):
        assert UNKIND.search(unkind)
    assert not UNKIND.search("Let your back grow long, as far as is comfortable.")


@every
def test_aims_are_stages_from_the_first_on(pose: Pose) -> None:
    """Each has its place, and there is none twice; nothing else has a stage."""
    aims = pose.of(Kind.AIM)
    assert [aim.stage for aim in aims] == list(range(1, len(aims) + 1))
    assert all(c.stage == 0 for c in pose.criteria if c.kind is not Kind.AIM)


@every
def test_bands_and_times_make_sense(pose: Pose) -> None:
    """Bounds in order, a margin against noise, and time enough to be sure.

    What tells poses apart may have none: noise there is no mistake of anybody's.
    """
    for c in pose.criteria:
        for band in (c.band, c.before, c.when):
            assert band is None or (band.low <= band.high and band.margin >= 0)
        noisy = UNITS[c.band.measure] != "sign" and c.kind is not Kind.TELL
        assert c.band.margin > 0 or not noisy, f"{c.name} would call noise a mistake"
        assert 0 < c.call_after_s <= 10
        assert 0 < c.clear_after_s <= 10


@every
def test_form_leaves_room_where_the_pose_is_recognised(pose: Pose) -> None:
    """A form that could only be met outside of its own pose would stop the time for ever."""
    recognised = {c.band.measure: c.band for c in pose.of(Kind.RECOGNISE)}
    for c in pose.of(Kind.FORM):
        within = recognised.get(c.band.measure)
        if within is not None:
            assert max(within.low, c.band.low) <= min(within.high, c.band.high), c.name


@every
def test_lengths_and_angles_of_a_side_view_are_not_judged_from_the_front(pose: Pose) -> None:
    """The back and the joints of the legs are read from the side alone.

    The fold of a knee is not: from elsewhere it is read in space, and never judged as form.
    """
    for c in pose.criteria:
        if c.band.measure.startswith("knee_fold_"):
            assert c.kind in (Kind.RECOGNISE, Kind.TELL), c.name
        elif c.band.measure == "back_bow" or c.band.measure.startswith(("knee_", "ankle_")):
            assert c.view is not View.ANY, c.name


@every
def test_what_tells_a_pose_is_not_what_it_is_recognised_by(pose: Pose) -> None:
    """A session does not ask for it; where both are about one measure, it is the narrower band."""
    recognised = {c.band.measure: c.band for c in pose.of(Kind.RECOGNISE)}
    for c in pose.of(Kind.TELL):
        assert c.before is None, c.name
        within = recognised.get(c.band.measure)
        if within is not None:
            assert (c.band.low, c.band.high) != (within.low, within.high), c.name
            assert max(within.low, c.band.low) < min(within.high, c.band.high), c.name


SIDED = sorted({name for name, side in library().poses if side})


@pytest.mark.parametrize("name", SIDED)
def test_both_sides_of_a_pose_are_judged_alike(name: str) -> None:
    """Left and right change places in names and words, and no number differs."""
    right, left = library().variants(name)
    assert (right.side, left.side) == ("right", "left")

    def swapped(text: str) -> str:
        swap = {"left": "right", "right": "left"}
        return re.sub(r"left|right", lambda found: swap[found[0]], text)

    def plain(c: Criterion) -> list[object]:
        bands = [c.band, c.before, c.when]
        numbers = [(b.low, b.high, b.margin) if b else None for b in bands]
        rest = (c.kind, c.priority, c.view, c.call_after_s, c.clear_after_s, c.stage, c.optional)
        return [c.name, *numbers, *rest]

    assert [plain(c) for c in right.criteria] == [plain(c) for c in left.criteria]
    for a, b in zip(right.criteria, left.criteria, strict=True):
        assert swapped(a.cue) == b.cue
        assert swapped(a.band.measure) == b.band.measure
    assert swapped(right.say) == left.say
    assert [swapped(need) for need in right.needs] == list(left.needs)


@each_flow
def test_a_flow_begins_with_a_notice_to_stop_and_to_see_a_doctor(name: str) -> None:
    """It is no medical advice, and says so."""
    notice = flow(name).notice.lower()
    for word in ("not medical advice", "stop", "hurt", "doctor", "keep coming back"):
        assert word in notice, word


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
