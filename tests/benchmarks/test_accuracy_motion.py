"""The motion benchmark: scripts that do what their truth says, and honest counting."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import accuracy_motion
from benchmarks.accuracy.tables import markdown
from benchmarks.motion import scoring, videos
from benchmarks.motion.clip import SIZE_PX, STILL, Clip, Script, Stage
from benchmarks.motion.kinds import KINDS, clips
from benchmarks.motion.mirror import mirrored
from benchmarks.motion.watching import Played, at_step, observe, one_step, practise
from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import to_vector
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.builders import stick
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.errors import UsageError
from vision.measure.body import body_from_landmarks
from vision.session.events import CorrectionDue, StepEntered

if TYPE_CHECKING:
    from pathlib import Path

    from vision.session.live.steprun import Observation

EVERY = clips()
OF = {kind.name: [clip for clip in EVERY if clip.kind == kind.name] for kind in KINDS}


def test_every_kind_is_done_in_several_ways() -> None:
    """From either side, by bodies of other sizes; a quick run takes some of them."""
    for name, of in OF.items():
        assert len(of) >= 3, name
        assert len({clip.stage.camera.azimuth_deg for clip in of}) == len(of)
        assert {round(clip.stage.camera.azimuth_deg / 180.0) for clip in of} == {0, 1}
        for clip in of:
            assert abs((clip.stage.camera.azimuth_deg + 90.0) % 180.0 - 90.0) <= 25.0
    quick = {(clip.kind, clip.variant) for clip in clips(quick=True)}
    assert quick < {(clip.kind, clip.variant) for clip in EVERY}
    called = {c for clip in clips(quick=True) for c in clip.script.called}
    assert called == set(scoring.JUDGED)


def test_the_clips_are_the_same_every_time() -> None:
    """Or two runs could not be compared."""
    kinds = [kind for kind in KINDS if kind.name in {"fold head first", "rising straight up"}]
    before = [clip for kind in kinds for clip in OF[kind.name]]
    for once, again in zip(before, clips(kinds), strict=True):
        assert once.stage == again.stage
        assert once.script.keyframes == again.script.keyframes
        assert once.script.planted_s == again.script.planted_s


@pytest.mark.parametrize("clip", EVERY, ids=lambda clip: f"{clip.kind} {clip.variant}")
def test_the_truth_of_a_clip_is_whole(clip: Clip) -> None:
    """What is called is a criterion of the step, and planted after the start of the movement."""
    script = clip.script
    steps = load_flow(DEFAULT_FLOW, load_library(None)).steps
    of_pose = {c.name for s in steps if s.pose.name == script.pose for c in s.pose.criteria}
    assert script.called | script.either <= of_pose
    assert not script.called & script.either
    if script.called:
        timeline = Timeline(script.keyframes)
        assert timeline.left_s[0] <= script.planted_s < timeline.duration_s
    else:
        assert math.isnan(script.planted_s)


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        ("fold from the hips, 1 s", {"fold_slowly"}),
        ("fold from the hips, 1.5 s", {"fold_slowly"}),
        ("fold from the hips, 5 s", set()),
        ("fold from the hips, 8 s", set()),
        ("rolling out to a side", set()),
        ("tipping over, 1.5 s", {"lower_slowly"}),
    ],
)
def test_speed_follows_from_the_script(kind: str, called: set[str]) -> None:
    """By how fast the scripted trunk moves, not by what was found."""
    assert {frozenset(clip.script.called) for clip in OF[kind]} == {frozenset(called)}


@pytest.mark.parametrize("posture", [at.side_sit(), at.on_elbows(-56.0, 9.0, ("right",))])
def test_a_mirrored_body_is_the_same_on_the_other_side(posture: at.Posture) -> None:
    """Joint by joint; and twice mirrored it is itself."""
    other, body = pose(mirrored(posture)), pose(posture)
    flip = np.array([1.0, 1.0, -1.0])
    for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        np.testing.assert_allclose(
            getattr(other.left, name), flip * getattr(body.right, name), atol=1e-9
        )
    np.testing.assert_array_equal(to_vector(mirrored(mirrored(posture))), to_vector(posture))


def test_elbows_that_should_carry_are_on_the_floor_and_others_are_not() -> None:
    """In the posed body, before any picture of it."""
    carrying = pose(at.on_elbows())
    for limbs in (carrying.left, carrying.right):
        assert limbs.elbow[1] < limbs.hip[1]
    for arms in ("thighs", "chest", "ahead"):
        free = pose(at.reclining_unsupported(-62.0, arms))
        for limbs in (free.left, free.right):
            assert limbs.elbow[1] > limbs.hip[1] + 0.03


def test_a_clip_is_filmed_at_its_rate_and_rests_between() -> None:
    """Pictures of a held posture are shown several times, those of a movement once."""
    keyframes = (Keyframe(at.hero(), 0.0, 0.4), Keyframe(at.hero(6.0), 0.4))
    frames = list(Clip("short", 0, Script("hero", None, keyframes), Stage()).frames())
    assert [frame.index for frame in frames] == list(range(12))
    assert frames[0].size_px == SIZE_PX
    np.testing.assert_allclose(np.diff([frame.t_s for frame in frames]), 1 / 15)
    different = [not np.array_equal(a.image_bgr, b.image_bgr) for a, b in pairwise(frames)]
    assert different[: STILL - 1] == [False] * (STILL - 1)
    assert all(different[6:])
    with Played(frames) as source:
        assert list(source) == frames


def said(criterion: str, t_s: float) -> CorrectionDue:
    """Return a correction of the session's."""
    return CorrectionDue(t_s=t_s, step=0, pose="x", side=None, criterion=criterion, cue="Slowly.")


