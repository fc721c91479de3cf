"""A criterion judged again by its own numbers is what a review found; by others, what it would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner.demo import timeline
from tests.builders import criterion, pose, practitioner, routine, stacked
from tests.session.driving import AWAY, GOOD, ROUND, Values, rolling_out
from tests.session.takes import done, filmed, stretches_of, take_of, wandering
from vision.app.review.judging import take_of as measured_take
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Kind, Status
from vision.errors import UsageError
from vision.measure.body import body_from_landmarks
from vision.session.recorded.align import find_stretches
from vision.session.recorded.replay import replay
from vision.tune.bounds import Bounds
from vision.tune.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Pose
    from vision.session.recorded.replay import Reviewed
    from vision.session.recorded.tracks import Track
    from vision.tune.sweep import Search

LIBRARY = load_library(None)
Spans = list[tuple[float, float, Status]]


def spans(tracks: Iterable[Track]) -> Spans:
    """Return the runs of some tracks without what would help."""
    return [(run.start_s, run.end_s, run.status) for track in tracks for run in track.runs]


def swept(search: Search, name: str, *variants: Pose, **changes: float) -> tuple[Track, ...]:
    """Return a criterion's tracks in one take, judged by its own numbers or by others."""
    sweep = Sweep([search], variants, name)
    (tracks,) = sweep.judged(Bounds.of(sweep.criterion).changed(**changes))
    return tracks


def calls(tracks: Iterable[Track]) -> int:
    """Return how many times a miss begins."""
    return sum(track.calls for track in tracks)


# --- as in a review ------------------------------------------------------------------------------