def test_calls_are_counted_as_caught_or_as_false_alarms() -> None:
    """What may be called either way is neither."""
    clip = next(c for c in OF["fold head first"] if c.script.either)
    planted_s = clip.script.planted_s
    right = scoring.judged(
        clip, [said("hips_before_head", planted_s + 1.5), said("back_straight", 9.0)]
    )
    wrong = scoring.judged(clip, [said("fold_slowly", 3.0), said("knee_straight", 4.0)])
    assert right.caught == {"hips_before_head": True}
    assert right.false_alarms == ()
    assert right.delay_s("hips_before_head") == pytest.approx(1.5)
    assert wrong.caught == {"hips_before_head": False}
    assert wrong.false_alarms == ("fold_slowly", "knee_straight")
    assert math.isnan(wrong.delay_s("hips_before_head"))
    pair = [right, wrong]
    assert (scoring.caught(pair).hits, scoring.caught(pair).of) == (1, 2)
    assert (scoring.false_alarms(pair).hits, scoring.false_alarms(pair).of) == (1, 2)
    assert scoring.false_alarms(pair, "fold_slowly").hits == 1
    assert scoring.false_alarms(pair, "hips_before_head").of == 0
    assert scoring.false_alarms(pair, "turn_first").of == 0
    for table in (scoring.by_kind(pair), scoring.by_criterion(pair)):
        assert "hips_before_head" in markdown(table)


def test_a_session_begins_at_the_step_that_is_practised() -> None:
    """As it would be entered in the routine, without a look at the camera's place anew."""
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    session = at_step(routine, "head_to_knee", "left", 7.0)
    assert session.snapshot().title == "Head to knee, left leg"
    assert session.snapshot().target_s == 7.0
    assert not [e for told in practise(session, []) for e in told if isinstance(e, StepEntered)]


def seen(seconds: float, **angles: float) -> list[Observation]:
    """Measure a stick body that keeps still."""
    times_s = np.arange(0.0, seconds, 0.1)
    return observe([(float(t), body_from_landmarks(stick(t_s=t, **angles))) for t in times_s])


def test_a_clip_that_shows_our_pose_is_held_and_one_that_does_not_is_not() -> None:
    """By the name of the file, which tells what is in it."""
    poses = load_library(None)
    lying = seen(8.0, tilt_deg=-90.0, thigh_deg=0.0, knee_deg=175.0)
    rest = videos.watch("SarvangasanaVideo.mp4", lying, poses)
    cobra = videos.watch("BhujangasanaVideo.mp4", lying, poses)
    lies = next(each for each in rest.alone if each.pose == "spinal_harmony")
    assert lies.recognised_s > lies.held_s > 2.0
    assert lies not in rest.not_shown
    assert lies in cobra.not_shown
    assert not cobra.wrongly_entered
    both = [rest, cobra]
    assert videos.recognised_wrongly([cobra]).hits > videos.recognised_wrongly([rest]).hits
    assert videos.held_wrongly([cobra]).hits > videos.held_wrongly([rest]).hits
    assert videos.corrected_alone(both).of == sum(len(each.alone) for each in both)
    assert videos.steps_entered_wrongly(both).hits == 0
    assert videos.held_rightly(both).of == 0
    assert "cobra" in markdown(videos.in_routine(both))
    assert " !" in markdown(videos.by_pose(both))
    videos.said_alone(both)


def test_a_clip_nobody_described_counts_for_nothing() -> None:
    """It is shown in the tables only."""
    unknown = videos.watch("holiday.mp4", seen(2.0), load_library(None))
    assert unknown.shown is None
    assert videos.recognised_wrongly([unknown]).of == 0
    assert "not described" in markdown(videos.in_routine([unknown]))


def test_a_folder_without_videos_is_an_error_where_it_was_named(tmp_path: Path) -> None:
    """And silence where nobody named one."""
    with pytest.raises(UsageError, match="folder with videos"):
        accuracy_motion.find_videos(tmp_path, quick=False)
    (tmp_path / "some_VajrasanaVideo.MP4").touch()
    (tmp_path / "other.gif").touch()
    (tmp_path / "notes.txt").touch()
    assert len(accuracy_motion.find_videos(tmp_path, quick=False)) == 2
    assert len(accuracy_motion.find_videos(tmp_path, quick=True)) == 1


def test_the_mistake_of_a_user_is_one_line(tmp_path: Path) -> None:
    """No traceback."""
    with pytest.raises(SystemExit, match=r"^benchmarks.accuracy_motion: --videos expects"):
        accuracy_motion.main(["--videos", str(tmp_path / "nowhere")])


def test_targets_stand_over_what_was_found() -> None:
    """From the data only; without real clips their targets are left out."""
    clip = OF["rising straight up"][0]
    found = [scoring.judged(clip, [said("turn_first", clip.script.planted_s + 0.4)])]
    with_none = accuracy_motion.targets(found, [])
    assert [target.reached for target in with_none] == ["yes", "yes"]
    watched = [videos.watch("Vajrasana.mp4", seen(1.0), load_library(None))]
    assert len(accuracy_motion.targets(found, watched)) > len(with_none)
    titles = [table.title for table in accuracy_motion.tables(found, [])]
    assert titles[-1] == "Targets"
    assert "left out" in titles[-2]
    assert one_step(load_library(None), "hero", None, 5.0).snapshot().target_s == 5.0