def reviewed_tracks(reviewed: Reviewed, pose_name: str, name: str) -> tuple[Track, ...]:
    """Return what a review has of a criterion, wherever its pose is done."""
    return tuple(
        track
        for step in reviewed.steps
        if step.stretch.step.pose.name == pose_name
        for track in step.tracks
        if track.criterion.name == name
    )


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_criterion_of_every_pose_is_judged_as_in_a_review(name: str) -> None:
    """Whatever happens in two stretches of it, the leaving included."""
    variants = LIBRARY.variants(name)
    flow = routine(variants[0], variants[-1])
    for seed in range(3):
        take = wandering(variants, seed)
        middle_s, last_s = float(take.t_s[len(take.t_s) // 2]), float(take.t_s[-1])
        times = ((0, 5.0, 9.03, middle_s), (1, middle_s, middle_s + 4.0, last_s + 0.1))
        found = stretches_of(flow, times)
        reviewed = replay(flow, found, take)
        for c in variants[0].criteria:
            if c.kind is not Kind.TELL:
                tracks = swept((take, tuple(found)), c.name, *variants)
                assert tracks == reviewed_tracks(reviewed, name, c.name), (c.name, seed)


def test_a_routine_that_is_practised_is_judged_as_in_its_review() -> None:
    """The whole of one, by a made body: every criterion of every step, the leaving included."""
    t_s = np.arange(0.0, timeline().duration_s, 0.4)
    body = stacked(
        [body_from_landmarks(practitioner(timeline().posture_at(t), t_s=t)) for t in t_s.tolist()]
    )
    flow = load_flow(DEFAULT_FLOW, LIBRARY)
    take = measured_take(body)
    found = find_stretches(flow, take)
    reviewed = replay(flow, found, take)
    names = {stretch.step.pose.name for stretch in found}
    assert {"head_to_knee", "diamond", "reclining_hero"} <= names
    for name in names:
        variants = LIBRARY.variants(name)
        for c in variants[0].criteria:
            if c.kind is not Kind.TELL:
                tracks = swept((take, found), c.name, *variants)
                assert tracks == reviewed_tracks(reviewed, name, c.name)
    assert calls(swept((take, found), "back_straight", *LIBRARY.variants("head_to_knee"))) == 1


STRAIGHT_LEG: Values = GOOD | {"seat": 0.0, "knee": 150.0}


def test_how_a_pose_is_left_is_judged_at_the_end_of_its_stretch() -> None:
    """From the last of it until it is left, as in a review of a pose that was held."""
    of = rolling_out()
    take = filmed((2, AWAY), (12, GOOD), (20, STRAIGHT_LEG))
    found = (done(of, 2.0, 14.0, lead_s=0.0),)
    reviewed = replay(routine(of), found, take)
    tracks = swept((take, found), "roll_first", of)
    assert tracks == reviewed_tracks(reviewed, of.name, "roll_first")
    assert calls(tracks) == 1
    assert tracks[0].runs[-1].end_s == 29.0


def test_a_leaving_long_before_the_end_is_none() -> None:
    """Only the last of a stretch may be the way out."""
    of = rolling_out()
    take = filmed((6, GOOD), (1, STRAIGHT_LEG), (40, GOOD))
    tracks = swept((take, (done(of, 2.0, 47.0),)), "roll_first", of)
    assert spans(tracks) == [(2.0, 62.0, Status.UNSEEN)]


def test_a_pose_that_was_never_held_cannot_be_left() -> None:
    """And one is left until the next is held."""
    of = rolling_out()
    take = filmed((3, AWAY), (3, STRAIGHT_LEG), (9, AWAY))
    tracks = swept((take, (done(of, 3.0, 6.0),)), "roll_first", of)
    assert spans(tracks) == [(3.0, 6.0, Status.UNSEEN)]
    take = filmed((8, GOOD), (3, STRAIGHT_LEG), (8, GOOD))
    tracks = swept((take, (done(of, 0.0, 8.0), done(FOLD, 8.0, 19.0))), "roll_first", of)
    assert 12.0 < tracks[0].runs[-1].end_s < 13.0


# --- by other numbers ----------------------------------------------------------------------------

FOLD = pose(
    criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated"),
    criterion("bow", high=1.0, margin=0.5, name="back_straight"),
    criterion("roll", kind=Kind.TELL, low=1.0, name="rolled"),
)


def test_wider_bounds_let_a_miss_go_and_narrower_ones_bring_it() -> None:
    """Nothing else of the session is touched."""
    take = filmed((6, GOOD), (5, ROUND), (6, GOOD))
    whole = (take, (done(FOLD, 0.0, 17.0),))
    assert calls(swept(whole, "back_straight", FOLD)) == 1
    (wider,) = swept(whole, "back_straight", FOLD, high=5.0)
    assert (wider.calls, wider.seconds(Status.MISSED)) == (0, 0.0)
    (narrower,) = swept(whole, "back_straight", FOLD, high=-1.0)
    assert narrower.calls == 1
    assert narrower.seconds(Status.MISSED) == pytest.approx(14.0, abs=0.3)
    (patient,) = swept(whole, "back_straight", FOLD, call_after_s=4.0)
    assert patient.runs[2].start_s == pytest.approx(10.0, abs=0.2)


def test_a_sweep_can_be_asked_again_and_again() -> None:
    """The same numbers bring the same answer, whatever was asked between."""
    take = filmed((6, GOOD), (5, ROUND), (6, GOOD))
    sweep = Sweep([(take, (done(FOLD, 0.0, 17.0),))], (FOLD,), "back_straight")
    asked = Bounds.of(sweep.criterion)
    first = sweep.judged(asked)
    assert sweep.judged(asked.changed(high=9.0)) != first
    assert sweep.judged(asked) == first


def test_the_way_into_a_pose_is_no_miss_of_its_form() -> None:
    """A form counts when the body has settled in the pose."""
    take = filmed((4, ROUND | {"seat": 0.0}), (8, ROUND))
    (judged,) = swept((take, (done(FOLD, 4.0, 12.0, lead_s=0.0),)), "back_straight", FOLD)
    assert [run.status for run in judged.runs] == [Status.UNSEEN, Status.MISSED]
    assert judged.runs[1].start_s == pytest.approx(4.7 + 3.0, abs=0.15)


def test_who_left_the_pose_has_to_settle_in_it_again() -> None:
    """Their form does not count meanwhile."""
    take = filmed((6, ROUND), (3, ROUND | {"seat": 0.0}), (6, ROUND))
    (judged,) = swept((take, (done(FOLD, 0.0, 15.0),)), "back_straight", FOLD)
    statuses = [run.status for run in judged.runs]
    assert statuses == [Status.UNSEEN, Status.MISSED, Status.UNSEEN, Status.MISSED]
    assert judged.calls == 2


def test_a_pose_that_is_done_twice_is_begun_anew() -> None:
    """What was found in the first stretch is not carried over to the second."""
    take = filmed((6, GOOD), (4, ROUND), (2, AWAY), (6, GOOD))
    whole = (take, (done(FOLD, 0.0, 10.0), done(FOLD, 12.0, 18.0)))
    first, second = swept(whole, "back_straight", FOLD)
    assert (first.runs[0].start_s, second.runs[0].start_s) == (0.0, 12.0)
    assert [run.status for run in second.runs] == [Status.UNSEEN, Status.MET]


def test_what_tells_a_pose_is_judged_while_the_body_is_in_it() -> None:
    """Not on the way there."""
    take = filmed((4, AWAY), (8, GOOD | {"roll": 2.0}))
    whole = (take, (done(FOLD, 4.0, 12.0, lead_s=0.0),))
    assert spans(swept(whole, "rolled", FOLD)) == [
        (4.0, 4.2, Status.UNSEEN),
        (4.2, 12.0, Status.MET),
    ]


def test_each_variant_is_judged_by_its_own_measure() -> None:
    """Of a pose with one for each leg in front, by the same numbers."""
    left, right = (
        pose(criterion(side, name="leg", high=1.0), side=side) for side in ("left", "right")
    )
    take = take_of(np.arange(100) / 10, {"left": np.full(100, 5.0), "right": np.zeros(100)})
    found = (done(left, 0.0, 5.0), done(right, 5.0, 10.0))
    ended = [track.runs[-1].status for track in swept((take, found), "leg", left, right)]
    assert ended == [Status.MISSED, Status.MET]


def test_every_session_has_its_own_answer() -> None:
    """Also one in which the pose was not found, and a stretch without a picture."""
    take = filmed((6, GOOD))
    searches = [
        (take, (done(FOLD, 0.0, 6.0),)),
        (take, (done(rolling_out(), 0.0, 6.0),)),
        (take, (done(FOLD, 50.0, 60.0),)),
    ]
    sweep = Sweep(searches, (FOLD,), "back_straight")
    judged = sweep.judged(Bounds.of(sweep.criterion))
    assert [sum(len(track.runs) for track in tracks) for tracks in judged] == [2, 0, 1]
    assert spans(judged[2]) == [(50.0, 60.0, Status.UNSEEN)]


def test_it_is_judged_by_the_pose_as_it_is_now() -> None:
    """Not as it was when the session was loaded: its numbers may have been saved since."""
    take = filmed((6, GOOD), (6, ROUND))
    seated, _, told = FOLD.criteria
    slow = criterion("bow", name="back_straight", high=1.0, cue="Grow tall.")
    now = replace(FOLD, criteria=(seated, slow, told))
    sweep = Sweep([(take, (done(FOLD, 0.0, 12.0),))], (now,), "back_straight")
    assert sweep.criterion is slow


def test_a_criterion_that_is_not_there_is_named_with_those_that_are() -> None:
    """And the one that may have been meant."""
    with pytest.raises(
        UsageError, match=r"no criterion 'back_strait'; did you mean 'back_straight'"
    ):
        Sweep([], (FOLD,), "back_strait")
